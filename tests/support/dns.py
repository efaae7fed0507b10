"""A name server of a story's own: SRV, NAPTR, A and AAAA records, changed at
will.

records: (type, name) -> list of values
    A      "127.0.0.1"
    AAAA   "::1"
    SRV    (priority, weight, port, target)
    NAPTR  (order, preference, flags, service, replacement)
"""
import socket
import struct

import datagrams
import ports

TYPES = {"A": 1, "AAAA": 28, "SRV": 33, "NAPTR": 35}
TTL = 1     # s


def _name(name):
    return b"".join(bytes([len(part)]) + part.encode()
                    for part in name.split(".") if part) + b"\0"


def _text(text):
    return bytes([len(text)]) + text.encode()


def _value(kind, value):
    if kind in ("A", "AAAA"):
        return socket.inet_pton(ports.family(value), value)
    if kind == "SRV":
        return struct.pack("!HHH", *value[:3]) + _name(value[3])
    return struct.pack("!HH", *value[:2]) + _text(value[2]) + \
        _text(value[3]) + _text("") + _name(value[4])


class NameServer(datagrams.Server):
    def __init__(self, on, records, address="127.0.0.1"):
        self.records = dict(records)
        super().__init__(on, "dns", address)
        self.resolv = on.write("resolv.conf", f"nameserver {address}\n"
                               f"port {self.port}\n")

    def answer(self, data, source):
        at, parts = 12, []
        while data[at]:
            parts.append(data[at + 1:at + 1 + data[at]].decode())
            at += 1 + data[at]
        name, question = ".".join(parts), data[12:at + 5]
        kind = next((k for k, v in TYPES.items()
                     if v == struct.unpack("!H", data[at + 1:at + 3])[0]), "?")
        self.asked.append(f"{kind} {name}")
        known = any(n == name for _, n in self.records)
        values = self.records.get((kind, name), [])
        records = b"".join(
            b"\xc0\x0c" + struct.pack("!HHIH", TYPES[kind], 1, TTL, len(v)) + v
            for v in (_value(kind, value) for value in values))
        return data[:2] + struct.pack(
            "!HHHHH", 0x8580 | (0 if known else 3), 1, len(values), 0, 0) + \
            question + records
