"""Calls that are answered into the conference (answer_with = conference)."""
import rtp
import sip
from engine import audio, direct
from tap import run, story


class Caller:
    """A raw phone that says a tone and keeps what it hears."""

    def __init__(self, stage, bob, user, hz, to="bob"):
        self.peer = sip.Peer(stage, user, user)
        self.stream = rtp.Stream(stage, user + "-rtp")
        self.answer = self.peer.answered(bob.uri(to), bob.port,
                                         self.stream.port)
        self.stream.start(self.answer.rtp_address(), self.stream.tone(hz))

    def hears(self, hz):
        self.stream.hears_tone(hz)


def bridge(stage):
    """bob, whose calls to bob go into the conference, those to desk ring."""
    return stage.engine(
        "max_calls = 8\n" + audio(capture="tone:1100", playback="wav") +
        direct("bob", "auto_answer = all\nanswer_with = conference") +
        direct("desk"), name="bob")


@story
def two_hear_each_other(stage):
    "two callers hear each other and not the microphone, which is not open"
    bob = bridge(stage)
    ann, cat = (Caller(stage, bob, *who) for who in (("ann", 400),
                                                     ("cat", 700)))
    ann.hears(700)
    cat.hears(400)
    for session in bob.call("session.list")["sessions"]:
        assert session["conference"] == 1 and not session["focused"]
    assert bob.call("engine.status")["audio"]["capture"]["state"] == "closed"


@story
def the_person_joins_and_leaves(stage):
    "who takes one of them is with all; who talks to another leaves them alone"
    bob = bridge(stage)
    ann, cat = (Caller(stage, bob, *who) for who in (("ann", 400),
                                                     ("cat", 700)))
    first = bob.first()
    bob.call("session.focus", session=first)
    bob.session(first, focused=True)
    ann.stream.wait(lambda _: mixed(ann, (700, 1100)), "cat and the microphone")
    cat.stream.wait(lambda _: mixed(cat, (400, 1100)), "ann and the microphone")
    dan = sip.Peer(stage, "dan", "dan")
    voice = rtp.Stream(stage, "dan-rtp")
    dan.send(dan.request("INVITE", bob.uri("desk"), body=sip.sdp(voice.port)),
             bob.port)
    desk = bob.incoming()
    bob.call("session.answer", session=desk)
    answer = dan.expect(200)
    dan.ack(answer)
    voice.start(answer.rtp_address(), voice.tone(900))
    bob.hears_tone(900)                 # and nobody of the conference
    voice.hears_tone(1100)
    ann.hears(700)
    cat.hears(400)
    assert not bob.client.sessions[first]["held_by_us"]
    bob.call("session.hangup", session=desk)
    dan.expect("BYE")
    ann.hears(700)


def mixed(caller, tones):
    """The last 400 ms that it heard are these tones together."""
    import wav
    last = [p for p in caller.stream.received if p.type == 0][-20:]
    heard = [v for p in last for v in rtp.decode(p.payload)]
    return len(last) == 20 and all(wav.goertzel(heard, hz, 8000) > 0.1
                                   for hz in tones)


@story
def one_is_held(stage):
    "one that is held is out of it; the others go on"
    bob = bridge(stage)
    ann, cat, eve = (Caller(stage, bob, *who) for who in (
        ("ann", 400), ("cat", 700), ("eve", 1000)))
    eves = max(s["id"] for s in bob.call("session.list")["sessions"])
    bob.call("session.hold", session=eves)
    request = eve.peer.expect("INVITE")
    eve.peer.reply(request, 200, "OK", body=sip.sdp(
        eve.stream.port, direction="recvonly", version=2))
    bob.session(eves, held_by_us=True)
    ann.hears(700)
    cat.hears(400)
    ann.peer.bye(ann.answer)
    cat.stream.wait(lambda _: not mixed(cat, (400,)), "nobody")


if __name__ == "__main__":
    run()
