"""A terminal that is not read, keys at random, and the end by force."""
import os
import random
import re
import signal
import termios

import stage as module
from line import Line
from screen import Screen, bob, carol
from tap import run, story

FRAME_MOST = 16_000     # bytes that may wait in a terminal nobody reads


@story
def not_read(stage):
    "1000 events meet a terminal that is not read: no CPU, then the newest state"
    line = Line(stage)
    line.wait("g go to")
    bob(line.engine)
    line.wait("ACTIVE")
    for n in range(40):         # until the terminal takes no more
        line.engine.change(1, remote={"uri": "sip:x@y", "display_name":
                                      f"Name {n} " + "abcdefgh"[n % 8] * 12})
        line.resize(80 + n % 2, 24)
        module.time.sleep(0.06)
    cpu = line.cpu_s()
    for n in range(1000):
        line.engine.statistics(1, jitter_ms=n % 100)
        module.time.sleep(0.003)
    line.engine.change(1, remote={"uri": "sip:x@y", "display_name": "The Last"})
    line.key("g")
    line.key("d")
    line.engine.asked("engine.set")     # keys and socket go on meanwhile
    used = line.cpu_s() - cpu
    print(f"# {used:.2f} s of CPU")
    assert used < 0.4, used
    line.seen = b""
    line.wait("The Last")


@story
def keys_at_random(stage):
    "random keys, torn sequences and resizes end and stall nothing"
    dice = random.Random(7)
    line = Line(stage)
    line.wait("g go to")
    bob(line.engine)
    pieces = [b"\x1b", b"\x1b[", b"\x1bO", b"\x1b[A", b"[B", b"\x1b[1;3C",
              b"\x1b[200~", b"\x1b[201~", b"\x1b[999;999;999", b"\xff\xfe",
              "é日".encode(), b"\t", b"\r", b"\x00", b"\x1b[[A", b"x" * 600]
    letters = b"abcdefghjklmnoprstuvwxyzABGS0123456789*#+,:/?'<>()[] "
    for n in range(400):
        line.key(b"".join(
            dice.choice(pieces) if dice.random() < 0.4 else
            bytes([dice.choice(letters)])
            for _ in range(12)))
        if n % 20 == 0:
            line.resize(dice.choice((1, 5, 12, 39, 40, 79, 80, 140, 300)),
                        dice.choice((1, 2, 3, 8, 9, 23, 24, 45, 100)))
        if n % 50 == 0:
            number = 100 + n
            line.engine.ring(number, "sip:a@b", "\x1b[31mEve\u202e" * 20)
        line.read(0.01)
        assert line.running(), "it ended"
    line.resize(80, 24)
    line.key(b"\x1b[201~")
    line.read(1)
    line.key(b"\x03\x03\x0c")
    line.seen = b""
    line.wait("offhook")


@story
def a_paste_of_64_kb(stage):
    "64 KB in one paste is cut, and is text"
    line = Line(stage)
    line.wait("g go to")
    bob(line.engine)
    line.wait("ACTIVE")
    data = b"\x1b[200~" + b"bq\rh" * 16_384 + b"\x1b[201~"
    while data:
        line.key(data[:1024])
        data = data[1024:]
        line.read(0.01)
    line.wait("Dial work")
    line.read(0.3)
    assert line.running()
    assert not line.engine.count("session.hangup")


def restored(line):
    assert termios.tcgetattr(line.slave) == line.modes
    for farewell in (b"\x1b[?2004l", b"\x1b[?1049l"):
        assert farewell in line.seen, (farewell, line.seen[-200:])


@story
def ended_by_signals(stage):
    "SIGTERM, SIGHUP and an abort give the terminal back as it was"
    for number, status in ((signal.SIGTERM, 0), (signal.SIGHUP, 0),
                           (signal.SIGABRT, -signal.SIGABRT),
                           (signal.SIGSEGV, -signal.SIGSEGV)):
        # (what is asked for here is nothing for a sanitizer to report)
        line = Line(stage, env={"ASAN_OPTIONS": "handle_segv=0"})
        line.wait("g go to")
        assert termios.tcgetattr(line.slave) != line.modes
        os.kill(line.popen.pid, number)
        module.until(lambda: line.read(0.02) is not None and
                     not line.running(), f"signal {number} ends it")
        assert line.popen.returncode == status, line.popen.returncode
        restored(line)
        assert not line.engine.count("session.hangup")
        line.end()
        line.engine.end()


@story
def suspended(stage):
    "^Z gives the terminal to the shell; fg brings the screen back"
    line = Line(stage)
    line.wait("g go to")
    line.key("\x1a")

    def stopped():
        line.read(0.02)
        with open(f"/proc/{line.popen.pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "T"
    # A group that no shell looks after is not stopped by ^Z; either is right.
    try:
        module.until(stopped, "it stops", 1)
        restored(line)
    except AssertionError:
        pass
    line.seen = b""
    os.kill(line.popen.pid, signal.SIGCONT)
    line.wait("g go to")
    assert termios.tcgetattr(line.slave) != line.modes


@story
def hung_up(stage):
    "a terminal that goes away ends the front end quietly, and no call"
    line = Line(stage)
    line.wait("g go to")
    bob(line.engine)
    line.wait("ACTIVE")
    os.close(line.slave)
    os.close(line.master)
    line.master = None
    line.popen.wait(5)
    assert not line.engine.count("session.hangup")


@story
def no_terminal(stage):
    "a terminal that is none, or cannot place the cursor: lines instead"
    for kind in ("dumb", "no-such-kind"):
        s = Screen(stage, env={"TERM": kind}, wait="offhook>")
        s.see("2 of 3 accounts ok")
        s.keys("C-d")
        module.until(s.dead, "it ends")
        s.end()
        s.engine.end()


@story
def without_colours(stage):
    "NO_COLOR: no colour is written, the words say all"
    line = Line(stage, env={"NO_COLOR": "1"})
    line.wait("g go to")
    carol(line.engine, 1)
    line.wait("RING")
    colours = re.findall(rb"\x1b\[[0-9;]*m", line.seen)
    assert not [c for c in colours if re.search(rb"[\[;][34]\d", c)], colours


@story
def other_kinds(stage):
    "the screen is the same on vt100, linux, xterm and tmux"
    for kind in ("vt100", "linux", "xterm-256color", "tmux-256color"):
        s = Screen(stage, env={"TERM": kind})
        s.see("Calls (0)", "Bob Example", "g go to")
        s.keys("Down")
        s.end()
        s.engine.end()


if __name__ == "__main__":
    run()
