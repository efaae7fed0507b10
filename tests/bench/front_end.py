"""What a person at the screen waits for, and what the screen costs them."""
import os
import re
import select
import signal
import time

import day
import engine
import long_history
import measure
import terminal

KEYS = 200
KEY_PAUSE = 0.03        # s: a fast typist
HISTORY = 100_000       # calls
STARTS = 11
WARM_UP, DAY = 100, 400
KILLS = 5


class Shown(terminal.Terminal):
    """Its bytes are kept, to look for words in."""

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            return os.read(self.master, 1 << 16)
        except OSError:
            return b""

    def until(self, words):
        """Reads until they are there: seconds since then, from now."""
        began, text = time.monotonic(), b""
        while words not in re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b" ", text):
            piece = self.read(20)
            if not piece:
                raise AssertionError(f"{words} is not shown: {text[-300:]}")
            text += piece
        return time.monotonic() - began


def _key_times(shown):
    """ms from a letter of a name to the first byte that shows it."""
    times = []
    shown.key("d")
    while shown.read(0.3):
        pass
    for i in range(KEYS):
        while shown.read(KEY_PAUSE):
            pass
        began = time.monotonic()
        shown.key("bob sample "[i % 11] if i % 23 else "\x15")
        if shown.read(1):
            times.append(1e3 * (time.monotonic() - began))
    shown.key("\x15")
    while shown.read(0.1):
        pass
    return times


def _rows(table, name, times):
    if len(times) < KEYS * 0.9:
        raise AssertionError(f"only {len(times)} of {KEYS} keys were shown")
    table.most(f"{name}, median", measure.median(times), 30, "ms")
    table.most(f"{name}, worst", max(times), 100, "ms",
               why=f"the slowest: {sorted(times)[-5:]}")


def keys(stage, table):
    """With an engine that answers, and with one that stands still."""
    ann = stage.engine()
    shown = Shown(stage, [terminal.OFFHOOK], ann.environment())
    shown.settle()
    _rows(table, "key to change on screen", _key_times(shown))
    os.kill(ann.pid, signal.SIGSTOP)
    try:
        _rows(table, "engine stalled: key", _key_times(shown))
    finally:
        os.kill(ann.pid, signal.SIGCONT)


def killed(stage, table):
    """From kill -9 of the engine to the words that say so."""
    times = []
    for number in range(KILLS):
        ann = stage.engine(name=f"killed{number}")
        shown = Shown(stage, [terminal.OFFHOOK], ann.environment(),
                      name=f"screen{number}")
        shown.settle()
        ann.process.signal(signal.SIGKILL)
        times.append(1e3 * shown.until(b"ENGINE NOT CONNECTED"))
        ann.kill()
    table.most("engine killed: told", max(times), 1000, "ms",
               f"median {measure.median(times):.0f}")


def long_past(stage, table):
    """The first screen and memory, where there have been many calls."""
    ann = stage.engine(engine.direct("work"))
    ann.stop()
    long_history.fill(ann, HISTORY, int(time.time() * 1000))
    ann.start()
    total = ann.call("history.list", limit=1)["total"]
    assert total == HISTORY, total
    ann.client.close()
    times = []
    for number in range(STARTS):
        shown = Shown(stage, [terminal.OFFHOOK], ann.environment(),
                      name=f"screen{number}")
        times.append(1e3 * shown.settle())
        if number < STARTS - 1:
            shown.end()
    name = f"{HISTORY} calls"
    table.most(f"{name}: exec to first screen", measure.median(times), 50, "ms",
               why=f"from {min(times):.1f} to {max(times):.1f} ms")
    for _ in range(40):
        shown.key("gh\x1b[6~")      # it is leafed through
        shown.read_for(0.05)
    table.most(f"{name}: front end resident",
               measure.memory_kb(shown.pid, "Rss") / 1024, 10, "MiB",
               f"Pss {measure.memory_kb(shown.pid) / 1024:.1f}")


def working_day(stage, table):
    """500 calls by keys: the front end has not grown, the screen is right."""
    at_work = day.Day(stage)
    at_work.go_on(WARM_UP)
    pid = at_work.screen.pid
    before = {f: measure.memory_kb(pid, f) for f in ("Rss", "Pss")}
    began = time.monotonic()
    at_work.go_on(DAY)
    grown = {f: measure.memory_kb(pid, f) - kb for f, kb in before.items()}
    # the log of 500 lines and the window of the history fill; then it stays
    table.most(f"a day of {at_work.calls} calls: growth", grown["Rss"], 512,
               "KiB", f"Pss {grown['Pss']}; {time.monotonic() - began:.0f} s",
               digits=0, why="the front end, after the first 100 calls")
    table.most("a day: front end resident", measure.memory_kb(pid, "Rss") / 1024,
               10, "MiB")
