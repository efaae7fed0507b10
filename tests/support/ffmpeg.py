"""Another implementation of the codecs: ffmpeg sends and hears RTP."""
import os

import ports
import process
import stage as module
import wav

# name -> (how it is encoded, clock and channels of its rtpmap); Opus is encoded
# by libopus as ours is, but decoded by code of ffmpeg's own.
CODECS = {
    "opus": (("libopus", "-ar", "48000", "-application", "voip"), "48000/2"),
    "G722": (("g722", "-ar", "16000"), "8000"),
    "PCMA": (("pcm_alaw", "-ar", "8000"), "8000"),
    "PCMU": (("pcm_mulaw", "-ar", "8000"), "8000"),
    "GSM": (("libgsm", "-ar", "8000"), "8000"),
    "L16": (("pcm_s16be", "-ar", "16000"), "16000"),
}


RATE = 48000            # Hz, of what an Ear writes
HEADER = 78             # bytes, of a file of ffmpeg's


def even_port():
    """RTP's; RTCP has the next one."""
    port = ports.some(3)
    return port + port % 2


def _quiet(*words):
    program = process.have("ffmpeg")
    if not program:
        raise AssertionError("ffmpeg is missing: package ffmpeg")
    return [program, "-nostdin", "-hide_banner", "-loglevel", "error", *words]


def rtpmap(name, kind):
    return f"a=rtpmap:{kind} {name}/{CODECS[name][1]}\r\n"


def tone(stage, name, kind, hz, source, remote):
    """A sine from local port source to remote, a process to be ended."""
    coder = CODECS[name][0]
    return stage.start(f"ffmpeg-{name}", _quiet(
        "-re", "-f", "lavfi", "-i", f"sine=frequency={hz}:sample_rate=48000",
        "-af", "volume=2", "-c:a", *coder, "-ac", "1",
        "-payload_type", str(kind), "-f", "rtp",
        f"rtp://{remote[0]}:{remote[1]}?localrtpport={source}"
        f"&localrtcpport={ports.port()}&pkt_size=400"))


def coded_gsm(stage, hz):
    """Ten seconds of a sine."""
    path = stage.path("tone.gsm")
    program = process.Process(stage, "code", _quiet(
        "-f", "lavfi", "-i", f"sine=frequency={hz}:duration=10", "-af",
        "volume=2", "-ac", "1", "-ar", "8000", "-c:a", "libgsm", "-f", "gsm",
        path))
    assert program.wait() == 0, program.log()
    with open(path, "rb") as file:
        return file.read()


def decoded(stage, form, data):
    """The samples, at 8 kHz, of data in a form that ffmpeg reads."""
    path, out = stage.path("coded." + form), stage.path("decoded.wav")
    with open(path, "wb") as file:
        file.write(data)
    program = process.Process(stage, "decode", _quiet(
        "-f", form, "-i", path, "-ac", "1", "-ar", "8000", "-y", out))
    assert program.wait() == 0, program.log()
    return wav.samples(out)[0]


def _is_bound(port):
    with open("/proc/net/udp", encoding="ascii") as file:
        return f":{port:04X} 00000000:0000" in file.read()


class Ear:
    """Hears the RTP that comes to its port, and writes it to a file.

    It listens when it has been made: a decoder that misses the beginning of a
    tone may not get over that, as GSM and G.729 only tell what changes.
    """

    def __init__(self, stage, name, kind, port):
        self.path = stage.path(f"heard-{name}.wav")
        sdp = stage.write(f"ear-{name}.sdp", (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
            f"t=0 0\r\nm=audio {port} RTP/AVP {kind}\r\n" + rtpmap(name, kind)))
        self.process = stage.start(f"ear-{name}", _quiet(
            "-protocol_whitelist", "file,rtp,udp", "-fflags", "nobuffer",
            "-probesize", "32", "-analyzeduration", "0",
            "-reorder_queue_size", "0", "-i", sdp, "-ac", "1", "-ar", RATE,
            "-flush_packets", "1", "-y", self.path))
        module.until(lambda: _is_bound(port), "ffmpeg listens")

    def _last(self, seconds):
        need = 2 * int(seconds * RATE)
        if not os.path.exists(self.path) or \
                os.stat(self.path).st_size < HEADER + 2 * need:
            return []
        return wav.tail(self.path, need // 2)

    def hears(self, hz):
        """For a quarter of a second that, and little else: a busy machine tears
        holes."""
        def clear():
            values = self._last(0.25)
            part = wav.goertzel(values, hz, RATE)
            return part > 0.1 and part > 0.9 * wav.rms(values) * 2 ** .5
        try:
            module.until(clear, f"ffmpeg hears {hz} Hz", pause=0.05)
        except AssertionError as trouble:
            heard = wav.describe(self._last(0.25), RATE)
            raise AssertionError(f"{trouble}; {heard}") from None
