"""How much is sent: by what there is for all, and by what is reported."""
import struct

import rtp
import sip
from engine import direct
from tap import run, story


OPUS = 96


def line(stage, media, says="tone"):
    return stage.engine(
        "max_calls = 8\n" +
        direct("bob", "auto_answer = all\nanswer_with = " + says) +
        "media {\n%(rtp)s\n" + media + "}\n", name="bob")


class Caller:
    def __init__(self, stage, bob, user, sdp=lambda text: text):
        self.peer = sip.Peer(stage, user, user)
        self.stream = rtp.Stream(stage, user + "-rtp")
        self.peer.send(self.peer.request(
            "INVITE", bob.uri("bob"), body=sdp(sip.sdp(self.stream.port))),
            bob.port)
        self.answer = self.peer.expect(200)
        self.peer.ack(self.answer)
        self.stream.start(self.answer.rtp_address())

    def hears_packets_of(self, ms):
        """The last ten of them, of PCMU, and the sound has no hole, but where a
        machine stood still, which has a marker."""
        def right(packets):
            last = [p for p in packets if p.type == 0][-10:]
            return len(last) == 10 and all(
                len(p.payload) == 8 * ms for p in last)
        self.stream.wait(right, f"packets of {ms} ms")
        packets = [p for p in self.stream.received if p.type == 0]
        for one, next_ in zip(packets, packets[1:]):
            assert next_.sequence == (one.sequence + 1) & 0xffff
            assert next_.marker or len(one.payload) == \
                (next_.timestamp - one.timestamp) & 0xffffffff


@story
def packets_become_longer_where_the_uplink_is_small(stage):
    "more calls than fit: 40 ms at once, and 20 again when one has ended"
    bob = line(stage, 'bitrate = sum\nuplink_kbps = 170\n')
    ann = Caller(stage, bob, "ann")
    ann.hears_packets_of(20)
    cat = Caller(stage, bob, "cat")
    ann.hears_packets_of(20)            # twice 80 kbit/s
    eve = Caller(stage, bob, "eve")
    for caller in (ann, cat, eve):
        caller.hears_packets_of(60)     # as near as can be
    eve.peer.bye(eve.answer)
    ann.hears_packets_of(40)
    figures = bob.call("session.get", session=bob.first())["statistics"]
    assert figures["packet_ms"] in (20, 40) and figures["bitrate"] is None


@story
def no_longer_than_they_take(stage):
    "maxptime is kept, whatever the uplink"
    bob = line(stage, 'bitrate = sum\nuplink_kbps = 10\n')
    ann = Caller(stage, bob, "ann", lambda text: text.replace(
        "a=ptime:20", "a=ptime:20\r\na=maxptime:40"))
    ann.hears_packets_of(40)


@story
def an_uplink_that_is_not_known_changes_nothing(stage):
    "as it is without a word in the file"
    bob = line(stage, "")
    for user in ("ann", "cat", "eve"):
        Caller(stage, bob, user).hears_packets_of(20)


def report(stream, fraction):
    """That it lost so much of what it was sent, by RTCP (RFC 3550 6.4.2)."""
    last = [p for p in stream.received if p.type == OPUS][-1]
    receiver = struct.pack("!BBHIIIIIII", 0x81, 201, 7, 0x0ffa0000, last.ssrc,
                           int(256 * fraction) << 24 | 50, last.sequence, 0,
                           0, 0)
    name = b"\x01\x03ann\0\0\0"      # CNAME, and the end
    address, port = stream.remote
    stream.socket.sendto(receiver + struct.pack(
        "!BBHI", 0x81, 202, 1 + len(name) // 4, 0x0ffa0000) + name,
        (address, port + 1))


def has_correction(packet):
    """Opus of one channel and 20 ms carries the one before (RFC 6716 4.2.4):
    the bit behind that of voice activity."""
    return packet.type == OPUS and packet.payload[0] < 0x80 and \
        packet.payload[1] & 0x40


@story
def opus_follows_the_loss_that_they_report(stage):
    "less is sent, and what may be lost is sent twice"
    # a steady tone is no speech to Opus, and is not worth correcting
    bob = line(stage, "bitrate = per-call\n", says="music")
    if "opus" not in str(bob.refused("session.call", codecs=["none"],
                                     to="sip:nobody@127.0.0.1:9")):
        return                          # built without the library
    ann = Caller(stage, bob, "ann", lambda text: text.replace(
        "AVP 0", "AVP 96").replace(
        "a=rtpmap:0 PCMU/8000", "a=rtpmap:96 opus/48000/2\r\n"
        "a=fmtp:96 useinbandfec=1"))
    number = bob.first()

    def rate():
        figures = bob.call("session.get", session=number)["statistics"]
        return figures["bitrate"]
    ann.stream.wait(lambda packets: len(packets) > 50, "a second of Opus")
    bob.client.until(lambda: rate() == 32000, "all that helps speech")
    assert not any(map(has_correction, ann.stream.received))

    def lossy():
        report(ann.stream, 0.4)
        return rate() == 24000
    bob.client.until(lossy, "what correction needs")
    start = len(ann.stream.received)
    ann.stream.wait(lambda packets: any(map(has_correction, packets[start:])),
                    "packets with the one before")


if __name__ == "__main__":
    run()
