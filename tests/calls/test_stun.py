"""STUN servers: by which name they are found, and when they are asked."""
import sip
from dns import NameServer
from engine import direct
from registrar import Registrar
from stage import until
from stun import Server
from tap import run, story


def stun(phone, state):
    """Waits until that is what its one account says of its servers."""
    phone.client.until(lambda: [a["nat"]["stun"] for a in
                                phone.client.accounts.values()] == [state],
                       f"STUN is {state}")


@story
def a_name_is_that_of_a_host(stage):
    "a STUN server's name has no SRV of SIP, whether ICE asks there or not"
    server = Server(stage)
    dns = NameServer(stage, {
        ("A", "pbx.test"): ["127.0.0.1"], ("A", "edge.test"): ["127.0.0.9"],
        ("SRV", "_sip._udp.pbx.test"): [(1, 1, 5060, "edge.test")]})
    for ice in ("on", "off"):
        peer = sip.Peer(stage, name=f"peer-{ice}")
        ann = stage.engine(
            direct("ann", f'ice = {ice}\nnat = stun\n'
                   f'ice_servers = {{"stun:pbx.test:{server.port}"}}\n') +
            f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n',
            name=f"ann-{ice}")
        stun(ann, "ok")
        ann.dial(peer.uri)
        peer.expect("INVITE")
    assert dns.asked.count("A pbx.test") >= 3, dns.asked
    assert not [a for a in dns.asked if "SRV" in a], dns.asked


@story
def others_after_a_reload(stage):
    "a reload with other STUN servers asks those at once, and with none nobody"
    first, second = Server(stage, "first"), Server(stage, "second")

    def said(server):
        asked = f'ice_servers = {{"stun:127.0.0.1:{server.port}"}}\n' \
            if server else ""
        return direct("ann", "ice = off\n" + asked)

    ann = stage.engine(said(first), name="ann")
    stun(ann, "ok")
    ann.configure(said(second))
    ann.call("engine.reload")
    until(lambda: second.asked, "that the second one is asked", timeout=10)
    stun(ann, "ok")
    ann.configure(said(None))
    ann.call("engine.reload")
    stun(ann, None)


@story
def moved_before_the_call_is_begun(stage):
    "a NAT that restarts while a call asks for its place: the INVITE goes all the same"
    server, registrar = Server(stage), Registrar(stage)
    place = ["20001"]
    registrar.sees = lambda via: via.replace(
        ";rport", f";rport={place[0]};received=203.0.113.9")
    ann = stage.engine(registrar.account(
        transport="udp", more="nat = stun\nice = off\n"
        f'ice_servers = {{"stun:127.0.0.1:{server.port}"}}\n'), name="ann")
    ann.registered("ann")
    stun(ann, "ok")
    before, known = registrar.count(), len(server.asked)
    server.sees = lambda source: None
    ann.dial("bob")
    until(lambda: len(server.asked) > known, "that the call asks")
    place[0] = "20002"
    ann.call("account.register", account="ann")
    registrar.hears("REGISTER", more_than=before)
    registrar.hears("INVITE")


@story
def redirected(stage):
    "a call that goes on to somebody else asks again, for its other ports"
    server = Server(stage)
    server.sees = lambda source: ("203.0.113.9", source[1])
    peer, other = sip.Peer(stage), sip.Peer(stage, "other", "other")
    ann = stage.engine(
        direct("ann", "nat = stun\nice = off\n"
               f'ice_servers = {{"stun:127.0.0.1:{server.port}"}}\n'),
        name="ann")
    stun(ann, "ok")
    number = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert invite.rtp_address()[0] == "203.0.113.9", invite.body
    peer.reply(invite, 302, "Moved", f"Contact: <{other.uri}>")
    peer.expect("ACK")
    ann.client.event("session.redirected")
    assert ann.one_shot("accept")[0] == 0
    invite = other.expect("INVITE")
    assert invite.rtp_address()[0] == "203.0.113.9", invite.body
    ann.call("session.hangup", session=number)


if __name__ == "__main__":
    run()
