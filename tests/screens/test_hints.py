"""Every key of every hint bar does what it says: in each state of which there is
a golden screen, and in those that the table below adds."""
import itertools
import re

import screen
import stage as module
import tap
from screen import Screen
from stage import Stage

before = len(tap._stories)
import test_golden  # noqa: E402
import hint_states  # noqa: E402
goldens = tap._stories[before:]
del tap._stories[before:]

# As tmux names them; of keys that stand for several, one of them.
NAMES = {"Alt-1..9": "M-2", "Esc": "Escape", "0-9": "5", "j/k": "j",
         "PgUp": "PPage", "PgDn": "NPage", "S-Tab": "BTab", "Del": "DC"}

# What a label promises: a request of one of these names, or one of these texts
# that was not on the screen before.  Labels that are not here must do something.
ASKED = {
    "answer": ["session.answer"], "end+answer": ["session.hangup"],
    "hold": ["session.hold"], "resume": ["session.focus", "session.unhold"],
    "talk": ["session.focus"], "mute": ["session.mute"],
    "unmute": ["session.unmute"], "bye": ["session.hangup", "session.decline"],
    "drop": ["session.hangup"], "reject": ["session.decline"],
    "quiet": ["session.silence"], "swap": ["session.focus"],
    "talk to": ["session.focus"], "join": ["conference.join"],
    "split": ["conference.split"], "leave joined": ["conference.leave"],
    "mute member": ["conference.update"],
    "let be heard": ["conference.update"],
    "complete": ["session.transfer"], "blind transfer": ["session.transfer"],
    "join both calls": ["session.transfer"], "call": ["session.call"],
    "register": ["account.register"], "yes": ["session.accept"],
    "no": ["session.refuse"], "send": ["session.dtmf"],
    "record": ["session.record"], "do not disturb": ["engine.set"],
    "consult first": ["session.call"],
}
SHOWN = {
    "transfer": ["Transfer "], "consult": ["Consult for"], "pad": ["DTMF"],
    "reject with": ["Reject "], "forward": ["Forward "], "dial": ["Esc leave"],
    "redial": ["dial as typed", "match"], "command": [": ", "of "],
    "help": ["Help"], "more": ["Help"], "go to": ["(other: cancel)"],
    "zoom": ["z: back"], "secret": ["secret >"], "whole message": ["Enter ladder"],
    "all headers": ["fewer headers"], "copy": ["copied", "+1 more"],
}


class Reached(Exception):
    pass


def reach(tale, number):
    """The number-th golden state of a story, on a stage of its own; None where
    the story has no more."""
    on, count = Stage(tale.__name__), itertools.count()
    real = Screen.golden

    def golden(self, name, *more, **options):
        real(self, name, *more, **options)
        if next(count) == number:
            raise Reached(self)
    Screen.golden = golden
    try:
        tale(on)
    except Reached as reached:
        return on, reached.args[0]
    except Exception:
        leave(on)
        raise
    finally:
        Screen.golden = real
    leave(on)
    return None


def leave(on):
    troubles = on.troubles_at_end()
    on.remove()
    assert not troubles, troubles


def hints_of(s):
    """(key, label) of each in the hint bar."""
    for text in re.split(r"  +", s.hints()):
        key, _, label = text.partition(" ")
        if label and not text.startswith("("):
            yield key, re.sub(r"\*? ?# ", "", label)


def promise(label):
    """What is promised, by the longest label that this one begins with."""
    known = [w for w in (*ASKED, *SHOWN) if label == w or
             label.startswith((w + " ", w + ","))]
    best = max(known, key=len, default="")
    return ASKED.get(best), SHOWN.get(best)


def keeps(s, key, label, asked, shown):
    """Waits until the promise is kept."""
    was, cursor, before = s.screen(), s.cursor(), len(s.engine.requests)
    key = NAMES.get(key, key).replace("Alt-", "M-")
    s.keys(key.replace("^", "C-") if len(key) == 2 else key)

    def kept():
        new = [m for m, _ in s.engine.requests[before:]]
        now = s.screen()
        if asked and any(m in asked for m in new):
            return True
        if shown and any(now.count(text) > was.count(text) for text in shown):
            return True
        if label.startswith("bye") and "ENDED" in was:
            return "ENDED" not in now
        return not asked and not shown and (
            new or now != was or s.cursor() != cursor)
    module.until(kept, f'"{key} {label}" does it in\n{was}')


def try_each(tale, number):
    """false: there is no such state."""
    reached = reach(tale, number)
    if not reached:
        return False
    on, s = reached
    hints = list(hints_of(s))
    for i, (key, label) in enumerate(hints):
        if i:
            on, s = reach(tale, number)
        try:
            keeps(s, key, label, *promise(label))
        finally:
            leave(on)
    if not hints:
        leave(on)
    return True


def told_of(tale):
    def each_key(_):
        for number in itertools.count():
            if not try_each(tale, number):
                return
    each_key.__name__ = tale.__name__
    each_key.__doc__ = "each key does what the hint bar says: " + (
        tale.__doc__ or tale.__name__)
    return each_key


for golden_story in goldens:
    tap.story(told_of(golden_story))


if __name__ == "__main__":
    assert screen.RENEW is False, "renew with test_golden.py"
    tap.run()
