"""ICE between two phones, and with those that do none."""
import re
import time

import coturn
import rtpengine
import sip
import stun
from authority import Authority
from engine import audio, direct
from rtp import Stream
from stage import until
from tap import run, story


def phone(stage, name, hz=1000, more="ice = on", **options):
    return stage.engine(audio(f"tone:{hz}", "wav") + direct(name, more),
                        name=name, **options)


def talking(stage, ann_has="ice = on", bob_has="ice = auto"):
    ann = phone(stage, "ann", 1000, ann_has)
    bob = phone(stage, "bob", 700, bob_has)
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    ann.session(hers, state="established")
    return ann, bob, hers, his


@story
def two_phones(stage):
    "ice = on calls one of auto: a pair of host addresses, and sound both ways"
    ann, bob, hers, his = talking(stage)
    bob.hears_tone(1000)
    ann.hears_tone(700)
    ours, theirs = ann.media(hers), bob.media(his)
    assert ours["ice"] == theirs["ice"] == "connected", (ours, theirs)
    assert ours["ice_local"] == theirs["ice_remote"], (ours, theirs)
    assert ours["ice_local"]["type"] == "host", ours
    assert ours["ice_local"]["address"] == "127.0.0.1", ours
    assert ours["local"] == theirs["remote"], (ours, theirs)


def offer_of(stage, more, **options):
    """The phone, and the INVITE of its call to one who does what we say."""
    peer = sip.Peer(stage)
    ann = phone(stage, "ann", 1000, more, **options)
    number = ann.dial(peer.uri)
    return ann, number, peer, peer.expect("INVITE")


def rtcp_of(message):
    """RTCP's port; which need not be said if it is the next one."""
    said = re.search(r"^a=rtcp:(\d+)\r?$", message.body, re.M)
    return int(said.group(1)) if said else message.rtp_address()[1] + 1


@story
def one_without(stage):
    "who knows nothing of ICE is called as ever: by the place that c= names"
    stream = Stream(stage)
    ann, number, peer, invite = offer_of(stage, "ice = on\nsrtp = off")
    place = invite.rtp_address()
    assert (1, *place) in invite.candidates()["host"], invite.body
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    stream.start(place, stream.tone(620))
    ann.hears_tone(620)
    stream.hears_tone(1000)
    assert ann.media(number)["ice"] is None, ann.media(number)
    for held in True, False:
        ann.call("session.hold" if held else "session.unhold", session=number)
        again = peer.expect("INVITE")
        peer.reply(again, 200, "OK", body=sip.sdp(stream.port))
        peer.expect("ACK")
        ann.session(number, held_by_us=held, hold_pending=False)
        assert again.rtp_address() == place, again.body
        assert rtcp_of(again) == rtcp_of(invite), again.body
    assert ann.media(number)["local"].endswith(f":{place[1]}")
    ann.hears_tone(620)
    stream.hears_tone(1000)


@story
def one_without_calls(stage):
    "and who calls without it is answered without, and the module not opened"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = phone(stage, "ann", 1000, "ice = on\nsrtp = off")
    uri = ann.uri("ann")
    peer.send(peer.request("INVITE", uri, body=sip.sdp(stream.port)), ann.port)
    number = ann.incoming()
    ann.call("session.answer", session=number)
    answer = peer.expect(200)
    peer.ack(answer)
    assert "ice-" not in answer.body and "candidate" not in answer.body, answer
    with open(f"/proc/{ann.pid}/maps", encoding="ascii") as maps:
        assert "offhook-ice" not in maps.read()
    stream.start(answer.rtp_address(), stream.tone(620))
    ann.hears_tone(620)


@story
def not_at_all(stage):
    "ice = off: an offer with it is answered without, and heard"
    ann, bob, hers, his = talking(stage, "ice = on", "ice = off")
    bob.hears_tone(1000)
    ann.hears_tone(700)
    assert bob.media(his)["ice"] is ann.media(hers)["ice"] is None


@story
def held_and_resumed(stage):
    "hold and back: the same pair, no new checks"
    ann, bob, hers, his = talking(stage)
    bob.hears_tone(1000)
    before = ann.media(hers)
    ann.call("session.hold", session=hers)
    ann.session(hers, held_by_us=True, hold_pending=False)
    bob.session(his, held_by_them=True)
    bob.hears_nothing()
    ann.call("session.unhold", session=hers)
    ann.session(hers, held_by_us=False, hold_pending=False)
    bob.hears_tone(1000)
    ann.hears_tone(700)
    after = ann.media(hers)
    for key in ("ice", "ice_local", "ice_remote"):
        assert before[key] == after[key], (before, after)


@story
def both_by_sdes(stage):
    "with keys in the descriptions in place of DTLS"
    more = "srtp = required\nsrtp_clear_keys = allow\nkeying = sdes"
    ann, bob, hers, his = talking(stage, "ice = on\n" + more, more)
    bob.hears_tone(1000)
    ann.hears_tone(700)
    assert ann.media(hers)["security"] == "sdes", ann.media(hers)
    assert ann.media(hers)["ice"] == "connected", ann.media(hers)


@story
def keys_by_dtls(stage):
    "keys by DTLS through the pair that ICE has found"
    ann, bob, hers, his = talking(
        stage, "ice = on\nsrtp = required\nkeying = dtls", "srtp = required")
    bob.hears_tone(1000)
    ann.hears_tone(700)
    for one, session in ((ann, hers), (bob, his)):
        found = one.media(session)
        assert found["security"] == "dtls" and found["suite"], found
        assert found["ice"] == "connected", found


SECRET = "turn secret"


def with_turn(turn, password=SECRET, more=""):
    return (f'ice_servers = {{"{turn.turn}"}}\nice_user = ann\n'
            f"ice_password = '{password}'\n{more}")


@story
def a_relay_is_offered(stage):
    "where there are servers ICE is offered, with a relay at TURN's"
    turn = coturn.Coturn(stage, {"ann": SECRET})
    _, _, _, invite = offer_of(stage, with_turn(turn))
    relay = invite.candidates()["relay"]
    assert {component for component, _, _ in relay} == {1, 2}, invite.body
    assert SECRET not in invite.body


@story
def credentials_of_a_command(stage):
    "ice_password_command prints them, and which servers there are"
    turn = coturn.Coturn(stage, {"1700000000-ann": SECRET})
    said = stage.write("said", '{"username": "1700000000-ann", "password": '
                       f'"{SECRET}", "ttl": 60, "uris": ["{turn.turn}"]}}')
    ann, _, _, invite = offer_of(
        stage, f'ice_password_command = "cat {said}"\n')
    assert "relay" in invite.candidates(), invite.body
    assert SECRET not in ann.process.text()


def warning(ann, *words):
    def is_it(event):
        return event["code"] == "ice" and all(w in event["text"]
                                              for w in words)
    return ann.client.event("engine.warning", is_it)["text"]


@story
def wrong_credentials(stage):
    "a password that TURN refuses is told in words, and the call goes on"
    turn = coturn.Coturn(stage, {"ann": SECRET})
    ann, _, _, invite = offer_of(stage, with_turn(turn, "a wrong one"))
    assert "relay" not in invite.candidates(), invite.body
    text = warning(ann, "refuses ice_user and its password", "127.0.0.1")
    assert "wrong one" not in text
    assert "a wrong one" not in ann.process.text()


@story
def a_server_of_nobody(stage):
    "of TURN by TLS the reason is told once a call, and is that of each call"
    certificate = Authority(stage).issue("turn", ["DNS:localhost"])
    turn = coturn.Coturn(stage, {"ann": SECRET}, certificate=certificate)
    peer = sip.Peer(stage)
    ann = phone(stage, "ann", 1000, with_turn(turn).replace(
        turn.turn, f"turns:localhost:{turn.tls_port}"))
    for _ in range(2):
        waits(peer, ann)
    until(lambda: len(told(ann)) >= 2, "both calls were told of")
    assert all("vouches" in line for line in told(ann)), told(ann)
    assert len(told(ann)) == 2, told(ann)


def told(phone):
    return [line for line in phone.process.text().splitlines()
            if "TURN server" in line]


@story
def refused_and_seen(stage):
    "what a STUN server says counts beside a TURN server that refuses, at once"
    # so long that nobody waits for an INVITE that waits for it
    turn, other = coturn.Coturn(stage, {"ann": SECRET}), stun.Server(stage)
    other.sees = lambda source: ("203.0.113.7", source[1])
    peer = sip.Peer(stage)
    ann = phone(stage, "ann", 1000, with_turn(turn, "a wrong one").replace(
        "{", f'{{"stun:127.0.0.1:{other.port}", ') + "ice_wait = 30000\n")
    assert waits(peer, ann)[1]["srflx"][0][1] == "203.0.113.7"


@story
def no_such_server(stage):
    "a server without an address, and a command that fails, are told as well"
    ann, _, _, invite = offer_of(
        stage, 'ice_servers = {"stun:nobody.invalid"}\n')
    assert "host" in invite.candidates(), invite.body
    warning(ann, "no address is known for nobody.invalid")
    bob = phone(stage, "bob", 700, 'ice = on\nice_password_command = "exit 3"')
    bob.dial("sip:x@127.0.0.1:9")
    warning(bob, "ice_password_command failed with status 3")


def waits(peer, ann, *words):
    """How long a call of hers takes to come, and what it offers; words: of what
    is told while it goes on."""
    began = time.monotonic()
    number = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    took = time.monotonic() - began
    if words:
        warning(ann, f"call {number}: ", *words)
    peer.reply(invite, 486)
    peer.expect("ACK")
    ann.ended(number)
    return took, invite.candidates()


def soon(takes):
    """One of the next calls is not kept waiting: not each, on a busy machine."""
    until(lambda: takes() < 1, "a call that does not wait")


@story
def a_dead_name_server(stage):
    "nor does a name server that does not answer hold a call up for long"
    peer, silent = sip.Peer(stage), sip.Peer(stage, "silent")
    resolv = stage.write("resolv.conf", "nameserver 127.0.0.1\n"
                         f"port {silent.port}\n")
    ann = stage.engine(
        audio() + direct("ann", 'ice_servers = {"stun:stun.example.net"}') +
        f'sip {{\nresolv_conf = "{resolv}"\n%(listen)s\n}}\n', name="ann")
    took, found = waits(peer, ann)
    assert took > 1.9 and "host" in found, (took, found)
    warning(ann, "has told the address of stun.example.net in 2 s")


@story
def a_dead_server(stage):
    "a server that has died costs one call two seconds; it is missed no more when back"
    turn = coturn.Coturn(stage, {"ann": SECRET})
    peer = sip.Peer(stage)
    ann = phone(stage, "ann", 1000, with_turn(turn))
    assert "relay" in waits(peer, ann)[1]
    turn.stop()
    took, found = waits(peer, ann, "the TURN server 127.0.0.1 ")
    assert took > 1.9 and "relay" not in found, (took, found)
    soon(lambda: waits(peer, ann, "the TURN server 127.0.0.1 ")[0])
    assert "relay" not in waits(peer, ann)[1]
    turn.start()
    until(lambda: "relay" in waits(peer, ann)[1], "a relay again")


@story
def one_of_two_is_dead(stage):
    "of two STUN servers the one that is known to answer is asked"
    silent, other = (stun.Server(stage, name) for name in ("silent", "other"))
    silent.sees = lambda source: None
    other.sees = lambda source: ("203.0.113.7", source[1])
    peer = sip.Peer(stage)
    ann = phone(stage, "ann", 1000, "ice_servers = {" + ", ".join(
        f'"stun:127.0.0.1:{one.port}"' for one in (silent, other)) + "}")
    ann.client.until(lambda: any(account["nat"]["stun"] == "ok" for account in
                                 ann.client.accounts.values()), "one answers")
    soon(lambda: waits(peer, ann)[0])
    assert waits(peer, ann)[1]["srflx"][0][1] == "203.0.113.7"


@story
def a_dead_server_for_answers(stage):
    "so it is with STUN, and who is called"
    silent = stun.Server(stage)
    silent.sees = lambda source: None
    bob = phone(stage, "bob", 700,
                f'ice = on\nice_servers = {{"stun:127.0.0.1:{silent.port}"}}')
    ann = phone(stage, "ann")

    def answered():
        began = time.monotonic()
        number = ann.dial(bob.uri("bob"))
        his = bob.answer()
        ann.session(number, state="established")
        took = time.monotonic() - began
        ann.call("session.hangup", session=number)
        bob.ended(his)
        return took
    took = answered()
    assert took > 1.9, took
    soon(answered)
    assert "does not answer" in warning(bob, "STUN", "127.0.0.1")


@story
def hidden(stage):
    "ice_hide_host: neither a host candidate nor what a relay is the outside of"
    turn = coturn.Coturn(stage, {"ann": SECRET})
    _, _, _, invite = offer_of(
        stage, with_turn(turn, more="ice_hide_host = yes\n"))
    found = invite.candidates()
    assert "host" not in found and "relay" in found, invite.body
    assert (1, *invite.rtp_address()) in found["relay"], invite.body
    assert "raddr 0.0.0.0 rport 9" in invite.body, invite.body
    assert re.search(r"^o=- \d+ \d+ IN IP4 0.0.0.0\r?$", invite.body,
                     re.M), invite.body


@story
def hidden_with_nothing_else(stage):
    "where nothing else was gathered the call is as without ICE, and heard"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = phone(stage, "ann", 1000, "ice = on\nice_hide_host = yes\nsrtp = off")
    ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert "a=ice" not in invite.body, invite.body
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(620))
    ann.hears_tone(620)
    stream.hears_tone(1000)


@story
def hidden_is_called(stage):
    "called with ICE, one who hides all that he has is found by his checks"
    ann, bob, hers, _ = talking(stage, "ice = on",
                                "ice = on\nice_hide_host = yes")
    bob.hears_tone(1000)
    ann.hears_tone(700)
    assert ann.media(hers)["ice_remote"]["type"] == "prflx", ann.media(hers)


def through_a_middle(stage, more):
    """ann's side of rtpengine has ICE and DTLS, bob's has neither."""
    middle = rtpengine.Rtpengine(stage)
    pbx = stage.pbx({"ann": "x", "bob": "x"}, middle=middle,
                    sides={"ann": rtpengine.WEBRTC + more,
                           "bob": rtpengine.PLAIN})
    ann, bob = (stage.engine(
        pbx.account(name, "x", more=f"ice = on\nsrtp = {srtp}\n") +
        audio(f"tone:{hz}", "wav"), name=name)
        for name, hz, srtp in (("ann", 1000, "optional"), ("bob", 700, "off")))
    ann.registered()
    bob.registered()
    for one, two, name in ((ann, bob, "bob"), (bob, ann, "ann")):
        mine = one.dial(pbx.uri(name))
        theirs = two.answer()
        one.session(mine, state="established")
        bob.hears_tone(1000)
        ann.hears_tone(700)
        hers = mine if one is ann else theirs
        found = ann.media(hers)
        assert (found["ice"], found["security"]) == ("connected", "dtls"), found
        said = str(ann.call("session.trace", session=hers))
        assert ("a=ice-lite" in said) == bool(more and one is bob), said
        one.call("session.hangup", session=mine)
        two.ended(theirs)
        one.ended(mine)


@story
def a_middle_with_ice(stage):
    "rtpengine on the way, which has full ICE: both call"
    through_a_middle(stage, "")


@story
def a_middle_that_is_lite(stage):
    "and one that only answers checks (ICE-lite)"
    through_a_middle(stage, " ICE-lite=forward")


if __name__ == "__main__":
    run()
