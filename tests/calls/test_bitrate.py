"""How much is sent: by what there is for all, and by what is reported."""
import rtp
import sip
from engine import direct
from tap import run, story


def line(stage, media):
    return stage.engine(
        "max_calls = 8\n" +
        direct("bob", "auto_answer = all\nanswer_with = tone") +
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
        """The last ten of them, of PCMU, and the sound has no hole."""
        def right(packets):
            last = [p for p in packets if p.type == 0][-10:]
            return len(last) == 10 and all(
                len(p.payload) == 8 * ms for p in last)
        self.stream.wait(right, f"packets of {ms} ms")
        packets = [p for p in self.stream.received if p.type == 0]
        for one, next_ in zip(packets, packets[1:]):
            assert next_.sequence == (one.sequence + 1) & 0xffff
            assert (next_.timestamp - one.timestamp) & 0xffffffff == \
                len(one.payload)


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


if __name__ == "__main__":
    run()
