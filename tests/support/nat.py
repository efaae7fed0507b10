"""The world as phones see it: servers on its public side, and NATs.

    this process: SERVER, OTHER --- router ----+--- host()    no NAT
    (nftables)                  \\-- router ----+--- host()
                                 \\------------------- host()

Each is a network namespace that only this process has open, without a name:
whatever happens, all of it ends with the process, and two runs never meet.

    net = nat.Internet(stage)           # from now on we are its public side
    home = net.nat("symmetric")
    phone = home.host()                 # again: another phone of that house
    stage.engine(config, wrapper=phone.wrapper())
    with phone.inside():                # a socket made here stays there
        stream = rtp.Stream(stage, address=phone.address)
    net.give_six(phone)                 # phone.six: IPv6, without any NAT

A NAT's mapping is the port that the world sees; its filter, who may use it:

    full cone         one mapping for all peers   everybody may
    port restricted   one mapping for all peers   only who was sent to
    symmetric         a mapping for each peer     only who was sent to
"""
import contextlib
import ctypes
import os
import socket
import struct
import subprocess

import networks
import process

SERVER, OTHER = "192.0.2.1", "192.0.2.2"    # both are this process
SIX = "2001:db8:5::1"                       # and so is this
KINDS = ("full cone", "port restricted", "symmetric")
CLONE_NEWNET = 0x40000000
PORTS = ("61000-62999", "63000-64999")      # of mappings; no phone has these
_libc = ctypes.CDLL(None, use_errno=True)

RULES = """
flush ruleset
table ip nat {
	map cone { type inet_service : ipv4_addr; flags dynamic; }
	chain pre {
		type nat hook prerouting priority dstnat
		%(forward)s
		iifname "pub" meta l4proto udp dnat to udp dport map @cone
	}
	chain post {
		type nat hook postrouting priority srcnat
		%(mapping)s
		oifname "pub" masquerade
	}
	chain input {
		type filter hook input priority filter
		iifname "pub" drop
	}
}
"""
# Whoever is dropped leaves no trace in the table of connections: there, a
# stranger's early packet would take the mapping from the one that is to come.
MAPPING = {
    "full cone":
    'oifname "pub" meta l4proto udp update @cone { udp sport : ip saddr }',
    "port restricted":
    'oifname "pub" meta l4proto { tcp, udp } snat to %(address)s:%(ports)s',
    "symmetric":
    'oifname "pub" meta l4proto { tcp, udp } masquerade to :%(ports)s '
    'fully-random'}


def possible():
    """None, or why this machine allows no such world."""
    if os.geteuid() != 0:
        return "network namespaces: only root may make them"
    if not process.have("nft"):
        return "nft is missing: package nftables"
    why = networks.possible()
    if why:
        return why
    done = subprocess.run(
        [process.have("unshare"), "-n", process.have("nft"), "-f", "-"],
        text=True, input=RULES % {"forward": "", "mapping":
                                  MAPPING["symmetric"] % {"ports": PORTS[0]}},
        capture_output=True, check=False)
    return f"nftables: {done.stderr.strip()}" if done.returncode else None


def _own():
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def _enter(namespace):
    if _libc.setns(namespace, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def _new():
    """From here on this thread, and what it starts, is in a new one."""
    if _libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    for name, value in (("ipv4/ip_forward", 1), ("ipv6/conf/all/forwarding", 1),
                        ("ipv6/conf/default/addr_gen_mode", 1)):
        _set(name, value)               # 1: no addresses of its own making
    networks.ip("link", "set", "lo", "up")
    return _own()


def _set(name, value):
    with open(f"/proc/sys/net/{name}", "w", encoding="ascii") as file:
        file.write(str(value))


class Host:
    """A namespace with one way out."""

    def __init__(self, net, address):
        self.net, self.address, self.nat = net, address, None
        self.six = None
        before = _own()
        try:
            self.namespace = _new()
        finally:
            _enter(before)
            os.close(before)

    @property
    def public(self):
        """What the world takes for its address."""
        return self.nat.address if self.nat else self.address

    def wrapper(self):
        """Words before a command that is to run here."""
        return [process.have("nsenter"),
                f"--net=/proc/{os.getpid()}/fd/{self.namespace}"]

    @contextlib.contextmanager
    def inside(self):
        """The calling thread is here meanwhile."""
        before = _own()
        _enter(self.namespace)
        try:
            yield self
        finally:
            _enter(before)
            os.close(before)

    def ip(self, *words):
        with self.inside():
            networks.ip(*words)

    def set(self, name, value):
        """Of /proc/sys/net."""
        with self.inside():
            _set(name, value)

    def wire(self, other, ours, theirs):
        """A cable between the two, with these names at its ends."""
        self.ip("link", "add", ours, "type", "veth", "peer", "name", theirs,
                "netns", f"/proc/{os.getpid()}/fd/{other.namespace}")
        self.ip("link", "set", ours, "up")
        other.ip("link", "set", theirs, "up")

    def close(self):
        os.close(self.namespace)


class Nat:
    """A router; kind: one of KINDS.  binding_s: how long a mapping that
    nobody uses is kept."""

    def __init__(self, net, number, kind, binding_s=None):
        self.kind, self.number = kind, number
        self.router = net.public_host()
        self.address = self.router.address
        self._net, self._turn, self.hosts, self._forward = net, 0, [], ""
        for name in ("", "_stream") if binding_s else ():
            self.router.set(f"netfilter/nf_conntrack_udp_timeout{name}",
                            binding_s)
        self._rules()

    def _rules(self):
        mapping = MAPPING[self.kind] % {
            "address": self.address, "ports": PORTS[self._turn % len(PORTS)]}
        with self.router.inside():
            subprocess.run([process.have("nft"), "-f", "-"], check=True,
                           text=True, input=RULES % {
                               "mapping": mapping, "forward": self._forward})

    def host(self):
        """Another phone behind it."""
        host = Host(self._net, None)
        self._net.hosts.append(host)
        self.take_in(host)
        return host

    def take_in(self, host):
        """One that comes from another house, if from any."""
        k = len(self.hosts) + 1
        ours, theirs = (f"10.{self.number}.{k}.{i}" for i in (1, 2))
        if host.nat:
            host.ip("link", "del", "eth0")
        host.address, host.nat = theirs, self
        self.router.wire(host, f"in{k}", "eth0")
        self.router.ip("addr", "add", f"{ours}/24", "dev", f"in{k}")
        host.ip("addr", "add", f"{theirs}/24", "dev", "eth0")
        host.ip("route", "add", "default", "via", ours)
        self.hosts.append(host)

    def forward(self, host):
        """Whatever comes from outside goes to that one, as its owner set it up."""
        self._forward = 'iifname "pub" meta l4proto { tcp, udp } ' \
            f"dnat to {host.address}"
        self._rules()

    def forget(self):
        """As if restarted: no mapping is left, and the next ones are others
        (but for the full cone's, which has the phone's own ports)."""
        self._turn += 1
        self._rules()
        with self.router.inside(), \
                socket.socket(socket.AF_NETLINK, socket.SOCK_RAW,
                              12) as netfilter:       # NETLINK_NETFILTER
            # IPCTNL_MSG_CT_DELETE of NFNL_SUBSYS_CTNETLINK, to be answered
            netfilter.send(struct.pack("=IHHIIBBH", 20, 0x102, 5, 1, 0,
                                       0, 0, 0))
            answer = netfilter.recv(4096)
        error = struct.unpack_from("=i", answer, 16)[0]
        assert not error, os.strerror(-error)

    def move(self):
        """Its provider gives it another address; no mapping is left."""
        before, self.address = self.address, self._net.new_address()
        self.router.ip("addr", "del", before, "peer", f"{SERVER}/32",
                       "dev", "pub")
        self._net.give(self.router, self.address)
        self.forget()


class Internet:
    """This process and all that it starts without wrapper() are its public
    side, with the addresses SERVER and OTHER."""

    name = "internet"

    def __init__(self, on):
        self.hosts, self._nats, self._addresses, self._sixes = [], 0, 0, 0
        self.namespace = _new()
        for address in (SERVER, OTHER):
            networks.ip("addr", "add", f"{address}/32", "dev", "lo")
        networks.ip("addr", "add", f"{SIX}/128", "dev", "lo", "nodad")
        self._nowhere()
        on.add(self)

    def _nowhere(self):
        """What is sent to nobody's address is lost on the way: no error."""
        self.nobody = Host(self, None)
        self.nobody.wire(self, "world", "nowhere")
        networks.ip("link", "set", "nowhere", "arp", "off")
        networks.ip("route", "add", "default", "dev", "nowhere", "src", SERVER)

    def new_address(self):
        self._addresses += 1
        return f"203.0.113.{self._addresses}"

    def give(self, host, address):
        """A public address, by the cable there is, and the way out."""
        host.address = address
        host.ip("addr", "add", address, "peer", f"{SERVER}/32", "dev", "pub")
        networks.ip("route", "add", f"{address}/32", "dev", host.cable,
                    "src", SERVER)
        host.ip("route", "add", "default", "via", SERVER)

    def public_host(self):
        """A host that has no NAT before it."""
        host = Host(self, self.new_address())
        host.cable = f"w{self._addresses}"
        self.hosts.append(host)
        host.wire(self, "pub", host.cable)
        self.give(host, host.address)
        return host

    def give_six(self, host):
        """IPv6 as well, by a cable of its own."""
        self._sixes += 1
        near, host.six = (f"2001:db8:6:{self._sixes}::{i}" for i in (1, 2))
        cable = f"six{self._sixes}"
        host.wire(self, "six", cable)
        for end, name, address in (
                (self, cable, "fe80::1"),   # for its neighbour's whereabouts
                (self, cable, near), (host, "six", host.six)):
            end.ip("addr", "add", f"{address}/64", "dev", name, "nodad")
        host.ip("-6", "route", "add", "default", "via", near)

    def six_host(self):
        """A host that has nothing but IPv6."""
        host = Host(self, None)
        self.hosts.append(host)
        self.give_six(host)
        return host

    def ip(self, *words):
        networks.ip(*words)

    def nat(self, kind, binding_s=None):
        self._nats += 1
        return Nat(self, self._nats, kind, binding_s)

    def host(self, kind="none"):
        """A host behind a NAT of its own of that kind, host.nat, or "none"."""
        return self.public_host() if kind == "none" else self.nat(kind).host()

    def end(self):
        """The last ones to have these namespaces open are our sockets."""
        for host in (*self.hosts, self.nobody):
            host.close()
        os.close(self.namespace)

    def log(self):
        return "\n".join(f"{h.address} behind {h.nat.kind} {h.public}"
                         if h.nat else h.address or h.six for h in self.hosts)
