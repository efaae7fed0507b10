"""The rollover counter of SRTP, which no packet carries (RFC 3711 3.3.1)."""
import sip
from engine import audio, direct
from srtp import Line, SecureStream, keys_of
from tap import run, story

ALLOW = "srtp = required\nsrtp_clear_keys = allow\n"
WRAP = 1 << 16
# of sequence numbers at 20 ms a packet
TEN_MINUTES, TWELVE_MINUTES = 30_000, 36_000


class Call:
    """Ann is called by a peer who seals what it says."""

    def __init__(self, stage, suite="AES_CM_128_HMAC_SHA1_80", index=0,
                 way=None, name="ann"):
        self.ann = stage.engine(audio("tone:1000", "wav") +
                                direct("ann", ALLOW), name=name)
        self.peer = sip.Peer(stage)
        self.line = Line(suite)
        self.sound = SecureStream(stage, self.line)
        self.sound.index, self.version = index, 1
        if way:
            self.sound.way = way(self.sound)
        self.peer.send(self.peer.request(
            "INVITE", self.ann.uri("ann"), body=self.body()), self.ann.port)
        self.id = self.ann.incoming()
        self.ann.call("session.answer", session=self.id)
        self.answer = self.peer.expect(200)
        self.peer.ack(self.answer)
        self.theirs = None
        self.takes(self.answer)
        self.sound.start(self.answer.rtp_address(), self.sound.tone(500))
        self.ann.session(self.id, state="established")

    def body(self, direction="sendrecv"):
        return sip.sdp(self.sound.port, direction=direction, version=self.
                       version, more=str(self.line)).replace("AVP", "SAVP")

    def takes(self, message):
        """What ann says there of her key: whether it is another one."""
        wanted = next(keys for keys in keys_of(message)
                      if keys[1] == self.line.suite)[1:]
        if wanted == self.theirs:
            return False
        self.theirs = wanted
        self.sound.hears(*wanted)
        return True

    def reinvites(self):
        """The peer does, with the key that it has now."""
        self.version += 1
        self.peer.send(self.peer.request(
            "INVITE", self.answer.contact, body=self.body(),
            dialog=self.answer, cseq=5000 + self.version), self.ann.port)
        answer = self.peer.expect(200)
        self.peer.ack(answer)
        return self.takes(answer)

    def is_reinvited(self, direction="sendrecv"):
        """Ann does; the peer keeps its key."""
        offer = self.peer.expect("INVITE")
        self.version += 1
        self.line.tag = next(tag for tag, suite, _ in keys_of(offer)
                             if suite == self.line.suite)
        same = self.takes(offer)
        self.peer.reply(offer, 200, "OK", body=self.body(direction))
        self.peer.expect("ACK")
        return same

    def held(self):
        self.ann.call("session.hold", session=self.id)
        assert not self.is_reinvited("recvonly")
        self.ann.session(self.id, held_by_us=True, hold_pending=False)

    def taken_back(self):
        self.ann.call("session.unhold", session=self.id)
        assert not self.is_reinvited()
        self.ann.session(self.id, held_by_us=False, hold_pending=False)

    def both_ways(self, hz):
        self.sound.tone(hz)
        self.ann.hears_tone(hz)
        self.sound.hears_tone(1000)
        assert self.sound.unfit == 0, self.sound.log()

    def passes(self, index):
        """The peer has come to that packet."""
        self.sound.wait(lambda _: self.sound.index > index, f"packet {index}")

    def forged(self):
        return self.ann.call("session.get", session=self.id)["statistics"][
            "forged_packets"]


@story
def over_the_wrap(stage):
    "65535 is followed by 0, though packets around it are lost or late"
    def way(sound):
        late = []

        def some(sealed):
            """Of ten around the wrap three are lost, and two late."""
            place = sound.index - WRAP
            if place in (-4, 1, 2):
                return []
            if place in (0, 3):
                late.append(sealed)
                return []
            sent, late[:] = [sealed] + late, []
            return sent
        return some
    call = Call(stage, index=WRAP - 100, way=way)
    call.both_ways(700)
    call.passes(WRAP + 10)
    call.both_ways(900)
    assert call.forged() == 0


@story
def who_begins_before_the_wrap(stage):
    "its first packets are lost, and the wrap with them: heard at once"
    for number, suite in enumerate(("AES_CM_128_HMAC_SHA1_32",
                                    "AEAD_AES_256_GCM")):
        call = Call(stage, suite, WRAP - 3, way=lambda sound: lambda sealed:
                    [sealed] * (sound.index > WRAP + 5), name=f"ann{number}")
        call.both_ways(600 + 100 * number)
        assert call.forged() == 0


@story
def on_hold_for_minutes(stage):
    "their numbers go on meanwhile, over a wrap, or half of all of them"
    call = Call(stage, index=WRAP - 2000)
    call.both_ways(600)
    for hz, minutes in ((700, TEN_MINUTES), (800, TWELVE_MINUTES),
                        (900, WRAP + TWELVE_MINUTES)):
        call.held()
        call.sound.index += minutes
        call.taken_back()
        call.both_ways(hz)


@story
def the_same_key_in_a_reinvite(stage):
    "whoever sends it: the counter goes on after a wrap"
    call = Call(stage, "AEAD_AES_128_GCM", WRAP - 50)
    call.passes(WRAP + 5)
    call.both_ways(600)
    assert not call.reinvites()
    call.both_ways(700)
    call.held()
    call.taken_back()
    call.both_ways(800)
    assert call.forged() == 0


@story
def another_key_in_a_reinvite(stage):
    "the counter goes on with it, or begins anew: both are heard"
    call = Call(stage, index=3 * WRAP - 50)
    call.passes(3 * WRAP + 5)
    call.both_ways(600)
    for hz, lost in ((700, 0), (800, 3 * WRAP), (900, 0)):
        call.line = Line("AES_CM_128_HMAC_SHA1_80", tag=2)
        assert not call.reinvites(), "ours is another one too"
        call.sound.index -= lost        # first: no packet is of the two
        call.sound.speaks(call.line)
        call.both_ways(hz)


@story
def another_suite_in_a_reinvite(stage):
    "both keys are new, and the event says which suite it is"
    call = Call(stage)
    call.both_ways(600)
    for hz, suite in ((700, "AEAD_AES_256_GCM"),
                      (800, "AES_256_CM_HMAC_SHA1_32"),
                      (900, "AES_CM_128_HMAC_SHA1_80")):
        call.line = Line(suite, tag=9)
        assert call.reinvites(), "ours is the same"
        call.sound.speaks(call.line)
        media = call.ann.client.until(
            lambda: next((s["media"] for s in [call.ann.client.sessions[
                call.id]] if s["media"]["suite"] == suite), None), suite)
        assert media["security"] == "sdes", media
        call.sound.hears_tone(1000)
        call.sound.unfit = 0        # what was on its way with the former key
        call.both_ways(hz)


@story
def another_source_in_mid_call(stage):
    "SSRCs come and go; one begins before a wrap that nobody hears"
    call = Call(stage)
    call.both_ways(600)
    for number, index in enumerate((20, WRAP - 2, 5 * WRAP)):
        if number == 1:
            call.sound.way = lambda sealed: [sealed] * (
                call.sound.index > WRAP + 3)
        call.sound.index = index        # first: no packet is of the two
        call.sound.ssrc += 1
        call.both_ways(700 + 100 * number)


if __name__ == "__main__":
    run()
