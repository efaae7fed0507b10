"""The front end on a terminal of our own: every byte, every write, every mode."""
import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time

import process
import stage
from clock import Clock
from fake_engine import FakeEngine
from screen import OFFHOOK, people


class Line:
    """A terminal that is read only when it is asked to be."""

    def __init__(self, on, columns=80, rows=24, env=None, fill=people,
                 fixed=False, inherit=None):
        self.name = "line"
        self.clock = Clock(on)
        if not fixed:
            self.clock.follow()
        self.engine = FakeEngine(on, self.clock)
        if fill:
            fill(self.engine)
        self.master, self.slave = pty.openpty()
        self.modes = termios.tcgetattr(self.slave)
        self.resize(columns, rows)
        self.seen = b""
        self.writes = 0
        own = {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "TZ": "UTC"} | \
            (self.clock.environment() if fixed else {}) | (env or {})
        self.errors = on.path("stderr")
        with open(self.errors, "ab") as errors:
            self.popen = subprocess.Popen(
                [OFFHOOK, "-S", self.engine.path], 
                env=dict(os.environ if inherit is None else inherit) | own,
                stdin=self.slave, stdout=self.slave, stderr=errors,
                start_new_session=True, preexec_fn=self._own)
        on.add(self)

    def _own(self):
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        process.die_with_parent()()

    def resize(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, seconds):
        """All that comes in that time; counts what came in one piece."""
        end, got = time.monotonic() + seconds, b""
        while (left := end - time.monotonic()) > 0:
            if not select.select([self.master], [], [], left)[0]:
                break
            try:
                got += os.read(self.master, 1 << 16)
            except OSError:
                break
            self.writes += 1
        self.seen += got
        return got

    def read_until(self, end):
        """Takes what comes until then, and waits for it."""
        while (left := end - time.monotonic()) > 0:
            self.read(left)

    def wait(self, text):
        def there():
            self.read(0.05)
            return text.encode() in self.seen
        stage.until(there, f"{text} is written")

    def quiet(self):
        """Reads until nothing has come for a while."""
        stage.until(lambda: not self.read(0.4), "the terminal is quiet")

    def waiting(self):
        """Bytes that were typed and that nobody has read."""
        data = fcntl.ioctl(self.slave, termios.FIONREAD, b"\0" * 4)
        return struct.unpack("I", data)[0]

    def key(self, text):
        os.write(self.master, text.encode() if isinstance(text, str) else text)

    def running(self):
        return self.popen.poll() is None

    def cpu_s(self):
        with open(f"/proc/{self.popen.pid}/stat", encoding="ascii") as file:
            words = file.read().rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    def switches(self):
        """Voluntary wake-ups so far."""
        with open(f"/proc/{self.popen.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("voluntary_ctxt_switches"):
                    return int(line.split()[1])

    def end(self):
        if self.running():
            self.popen.kill()
        self.popen.wait()
        if self.master is not None:
            os.close(self.master)
            os.close(self.slave)
            self.master = None

    def log(self):
        with open(self.errors, encoding="utf-8", errors="replace") as file:
            return f"{self.seen[-600:]!r}\n{file.read()}"


MODERN = {"TMUX", "STY", "TERM_PROGRAM", "KITTY_WINDOW_ID"}


def line_with(on, settings="", env=None, **more):
    """A front end of its own settings, on a terminal that is none of ours."""
    config = on.path("config")
    on.write("config/offhook/offhook-ui.conf", settings)
    plain = {name: value for name, value in os.environ.items()
             if name not in MODERN}
    return Line(on, env={"XDG_CONFIG_HOME": config} | (env or {}),
                inherit=plain, **more)
