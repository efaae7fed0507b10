"""Recordings: two channels, left what was said here, right what was heard."""
import array
import wave

import wav

FULL = wav.FULL


def read(path):
    """(left, right, rate in Hz) of a whole WAV file."""
    with wave.open(str(path), "rb") as file:
        assert file.getnchannels() == 2, f"{path}: not two channels"
        assert file.getsampwidth() == 2, f"{path}: not 16 bits"
        rate = file.getframerate()
        data = array.array("h", file.readframes(file.getnframes()))
    return ([v / FULL for v in data[::2]], [v / FULL for v in data[1::2]],
            rate)


def write(path, left, right, rate=44100):
    both = array.array("h", [round(v * 32767) for pair in zip(left, right)
                             for v in pair])
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(both.tobytes())
    return path


def seconds(path):
    """As its header says; 0: no WAV yet."""
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() / file.getframerate()
    except (FileNotFoundError, EOFError, wave.Error):
        return 0


def steady(values, rate):
    """Without the first third of a second, when a call still settles."""
    return values[rate // 3:]


def share(values, hz, rate):
    """The part of 20 ms pieces in which that tone is what is heard."""
    parts = wav.tone_parts(values, hz, rate)
    return sum(parts) / len(parts) if parts else 0
