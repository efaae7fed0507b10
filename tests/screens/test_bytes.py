"""What a terminal far away has to carry, and what an idle one costs."""
import threading
import time

import stage as module
from line import Line, line_with
from screen import bob
from tap import run, story

SECONDS = 8


def away_from_the_minute():
    """The clock in the status bar is not what is measured."""
    left = 60 - time.time() % 60
    if left < SECONDS + 2:
        time.sleep(left + 0.5)


@story
def idle(stage):
    "nothing happens: not a byte, not a wake-up"
    line = Line(stage)
    line.wait("Calls (0)")
    away_from_the_minute()
    line.quiet()
    before = line.switches()
    got = line.read(4)
    assert got == b"", got
    assert line.switches() - before <= 1, line.switches() - before


@story
def talking_with_meters(stage):
    "timer, two meters at 4 Hz, figures: 120 bytes/s in at most 5 writes/s"
    line = Line(stage)
    line.wait("Calls (0)")
    bob(line.engine)
    module.until(lambda: line.read(0.05) is not None and
                 line.engine.meters_hz == 4, "levels are asked for")
    ended = threading.Event()

    def speak():
        n = 0
        while not ended.wait(0.25):
            n += 1
            line.engine.levels(1, -54 + n * 17 % 50, -54 + n * 13 % 50)
            if n % 4 == 0:
                line.engine.statistics(1, jitter_ms=4 + n % 3)
    threading.Thread(target=speak, daemon=True).start()
    away_from_the_minute()
    line.read(1)
    line.writes, cpu = 0, line.cpu_s()
    got = line.read(SECONDS)
    ended.set()
    print(f"# {len(got) / SECONDS:.0f} bytes/s, {line.writes / SECONDS:.1f} "
          f"writes/s, {100 * (line.cpu_s() - cpu) / SECONDS:.2f} % CPU")
    assert line.engine.meters_hz == 4
    assert len(got) <= 120 * SECONDS, len(got)
    assert line.writes <= 5 * SECONDS, line.writes


def told(line, seconds=SECONDS):
    """What a second costs now: (bytes, writes)."""
    away_from_the_minute()
    line.read(1)
    line.writes = 0
    got = line.read(seconds)
    print(f"# {len(got) / seconds:.1f} bytes/s, {line.writes / seconds:.1f} "
          "writes/s")
    return len(got) / seconds, line.writes / seconds


@story
def talking_without_levels(stage):
    "no meters, only a clock that ticks: 20 bytes/s in one write a second"
    line = line_with(stage, "meters = off\n")
    line.wait("Calls (0)")
    bob(line.engine)
    line.wait("ACTIVE")
    count, writes = told(line)
    assert line.engine.meters_hz == 0
    assert count <= 20, count
    assert writes <= 1.2, writes


@story
def twenty_calls(stage):
    "20 calls, one of them active, no meters: 50 bytes/s in two writes a second"
    line = line_with(stage, "meters = off\n")
    line.wait("Calls (0)")
    bob(line.engine)
    for number in range(2, 21):
        line.engine.session(number, f"sip:{2000 + number}@pbx.example.net",
                            f"Dave {number}", account="work", held_by_us=True,
                            ago_ms=7000 * number)
    line.wait("20")
    count, writes = told(line)
    assert count <= 50, count
    assert writes <= 2, writes


@story
def on_a_slow_line(stage):
    "slow_line = on: 15 bytes/s, a write in five seconds"
    line = line_with(stage, "slow_line = on\n")
    line.wait("Calls (0)")
    bob(line.engine)
    line.wait("ACTIVE")
    count, writes = told(line, 12)
    assert line.engine.meters_hz == 0
    assert count <= 15, count
    assert writes <= 1, writes


@story
def meters_only_where_they_are_seen(stage):
    "no levels are asked for on hold, in help, without a call"
    line = Line(stage)
    line.wait("Calls (0)")
    assert line.engine.meters_hz == 0
    bob(line.engine)
    line.wait("ACTIVE")
    module.until(lambda: line.engine.meters_hz == 4, "meters are on")
    line.key("?")
    module.until(lambda: line.engine.meters_hz == 0, "off under help")
    line.key("?h")
    module.until(lambda: line.engine.sessions[1]["held_by_us"], "held")
    module.until(lambda: line.engine.meters_hz == 0, "off on hold")


@story
def a_first_screen(stage):
    "the first screen is one of 3 KB, or 8 KB at 140x45"
    for columns, rows, most in ((80, 24, 3000), (140, 45, 8000)):
        line = Line(stage, columns, rows)
        line.wait("g go to")
        line.read(0.3)
        print(f"# {columns}x{rows}: {len(line.seen)} bytes")
        assert len(line.seen) <= most, len(line.seen)
        line.end()
        line.engine.end()


@story
def many_resizes(stage):
    "ten resizes in half a second are two full redraws, however they are spaced"
    for pause in (0.0, 0.02, 0.05):
        line = Line(stage)
        line.wait("g go to")
        line.quiet()
        line.seen, line.writes = b"", 0
        began = time.monotonic()
        for n in range(10):
            line.resize(100 + n, 30 + n)
            line.read_until(time.monotonic() + pause)
        took = time.monotonic() - began
        line.wait("Calls (0)")
        line.quiet()
        redraws = line.seen.count(b"Calls (0)")
        # on a busy machine it may take longer
        assert 1 <= redraws <= 2 + 4 * max(took - 0.6, 0), (took, redraws)
        line.end()
        line.engine.end()


@story
def resizes_without_an_end(stage):
    "a terminal that is dragged about is drawn meanwhile"
    line = Line(stage)
    line.wait("g go to")
    line.seen = b""

    def drawn():
        line.resize(100 + len(line.seen) % 7, 30)
        line.read_until(time.monotonic() + 0.02)
        return b"Calls (0)" in line.seen
    module.until(drawn, "it is drawn")


if __name__ == "__main__":
    run()
