"""A phone behind a NAT: it is found there, and heard both ways."""
import sys

import nat
import rtp
import sip
from engine import audio
from tap import run, story

PASSWORDS = {"ann": "wonder land", "bob": "b0b secret"}
ANN_HZ, BOB_HZ = 1000, 700


class World:
    """A registrar on the public side, and bob behind a NAT of that kind."""

    def __init__(self, stage, kind, more="", **options):
        self.stage, self.net = stage, nat.Internet(stage)
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
    "and calls from behind one, without keys"
    world = World(stage, "symmetric", "srtp = off\n")
    world.contact()
    ann = world.ann()
    his, hers = calls(world.bob, "ann", ann)
    both_ways(ann, world.bob)
    ann.call("session.hangup", session=hers)
    assert world.bob.ended(his)["by"] == "remote"


@story
def without_one(stage):
    "without a NAT the Contact is the phone's own address"
    world = World(stage, "none")
    port = world.contact()
    assert f"@{world.host.address}:" in port, port
    assert world.bob.registered()["nat"] == {
        "mode": "auto", "type": "none",
        "public_address": world.host.address}, world.bob.registered()


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
def as_it_is(stage):
    "nat = none: it says its own address, whatever the registrar sees"
    world = World(stage, "full cone", "nat = none\n")
    assert f"@{world.host.address}:" in world.contact(), world.contact()
    account = world.bob.registered()
    assert account["nat"]["type"] == "nat", account
    assert account["nat"]["public_address"] == world.host.public, account


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
