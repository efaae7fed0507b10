"""Broken and hostile RTP and RTCP: counted, and the sound goes on."""
import random
import struct

import rtp
import sip
from engine import RATE, audio, direct
from tap import run, story
import wav


def talking(stage):
    peer, stream = sip.Peer(stage), rtp.Stream(stage)
    bob = stage.engine(audio("tone:1000", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
    stream.start(answer.rtp_address(), stream.tone(500))
    bob.hears_tone(500)
    return bob, stream, answer.rtp_address()


def statistics(bob):
    number = next(iter(bob.client.sessions))
    return bob.call("session.get", session=number)["statistics"]


@story
def packets_that_are_none(stage):
    "noise, short packets and false headers on the RTP port are not heard"
    bob, stream, address = talking(stage)
    chance = random.Random(3)
    for size in list(range(0, 40)) * 5 + [1400, 9000, 65000]:
        stream.socket.sendto(chance.randbytes(size), address)
    good = rtp.packet(1, 1, rtp.SILENCE)
    for bad in (b"\x00" + good[1:], b"\x40" + good[1:],         # version
                b"\x8f" + good[1:], b"\x8f" + good[1:14],       # CSRCs
                b"\x90" + good[1:12] + b"\xff\xff\xff\xff",     # extension
                b"\xa0" + good[1:-1] + b"\xff",                 # padding
                b"\xa0" + good[1:-1] + b"\x00",
                good[:1] + b"\x7e" + good[2:],                  # unknown type
                good[:1] + b"\x65" + good[2:12],                # empty event
                good[:1] + b"\x65" + good[2:12] + b"\xff" * 4):
        for _ in range(3):
            stream.socket.sendto(bad, address)
    sound = bob.hears_tone(500)
    assert abs(wav.dbfs(wav.goertzel(sound, 500, RATE)) + 12) < 1
    bob.call("engine.status")


@story
def another_sender(stage):
    "a stranger that sends to our port does not take the stream over"
    bob, stream, address = talking(stage)
    stranger = rtp.Stream(stage, "stranger")
    stranger.start(address, stranger.tone(2000))
    bob.hears_tone(500)
    before = len(stranger.received)
    stream.heard(0.4)
    assert len(stranger.received) == before, "our sound went to the stranger"


@story
def reports_that_are_none(stage):
    "broken RTCP is passed over, and a good report still counts"
    bob, stream, (host, port) = talking(stage)
    chance = random.Random(4)
    rtcp = (host, port + 1)
    for size in range(0, 100):
        stream.socket.sendto(chance.randbytes(size), rtcp)
    for bad in (struct.pack("!BBHI", 0x9f, 200, 0xffff, 1),
                struct.pack("!BBHI", 0x81, 201, 1, 1),
                struct.pack("!BBHI", 0xbf, 202, 1, 1),
                struct.pack("!BBHI", 0x80, 203, 0, 1) * 200):
        stream.socket.sendto(bad, rtcp)
    bob.hears_tone(500)
    assert statistics(bob)["received_packets"] > 10


@story
def loss_reorder_and_copies(stage):
    "lost, late and repeated packets are counted as what they are"
    bob, stream, address = talking(stage)
    stream.end()
    sender = rtp.Stream(stage, "sender")
    before = statistics(bob)
    source = sender.tone(500)
    pieces = list(range(200))
    del pieces[100:110]                         # ten are lost
    pieces[50], pieces[51] = pieces[51], pieces[50]
    pieces.insert(20, pieces[19])               # one comes twice
    for number in pieces:
        sender.socket.sendto(rtp.packet(number, 160 * number, source(number),
                                        ssrc=77), address)
    after = bob.client.until(
        lambda: statistics(bob)["received_packets"] >=
        before["received_packets"] + 190 and statistics(bob), "the packets")
    assert after["lost_packets"] >= before["lost_packets"], after
    assert after["duplicate_packets"] == before["duplicate_packets"] + 1, after


if __name__ == "__main__":
    run()
