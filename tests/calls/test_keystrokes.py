"""The ten frequent actions, each in the number of keys that it may cost.

press(n, keys) sends exactly these keys, at once as a fast typist does; Shift is
not counted.  Ann's numbers are four digits, behind a real proxy.
"""
import os

import stage as module
import tmux
import wav
from engine import audio
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")
ENTER = "Enter"


class Desk:
    """Ann at her screen; Bob is 2001, Carol 2002, and both answer."""

    def __init__(self, stage, answers="auto_answer = all"):
        self.stage = stage
        self.pbx = stage.pbx({n: n + "pw" for n in ("2000", "2001", "2002")})
        self.ann = self._phone("2000", "ann", 1000)
        self.bob = self._phone("2001", "bob", 700, answers)
        self.carol = self._phone("2002", "carol", 400, answers)
        for phone in (self.ann, self.bob, self.carol):
            phone.registered()
        self.screen = tmux.Terminal(stage, [OFFHOOK], self.ann.environment())
        self.screen.see("Calls (0)", "2000:ok")

    def _phone(self, number, name, hz, more=""):
        section = self.pbx.account(number, number + "pw", more=more)
        return self.stage.engine("on_refer = follow\n" +
                                 audio(f"tone:{hz}", "wav") + section, name=name)

    def press(self, count, keys):
        """keys: names of keys, and words that are typed letter by letter."""
        single = [k for word in keys for k in
                  ([word] if word in (ENTER, "Tab") else word)]
        assert len(single) == count, f"{single} are {len(single)} keys"
        self.screen.keys(*single)

    def call_bob(self):
        self.press(5, ["2001", ENTER])
        self.screen.see("1 ● ACTIVE")
        self.bob.hears_tone(1000)

    def rings(self, phone):
        """A call of that phone's rings at Ann's; its id there."""
        number = phone.dial("2000")
        self.screen.see("▲ RING")
        return number


@story
def one_call(stage):
    "call 5 keys, hold 1, resume 1, mute 1, first tone 2, hang up 1"
    d = Desk(stage)
    d.call_bob()
    his = d.bob.first()
    d.press(1, ["h"])
    d.bob.session(his, held_by_them=True)
    d.screen.see("‖ HOLD")
    d.press(1, ["h"])
    d.bob.session(his, held_by_them=False)
    d.bob.hears_tone(1000)
    d.press(1, ["m"])
    d.screen.see("MUTED")
    d.bob.hears_nothing()
    d.press(1, ["m"])
    d.bob.hears_tone(1000)
    d.press(2, ["p1"])
    assert d.bob.client.event("session.dtmf")["tone"] == "1"
    d.screen.see("DTMF 1")
    d.press(1, ["b"])
    d.bob.ended(his)
    d.screen.see("ENDED")


@story
def two_calls(stage):
    "answer 1 key, answer the second with the first on hold 1, swap 1, again 1"
    d = Desk(stage)
    bobs = d.rings(d.bob)
    d.press(1, ["a"])
    d.screen.see("1 ● ACTIVE")
    d.bob.hears_tone(1000)      # longer than a second a counts as the first's
    carols = d.rings(d.carol)
    d.press(1, ["a"])
    d.screen.see("1 ‖ HOLD", "2 ● ACTIVE")
    d.bob.session(bobs, held_by_them=True)
    d.carol.hears_tone(1000)
    d.press(1, ["s"])
    d.screen.see("1 ● ACTIVE", "2 ‖ HOLD")
    d.carol.session(carols, held_by_them=True)
    d.bob.hears_tone(1000)
    d.press(1, ["s"])
    d.screen.see("1 ‖ HOLD", "2 ● ACTIVE")
    d.press(1, ["b"])
    d.carol.ended(carols)
    d.bob.session(bobs, state="established")


@story
def a_blind_transfer(stage):
    "blind transfer 6 keys: Bob and Carol talk, the call is gone here"
    d = Desk(stage)
    d.call_bob()
    d.press(6, ["t2002", ENTER])
    d.bob.hears_tone(400)
    d.carol.hears_tone(700)
    d.screen.see("ENDED")
    assert d.ann.ended(d.ann.first())["reason"] == "transferred"


@story
def an_attended_transfer(stage):
    "attended transfer 7 keys: asked first, then put through"
    d = Desk(stage)
    d.call_bob()
    d.press(6, ["T2002", ENTER])
    d.screen.see("for 1", "t complete 1")
    d.carol.hears_tone(1000)
    d.bob.hears_nothing()
    d.press(1, ["t"])
    d.bob.hears_tone(400)
    d.carol.hears_tone(700)
    d.screen.see("Calls (0)")


@story
def a_conference_of_three(stage):
    "a second call 5 keys, then c: all three hear each other; C and it is split"
    d = Desk(stage)
    d.call_bob()
    d.press(5, ["2002", ENTER])
    d.screen.see("1 ‖ HOLD", "2 ● ACTIVE")
    d.carol.hears_tone(1000)
    d.press(1, ["c"])
    d.screen.see("conference, 2 and you")
    for phone, others in ((d.bob, (1000, 400)), (d.carol, (1000, 700)),
                          (d.ann, (700, 400))):
        hears_both(phone, others)
    d.press(1, ["C"])
    d.screen.see("‖ HOLD")
    d.press(1, ["b"])
    d.screen.see("Calls (1)")


def hears_both(phone, tones):
    def both(values):
        return all(wav.goertzel(values, hz, 48000) > 0.02 for hz in tones)
    phone._hears(f"{tones} together", both)


if __name__ == "__main__":
    run()
