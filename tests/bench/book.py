"""An address book of 10,000 beside 100,000 calls: how soon it completes what is
typed, and how soon the first screen is there."""
import time

import engine
import front_end
import long_history
import measure
import terminal

CONTACTS, CALLS = 10_000, 100_000
STARTS = 11
FIRST = ("Ann", "Bert", "Carla", "Dirk", "Eva", "Femi", "Gül", "Hana")
LAST = ("Archer", "Brook", "Castle", "Dale", "Ember", "Forge", "Grove")
TYPED = ("bert bro", "eva", "carla 42", "gul", "dave sam", "+4420", "1079",
         "frge", "hana emb 9", "nobody")


def _cards():
    for i in range(CONTACTS):
        name = f"{FIRST[i % 8]} {LAST[i % 7]} {i}"
        yield ("BEGIN:VCARD\nVERSION:4.0\n"
               f"UID:bench-{i}\nFN:{name}\nORG:Bench {i % 100}\n"
               f"TEL;TYPE=work:+4420{70000000 + i * 37}\n"
               f"TEL;TYPE=cell:+447700{900000 + i % 100000}\n"
               f"NOTE:the {i}th\nEND:VCARD\n")


def _phone(stage):
    cards = stage.write("book.vcf", "".join(_cards()))
    ann = stage.engine(f'contacts = "{cards}"\n' + engine.direct("work"))
    ann.stop()
    long_history.fill(ann, CALLS, int(time.time() * 1000))
    ann.start()
    assert ann.call("history.list", limit=1)["total"] == CALLS
    assert ann.call("contact.list", limit=1)["total"] == CONTACTS
    ann.call("contact.search", text="ann")      # both are read by now
    return ann


def _asked(ann):
    """ms from each letter to the engine's answer."""
    times = []
    for text in TYPED:
        for n in range(1, len(text) + 1):
            time.sleep(front_end.KEY_PAUSE)
            began = time.monotonic()
            ann.call("contact.search", text=text[:n], limit=9)
            times.append(1e3 * (time.monotonic() - began))
    return times


def _shown(stage, ann):
    """ms from a name, written at once, to its contact in the list."""
    times = []
    shown = front_end.Shown(stage, [terminal.OFFHOOK], ann.environment())
    shown.settle()
    shown.key("d")
    for i in range(9000, 9900, 45):
        number = str(70000000 + i * 37)
        shown.key("\x15")
        shown.read_for(0.2)
        began = time.monotonic()
        shown.key(f"{LAST[i % 7]} {i}")
        shown.until(f"{number[:4]} {number[4:]}".encode())
        times.append(1e3 * (time.monotonic() - began))
    shown.end()
    return times


def _first_screens(stage, ann):
    times = []
    for number in range(STARTS):
        shown = front_end.Shown(stage, [terminal.OFFHOOK], ann.environment(),
                                name=f"screen{number}")
        times.append(1e3 * shown.settle())
        if number < STARTS - 1:
            shown.end()
    return times, shown


def _resident(table, shown):
    shown.key("gc")
    for _ in range(40):
        shown.key("\x1b[6~")            # it is leafed through
        shown.read_for(0.05)
    shown.key("ggG")
    shown.read_for(0.5)
    table.most("book: front end resident",
               measure.memory_kb(shown.pid, "Rss") / 1024, 10, "MiB",
               f"Pss {measure.memory_kb(shown.pid) / 1024:.1f}")


def book(stage, table):
    ann = _phone(stage)
    asked = _asked(ann)
    table.most("completion, a key: median", measure.median(asked), 10, "ms",
               "10,000 contacts, 100,000 calls")
    table.most("completion, a name at once: shown",
               measure.median(_shown(stage, ann)), 100, "ms")
    times, shown = _first_screens(stage, ann)
    table.most("exec to first screen, with both", measure.median(times), 50,
               "ms", why=f"from {min(times):.1f} to {max(times):.1f} ms")
    _resident(table, shown)
