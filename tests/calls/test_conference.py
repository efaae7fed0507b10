"""Calls that are answered into the conference (answer_with = conference)."""
import rtp
import sip
from caller import Caller
from engine import audio, direct
from tap import run, story


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
    ann.hears_all((700, 1100), without=(400,))
    cat.hears_all((400, 1100), without=(700,))
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


@story
def one_is_held(stage):
    "one that is held is out of it; the others go on"
    bob = bridge(stage)
    ann, cat, eve = (Caller(stage, bob, *who) for who in (
        ("ann", 400), ("cat", 700), ("eve", 1000)))
    eves = max(s["id"] for s in bob.call("session.list")["sessions"])
    bob.call("session.hold", session=eves)
    eve.is_held()
    bob.session(eves, held_by_us=True)
    ann.hears(700)
    cat.hears(400)
    ann.peer.bye(ann.answer)
    cat.hears_all((), without=(400, 700, 1000))


@story
def each_of_eight_hears_the_seven_others(stage):
    "a tone of each through a conference of eight: all others, and not oneself"
    bob = bridge(stage)
    tones = [350 + 200 * i for i in range(8)]
    callers = [Caller(stage, bob, f"c{hz}", hz, amplitude=0.08)
               for hz in tones]
    for caller in callers:
        caller.hears_all([hz for hz in tones if hz != caller.hz],
                         without=[caller.hz], least=0.06, most=0.1)


if __name__ == "__main__":
    run()
