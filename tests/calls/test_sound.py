"""What is heard beside the other side: tones, rings, services, other devices."""
import stage as module
import wav
from engine import RATE, audio, direct
from tap import run, story


def pair(stage, ring="null"):
    ann = stage.engine(audio("tone:1000", "wav", ring) + direct("ann"),
                       name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    return ann, bob


def has_sound(path, seconds=0.3):
    values = wav.tail(path, int(seconds * RATE)) if wav.count(path) else []
    return len(values) == int(seconds * RATE) and wav.rms(values) > 0.01


@story
def it_rings_on_its_own_device(stage):
    "a call that rings is heard at the ring device, until it is silenced"
    ann, bob = pair(stage, "wav:%(folder)s/ring.wav")
    ring = ann.folder + "/ring.wav"
    bob.dial(ann.uri("ann"))
    his = ann.incoming()
    module.until(lambda: has_sound(ring), "it rings")
    assert not wav.count(ann.heard), "it rings at the loudspeaker too"
    ann.call("session.silence", session=his)
    module.until(lambda: not has_sound(ring), "it is silent")
    assert ann.session(his)["progress"] == "incoming"


@story
def a_call_knocks(stage):
    "a second call is heard as a knock in the first, which goes on"
    ann, bob = pair(stage)
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    ann.hears_tone(700)
    ann.client.mark()
    cat = stage.engine(direct("cat"), name="cat")
    cat.dial(ann.uri("ann"))
    ann.incoming()

    def knocks():
        values = wav.tail(ann.heard, RATE)
        return wav.goertzel(values, 425, RATE) > 0.01 and \
            wav.goertzel(values, 700, RATE) > 0.1
    module.until(knocks, "it knocks", pause=0.1)


@story
def busy_is_heard(stage):
    "a call that was refused ends with the busy tone"
    ann, _ = pair(stage)
    cat = stage.engine(direct("cat"), name="cat")
    ann.dial(cat.uri("cat"))
    cat.call("session.decline", session=cat.incoming())
    ann.hears_tone(425, None)


@story
def the_services(stage):
    "tone plays 1 kHz, music a melody, echo one's own voice"
    ann, _ = pair(stage)
    for service, hears in (
            ("tone", lambda: ann.hears_tone(1000)),
            ("music", lambda: module.until(lambda: has_sound(ann.heard),
                                           "music")),
            ("echo", lambda: ann.hears_tone(1000))):
        number = ann.dial(service)
        ann.session(number, state="established")
        hears()
        ann.call("session.hangup", session=number)
        ann.ended(number)


@story
def another_loudspeaker(stage):
    "another device can be chosen in a call; the sound goes there"
    ann, bob = pair(stage)
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    ann.hears_tone(700)
    other = ann.folder + "/other.wav"
    ann.call("audio.select", device="playback", name="wav:" + other)
    module.until(lambda: wav.is_tone(wav.tail(other, 2400) if wav.count(other)
                                     > 2400 else [0], 700, RATE, -12),
                 "the other device hears bob", pause=0.05)
    status = ann.call("engine.status")["audio"]["playback"]
    assert status["device"] == "wav:" + other, status
    ann.call("audio.select", device="capture", name="tone:600")
    bob.hears_tone(600)


@story
def softer(stage):
    "at half the volume the other side is heard 6 dB softer"
    ann, bob = pair(stage)
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    ann.call("audio.volume", device="playback", percent=50)
    ann.hears_tone(700, -18)
    ann.call("audio.volume", device="capture", percent=50)
    bob.hears_tone(1000, -18)


@story
def a_device_that_does_not_open(stage):
    "of several devices the first that opens is taken"
    ann = stage.engine(
        'audio {\n capture = {"wav:/nowhere.wav", "tone:900"}\n'
        ' playback = {"alsa:nosuchcard", "wav:%(folder)s/heard.wav"}\n'
        ' ring = {"null"}\n}\n' + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    bob.hears_tone(900)
    ann.hears_tone(700)


@story
def levels(stage):
    "meters show what is said and heard"
    ann, bob = pair(stage)
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    meters = ann.connect()
    meters.call("events.subscribe", topics=["session.levels"], meters_hz=10)
    meters.event("session.levels", lambda e: e["id"] == number and
                 -14 <= e["input_dbfs"] <= -10 and
                 -14 <= e["output_dbfs"] <= -10)
    ann.call("session.mute", session=number)
    meters.event("session.levels", lambda e: e["input_dbfs"] < -60)


if __name__ == "__main__":
    run()
