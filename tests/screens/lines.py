"""The front end as lines: what is typed, what is written, as one would read it.

Transcripts are text files in golden/, renewed as screen.py says.
"""
import difflib
import os
import re
import select
import subprocess
import unicodedata

import stage as module
from clock import Clock
from fake_engine import FakeEngine
from line import Line
from screen import GOLDEN, OFFHOOK, RENEW, people

PROMPT = "offhook> "
BELL = "\a"


def rendered(data):
    """The rows that a terminal shows which knows \\r, \\n, \\b and letters."""
    rows, row, at = [], [], 0
    for c in data.decode("utf-8", "replace"):
        if c == "\n":
            rows.append("".join(row).rstrip())
            row = []
        elif c == "\r":
            at = 0
            continue
        elif c == "\b":
            at = max(0, at - 1)
            continue
        elif c == BELL:
            row += ["<bell>"]
            continue
        else:
            cells = [c, ""] if unicodedata.east_asian_width(c) in "WF" else [c]
            row[at:at + len(cells)] = cells
            at += len(cells)
            continue
        at = 0
    return rows + ["".join(row).rstrip()]


def compare(name, shown):
    path = os.path.join(GOLDEN, name + ".txt")
    if RENEW:
        with open(path, "w", encoding="utf-8") as file:
            file.write(shown)
        return
    with open(path, encoding="utf-8") as file:
        wanted = file.read()
    if shown != wanted:
        raise AssertionError("\n".join(difflib.unified_diff(
            wanted.splitlines(), shown.splitlines(), "golden", "shown", n=2,
            lineterm="")))


class Lines(Line):
    """In a terminal: keys in, rows out."""

    def __init__(self, on, columns=80, env=None, fill=people):
        super().__init__(on, columns, 24, {"ACCESSIBLE": "1"} | (env or {}),
                         fill, fixed=True)
        self.at_prompt()

    def rows(self):
        return rendered(self.seen)

    def text(self):
        return "\n".join(self.rows())

    def see(self, *texts):
        def there():
            self.read(0.02)
            return all(t in self.text() for t in texts)
        try:
            module.until(there, f"{texts} is written")
        except AssertionError as trouble:
            raise AssertionError(f"{trouble}:\n{self.text()}") from None

    def at_prompt(self, typed=""):
        """Waits until the last row is the prompt, with so much typed."""
        def there():
            self.read(0.02)
            return self.rows()[-1] == (PROMPT + typed).rstrip()
        try:
            module.until(there, f"the prompt is there, {typed!r} typed")
        except AssertionError as trouble:
            raise AssertionError(f"{trouble}:\n{self.text()}") from None

    def type(self, text):
        self.key(text)

    def order(self, line, *told):
        """Types it and Enter; returns when that was told and prompted."""
        self.key(line)
        self.key("\r")
        self.see(PROMPT + line, *told)
        self.at_prompt()

    def told(self, *texts):
        """Waits until that was told, and the prompt is there again."""
        self.see(*texts)
        self.at_prompt()

    def golden(self, name):
        compare(name, self.text() + "\n")
        harmless(self.seen)


def harmless(data):
    """No byte of it moves a cursor elsewhere."""
    odd = re.findall(rb"[^\x20-\x7e\r\n\b\a\x80-\xff]", data)
    assert not odd, (odd, data[-400:])
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069]",
                         data.decode("utf-8", "replace"))


class Piped:
    """Commands of a pipe; what is written goes to another."""

    def __init__(self, on, commands, fill=people, env=None, path=None,
                 options=(), engine=None, stdin=subprocess.PIPE):
        self.clock = engine.clock if engine else Clock(on)
        self.engine = engine or FakeEngine(on, self.clock)
        if fill and not engine:
            fill(self.engine)
        own = {"LC_ALL": "C.UTF-8", "TZ": "UTC"} | self.clock.environment() | \
            {"HOME": on.path("home")} | (env or {})
        self.name = "piped"
        self.popen = subprocess.Popen(
            [OFFHOOK, "-S", path or self.engine.path, *options],
            env=dict(os.environ) | own, stdin=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.output, self.errors = b"", b""
        on.add(self)
        if commands is not None:
            self.popen.stdin.write(commands.encode())
            self.popen.stdin.close()

    def see(self, words):
        """Waits until they are written."""
        while words.encode() not in self.output:
            if not select.select([self.popen.stdout], [], [],
                                 module.PATIENCE)[0]:
                raise AssertionError(f"no {words}: {self.log()}")
            piece = os.read(self.popen.stdout.fileno(), 1 << 16)
            if not piece:
                raise AssertionError(f"it ended without {words}: {self.log()}")
            self.output += piece

    def finish(self):
        """Its exit status, all written."""
        if self.popen.stdin and not self.popen.stdin.closed:
            self.popen.stdin.close()
        self.output += self.popen.stdout.read()
        self.errors += self.popen.stderr.read()
        return self.popen.wait(module.PATIENCE)

    def text(self):
        return self.output.decode()

    def end(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait()

    def log(self):
        return f"{self.output[-2000:]!r} {self.errors[-2000:]!r}"
