"""A terminal that is not read, keys at random, and the end by force."""
import os
import random
import re
import signal
import termios

import stage as module
from line import Line, line_with
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
    for farewell in (b"\x1b[?2004l", b"\x1b[?1049l", b"\x1b[?1000l",
                     b"\x1b[?1006l", b"\x1b[23;2t", b"\x1b[?2026l"):
        assert farewell in line.seen, (farewell, line.seen[-200:])


@story
def ended_by_signals(stage):
    "SIGTERM, SIGHUP and an abort give the terminal back as it was"
    for number, status in ((signal.SIGTERM, 0), (signal.SIGHUP, 0),
                           (signal.SIGABRT, -signal.SIGABRT),
                           (signal.SIGSEGV, -signal.SIGSEGV)):
        # (what is asked for here is nothing for a sanitizer to report)
        line = line_with(stage, "mouse = on\n", {"ASAN_OPTIONS":
                                                 "handle_segv=0"})
        line.wait("g go to")
        line.key(b"\x1b[?2026;2$y")     # frames are wrapped from here on
        line.key("\x0c")
        line.wait("\x1b[?2026l")
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
    "^Z gives the terminal to the shell as it was; fg brings the screen back"
    s = Screen(stage, shell=True, env={"PS1": "prompt> "}, wait=None)
    s.see("prompt>")
    s.run()
    s.see("g go to")
    s.keys("C-z")
    s.see("Stopped")
    s.type("stty -a | tr ';' '\\n' | grep -c -e '^isig icanon' -e ' icrnl '\r")
    s.see("\n2")
    assert s.format("#{alternate_on} #{pane_title}") != "1 offhook"
    bob(s.engine)               # meanwhile
    s.type("fg\r")
    s.see("Bob Example", "Calls (1)", "TALKING")
    assert s.format("#{alternate_on}") == "1"
    s.keys("q", "q")
    s.see("1 call continues; `offhook -S", "prompt>")


@story
def suspended_modes(stage):
    "all that is switched on is switched off for ^Z, and on again"
    line = line_with(stage, "mouse = on\n")
    line.wait("g go to")
    line.key(b"\x1b[?2026;2$y\x0c")
    line.wait("\x1b[?2026l")
    line.key("\x1a")       # a group that no shell looks after goes on at once
    line.read(0.5)
    os.kill(line.popen.pid, signal.SIGCONT)
    modes = (b"\x1b[?2004", b"\x1b[?1000", b"\x1b[?1006", b"\x1b[?1049")

    def twice():
        line.read(0.05)
        return all(line.seen.count(mode + b"h") == 2 for mode in modes)
    module.until(twice, "all is on again")
    for mode in modes:
        assert line.seen.count(mode + b"l") == 1, mode
    assert line.seen.count(b"\x1b[23;2t") == 1
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
    line.popen.wait(module.PATIENCE)
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
