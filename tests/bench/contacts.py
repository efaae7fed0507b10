"""An address book of 10,000 and a history of 100,000 calls: who is meant?"""
import os
import time

import engine
import long_history
import measure

CONTACTS = 10_000
CALLS = 100_000
SEARCHES = 200
KEY_PAUSE = 0.03        # s: a fast typist
TYPED = ("b", "bo", "bob", "bob s", "s", "sam", "0", "10", "1042", "+44 20 79",
         "erin fix", "nobody at all", "xqz", "hi", "mck", "2", "carol", "e 7")


def card(number):
    name = (f"{long_history.NAMES[number % 8]} "
            f"{long_history.FIRMS[number // 8 % 6]} {number}")
    return (f"BEGIN:VCARD\r\nVERSION:3.0\r\nUID:contact-{number}\r\n"
            f"FN:{name}\r\nORG:Sample Ltd;Unit {number % 40}\r\n"
            f"TEL;TYPE=work:{100_000 + number * 3}\r\n"
            f"TEL;TYPE=cell:+44 20 7946 {number:05}\r\n"
            f"NOTE:from the list\r\nX-OWN:kept\r\nEND:VCARD\r\n")


def _phone(stage, path):
    """With that many calls; its contacts are at the path.  How long it takes
    until they are there, in s."""
    phone = stage.engine(f'contacts = "{path}"\n' + engine.direct("work"))
    phone.stop()
    long_history.fill(phone, CALLS, int(time.time() * 1000))
    began = time.monotonic()
    phone.start()
    while phone.call("contact.list", limit=1)["total"] < CONTACTS:
        time.sleep(0.01)
    return phone, time.monotonic() - began


def _timed(phone, method, **params):
    """ms, and the answer."""
    began = time.monotonic()
    answer = phone.call(method, **params)
    return 1e3 * (time.monotonic() - began), answer


def _searches(phone):
    times = []
    for number in range(SEARCHES):
        time.sleep(KEY_PAUSE)
        times.append(_timed(phone, "contact.search", limit=20,
                            text=TYPED[number % len(TYPED)])[0])
    return times


def _search_rows(table, name, phone):
    times = _searches(phone)
    table.most(f"{name}: search, median", measure.median(times), 10, "ms")
    table.most(f"{name}: search, 9 of 10", sorted(times)[SEARCHES * 9 // 10],
               10, "ms", f"worst {max(times):.1f}")


def _edits(phone, count):
    return max(_timed(phone, "contact.update", contact=f"contact-{number * 7}",
                      note="another")[0] for number in range(count))


def contacts_file(stage, table):
    """All of them in one file."""
    path = stage.write("people.vcf", "".join(map(card, range(CONTACTS))))
    phone, seconds = _phone(stage, path)
    table.most("contacts, a file: read", seconds, 3, "s")
    _search_rows(table, "contacts, a file", phone)
    table.most("contacts, a file: an edit", _edits(phone, 10), 300, "ms")
    table.most("contacts: engine resident",
               measure.memory_kb(phone.pid, "Rss") / 1024, 96, "MiB")


def contacts_folder(stage, table):
    """A file for each."""
    folder = stage.path("people")
    os.makedirs(folder, mode=0o700)
    for number in range(CONTACTS):
        with open(f"{folder}/{number}.vcf", "w", encoding="utf-8",
                  newline="") as file:
            file.write(card(number))
    phone, seconds = _phone(stage, folder)
    table.most("contacts, a folder: read", seconds, 3, "s")
    _search_rows(table, "contacts, a folder", phone)
    table.most("contacts, a folder: an edit", _edits(phone, 10), 300, "ms")


def contacts_import(stage, table):
    """Twice the same: added, and then found to be there."""
    phone = stage.engine(engine.direct("work"))
    pieces = ["".join(map(card, range(at, at + 1000)))
              for at in range(0, CONTACTS, 1000)]
    for name, wanted in (("added", "added"), ("again", "skipped")):
        done, began = 0, time.monotonic()
        for text in pieces:
            done += phone.call("contact.import", text=text,
                               format="vcard")[wanted]
        assert done == CONTACTS, done
        table.most(f"contacts: {CONTACTS} imported, {name}",
                   time.monotonic() - began, 10, "s")
