"""Tones: every way, pauses, how long and how loud, and those nobody may see."""
import json
import os
import statistics
import subprocess

import rtp
import sip
import stage as module
from engine import audio, direct
from tap import run, story


def pressed(phone):
    return [e for e in phone.client.events if e["topic"] == "session.dtmf"]


def hears(phone, tones):
    phone.client.until(lambda: len(pressed(phone)) >= len(tones),
                       f"{len(tones)} tones")
    assert "".join(e["tone"] for e in pressed(phone)) == tones, pressed(phone)
    return pressed(phone)


def pair(stage, hers="", his=""):
    """ann has called bob, who has answered: (ann, her call, bob)."""
    ann = stage.engine(audio() + direct("ann", hers), name="ann")
    bob = stage.engine(audio() + direct("bob", "auto_answer = all\n" + his),
                       name="bob")
    call = ann.dial(bob.uri("bob"))
    ann.session(call, state="established")
    bob.session(bob.first(), state="established")
    return ann, call, bob


def answered_by_peer(stage, formats="0 101", account=""):
    """ann has called a raw peer: (ann, her call, the peer, its RTP)."""
    peer, stream = sip.Peer(stage), rtp.Stream(stage)
    ann = stage.engine(audio() + direct("ann", account))
    call = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    body = sip.sdp(stream.port, formats)
    if "101" not in formats:
        body = "".join(line + "\r\n" for line in body.split("\r\n")[:-1]
                       if ":101 " not in line)
    peer.reply(invite, 200, "OK", body=body)
    peer.expect("ACK")
    ann.session(call, state="established")
    stream.start(invite.rtp_address())
    return ann, call, peer, stream


@story
def as_sound(stage):
    "tones as sound arrive once, in order, and are told as inband"
    ann, call, bob = pair(stage, "dtmf = inband", "dtmf = inband")
    ann.call("session.dtmf", session=call, tones="19*#aD5", duration_ms=120,
             gap_ms=120)
    for event in hears(bob, "19*#AD5"):
        assert event["via"] == "inband", event
        assert 60 <= event["duration_ms"] <= 180, event
    ann.call("session.mute", session=call)
    ann.call("session.dtmf", session=call, tones="7", method="inband",
             duration_ms=120)
    hears(bob, "19*#AD57")


@story
def no_way_left(stage):
    "where INFO is refused and no event taken, auto plays the tones as sound"
    ann, call, peer, stream = answered_by_peer(stage, "0")
    ann.call("session.dtmf", session=call, tones="58", duration_ms=200)
    refused = peer.expect("INFO")
    assert refused.body.startswith("Signal=5"), refused.body
    peer.reply(refused, 405, "Method Not Allowed")
    stream.wait(lambda _: stream.sounded() == "58", "5 and 8 as sound")
    ann.call("session.dtmf", session=call, tones="3", duration_ms=200)
    stream.wait(lambda _: stream.sounded() == "583", "3 as sound")
    peer.silent(0.2)                # it is not asked again
    assert not any(e["topic"] == "engine.warning" for e in ann.client.events)


@story
def what_was_asked_for(stage):
    "a refused INFO that was asked for is a warning, and no other way is taken"
    ann, call, peer, _ = answered_by_peer(stage, "0")
    ann.call("session.dtmf", session=call, tones="12", method="info")
    peer.reply(peer.expect("INFO"), 415, "Unsupported Media Type")
    warning = ann.client.event("engine.warning")
    assert warning["code"] == "dtmf" and "415" in warning["text"], warning


@story
def volume_and_gap(stage):
    "duration, gap and volume are what the events on the wire say"
    ann, call, _, stream = answered_by_peer(stage)
    ann.call("session.dtmf", session=call, tones="12121", duration_ms=200,
             gap_ms=300, volume=-25)
    stream.wait(lambda _: len(stream.presses()) == 5, "five events")
    events = stream.presses()
    assert [e["key"] for e in events] == list("12121"), events
    assert all(e["volume"] == 25 for e in events), events
    # A busy machine may stand still meanwhile: a key is cut, a gap grows.
    assert statistics.median(e["duration_ms"] for e in events) == 200, events
    gaps = [(after["timestamp"] - before["timestamp"]) / 8 - 200
            for before, after in zip(events, events[1:])]
    assert 280 <= min(gaps) <= 340, gaps


@story
def wait_for_me(stage):
    "w holds what follows until the person goes on, as often as it stands"
    ann, call, bob = pair(stage)
    ann.call("session.dtmf", session=call, tones="1w23w4", duration_ms=60)
    hears(bob, "1")
    ann.session(call, dtmf_waiting=4)
    error = ann.refused("session.dtmf", session=call, tones="5w")
    assert error.code == 2 and "go on" in error.message, error
    ann.call("session.dtmf", session=call, tones="9", duration_ms=60)
    hears(bob, "19")                # pressed by hand meanwhile
    ann.call("session.dtmf", session=call, go_on=True)
    hears(bob, "1923")
    ann.session(call, dtmf_waiting=1)
    status, _, error = ann.one_shot("dtmf", "--go-on")
    assert status == 0, error
    hears(bob, "19234")
    ann.session(call, dtmf_waiting=0)
    assert ann.refused("session.dtmf", session=call, go_on=True).code == 2
    status, _, error = ann.one_shot("dtmf", "--go-on")
    assert status == 2 or status == 1, (status, error)


@story
def bad_tones(stage):
    "tones that are none, and bounds, are refused and nothing is sent"
    ann, call, bob = pair(stage)
    for params in ({"tones": ""}, {"tones": "12x"}, {"tones": "1" * 257},
                   {"tones": "1", "gap_ms": 39}, {"tones": "1", "volume": 1},
                   {"tones": "1", "volume": -64},
                   {"tones": "1", "duration_ms": 6001},
                   {"tones": "1", "method": "shout"}, {},
                   {"tones": "1", "go_on": True}):
        error = ann.refused("session.dtmf", session=call, **params)
        assert error.code == -32602, (params, error.code, error.message)
    ann.call("session.dtmf", session=call, tones="5", duration_ms=60)
    hears(bob, "5")


def holds(folder, text):
    """The files under the folder that have this text."""
    found = []
    for path, _, files in os.walk(folder):
        for name in map(lambda name: os.path.join(path, name), files):
            if not os.path.isfile(name):
                continue
            with open(name, "rb") as file:
                if text in file.read():
                    found.append(name)
    return found


@story
def secret_tones(stage):
    "tones by --secret are in no log, trace, event, history or command line"
    pin = "7305918264"
    ann = stage.engine("log_level = trace\n" + audio() +
                       direct("ann", "dtmf = info"), name="ann")
    bob = stage.engine(audio() + direct("bob", "auto_answer = all"),
                       name="bob")
    call = ann.dial(bob.uri("bob"))
    ann.session(call, state="established")
    done = subprocess.run(
        [os.path.join(module.BUILD, "offhook"), "dtmf", "--secret",
         "--duration", "40", "--gap", "40"], env=ann.environment(),
        input=pin.encode() + b"\n", capture_output=True, check=False,
        timeout=module.PATIENCE)
    assert done.returncode == 0, done
    hears(bob, pin)
    trace = json.dumps(ann.call("session.trace", session=call))
    assert "Signal=" not in trace and "(left out)" in trace, trace
    ann.call("session.hangup", session=call)
    ann.ended(call)
    ann.client.event("history.added")
    assert "INFO sip:" in ann.process.text()
    seen = ann.process.text() + json.dumps(ann.client.events) + \
        ann.one_shot("trace", str(call))[1]
    assert "Signal=" not in seen, seen
    assert pin not in seen
    assert not holds(ann.folder, pin.encode())


@story
def secret_without_any(stage):
    "--secret without a line on standard input is wrong usage"
    ann, _, _ = pair(stage)
    status, _, error = ann.one_shot("dtmf", "--secret")
    assert status == 2 and "standard input" in error, (status, error)


if __name__ == "__main__":
    run()
