"""Broken and hostile RTP and RTCP: counted, and the sound goes on."""
import random
import struct

import rtp
import sip
from engine import audio, direct
from tap import run, story


def talking(stage):
    peer, stream = sip.Peer(stage), rtp.Stream(stage)
    bob = stage.engine(audio("tone:1000", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
    stream.start(answer.rtp_address(), stream.tone(500))
    bob.hears_tone(500)
    return bob, stream, answer.rtp_address()


def statistics(bob):
    number = bob.call("session.list")["sessions"][0]["id"]
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
    bob.hears_tone(500)
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
def a_thief(stage):
    "one who sends the same first, and in a pause of theirs, gets no sound"
    peer, stream = sip.Peer(stage), rtp.Stream(stage)
    bob = stage.engine(audio("tone:1000", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
    thief = rtp.Stream(stage, "thief", "127.0.0.9")
    thief.start(answer.rtp_address(), thief.tone(2000))
    thief.wait(lambda all_: len(all_) > 5, "sound, as nobody else is there")
    stream.start(answer.rtp_address(), stream.tone(500))
    stream.hears_tone(1000)
    bob.hears_tone(500)
    before = len(thief.received)
    stream.road = lambda data: []               # a pause
    stream.heard(3)
    assert len(thief.received) == before, "our sound went to the thief"
    stream.road = lambda data: [data]
    bob.hears_tone(500)
    assert len(thief.received) == before


@story
def a_flood(stage):
    "as many packets as can be sent at our port, and the call sounds as before"
    bob, stream, address = talking(stage)
    chance = random.Random(5)
    noise = [chance.randbytes(chance.randrange(1, 200)) for _ in range(1000)]
    flooder = rtp.Stream(stage, "flooder", "127.0.0.9")
    for _ in range(100):
        for packet in noise:
            flooder.socket.sendto(packet, address)
    bob.client.until(lambda: statistics(bob)["flooded"], "a flood")
    bob.hears_tone(500)         # what was lost before that is known by now
    seen = statistics(bob)
    assert seen["unreadable_packets"] + seen["stranger_packets"] > 100, seen
    for _ in range(20):
        for packet in noise:
            flooder.socket.sendto(packet, address)
        stream.heard(0.02)
    bob.hears_tone(500)
    stream.hears_tone(1000)
    after = statistics(bob)
    assert after["lost_packets"] - seen["lost_packets"] <= 5, (seen, after)


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


class BadRoad:
    """Ten packets are lost, two change places, one of forty comes twice until
    it is seen: a copy that comes too late is not."""

    def __init__(self):
        self.count, self.late = 0, []
        self.copies, self.seen = 0, False

    def __call__(self, data):
        self.count += 1
        if 10 < self.count <= 20:
            return []
        if self.count == 30:
            self.late.append(data)
            return []
        if self.count == 31:
            return [data, self.late.pop()]
        if self.seen or self.count % 40:
            return [data]
        self.copies += 1
        return [data, data]


@story
def loss_and_copies(stage):
    "lost packets and copies are counted as what they are, late ones as none"
    bob, stream, _ = talking(stage)
    stream.road = road = BadRoad()
    bob.client.until(lambda: statistics(bob)["duplicate_packets"], "a copy")
    road.seen = True
    bob.hears_tone(500)
    after = statistics(bob)
    assert 1 <= after["duplicate_packets"] <= road.copies, (after, road.copies)
    # RFC 3550 6.4.1: a copy makes up for one that was lost
    assert after["lost_packets"] == 10 - road.copies, (after, road.copies)


if __name__ == "__main__":
    run()
