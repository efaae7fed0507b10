"""Anybody may open the way for DTLS: without the right certificate nobody gets
far, and whoever was described is asked all the while."""
import os
import socket
import threading

import authority
import ports
import process
import sip
import stage as stage_
from engine import direct
from tap import run, story

PRINT = ":".join(["AB"] * 32)
INDICATION = bytes.fromhex("001100002112a442") + bytes(12)     # of STUN


def bound(address):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind((address, 0))
    one.settimeout(stage_.PATIENCE)
    return one


def is_hello(data):
    return data[:1] == b"\x16" and data[13:14] == b"\x01"


def next_hello(one):
    while not is_hello(one.recv(2048)):
        pass


class Impostor:
    """openssl with a certificate of its own, behind a socket that opens."""

    def __init__(self, stage, place):
        mine = authority.Authority(stage).self_signed("no", ["DNS:no"])
        port = ports.port()
        nothing, self.silence = os.pipe()       # it ends with its input
        stage.start("impostor", [
            process.have("openssl"), "s_server", "-dtls1_2", "-accept",
            f"127.0.0.1:{port}", "-cert", mine.cert, "-key", mine.key],
            stdin=nothing)
        os.close(nothing)
        self.outside, self.inside = bound("127.0.0.3"), bound("127.0.0.1")
        self.inside.connect(("127.0.0.1", port))
        self.place, self.hellos = place, 0
        for work in (self._in, self._out):
            threading.Thread(target=work, daemon=True).start()

    def opens(self):
        self.outside.sendto(INDICATION, self.place)

    def _in(self):
        while True:
            data = self.outside.recv(2048)
            self.hellos += is_hello(data)
            self._forward(self.inside.send, data)

    def _out(self):
        while True:
            data = self._forward(self.inside.recv, 4096)
            if data:
                self.outside.sendto(data, self.place)

    @staticmethod
    def _forward(how, what):
        try:
            return how(what)
        except OSError:         # it does not listen yet
            return None


@story
def with_another_certificate(stage):
    "one that opens with another certificate is told, and not asked again"
    bob = stage.engine(direct("bob", "srtp = required\nauto_answer = all\n"))
    described = bound("127.0.0.2")
    peer = sip.Peer(stage)
    answer = peer.answered(
        bob.uri("bob"), bob.port, described.getsockname()[1],
        more="a=setup:actpass\r\na=rtcp-mux\r\n"
             f"a=fingerprint:sha-256 {PRINT}\r\nc=IN IP4 127.0.0.2\r\n")
    assert "a=setup:active" in answer.body, answer.body
    next_hello(described)
    impostor = Impostor(stage, answer.rtp_address())

    def asked():
        impostor.opens()
        return impostor.hellos
    stage_.until(asked, "the opener is asked", pause=0.1)
    number = bob.first()
    problem = bob.client.until(
        lambda: (bob.client.sessions[number]["media"] or {}).get(
            "keying_problem"), "what is wrong")
    assert "certificate" in problem or "fingerprint" in problem, problem
    next_hello(described)
    hellos = impostor.hellos
    for _ in range(3):
        impostor.opens()
        next_hello(described)
    assert impostor.hellos == hellos, "it was asked again"
    media = bob.media(number)
    assert media["suite"] is None, media


if __name__ == "__main__":
    run()
