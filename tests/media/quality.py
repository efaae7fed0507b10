"""How well speech is heard that came through a network: against what was said,
by measures that need no listener.

    delay    by cross-correlation, of every 100 ms of speech
    estoi    Jensen and Taal 2016
    nsim     Hines et al. 2015, on bands of the mel scale; the tenth percentile
             of patches of 300 ms: the bad moments
    bad      share of the speech, in 20 ms, that is silenced or damaged
    rating   of delay and damage together, as G.107 has it, in the short
"""
import numpy
from scipy import signal

FRAME = 0.02                    # s
ACTIVE_DB = -40                 # below the loudest: no speech
SILENCED_DB = 12                # quieter than it was
DAMAGED_DB = 9                  # beside it, on average of its bands


def _frames(x, size, hop):
    count = max((len(x) - size) // hop + 1, 0)
    return numpy.lib.stride_tricks.as_strided(
        x, (count, size), (x.strides[0] * hop, x.strides[0]))


def resampled(x, rate, other):
    if rate == other:
        return x
    common = numpy.gcd(rate, other)
    return signal.resample_poly(x, other // common, rate // common)


# --- delay -------------------------------------------------------------------

class Track:
    """The delay of what is heard, over time: at[i] seconds, ms[i]."""

    HOP, WINDOW, FIRST, LAST = 0.1, 0.4, 0.0, 0.8
    RATE = 8000
    SURE = 0.5

    def __init__(self, said, heard, rate, ppm=0):
        said, heard = resampled(said, rate, self.RATE), resampled(heard, rate, self.RATE)
        heard = numpy.concatenate([heard, numpy.zeros(self.RATE)])
        loudest = max(_power(said, int(self.WINDOW * self.RATE)).max(), 1)
        at, ms = [], []
        t = 0.0
        while t + self.WINDOW < len(said) / self.RATE:
            found = self._find(said, heard, t, loudest)
            if found is not None:
                at.append(t)
                # said on the talker's clock: when it was on the true one
                ms.append(found - 1e3 * (t / (1 + ppm * 1e-6) - t))
            t += self.HOP
        self.at, self.ms = numpy.array(at), numpy.array(ms)

    def _find(self, said, heard, t, loudest):
        size = int(self.WINDOW * self.RATE)
        begin = int(t * self.RATE)
        piece = said[begin:begin + size]
        power = numpy.dot(piece, piece)
        if power / size < loudest * 1e-3:
            return None
        there = heard[begin + int(self.FIRST * self.RATE):
                      begin + size + int(self.LAST * self.RATE)]
        if len(there) < size:
            return None
        product = signal.fftconvolve(there, piece[::-1], "valid")
        squares = numpy.concatenate([[0], numpy.cumsum(there * there)])
        powers = squares[size:] - squares[:-size]
        like = product / numpy.sqrt(power * numpy.maximum(powers, 1))
        best = int(numpy.argmax(like))
        if like[best] < self.SURE:
            return None
        return 1e3 * (best / self.RATE + self.FIRST)

    def between(self, first, last):
        """The delays in these seconds."""
        return self.ms[(self.at >= first) & (self.at < last)]


def _power(x, size):
    return (_frames(x, size, size) ** 2).mean(axis=1)


# --- what is heard, brought back in line -------------------------------------

class _Search:
    """Where in what is heard a piece of speech is most like itself."""

    REACH = 0.012               # s beside a delay
    AROUND = 0.5                # s in which delays of the track are tried

    def __init__(self, heard, rate, track):
        self.rate, self.track = rate, track
        self.reach = int(self.REACH * rate)
        self.heard = numpy.concatenate(
            [numpy.zeros(rate), heard, numpy.zeros(2 * rate)])

    def delays(self, t):
        """Those that the track has more than once about then."""
        at = self.track.at + Track.WINDOW / 2
        near = self.track.ms[numpy.abs(at - t) < self.AROUND]
        tens, times = numpy.unique(numpy.round(near / 10), return_counts=True)
        if not (times > 1).any():
            return [float(numpy.interp(t, at, self.track.ms))]
        return 10 * tens[times > 1]

    def like(self, piece, begin, delay):
        """(how like, the piece) at this place in what was said, so late."""
        size = len(piece)
        first = begin + self.rate - self.reach + int(delay * self.rate / 1000)
        there = self.heard[first:first + size + 2 * self.reach]
        if first < 0 or len(there) < size + 2 * self.reach:
            return -1, numpy.zeros(size)
        product = signal.fftconvolve(there, piece[::-1], "valid")
        squares = numpy.concatenate([[0], numpy.cumsum(there * there)])
        powers = numpy.maximum(squares[size:] - squares[:-size], 0) + 1
        like = product / numpy.sqrt(powers)
        best = int(numpy.argmax(like))
        return like[best], there[best:best + size]


def aligned(said, heard, rate, track, ppm=0):
    """What is heard, each 20 ms of it from where it belongs."""
    hop = int(FRAME * rate)
    window = numpy.hanning(2 * hop + 1)[:-1]
    out = numpy.zeros(len(said) + 2 * hop)
    search = _Search(heard, rate, track)
    for begin in range(0, len(said) - 2 * hop, hop):
        t = begin / rate + FRAME
        skew = 1e3 * (t / (1 + ppm * 1e-6) - t)
        piece = said[begin:begin + 2 * hop]
        found = [search.like(piece, begin, delay + skew)
                 for delay in search.delays(t)]
        best = max(found, key=lambda like_piece: like_piece[0])[1]
        out[begin:begin + 2 * hop] += window * best
    return out[:len(said)]


# --- bands -------------------------------------------------------------------

def _mel_bands(rate, size, count, low=100):
    def mel(hz):
        return 1127 * numpy.log(1 + hz / 700)
    edges = 700 * (numpy.exp(numpy.linspace(
        mel(low), mel(min(rate / 2, 8000)), count + 2) / 1127) - 1)
    hz = numpy.arange(size // 2 + 1) * rate / size
    rising = (hz - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - hz) / (edges[2:] - edges[1:-1])[:, None]
    return numpy.maximum(0, numpy.minimum(rising, falling))


def _levels(x, rate, bands=24):
    """dB of each band, each 10 ms."""
    size, hop = int(0.02 * rate), int(0.01 * rate)
    spectrum = numpy.abs(numpy.fft.rfft(
        _frames(x, size, hop) * numpy.hanning(size))) ** 2
    power = spectrum @ _mel_bands(rate, size, bands).T
    return 10 * numpy.log10(power + 1e-3)


def _both_levels(said, heard, rate):
    a, b = _levels(said, rate), _levels(heard, rate)
    top = numpy.percentile(a, 99.5)
    floor = top - 55
    return numpy.maximum(a, floor) - floor, numpy.maximum(b, floor) - floor


def _active(said, rate):
    """Which frames of 20 ms, each 10 ms, are speech."""
    power = (_frames(said, int(FRAME * rate), int(FRAME / 2 * rate)) ** 2
             ).mean(axis=1)
    return power > power.max() * 10 ** (ACTIVE_DB / 10)


def nsim(said, heard, rate):
    """The tenth percentile over patches."""
    a, b = _both_levels(said, heard, rate)
    kernel = numpy.outer([1, 2, 1], [1, 2, 1]) / 16

    def smooth(x):
        return signal.convolve2d(x, kernel, "valid")
    mean_a, mean_b = smooth(a), smooth(b)
    var_a = numpy.maximum(smooth(a * a) - mean_a ** 2, 0)
    var_b = numpy.maximum(smooth(b * b) - mean_b ** 2, 0)
    cross = smooth(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 55) ** 2, (0.03 * 55) ** 2 / 2
    light = (2 * mean_a * mean_b + c1) / (mean_a ** 2 + mean_b ** 2 + c1)
    structure = (cross + c2) / (numpy.sqrt(var_a * var_b) + c2)
    each = (light * structure).mean(axis=1)
    active = _active(said, rate)[1:len(each) + 1]
    patches = [each[i:i + 30].mean() for i in range(0, len(each) - 30, 10)
               if active[i:i + 30].mean() > 0.5]
    return float(numpy.percentile(patches, 10))


def bad(said, heard, rate):
    """Percent of the speech that is silenced or damaged."""
    a, b = _both_levels(said, heard, rate)
    active = _active(said, rate)[:len(a)]
    counted = a > 15                # bands that are heard at all
    n = numpy.maximum(counted.sum(axis=1), 1)
    beside = (numpy.abs(a - b) * counted).sum(axis=1) / n
    quieter = ((a - b) * counted).sum(axis=1) / n
    wrong = (beside > DAMAGED_DB) | (quieter > SILENCED_DB)
    return 100 * float(wrong[active].mean())


def longest_silence(heard, rate):
    """ms without any sound at all."""
    quiet = numpy.abs(heard) < 2
    edges = numpy.flatnonzero(numpy.diff(numpy.concatenate(
        [[0], quiet.astype(int), [0]])))
    spans = edges[1::2] - edges[::2]
    return 1e3 * float(spans.max() if len(spans) else 0) / rate


# --- intelligibility ---------------------------------------------------------

def _third_octaves(rate, size):
    centres = 150 * 2.0 ** (numpy.arange(15) / 3)
    hz = numpy.arange(size // 2 + 1) * rate / size
    low, high = centres * 2 ** (-1 / 6), centres * 2 ** (1 / 6)
    return ((hz >= low[:, None]) & (hz < high[:, None])).astype(float)


def _normal(x, axis):
    x = x - x.mean(axis=axis, keepdims=True)
    return x / (numpy.sqrt((x * x).sum(axis=axis, keepdims=True)) + 1e-12)


def estoi(said, heard, rate):
    said, heard = resampled(said, rate, 10000), resampled(heard, rate, 10000)
    size, hop, span = 256, 128, 30
    window = numpy.hanning(size + 2)[1:-1]
    a, b = _frames(said, size, hop) * window, _frames(heard, size, hop) * window
    loud = (a ** 2).sum(axis=1)
    speech = loud > loud.max() * 1e-4
    bands = _third_octaves(10000, 512).T
    a = numpy.sqrt(numpy.abs(numpy.fft.rfft(a[speech], 512)) ** 2 @ bands).T
    b = numpy.sqrt(numpy.abs(numpy.fft.rfft(b[speech], 512)) ** 2 @ bands).T
    scores = []
    for i in range(a.shape[1] - span):
        x = _normal(_normal(a[:, i:i + span], 1), 0)
        y = _normal(_normal(b[:, i:i + span], 1), 0)
        scores.append((x * y).sum() / span)
    return float(numpy.mean(scores))


def rating(delay_ms, bad_percent):
    lost = 0.024 * delay_ms + 0.11 * max(delay_ms - 177.3, 0)
    return 93.2 - lost - 95 * bad_percent / (bad_percent + 25.1)
