"""One end of an RTP stream over a socket: PCMU in, PCMU out, key presses."""
import math
import select
import socket
import struct
import threading
import time

import ports
import stage
import wav

EVENTS = "0123456789*#ABCD"


def _ulaw(value):
    """One linear 16-bit sample as G.711 mu-law."""
    sign, value = (0x80, -value) if value < 0 else (0, value)
    value = min(value, 32635) + 132
    exponent = value.bit_length() - 8
    return ~(sign | exponent << 4 | value >> (exponent + 3) & 15) & 0xff


def _linear(byte):
    byte = ~byte & 0xff
    value = (((byte & 15) << 3) + 132 << (byte >> 4 & 7)) - 132
    return -value if byte & 0x80 else value


ULAW = bytes(_ulaw(v - 32768) for v in range(65536))
LINEAR = [_linear(b) / 32768 for b in range(256)]
SILENCE = b"\xff" * 160


def encode(values):
    """Samples -1..1 as mu-law."""
    return bytes(ULAW[max(-32768, min(32767, round(v * 32767))) + 32768]
                 for v in values)


def decode(data):
    return [LINEAR[b] for b in data]


ROWS, COLUMNS = (697, 770, 852, 941), (1209, 1336, 1477, 1633)
PAD = ("123A", "456B", "789C", "*0#D")


def _key_in(values):
    """The key whose two tones are most of a packet's sound; None: no key."""
    if wav.rms(values) < 0.01:
        return None
    row, column = (max(group, key=lambda hz: wav.goertzel(values, hz, 8000))
                   for group in (ROWS, COLUMNS))
    power = sum(wav.goertzel(values, hz, 8000) ** 2 / 2 for hz in (row, column))
    if power < 0.7 * wav.rms(values) ** 2:
        return None
    return PAD[ROWS.index(row)][COLUMNS.index(column)]


def packet(sequence, timestamp, payload, kind=0, ssrc=0x0ffa0000, marker=False):
    return struct.pack("!BBHII", 0x80, kind | (0x80 if marker else 0),
                       sequence & 0xffff, timestamp & 0xffffffff,
                       ssrc) + payload


class Packet:
    def __init__(self, data, when):
        self.when, self.data = when, data   # time.monotonic(), all of it
        first, second, self.sequence, self.timestamp, self.ssrc = \
            struct.unpack("!BBHII", data[:12])
        self.marker, self.type = bool(second & 0x80), second & 0x7f
        self.payload = data[12 + 4 * (first & 15):]


class Stream:
    """Sends 20 ms a packet from a thread of its own, and keeps what comes."""

    def __init__(self, on, name="rtp", address="127.0.0.1"):
        self.name = name
        self.socket = socket.socket(ports.family(address), socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.port = self.socket.getsockname()[1]
        self.received, self.sent = [], 0
        self._instead = []      # (timestamp, payload, type, marker) to be sent
        self._remote, self._next = None, self._silence
        self._stop = threading.Event()
        self._arrived = threading.Condition()
        self._threads = []
        on.add(self)

    def _silence(self, number):
        return SILENCE

    @property
    def remote(self):
        return self._remote

    def start(self, remote, source=None):
        """remote: (address, port); source(number of the packet) -> payload."""
        self._remote, self._next = remote, source or self._silence
        for work in (self._send, self._receive):
            thread = threading.Thread(target=work, daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def road(self, data):
        """What becomes of a packet on its way; a story may change that."""
        return [data]

    def arrive(self, data):
        """The packet in what came; None: there is none."""
        return data

    def tone(self, hz, amplitude=0.25):
        """From now on this is what is sent."""
        step = 2 * math.pi * hz / 8000

        def source(number):
            return encode(amplitude * math.sin(step * (160 * number + i))
                          for i in range(160))
        self._next = source
        return source

    def _send(self):
        began = time.monotonic()
        while not self._stop.wait(max(began + self.sent * 0.02 -
                                      time.monotonic(), 0)):
            timestamp, payload, kind, marker = self._instead.pop(0) \
                if self._instead else (160 * self.sent, self._next(self.sent),
                                       0, not self.sent)
            try:
                for data in self.road(packet(self.sent, timestamp, payload,
                                             kind, marker=marker)):
                    self.socket.sendto(data, self._remote)
            except OSError:         # nobody there any more
                pass
            self.sent += 1

    def _receive(self):
        while not self._stop.is_set():
            if not select.select([self.socket], [], [], 0.05)[0]:
                continue
            try:
                data = self.socket.recv(2048)
            except OSError:
                continue
            data = self.arrive(data) if len(data) >= 12 else None
            with self._arrived:
                if data:
                    self.received.append(Packet(data, time.monotonic()))
                self._arrived.notify_all()

    def newest(self):
        """The last packet of sound: where reports of ours came from this port,
        theirs come here as well."""
        return next(p for p in reversed(self.received)
                    if not 72 <= p.type <= 76)      # RTCP's (RFC 5761 4)

    def wait(self, condition, what, timeout=stage.PATIENCE):
        """condition(list of packets) is to become true."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: condition(self.received),
                                          timeout):
                raise AssertionError(f"{self.name} waited in vain for {what}; "
                                     f"{len(self.received)} packets came")

    def heard(self, seconds):
        """Waits for that much more sound, and returns its samples."""
        want = int(seconds * 50)
        start = len(self.received)
        self.wait(lambda all_: len(all_) >= start + want, f"{seconds} s of RTP")
        return [v for p in self.received[start:start + want] if p.type == 0
                for v in decode(p.payload)]

    def hears_tone(self, hz, loudness=-12, seconds=0.4):
        """From now on, for so long, that and nothing else comes back."""
        start, need = len(self.received), int(seconds * 50)

        def steadily(packets):
            last = [p for p in packets[start:] if p.type == 0][-need:]
            return len(last) == need and wav.is_tone(
                [v for p in last for v in decode(p.payload)], hz, 8000,
                loudness)
        self.wait(steadily, f"{hz} Hz")

    def press(self, keys, kind=101, duration_ms=100):
        """Key presses by RFC 4733 in place of sound, one after the other."""
        steps = duration_ms // 20
        timestamp = 160 * self.sent
        for key in keys:
            for step in range(1, steps + 3):
                last = step >= steps
                payload = struct.pack("!BBH", EVENTS.index(key),
                                      0x80 * last | 10, 160 * min(step, steps))
                self._instead.append((timestamp, payload, kind, step == 1))
            timestamp += 160 * (steps + 3)

    def keys(self, kind=101):
        """The keys that were pressed over there, each once."""
        pressed = []
        for p in self.received:
            if p.type == kind and (not pressed or
                                   pressed[-1][0] != p.timestamp):
                pressed.append((p.timestamp, EVENTS[p.payload[0]]))
        return "".join(key for _, key in pressed)

    def presses(self, kind=101):
        """Those keys as {key, timestamp, duration_ms, volume}, once ended."""
        ended = {}
        for p in self.received:
            if p.type == kind and p.payload[1] & 0x80:
                ended[p.timestamp] = {
                    "key": EVENTS[p.payload[0]], "timestamp": p.timestamp,
                    "volume": p.payload[1] & 0x3f, "duration_ms":
                    struct.unpack("!H", p.payload[2:4])[0] // 8}
        return [ended[stamp] for stamp in sorted(ended)]

    def sounded(self):
        """The keys that were heard as two tones, each once (ITU-T Q.23)."""
        heard, last = "", None
        for p in self.received:
            key = _key_in(decode(p.payload)) if p.type == 0 else None
            if key and key != last:
                heard += key
            last = key
        return heard

    def end(self):
        self._stop.set()
        for thread in self._threads:
            thread.join()
        self.socket.close()

    def log(self):
        return f"{self.sent} packets sent, {len(self.received)} received"
