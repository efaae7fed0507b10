"""ICE over IPv6: alone, beside IPv4, and with those who have none of it."""
import re
import sys

import authority
import coturn
import dns
import nat
import rtp
import sip
from engine import audio
from tap import run, story

PASSWORDS = {"ann": "wonder land", "bob": "b0b secret"}
HZ = {"ann": 1000, "bob": 700}
PORT = 5060


def six_phone(stage, host, name, more="ice = on\n", sip_more=""):
    """At its IPv6 address, without a registrar."""
    return stage.engine(
        f'account "{name}" {{\n uri = "sip:{name}@[{host.six}]"\n'
        f" registrar = none\n{more}}}\n"
        f'sip {{\n listen = {{"udp:[{host.six}]:{PORT}"}}\n{sip_more}}}\n' +
        audio(f"tone:{HZ[name]}", "wav"), name=name, wrapper=host.wrapper())


def connected(phone, session):
    return phone.client.until(
        lambda: (media := phone.client.sessions[session]["media"]) and
        media["ice"] == "connected" and media,
        f"{phone.name}'s ICE is connected")


def talk(ann, bob, hers, his):
    found = connected(ann, hers), connected(bob, his)
    bob.hears_tone(HZ["ann"])
    ann.hears_tone(HZ["bob"])
    return found


@story
def six_alone(stage):
    "two phones that have nothing but IPv6: a pair of it, DTLS, sound both ways"
    net = nat.Internet(stage)
    hosts = net.six_host(), net.six_host()
    ann, bob = (six_phone(stage, host, name)
                for host, name in zip(hosts, HZ))
    hers = ann.dial(f"sip:bob@[{hosts[1].six}]:{PORT}")
    his = bob.answer()
    ann.session(hers, state="established")
    ours, theirs = talk(ann, bob, hers, his)
    assert ours["ice_local"] == theirs["ice_remote"], (ours, theirs)
    for found, host in ((ours, hosts[0]), (theirs, hosts[1])):
        assert found["ice_local"]["type"] == "host", found
        assert found["ice_local"]["address"] == host.six, found
        assert found["security"] == "dtls", found
    said = str(ann.call("session.trace", session=hers))
    for host in hosts:
        assert f"c=IN IP6 {host.six}" in said, said
        assert re.search(rf"UDP \d+ {host.six} \d+ typ host", said), said


@story
def a_server_of_six(stage):
    "STUN and TURN at a name that has an IPv6 address, from a phone with IPv6"
    net = nat.Internet(stage)
    host = net.six_host()
    turn = coturn.Coturn(stage, {"ann": "turn secret"}, nat.SIX, more=
                         "allocation-default-address-family=keep\n")
    names = dns.NameServer(stage, {("AAAA", "turn.test"): [nat.SIX],
                                   ("A", "turn.test"): [nat.SERVER]},
                           address=nat.SIX)
    peer = sip.Peer(stage, address=nat.SIX)
    ann = six_phone(
        stage, host, "ann", "ice = on\nice_servers = {"
        f'"stun:turn.test:{turn.port}", "turn:turn.test:{turn.port}"}}\n'
        "ice_user = ann\nice_password = 'turn secret'\n",
        f'resolv_conf = "{names.resolv}"\n')
    ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    found = invite.candidates()
    assert {address for _, address, _ in found["relay"]} == {nat.SIX}, \
        invite.body
    assert {address for _, address, _ in found["host"]} == {host.six}, \
        invite.body
    assert invite.rtp_address()[0] == host.six, invite.body


@story
def relays_by_streams(stage):
    "a phone that has nothing but IPv6 gets relays by TCP and by TLS, too"
    issuer, net = authority.Authority(stage), nat.Internet(stage)
    turn = coturn.Coturn(stage, {"ann": "turn secret"}, nat.SIX, more=
                         "allocation-default-address-family=keep\n",
                         certificate=issuer.issue("turn", [f"IP:{nat.SIX}"]))
    peer = sip.Peer(stage, address=nat.SIX)
    for name, uri in zip(HZ, (turn.turn_tcp, turn.turns)):
        phone = six_phone(
            stage, net.six_host(), name, f'ice = on\nice_servers = {{"{uri}"}}\n'
            "ice_user = ann\nice_password = 'turn secret'\n",
            f'tls_ca = "{issuer.cert}"\n')
        phone.dial(peer.uri)
        found = peer.expect("INVITE").candidates()
        assert "relay" in found, (uri, found)


@story
def no_way_there(stage):
    "a server of IPv6 named by a phone that has none is told of as that"
    host = nat.Internet(stage).host()
    peer = sip.Peer(stage, address=nat.SERVER)
    phone = stage.engine(
        'account "ann" {\n uri = "sip:ann@example.org"\n registrar = none\n'
        f' ice_servers = {{"stun:[{nat.SIX}]"}}\n}}\nsip {{\n}}\n' + audio(),
        wrapper=host.wrapper())
    phone.dial(peer.uri)
    assert "host" in peer.expect("INVITE").candidates()
    phone.client.event("engine.warning", lambda e: e["text"].endswith(
        f"ice_servers: no network leads to {nat.SIX}"))


class Dual:
    """Phones that register by IPv4, behind NATs that only a relay helps
    through, and have IPv6 as well: those of them that are named."""

    def __init__(self, stage, six, kinds=("symmetric", "symmetric")):
        net = nat.Internet(stage)
        self.turn = coturn.Coturn(stage, address=nat.SERVER)
        self.pbx = stage.pbx(PASSWORDS, host=nat.SERVER)
        self.hosts = dict(zip(PASSWORDS, map(net.host, kinds)))
        for name in six:
            net.give_six(self.hosts[name])
        self.ann, self.bob = (self._phone(stage, name) for name in PASSWORDS)

    def _phone(self, stage, name):
        account = self.pbx.account(
            name, PASSWORDS[name],
            more=f'ice = on\nice_servers = {{"{self.turn.stun}"}}\n')
        return stage.engine(
            account + audio(f"tone:{HZ[name]}", "wav") + "sip {\n}\n",
            name=name, wrapper=self.hosts[name].wrapper())

    def talk(self):
        """Media of ann, and of bob."""
        self.bob.registered()
        self.ann.registered()
        hers = self.ann.dial("bob")
        his = self.bob.answer()
        self.ann.session(hers, state="established")
        return talk(self.ann, self.bob, hers, his), hers


@story
def both_kinds(stage):
    "no way by IPv4, one by IPv6: that is taken, though SIP came by IPv4"
    dual = Dual(stage, ("ann", "bob"))
    found, hers = dual.talk()
    for media, name in zip(found, HZ):
        local = media["ice_local"]
        assert (local["type"], local["address"]) == \
            ("host", dual.hosts[name].six), media
    said = str(dual.ann.call("session.trace", session=hers))
    public = dual.hosts["ann"].public
    assert f"c=IN IP4 {public}" in said, said
    assert re.search(rf"UDP \d+ {public} \d+ typ srflx", said), said


@story
def six_is_lost(stage):
    "IPv6 goes away in a call: it goes on by IPv4, before consent runs out"
    dual = Dual(stage, ("ann", "bob"), ("port restricted", "port restricted"))
    found, hers = dual.talk()
    assert ":" in found[0]["ice_local"]["address"], found[0]
    dual.hosts["ann"].ip("link", "del", "six")
    after = dual.ann.client.until(
        lambda: (media := dual.ann.client.sessions[hers]["media"]) and
        media["ice"] == "connected" and
        ":" not in media["ice_local"]["address"] and media,
        "ann's ICE is connected by IPv4")
    assert ":" not in after["ice_remote"]["address"], after
    dual.bob.hears_tone(HZ["ann"])
    dual.ann.hears_tone(HZ["bob"])


@story
def one_has_four_alone(stage):
    "a phone with both calls one that has IPv4 alone: by IPv4"
    dual = Dual(stage, ("ann",), ("port restricted", "port restricted"))
    found, _ = dual.talk()
    for media in found:
        assert ":" not in media["ice_local"]["address"], media
        assert ":" not in media["ice_remote"]["address"], media


@story
def of_the_kind_of_sip(stage):
    "c= has an address of the kind that SIP has, whatever servers there are"
    net = nat.Internet(stage)
    host = net.host("symmetric")
    net.give_six(host)
    turn = coturn.Coturn(stage, {"ann": "turn secret"}, nat.SERVER)
    peer = sip.Peer(stage, address=nat.SIX)
    stream = rtp.Stream(stage, address=nat.SIX)
    ann = six_phone(
        stage, host, "ann", f'ice = on\nice_servers = {{"{turn.stun}", '
        f'"{turn.turn}"}}\nice_user = ann\nice_password = "turn secret"\n'
        "srtp = off\n")
    number = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert invite.rtp_address()[0] == host.six, invite.body
    found = invite.candidates()
    assert (1, *invite.rtp_address()) in found["host"], invite.body
    assert {nat.SERVER} == {a for _, a, _ in found["relay"]}, invite.body
    assert host.public in {a for _, a, _ in found["srflx"]}, invite.body
    peer.reply(invite, 200, body=sip.sdp(stream.port, address=nat.SIX))
    peer.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(620))
    ann.hears_tone(620)
    stream.hears_tone(HZ["ann"])
    assert ann.media(number)["ice"] is None, ann.media(number)


@story
def which_addresses(stage):
    "named is none that is deprecated or of a site; a temporary one, not its base"
    net = nat.Internet(stage)
    host = net.six_host()
    host.set("ipv6/conf/six/use_tempaddr", 2)
    host.set("ipv6/conf/six/accept_dad", 0)
    base = "2001:db8:88::1"
    host.ip("addr", "add", f"{base}/64", "dev", "six", "nodad", "mngtmpaddr",
            "valid_lft", "3000", "preferred_lft", "2000")
    more = "2001:db8:77::5"
    host.ip("addr", "add", f"{more}/64", "dev", "six", "nodad")
    for address in ("2001:db8:66::1", "2001:db8:66::2"):
        host.ip("addr", "add", f"{address}/64", "dev", "six", "nodad",
                "preferred_lft", "0")
    for address in ("fec0::7", "::ffff:192.0.2.77", "::192.0.2.78"):
        host.ip("addr", "add", f"{address}/128", "dev", "six", "nodad")
    peer = sip.Peer(stage, address=nat.SIX)
    six_phone(stage, host, "ann").dial(peer.uri)
    invite = peer.expect("INVITE")
    found = {address for _, address, _ in invite.candidates()["host"]}
    temporary, = found - {host.six, more}
    assert temporary.startswith("2001:db8:88:") and temporary != base, \
        invite.body


@story
def many_networks(stage):
    "of many addresses those of the ways out are named, and relays of RTCP too"
    net = nat.Internet(stage)
    host = net.host("full cone")
    net.give_six(host)
    host.nat.router.ip("route", "add", "10.99.0.0/16", "via", host.address)
    for k in range(9):
        host.ip("addr", "add", f"10.99.{k}.1/24", "dev", "eth0")
    host.ip("link", "add", "unplugged", "type", "veth", "peer", "name", "end")
    host.ip("link", "set", "unplugged", "up")
    host.ip("addr", "add", "10.98.0.1/24", "dev", "unplugged")
    turn = coturn.Coturn(stage, {"ann": "turn secret"}, nat.SERVER)
    peer = sip.Peer(stage, address=nat.SERVER)
    stage.engine(
        'account "ann" {\n uri = "sip:ann@example.org"\n registrar = none\n'
        f' ice_servers = {{"{turn.turn}"}}\n ice_user = ann\n ice_wait = all\n'
        " ice_password = 'turn secret'\n}\nsip {\n}\n" + audio(),
        wrapper=host.wrapper()).dial(peer.uri)
    invite = peer.expect("INVITE")
    found = invite.candidates()
    for component in (1, 2):
        addresses = {a for c, a, _ in found["host"] if c == component}
        assert {host.address, host.six} < addresses, invite.body
        assert "10.98.0.1" not in addresses, invite.body
        for kind in ("srflx", "relay"):
            assert component in {c for c, _, _ in found[kind]}, invite.body


if __name__ == "__main__":
    why = nat.possible()
    if why:
        print(f"1..0 # SKIP {why}")
        sys.exit(77)
    run()
