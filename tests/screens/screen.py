"""The front end in a terminal, before an engine that only talks.

Golden screens are text files in golden/.  OFFHOOK_RENEW=1 writes what is shown
instead of comparing it; read the difference (git diff) before it is kept.
"""
import difflib
import itertools
import os
import re
import time

import stage as module
import tmux
from clock import Clock
from fake_engine import FakeEngine

OFFHOOK = os.path.join(module.BUILD, "offhook")
GOLDEN = os.path.join(module.SOURCE, "tests", "screens", "golden")
RENEW = bool(os.environ.get("OFFHOOK_RENEW"))
MINUTE = 60_000
HOUR = 60 * MINUTE
numbers = itertools.count(1)     # a story may have several terminals


def people(engine):
    """Three accounts and a day's calls, as the mock-ups have them."""
    engine.account("work", "sip:agent7@pbx.example.net",
                   contact="<sip:agent7@192.0.2.14:40110;transport=tcp>")
    engine.account("home", "sip:ann@sip.example.org",
                   contact="sip:ann@192.0.2.14:40112", expires_in_s=160)
    engine.account("fax", "sip:fax@pbx.example.net", "failed", status=403,
                   reason="Forbidden", next_attempt_in_s=48)
    engine.called("sip:2019@pbx.example.net", "Dave Test", 28 * HOUR, 302,
                  direction="incoming")
    engine.called("sip:2031@pbx.example.net", None, 3 * HOUR,
                  end={"by": "remote", "status": 486, "reason": "Busy Here"})
    engine.called("sip:2014@pbx.example.net", "Carol Sample", 2 * HOUR, 41)
    engine.called("sip:+442079460001@pbx.example.net", "Dentist", HOUR,
                  direction="incoming", missed=True, account="home")
    engine.called("sip:8001@pbx.example.net", "Support queue", 40 * MINUTE, 860,
                  quality={"codec": "PCMA", "mos_lq": 3.2})
    engine.called("sip:+442079460958@pbx.example.net", "Bob Example",
                  12 * MINUTE, 133, direction="incoming",
                  quality={"codec": "opus", "mos_lq": 4.3})


def book(engine):
    """The same, and the address book."""
    people(engine)
    engine.contact("Carol Sample", "work 2014", "mobile +447700900123",
                   "sip sip:carol@sip.example.org", note="prefers e-mail",
                   organization="Sample Ltd")
    engine.contact("Bob Example", "work +442079460958", "mobile 2031",
                   favourite=True)
    engine.contact("Oscar Placeholder", "work 2071")
    engine.contact("Carl Fixture", "work 2090", organization="Fixtures & Co")
    engine.contact("Zoë Ångström", "home +46812345678")
    for i in range(30):
        engine.contact(f"Person {i:02}", f"work 3{i:03}")


def bob(engine, number=1, **fields):
    """Bob, talked to for 2:13."""
    engine.session(number, "sip:+442079460958@pbx.example.net", "Bob Example",
                   account="work", ago_ms=133_000,
                   **({"focused": True} | fields))


def carol(engine, number=2, **fields):
    """Carol rings."""
    engine.ring(number, "sip:2014@pbx.example.net", "Carol Sample",
                account="work", **({"ago_ms": 6_000} | fields))


def plain(screen):
    """Without what each new command changes: how many there are."""
    screen = re.sub(r"(: \d+ of )(\d+)", lambda m: m[1] + "#" * len(m[2]), screen)
    return "\n".join(line.rstrip() for line in screen.splitlines()).rstrip() + "\n"


def _style(now, codes):
    """What is switched on after ESC [ codes m; colours as tmux writes them."""
    words = (codes or "0").split(";")
    while words:
        word = int(words.pop(0) or 0)
        if word == 0:
            now = {}
        elif word in (38, 48):
            now = now | {word: ";".join([str(word), words[0], words[1]])}
            del words[:2]
        elif word in (39, 49):
            now = {k: v for k, v in now.items() if k != word - 1}
        elif word in range(30, 38) or word in range(90, 98):
            now = now | {38: str(word)}
        elif word in range(40, 48) or word in range(100, 108):
            now = now | {48: str(word)}
        else:
            now = now | {word: str(word)}
    return now


def styled(captured):
    """Cells with attributes as text: "{1;32}ok{} ..", nothing else differs."""
    out, now = [], {}
    for line in captured.splitlines():
        shown, row = "", ""
        for codes, text in re.findall(r"\x1b\[([0-9;]*)m|([^\x1b])", line):
            if not text:
                now = _style(now, codes)
                continue
            # Of a blank only its background, a line and reverse are seen.
            seen = ";".join(v for k, v in sorted(now.items())
                            if text != " " or k in (4, 7, 48))
            row += (f"{{{seen}}}" if seen != shown else "") + text
            shown = seen
        out.append(row)
    return "\n".join(out)


class Screen(tmux.Terminal):
    def __init__(self, on, columns=80, rows=24, env=None, fill=people,
                 wait="Calls (", engine=None, linger=False, options=(), before="",
                 shell=False):
        """shell: it is a shell's, who is asked for it by run();
        before: a command of the shell, with linger only.
        linger: the terminal stays after the program, until Enter; what was
        said last may else be lost with it."""
        self.clock = engine.clock if engine else Clock(on)
        self.engine = engine or FakeEngine(on, self.clock)
        if fill and not engine:
            fill(self.engine)
        # Whatever it starts or writes is not to be the person's own.
        own = self.clock.environment() | {"HOME": on.path("home")} | (env or {})
        self.command = [OFFHOOK, "-S", self.engine.path, *options]
        super().__init__(
            on, ["env"] + [f"{k}={v}" for k, v in own.items()] +
            (["sh", "-c", before + '\n"$0" "$@"; read _'] if linger else []) +
            (["bash", "--norc", "-i"] if shell else self.command),
            dict(os.environ) | {"LC_ALL": "C.UTF-8"}, columns, rows,
            f"tmux{next(numbers)}")
        if wait:
            self.see(wait)

    def _shown(self, attributes):
        """Of the socket, which is another one each time, only how long it is."""
        path = self.engine.path
        shown = self.coloured() if attributes else self.screen()
        return plain(shown.replace(path, "/" + "s" * (len(path) - 1)))

    def golden(self, name, columns=None, rows=None, attributes=False):
        """Waits until the screen is the one in golden/NAME.txt (None: it is);
        attributes: with them, as styled() writes them."""
        def now():
            return self._shown(attributes)
        if not name:
            return
        path = os.path.join(GOLDEN, name + ".txt")
        if RENEW:
            time.sleep(0.5)         # nothing tells when it is settled
            with open(path, "w", encoding="utf-8") as file:
                file.write(now())
            return
        with open(path, encoding="utf-8") as file:
            wanted = file.read()
        shown = []

        def same():
            shown.append(now())
            return shown[-1] == wanted
        try:
            module.until(same, f"the screen is golden/{name}.txt")
        except AssertionError as trouble:
            # the one that was shown longest is the one that is wrong
            longest = max(set(shown), key=shown.count)
            lines = difflib.unified_diff(
                wanted.splitlines(), longest.splitlines(), "golden", "shown",
                n=2, lineterm="")
            raise AssertionError("\n".join([str(trouble), *lines])) from None

    def paste(self, text):
        self._run("set-buffer", text)
        self._run("paste-buffer", "-p")

    def coloured(self):
        return styled(self._run("capture-pane", "-p", "-e"))

    def history(self):
        """The screen and what was scrolled out of it, as one line's words."""
        return " ".join(self._run("capture-pane", "-p", "-J", "-S", "-").split())

    def run(self):
        """Types the command, for a shell."""
        self.type(" ".join(self.command) + "\r")

    def format(self, words):
        """What tmux says of the pane: "#{pane_title}"."""
        return self._run("display", "-p", words).strip()

    def cursor(self):
        return self.format("#{cursor_x},#{cursor_y}")

    def row(self, number):
        return self.screen().splitlines()[number]

    def hints(self):
        """"": the screen is too small for them, its last row is the line."""
        row = self.row(-1).strip()
        return "" if row.endswith(">") else row

    def processed(self):
        """Returns when everything sent and told so far is on the screen."""
        on = not self.engine.dnd
        self.engine.set_dnd(on)
        for patience in (2, None):
            # Under a held clock no frame follows the last one, unless it moves.
            self.clock.step(100 if self.clock.held else 0)
            self.engine.wake()
            try:
                self.see("dnd ON" if on else "dnd off", timeout=patience)
                return
            except AssertionError as error:
                trouble = error
        raise trouble
