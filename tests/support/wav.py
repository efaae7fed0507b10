"""Tones and silence in WAV files: mono, 16 bits."""
import array
import math
import os
import wave

FULL = 32768.0


def samples(path):
    """(samples -1..1 as floats, rate in Hz); of several channels the first.

    Tolerates a header whose length was not filled in: the writer still writes.
    """
    with wave.open(str(path), "rb") as file:
        rate, channels = file.getframerate(), file.getnchannels()
        if file.getsampwidth() != 2:
            raise AssertionError(f"{path}: not 16 bits")
        data = file.readframes(file.getnframes())
    if not data:
        with open(path, "rb") as raw:
            data = raw.read()[44:]
    values = array.array("h", data[:len(data) // (2 * channels) * 2 * channels])
    return [v / FULL for v in values[::channels]], rate


HEADER = 44     # bytes; that of a file which is still being written


def count(path):
    """How many samples a file of ours (mono) holds by now."""
    try:
        return max(os.stat(path).st_size - HEADER, 0) // 2
    except FileNotFoundError:
        return 0


def tail(path, number):
    """The last so many samples of a file that is still being written."""
    have = count(path)
    if not have:
        return []
    with open(path, "rb") as file:
        file.seek(HEADER + 2 * max(have - number, 0))
        data = file.read(2 * min(have, number))
    return [v / FULL for v in array.array("h", data[:len(data) // 2 * 2])]


def write(path, values, rate=8000):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array.array(
            "h", [max(-32768, min(32767, round(v * 32767)))
                  for v in values]).tobytes())
    return path


def sine(hz, seconds, amplitude=0.25, rate=8000):
    step = 2 * math.pi * hz / rate
    return [amplitude * math.sin(step * i) for i in range(int(seconds * rate))]


def goertzel(values, hz, rate):
    """The amplitude of a sine of that frequency within the values."""
    if not values:
        return 0.0
    c = 2 * math.cos(2 * math.pi * hz / rate)
    a = b = 0.0
    for v in values:
        a, b = v + c * a - b, a
    return 2 * math.sqrt(max(a * a + b * b - c * a * b, 0)) / len(values)


def rms(values):
    return math.sqrt(sum(v * v for v in values) / len(values)) if values else 0.0


def dbfs(amplitude):
    """Of a sine's amplitude: full scale is 0."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -200.0


def frequency(values, rate):
    """By counting where a steady tone crosses zero upwards."""
    crossings = [i - values[i] / (values[i] - values[i - 1])
                 for i in range(1, len(values))
                 if values[i - 1] < 0 <= values[i]]
    if len(crossings) < 2:
        return 0.0
    return (len(crossings) - 1) * rate / (crossings[-1] - crossings[0])


def tone_parts(values, hz, rate, part_ms=20, floor=0.02):
    """For each part, whether that tone is what is heard in it."""
    n = rate * part_ms // 1000
    parts = []
    for i in range(0, len(values) - n + 1, n):
        part = values[i:i + n]
        tone = goertzel(part, hz, rate)
        parts.append(tone > floor and tone > 0.9 * math.sqrt(2) * rms(part))
    return parts


def is_tone(values, hz, rate, loudness=None):
    """Steadily that tone, and so loud: dBFS within 1 dB, None: any."""
    return all(tone_parts(values, hz, rate)) and (
        loudness is None or
        abs(dbfs(goertzel(values, hz, rate)) - loudness) < 1)


def describe(values, rate):
    """In words, for what should have been heard."""
    if not values:
        return "nothing new"
    return (f"{frequency(values, rate):.0f} Hz at "
            f"{dbfs(rms(values) * math.sqrt(2)):.1f} dBFS")
