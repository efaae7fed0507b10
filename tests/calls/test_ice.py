"""ICE between two phones, and with those that do none."""
import re

import sip
from engine import audio, direct
from rtp import Stream
from tap import run, story


def phone(stage, name, hz=1000, more="ice = on", **options):
    return stage.engine(audio(f"tone:{hz}", "wav") + direct(name, more),
                        name=name, **options)


def media(engine, session):
    return engine.call("session.get", session=session)["session"]["media"]


def connected(engine, session):
    return engine.client.until(
        "session.changed", lambda e: e["session"]["id"] == session and
        (e["session"]["media"] or {}).get("ice") == "connected")


def talking(stage, ann_has="ice = on", bob_has="ice = auto"):
    ann = phone(stage, "ann", 1000, ann_has)
    bob = phone(stage, "bob", 700, bob_has)
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    ann.session(hers, state="established")
    return ann, bob, hers, his


@story
def two_phones(stage):
    "ice = on calls one of auto: a pair of host addresses, and sound both ways"
    ann, bob, hers, his = talking(stage)
    bob.hears_tone(1000)
    ann.hears_tone(700)
    ours, theirs = media(ann, hers), media(bob, his)
    assert ours["ice"] == theirs["ice"] == "connected", (ours, theirs)
    assert ours["ice_local"] == theirs["ice_remote"], (ours, theirs)
    assert ours["ice_local"]["type"] == "host", ours
    assert ours["ice_local"]["address"] == "127.0.0.1", ours
    assert ours["local"] == theirs["remote"], (ours, theirs)


if __name__ == "__main__":
    run()
