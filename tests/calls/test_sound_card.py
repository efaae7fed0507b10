"""Calls with sound cards: real libasound code on cards made of files."""
import statistics

import wav
from card import Card
from engine import audio, direct
from tap import run, story

ALICE_HZ, BOB_HZ = 1000, 700


def phone(stage, name, card):
    """Speaks and listens by that card; calls come to its address."""
    return stage.engine(direct(name) + audio(card.device, card.device),
                        name=name, alsa=card.config)


def talking(stage, alices_card, bobs_card):
    alice = phone(stage, "alice", alices_card)
    bob = phone(stage, "bob", bobs_card)
    hers = alice.dial(bob.uri("bob"))
    bob.answer()
    alice.session(hers, state="established")
    return alice, bob, hers


def is_tone(card, hz):
    samples = card.says_tone(hz)
    found = wav.frequency(samples, card.rate)
    assert abs(found - hz) < 3, f"{found:.1f} Hz instead of {hz}"
    loudness = wav.goertzel(samples, hz, card.rate)
    assert abs(loudness - 0.25) < 0.03, f"amplitude {loudness:.3f}"


@story
def one_card_speaks_what_the_other_hears(stage):
    "through a 48 kHz card and a stereo card of 44.1 kHz, both ways"
    hers = Card(stage, "hers", hears=ALICE_HZ)
    his = Card(stage, "his", hears=BOB_HZ, rate=44100, channels=2,
               format="S32_LE")
    talking(stage, hers, his)
    is_tone(his, ALICE_HZ)
    is_tone(hers, BOB_HZ)
    right = his.said(0.4, channel=1)
    assert all(wav.tone_parts(right, ALICE_HZ, his.rate)), "right is silent"


@story
def the_way_from_mouth_to_ear_is_short(stage):
    "a burst in one microphone is soon in the other loudspeaker"
    hers = Card(stage, "hers")
    his = Card(stage, "his", ppm=200)
    hers.hear_bursts()
    talking(stage, hers, his)
    delays = his.burst_delays(seconds=4)
    delay = statistics.median(delays)
    print(f"# mouth to ear: {delay:.0f} ms")
    assert 20 < delay < 200, delays


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
