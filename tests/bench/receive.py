"""What a listener hears of speech that came through a network: delay from mouth
to ear and damage, on the traces of tests/media/network.h.

Each row is the worst of five seeds. Beside it stand what others reached on such
traces, measured once: baresip and linphone with their sound cards, and the
receiver of a browser without one (figures of NetEq). Marks of intelligibility
depend on the words spoken; their goals are so much below what the codec reaches
alone as the goals of those measurements were.
"""
import concurrent.futures
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGE = os.path.join(HERE, "..", "media", "judge.py")
SEEDS = [str(seed) for seed in range(11, 16)]
PYTHONS = (sys.executable, "/usr/bin/python3")  # one of them has numpy


class Trace:
    def __init__(self, name, beside="", loss=0, **goals):
        self.name, self.beside, self.loss = name, beside, loss
        self.goals = goals


# delay: ms; bad: %; estoi, nsim: below the codec; rating; silence: ms
PCMU = (
    Trace("clean", "NetEq 61, linphone 157", delay=60, bad=0, estoi=.005,
          nsim=.02),
    Trace("loss3", "NetEq 70, linphone 162", delay=75, bad=.7, estoi=.02),
    Trace("burst10", "NetEq 76, linphone 151", delay=85, bad=6.5, estoi=.08,
          silence=120),
    Trace("jit40", "NetEq 441, baresip 432", delay=330, bad=1.5, rating=58),
    Trace("wifi200", "NetEq 225, linphone 308", delay=190, bad=1, rating=84,
          before=70, after=70),
    Trace("drift+500", "NetEq stable, linphone grows", grown=10, concealed=0),
    Trace("drift-500", "NetEq stable, baresip: holes", grown=10, concealed=0),
    Trace("step", up=1, down=10),
    Trace("stall", "baresip keeps 20-80 ms", back=5),
)
# what a library's concealment made of it, in a buffer that never is too small
G722 = (
    Trace("loss3", "spandsp: .034 below the codec", delay=75 + 2, estoi=.034),
)
# with in-band FEC, for which a packet more waits
OPUS = (
    Trace("clean", "NetEq 71, linphone 154", delay=60 + 6.5, bad=0,
          estoi=.005, nsim=.02),
    Trace("loss3", "NetEq 90, linphone 174", loss=3, delay=95, bad=.3,
          estoi=.009),
    Trace("burst10", "NetEq 79, linphone 173", loss=10, delay=85 + 20,
          bad=6.5, estoi=.069, silence=120),
    Trace("jit40", "NetEq 435, baresip 418", delay=330, bad=1.5, rating=58),
    Trace("wifi200", "NetEq 229, linphone 289", delay=190, bad=1, rating=84),
)


def _python():
    for python in PYTHONS:
        if subprocess.run([python, "-c", "import numpy, scipy"],
                          stderr=subprocess.DEVNULL).returncode == 0:
            return python
    raise RuntimeError("python3-numpy and python3-scipy are not installed")


def _judged(python, codec, trace):
    done = subprocess.run(
        [python, JUDGE, os.path.abspath("tests/media/receive"), codec,
         trace.name, str(trace.loss), *SEEDS], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


# --- what is asked of one call -----------------------------------------------

def _median(values):
    return sorted(values)[len(values) // 2] if values else float("inf")


def _between(call, first, last):
    return [ms for t, ms in zip(call["at"], call["ms"]) if first <= t < last]


def _settled(call, since, level):
    """Seconds from then on until the delay stays within 10 ms of level."""
    late = [t for t, ms in zip(call["at"], call["ms"])
            if t >= since and abs(ms - level) > 10]
    return max(late, default=since) - since


def _up(call):
    level = _median(_between(call, 30, 39))
    return _settled({"at": [t for t in call["at"] if t < 39],
                     "ms": call["ms"]}, 20, level)


def _down(call):
    return _settled(call, 40, _median(_between(call, 10, 19)))


def _back(call):
    """The longest time away from where it was before the first stall."""
    level = _median(_between(call, 1, 5))
    away = [t for t, ms in zip(call["at"], call["ms"]) if ms > level + 10]
    longest = begun = 0
    for t, after in zip(away, away[1:]):
        begun = begun if after - t < 1 else 0
        begun += after - t if after - t < 1 else 0
        longest = max(longest, begun)
    return longest


QUESTIONS = {
    "delay": ("mouth to ear", "ms", 0, lambda c: c["delay"]),
    "bad": ("bad speech", "%", 2, lambda c: c["bad"]),
    "silence": ("longest silence", "ms", 0, lambda c: c["silence"]),
    "before": ("before the first spike", "ms", 0,
               lambda c: _median(_between(c, 3, 9.5))),
    "after": ("20 s after the last", "ms", 0,
              lambda c: _median(_between(c, 55, 60))),
    "grown": ("delay grown", "ms", 0, lambda c: _median(
        _between(c, 50, 60)) - _median(_between(c, 5, 15))),
    # but for the end of the call, which nobody told us of
    "concealed": ("made up", "ms", 0,
                  lambda c: max(c["concealed_ms"] - 130, 0)),
    "up": ("120 ms more, followed in", "s", 1, _up),
    "down": ("120 ms less, followed in", "s", 1, _down),
    "back": ("away after a stall", "s", 1, _back),
}


def _row(table, name, judged, trace, goal):
    calls, limit = judged["calls"], trace.goals[goal]
    if goal in QUESTIONS:
        what, unit, digits, ask = QUESTIONS[goal]
        worst = max(map(ask, calls))
        table.most(f"{name}: {what}", worst, limit, unit,
                   trace.beside if goal == "delay" else "", digits=digits)
        return
    worst = min(call[goal] for call in calls)
    if goal != "rating":
        limit = judged[goal] - limit
    table.row(f"{name}: {goal.upper()}", f"{worst:.3f}"[:5],
              f">= {limit:.3f}"[:8], worst >= limit,
              f"the codec alone: {judged[goal]:.3f}"
              if goal != "rating" else "",
              why=", ".join(f"{call[goal]:.3f}" for call in calls))


def receive(_stage, table):
    python = _python()
    jobs = [(codec, trace) for codec, traces in
            (("pcmu", PCMU), ("g722", G722), ("opus", OPUS))
            for trace in traces]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        done = [pool.submit(_judged, python, codec, trace)
                for codec, trace in jobs]
        for (codec, trace), one in zip(jobs, done):
            judged = one.result()
            for goal in trace.goals:
                _row(table, f"{codec} {trace.name}", judged, trace, goal)
