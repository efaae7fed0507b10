"""A program hears a call and speaks in it."""
import array
import os

import stage as module
import wav
from engine import RATE, audio, direct
from tap import run, story

PCMU = "codecs = {PCMU}"


def talk(stage, microphone="null"):
    """(ann, bob, her session): bob says 700 Hz."""
    ann = stage.engine(audio(microphone, "wav") + direct("ann", PCMU),
                       name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", PCMU + "\nauto_answer = all"),
                       name="bob")
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    ann.hears_tone(700)
    return ann, bob, number


def samples(path):
    with open(path, "rb") as file:
        data = file.read()
    return [v / wav.FULL for v in array.array("h", data[:len(data) // 2 * 2])]


def size(path):
    return os.path.getsize(path) if os.path.exists(path) else 0


@story
def both_ways(stage):
    "what cat hears it says: bob hears himself; it ends with the call"
    ann, bob, number = talk(stage)
    gone = stage.path("gone")
    session = ann.call("session.tap", session=number,
                       command=f"cat; touch {gone}")["session"]
    assert session["tap"] == {"command": f"cat; touch {gone}",
                              "rate_hz": 8000, "missed_ms": 0}, session
    bob.hears_tone(700, -12)
    ann.call("session.hangup", session=number)
    ann.ended(number)
    module.until(lambda: os.path.exists(gone), "the program has ended")
    assert not [e for e in ann.client.events
                if e["topic"] == "engine.warning"]


@story
def at_a_rate(stage):
    "the program gets 16 bits at the rate that it asked for, and is told which"
    ann, _, number = talk(stage)
    heard, said = stage.path("heard"), stage.path("variables")
    ann.call("session.tap", session=number, rate=16000, command=
             f"env >{said}.part; mv {said}.part {said}; exec cat >{heard}")
    module.until(lambda: size(heard) >= 2 * 8000 and wav.is_tone(
        samples(heard)[-6400:], 700, 16000, -12), "700 Hz is heard", pause=0.05)
    variables = open(said, encoding="utf-8").read().splitlines()
    assert "OFFHOOK_RATE=16000" in variables, variables
    assert f"OFFHOOK_SESSION={number}" in variables, variables
    session = ann.call("session.tap", session=number, stop=True)["session"]
    assert session["tap"] is None and session["state"] == "established"
    ann.client.mark()
    ann.hears_tone(700)


@story
def a_program_that_sleeps(stage):
    "a program that does not read misses sound; call and engine go on"
    ann, bob, number = talk(stage, "tone:1000")
    ann.call("session.tap", session=number, command="sleep 1000")

    def missed():
        return ann.call("session.get", session=number)["session"]["tap"][
            "missed_ms"]
    module.until(lambda: missed() > 300, "it misses some", pause=0.05)
    ann.client.mark()
    ann.hears_tone(700)
    bob.hears_tone(1000, -12)


@story
def a_program_that_shouts(stage):
    "one that writes without end is heard as fast as time goes"
    ann, bob, number = talk(stage)
    loud = stage.path("loud")
    with open(loud, "wb") as file:
        file.write(array.array("h", [round(v * 32767) for v in
                                     wav.sine(600, 20, 0.25)]).tobytes())
    ann.call("session.tap", session=number, command=f"cat {loud}; sleep 1000")
    bob.hears_tone(600, -12)
    before = wav.count(bob.heard)
    module.until(lambda: wav.count(bob.heard) > before + RATE,
                 "a second more is heard", pause=0.05)
    bob.hears_tone(600, -12)


@story
def a_program_that_dies(stage):
    "its end is told; the call goes on and may have another"
    ann, _, number = talk(stage)
    ann.call("session.tap", session=number, command="exit 3")
    warning = ann.client.event("engine.warning")
    assert warning["code"] == "tap" and "status 3" in warning["text"], warning
    ann.session(number, tap=None, state="established")
    ann.call("session.tap", session=number, command="/nowhere/at/all")
    warning = ann.client.event("engine.warning",
                               lambda e: "status 127" in e["text"])
    ann.session(number, tap=None)
    ann.client.mark()
    ann.hears_tone(700)


@story
def what_is_refused(stage):
    "two at once, another rate, nothing to start"
    ann, _, number = talk(stage)
    ann.call("session.tap", session=number, command="cat >/dev/null")
    error = ann.refused("session.tap", session=number, command="cat")
    assert error.code == 2 and "already" in error.message, error
    for params, field in (({"command": "cat", "rate": 44100}, "rate"),
                          ({}, "command"), ({"command": ""}, "command"),
                          ({"command": "cat", "stop": True}, "command")):
        error = ann.refused("session.tap", session=number, **params)
        assert error.code == -32602 and error.data["field"] == field, error


@story
def stubborn(stage):
    "a program that does not end by itself is ended when the engine stops"
    ann, _, number = talk(stage)
    pid = stage.path("pid")
    ann.call("session.tap", session=number, command=
             f"trap '' TERM; echo $$ >{pid}; while :; do sleep 1; done")
    module.until(lambda: size(pid), "it runs")
    assert ann.stop() == 0
    process = int(open(pid, encoding="ascii").read())
    module.until(lambda: not os.path.exists(f"/proc/{process}"),
                 "it is gone")


@story
def by_command(stage):
    "offhook tap and offhook tap --stop"
    ann, bob, _ = talk(stage)
    status, output, error = ann.one_shot("tap", "cat", "--rate", "8000")
    assert status == 0, (status, output, error)
    bob.hears_tone(700)
    status, output, error = ann.one_shot("tap", "--stop")
    assert status == 0, (status, output, error)
    status, _, error = ann.one_shot("tap", "--stop")
    assert status == 1 and "no call that a program hears" in error, error


if __name__ == "__main__":
    run()
