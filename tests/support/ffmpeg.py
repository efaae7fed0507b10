"""Another implementation of the codecs: ffmpeg sends and hears RTP."""
import os
import socket

import ports
import process
import wav

# name -> (how it is encoded, clock and channels of its rtpmap); Opus is encoded
# by libopus as ours is, but decoded by code of ffmpeg's own.
CODECS = {
    "opus": (("libopus", "-ar", "48000", "-application", "voip"), "48000/2"),
    "G722": (("g722", "-ar", "16000"), "8000"),
    "PCMA": (("pcm_alaw", "-ar", "8000"), "8000"),
    "PCMU": (("pcm_mulaw", "-ar", "8000"), "8000"),
    "GSM": (("libgsm", "-ar", "8000"), "8000"),
    "G729": (None, "8000"),
    "L16": (("pcm_s16be", "-ar", "16000"), "16000"),
}


def _quiet(*words):
    return ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", *words]


def rtpmap(name, kind):
    return f"a=rtpmap:{kind} {name}/{CODECS[name][1]}\r\n"


def tone(stage, name, kind, hz, source, remote):
    """A sine from local port source to remote, a process to be ended."""
    coder = CODECS[name][0]
    return process.Process(stage, f"ffmpeg-{name}", _quiet(
        "-re", "-f", "lavfi", "-i", f"sine=frequency={hz}:sample_rate=48000",
        "-af", "volume=2", "-c:a", *coder, "-ac", "1",
        "-payload_type", str(kind), "-f", "rtp",
        f"rtp://{remote[0]}:{remote[1]}?localrtpport={source}"
        f"&localrtcpport={ports.port()}&pkt_size=400"))


class Ear:
    """Hears the RTP that comes to its port, and writes it to a file."""

    def __init__(self, stage, name, kind, port):
        self.path = stage.path(f"heard-{name}.wav")
        sdp = stage.write(f"ear-{name}.sdp", (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
            f"t=0 0\r\nm=audio {port} RTP/AVP {kind}\r\n" + rtpmap(name, kind)))
        self.process = process.Process(stage, f"ear-{name}", _quiet(
            "-protocol_whitelist", "file,rtp,udp", "-fflags", "nobuffer",
            "-reorder_queue_size", "0", "-i", sdp, "-ac", "1", "-ar", "48000",
            "-flush_packets", "1", "-y", self.path))
