"""A program on a terminal that only counts what is written to it."""
import fcntl
import os
import pty
import select
import struct
import termios
import time

import process
import stage

OFFHOOK = os.path.join(stage.BUILD, "offhook")
QUIET = 0.3     # s without a byte: the frame is whole


def read_for(master, seconds):
    """(bytes, pieces that came at once) until then."""
    end, count, pieces = time.monotonic() + seconds, 0, 0
    while True:
        left = end - time.monotonic()
        if left <= 0 or not select.select([master], [], [], left)[0]:
            return count, pieces
        try:
            count += len(os.read(master, 1 << 16))
        except OSError:         # the program has gone
            return count, pieces
        pieces += 1


class Terminal:
    """Read only when it is asked to be."""

    def __init__(self, on, command, env, columns=80, rows=24, name="terminal"):
        self.name = name
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ,
                    struct.pack("HHHH", rows, columns, 0, 0))
        self.began = time.monotonic()
        self.process = process.Process(
            on, name + "-program", command, env=env | {"TERM": "xterm-256color"},
            stdin=slave, stdout=slave)
        self.pid = self.process.pid
        os.close(slave)
        on.add(self)

    def waiting(self):
        """Bytes that were written and not read."""
        data = fcntl.ioctl(self.master, termios.FIONREAD, b"\0" * 4)
        return struct.unpack("I", data)[0]

    def take(self):
        """What has come, waiting a moment for it."""
        if not select.select([self.master], [], [], 0.05)[0]:
            return b""
        return os.read(self.master, 1 << 16)

    def key(self, text):
        os.write(self.master, text.encode())

    def read_for(self, seconds):
        return read_for(self.master, seconds)

    def settle(self):
        """Reads until it is quiet: seconds from the start to the last byte."""
        last = None
        while select.select([self.master], [], [], QUIET if last else 20)[0]:
            try:
                os.read(self.master, 1 << 16)
            except OSError:
                break
            last = time.monotonic() - self.began
        return last

    def end(self):
        if self.process.running():
            self.process.kill()
        if self.master is not None:
            os.close(self.master)
            self.master = None

    def log(self):
        return self.process.log()
