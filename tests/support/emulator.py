"""A terminal in this process: bytes in, cells out; another one than tmux."""
import re
import sys

try:
    import pyte
except ImportError:     # another Python than the one whose package it is
    sys.path.append("/usr/lib/python3/dist-packages")
    import pyte

# What it does not know it would print.
UNKNOWN = re.compile(rb"\x1b\[\?[0-9]+\$p|\x1b\[[0-9;]*t")


class Emulator:
    def __init__(self, columns=80, rows=24):
        self._grid = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._grid)

    def feed(self, data):
        self._stream.feed(UNKNOWN.sub(b"", data))

    def screen(self):
        return "\n".join(self._grid.display)
