"""What ICE adds to a call: to the ringing, and from the answer to the sound."""
import statistics
import time

import wav
from engine import RATE, audio, direct
from stage import until

CALLS = 11
LOUD = 0.05         # of the tone's 0.25: no noise is


def phone(stage, name, more):
    return stage.engine(audio("tone:1000", "wav") +
                        direct(name, "srtp = off\n" + more),
                        name=f"{name}-{more.split()[-1]}")


def one_call(ann, bob):
    """Seconds: to the ringing, and from the answer to the sound, by bob's
    clock, which is how many samples his loudspeaker has taken."""
    began = time.monotonic()
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    rings = time.monotonic() - began
    before = wav.count(bob.heard)
    bob.call("session.answer", session=his)

    def found():
        count = max(wav.count(bob.heard) - before, 0)
        values = wav.tail(bob.heard, count) if count else []
        return next((i for i, v in enumerate(values, 1) if abs(v) > LOUD), 0)
    sound = until(found, "bob hears ann") / RATE
    ann.call("session.hangup", session=hers)
    bob.ended(his)
    ann.ended(hers)
    return rings, sound


def ice(stage, table):
    """By turns, the first one of each left out: it opens the module."""
    kinds = {more: (phone(stage, "ann", more), phone(stage, "bob", more))
             for more in ("ice = on\n", "ice = off\n")}
    times = {more: [] for more in kinds}
    for _ in range(CALLS + 1):
        for more, (ann, bob) in kinds.items():
            times[more].append(one_call(ann, bob))
    first, *with_ice = times["ice = on\n"]
    without = times["ice = off\n"][1:]
    (rings, sound), (rings_off, sound_off) = (
        [1e3 * statistics.median(t[i] for t in some) for i in (0, 1)]
        for some in (with_ice, without))
    table.most("ICE adds to a call", rings - rings_off + sound - sound_off, 150,
               "ms", f"rings: {rings:.0f} ({rings_off:.0f} without), heard: "
               f"{sound:.0f} ({sound_off:.0f})")
    table.row("the first call with ICE rings after", f"{1e3 * first[0]:.0f} ms",
              "", True, "it opens the module")
