"""What is left of an echo, of noise, and of who speaks meanwhile, in simulated
rooms (tests/unit/simulated_room.h): bench_echo computes, the worst of five seeds
counts.

A minute of speech from the loudspeaker; somebody speaks into the microphone from
25 to 37 s; at 45 s something in the room moves. Beside it stands what others
reached in such rooms, measured once: the canceller of libspeexdsp (256 ms, with
its residual suppressor) and that of webrtc-audio-processing 0.3.
"""
import collections
import concurrent.futures
import json
import os
import subprocess

SEEDS = range(1, 6)
PROGRAM = "tests/bench/bench_echo"

# room: what is asked for; dB, ESTOI
GOALS = {
    "room": dict(start=20, soon=30, changed=20, both=.95),
    "laptop": dict(start=20, soon=30, changed=20, both=.95),
    "laptop, delay 180 ms": dict(soon=30, both=.95),
    "laptop, delay 400 ms": dict(soon=30, both=.95),
    "room, clocks 20 ppm apart": dict(soon=25, both=.95),
    "room, clocks 100 ppm apart": dict(steady=25, both=.95),
    "laptop, clocks 100 ppm apart": dict(steady=25, both=.95),
    "room, loudspeaker that clips": dict(both=.95),
}
BESIDE = {
    ("laptop", "start"): "speexdsp 9, webrtc 23-32",
    ("laptop", "soon"): "speexdsp 31, webrtc 28",
    ("laptop", "changed"): "speexdsp 1, webrtc 27-31",
    ("laptop", "both"): "speexdsp .963, webrtc .707",
    ("room", "start"): "speexdsp 15, webrtc 31",
    ("room", "soon"): "speexdsp 31, webrtc 30",
    ("room", "changed"): "speexdsp 2, webrtc 33",
    ("room", "both"): "speexdsp .964, webrtc .820",
    ("room, clocks 100 ppm apart", "steady"): "speexdsp 12, webrtc 35",
    ("room, clocks 100 ppm apart", "both"): "speexdsp .873, webrtc .774",
    ("room, loudspeaker that clips", "both"): "speexdsp .953, webrtc .827",
}
WORDS = {"start": "1-3 s", "soon": "5-10 s", "steady": "15-25 s",
         "changed": "1-3 s after a change", "both": "both speak"}


def _compute(seed):
    return subprocess.run([PROGRAM, str(seed)], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def _measured():
    """(rooms, noises): name: the results of all seeds."""
    rooms, noises = collections.defaultdict(list), collections.defaultdict(list)
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        outputs = list(pool.map(_compute, SEEDS))
    for line in "".join(outputs).splitlines():
        found = json.loads(line)
        if "room" in found:
            rooms[found["room"]].append(found)
        else:
            noises[found["noise"]].append(found)
    return rooms, noises


def _room(table, name, found):
    for key, goal in GOALS[name].items():
        least = min(f[key] for f in found)
        unit, digits = ("", 3) if key == "both" else (" dB", 0)
        table.row(f"{name}: {WORDS[key]}", f"{least:.{digits}f}{unit}",
                  f">= {goal:.{2 if key == 'both' else 0}f}{unit}",
                  least >= goal, BESIDE.get((name, key), ""),
                  why="of the seeds: " + ", ".join(
                      f"{f[key]:.{digits}f}" for f in found))


def _noise(table, snr, found):
    quieter = min(f["quieter"] for f in found)
    gained = min(f["with"] - f["bare"] for f in found)
    table.row(f"fan {snr} dB below speech: pauses", f"-{quieter:.1f} dB",
              "<= -11 dB", quieter >= 11, "speexdsp -11 to -12")
    table.row(f"fan {snr} dB below speech: ESTOI", f"{gained:+.3f}", ">= +0",
              gained >= 0, f"speexdsp +{.041 if snr == 15 else .068}")


def echo_canceller(stage, table):
    del stage
    rooms, noises = _measured()
    for name, found in rooms.items():
        _room(table, name, found)
    for snr, found in noises.items():
        _noise(table, snr, found)
    table.most("echo, noise: CPU a second of sound",
               max(f["cpu"] for all in rooms.values() for f in all), 3.5,
               "ms", "speexdsp and webrtc 2 to 3.5", digits=2)
