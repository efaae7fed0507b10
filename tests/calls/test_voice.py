"""What is done to the voice of a sound card's microphone, and said of it."""
import wav
from card import Card
from engine import direct
from stage import until
from tap import run, story

HZ = 1000


def phone(stage, name, card, more=""):
    return stage.engine(
        direct(name) + f'audio {{\n capture = {{"{card.device}"}}\n'
        f' playback = {{"{card.device}"}}\n ring = {{"null"}}\n{more}\n}}\n',
        name=name, alsa=card.config)


def talking(stage, hers, his, more=""):
    alice, bob = phone(stage, "alice", hers, more), phone(stage, "bob", his)
    call = alice.dial(bob.uri("bob"))
    bob.answer()
    alice.session(call, state="established")
    return alice, call


def words(seconds=2):
    """Something that comes and goes as speech does."""
    return (wav.sine(HZ, 0.6, rate=48000) + [0.0] * 9600) * seconds


def loud(card, least, most):
    """Waits until the tone comes out as loud as that."""
    until(lambda: least <= wav.goertzel(card.said(0.4), HZ, card.rate) <= most,
          f"an amplitude of {least} to {most}")


def warned(phone, code):
    return phone.client.event("engine.warning", lambda e: e["code"] == code)


@story
def a_steady_tone_is_noise(stage):
    "what never pauses is turned down, until the person wants it as it is"
    hers, his = Card(stage, "hers", hears=HZ), Card(stage, "his")
    alice, _ = talking(stage, hers, his, " gain_control = off")
    loud(his, 0.02, 0.1)
    audio = alice.call("audio.processing", echo_cancel="off",
                       noise_suppression="off")["audio"]
    assert audio["processing"] == {"echo_cancel": "off", "gain_control": "off",
                                   "noise_suppression": "off"}, audio
    loud(his, 0.22, 0.28)


@story
def a_word_that_is_none(stage):
    "auto, on and off are the only words; a wrong one changes nothing"
    ann = stage.engine(name="ann")
    error = ann.refused("audio.processing", echo_cancel="off",
                        gain_control="loud")
    assert (error.code, error.data["field"]) == (-32602, "gain_control"), error
    assert "loud" in str(error) and "auto" in str(error), error
    assert set(ann.call("engine.status")["audio"]["processing"].values()) == \
        {"auto"}


@story
def talking_while_muted(stage):
    "who talks while muted is told so, once a mute"
    hers, his = Card(stage, "hers", hears=words()), Card(stage, "his")
    alice, call = talking(stage, hers, his)
    alice.call("session.mute", session=call)
    warning = warned(alice, "muted_talking")
    assert "muted" in warning["text"] and warning["advice"], warning


@story
def a_dead_microphone(stage):
    "nothing but silence for seconds is told, with what to do"
    hers, his = Card(stage, "hers"), Card(stage, "his", hears=words())
    alice, _ = talking(stage, hers, his)
    warning = warned(alice, "microphone_flat")
    assert "silence" in warning["text"] and "switch" in warning["advice"]


@story
def a_microphone_that_clips(stage):
    "one that is too loud is told"
    hers = Card(stage, "hers", hears=[6 * v for v in words()])
    alice, _ = talking(stage, hers, Card(stage, "his"))
    assert "clips" in warned(alice, "microphone_clips")["text"]


if __name__ == "__main__":
    run()
