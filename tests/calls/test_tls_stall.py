"""Peers by TLS that are gone without a word, or read nothing more."""
import socket
import subprocess
import sys

import networks
import process
from authority import Authority, server
from by_tls import Mute, RETRY, section
from registrar import Registrar, transport, went_on, with_a_call
from stage import PATIENCE, until
from tap import run, story

MEMORY = "/proc/sys/net/ipv4/tcp_wmem"      # of this network alone
HEADERS = {f"X-{n}": "y" * 900 for n in range(16)}
WHOLE = b"a=ptime:20\r\n"


class Stalled(Mute):
    """Shakes hands, and reads when it is told to."""

    def __init__(self, stage, certificate):
        self.made, self._context = [], server(certificate)
        super().__init__(stage, self._shake)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)

    def _shake(self, one):
        self.made.append(self._context.wrap_socket(one, server_side=True))


def caller(stage, limit):
    networks.leave()
    with open(MEMORY, "w", encoding="ascii") as file:
        file.write("4096 4096 4096")
    ca = Authority(stage)
    peer = Stalled(stage, ca.issue("peer", ["IP:127.0.0.1"]))
    phone = stage.engine(
        'account "ann" {\nuri = "sip:ann@127.0.0.1"\nregistrar = none\n}\n'
        f'sip {{\nt1x64 = {limit}\ntls_ca = "{ca.cert}"\n%(listen)s\n}}\n')
    calls = [phone.dial(f"sip:u{n}@127.0.0.1:{peer.port};transport=tls",
                        headers=HEADERS) for n in range(3)]
    until(lambda: peer.made, "the handshake")
    return phone, peer, calls


@story
def who_reads_again(stage):
    "what had waited for room arrives whole and in order"
    _, peer, calls = caller(stage, 60000)
    one, heard = peer.made[0], b""
    one.settimeout(PATIENCE)
    while heard.count(WHOLE) < len(calls):
        data = one.recv(65536)
        assert data, heard
        heard += data
    starts = [line.split()[1] for line in heard.decode().split("\r\n")
              if line.startswith("INVITE ")]
    assert [s[:6] for s in starts] == ["sip:u0", "sip:u1", "sip:u2"], starts
    for name, value in HEADERS.items():
        assert heard.count(f"\r\n{name}: {value}\r\n".encode()) == 3, name


@story
def who_never_does(stage):
    "is given up in words before the calls time out, and another one is made"
    phone, peer, calls = caller(stage, 4000)
    for number in calls:
        end = phone.session(number, state="terminated")["end"]
        assert end["reason"] == "TLS: it takes nothing any more", end
    phone.dial(f"sip:again@127.0.0.1:{peer.port};transport=tls")
    until(lambda: len(peer.made) == 2, "another connection")


def swallow(port):
    """What goes to that port or comes from it is lost from now on; None: no
    more is."""
    rules = f"tcp dport {port} drop\ntcp sport {port} drop\n" if port else ""
    subprocess.run([process.have("nft"), "-f", "-"], check=True, input=(
        "flush ruleset\ntable inet lost {\nchain all_of_it {\n"
        f"type filter hook output priority 0\n{rules}}}\n}}\n").encode())


@story
def packets_that_are_lost(stage):
    "nothing answers, not even the kernel: noticed by keep-alive; the call stays"
    networks.leave()
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    phone = stage.engine(section(
        f'tls_ca = "{ca.cert}"\nkeepalive = 5\n' + RETRY, registrar.port))
    phone.registered("ann")
    peer, number = with_a_call(stage, phone)
    since = phone.client.mark()
    swallow(registrar.port)
    phone.client.event("account.transport",
                       lambda e: e["state"] == "disconnected", since,
                       3 * PATIENCE)
    swallow(None)
    transport(phone, "connected", since)
    phone.registered("ann")
    went_on(phone, peer, number)


if __name__ == "__main__":
    trouble = networks.possible() or \
        (None if process.have("nft") else "nft is missing: package nftables")
    if trouble:
        print(f"1..0 # SKIP {trouble}")
        sys.exit(77)
    run()
