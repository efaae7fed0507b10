"""A browser at the other side: Chromium with SIP.js, by kamailio's WebSocket.

It says 700 Hz, the phone 1000 Hz: each is to hear the other's tone.
"""
from authority import Authority
from browser import Browser
from engine import audio
from rtpengine import DTLS, PLAIN, WEBRTC, Rtpengine
from tap import run, story

USERS = {"bob": "x", "carol": "x"}


def phone(stage, pbx, more="", name="bob", trust=None):
    """trust: by TLS, to a proxy that this authority signed for; else by UDP."""
    if trust:
        more += (f'registrar = "sip:localhost:{pbx.tls_ports[0]}"\n'
                 f'tls_ca = "{trust.cert}"\n')
    made = stage.engine(audio("tone:1000", "wav") + pbx.account(
        "bob", "x", more=more, transport="tls" if trust else "udp"), name=name)
    made.registered("bob")
    return made


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


def media_of(bob, session):
    return bob.call("session.get", session=session)["session"]["media"]


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
        assert media_of(bob, his)["security"] == ("dtls" if safe else "none")
        bob.call("session.dtmf", session=his, tones="1")
        carol.hears_key(697, 1209)
        carol.does("dtmf", "9")
        assert bob.client.event("session.dtmf")["tone"] == "9"
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
