"""rtpengine in userspace: a middle that speaks plain RTP, SDES, DTLS and ICE.

Kamailio(middle=...) asks it for each call, or a story asks it by itself:

    middle = Rtpengine(stage)
    pbx = stage.pbx(users, middle=middle,
                    sides={"bob": "replace-origin RTP/SAVP ICE=remove"})
    middle.ask("offer", call_id="a", from_tag="b", sdp=body, flags=[...])
"""
import os
import socket

import ports
import process
import stage

RTP_PORTS = 128

# What kamailio's module takes as one string, towards a side of that kind.
PLAIN = "replace-origin RTP/AVP rtcp-mux-demux ICE=remove DTLS=off SDES-off"
SDES = "replace-origin RTP/SAVP rtcp-mux-demux ICE=remove DTLS=off"
DTLS = ("replace-origin UDP/TLS/RTP/SAVP rtcp-mux-demux ICE=remove "
        "DTLS=passive SDES-off")
WEBRTC = ("replace-origin UDP/TLS/RTP/SAVPF rtcp-mux-offer ICE=force "
          "DTLS=passive SDES-off generate-mid")


def encode(value):
    """bencode, of which its control protocol is made."""
    if isinstance(value, int):
        return b"i%de" % value
    if isinstance(value, (list, tuple)):
        return b"l" + b"".join(encode(v) for v in value) + b"e"
    if isinstance(value, dict):
        return b"d" + b"".join(encode(k) + encode(v)
                               for k, v in sorted(value.items())) + b"e"
    data = value if isinstance(value, bytes) else value.encode()
    return b"%d:%s" % (len(data), data)


def decode(data, at=0):
    """(value, where it ends)"""
    kind = data[at:at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1:end]), end + 1
    if kind in b"ld":
        values, at = [], at + 1
        while data[at:at + 1] != b"e":
            value, at = decode(data, at)
            values.append(value)
        if kind == b"l":
            return values, at + 1
        return dict(zip(values[::2], values[1::2])), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1:end].decode(errors="replace"), end


class Rtpengine:
    def __init__(self, on, name="rtpengine"):
        self.name = name
        program = process.have("rtpengine")
        if not program:
            raise AssertionError("rtpengine is missing: package rtpengine-daemon")
        self.port, first = ports.port(), ports.port_range(RTP_PORTS)
        self.control = f"127.0.0.1:{self.port}"
        folder = on.path(name)
        os.makedirs(folder)
        self._count = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.connect(("127.0.0.1", self.port))
        self._socket.settimeout(0.2)
        self.process = process.Process(
            on, f"{name}.run", [
                program, "--config-file=none", "--table=-1", "--foreground",
                "--log-stderr", "--log-level=6", "--interface=127.0.0.1",
                f"--listen-ng={self.control}", f"--port-min={first}",
                f"--port-max={first + RTP_PORTS - 1}", "--num-threads=2",
                "--media-num-threads=1", "--delete-delay=0"], cwd=folder)
        on.add(self)
        stage.until(self._is_there, "rtpengine answers")
        self._socket.settimeout(stage.PATIENCE)

    def _is_there(self):
        if not self.process.running():
            raise AssertionError("rtpengine did not start")
        try:
            return self.ask("ping")["result"] == "pong"
        except OSError:
            return False

    def ask(self, command, **params):
        """Its answer to "offer", "answer", "delete", "query" and so on; of
        the names of params each _ is a - there."""
        self._count += 1
        cookie = b"%d" % self._count
        words = {k.replace("_", "-"): v for k, v in params.items()}
        self._socket.send(cookie + b" " + encode(words | {"command": command}))
        while True:
            said = self._socket.recv(65536)
            number, _, answer = said.partition(b" ")
            if number == cookie:
                return decode(answer)[0]

    def calls(self):
        return self.ask("list", limit=100)["calls"]

    def end(self):
        self.process.kill()
        self._socket.close()

    def log(self):
        return self.process.log()
