"""baresip, which agrees on codecs by itself, and echoes."""
import baresip
from engine import audio, direct
from tap import run, story

# What it has, and what is agreed on: name, rate of the sound in Hz.
CASES = [("module opus.so", "opus", 48000), ("module g722.so", "G722", 16000),
         ("audio_srate 8000-8000\nmodule g711.so", "PCMA", 8000),
         ("audio_srate 8000-8000\nmodule gsm.so", "GSM", 8000),
         ("audio_srate 16000-16000\nmodule l16.so", "L16", 16000)]


def phone(stage):
    return stage.engine(
        audio("tone:1000", "wav") + direct(
            "ann", 'codecs = {"opus", "G722", "PCMA", "PCMU", "L16", "GSM"}'),
        name="ann")


def built(ann, name):
    refusal = ann.refused("session.call", to="sip:x@127.0.0.1:9",
                          codecs=["none"])
    return name in str(refusal)


@story
def what_both_have(stage):
    "of our offer it takes what it has, and the tone that we send comes back"
    ann = phone(stage)
    for number, (modules, codec, rate) in enumerate(CASES):
        if not built(ann, codec):
            continue
        peer = baresip.Baresip(stage, f"baresip-{number}", modules)
        call = ann.dial(peer.uri())
        ann.session(call, state="established")
        media = ann.media(call)
        assert (media["codec"], media["sample_rate_hz"]) == (codec, rate), media
        # see test_codecs.py: how loud GSM is may be chance
        ann.hears_mostly(1000, 0.003 if codec == "GSM" else 0.1)
        ann.call("session.hangup", session=call)
        ann.ended(call)


if __name__ == "__main__":
    run()
