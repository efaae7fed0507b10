"""A phone behind a NAT: it is found there, and heard both ways."""
import itertools
import signal
import sys
import time

import authority
import coturn
import nat
import rtp
import sip
import stage as stage_
from engine import audio
from registrar import Registrar
from tap import run, story

PASSWORDS = {"ann": "wonder land", "bob": "b0b secret"}
ANN_HZ, BOB_HZ = 1000, 700


class World:
    """A registrar on the public side, and bob behind a NAT of that kind."""

    def __init__(self, stage, kind, more="", net=None, **options):
        self.stage, self.net = stage, net or nat.Internet(stage)
        self.host = self.net.host(kind)
        self.pbx = stage.pbx(PASSWORDS, host=nat.SERVER, **options)
        self.bob = self.phone("bob", BOB_HZ, self.host, more)

    def phone(self, name, hz, host=None, more=""):
        account = self.pbx.account(name, PASSWORDS[name], more=more)
        if "transport" in more:
            account = account.replace("transport = udp", "")
        return self.stage.engine(
            account +
            audio(f"tone:{hz}", "wav") + "sip {\n}\n", name=name,
            wrapper=host.wrapper() if host else ())

    def contact(self):
        return self.bob.registered()["registration"]["contact"]

    def ann(self):
        phone = self.phone("ann", ANN_HZ)
        phone.registered()
        return phone


def both_ways(ann, bob):
    bob.hears_tone(ANN_HZ)
    ann.hears_tone(BOB_HZ)


def calls(one, name, other):
    """The ids of the call at both ends."""
    number = one.dial(name)
    theirs = other.answer()
    one.session(number, state="established")
    return number, theirs


def found(stage, kind):
    world = World(stage, kind)
    bob = world.bob
    place = world.contact()
    assert f"@{world.host.public}:" in place, place
    seen = bob.registered()["nat"]
    assert seen["type"] == "nat", seen
    assert seen["public_address"] == world.host.public, seen
    ann = world.ann()
    hers, his = calls(ann, "bob", bob)
    both_ways(ann, bob)
    ann.call("session.hangup", session=hers)
    assert bob.ended(his)["by"] == "remote"
    bindings = bob.call("account.bindings", account="bob")["bindings"]
    assert len(bindings) == 1, bindings


@story
def behind_a_full_cone(stage):
    "behind a full cone NAT: registered where it is seen, called, heard"
    found(stage, "full cone")


@story
def behind_a_port_restricted_one(stage):
    "the same behind a port restricted one"
    found(stage, "port restricted")


@story
def behind_a_symmetric_one(stage):
    "the same behind a symmetric one"
    found(stage, "symmetric")


@story
def it_calls(stage):
    "and calls from behind one: who is to begin with DTLS learns where it is"
    world = World(stage, "symmetric")
    world.contact()
    ann = world.ann()
    his, hers = calls(world.bob, "ann", ann)
    both_ways(ann, world.bob)
    for phone, number in ((world.bob, his), (ann, hers)):
        assert phone.media(number)["security"] == "dtls"
    ann.call("session.hangup", session=hers)
    assert world.bob.ended(his)["by"] == "remote"


@story
def without_one(stage):
    "without a NAT the Contact is the phone's own address"
    world = World(stage, "none")
    port = world.contact()
    assert f"@{world.host.address}:" in port, port
    seen = world.bob.registered()["nat"]
    assert (seen["mode"], seen["type"]) == ("auto", "none"), seen
    assert seen["public_address"] == world.host.address, seen


@story
def the_nat_restarts(stage):
    "a NAT that restarts has other ports: registered anew with the next OPTIONS"
    world = World(stage, "port restricted", "options_ping = 3\n")
    before = world.contact()
    world.host.nat.forget()
    world.bob.client.until(
        lambda: world.contact() != before, "another Contact")
    assert f"@{world.host.public}:" in world.contact()
    ann = world.ann()
    calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)
    bindings = world.bob.call("account.bindings", account="bob")["bindings"]
    assert len(bindings) == 1, bindings


@story
def another_public_address(stage):
    "so it is with one that gets another address"
    world = World(stage, "symmetric", "options_ping = 3\n")
    world.contact()
    world.host.nat.move()
    world.bob.client.until(lambda: f"@{world.host.public}:" in world.contact(),
                           "the new address")
    ann = world.ann()
    calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)


@story
def on_a_connection(stage):
    "by TCP its calls come on the connection that it made"
    world = World(stage, "symmetric", "transport = tcp\n")
    place = world.contact()
    assert f"@{world.host.public}:" in place and "tcp" in place, place
    ann = world.ann()
    calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)


@story
def on_a_connection_by_tls(stage):
    "the same by TLS"
    ca = authority.Authority(stage)
    net = nat.Internet(stage)
    host = net.host("symmetric")
    pbx = stage.pbx(PASSWORDS, host=nat.SERVER,
                    tls=[ca.issue("pbx", [f"IP:{nat.SERVER}"])])
    bob = stage.engine(
        pbx.account("bob", PASSWORDS["bob"], more=f'tls_ca = "{ca.cert}"\n'
                    f'registrar = "sip:{nat.SERVER}:{pbx.tls_ports[0]}"\n')
        .replace("transport = udp", "transport = tls") +
        audio(f"tone:{BOB_HZ}", "wav") + "sip {\n}\n", name="bob",
        wrapper=host.wrapper())
    place = bob.registered()["registration"]["contact"]
    assert f"@{host.public}:" in place, place
    ann = stage.engine(pbx.account("ann", PASSWORDS["ann"]) + "sip {\n}\n" +
                       audio(f"tone:{ANN_HZ}", "wav"), name="ann")
    ann.registered()
    hers, his = calls(ann, "bob", bob)
    both_ways(ann, bob)
    ann.call("session.hangup", session=hers)
    assert bob.ended(his)["by"] == "remote"


@story
def held_open(stage):
    "a NAT that forgets in eight seconds: keep-alives hold the way in open"
    net = nat.Internet(stage)
    home = net.nat("symmetric", binding_s=8)    # a keep-alive may be late
    registrar = Registrar(stage, address=nat.SERVER)
    phone = stage.engine(
        registrar.account(transport="udp", more="keepalive = 5\n"
                          "options_ping = 0\nnat = none\n") +
        "sip {\n}\n" + audio(), wrapper=home.host().wrapper())
    phone.registered("ann")
    place = registrar.hears().source
    stage_.until(lambda: len(registrar.pings) >= 2, "two keep-alives")
    registrar.ask("OPTIONS", place)
    stage_.until(lambda: any(m.status == 200 for m in registrar.requests),
                 "an answer from behind the NAT")


@story
def as_it_is(stage):
    "nat = none: it says its own address, whatever the registrar sees"
    world = World(stage, "full cone", "nat = none\n")
    assert f"@{world.host.address}:" in world.contact(), world.contact()
    account = world.bob.registered()
    assert account["nat"]["type"] == "nat", account
    assert account["nat"]["public_address"] == world.host.public, account


def two_houses(stage, kinds, more="", servers=1, mode="stun"):
    """Ann and bob behind NATs, without ICE; the STUN servers."""
    net = nat.Internet(stage)
    stuns = [coturn.Coturn(stage, address=address, name="stun" + address[-1])
             for address in (nat.SERVER, nat.OTHER)[:servers]]
    asked = ", ".join(f'"{s.stun}"' for s in stuns)
    world = World(stage, kinds[0], f"nat = {mode}\nice = off\n" + more +
                  f"ice_servers = {{{asked}}}\n", net=net)
    ann = world.phone("ann", ANN_HZ, net.host(kinds[1]), f"nat = {mode}\n"
                      f"ice = off\nice_servers = {{{asked}}}\n" + more)
    for phone in (ann, world.bob):
        phone.client.until(lambda p=phone: p.registered()["nat"]["stun"] ==
                           "ok", "a STUN server that answers")
    return world, ann, stuns


def heard_through(stage, kinds, mode="stun"):
    world, ann, _ = two_houses(stage, kinds, mode=mode)
    hers, his = calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)
    media = world.bob.media(his)
    assert media["public"].startswith(world.host.public + ":"), media
    ann.call("session.hangup", session=hers)
    world.bob.ended(his)
    his, hers = calls(world.bob, "ann", ann)
    both_ways(ann, world.bob)


@story
def by_stun(stage):
    "nat = stun: two phones behind NATs hear each other without ICE"
    heard_through(stage, ("port restricted", "port restricted"))


@story
def by_stun_at_a_cone(stage):
    "the same with nat = auto, where one of the NATs lets everybody in"
    heard_through(stage, ("full cone", "port restricted"), "auto")


@story
def kinds_by_two_servers(stage):
    "two STUN servers tell a symmetric NAT from one with one mapping for all"
    world, ann, _ = two_houses(stage, ("port restricted", "symmetric"),
                               servers=2)
    assert world.bob.registered()["nat"]["type"] == "cone"
    assert ann.registered()["nat"]["type"] == "symmetric"
    # the event may come before anybody listens
    assert "is behind a symmetric NAT" in ann.process.text()
    status, said, _ = ann.one_shot("account", "list")
    assert status == 0 and "behind a symmetric NAT, seen at " + \
        ann.registered()["nat"]["public_address"] in said, said


@story
def a_dead_server(stage):
    "a STUN server that has died costs one call half a second, and the next none"
    world, ann, (stun,) = two_houses(stage, ("port restricted", "none"))
    stun.stop()

    def waits():
        began = time.monotonic()
        number = world.bob.dial("ann")
        theirs = ann.incoming()
        took = time.monotonic() - began
        ann.call("session.decline", session=theirs)
        world.bob.ended(number)
        return took
    took = waits()
    assert took > 0.45, took
    stage_.until(lambda: waits() < 0.45, "a call that does not wait")
    world.bob.client.until(lambda: world.bob.registered()["nat"]["stun"] ==
                           "silent", "that it is silent")
    world.bob.client.event("engine.warning", lambda e: e["code"] == "stun")
    assert "no STUN server answers" in world.bob.one_shot("account", "list")[1]


@story
def a_server_that_is_late(stage):
    "one that answers too late for a call: it is placed once it answers"
    world, ann, (stun,) = two_houses(stage, ("port restricted",) * 2)
    for one, name, other in ((ann, "bob", world.bob), (world.bob, "ann", ann)):
        stun.process.signal(signal.SIGSTOP)
        number = one.dial(name)
        theirs = other.incoming()
        stun.process.signal(signal.SIGCONT)
        other.call("session.answer", session=theirs)
        both_ways(ann, world.bob)
        for phone, session in (one, number), (other, theirs):
            assert phone.media(session)["public"], phone.media(session)
        one.call("session.hangup", session=number)
        other.ended(theirs)


def came(phone, number, method):
    """How many of these requests of the other side the call has had."""
    trace = phone.call("session.trace", session=number)["messages"]
    return sum(m["direction"] == "received" and
               m["text"].startswith(method + " ") for m in trace)


@story
def restarts_in_a_call(stage):
    "a NAT that restarts in a call: it is told, the sound and the call go on"
    world = World(stage, "port restricted", "options_ping = 3\n")
    before = world.contact()
    ann = world.ann()
    hers, his = calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)
    world.host.nat.forget()
    world.bob.client.until(lambda: world.contact() != before,
                           "another Contact")
    both_ways(ann, world.bob)
    stage_.until(lambda: came(ann, hers, "ACK"), "ann is told where bob is")
    ann.call("session.hold", session=hers)      # finds its way to bob
    world.bob.session(his, held_by_them=True)
    ann.call("session.hangup", session=hers)
    assert world.bob.ended(his)["by"] == "remote"


@story
def restarts_with_stun(stage):
    "nat = stun, a NAT restarts in a call: its other ports are told"
    world, ann, _ = two_houses(stage, ("port restricted", "port restricted"),
                               "options_ping = 3\n")
    before = world.contact()
    hers, his = calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)
    place = world.bob.session(his)["media"]["public"]
    world.host.nat.forget()
    world.bob.client.until(
        lambda: world.bob.session(his)["media"]["public"] != place,
        "another place of its sound")
    both_ways(ann, world.bob)
    world.bob.client.until(lambda: world.contact() != before,
                           "another Contact")
    ann.call("session.hangup", session=hers)
    assert world.bob.ended(his)["by"] == "remote"


@story
def restarts_when_stun_is_late(stage):
    "so they are where the STUN server answers too late at first"
    world, ann, (stun,) = two_houses(stage, ("port restricted",) * 2,
                                     "options_ping = 3\n")
    hers, his = calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)
    place = world.bob.media(his)["public"]
    stun.process.signal(signal.SIGSTOP)
    world.host.nat.forget()
    stage_.until(lambda: came(ann, hers, "INVITE"), "ann is told of the SIP")
    stun.process.signal(signal.SIGCONT)
    world.bob.client.until(
        lambda: world.bob.session(his)["media"]["public"] != place,
        "another place of its sound")
    both_ways(ann, world.bob)


@story
def to_another_house(stage):
    "a phone goes to another house in a call: told where it is there, heard on"
    world, ann, _ = two_houses(stage, ("port restricted", "port restricted"))
    hers, his = calls(ann, "bob", world.bob)
    both_ways(ann, world.bob)
    world.net.nat("port restricted").take_in(world.host)
    world.bob.client.until(
        lambda: (world.bob.session(his)["media"]["public"] or "").startswith(
            world.host.public + ":"), "its place behind the other NAT")
    both_ways(ann, world.bob)
    world.bob.client.until(lambda: f"@{world.host.public}:" in world.contact(),
                           "the new address")
    ann.call("session.hangup", session=hers)
    assert world.bob.ended(his)["by"] == "remote"


@story
def what_is_no_address(stage):
    "a registrar that sees us where nobody can be: the Contact is as it was"
    for seen in ("999.1.1.1", "pbx.example.org", "0.0.0.0", "224.0.0.9", "::",
                 "255.255.255.255", "1" * 300, "[203.0.113.9"):
        registrar = Registrar(stage, name=f"registrar{len(seen)}{seen[:4]}")
        registrar.sees = lambda via, seen=seen: \
            via.replace(";rport", ";rport=5060") + f";received={seen}"
        phone = stage.engine(registrar.account(transport="udp"),
                             name=f"phone-{registrar.port}")
        phone.registered("ann")
        account = phone.registered("ann")
        assert "@127.0.0.1:" in account["registration"]["contact"], seen
        assert registrar.count() == 1, registrar.log()
        phone.stop()


@story
def another_port_each_time(stage):
    "one that sees us elsewhere each time is not registered at for ever"
    ports = itertools.count(20001)
    registrar = Registrar(stage)
    registrar.sees = lambda via: via.replace(
        ";rport", f";rport={next(ports)};received=203.0.113.9")
    phone = stage.engine(registrar.account(transport="udp",
                                           more="options_ping = 1\n"))
    phone.registered("ann")
    assert registrar.count() <= 2, registrar.log()
    registrar.hears("OPTIONS", more_than=7)
    assert registrar.count() <= 2 + 4 * 2, registrar.log()


@story
def static(stage):
    "nat = static: that address in Contact and SDP; a peer that waits hears it"
    net = nat.Internet(stage)
    host = net.host("symmetric")
    host.nat.forward(host)
    bob = stage.engine(
        'account "bob" {\n uri = "sip:bob@example.org"\n registrar = none\n'
        f' nat = static\n public_address = "{host.public}"\n}}\n'
        f'sip {{\n listen = {{"udp:{host.address}:5060"}}\n}}\n' +
        audio(f"tone:{BOB_HZ}", "wav"), wrapper=host.wrapper())
    peer = sip.Peer(stage, address=nat.SERVER)
    stream = rtp.Stream(stage, address=nat.SERVER)
    peer.send(peer.request("INVITE", f"sip:bob@{host.public}",
                           body=sip.sdp(stream.port, address=nat.SERVER)),
              (host.public, 5060))
    number = bob.incoming()
    bob.call("engine.reload")       # the call is as it was
    bob.call("session.answer", session=number)
    answer = peer.expect(200)
    assert answer.contact == f"sip:offhook@{host.public}:5060", answer.contact
    assert answer.rtp_address()[0] == host.public, answer.body
    assert host.address not in answer.body, answer.body
    peer.ack(answer)
    bob.session(number, state="established")
    stream.start(answer.rtp_address(), stream.tone(ANN_HZ))
    bob.hears_tone(ANN_HZ)
    stream.hears_tone(BOB_HZ)
    peer.bye(answer)


if __name__ == "__main__":
    why = nat.possible()
    if why:
        print(f"1..0 # SKIP {why}")
        sys.exit(77)
    run()
