"""How it looks: on terminals and in languages that have less, in each theme, and
whatever names people have."""
import os
import re
import unicodedata

import stage as module
from emulator import Emulator
from line import Line
from screen import GOLDEN, Screen, bob, carol, plain
from tap import run, story

HEBREW = "\u05d0\u05d1\u05d2"


def busy(engine):
    """One of each: active, on hold, ringing; an account in trouble."""
    bob(engine)
    engine.session(2, "sip:2019@pbx.example.net", "Dave T\u00ebst", ago_ms=40_000,
                   account="work", held_by_us=True)
    carol(engine, 3)


def poor(engine):
    """Names that ASCII has nothing of."""
    bob(engine)
    engine.session(2, "sip:2019@pbx.example.net", "Zo\u00eb \u0160kvoreck\u00fd",
                   ago_ms=40_000, held_by_us=True)
    engine.session(3, "sip:2020@pbx.example.net",
                   "\u0418\u0432\u0430\u043d \u03a3\u03bf\u03c6\u03af\u03b1",
                   ago_ms=30_000, held_by_us=True)
    engine.session(4, "sip:2021@pbx.example.net", "\u65e5\u672c " + HEBREW,
                   ago_ms=20_000, held_by_us=True)


def hostile(engine):
    """Names that want to be more than text."""
    for number, name in enumerate((
            "\x1b[2J\x1b]0;owned\x07\x9b31m" * 3000 + "x" * 30000,
            "e" + "\u0301" * 300 + "nd", "a\u202eb\u2066c\u200fd",
            HEBREW + " 12 " + HEBREW, "\u65e5\u672c\u8a9e" * 20,
            "\U0001f469\u200d\U0001f467 \u2764\ufe0f \U0001f44d\U0001f3fd!",
            "\u0e01" + "\u0e49" * 50, "\u2067zero\u200bwidth\ufeff"), 1):
        engine.session(number, f"sip:{2000 + number}@pbx.example.net", name,
                       account="work", ago_ms=60_000, held_by_us=True)


def screen(stage, settings="", env=None, columns=80, rows=24, tell=busy,
           wait="Calls ("):
    stage.write("config/offhook/offhook-ui.conf", settings)
    s = Screen(stage, columns, rows, wait=None,
               env={"XDG_CONFIG_HOME": stage.path("config")} | (env or {}))
    if wait:
        s.see(wait)
    tell(s.engine)
    return s


def alike(text):
    """Whatever an emulator makes of a letter and its marks."""
    return unicodedata.normalize("NFC", plain(text))


def ended(s):
    s.end()
    s.engine.end()


# --- terminals ---

@story
def terminals(stage):
    "the same calls on a console, a vt100, in tmux, without colours"
    for name, env in (("xterm", {}), ("linux", {"TERM": "linux"}),
                      ("vt100", {"TERM": "vt100"}),
                      ("tmux", {"TERM": "tmux-256color"}),
                      ("no-colour", {"NO_COLOR": "1"})):
        s = screen(stage, env=env)
        s.golden(f"look-{name}-80x24", attributes=True)
        ended(s)


@story
def themes(stage):
    "each of the built-in themes"
    for name in ("light", "dark-256", "high-contrast", "mono"):
        s = screen(stage, f"theme = {name}\n")
        s.golden(f"look-{name}-80x24", attributes=True)
        ended(s)


@story
def a_theme_at_once(stage):
    "set theme changes all of the screen while it runs, and says what is wrong"
    s = screen(stage)
    s.golden("look-xterm-80x24", attributes=True)
    s.keys(":")
    s.type("set theme light")
    s.keys("Enter")
    s.golden("look-light-80x24", attributes=True)
    s.keys(":")
    s.type("set theme nowhere")
    s.keys("Enter")
    s.see("expected the name of a theme")


@story
def without_colours_nothing_is_lost(stage):
    "what is written is the same with colours, without, and in mono"
    texts = set()
    for settings, env in (("", {}), ("theme = mono\n", {}),
                          ("colour = off\n", {}), ("", {"NO_COLOR": "1"})):
        s = screen(stage, settings, env)
        s.golden("look-words-80x24")
        texts.add(plain(s.screen()))
        ended(s)
    assert len(texts) == 1


# --- languages ---

@story
def without_utf8(stage):
    "LANG=C at each size: ASCII alone, names that can be read"
    for columns, rows in ((80, 24), (140, 45), (40, 8), (20, 3)):
        s = screen(stage, "", {"LC_ALL": "C", "LANG": "C"}, columns, rows,
                   poor, "Calls (" if rows > 8 else None)
        s.golden(f"look-c-{columns}x{rows}")
        assert s.screen().isascii()
        ended(s)


@story
def utf8_by_force(stage):
    "utf8 = force in LANG=C; glyphs = ascii and ambiguous = wide in UTF-8"
    s = screen(stage, "utf8 = force\n", {"LC_ALL": "C", "LANG": "C"})
    s.golden("look-words-80x24")
    ended(s)
    s = screen(stage, "glyphs = ascii\n")
    s.see("Dave T\u00ebst", "= HOLD", "|")
    assert "\u2502" not in s.screen()
    ended(s)
    s = screen(stage, "ambiguous = wide\n")
    s.see("Dave Test", "= HOLD")
    assert s.screen().isascii()


# --- names ---

@story
def names_that_are_hostile(stage):
    "a name of 64 KiB of escapes, marks, directions: one row each, none moves"
    s = screen(stage, tell=hostile)
    s.golden("look-names-80x24")
    for row in s.screen().splitlines()[2:10]:
        assert row[10:14] == "HOLD" or "HOLD" in row, row
    assert "\u202e" not in s.screen() and "owned" in s.screen()


@story
def names_are_cut_between_letters(stage):
    "in labels, notices and headings no half of a letter is left"
    name = "a" + "\u65e5" * 90
    s = Screen(stage)
    s.engine.session(1, "sip:2001@pbx.example.net", name, account="work",
                     ago_ms=1_000, focused=True)
    s.see("ACTIVE")
    for keys in ("p", "t", "T", "X"):
        s.keys(keys)
        s.see("a\u65e5\u65e5")
        rows = "\n".join(s.screen().splitlines()[:-1])     # (but the hints)
        assert "?" not in rows, (keys, rows)
        s.keys("Escape", "Escape")
    s.engine.ring(2, "sip:2002@pbx.example.net", name)
    s.engine.ring(3, "sip:2003@pbx.example.net", "b" + name)
    s.see("+1 more")
    assert "?" not in "\n".join(s.screen().splitlines()[:-1]), s.screen()


@story
def a_second_terminal_agrees(stage):
    "another emulator shows the same cells: calls, wide names, LANG=C"
    def shown(name, tell, env=None):
        line = Line(stage, env=env, fixed=True)
        other = Emulator()
        line.wait("g go to")
        tell(line.engine)
        with open(os.path.join(GOLDEN, name + ".txt"), encoding="utf-8") as file:
            wanted = file.read()

        def same():
            line.read(0.1)
            other.feed(line.seen)
            line.seen = b""
            return alike(other.screen()) == alike(wanted)
        try:
            module.until(same, f"pyte shows {name}")
        except AssertionError:
            print("# " + other.screen().replace("\n", "\n# "))
            raise
        line.end()
        line.engine.end()
    shown("look-words-80x24", busy)
    shown("look-names-80x24", hostile)
    # (it knows no REP, which xterm's kind has)
    shown("look-c-80x24", poor, {"LC_ALL": "C", "TERM": "linux"})


# --- sizes ---

def whole(line):
    """The first row and the last one of 80x24 have been written."""
    return b"dnd off" in line.seen and \
        re.search(rb"\x1b\[24[;d]", line.seen)


@story
def down_to_one_cell_and_back(stage):
    "each screen at 1x1, 0x0 and back: the same as before"
    line = Line(stage, env={"LINES": "24", "COLUMNS": "80"})
    line.wait("g go to")
    busy(line.engine)
    line.wait("a answer")
    for keys in ("", "?", "q:", "\x1bd", "\x1b\x1b", "gl", "gt", "gq", "gh", "z",
                 "z", "p", "\x1bt", "\x1b"):
        line.key(keys)
        line.read(0.1)
        for columns, rows in ((1, 1), (0, 0), (12, 1), (300, 1), (1, 200),
                              (39, 7), (80, 24)):
            line.seen = b""
            line.resize(columns, rows)
            line.read(0.08)
            assert line.running(), (keys, columns, rows)
        # before it is whole again, keys are for a screen that has no room
        module.until(lambda: line.read(0.02) is not None and whole(line),
                     "it is drawn at 80x24")
    line.quiet()
    line.seen = b""
    line.key("\x0c")
    line.wait("Calls (3)")


if __name__ == "__main__":
    run()
