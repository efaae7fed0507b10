"""ICE between phones behind every pair of NATs, with STUN alone and with TURN.

A symmetric NAT shows each peer another port, and one that is port restricted
lets nobody in who comes from another port than was sent to: between these two,
or two symmetric ones, only a relay is left.
"""
import itertools
import sys

import authority
import coturn
import nat
from engine import audio
from stage import PATIENCE
from tap import run, story

PASSWORDS = {"ann": "wonder land", "bob": "b0b secret"}
HZ = {"ann": 1000, "bob": 700}
USER, SECRET = "relayed", "turn secret"
LONG = 3 * PATIENCE     # for a pair to be given up, and another found
STRICT = ("port restricted", "symmetric")


def only_by_relay(one, other):
    return "symmetric" in (one, other) and one in STRICT and other in STRICT


class World:
    def __init__(self, stage, kinds, certificate=None, start=True):
        self.stage, self.net = stage, nat.Internet(stage)
        self.turn = coturn.Coturn(stage, {USER: SECRET}, nat.SERVER,
                                  certificate=certificate)
        self.pbx = stage.pbx(PASSWORDS, host=nat.SERVER)
        self.hosts = dict(zip(PASSWORDS, map(self.net.host, kinds)))
        self.ann, self.bob = (self._phone(name) for name in PASSWORDS) \
            if start else (None, None)

    def config(self, name, more):
        account = self.pbx.account(name, PASSWORDS[name], more=more)
        return account + audio(f"tone:{HZ[name]}", "wav") + "sip {\n}\n"

    def by_stun(self):
        return f'ice = on\nice_servers = {{"{self.turn.stun}"}}\n'

    def by_turn(self, *uris, password=SECRET):
        names = ", ".join(f'"{uri}"' for uri in uris or [self.turn.turn])
        return (f"ice = on\nice_servers = {{{names}}}\nice_user = {USER}\n"
                f"ice_password = '{password}'\n")

    def _phone(self, name):
        return self.stage.engine(self.config(name, self.by_stun()), name=name,
                                 wrapper=self.hosts[name].wrapper())

    def phones(self):
        return self.ann, self.bob

    def have(self, more):
        """Both phones are configured anew."""
        for phone in self.phones():
            phone.configure(self.config(phone.name, more))
            phone.call("engine.reload")
            phone.registered()

    def call(self):
        self.bob.registered()
        self.ann.registered()
        hers = self.ann.dial("bob")
        his = self.bob.answer()
        self.ann.session(hers, state="established")
        return hers, his

    def hang_up(self, hers, his):
        self.ann.call("session.hangup", session=hers)
        self.bob.ended(his)
        self.ann.ended(hers)


def becomes(phone, session, state, seconds=None):
    """Its media when ICE has come to that."""
    return phone.client.until(
        lambda: (media := phone.client.sessions[session]["media"]) and
        media["ice"] == state and media, f"{phone.name}'s ICE is {state}",
        seconds)


def both_ways(world):
    world.bob.hears_tone(HZ["ann"])
    world.ann.hears_tone(HZ["bob"])


def talk(world, hers, his):
    """Through ICE; the types of ann's pair."""
    found = becomes(world.ann, hers, "connected")
    becomes(world.bob, his, "connected")
    both_ways(world)
    return {found["ice_local"]["type"], found["ice_remote"]["type"]}


def with_stun_and_with_turn(one, other):
    def tell(stage):
        world = World(stage, (one, other))
        hers, his = world.call()
        if only_by_relay(one, other):
            becomes(world.ann, hers, "failed")
        else:
            assert "relay" not in talk(world, hers, his)
        world.hang_up(hers, his)
        world.have(world.by_turn())
        hers, his = world.call()
        types = talk(world, hers, his)
        assert ("relay" in types) == only_by_relay(one, other), types
        world.hang_up(hers, his)
    tell.__name__ = f"{one}_and_{other}".replace(" ", "_")
    tell.__doc__ = f"{one} and {other}: by STUN, and by TURN"
    return tell


for pair in itertools.combinations_with_replacement(("none",) + nat.KINDS, 2):
    story(with_stun_and_with_turn(*pair))


def only_by(stage, uri, more="", **options):
    """The two that no other way leads to each other."""
    world = World(stage, ("symmetric", "symmetric"), start=False, **options)
    lines = world.by_turn(getattr(world.turn, uri)) + more
    world.ann, world.bob = (stage.engine(
        world.config(name, lines), name=name,
        wrapper=world.hosts[name].wrapper()) for name in PASSWORDS)
    hers, his = world.call()
    assert "relay" in talk(world, hers, his)


@story
def turn_by_tcp(stage):
    "TURN by TCP"
    only_by(stage, "turn_tcp")


@story
def turn_by_tls(stage):
    "TURN by TLS, whose certificate is of an authority that is believed"
    issuer = authority.Authority(stage)
    certificate = issuer.issue("turn", [f"IP:{nat.SERVER}"])
    only_by(stage, "turns", f'tls_ca = "{issuer.cert}"\n',
            certificate=certificate)


@story
def turn_of_somebody_else(stage):
    "TURN by TLS with another's certificate is told, and not used"
    issuer = authority.Authority(stage)
    certificate = issuer.issue("turn", ["IP:192.0.2.99"])
    world = World(stage, ("none", "none"), certificate, start=False)
    ann = stage.engine(world.config("ann", world.by_turn(world.turn.turns) +
                                    f'tls_ca = "{issuer.cert}"\n'),
                       name="ann", wrapper=world.hosts["ann"].wrapper())
    ann.registered()
    ann.dial("bob")
    text = ann.client.event("engine.warning",
                            lambda e: "no TLS" in e["text"])["text"]
    assert "mismatch" in text and nat.SERVER in text, text


@story
def lost_and_found(stage):
    "a pair that is lost in the course of a call is replaced: it restarts"
    world = World(stage, ("port restricted", "port restricted"))
    hers, his = world.call()
    talk(world, hers, his)
    before = becomes(world.ann, hers, "connected")
    world.hosts["ann"].nat.move()
    world.bob.hears_nothing()
    becomes(world.ann, hers, "failed", LONG)
    after = becomes(world.ann, hers, "connected", LONG)
    becomes(world.bob, his, "connected", LONG)
    both_ways(world)
    assert after["ice_local"] != before["ice_local"], (before, after)


if __name__ == "__main__":
    why = nat.possible()
    if why:
        print(f"1..0 # SKIP {why}")
        sys.exit(77)
    run()
