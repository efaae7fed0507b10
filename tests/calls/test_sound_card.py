"""Calls with sound cards: real libasound code on cards made of files."""
import os
import signal
import statistics
import time

import stage as module
import wav
from card import Card, world
from engine import audio, direct
from tap import run, story

ALICE_HZ, BOB_HZ = 1000, 700


def phone(stage, name, card, period=10):
    """Speaks and listens by that card; calls come to its address."""
    devices = audio(card.device, card.device).replace(
        "audio {", f"audio {{\n period = {period}")
    return stage.engine(direct(name) + devices, name=name, alsa=card.config)


def talking(stage, alices_card, bobs_card, period=10):
    alice = phone(stage, "alice", alices_card, period)
    bob = phone(stage, "bob", bobs_card, period)
    hers = alice.dial(bob.uri("bob"))
    bob.answer()
    alice.session(hers, state="established")
    return alice, bob, hers


@story
def one_card_speaks_what_the_other_hears(stage):
    "through a 48 kHz card and a stereo card of 44.1 kHz, both ways"
    hers = Card(stage, "hers", hears=ALICE_HZ)
    his = Card(stage, "his", hears=BOB_HZ, rate=44100, channels=2,
               format="S32_LE")
    talking(stage, hers, his)
    his.says_in_tune(ALICE_HZ)
    hers.says_in_tune(BOB_HZ)
    module.until(lambda: all(wav.tone_parts(
        his.said(0.4, channel=1), ALICE_HZ, his.rate)), "the right one says it")


class Ear:
    """What that loudspeaker hears of bursts in another card's microphone."""

    def __init__(self, card):
        self.card, self.delay = card, None

    def hears_within(self, ms, at_least=20):
        """Sooner or later: other programs may be at work, and then the buffer
        grows for a while."""
        since = world()

        def now():
            self.delay = statistics.median(self.card.burst_delays(
                seconds=3, since=since))
            return at_least < self.delay <= ms
        try:
            module.until(now, f"mouth to ear within {ms} ms")
        finally:
            print(f"# mouth to ear: {self.delay or 0:.0f} ms")
        return self.delay


@story
def the_way_from_mouth_to_ear_is_short(stage):
    "80 ms with periods of 10 ms"
    hers = Card(stage, "hers")
    his = Card(stage, "his", ppm=200)
    hers.hear_bursts()
    talking(stage, hers, his)
    Ear(his).hears_within(80)


@story
def long_periods_make_it_little_longer(stage):
    "100 ms with periods of 20 ms"
    hers = Card(stage, "hers", ppm=-300)
    his = Card(stage, "his", ppm=300)
    hers.hear_bursts()
    talking(stage, hers, his, period=20)
    Ear(his).hears_within(100)


def stop_for(engine, ms):
    os.kill(engine.pid, signal.SIGSTOP)
    time.sleep(ms / 1000)       # that is what happens to it
    os.kill(engine.pid, signal.SIGCONT)


@story
def a_stopped_phone_pays_it_back(stage):
    "a phone that stood still for 400 ms is soon as quick as before"
    hers, his = Card(stage, "hers"), Card(stage, "his")
    hers.hear_bursts()
    alice, bob, _ = talking(stage, hers, his)
    ear = Ear(his)
    ear.hears_within(80)
    for engine in alice, bob:
        stop_for(engine, 400)
        ear.hears_within(100)


@story
def a_card_that_stood_still_adds_nothing(stage):
    "a microphone that loses 300 ms is late by these 300 ms and no more"
    lost = 300
    hers = Card(stage, "hers")
    his = Card(stage, "his")
    hers.hear_bursts()
    talking(stage, hers, his)
    ear = Ear(his)
    ear.hears_within(80)
    hers.stall(lost)
    ear.hears_within(lost + 100, at_least=lost)


@story
def a_call_survives_its_card(stage):
    "unplugged in a call: the user is told, the call goes on, and replugged " \
        "the sound is back"
    hers = Card(stage, "hers", hears=ALICE_HZ)
    his = Card(stage, "his", hears=BOB_HZ)
    alice, bob, session = talking(stage, hers, his)
    his.says_tone(ALICE_HZ)
    hers.unplug()
    warning = alice.client.event(
        "engine.warning", lambda e: "went away" in e["text"])
    assert hers.device in warning["text"] and warning["advice"], warning
    his.says_nothing()
    assert alice.session(session)["state"] == "established"
    hers.replug()
    his.says_tone(ALICE_HZ)
    hers.says_tone(BOB_HZ)


if __name__ == "__main__":
    run()
