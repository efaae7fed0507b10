"""reader = on: the screen as it is read aloud."""
import re

import stage as module
from line import Line
from screen import Screen, bob, carol
from tap import run, story


def settings(stage, text="reader = on\n"):
    stage.write("config/offhook/offhook-ui.conf", text)
    return {"XDG_CONFIG_HOME": stage.path("config")}


def reader(stage, columns=80, rows=24, **more):
    return Screen(stage, columns, rows, env=settings(stage), **more)


@story
def idle(stage):
    "one pane, no lines; Tab changes it, the cursor is where the keys go"
    s = reader(stage)
    s.golden("reader-idle-80x24")
    s.keys("Tab")
    s.see("Accounts", "agent7@pbx.example.net")
    s.keys("g")
    s.keys("h")
    s.see("[History")
    row = next(i for i, line in enumerate(s.screen().splitlines())
               if line.startswith(">14:20"))
    module.until(lambda: s.cursor() == f"0,{row}", "the cursor is on its row")


@story
def talking(stage):
    "minutes in place of seconds, no meters, no figures that change by themselves"
    s = reader(stage)
    bob(s.engine, muted=True)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.engine.statistics(1)
    s.engine.levels(1, -20, -33)
    s.lose("microphone muted")
    s.golden("reader-talking-80x24")
    s.keys("Tab")
    s.golden("reader-card-80x24")
    assert s.engine.meters_hz == 0


@story
def the_pad(stage):
    "says in a sentence what digits are"
    s = reader(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("p")
    s.see("digits are tones for call 1 Bob Example")
    assert "abc" not in s.screen()


@story
def small(stage):
    "the same at 40x8"
    s = reader(stage, 40, 8, wait="no calls")
    bob(s.engine)
    s.golden("reader-talking-40x8")


@story
def a_sentence(stage):
    "what happens is told above the input line, calls one after the other"
    s = reader(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.change(1, held_by_them=True)
    s.see("call 1 Bob Example: held by the other side")
    s.clock.hold()              # none waits for its turn: it is of the same call
    s.engine.change(1, held_by_them=False)
    s.engine.change(1, muted=True)
    s.clock.step(100)
    s.engine.wake()
    s.see("call 1 Bob Example: microphone muted")
    carol(s.engine)
    s.clock.step(9000)
    s.engine.wake()
    s.see("call 2 ringing: Carol Sample, to work. a answers, B rejects")
    s.keys("a")
    s.engine.asked("session.answer")
    s.clock.step(100)
    s.engine.wake()
    s.see("call 1 Bob Example: on hold", "+1 more")
    s.clock.step(3000)
    s.engine.wake()
    s.see("call 2 Carol Sample: connected, PCMA, NOT encrypted")


@story
def lost(stage):
    "the engine goes: since when, and nothing that counts seconds"
    s = reader(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.close()
    s.see("ENGINE NOT CONNECTED since 14:32:05", "lost the engine")
    assert not re.search(r"since 14:32:05 \(|try \d", s.screen()), s.screen()


@story
def as_one_goes(stage):
    "set reader on, and off again: the lines go and come back"
    s = Screen(stage)
    s.see("──")
    s.keys(":")
    s.type("set reader on")
    s.keys("Enter")
    s.lose("──")
    s.keys(":")
    s.type("set reader off")
    s.keys("Enter")
    s.see("──")


@story
def unchanged_rows(stage):
    "of a call that is muted the rows that tell it are written, and no other"
    line = Line(stage, env=settings(stage), fixed=True)
    line.wait("g go to")
    bob(line.engine)
    line.wait("ACTIVE")
    line.quiet()
    line.seen = b""
    line.engine.change(1, muted=True)
    line.wait("microphone muted")
    line.quiet()
    for other in (b"Calls", b"Bob Example  ", b"Dial work", b"work:ok"):
        assert other not in line.seen, (other, line.seen)
    rows = {int(r) for r in re.findall(rb"\x1b\[(\d+);\d+H", line.seen)} | \
        {int(r) for r in re.findall(rb"\x1b\[(\d+)d", line.seen)}
    # status, notice, hints; and where the cursor stands
    assert rows <= {1, 4, 22, 24}, (rows, line.seen)


@story
def nothing_by_the_clock(stage):
    "a call with sound goes on: not a byte within its minute"
    line = Line(stage, env=settings(stage), fixed=True)
    line.wait("g go to")
    bob(line.engine)
    line.wait("ACTIVE")
    line.quiet()
    line.read(9)            # the last notice has gone
    for n in range(12):
        line.engine.statistics(1, jitter_ms=4 + n)
        line.engine.levels(1, -54 + n, -54 + n)
        got = line.read(0.25)
        assert got == b"", got


if __name__ == "__main__":
    run()
