"""Calls of tests/media/receive, judged by quality.py.

    judge.py RECEIVE CODEC TRACE LOSS SEED...
        {"estoi": of the codec alone, "nsim": likewise, "calls": [{...}]}
"""
import glob
import json
import subprocess
import sys
import wave

import numpy

import quality

SECONDS = 60
SPEECH = "/usr/share/sounds/alsa/*_*.wav"      # package alsa-utils
CODECS = {"pcmu": (8000, 8000, 1), "g722": (16000, 8000, 1),
          "opus": (48000, 48000, 2)}            # rate, clock, channels


def speech(rate, seconds=SECONDS):
    """Real words with pauses between, and a little noise behind."""
    rng = numpy.random.default_rng(1)
    pieces, n = [], 0
    names = sorted(glob.glob(SPEECH))
    if not names:
        sys.exit(f"no speech at {SPEECH}: install alsa-utils")
    while n < seconds * rate:
        with wave.open(names[len(pieces) // 2 % len(names)]) as f:
            word = numpy.frombuffer(f.readframes(f.getnframes()),
                                    "<i2").astype(float)
            word = quality.resampled(word, f.getframerate(), rate)
        pause = numpy.zeros(int(rate * (0.25 + 0.5 * rng.random())))
        pieces += [word * 14000 / numpy.abs(word).max(), pause]
        n += len(word) + len(pause)
    said = numpy.concatenate(pieces)[:int(seconds * rate)]
    return numpy.round(said + rng.normal(0, 6, len(said)))


def call(program, codec, trace, seed, loss, said):
    """(what is heard, what became of the packets)"""
    rate, clock, channels = CODECS[codec]
    done = subprocess.run(
        [program, codec, str(clock), str(channels), trace, str(seed),
         str(loss)], input=said.astype("<i2").tobytes(), check=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    facts = dict(line.split() for line in done.stderr.decode().splitlines())
    return numpy.frombuffer(done.stdout, "<i2").astype(float), {
        name: int(value) for name, value in facts.items()}


def judge(call_, codec, said, coded, seed):
    """call_(seed): what is heard, and the facts of it."""
    rate = CODECS[codec][0]
    heard, facts = call_(seed)
    track = quality.Track(said, heard, rate, facts["ppm"])
    inline = quality.aligned(said, heard, rate, track, facts["ppm"])
    delay = float(numpy.median(track.ms))
    bad = quality.bad(coded, inline, rate)
    return {
        **facts, "delay": delay, "bad": bad,
        "delay_p95": float(numpy.percentile(track.ms, 95)),
        "rating": quality.rating(delay, bad),
        "estoi": quality.estoi(said, inline, rate),
        "nsim": quality.nsim(said, inline, rate),
        "silence": quality.longest_silence(heard[rate:-2 * rate], rate),
        "at": [round(float(t), 2) for t in track.at],
        "ms": [round(float(ms), 1) for ms in track.ms],
    }


def main(program, codec, trace, loss, *seeds):
    rate = CODECS[codec][0]
    said = speech(rate)
    coded, _ = call(program, codec, "codec", 0, loss, said)
    coded = quality.aligned(said, coded, rate, quality.Track(
        said, coded, rate))
    print(json.dumps({
        "estoi": quality.estoi(said, coded, rate),
        "nsim": quality.nsim(said, coded, rate),
        "calls": [judge(
            lambda n: call(program, codec, trace, n, loss, said),
            codec, said, coded, seed) for seed in seeds]}))


if __name__ == "__main__":
    main(*sys.argv[1:])
