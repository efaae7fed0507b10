"""What the terminal is told and asked beside the screen."""
import base64
import os
import re
import signal
import time

import stage as module
from line import line_with
from screen import Screen, bob, carol
from tap import run, story

LATE = 0.15     # s; for 0.2 s the front end waits for answers when it leaves


def started(stage, settings="", env=None, **more):
    line = line_with(stage, settings, env, **more)
    line.wait("g go to")
    return line


def screen_with(stage, settings):
    stage.write("config/offhook/offhook-ui.conf", settings)
    return Screen(stage, env={"XDG_CONFIG_HOME": stage.path("config")})


def titles(line):
    return re.findall(rb"\x1b\]2;([^\x07]*)\x07", line.seen)


# --- notifications ---

@story
def a_bell_a_call(stage):
    "one bell a call that rings, none for one that was answered or is silenced"
    line = started(stage, "title = off\n")
    assert b"\x07" not in line.seen
    carol(line.engine, 1)
    line.wait("a answer")
    line.engine.ring(2, "sip:2077@pbx.example.net", "Mallory Sample")
    line.wait("Mallory")
    line.engine.ring(3, "sip:2078@pbx.example.net", silenced=True)
    line.wait("2078")
    line.engine.change(1, silenced=True)
    line.read(0.3)
    assert line.seen.count(b"\x07") == 2, line.seen.count(b"\x07")


@story
def notifications_in_each_dialect(stage):
    "what was chosen is written, the name clean; off is silent"
    wanted = {"osc9": b"\x1b]9;Call from Eve]52;cx, to work\x07",
              "osc777": b"\x1b]777;notify;offhook;Call from Eve]52,cx, to work\x07",
              "osc99": b"\x1b]99;i=offhook-1:e=1;" + base64.b64encode(
                  b"Call from Eve]52;cx, to work") + b"\x07",
              "bell": b"\x07", "off": b""}
    for kind, sequence in wanted.items():
        line = started(stage, f"title = off\nnotify = {kind}\n")
        before = len(line.seen)
        line.engine.ring(1, "sip:2077@pbx.example.net",
                         "Eve\x1b]52;c\x07\u202ex", account="work")
        line.wait("a answer")
        line.read(0.2)
        told = line.seen[before:]
        assert sequence in told, (kind, told)
        assert told.count(b"\x07") == (0 if kind == "off" else 1), (kind, told)
        line.end()
        line.engine.end()


@story
def known_terminals(stage):
    "auto: the way of a terminal that says who it is; within tmux the bell"
    for env, sequence in (
            ({"TERM_PROGRAM": "WezTerm"}, b"\x1b]777;"),
            ({"TERM_PROGRAM": "iTerm.app"}, b"\x1b]9;"),
            ({"KITTY_WINDOW_ID": "1"}, b"\x1b]99;"),
            ({"KITTY_WINDOW_ID": "1", "TMUX": "/tmp/x,1,0"}, b"\x07"),
            ({}, b"\x07")):
        line = started(stage, "title = off\n", env)
        carol(line.engine, 1)
        line.wait("a answer")
        line.read(0.2)
        assert sequence in line.seen, (env, line.seen[-300:])
        assert sequence != b"\x07" or b"\x1b]" not in line.seen
        line.end()
        line.engine.end()


@story
def within_tmux(stage):
    "a notification that was chosen passes through tmux wrapped"
    line = started(stage, "title = off\nnotify = osc9\n",
                   {"TMUX": "/tmp/x,1,0"})
    carol(line.engine, 1)
    line.wait("a answer")
    line.wait("\x1bPtmux;\x1b\x1b]9;Call from Carol Sample, to work\x07\x1b\\")


@story
def a_command_of_the_person(stage):
    "notify_command gets the name in its environment, never in the command"
    mark = stage.path("told")
    line = started(stage, "notify_command = 'printf \"%s|%s|%s\" "
                   "\"$OFFHOOK_REMOTE_NAME\" \"$OFFHOOK_REMOTE_NUMBER\" "
                   f"\"$OFFHOOK_NUMBER\" >{mark}.new; mv {mark}.new {mark}'\n")
    evil = "$(touch %s)`touch %s`;\"'" % ((stage.path("evil"),) * 2)
    line.engine.ring(1, "sip:2077@pbx.example.net", evil[:120], account="work")
    module.until(lambda: line.read(0.02) is not None and os.path.exists(mark),
                 "it ran")
    with open(mark, encoding="utf-8") as file:
        assert file.read() == f"{evil[:120]}|2077|1"
    assert not os.path.exists(stage.path("evil"))


@story
def a_command_that_hangs(stage):
    "a command that does not end holds nothing up, and has no terminal"
    line = started(stage, "notify_command = 'echo $$ >%s; sleep 600 & "
                   "echo loud; exec sleep 600'\n" % stage.path("pid"))
    carol(line.engine, 1)
    line.wait("a answer")
    line.key("a")
    line.engine.asked("session.answer")
    line.read(0.2)
    assert b"loud" not in line.seen
    module.until(lambda: os.path.exists(stage.path("pid")), "it runs")
    with open(stage.path("pid"), encoding="ascii") as file:
        os.killpg(int(file.read()), signal.SIGKILL)


# --- title ---

@story
def the_title_tells_the_state(stage):
    "changed when a state changes, without names; given back at the end"
    line = started(stage)
    carol(line.engine, 1)
    line.wait("\x1b]2;1 ringing - offhook\x07")
    line.key("a")
    line.wait("\x1b]2;in a call - offhook\x07")
    line.read(1.2)
    assert titles(line) == [b"offhook", b"1 ringing - offhook",
                            b"in a call - offhook"], titles(line)
    line.key("qq")
    module.until(lambda: line.read(0.02) is not None and not line.running(),
                 "it ends")
    assert line.seen.index(b"\x1b[22;2t") < line.seen.index(b"\x1b]2;")
    assert line.seen.count(b"\x1b[23;2t") == 1


@story
def a_title_with_names(stage):
    "full: who it is, cleaned; off: none; a terminal that knows none gets none"
    line = started(stage, "title = full\n")
    line.engine.ring(1, "sip:2077@pbx.example.net", "Eve\x1b]0;x\x07\u202e")
    line.wait("a answer")
    line.wait("\x1b]2;ringing: Eve]0;x - offhook\x07")
    line.end()
    line.engine.end()
    for settings, env in (("title = off\n", {}), ("", {"TERM": "linux"}),
                          ("", {"TERM": "vt100"})):
        line = started(stage, settings, env)
        assert not titles(line)
        line.end()
        line.engine.end()


@story
def a_title_given_back(stage):
    "whoever had the title before has it again, after ^Z and at the end"
    s = Screen(stage, wait=None, linger=True, before="printf '\\033]2;mine\\007'")

    def title():
        return s.format("#{pane_title}")
    module.until(lambda: title() == "offhook", "the title is ours")
    bob(s.engine)
    module.until(lambda: title() == "in a call - offhook", "the call is told")
    s.keys("q", "q")
    module.until(lambda: title() == "mine", "the title is given back")


# --- questions ---

@story
def frames_at_once(stage):
    "a large frame is wrapped where the terminal said that it can"
    line = started(stage)
    assert line.seen.count(b"\x1b[?2026$p") == 1
    assert b"\x1b[?2026h" not in line.seen
    line.key(b"\x1b[?2026;2$y")
    line.seen = b""
    line.key("\x0c")
    line.wait("\x1b[?2026l")
    # a small one, of an answer of the engine, may have come before
    assert b"g go to" in line.seen.partition(b"\x1b[?2026h")[2], line.seen[:40]
    line.seen = b""
    line.key("j")
    line.read(0.3)
    assert b"\x1b[?2026h" not in line.seen     # a small one


@story
def who_is_not_asked(stage):
    "sync = off, the console, a vt100: no question"
    for settings, env in (("sync = off\nslow_line = off\n", {}),
                          ("", {"TERM": "linux"}), ("", {"TERM": "vt100"})):
        line = started(stage, settings, env)
        assert b"$p" not in line.seen and b"\x1b[5n" not in line.seen
        line.end()
        line.engine.end()


@story
def a_slow_line(stage):
    "twice 800 ms late: no meters, slow clocks, and it is said; then back"
    line = started(stage)
    line.key(b"\x1b[0n")
    bob(line.engine)
    module.until(lambda: line.read(0.02) is not None and
                 line.engine.meters_hz == 4, "levels are asked for")
    level = [0]

    def ask_again(before):
        """A frame of meters, until the terminal is asked."""
        line.seen = b""

        def asked():
            level[0] += 1
            line.engine.levels(1, -54 + 17 * level[0] % 50, -30)
            line.read(0.1)
            return b"\x1b[5n" in line.seen
        module.until(asked, "the terminal is asked")
        line.read(before)
        line.key(b"\x1b[0n")

    ask_again(0.01)
    ask_again(0.9)
    ask_again(0.9)
    line.wait("slow line")
    module.until(lambda: line.read(0.02) is not None and
                 line.engine.meters_hz == 0, "levels are asked for no more")


@story
def answers_are_no_keys(stage):
    "answers, torn ones and unasked ones, are no commands"
    line = started(stage)
    bob(line.engine)
    line.wait("ACTIVE")
    for answer in (b"\x1b[0n", b"\x1b[?2026;2$y", b"\x1b[24;80R", b"\x1b[?1;2c",
                   b"\x1bP>|hhhbbb(1)\x1b\\", b"\x1b]11;rgb:bbbb/bbbb/bbbb\x07",
                   b"\x1b[<0;1;1M", b"\x1b[M bq"):
        line.key(answer[:3])
        line.read(0.01)
        line.key(answer[3:])
    line.read(0.7)
    asked = {m for m, _ in line.engine.requests if m.startswith("session.")}
    assert not asked, asked
    assert line.running()


@story
def left_while_answers_are_open(stage):
    "an answer that comes late does not reach the shell"
    took = LATE
    while took >= LATE:         # a busy machine may be later than the answer
        line = started(stage)
        began = time.monotonic()
        line.key("qq")
        line.read(0.03)
        line.key(b"\x1b[?2026;2$y\x1b[0n")
        took = time.monotonic() - began
        module.until(lambda: line.read(0.02) is not None and
                     not line.running(), "it ends")
        assert took >= LATE or line.waiting() == 0, line.waiting()
        line.end()
        line.engine.end()


# --- mouse ---

def click(line, row, column, button=0, times=1):
    """Rows and columns from 0, as on the screen."""
    for _ in range(times):
        where = f"\x1b[<{button};{column + 1};{row + 1}"
        line.key(where + "M" + (where + "m" if button < 64 else ""))


@story
def a_mouse_that_is_off(stage):
    "off by default: not asked for, and what comes all the same does nothing"
    line = started(stage)
    assert b"\x1b[?1000h" not in line.seen
    bob(line.engine)
    line.wait("ACTIVE")
    click(line, 15, 62, times=2)
    line.read(0.3)
    assert not [m for m, _ in line.engine.requests if m.startswith("session.")]


@story
def a_mouse(stage):
    "a click selects, twice is Enter, the wheel moves, tabs and the pad are pressed"
    s = screen_with(stage, "mouse = on\n")
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=40_000, held_by_us=True)
    s.see("2 ‖ HOLD")

    def at(text):
        """Where it stands on the screen: row, column."""
        for row, line in enumerate(s.screen().splitlines()):
            if text in line:
                return row, line.index(text)
        raise AssertionError(text)

    def press(text, button=0, times=1):
        row, column = at(text)
        # at once, as a second press that is late is another one
        s.type(f"\x1b[<{button};{column + 1};{row + 1}M" * times)
    press("2 ‖ HOLD")
    s.see(">2 ‖ HOLD")
    s.see("Call 2: on hold")
    press("1 ● ACTIVE")
    s.see(">1 ● ACTIVE")
    press("2 ‖ HOLD", times=2)
    assert s.engine.asked("session.focus") == {"session": 2}
    press("Log")
    s.see("[Log]")
    press("History")
    s.see("[History")
    press("Dentist")
    s.see(">13:32")
    press("Dentist", 64)
    s.see(">14:20")
    press("Dentist", 65)
    s.see(">12:32")
    press("wxyz")
    assert s.engine.asked("session.dtmf")["tones"] == "9"


# --- themes ---

@story
def themes_by_name(stage):
    "a theme of a file, one that is wrong and one that is not there"
    stage.write("config/offhook/themes/mine", "ok = bold 201\nerror = rot\n")
    line = started(stage, "theme = mine\n")
    line.wait("mine:2")
    assert b"\x1b[38;5;201m" in line.seen or b"38;5;201" in line.seen
    line.end()
    line.engine.end()
    line = started(stage, "theme = nowhere\n")
    line.wait("offhook-ui.conf:1")


if __name__ == "__main__":
    run()
