"""A sound card made of files, for stories: tests/card/card.c says what it can.

    card = Card(on, hears=1000)
    phone = on.engine(audio(card.device, card.device), alsa=card.config)
    ...
    card.says_tone(440)

Microphone and loudspeaker share one time axis, that of all cards of this test.
"""
import array
import os
import time

import stage
import wav

LIBRARY = "tests/card/.libs/libasound_module_pcm_offhook_card.so"
EPOCH = time.monotonic_ns()
BEHIND = 0.1        # s: what the card has not yet written down
BURST = 0.05        # s


def world():
    """Seconds since second 0 of all cards."""
    return (time.monotonic_ns() - EPOCH) / 1e9


def rack(on, *cards):
    """The configuration of a machine with all of them; its path.  The first is
    the default."""
    return on.write("+".join(card.name for card in cards) + ".asound.conf", (
        f'</usr/share/alsa/alsa.conf>\n'
        f'pcm_type.offhook_card {{\n'
        f'  lib "{os.path.join(stage.BUILD, LIBRARY)}"\n}}\n'
        + "".join(card.entry for card in cards) +
        f'pcm.!default {cards[0].name}\n'))


def longest_silence(cards, since, until):
    """s in a row in which nothing comes out of any of these loudspeakers."""
    step = 100          # 10 ms each
    count = int((until - since) * step)
    silent = [True] * count
    for card in cards:
        values = card.said(until - since, until=until)
        piece = card.rate // step
        for i in range(count):
            if wav.rms(values[i * piece:(i + 1) * piece]) > 0.01:
                silent[i] = False
    longest = run = 0
    for quiet in silent:
        run = run + 1 if quiet else 0
        longest = max(longest, run)
    return longest / step


class Card:
    """hears: Hz of a tone, or samples (-1..1) that are repeated, or None.

    options: of card.c, as rate=44100, channels=2, ppm=300, events="xrun@2".
    Events count in world() seconds: f"unplug@{world() + 3}".
    """

    def __init__(self, on, name="card", hears=None, rate=48000, channels=1,
                 **options):
        self.name, self.rate, self.channels = name, rate, channels
        self.device = f"alsa:{name}"
        self._files = {what: on.path(f"{name}.{what}") for what in (
            "microphone", "loudspeaker", "gone", "stalls", "report")}
        self.hear(hears)
        self.entry = self._entry(options)
        self.config = rack(on, self)

    def _entry(self, options):
        all_options = {
            "rate": self.rate, "channels": self.channels,
            "infile": self._files["microphone"],
            "outfile": self._files["loudspeaker"],
            "gone": self._files["gone"], "stalls": self._files["stalls"],
            "report": self._files["report"],
            "epoch": str(EPOCH)} | options
        words = "".join(
            f'  {key} "{value}"\n' if isinstance(value, str)
            else f"  {key} {value}\n" for key, value in all_options.items())
        return (f'pcm.{self.name} {{\n  type offhook_card\n{words}'
                f'  hint {{ show on description "A card of files" }}\n}}\n')

    # microphone

    def hear(self, what):
        """From now on, also while a phone listens."""
        if what is None:
            what = [0.0] * self.rate
        elif isinstance(what, (int, float)):
            what = wav.sine(what, 1, rate=self.rate)
        data = array.array("h", [
            max(-32768, min(32767, round(v * 32767)))
            for v in what for _ in range(self.channels)])
        # In place: the card keeps the file open.
        with open(self._files["microphone"], "ab") as file:
            file.truncate(len(data) * 2)
        with open(self._files["microphone"], "r+b") as file:
            file.write(data.tobytes())

    def hear_bursts(self, hz=1000):
        """A short tone at the beginning of each second of world()."""
        tone = wav.sine(hz, BURST, rate=self.rate)
        self.hear(tone + [0.0] * (self.rate - len(tone)))

    # loudspeaker

    def said(self, seconds=0.5, channel=0, until=None):
        """Samples of so many seconds until then, or until just now."""
        until = until or world() - BEHIND
        count = int(seconds * self.rate)
        start = max(int(until * self.rate) - count, 0)
        frame = 2 * self.channels
        try:
            with open(self._files["loudspeaker"], "rb") as file:
                file.seek(start * frame)
                data = file.read(count * frame)
        except FileNotFoundError:
            data = b""
        values = array.array("h", data[:len(data) // frame * frame])
        values.extend([0] * (count * self.channels - len(values)))
        return [v / wav.FULL for v in values[channel::self.channels]]

    def _says(self, what, good, seconds):
        begin = world() + BEHIND + seconds
        last = []

        def now():
            last[:] = self.said(seconds) if world() > begin else []
            return last and good(last)
        try:
            stage.until(now, f"{self.name} says {what}", pause=0.05)
        except AssertionError as trouble:
            raise AssertionError(
                f"{trouble}; it says "
                f"{wav.describe(last, self.rate)}") from None
        return last

    def says_tone(self, hz, seconds=0.4):
        """Waits for that and nothing else."""
        self._says(f"{hz} Hz", lambda v: all(
            wav.tone_parts(v, hz, self.rate)), seconds)

    def says_in_tune(self, hz, amplitude=0.25):
        """The same, and as high and as loud as it was said."""
        self._says(f"{hz} Hz at {amplitude}", lambda v: all(
            wav.tone_parts(v, hz, self.rate)) and
            abs(wav.frequency(v, self.rate) - hz) < 3 and
            abs(wav.goertzel(v, hz, self.rate) - amplitude) < 0.03, 0.4)

    def says_nothing(self, seconds=0.4):
        return self._says("nothing", lambda v: wav.rms(v) < 0.003, seconds)

    def _burst_delay(self, second, floor):
        values = self.said(1, until=second + 1)
        return next((i * 1000 / self.rate for i, v in enumerate(values)
                     if abs(v) > floor), None)

    def burst_delays(self, seconds=3, floor=0.03, since=0):
        """What bursts of another card's hear_bursts() take to this loudspeaker,
        in ms: waits for so many seconds in a row with one each, after since."""
        delays = []

        def heard():
            last = int(world() - BEHIND)
            delays[:] = [self._burst_delay(second, floor)
                         for second in range(last - seconds, last)
                         if second >= 0]
            return last - seconds >= since and None not in delays
        stage.until(heard, f"{self.name} says a burst each second", pause=0.2)
        return delays

    # the card itself

    def unplug(self):
        with open(self._files["gone"], "wb"):
            pass

    def stall(self, ms):
        """It stands still for so long, and goes on from there."""
        with open(self._files["stalls"], "ab") as file:
            file.write(bytes(ms))

    def replug(self):
        os.unlink(self._files["gone"])

    def reports(self):
        """One dict of numbers for each PCM that was closed."""
        try:
            with open(self._files["report"], encoding="ascii") as file:
                return [{key: int(number) for key, number in (
                    word.split("=") for word in line.split())}
                        for line in file]
        except FileNotFoundError:
            return []
