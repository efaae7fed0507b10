"""Loopback ports that no other test has, also not one of another run.

A block of ports is ours as long as we hold an abstract socket named after it:
the kernel gives it back however the test ends.  All blocks lie below the
ephemeral ports, which the kernel gives to anybody.
"""
import os
import random
import socket

FIRST, LAST, BLOCK = 11008, 32000, 64      # above RTP's usual 10000-10999
_held = []          # sockets; never closed


def _own(block):
    name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        name.bind(f"\0offhook-test-ports-{block}")
    except OSError:
        name.close()
        return False
    _held.append(name)
    return True


def _is_free(port):
    for kind in (socket.SOCK_DGRAM, socket.SOCK_STREAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("0.0.0.0", port))
            except OSError:
                return False
    return True


def port_range(count):
    """The first of count free ports in a row; it is even."""
    blocks = -(-count // BLOCK)
    all_blocks = (LAST - FIRST) // BLOCK
    start = random.Random(os.urandom(8)).randrange(all_blocks - blocks)
    for i in range(all_blocks):
        first = (start + i) % (all_blocks - blocks)
        held = len(_held)
        mine = all(_own(first + k) for k in range(blocks))
        port = FIRST + first * BLOCK
        if mine and all(_is_free(port + k) for k in range(count)):
            return port
        for name in _held[held:]:
            name.close()
        del _held[held:]
    raise RuntimeError(f"no {count} free ports between {FIRST} and {LAST}")


_spare = []


def some(count):
    """The first of count ports in a row, for UDP and TCP; it is even."""
    while _spare and _spare[0] % 2:
        _spare.pop(0)
    if len(_spare) < count:
        first = port_range(BLOCK)
        _spare[:] = range(first, first + BLOCK)
    first = _spare[0]
    del _spare[:count]
    return first


def port():
    return some(1)


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def host(address):
    """As it stands before a port."""
    return f"[{address}]" if ":" in address else address
