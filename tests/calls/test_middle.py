"""Calls whose sound goes through rtpengine, which is on each side what that
side wants: an SBC, as providers have them."""
from engine import audio
from rtpengine import PLAIN, SDES, Rtpengine
from tap import run, story

KEYS = "srtp = %s\nkeying = sdes\nsrtp_clear_keys = allow\n"


def phone(stage, pbx, name, more=""):
    made = stage.engine(audio("tone:%d" % {"ann": 700, "bob": 1000}[name],
                              "wav") + pbx.account(name, "x", more=more),
                        name=name)
    made.registered(name)
    return made


@story
def one_side_encrypts(stage):
    "keys up to the middle, plain beyond it: either calls, holds, is heard"
    middle = Rtpengine(stage)
    pbx = stage.pbx({"ann": "x", "bob": "x"}, middle=middle,
                    sides={"ann": PLAIN, "bob": SDES})
    ann = phone(stage, pbx, "ann", "srtp = off\n")
    bob = phone(stage, pbx, "bob", KEYS % "required")
    for one, two, name in ((ann, bob, "bob"), (bob, ann, "ann")):
        mine = one.dial(pbx.uri(name))
        theirs = two.answer()
        one.session(mine, state="established")
        hers, his = (mine, theirs) if one is ann else (theirs, mine)
        assert ann.media(hers)["security"] == "none"
        assert bob.media(his)["security"] == "sdes"
        ann.hears_tone(1000)
        bob.hears_tone(700)
        one.call("session.hold", session=mine)
        one.session(mine, hold_pending=False, held_by_us=True)
        one.call("session.unhold", session=mine)
        one.session(mine, hold_pending=False, held_by_us=False)
        bob.hears_tone(700)
        ann.hears_tone(1000)
        two.call("session.hangup", session=theirs)
        one.ended(mine)
    assert not middle.calls(), middle.calls()


if __name__ == "__main__":
    run()
