"""What the other stories of NATs stand on: each kind maps and filters as its
name says, seen by packets; coturn is there for phones behind it."""
import os
import socket
import sys

import authority
import coturn
import engine
import nat
import stun
from stage import PATIENCE
from tap import run, story


def endpoint(address):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind((address, 0))
    one.settimeout(PATIENCE)
    return one


class Servers:
    """Three places of the world: two ports of one address, and another one."""

    def __init__(self):
        self.one, self.port, self.address = (
            endpoint(a) for a in (nat.SERVER, nat.SERVER, nat.OTHER))

    def all(self):
        return self.one, self.port, self.address


def seen_by(server, phone):
    """Which address the phone's packet comes from."""
    mark = os.urandom(8)
    phone.sendto(mark, server.getsockname())
    data, source = server.recvfrom(64)
    assert data == mark
    return source


def who_comes_through(phone, mapped, permitted, others):
    """Which of the others' packets reach the phone before those of one that
    may; nothing overtakes on a cable."""
    marks = {os.urandom(8): one for one in others}
    for mark, one in marks.items():
        one.sendto(mark, mapped)
    permitted.sendto(b"last", mapped)
    came = []
    while True:
        data = phone.recv(64)
        if data == b"last":
            return came
        came.append(marks[data])


def kind(stage, name, same_mapping, open_to_all):
    net = nat.Internet(stage)
    home = net.nat(name)
    host = home.host()
    servers = Servers()
    with host.inside():
        phone = endpoint(host.address)
    mapped = seen_by(servers.one, phone)
    assert mapped[0] == home.address != host.address, mapped
    strangers = [servers.port, servers.address]
    came = who_comes_through(phone, mapped, servers.one, strangers)
    assert came == (strangers if open_to_all else []), came
    others = [seen_by(s, phone) for s in strangers]
    assert [o == mapped for o in others] == [same_mapping] * 2, others
    # whoever was sent to may answer, each to the mapping that it saw
    for server, to in zip(servers.all(), [mapped, *others]):
        assert who_comes_through(phone, to, server, []) == []
    return home, host, servers


@story
def full_cone(stage):
    "full cone: one mapping for all peers, which anybody may use"
    home, host, servers = kind(stage, "full cone", True, True)
    fresh = endpoint(nat.OTHER)
    with host.inside():
        silent = endpoint(host.address)
    fresh.sendto(b"early", (home.address, silent.getsockname()[1]))
    mapped = seen_by(servers.one, silent)
    assert who_comes_through(silent, mapped, servers.one, []) == [], \
        "who has sent nothing has no mapping"


@story
def port_restricted(stage):
    "port restricted: one mapping for all peers, which those sent to may use"
    kind(stage, "port restricted", True, False)


@story
def symmetric(stage):
    "symmetric: a mapping for each peer, which that one may use"
    kind(stage, "symmetric", False, False)


@story
def early_strangers(stage):
    "a packet that comes too early is dropped and takes nobody's mapping"
    net = nat.Internet(stage)
    homes = [net.nat("port restricted") for _ in range(2)]
    ends = []
    for home in homes:
        host = home.host()
        with host.inside():
            ends.append(endpoint(host.address))
    server = endpoint(nat.SERVER)
    one, two = (seen_by(server, e) for e in ends)
    ends[0].sendto(b"first", two)           # dropped by the other's NAT
    ends[1].sendto(b"second", one)
    assert ends[0].recvfrom(64) == (b"second", two)
    ends[0].sendto(b"third", two)
    assert ends[1].recvfrom(64) == (b"third", one)


@story
def no_nat(stage):
    "a host without a NAT is seen as it is; neighbours of a house see each other"
    net = nat.Internet(stage)
    host = net.host()
    home = net.nat("symmetric")
    server = endpoint(nat.SERVER)
    with host.inside():
        phone = endpoint(host.address)
    assert seen_by(server, phone) == phone.getsockname()
    one, two = home.host(), home.host()
    with one.inside():
        ann = endpoint(one.address)
    with two.inside():
        bob = endpoint(two.address)
    assert seen_by(bob, ann) == ann.getsockname()


@story
def a_restart(stage):
    "a NAT that restarts gives other mappings; one may get another address"
    for name in nat.KINDS:
        net = nat.Internet(stage)
        home = net.nat(name)
        host = home.host()
        server = endpoint(nat.SERVER)
        with host.inside():
            phone = endpoint(host.address)
        first = seen_by(server, phone)
        home.forget()
        second = seen_by(server, phone)
        assert name == "full cone" or second != first, second
        before = home.address
        home.move()
        third = seen_by(server, phone)
        assert third[0] == home.address != before, third
        server.sendto(b"here", third)
        assert phone.recv(64) == b"here"


@story
def relays(stage):
    "coturn tells a phone its mapping by STUN; two of them run beside each other"
    net = nat.Internet(stage)
    ca = authority.Authority(stage)
    shown = ca.issue("turn", [f"IP:{nat.SERVER}"])
    one = coturn.Coturn(stage, {"ann": "secret"}, address=nat.SERVER,
                        certificate=shown)
    two = coturn.Coturn(stage, address=nat.OTHER, name="other")
    home = net.nat("symmetric")
    host = home.host()
    with host.inside():
        phone = endpoint(host.address)
    seen = [stun.ask(phone, (c.address, c.port)) for c in (one, two)]
    assert seen[0][0] == seen[1][0] == home.address, seen
    assert seen[0][1] != seen[1][1], seen
    for port in (one.port, one.tls_port):
        with host.inside(), socket.create_connection(
                (one.address, port), PATIENCE) as connection:
            assert connection.getpeername()[1] == port
    one.stop()
    one.start()
    assert stun.ask(phone, (one.address, one.port))


@story
def a_phone(stage):
    "an engine behind a NAT: its socket is here, its calls come from there"
    net = nat.Internet(stage)
    host = net.host("port restricted")
    server = endpoint(nat.SERVER)
    port = server.getsockname()[1]
    phone = stage.engine(
        f'account "ann" {{\n uri = "sip:ann@{nat.SERVER}:{port}"\n'
        ' transport = udp\n}\nsip {\n}\n' + engine.audio(),
        wrapper=host.wrapper())
    data, source = server.recvfrom(65536)
    assert data.startswith(b"REGISTER "), data
    assert source[0] == host.public, source
    assert host.address in data.decode(), data
    assert phone.call("engine.status")


if __name__ == "__main__":
    why = nat.possible()
    if why:
        print(f"1..0 # SKIP {why}")
        sys.exit(77)
    run()
