"""STUN of RFC 8489 as a test needs it: one binding request, its answer."""
import os
import socket
import struct

COOKIE = 0x2112a442


def request(transaction=None):
    return struct.pack("!HHI", 1, 0, COOKIE) + (transaction or os.urandom(12))


def mapped(answer):
    """(address, port) of XOR-MAPPED-ADDRESS, IPv4; None: no such answer."""
    kind, length, cookie = struct.unpack_from("!HHI", answer)
    if kind != 0x101 or cookie != COOKIE or length != len(answer) - 20:
        return None
    at = 20
    while at + 4 <= len(answer):
        attribute, size = struct.unpack_from("!HH", answer, at)
        if attribute == 0x20:
            port, address = struct.unpack_from("!xxHI", answer, at + 4)
            return (socket.inet_ntoa(struct.pack("!I", address ^ COOKIE)),
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
