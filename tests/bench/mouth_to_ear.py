"""How long a word takes from a microphone to the other's loudspeaker, both ways
at once, through cards that share one time axis."""
import statistics
import time

import baresip
from card import Card
from engine import audio, direct

SOUNDS = "PCMU", "opus"
GOALS = (10, 80), (20, 100)     # periods and ms
SETTLE, SECONDS = 3, 15
BURSTS = 4
GROWTH = 5          # ms that are no growth


def _cards(stage, name, **options):
    cards = [Card(stage, f"{name}{i}", **options) for i in (1, 2)]
    for card in cards:
        card.hear_bursts()
    return cards


def _delays(cards):
    """(median at the beginning, at the end) of ms, of the slower way."""
    time.sleep(SETTLE)
    first = [statistics.median(c.burst_delays(BURSTS)) for c in cards]
    time.sleep(SECONDS)
    last = [statistics.median(c.burst_delays(BURSTS)) for c in cards]
    return max(zip(last, first))[::-1]


def _phone(stage, name, card, sound, period):
    devices = audio(card.device, card.device).replace(
        "audio {", f"audio {{\n period = {period}")
    return stage.engine(
        direct(name, f'codecs = {{"{sound}"}}\nauto_answer = all') + devices,
        name=f"{name}{sound}{period}", alsa=card.config)


def _ours(stage, sound, period):
    cards = _cards(stage, f"ours{sound}{period}")
    ann, bob = (_phone(stage, name, card, sound, period)
                for name, card in zip(("ann", "bob"), cards))
    session = ann.dial(bob.uri("bob"))
    ann.session(session, state="established")
    delays = _delays(cards)
    for phone in ann, bob:
        phone.stop()
    return delays


def _theirs(stage, sound):
    cards = _cards(stage, f"theirs{sound}")
    bob = baresip.Baresip(stage, echo=False, answers=True, sound=sound,
                          card=cards[1])
    ann = baresip.Baresip(stage, echo=False, answers=True, sound=sound,
                          card=cards[0], more="module_app menu.so\nringback_disabled yes\n",
                          commands=[f"/dial {bob.uri()}"])
    delays = _delays(cards)
    for phone in ann, bob:
        phone.end()
    return delays


def mouth_to_ear(stage, table):
    for sound in SOUNDS:
        theirs = _theirs(stage, sound)
        for period, limit in GOALS:
            first, last = _ours(stage, sound, period)
            table.row(f"mouth to ear, {sound}, periods of {period} ms",
                      f"{last:.0f} ms", f"<= {limit} ms",
                      last <= limit and last <= first + GROWTH,
                      f"{SECONDS} s ago: {first:.0f}; baresip: "
                      f"{theirs[0]:.0f}, {theirs[1]:.0f}")
