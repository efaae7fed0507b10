"""ICE between phones behind every pair of NATs, with STUN alone and with TURN.

A symmetric NAT shows each peer another port, and one that is port restricted
lets nobody in who comes from another port than was sent to: between these two,
or two symmetric ones, only a relay is left.
"""
import itertools
import os
import re
import sys

import authority
import coturn
import nat
import rtp
import sip
import stun
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


def came_to(phone, session, state, since=0, seconds=None):
    """Its ICE has come to that since then, and maybe gone on."""
    phone.client.event(
        "session.changed", lambda e: e["session"]["id"] == session and
        (e["session"]["media"] or {}).get("ice") == state, since, seconds)


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
            came_to(world.ann, hers, "failed")
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
def turn_by_tcp_and_stun(stage):
    "who has STUN beside TURN by TCP needs no relay where STUN is enough"
    world = World(stage, ("port restricted",) * 2, start=False)
    lines = world.by_turn(world.turn.turn_tcp, world.turn.stun)
    world.ann, world.bob = (stage.engine(
        world.config(name, lines), name=name,
        wrapper=world.hosts[name].wrapper()) for name in PASSWORDS)
    hers, his = world.call()
    assert "relay" not in talk(world, hers, his)


@story
def turn_by_tls(stage):
    "TURN by TLS, whose certificate is of an authority of a folder, as for SIP"
    issuer = authority.Authority(stage)
    certificate = issuer.issue("turn", [f"IP:{nat.SERVER}"])
    os.makedirs(stage.path("trusted"))
    os.symlink(issuer.cert, stage.path("trusted/mine.pem"))
    only_by(stage, "turns", f'tls_ca = "{stage.path("trusted")}"\n',
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
    assert "for another name" in text and nat.SERVER in text, text


@story
def by_static_address(stage):
    "nat = static: the router's address is a candidate, no server is needed"
    world = World(stage, ("symmetric", "symmetric"), start=False)
    home = world.hosts["bob"]
    home.nat.forward(home)
    lines = {"ann": "", "bob": "nat = static\n"
             f'public_address = "{home.public}"\n'}
    world.ann, world.bob = (stage.engine(
        world.config(name, "ice = on\n" + more), name=name,
        wrapper=world.hosts[name].wrapper()) for name, more in lines.items())
    hers, his = world.call()
    assert "relay" not in talk(world, hers, his)
    remote = becomes(world.ann, hers, "connected")["ice_remote"]
    assert (remote["type"], remote["address"]) == ("srflx", home.public), remote
    world.hang_up(hers, his)
    his = world.bob.dial("ann")
    hers = world.ann.answer()
    world.bob.session(his, state="established")
    talk(world, hers, his)


@story
def hidden_from_servers(stage):
    "ice_hide_host: a pair of host addresses serves, and is named to nobody"
    net = nat.Internet(stage)
    home = net.nat("full cone")
    hosts = dict(zip(PASSWORDS, (home.host(), home.host())))
    turn = coturn.Coturn(stage, {USER: SECRET}, nat.SERVER)
    pbx = stage.pbx(PASSWORDS, host=nat.SERVER)
    ann, bob = (stage.engine(
        pbx.account(name, PASSWORDS[name], more="ice = on\nice_servers = "
                    f'{{"{turn.stun}"}}\n{more}') +
        audio(f"tone:{HZ[name]}", "wav") + "sip {\n}\n", name=name,
        wrapper=hosts[name].wrapper())
        for name, more in (("ann", "ice_hide_host = yes\n"), ("bob", "")))
    bob.registered()
    ann.registered()
    hers = ann.dial("bob")
    his = bob.answer()
    ann.session(hers, state="established")
    found = becomes(ann, hers, "connected")
    becomes(bob, his, "connected")
    assert found["ice_local"]["type"] == "host", found
    ann.call("session.hold", session=hers)
    ann.session(hers, held_by_us=True, hold_pending=False)
    bodies = re.findall(r"(?:c=|o=|candidate)\S* .*?\\r", str(ann.call(
        "session.trace", session=hers)))
    assert bodies and hosts["ann"].address not in str(bodies), bodies


def static_offer(stage, name="alone", sees=None):
    """Of one with nat = static, whom a STUN server sees there; its host
    candidates by component, and those that are outside: their words."""
    net = nat.Internet(stage)
    host = net.host("full cone")        # which leaves ports as they are
    servers = ""
    if sees:
        server = stun.Server(stage, f"stun-{name}", nat.SERVER)
        server.sees = lambda source: (sees(host), source[1])
        servers = f'ice_servers = {{"stun:{nat.SERVER}:{server.port}"}}\n'
    home = host.nat
    home.forward(host)
    peer = sip.Peer(stage, f"peer-{name}", address=nat.SERVER)
    phone = stage.engine(
        'account "ann" {\n uri = "sip:ann@example.org"\n registrar = none\n'
        f'ice = on\nnat = static\npublic_address = "{home.address}"\n{servers}'
        "}\nsip {\n}\n" + audio(), name=name, wrapper=host.wrapper())
    phone.dial(peer.uri)
    invite = peer.expect("INVITE")
    lines = [line.split() for line in
             re.findall(r"^a=candidate:(.*?)\r?$", invite.body, re.M)]
    hosts = {line[1]: line for line in lines if line[7] == "host"}
    assert len({line[3] for line in lines}) == len(lines), invite.body
    assert invite.rtp_address()[0] == home.address, invite.body
    if not sees:
        assert invite.rtp_address()[1] == int(hosts["1"][5]), invite.body
        assert f"a=rtcp:{hosts['2'][5]}\r\n" in invite.body, invite.body
    return home.address, hosts, [line for line in lines if line[7] == "srflx"]


@story
def a_static_candidate(stage):
    "nat = static: what the router's address is as a candidate"
    public, hosts, outside = static_offer(stage)
    assert [line[1] for line in outside] == ["1", "2"], outside
    for line in outside:
        host = hosts[line[1]]
        assert line[4:6] == [public, host[5]], (line, host)
        assert line[8:] == ["raddr", host[4], "rport", host[5]], line
        assert line[0] == outside[0][0] != host[0], (line, host)
        assert int(line[3]) >> 24 == 100, line


@story
def a_static_candidate_and_stun(stage):
    "a STUN server that says the same adds none, one that says another does"
    _, _, outside = static_offer(stage, "same", lambda host: host.public)
    assert [line[1] for line in outside] == ["1", "2"], outside
    _, _, outside = static_offer(stage, "other", lambda host: "203.0.113.99")
    assert len(outside) == 4, outside
    assert len({line[0] for line in outside}) == 2, outside


@story
def no_relay_without_ice(stage):
    "c= is no relay, which nobody without ICE gets through: he is heard"
    net = nat.Internet(stage)
    host = net.host()
    turn = coturn.Coturn(stage, {USER: SECRET}, nat.SERVER)
    peer = sip.Peer(stage, address=nat.SERVER)
    stream = rtp.Stream(stage, address=nat.SERVER)
    ann = stage.engine(
        'account "ann" {\n uri = "sip:ann@example.org"\n registrar = none\n'
        f'ice_servers = {{"{turn.turn}"}}\nice_user = {USER}\nsrtp = off\n'
        f"ice_password = '{SECRET}'\n}}\nsip {{\n}}\n" +
        audio(f"tone:{HZ['ann']}", "wav"), name="ann", wrapper=host.wrapper())
    ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert "relay" in invite.candidates(), invite.body
    peer.reply(invite, 200, body=sip.sdp(stream.port, address=nat.SERVER))
    peer.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(HZ["bob"]))
    ann.hears_tone(HZ["bob"])
    stream.hears_tone(HZ["ann"])


@story
def half_seen(stage):
    "where RTP alone is seen from outside, RTCP is not said to be there"
    net = nat.Internet(stage)
    host = net.host("full cone")
    server = stun.Server(stage, address=nat.SERVER)
    server.sees = lambda source: ("203.0.113.99", 9999) \
        if source == server.asked[0] else None      # which is RTP's
    peer = sip.Peer(stage, address=nat.SERVER)
    stage.engine(
        'account "ann" {\n uri = "sip:ann@example.org"\n registrar = none\n'
        f'ice_servers = {{"stun:{nat.SERVER}:{server.port}"}}\nnat = none\n'
        "ice_wait = 3000\n}\nsip {\n}\n" + audio(),
        wrapper=host.wrapper()).dial(peer.uri)
    invite = peer.expect("INVITE")
    found = invite.candidates()
    assert found["srflx"] == [(1, "203.0.113.99", 9999)], invite.body
    ports = {component: port for component, _, port in found["host"]}
    assert invite.rtp_address() == ("203.0.113.99", 9999), invite.body
    assert f"a=rtcp:{ports[2]} IN IP4 {host.address}\r\n" in invite.body, \
        invite.body


@story
def lost_and_found(stage):
    "a pair that is lost in the course of a call is replaced: it restarts"
    world = World(stage, ("port restricted", "port restricted"))
    hers, his = world.call()
    talk(world, hers, his)
    before = becomes(world.ann, hers, "connected")
    since = world.ann.client.mark()
    world.hosts["ann"].nat.move()
    world.bob.hears_nothing()
    came_to(world.ann, hers, "failed", since, LONG)
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
