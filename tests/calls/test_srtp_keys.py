"""Keys of SRTP that do not fit, that change, that go to somebody else."""
import socket

import sip
from engine import audio, direct
from rtp import packet
from srtp import Line, SecureStream, key_of, keys_of
from tap import run, story

REQUIRED = "srtp = required\nsrtp_clear_keys = allow\n"
OPTIONAL = REQUIRED.replace("required", "optional")


def phone(stage, name="ann", more=REQUIRED):
    return stage.engine(audio("tone:1000", "wav") + direct(name, more),
                        name=name)


def offer(sound, lines=None, protocol="RTP/SAVP", version=1):
    return sip.sdp(sound.port, version=version, more=str(
        sound.line if lines is None else lines)).replace("RTP/AVP", protocol)


class Call:
    """The peer calls ann, with a key of its own."""

    def __init__(self, stage, more=REQUIRED):
        self.ann, self.peer = phone(stage, more=more), sip.Peer(stage)
        self.sound = SecureStream(stage, Line())
        self.peer.send(self.peer.request(
            "INVITE", self.ann.uri("ann"), body=offer(self.sound)),
            self.ann.port)
        self.id = self.ann.incoming()
        self.ann.call("session.answer", session=self.id)
        self.answer = self.peer.expect(200)
        self.peer.ack(self.answer)
        self.sound.hears(*keys_of(self.answer)[0][1:])
        self.sound.start(self.answer.rtp_address(), self.sound.tone(500))
        self.ann.hears_tone(500)

    def counts(self, **least):
        """So many packets at least were refused; nothing else was."""
        def there():
            found = self.ann.call("session.get",
                                  session=self.id)["statistics"]
            return all(found[k] >= n for k, n in least.items()) and found
        return self.ann.client.until(there, f"{least}")

    def is_up(self, hz=600):
        self.sound.tone(hz)
        self.ann.hears_tone(hz)
        self.sound.hears_tone(1000)
        session = self.ann.session(self.id, state="established")
        assert session["media"]["security"] == "sdes", session["media"]

    def reinvite(self, body):
        self.peer.send(self.peer.request(
            "INVITE", self.answer.contact, body=body, dialog=self.answer,
            cseq=7000 + len(self.peer.heard)), self.ann.port)


@story
def forged_and_repeated(stage):
    "dropped and counted, whoever sends them: what is heard stays as it is"
    call = Call(stage)
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    to, past = call.answer.rtp_address(), []

    def way(sealed):
        past.append(sealed)
        place = len(past) % 4
        forged = bytearray(sealed)
        if place == 0:              # its sound, or its tag
            forged[len(forged) - 1 - len(past) % 100] ^= 1
        elif place == 1:            # one that is to come, in the clear
            forged = bytearray(packet(call.sound.index + 1, 0, bytes(170),
                                      ssrc=call.sound.ssrc))
        elif place == 2:            # of another source
            forged[8] ^= 0xff
        stranger.sendto(past[0], to)
        return [bytes(forged), sealed, sealed, past[-min(len(past), 300)]]
    call.sound.way = way
    call.is_up(600)
    call.is_up(700)
    figures = call.counts(forged_packets=20, replayed_packets=40)
    assert not figures["unreadable_packets"], figures
    assert not figures["duplicate_packets"], figures
    call.sound.way = lambda sealed: [sealed]
    call.is_up(800)
    stranger.close()


@story
def another_key_than_agreed(stage):
    "nothing is heard and why is said, until they have the right one"
    call = Call(stage)
    right, wrong = call.sound.line, Line()
    call.sound.speaks(wrong)
    problem = call.ann.client.until(
        lambda: call.ann.client.sessions[call.id]["media"]["problem"],
        "the problem")
    assert problem["code"] == "wrong_key", problem
    assert "not encrypted with the key that was agreed on" in problem["text"]
    call.ann.hears_nothing()
    _, said, _ = call.ann.one_shot("show", str(call.id))
    assert "the key that was agreed on" in said, said
    assert call.counts(forged_packets=50)["received_packets"] > 0
    call.sound.speaks(right)
    call.is_up()
    call.ann.client.until(lambda: call.ann.client.sessions[call.id]["media"][
        "problem"] is None, "no problem any more")


@story
def who_does_not_encrypt_is_refused(stage):
    "488 with the cause to them, and in the history and a warning for us"
    ann, peer = phone(stage), sip.Peer(stage)
    sound = SecureStream(stage, Line())
    mki = str(Line(more="|2^20|1:4"))
    for count, (lines, protocol, words) in enumerate((
            ("", "RTP/AVP", "they do not encrypt, and srtp is required here"),
            ("", "RTP/SAVP", "RTP/SAVP without an a=crypto"),
            (mki, "RTP/SAVP", "none of their keys can be used: the first has "
             "packets that name their key (MKI)")), 1):
        peer.send(peer.request("INVITE", ann.uri("ann"),
                               body=offer(sound, lines, protocol)), ann.port)
        refusal = peer.expect(488)
        peer.ack(refusal, ann.uri("ann"))
        assert words in refusal.get("Warning"), refusal.headers
        warning = ann.client.event("engine.warning", lambda e: words in e[
            "text"])
        assert warning["code"] == "refused" and peer.user in warning["text"]
        calls = ann.client.until(
            lambda: (lambda c: len(c) == count and c)(ann.call(
                "history.list", limit=9)["calls"]), "history")
        assert calls[0]["missed"] and words in str(calls[0]), calls[0]
    off = phone(stage, "bob", "srtp = off\n")
    peer.send(peer.request("INVITE", off.uri("bob"), body=offer(sound)),
              off.port)
    refusal = peer.expect(488)
    peer.ack(refusal, off.uri("bob"))
    assert "srtp is off here" in refusal.get("Warning"), refusal.headers


@story
def who_answers_without_is_left(stage):
    "our call ends, and its end says why"
    ann = phone(stage, more=REQUIRED + "keying = sdes\n")
    peer = sip.Peer(stage)
    sound = SecureStream(stage, Line())
    wrong_tag = str(Line(tag=77))
    for lines, words in (("", "they do not encrypt"),
                         (wrong_tag, "not one of those that were offered")):
        call = ann.dial(peer.uri)
        peer.reply(peer.expect("INVITE"), 200, "OK",
                   body=offer(sound, lines, "RTP/AVP" if not lines else
                              "RTP/SAVP"))
        peer.expect("ACK")
        peer.reply(peer.expect("BYE"), 200, "OK")
        end = ann.ended(call)
        assert words in str(end) and end["status"] == 488, end
    call = ann.dial(peer.uri)
    peer.reply(peer.expect("INVITE"), 488, "Not Acceptable Here",
               'Warning: 399 them "keys \\"by DTLS\\" alone"')
    peer.expect("ACK")
    end = ann.ended(call)
    assert end["status"] == 488 and end["cause"] == 'keys "by DTLS" alone', end


@story
def without_keys_in_mid_call(stage):
    "required: refused, and all goes on; optional: in the clear, and shown"
    call = Call(stage)
    call.reinvite(offer(call.sound, "", "RTP/AVP", 2))
    refusal = call.peer.expect(488)
    call.peer.ack(refusal, call.answer.contact)
    assert "srtp is required here" in refusal.get("Warning"), refusal.headers
    call.is_up()
    bob = phone(stage, "bob", OPTIONAL)
    call.peer.send(call.peer.request("INVITE", bob.uri("bob"),
                                     body=offer(call.sound, None, "RTP/AVP")),
                   bob.port)
    his = bob.incoming()
    bob.call("session.answer", session=his)
    answer = call.peer.expect(200)
    call.peer.ack(answer)
    media = bob.session(his, state="established")["media"]
    assert media["security"] == "sdes", media
    call.peer.send(call.peer.request(
        "INVITE", answer.contact, body=offer(call.sound, "", "RTP/AVP", 2),
        dialog=answer, cseq=8000), bob.port)
    again = call.peer.expect(200)
    call.peer.ack(again)
    assert not keys_of(again), again.body
    bob.client.until(lambda: bob.client.sessions[his]["media"]["security"] ==
                     "none", "in the clear")


def leg(stage, invite, suite, hz, name):
    """One who answers that INVITE with a key of its own: its stream."""
    tag = next(t for t, s, _ in keys_of(invite) if s == suite)
    sound = SecureStream(stage, Line(suite, tag), name)
    sound.hears(suite, key_of(invite, suite))
    return sound.start(invite.rtp_address(), sound.tone(hz))


@story
def early_sound_and_then_another_key(stage):
    "of the 183, then of the 200: each is heard with its own"
    ann, peer = phone(stage), sip.Peer(stage)
    for late in ("AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"):
        call = ann.dial(peer.uri)
        invite = peer.expect("INVITE")
        early = leg(stage, invite, "AES_CM_128_HMAC_SHA1_80", 500, "early")
        peer.reply(invite, 183, "Session Progress", body=offer(early))
        ann.hears_tone(500)
        early.hears_tone(1000)
        final = leg(stage, invite, late, 800, "final")
        early.way = lambda sealed: []
        peer.reply(invite, 200, "OK", body=offer(final, version=2), tag="new")
        peer.expect("ACK")
        media = ann.session(call, state="established")["media"]
        assert media["suite"] == late, media
        ann.hears_tone(800)
        final.hears_tone(1000)
        ann.call("session.hangup", session=call)
        peer.reply(peer.expect("BYE"), 200, "OK")
        ann.ended(call)


@story
def two_branches_with_keys_of_their_own(stage):
    "a proxy forks: the one that answers is heard, whichever spoke before"
    ann, peer = phone(stage), sip.Peer(stage)
    call = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    one = leg(stage, invite, "AEAD_AES_256_GCM", 500, "one")
    peer.reply(invite, 183, "Session Progress", body=offer(one), tag="one")
    ann.hears_tone(500)
    two = leg(stage, invite, "AES_256_CM_HMAC_SHA1_80", 700, "two")
    peer.reply(invite, 183, "Session Progress", body=offer(two), tag="two")
    peer.reply(invite, 200, "OK", body=offer(one), tag="one")
    peer.expect("ACK")
    two.way = lambda sealed: []
    media = ann.session(call, state="established")["media"]
    assert media["suite"] == "AEAD_AES_256_GCM", media
    ann.hears_tone(500)
    one.hears_tone(1000)


HZ = {"ann": 500, "bob": 700, "cid": 900}


def three(stage):
    return [stage.engine(
        "on_refer = follow\n" + audio(f"tone:{hz}", "wav") +
        direct(name, REQUIRED + "keying = sdes\n"), name=name)
            for name, hz in HZ.items()]


def dialled(one, other, name, **params):
    """The session of each, once they hear each other."""
    calls, answers = one.dial(other.uri(name), **params), other.answer()
    one.session(calls, state="established")
    other.hears_tone(HZ[one.name])
    return calls, answers


def are_left(*ends):
    """The newest session of each is encrypted, and they hear each other."""
    for one, other in (ends, ends[::-1]):
        call = one.client.until(lambda: next(
            (n for n, s in sorted(one.client.sessions.items(), reverse=True)
             if s["state"] == "established"), None), "a call")
        media = one.client.sessions[call]["media"]
        assert media["security"] == "sdes", media
        one.hears_tone(HZ[other.name])


@story
def sent_on_with_keys(stage):
    "blind transfer: the call that follows is encrypted too"
    ann, bob, cid = three(stage)
    call, his = dialled(ann, bob, "bob")
    ann.call("session.transfer", session=call, to=cid.uri("cid"))
    cid.answer()
    ann.ended(call)
    bob.ended(his)
    are_left(bob, cid)


@story
def put_through_with_keys(stage):
    "attended transfer, by Replaces: and so is the one that takes its place"
    ann, bob, cid = three(stage)
    first, his = dialled(ann, bob, "bob")
    second, cids = dialled(ann, cid, "cid", consults=first)
    ann.call("session.transfer", session=first, **{"with": second})
    ann.ended(first)
    bob.ended(his)
    cid.ended(cids)
    are_left(bob, cid)


if __name__ == "__main__":
    run()
