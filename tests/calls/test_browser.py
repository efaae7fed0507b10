"""A browser at the other side: Chromium with SIP.js, by kamailio's WebSocket.

It says 700 Hz, the phone 1000 Hz: each is to hear the other's tone.
"""
from authority import Authority
from browser import Browser
from caller import Caller
from engine import audio
from rtpengine import DTLS, PLAIN, WEBRTC, Rtpengine
from stage import until
from tap import run, story

USERS = {"bob": "x", "carol": "x"}
SAFE = "srtp = required\nkeying = dtls\nice = on\n"


def phone(stage, pbx, more="", name="bob", trust=None, transport="udp"):
    """trust: by TLS, to a proxy that this authority signed for."""
    if trust:
        transport = "tls"
        more += (f'registrar = "sip:localhost:{pbx.tls_ports[0]}"\n'
                 f'tls_ca = "{trust.cert}"\n')
    made = stage.engine(audio("tone:1000", "wav") + pbx.account(
        "bob", "x", more=more, transport=transport), name=name)
    made.registered("bob")
    return made


def three(stage, more=SAFE, transport="udp", hidden=False):
    """The proxy, which takes browsers, the phone, the browser."""
    pbx = stage.pbx(USERS, browsers=True)
    bob = phone(stage, pbx, more, transport=transport)
    return pbx, bob, Browser(stage, pbx, "carol", hidden=hidden)


def she_calls(pbx, bob, carol, video=False):
    """The session of a call that she made, and that is up."""
    carol.call(pbx.uri("bob"), video)
    his = bob.answer()
    carol.is_("Established")
    return his


def he_calls(pbx, bob, carol):
    his = bob.dial("carol")
    carol.answer()
    bob.session(his, state="established")
    return his


def both_hear(bob, carol):
    bob.hears_tone(700)
    carol.hears_tone(1000)


def hold(bob, session, on=True):
    bob.call("session.hold" if on else "session.unhold", session=session)
    bob.session(session, hold_pending=False, held_by_us=on)


def is_safe(bob, session, carol):
    """DTLS and ICE, from end to end: what each sends goes to a port of the
    other's.  Hers need not be the one that she sends from: who controls may
    change his mind."""
    def there():
        facts, media = carol.connected(), bob.media(session)
        return media["suite"] and media["ice"] == "connected" and \
            facts["remote"]["port"] == media["ice_local"]["port"] and \
            f" {media['ice_remote']['port']} typ " in facts["ours"] and \
            (facts, media)
    facts, media = until(there, "there are keys and a pair of addresses")
    assert facts["dtls"] == "connected", facts
    assert (media["security"], media["codec"]) == ("dtls", "opus"), media
    return facts


@story
def calls_from_end_to_end(stage):
    "either calls, both hear, keys both ways, either hangs up; nobody between"
    pbx, bob, carol = three(stage)
    his = he_calls(pbx, bob, carol)
    is_safe(bob, his, carol)
    both_hear(bob, carol)
    bob.call("session.dtmf", session=his, tones="1")
    carol.hears_both(697, 1209)
    for key in "5#":
        carol.does("dtmf", key)
        bob.client.event("session.dtmf", lambda e: e["tone"] == key)
    carol.does("hang_up")
    bob.ended(his)
    his = she_calls(pbx, bob, carol)
    is_safe(bob, his, carol)
    both_hear(bob, carol)
    bob.call("session.hangup", session=his)
    carol.is_("Terminated")


@story
def hold_by_either(stage):
    "he holds, she holds, each takes it back; the keys and the way stay"
    pbx, bob, carol = three(stage)
    for begins in (he_calls, she_calls):
        his = begins(pbx, bob, carol)
        before = is_safe(bob, his, carol)
        both_hear(bob, carol)
        hold(bob, his)
        carol.hears_nothing()
        hold(bob, his, False)
        both_hear(bob, carol)
        carol.does("hold", True)
        bob.session(his, held_by_them=True)
        carol.does("hold", False)
        bob.session(his, held_by_them=False)
        both_hear(bob, carol)
        after = is_safe(bob, his, carol)
        assert after["remote"]["port"] == before["remote"]["port"]
        carol.does("hang_up")
        bob.ended(his)


@story
def video_is_declined(stage):
    "she offers both: sound comes, port 0 stays for video in what follows (TCP)"
    pbx, bob, carol = three(stage, transport="tcp")
    his = she_calls(pbx, bob, carol, video=True)
    facts = is_safe(bob, his, carol)
    assert "m=video 0 " in facts["theirs"], facts["theirs"]
    assert "a=group:BUNDLE 0\r\n" in facts["theirs"], facts["theirs"]
    both_hear(bob, carol)
    carol.does("hold", True)
    bob.session(his, held_by_them=True)
    carol.does("hold", False)
    bob.session(his, held_by_them=False)
    hold(bob, his)
    hold(bob, his, False)
    both_hear(bob, carol)
    assert "m=video 0 " in carol.facts()["ours"]


@story
def names_in_the_place_of_addresses(stage):
    "none of her candidates says where she is: she is found by her own checks"
    pbx, bob, carol = three(stage, hidden=True)
    for begins in (she_calls, he_calls):
        his = begins(pbx, bob, carol)
        facts = is_safe(bob, his, carol)
        assert ".local " in facts["ours"], facts["ours"]
        assert bob.media(his)["ice_remote"]["type"] == "prflx"
        both_hear(bob, carol)
        bob.call("session.hangup", session=his)
        carol.is_("Terminated")


@story
def she_restarts(stage):
    "ICE anew in a call, either way: another port of hers, never without sound"
    pbx, bob, carol = three(stage)
    for begins in (he_calls, she_calls):
        his = begins(pbx, bob, carol)
        before = is_safe(bob, his, carol)["local"]["port"]
        both_hear(bob, carol)
        since = bob.client.mark()
        carol.does("restart_ice")
        both_hear(bob, carol)
        until(lambda: carol.connected()["local"]["port"] != before,
              "she has another port", pause=0.1)
        is_safe(bob, his, carol)
        both_hear(bob, carol)
        assert not [e for e in bob.client.events[since:]
                    if e["topic"] == "session.changed" and
                    e["session"]["media"]["ice"] == "failed"]
        carol.does("hang_up")
        bob.ended(his)


@story
def by_tls_and_where_it_may_be_plain(stage):
    "over TLS to the proxy; an offer of RTP/AVP with a fingerprint is taken"
    ca = Authority(stage)
    pbx = stage.pbx(USERS, browsers=True,
                    tls=[ca.issue("pbx", ["DNS:localhost"])])
    bob = phone(stage, pbx, "ice = on\n", trust=ca)
    carol = Browser(stage, pbx, "carol", tls=True)
    for begins in (he_calls, she_calls):
        his = begins(pbx, bob, carol)
        facts = is_safe(bob, his, carol)
        both_hear(bob, carol)
        bob.call("session.hangup", session=his)
        carol.is_("Terminated")
        if begins is he_calls:
            assert " RTP/AVP " in facts["theirs"], facts["theirs"]


@story
def reports(stage):
    "each learns from the other's RTCP how it is heard, and how far away it is"
    pbx, bob, carol = three(stage)
    his = he_calls(pbx, bob, carol)
    told = until(lambda: carol.facts().get("told"), "a report comes to her")
    assert told["fractionLost"] == 0, told
    bob.client.until(
        lambda: bob.call("session.get", session=his)["statistics"]
        ["remote_loss_fraction"] == 0, "one comes to him")
    until(lambda: (carol.facts().get("told") or {}).get("roundTripTime"),
          "she has a round trip")
    bob.client.until(
        lambda: bob.call("session.get", session=his)["statistics"]
        ["rtt_ms"] is not None, "he has one")


@story
def in_a_conference(stage):
    "with a telephone of 8 kHz in the clear: each hears the two others"
    pbx, bob, carol = three(stage, SAFE.replace("required", "optional"))
    his = she_calls(pbx, bob, carol)
    dan = Caller(stage, bob, "dan", 500, answers=True)
    bob.call("conference.join", sessions=[his, dan.id])
    dan.hears_all((700, 1000), without=(500,))
    carol.hears_both(500, 1000)
    dan.bye()
    is_safe(bob, his, carol)


@story
def calls_that_nobody_answers(stage):
    "she gives up, he does; she declines, he does; encryption that is refused"
    pbx, bob, carol = three(stage)
    carol.call(pbx.uri("bob"))
    his = bob.incoming()
    carol.does("hang_up")
    assert bob.ended(his)["by"] == "remote"
    carol.call(pbx.uri("bob"))
    bob.call("session.hangup", session=bob.incoming())
    carol.is_("Terminated")
    his = bob.dial("carol")
    carol.is_("Initial")
    carol.does("hang_up")
    assert bob.ended(his)["by"] == "remote"
    his = bob.dial("carol")
    carol.is_("Initial")
    bob.call("session.hangup", session=his)
    carol.is_("Terminated")
    bob.configure(audio() + pbx.account("bob", "x", more="srtp = off\n"))
    bob.call("engine.reload")
    carol.call(pbx.uri("bob"))
    carol.is_("Terminated")
    said = "".join(carol.does("log"))
    assert "SIP/2.0 488" in said and "srtp is off here" in said, said


@story
def through_a_middle(stage):
    "rtpengine between, which knows what is said: plain, and with DTLS and TLS"
    middle = Rtpengine(stage)
    ca = Authority(stage)
    shown = ca.issue("pbx", ["DNS:localhost"])
    for safe in (False, True):
        name = "safe" if safe else "plain"
        pbx = stage.pbx(USERS, name="pbx-" + name, browsers=True, tls=[shown],
                        middle=middle, sides={
                            "bob": DTLS if safe else PLAIN, "carol": WEBRTC})
        bob = phone(stage, pbx, name="bob-" + name,
                    more="srtp = required\nkeying = dtls\n" if safe
                    else "srtp = off\n", trust=ca if safe else None)
        carol = Browser(stage, pbx, "carol", name="carol-" + name, tls=safe)
        his = he_calls(pbx, bob, carol)
        both_hear(bob, carol)
        assert bob.media(his)["security"] == ("dtls" if safe else "none")
        bob.call("session.dtmf", session=his, tones="1")
        carol.hears_both(697, 1209)
        carol.does("dtmf", "9")
        bob.client.event("session.dtmf", lambda e: e["tone"] == "9")
        hold(bob, his)
        carol.hears_nothing()
        hold(bob, his, False)
        both_hear(bob, carol)
        carol.does("hang_up")
        bob.ended(his)
        his = she_calls(pbx, bob, carol)
        both_hear(bob, carol)
        bob.call("session.hangup", session=his)
        carol.is_("Terminated")


if __name__ == "__main__":
    run()
