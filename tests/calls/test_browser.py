"""A browser at the other side: Chromium with SIP.js, by kamailio's WebSocket.

It says 700 Hz, the phone 1000 Hz: each is to hear the other's tone.
"""
from browser import Browser
from engine import audio
from rtpengine import DTLS, PLAIN, WEBRTC, Rtpengine
from tap import run, story

USERS = {"bob": "x", "carol": "x"}


def phone(stage, pbx, more="", transport="udp", name="bob"):
    made = stage.engine(audio("tone:1000", "wav") + pbx.account(
        "bob", "x", more=more, transport=transport), name=name)
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
    "rtpengine between, plain or with DTLS to the phone: both hear, either calls"
    middle = Rtpengine(stage)
    for side, lines, security in (
            (PLAIN, "srtp = off\n", "none"),
            (DTLS, "srtp = required\nkeying = dtls\n", "dtls")):
        pbx = stage.pbx(USERS, name="pbx-" + security, browsers=True,
                        middle=middle, sides={"bob": side, "carol": WEBRTC})
        bob = phone(stage, pbx, lines, name="bob-" + security)
        carol = Browser(stage, pbx, "carol", name="carol-" + security)
        his = he_calls(pbx, bob, carol)
        both_hear(bob, carol)
        assert media_of(bob, his)["security"] == security
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
