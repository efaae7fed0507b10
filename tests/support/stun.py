"""STUN of RFC 8489 as a test needs it: one binding request, its answer; and a
server that a story can make lie or fall silent."""
import os
import socket
import struct

import datagrams

COOKIE = 0x2112a442


def request(transaction=None):
    return struct.pack("!HHI", 1, 0, COOKIE) + (transaction or os.urandom(12))


def mapped(answer):
    """(address, port) of XOR-MAPPED-ADDRESS; None: no such answer."""
    kind, length, cookie = struct.unpack_from("!HHI", answer)
    if kind != 0x101 or cookie != COOKIE or length != len(answer) - 20:
        return None
    at = 20
    while at + 4 <= len(answer):
        attribute, size = struct.unpack_from("!HH", answer, at)
        if attribute == 0x20:
            family, port = struct.unpack_from("!xBH", answer, at + 4)
            kind = socket.AF_INET6 if family == 2 else socket.AF_INET
            masked = answer[at + 8:at + 4 + size]
            return (socket.inet_ntop(kind, bytes(
                a ^ b for a, b in zip(masked, answer[4:20]))),
                port ^ COOKIE >> 16)
        at += 4 + (size + 3 & ~3)
    return None


def _answer(endpoint, message):
    """The one to that message; those to former ones are passed over."""
    while True:
        answer = endpoint.recv(2048)
        if answer[8:20] == message[8:20]:
            return mapped(answer)


def ask(endpoint, server, timeout=0.2, times=25):
    """What that server takes for the socket's address; None: no answer."""
    endpoint.settimeout(timeout)
    message = request()
    for _ in range(times):
        endpoint.sendto(message, server)
        try:
            return _answer(endpoint, message)
        except OSError:
            continue
    return None


class Server(datagrams.Server):
    """One that answers as a story wants: `sees` is a function of the source,
    and says which place the answer tells; None: there is none.
    asked: the sources, in order."""

    def __init__(self, on, name="stun", address="127.0.0.1"):
        self.sees = lambda source: source
        super().__init__(on, name, address)

    def answer(self, data, source):
        self.asked.append(source)
        place = self.sees(source)
        return _found(data, place) if place else None


def _found(message, place):
    """The answer to that request."""
    address, = struct.unpack("!I", socket.inet_aton(place[0]))
    return struct.pack("!HH", 0x101, 12) + message[4:20] + struct.pack(
        "!HHHHI", 0x20, 8, 1, place[1] ^ COOKIE >> 16, address ^ COOKIE)
