"""Time of engine and front end: what is shown stands still until it is moved.

Delays of the front end (250 ms for a second letter, ..) run on, unless a story
holds them too, to press a key at an exact time.
"""
import datetime
import os
import struct
import time

import sanitizer
import stage

START = datetime.datetime(2026, 11, 19, 14, 32, 5, tzinfo=datetime.timezone.utc)
LIBRARY = os.path.join(stage.BUILD, "tests", "screens", ".libs",
                       "fixed_clock.so")


class Clock:
    def __init__(self, on):
        self.path = on.path("clock")
        self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        self._monotonic = 0             # ns; 0: runs
        self._ahead = 0                 # ms of the wall clock after START
        self._write()

    def _write(self):
        wall = int(START.timestamp() * 1000) + self._ahead
        os.pwrite(self._file, struct.pack("=qq", self._monotonic,
                                          wall * 1_000_000), 0)

    def hold(self):
        """From now on delays pass only by step()."""
        self._monotonic = time.monotonic_ns()
        self._write()

    @property
    def held(self):
        return bool(self._monotonic)

    def step(self, ms):
        """Moves the clocks; whoever sleeps has to be woken."""
        self._ahead += ms
        if self._monotonic:
            self._monotonic += ms * 1_000_000
        self._write()

    def follow(self):
        """What engine and story tell is of now: for a program whose clock runs."""
        self._ahead = int((time.time() - START.timestamp()) * 1000)

    def text(self, ago_ms=0):
        """RFC 3339 of a time before now."""
        now = START + datetime.timedelta(milliseconds=self._ahead - ago_ms)
        return now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{now.microsecond // 1000:03}Z"

    def environment(self):
        return {"LD_PRELOAD": LIBRARY, "OFFHOOK_TEST_CLOCK": self.path,
                "TZ": "UTC", "ASAN_OPTIONS": sanitizer.options(
                    "ASAN_OPTIONS", "verify_asan_link_order=0")}
