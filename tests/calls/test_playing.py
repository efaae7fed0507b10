"""Files that are played into calls, and music for those on hold."""
import os

import stage as module
import stereo
import wav
from engine import RATE, audio, direct
from tap import run, story

PCMU = "codecs = {PCMU}"


def music(path, hz=500, seconds=2):
    """A stereo file at 44.1 kHz; mixed, the tone is at -12 dBFS."""
    tone = wav.sine(hz, seconds, 0.5, 44100)
    return stereo.write(path, tone, [0] * len(tone))


def pair(stage, media="", codecs=PCMU):
    ann = stage.engine(audio("tone:1000", "wav") +
                       f"media {{\n%(rtp)s\n{media}\n}}\n" +
                       direct("ann", codecs), name="ann")
    bob = stage.engine(audio("null", "wav") +
                       direct("bob", codecs + "\nauto_answer = all"),
                       name="bob")
    return ann, bob


def talk(ann, bob):
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    bob.hears_tone(1000)
    return number


def is_silent(phone):
    module.until(lambda: wav.rms(wav.tail(phone.heard, RATE // 5)) < 0.001,
                 f"{phone.name} hears silence", pause=0.05)


@story
def on_hold(stage):
    "who is on hold hears the file, at 8 kHz from stereo at 44.1; then us again"
    file = music(stage.path("hold.wav"))
    ann, bob = pair(stage, f'hold_music = "{file}"')
    number = talk(ann, bob)
    ann.call("session.hold", session=number)
    ann.session(number, held_by_us=True)
    bob.hears_tone(500, -12)
    ann.call("session.unhold", session=number)
    ann.session(number, held_by_us=False)
    bob.hears_tone(1000)


@story
def it_begins_anew(stage):
    "a file that is shorter than the hold is heard again and again, seamlessly"
    file = music(stage.path("hold.wav"), seconds=0.5)
    ann, bob = pair(stage, f'hold_music = "{file}"')
    number = talk(ann, bob)
    ann.call("session.hold", session=number)
    # A busy machine may tear a hole now and then: one stretch counts.
    bob._hears("500 Hz all the while",
               lambda v: wav.is_tone(v, 500, RATE, -12), seconds=2)


@story
def of_the_service(stage):
    "the built-in music plays the file of hold_music, too"
    file = music(stage.path("hold.wav"), hz=600)
    ann, _ = pair(stage, f'hold_music = "{file}"')
    number = ann.dial("music")
    ann.session(number, state="established")
    ann.hears_tone(600, -12)


@story
def no_music(stage):
    "a file that is no sound is told of at start and at reload; hold is silent"
    file = stage.write("hold.wav", "this is no sound\n")
    ann, bob = pair(stage)
    ann.configure(audio("tone:1000", "wav") + "media {\n%(rtp)s\n"
                  f'hold_music = "{file}"\n}}\n' + direct("ann", PCMU))
    ann.call("engine.reload")
    warning = ann.client.event("engine.warning",
                               lambda e: e["code"] == "hold_music")
    assert file in warning["text"] and "no sound file" in warning["text"]
    assert "offhook reload" in warning["advice"], warning
    number = talk(ann, bob)
    ann.call("session.hold", session=number)
    ann.session(number, held_by_us=True)
    is_silent(bob)
    music(file)
    ann.call("engine.reload")
    bob.hears_tone(500, -12)
    ann.configure(audio("tone:1000", "wav") + "media {\n%(rtp)s\n}\n" +
                  direct("ann", PCMU))
    ann.call("engine.reload")
    is_silent(bob)


@story
def they_hear_a_file(stage):
    "a file is played to the other one, who hears us again when it is over"
    file = music(stage.path("jingle.wav"), seconds=1)
    ann, bob = pair(stage)
    number = talk(ann, bob)
    ann.call("session.mute", session=number)
    is_silent(bob)
    session = ann.call("session.play", session=number, file=file)["session"]
    assert session["playing"] == {"file": file, "loop": False,
                                  "to": "them"}, session
    bob.hears_tone(500, -12)
    event = ann.client.event("session.played")
    assert event["file"] == file and event["complete"] is True, event
    ann.session(number, playing=None)
    ann.call("session.unmute", session=number)
    bob.hears_tone(1000)


@story
def mixed_or_alone(stage):
    "the file is mixed with what we say, or heard alone; we may hear it, too"
    file = music(stage.path("jingle.wav"))
    ann, bob = pair(stage)
    number = talk(ann, bob)

    def both(phone):
        values = wav.tail(phone.heard, RATE // 5)
        return all(wav.goertzel(values, hz, RATE) > 0.1 for hz in (500, 1000))
    ann.call("session.play", session=number, file=file, loop=True)
    module.until(lambda: both(bob), "bob hears both", pause=0.05)
    ann.call("session.play", session=number, file=file, loop=True, alone=True)
    bob.hears_tone(500, -12)
    is_silent(ann)
    ann.call("session.play", session=number, file=file, loop=True, to="us")
    ann.hears_tone(500, -12)
    bob.client.mark()
    bob.hears_tone(1000, -12)
    ann.call("session.play", session=number, stop=True)
    is_silent(ann)
    event = ann.client.event("session.played")
    assert event["complete"] is False, event
    ann.session(number, playing=None, state="established")


@story
def what_cannot_be_played(stage):
    "what is no file, no sound, or no call is refused with words; nothing ends"
    ann, bob = pair(stage)
    number = talk(ann, bob)
    text = stage.write("note.wav", "this is no sound\n")
    pipe = stage.path("pipe.wav")
    os.mkfifo(pipe)
    for file, words in ((text, "no sound file"), (pipe, "it is no file"),
                        ("/nowhere.wav", "No such file")):
        error = ann.refused("session.play", session=number, file=file)
        assert error.code == 5 and words in error.message, error
        assert error.data["field"] == "file", error.data
    for params, field in (({"file": "x.wav"}, "file"), ({}, "file"),
                          ({"file": "/x", "to": "all"}, "to"),
                          ({"file": "/x", "stop": True}, "file")):
        error = ann.refused("session.play", session=number, **params)
        assert error.code == -32602 and error.data["field"] == field, error
    ann.session(number, playing=None)
    bob.client.mark()
    bob.hears_tone(1000)
    ann.call("session.hangup", session=number)
    ann.ended(number)
    assert ann.refused("session.play", session=number, file=text).code == 2


@story
def what_is_refused_changes_nothing(stage):
    "a file that cannot be played does not end the one that is being played"
    file = music(stage.path("jingle.wav"))
    text = stage.write("note.wav", "this is no sound\n")
    ann, bob = pair(stage)
    number = talk(ann, bob)
    ann.call("session.play", session=number, file=file, loop=True, alone=True)
    bob.hears_tone(500)
    ann.refused("session.play", session=number, file=text)
    session = ann.call("session.get", session=number)["session"]
    assert session["playing"]["file"] == file, session
    bob.client.mark()
    bob.hears_tone(500)


@story
def the_call_ends_first(stage):
    "a call that ends while a file is played ends the playing"
    file = music(stage.path("jingle.wav"))
    ann, bob = pair(stage)
    number = talk(ann, bob)
    ann.call("session.play", session=number, file=file, loop=True)
    bob.call("session.hangup", session=bob.first())
    ann.ended(number)
    event = ann.client.event("session.played")
    assert event["complete"] is False, event


@story
def by_command(stage):
    "offhook play takes a path as it is typed"
    file = music(stage.path("jingle.wav"), hz=600)
    ann, bob = pair(stage)
    talk(ann, bob)
    relative = os.path.relpath(file)
    status, output, error = ann.one_shot("play", relative, "--loop", "--alone")
    assert status == 0, (status, output, error)
    bob.hears_tone(600)
    status, output, error = ann.one_shot("play", "--stop")
    assert status == 0, (status, output, error)
    bob.hears_tone(1000)
    status, _, error = ann.one_shot("play", "--stop")
    assert status == 1 and "no call that a file is played to" in error, error


if __name__ == "__main__":
    run()
