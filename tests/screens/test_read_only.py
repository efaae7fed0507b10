"""offhook --read-only: it looks, and neither key nor command changes anything."""
import re
import subprocess

from screen import OFFHOOK, Screen, bob, carol
from tap import run, story

LOOKING = {"engine.hello", "engine.status", "events.subscribe", "history.list",
           "session.trace", "session.quality", "session.get", "contact.list",
           "contact.search", "contact.get", "contact.export", "account.list"}
# They end the screen, or stop it.
LEAVING = {"detach", "suspend", "quit", "quit engine"}
NAMES = {"Esc": "Escape", "PgUp": "PPage", "PgDn": "NPage", "S-Tab": "BTab",
         "Del": "DC", "Backspace": "BSpace"}


def _plain(text):
    return text.replace("\\&", "").replace("\\(ha", "^").replace("\\(lq", '"') \
        .replace("\\(aq", "'").replace("\\e", "\\")


def actions():
    """(name, keys) of each row of the table."""
    text = subprocess.run([OFFHOOK, "--generate", "keys"], check=True,
                          capture_output=True, text=True).stdout
    for item in text.split(".It ")[1:]:
        head, *rest = item.splitlines()
        named = re.search(r"\.Pq Ic ([^,\n]*?)(?: ,| Ar|$)", item, re.M)
        words = [_plain(w) for w in re.split(r" , |^Ic ", head)]
        words = [w.removeprefix("Ic ") for w in words if w]
        if words[0].startswith(":"):
            yield words[0][1:].split(" Ar ")[0], []
        else:
            yield named[1].strip() if named else "", words


def tmux_key(key):
    """As tmux names it; the parts of a key with two."""
    return [NAMES.get(p, p.replace("^", "C-") if len(p) == 2 else p)
            for p in key.split(" ")]


def looks(s):
    asked = {m for m, _ in s.engine.requests}
    assert asked <= LOOKING, asked - LOOKING


def a_day(stage):
    """Bob talked to, Carol ringing, Dave on hold in a conference."""
    s = Screen(stage, options=("--read-only",))
    bob(s.engine)
    s.engine.session(3, "sip:2019@pbx.example.net", "Dave Test",
                     held_by_us=True, account="work")
    carol(s.engine)
    s.see("RINGING 2 Carol", "read-only")
    return s


@story
def no_key(stage):
    "no key of the table asks the engine for a change, whatever has the focus"
    s = a_day(stage)
    keys = [k for name, keys in actions() if name not in LEAVING for k in keys]
    assert len(keys) > 60, keys
    for _ in range(4):
        for key in keys:
            s.keys(*tmux_key(key))
            s.keys("Escape", "Escape")
        s.keys("Tab")
    s.keys(*"0123456789*#", "Enter", "Escape")
    s.processed()
    looks(s)


@story
def no_command(stage):
    "no command of the palette does either; what would is refused by name"
    s = a_day(stage)
    names = [name for name, _ in actions() if name and name not in LEAVING]
    assert len(names) > 60, names
    for line in names + [f"{name} {more}" for name in names
                         for more in ("3", "on", "2001")]:
        s.keys(":")
        s.type(line)
        s.keys("Enter", "Escape", "Escape")
    s.processed()
    looks(s)


@story
def what_is_shown(stage):
    "the status bar says so; hints, cards and pad show nothing that is refused"
    s = a_day(stage)
    shown = s.see("RINGING 2 Carol", "Pad: off", "(read-only) >", "TALKING")
    for word in ("a answer", "B reject", "b bye", "h hold", "m mute", "d dial",
                 "t transfer", "A end", ", quiet", "type a number"):
        assert word not in shown, f"{word}:\n{shown}"
    assert "z zoom" in s.hints() and "q leave" in s.hints(), s.hints()
    s.keys("b")
    s.see("bye: this screen is read-only")
    s.paste("2001")
    s.processed()
    assert "2001" not in s.row(-2), s.row(-2)
    looks(s)


@story
def an_older_engine(stage):
    "an engine that does not know read-only is not looked at"
    s = Screen(stage)
    s.engine._engine_hello = lambda params: {
        "version": "0.1.0", "protocol": params["protocol"], "pid": 1}
    other = Screen(stage, engine=s.engine, options=("--read-only",), wait=None)
    other.see("NOT CONNECTED", "knows no --read-only")


if __name__ == "__main__":
    run()
