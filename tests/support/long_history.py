"""A history of many calls, written where an engine will find it."""
import os
import sqlite3

DAY = 24 * 3600 * 1000
EVERY = 9 * 60 * 1000       # ms from a call to the next
NAMES = ("Bob", "Carol", "Dave", "Erin", "Frank", "Grace", "Heidi", "Ivan")
FIRMS = ("Example", "Sample", "Placeholder", "Fixture", "Mock", "Dummy")


def _rows(count, end):
    for i in range(count):
        number = 100_000 + i * 7919 % 20_000
        name = f"{NAMES[i % 8]} {FIRMS[i % 6]} {number % 1000}"
        created = end - (count - i) * EVERY
        talked = 0 if i % 7 == 0 else 1000 * (i % 600)
        yield (i % 3 != 0, "work", f"sip:{number}@pbx.example.net", name,
               "sip:agent7@pbx.example.net", f"call-{i}", created,
               created + 4000 if talked else 0, created + 4000 + talked,
               "remote" if i % 2 else "local", 200 if talked else 487,
               "OK" if talked else "Request Terminated",
               not talked and i % 3 != 0)


def fill(engine, count, end_ms):
    """engine: has run once, so that its history is there, and is stopped."""
    path = os.path.join(engine.data, "history.db")
    with sqlite3.connect(path) as base:
        base.executemany(
            "INSERT INTO calls (incoming, account, remote_uri, remote_name, "
            "local_uri, call_id, created_ms, established_ms, ended_ms, "
            "ended_by, status, reason, missed) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _rows(count, end_ms))
    base.close()
