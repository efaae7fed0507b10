"""Bad input at the control socket: a JSON-RPC error, and life goes on."""
import json
import os
import stat

from control import Client
from engine import direct
from stage import until
from tap import run, story

MIB = 1024 * 1024


def error_to(client, data, number=None):
    """The code that these bytes are answered with."""
    client.send_bytes(data)
    return client.answer(number)["error"]


def lives(engine, client):
    assert client.call("engine.status")["engine"]["pid"] == engine.pid
    assert engine.call("engine.status")["engine"]["pid"] == engine.pid


@story
def a_line_of_10_mib(stage):
    "a line of 10 MiB gets -32600, and the next line is understood"
    engine = stage.engine()
    client = engine.connect()
    error = error_to(client, b'{"jsonrpc":"2.0","id":1,"method":"' +
                     b"x" * (10 * MIB) + b'"}\n')
    assert error["code"] == -32600 and "1 MiB" in error["message"], error
    lives(engine, client)
    assert engine.memory_kb() < 40 * 1024


@story
def half_a_line(stage):
    "half a line and a hang-up trouble nobody"
    engine = stage.engine()
    for half in (b"", b"{", b'{"jsonrpc":"2.0","id":1,"meth', b"x" * MIB,
                 b'{"jsonrpc":"2.0","id":1,"method":"engine.status"}'):
        client = engine.connect()
        client.send_bytes(half)
        client.close()
    client = engine.connect()
    request = b'{"jsonrpc":"2.0","id":5,"method":"engine.status"}\n'
    for i in range(len(request)):
        client.send_bytes(request[i:i + 1])
    assert client.answer(5)["result"]["engine"]["pid"] == engine.pid
    lives(engine, client)


def count(engine, what):
    """Its threads ("task") or descriptors ("fd")."""
    return len(os.listdir(f"/proc/{engine.pid}/{what}"))


@story
def gone_before_the_answer(stage):
    "clients that ask for much and hang up cost no thread and no descriptor"
    engine = stage.engine()
    for method in ("audio.devices", "history.list"):
        engine.call(method)
    threads, open_before = count(engine, "task"), count(engine, "fd")
    for _ in range(100):
        client = engine.connect()
        for method in ("audio.devices", "history.list") * 10:
            client.ask(method)
        client.close()
        assert count(engine, "task") < threads + 5   # (some just end)
    until(lambda: count(engine, "fd") <= open_before, "they are forgotten")
    lives(engine, engine.client)


@story
def what_is_no_json(stage):
    "bad UTF-8 and bad JSON get -32700"
    engine = stage.engine()
    client = engine.connect()
    for data in (b"hello", b"{", b"}", b'{"a":}', b"\xff\xfe", b'{"id":1,}',
                 b'{"jsonrpc":"2.0","id":1,"method":"\xc3\x28"}',
                 b'{"jsonrpc":"2.0","id":1,"method":"\xed\xa0\x80"}',
                 b"[" * 100000, b'{"a":' * 5000, b"1e999999",
                 b'{"jsonrpc":"2.0","id":1,"id":2,"method":"engine.status"}',
                 b'{"jsonrpc":"2.0"} {"jsonrpc":"2.0"}'):
        error = error_to(client, data + b"\n")
        assert error["code"] == -32700, (data[:40], error)
    lives(engine, client)


@story
def what_is_no_request(stage):
    "JSON that is no request gets -32600, a batch as well"
    engine = stage.engine()
    client = engine.connect()
    for data in (b"[]", b"{}", b'{"jsonrpc":"1.0","method":"engine.status"}',
                 b'{"jsonrpc":"2.0","method":5}',
                 b'[{"jsonrpc":"2.0","id":1,"method":"engine.status"}]'):
        error = error_to(client, data + b"\n")
        assert error["code"] == -32600, (data, error)
    lives(engine, client)


@story
def empty_lines(stage):
    "empty lines are nothing"
    engine = stage.engine()
    client = engine.connect()
    client.send_bytes(b"\n\r\n  \n")
    lives(engine, client)


@story
def methods_that_are_unknown(stage):
    "an unknown method gets -32601 by its name"
    engine = stage.engine()
    for method in ("session.explode", "", "engine", "Engine.status",
                   "engine.status ", "engine.status\0", "x" * 1000, "\u202e\x1b[2J"):
        error = engine.refused(method)
        assert error.code == -32601, (method, error)
        assert all(c.isprintable() for c in error.message), error.message


@story
def params_of_wrong_types(stage):
    "a wrong type gets -32602, and data.field names it"
    engine = stage.engine(direct("ann"))
    for method, params, field in (
            ("session.call", {}, "to"), ("session.call", {"to": 5}, "to"),
            ("session.call", {"to": None}, "to"),
            ("session.call", {"to": "sip:a@127.0.0.1", "account": []},
             "account"),
            ("session.hangup", {}, "session"),
            ("session.hangup", {"session": "one"}, "session"),
            ("session.hangup", {"session": 1.5}, "session"),
            ("session.hangup", {"session": True}, "session"),
            ("session.dtmf", {"session": 1, "tones": 7}, "tones"),
            ("session.decline", {"session": 1, "status": "busy"}, "status"),
            ("account.register", {"account": {}}, "account"),
            ("history.list", {"limit": "all"}, "limit"),
            ("history.list", {"limit": -1}, "limit"),
            ("events.subscribe", {"topics": "all"}, "topics"),
            ("events.subscribe", {"topics": [5]}, "topics"),
            ("events.subscribe", {"meters_hz": "fast"}, "meters_hz"),
            ("audio.volume", {"device": "capture", "percent": "loud"},
             "percent"),
            ("audio.select", {"device": "capture", "name": 5}, "name"),
            ("engine.stop", {"when": "never"}, "when"),
            ("engine.set", {"dnd": "yes"}, "dnd")):
        error = engine.refused(method, **params)
        assert error.code == -32602, (method, params, error)
        assert error.data.get("field") == field, (method, params, error.data)
    client = engine.connect()
    client.send({"jsonrpc": "2.0", "id": 9, "method": "engine.status",
                 "params": 5})
    assert client.answer(9)["error"]["code"] in (-32600, -32602)


@story
def targets_that_are_none(stage):
    "a target that is no URI is refused with a sentence, and no call is made"
    engine = stage.engine(direct("ann"))
    for to in ("", " ", "sip:", "sip:@", "sip:a@", "sip:a b@c", "http://x/",
               "sip:a@[::1", "sip:a@127.0.0.1:99999", "sip:a@b\r\nX: y@c",
               "\x1b[2J", "sip:" + "a" * 5000 + "@127.0.0.1"):
        error = engine.refused("session.call", to=to)
        assert error.code == -32602 and error.data.get("field") == "to", \
            (to, error)
        assert all(c.isprintable() for c in error.message), error.message
    assert not engine.call("session.list")["sessions"]


@story
def things_that_are_not_there(stage):
    "an unknown session, account or device gets error 1"
    engine = stage.engine(direct("ann"))
    for method, params in (("session.get", {"session": 99}),
                           ("session.hangup", {"session": -1}),
                           ("session.answer", {"session": 2 ** 40}),
                           ("account.register", {"account": "nobody"}),
                           ("account.register", {"account": 99}),
                           ("account.remove", {"account": "nobody"})):
        error = engine.refused(method, **params)
        assert error.code == 1, (method, params, error)


@story
def who_may_connect(stage):
    "the socket is the user's alone"
    engine = stage.engine()
    assert stat.S_IMODE(os.stat(engine.socket).st_mode) == 0o600
    folder = os.stat(os.path.dirname(engine.socket))
    assert stat.S_IMODE(folder.st_mode) == 0o700


@story
def one_that_does_not_read(stage):
    "a client that does not read is dropped with events.overflow; others miss none"
    engine = stage.engine(direct("ann"))
    echo = engine.dial("echo")
    engine.session(echo, state="established")
    lazy = engine.connect()
    lazy.call("events.subscribe")
    before = len(engine.client.events)
    for _ in range(2000):       # each is an event of about 1 kB
        engine.call("session.mute", session=echo)
        engine.call("session.unmute", session=echo)
    changes = [e for e in engine.client.events[before:]
               if e["topic"] == "session.changed"]
    assert len(changes) >= 3990, len(changes)
    numbers = [e["seq"] for e in engine.client.events]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    lazy.until(lambda: lazy.closed, "the end of the connection")
    assert lazy.events[-1]["topic"] == "events.overflow", lazy.events[-1]
    seen = [e["seq"] for e in lazy.events[:-1]]
    assert seen == list(range(seen[0], seen[0] + len(seen)))


@story
def many_requests_at_once(stage):
    "a thousand requests in one write are answered in order"
    engine = stage.engine()
    client = engine.connect()
    client.send_bytes(b"".join(
        json.dumps({"jsonrpc": "2.0", "id": i, "method": "session.list"})
        .encode() + b"\n" for i in range(1000)))
    for i in range(1000):
        assert client.answer(i)["result"]["sessions"] == []


if __name__ == "__main__":
    run()
