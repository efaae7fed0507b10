"""An engine gone mad: what it says is mutated, cut, endless, of wrong types.

The seed is fixed, so that what fails once fails again; OFFHOOK_SEED gives
others.  Under sanitizers this is where the front end is fuzzed from its socket.
"""
import copy
import json
import os
import random

import stage as stage_module
from screen import Screen, bob, carol
from tap import run, story

SEED = int(os.environ.get("OFFHOOK_SEED", "5"))
ROUNDS = int(os.environ.get("OFFHOOK_ROUNDS", "40"))
LINES = 50
ODD = [None, True, False, 0, -1, 7, 2 ** 31, 2 ** 53, -2 ** 63, 1.5, 1e308, "",
       "x", "2026-11-29T00:00:00Z", "\x1b[2J\x1b]0;evil\x07", "a\u0301" * 300,
       "\u202egnp.exe", "\u200b" * 40, "x" * 70_000, [], [1], [[]], {}, {"id": 1},
       {"id": None}, [None] * 300, {"uri": 3, "display_name": []}]


def events(engine):
    """What a sane one says, of all kinds."""
    session = copy.deepcopy(engine.sessions[1])
    account = next(iter(engine.accounts.values()))
    call = engine.history[0]
    return [{"topic": t} | more for t, more in (
        ("session.created", {"session": session}),
        ("session.changed", {"session": session}),
        ("session.ended", {"session": session}),
        ("session.levels", {"id": 1, "input_dbfs": -20, "output_dbfs": -9,
                            "clipped": False}),
        ("session.statistics", {"id": 1, "statistics": {
            "loss_fraction": 0.1, "jitter_ms": 3.0, "rtt_ms": 9, "mos_lq": 4.1}}),
        ("session.dtmf", {"session": session, "tone": "1"}),
        ("session.message", {"session": session, "text": "hello"}),
        ("account.changed", {"account": account}),
        ("history.added", {"call": call}),
        ("audio.changed", {"audio": engine.audio}),
        ("engine.changed", {"engine": engine._engine_status({})["engine"]}),
        ("engine.warning", {"code": "x", "text": "y", "advice": "z"}),
        ("events.overflow", {"text": "x"}))]


def mutated(value, chance):
    """A copy with something in it that is not as it should be."""
    if chance.random() < 0.06:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {(k if chance.random() > 0.02 else "x" + k): mutated(v, chance)
                for k, v in value.items() if chance.random() > 0.02}
    if isinstance(value, list):
        return [mutated(v, chance) for v in value]
    return value


def line_of(params, chance):
    text = json.dumps({"jsonrpc": "2.0", "method": "event", "params": params},
                      ensure_ascii=chance.random() < 0.5)
    return text.encode("utf-8", "surrogatepass") + b"\n"


def torn(line, chance):
    """Bytes lost, changed, or the end missing: no JSON any more."""
    line = bytearray(line)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(line))
        line[at:at + chance.randint(0, 4)] = \
            bytes(chance.randrange(256) for _ in range(chance.randint(0, 4)))
    return bytes(line)


def start(stage):
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE", "Bob Example")
    return s, random.Random(SEED)


def sane_again(s):
    """It shows what the engine says, by itself."""
    s.engine.close()
    s.engine.sessions.clear()
    s.see("NOT CONNECTED")
    s.engine.listen()
    s.keys("Enter")
    s.see("READY")
    carol(s.engine, 3)
    s.see("RINGING 3 Carol Sample")


def is_left(s, said, why):
    """Who says that is no engine; which is seen before it is tried again."""
    s.engine.take_nobody()
    s.engine.raw(said)
    s.see("NOT CONNECTED", why)
    s.engine.listen()


def connects_anew(s):
    before = s.engine.count("engine.hello")

    def greeted():
        s.keys("Escape", "Enter")
        return s.engine.count("engine.hello") > before
    s.engine.close()
    s.engine.listen()
    stage_module.until(greeted, "it connects anew")


@story
def of_wrong_types(stage):
    "events whose members are anything at all: shown as far as they make sense"
    s, chance = start(stage)
    for _ in range(ROUNDS):
        sane = events(s.engine)
        lines = b""
        for _ in range(LINES):
            s.engine.seq += 1
            params = mutated(chance.choice(sane), chance)
            if isinstance(params, dict) and chance.random() < 0.9:
                params["seq"] = s.engine.seq
            lines += line_of(params, chance)
        s.engine.raw(lines)
        s.keys(chance.choice(["j", "k", "Tab", "]", "?", "z", "Escape"]))
    s.keys("Escape", "Escape")
    sane_again(s)


@story
def wrong_answers(stage):
    "a snapshot, a history, a trace of anything at all: no answer brings it down"
    s, chance = start(stage)
    good = {name: getattr(s.engine, name) for name in (
        "_engine_status", "_history_list", "_session_trace", "_engine_hello")}
    for name, handler in good.items():
        setattr(s.engine, name,
                lambda params, h=handler: mutated(h(params), chance))
    for _ in range(ROUNDS):
        s.engine.seq += 2
        s.engine.tell("events.overflow", s.engine.seq, text="x")
        s.keys("g", chance.choice("htlq"), "Enter")
        connects_anew(s)
    for name, handler in good.items():
        setattr(s.engine, name, handler)
    s.keys("Escape", "Escape")
    sane_again(s)


@story
def torn_lines(stage):
    "lines with bytes lost and changed, halves, and nothing but halves"
    s, chance = start(stage)
    for _ in range(ROUNDS):
        line = line_of(chance.choice(events(s.engine)), chance)
        s.engine.raw(torn(line, chance))
        if chance.random() < 0.5:
            s.engine.raw(line[:chance.randrange(len(line))])
        connects_anew(s)
    sane_again(s)


@story
def a_line_without_end(stage):
    "bytes that never become a line are not kept; deep nesting is no stack"
    s, _ = start(stage)
    is_left(s, b'{"a":"' + b"x" * 4_000_000, "too long a line")
    s.keys("Enter")
    s.see("TALKING")
    is_left(s, b"[" * 200_000 + b"\n", "no engine")
    sane_again(s)


@story
def nothing_but_noise(stage):
    "a socket of somebody else: random bytes, an HTTP answer, silence"
    s, chance = start(stage)
    for noise in (b"HTTP/1.1 400 Bad Request\r\n\r\n", chance.randbytes(5000),
                  b"\0" * 3000 + b"\n", b"\n" * 3000 + b"null\n"):
        is_left(s, noise + b"\n", "no engine")
        s.keys("Enter")
        s.see("TALKING")
    sane_again(s)


if __name__ == "__main__":
    run()
