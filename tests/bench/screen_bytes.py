"""The budget of a terminal far away: bytes and writes in each situation, against
an engine that only talks, so that nothing else happens."""
import os
import sys
import time

import measure
import stage as module

sys.path.insert(1, os.path.join(module.SOURCE, "tests", "screens"))
from line import Line, line_with        # pylint: disable=wrong-import-position
from screen import bob                  # pylint: disable=wrong-import-position

SECONDS = 12
RESIZES = 10


def _away_from_the_minute():
    """The clock in the status bar is not what is measured."""
    left = 60 - time.time() % 60
    if left < SECONDS + 3:
        time.sleep(left + 0.5)


def _told(line):
    """Bytes and writes a second, from now."""
    _away_from_the_minute()
    line.read(1)
    line.writes = 0
    got = line.read(SECONDS)
    return len(got) / SECONDS, line.writes / SECONDS


def _rows(table, name, line, bytes_goal, writes_goal):
    count, writes = _told(line)
    table.most(f"{name}: terminal", count, bytes_goal, "bytes/s",
               f"{writes:.1f} writes/s, goal {writes_goal}")
    line.end()
    line.engine.end()


def _idle(stage, table):
    line = line_with(stage)
    line.wait("Calls (0)")
    line.quiet()
    _rows(table, "screen idle", line, 0, 0)


def _talking(stage, table):
    line = line_with(stage, "meters = off\n")
    line.wait("Calls (0)")
    bob(line.engine)
    line.wait("ACTIVE")
    _rows(table, "screen, a call, no meters", line, 20, 1)


def _many(stage, table):
    line = line_with(stage, "meters = off\n")
    line.wait("Calls (0)")
    bob(line.engine)
    for number in range(2, 21):
        line.engine.session(number, f"sip:{2000 + number}@pbx.example.net",
                            f"Dave {number}", account="work", held_by_us=True,
                            ago_ms=7000 * number)
    line.wait("20")
    _rows(table, "screen, 20 calls", line, 50, 2)


def _slow(stage, table):
    line = line_with(stage, "slow_line = on\n")
    line.wait("Calls (0)")
    bob(line.engine)
    line.wait("ACTIVE")
    _rows(table, "screen, a call, slow line", line, 15, 1)


def _first(stage, table):
    for columns, rows, goal in ((80, 24, 3000), (140, 45, 8000)):
        line = Line(stage, columns, rows)
        line.wait("g go to")
        line.quiet()
        table.most(f"first screen at {columns}x{rows}", len(line.seen), goal,
                   "bytes", f"{line.writes} write(s)", digits=0)
        line.end()
        line.engine.end()


def _resizes(stage, table):
    most = 0
    for pause in (0.0, 0.02, 0.05):
        line = Line(stage)
        line.wait("g go to")
        line.quiet()
        line.seen = b""
        for n in range(RESIZES):
            line.resize(100 + n, 30 + n)
            line.read_until(time.monotonic() + pause)
        line.quiet()
        most = max(most, line.seen.count(b"Calls (0)"))
        line.end()
        line.engine.end()
    table.most("ten resizes in half a second", most, 2, "redraws", digits=0)


def _cost(stage, table):
    """Levels four times a second, statistics once, of a call of a minute."""
    line = line_with(stage)
    line.wait("Calls (0)")
    bob(line.engine)
    line.wait("ACTIVE")
    use, cpu = measure.Use(line.popen.pid), 0
    began, n, got = time.monotonic(), 0, 0
    line.writes = 0
    while time.monotonic() < began + 2 * SECONDS:
        n += 1
        line.engine.levels(1, -54 + n * 17 % 50, -54 + n * 13 % 50)
        if n % 4 == 0:
            line.engine.statistics(1, jitter_ms=4 + n % 3)
        while (left := began + n / 4 - time.monotonic()) > 0:
            got += len(line.read(left))
    cpu = use.cpu_ms() / 10 / use.seconds()
    table.most("screen, two meters: terminal", got / use.seconds(), 120,
               "bytes/s", f"{line.writes / use.seconds():.1f} writes/s, goal 4")
    table.most("screen, two meters: CPU", cpu, 0.5, "%",
               digits=2)
    table.most("screen, a call: resident",
               measure.memory_kb(line.popen.pid, "Rss") / 1024, 10, "MiB",
               f"Pss {measure.memory_kb(line.popen.pid) / 1024:.1f}")


def screen_bytes(stage, table):
    for figure in (_idle, _talking, _cost, _many, _slow, _first, _resizes):
        figure(stage, table)
