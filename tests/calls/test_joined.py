"""Calls that a person joins: who hears whom, and what becomes of the rest."""
import threading

import rtp
import sip
import wav
from caller import Caller
from engine import RATE, audio, direct
from tap import run, story

MICROPHONE = 1100


def phone(stage, media=""):
    return stage.engine(
        "max_calls = 8\n" + audio(capture=f"tone:{MICROPHONE}",
                                  playback="wav") + direct("bob") +
        "media {\n%(rtp)s\n" + media + "}\n", name="bob")


def two(stage, bob):
    """ann on hold, and cat who is talked to."""
    ann = Caller(stage, bob, "ann", 400, answers=True)
    cat = Caller(stage, bob, "cat", 700, answers=True)
    ann.is_held()
    bob.session(ann.id, held_by_us=True)
    return ann, cat


def joined(stage, bob):
    ann, cat = two(stage, bob)
    bob.call("conference.join", sessions=[ann.id, cat.id])
    ann.is_held(False)
    bob.session(ann.id, held_by_us=False)
    return ann, cat


def three(stage, bob):
    ann, cat = joined(stage, bob)
    eve = Caller(stage, bob, "eve", 1400, answers=True)
    bob.session(eve.id, focused=True)
    bob.call("conference.join", sessions=[ann.id, eve.id])
    return ann, cat, eve


def conferences(bob):
    """{id: (sessions, whether the person is in it)}"""
    return {c["id"]: (c["sessions"], c["with_person"])
            for c in bob.call("engine.status")["conferences"]}


@story
def two_are_joined_and_all_hear_all(stage):
    "the one on hold comes off it; each hears the other one and the person"
    bob = phone(stage)
    ann, cat = two(stage, bob)
    bob.call("conference.join", sessions=[ann.id, cat.id])
    ann.is_held(False)
    for caller in (ann, cat):
        bob.session(caller.id, conference=1, held_by_us=False,
                    member={"gain_db": 0, "muted": False})
    ann.hears_all((700, MICROPHONE), without=(400,))
    cat.hears_all((400, MICROPHONE), without=(700,))
    assert conferences(bob) == {1: ([ann.id, cat.id], True)}
    assert bob.client.sessions[cat.id]["focused"]
    again = bob.call("conference.join", sessions=[cat.id, ann.id])
    assert [c["id"] for c in again["conferences"]] == [1]
    cat.peer.silent(0.3)


@story
def one_more_joins_by_its_name_alone(stage):
    "a single call that is named joins the conference that the person is in"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    eve = Caller(stage, bob, "eve", 1400, answers=True)
    bob.session(eve.id, focused=True)
    ann.hears_all((700,), without=(400, MICROPHONE))    # without the person
    bob.call("session.focus", session=ann.id)
    eve.is_held()
    bob.call("conference.join", sessions=[eve.id])
    eve.is_held(False)
    for caller in (ann, cat, eve):
        caller.hears_all([hz for hz in (400, 700, 1400, MICROPHONE)
                          if hz != caller.hz], without=[caller.hz])
    assert conferences(bob) == {1: ([ann.id, cat.id, eve.id], True)}


@story
def a_call_joins_the_one_that_is_talked_to(stage):
    "join with one id makes a conference of it and of the call that goes on"
    bob = phone(stage)
    ann, cat = two(stage, bob)
    bob.call("conference.join", sessions=[ann.id])
    ann.is_held(False)
    cat.hears_all((400, MICROPHONE), without=(700,))
    assert conferences(bob) == {1: ([ann.id, cat.id], True)}


@story
def one_is_split_off(stage):
    "who is taken out waits on hold; of two the other one just talks on"
    bob = phone(stage)
    ann, cat, eve = three(stage, bob)
    bob.call("conference.split", session=eve.id)        # has the focus
    eve.is_held()
    bob.session(eve.id, held_by_us=True, conference=None, focused=False)
    ann.hears_all((700, MICROPHONE), without=(1400,))
    bob.call("conference.split", session=ann.id)
    ann.is_held()
    cat.hears(MICROPHONE)
    bob.session(cat.id, conference=None, focused=True, held_by_us=False)
    assert conferences(bob) == {}


@story
def all_are_split(stage):
    "split without a name: who has the focus stays, the others wait"
    bob = phone(stage)
    ann, cat, eve = three(stage, bob)
    bob.call("conference.split")
    ann.is_held()
    cat.is_held()
    eve.hears(MICROPHONE)
    assert conferences(bob) == {}


@story
def the_person_leaves_and_comes_back(stage):
    "the others stay joined; focus on one of them brings the person back"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("conference.leave")
    ann.hears_all((700,), without=(400, MICROPHONE))
    cat.hears_all((400,), without=(700, MICROPHONE))
    assert conferences(bob) == {1: ([ann.id, cat.id], False)}
    assert bob.refused("conference.leave").code == 2
    bob.call("session.focus", session=ann.id)
    cat.hears_all((400, MICROPHONE), without=(700,))
    assert conferences(bob) == {1: ([ann.id, cat.id], True)}


@story
def two_are_put_through_to_each_other(stage):
    "leave with transfer: REFER with Replaces, and both leave here"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("conference.leave", transfer=True)
    ann.is_held()
    cat.is_held()
    refer = ann.peer.expect("REFER")
    assert "Replaces=" in refer.get("Refer-To")
    assert cat.peer.uri.partition("@")[0] in refer.get("Refer-To")
    ann.peer.reply(refer, 202, "Accepted")
    notify = ann.peer.request(
        "NOTIFY", refer.contact, "Event: refer\n"
        "Subscription-State: terminated\nContent-Type: message/sipfrag",
        dialog=refer)
    notify = notify.replace("Content-Length: 0\r\n\r\n",
                            "Content-Length: 14\r\n\r\nSIP/2.0 200 OK")
    ann.peer.send(notify, refer.source)
    ann.peer.expect(200)
    ann.peer.reply(ann.peer.expect("BYE"), 200, "OK")
    bob.ended(ann.id)
    cat.bye()                           # the target's, as ann has called
    bob.ended(cat.id)
    assert conferences(bob) == {}


@story
def a_transfer_of_the_two_fails(stage):
    "all three are together again"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("conference.leave", transfer=True)
    ann.is_held()
    cat.is_held()
    ann.peer.reply(ann.peer.expect("REFER"), 603, "Decline")
    ann.is_held(False)
    cat.is_held(False)
    ann.hears_all((700, MICROPHONE), without=(400,))
    assert conferences(bob) == {1: ([ann.id, cat.id], True)}


@story
def a_member_hangs_up(stage):
    "of three two go on; the last one is an ordinary call"
    bob = phone(stage)
    ann, cat, eve = three(stage, bob)
    eve.bye()                                           # had the focus
    bob.ended(eve.id)
    cat.hears_all((400, MICROPHONE), without=(700, 1400))
    ann.bye()
    bob.ended(ann.id)
    bob.session(cat.id, conference=None, focused=True, held_by_us=False)
    cat.hears(MICROPHONE)


@story
def we_hang_up_on_a_member(stage):
    "the one that has the focus: the person stays with the others"
    bob = phone(stage)
    ann, cat, eve = three(stage, bob)
    bob.call("session.hangup", session=eve.id)
    assert conferences(bob) == {1: ([ann.id, cat.id], True)}
    eve.peer.reply(eve.peer.expect("BYE"), 200, "OK")
    ann.hears_all((700, MICROPHONE), without=(1400,))


@story
def the_last_one_of_those_left_alone_waits(stage):
    "nobody is left in silence: it goes on hold"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("conference.leave")
    ann.bye()
    bob.ended(ann.id)
    cat.is_held()
    bob.session(cat.id, conference=None, held_by_us=True, focused=False)


@story
def a_member_is_held_and_comes_back(stage):
    "it stays a member; the person stays with the others meanwhile"
    bob = phone(stage)
    ann, cat, eve = three(stage, bob)
    bob.call("session.hold", session=eve.id)
    eve.is_held()
    bob.session(eve.id, held_by_us=True, conference=1, focused=False)
    ann.hears_all((700, MICROPHONE), without=(1400,))
    bob.call("session.unhold", session=eve.id)
    eve.is_held(False)
    ann.hears_all((700, 1400, MICROPHONE), without=(400,))


@story
def all_are_held_and_come_back(stage):
    "the person's pause: each is on hold and all are members"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    for caller in (ann, cat):
        bob.call("session.hold", session=caller.id)
        caller.is_held()
        bob.session(caller.id, held_by_us=True, conference=1)
    for caller in (ann, cat):
        bob.call("session.unhold", session=caller.id)
        caller.is_held(False)
    ann.hears_all((700, MICROPHONE), without=(400,))


@story
def a_member_takes_the_place_of_another(stage):
    "whose other end is transferred stays in the conference, as loud as before"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("conference.update", session=ann.id, gain_db=-6)
    old = ann.answer
    replaces = (f"{old.get('Call-ID')};to-tag={old.tag('To')}"
                f";from-tag={old.tag('From')}")
    zoe = Replacing(stage, bob, replaces)
    ann.peer.reply(ann.peer.expect("BYE"), 200, "OK")
    new = bob.client.until(
        lambda: max(bob.client.sessions) > cat.id and
        max(bob.client.sessions), "the new session")
    bob.session(new, conference=1, member={"gain_db": -6, "muted": False})
    cat.hears_all((1700, MICROPHONE), without=(400, 700), least=0.08)
    zoe.hears_all((700, MICROPHONE), without=(1700,))
    assert conferences(bob) == {1: ([cat.id, new], True)}


@story
def a_member_that_cannot_be_transferred(stage):
    "is among the others again, and the person never left them"
    bob = phone(stage)
    ann, cat, eve = three(stage, bob)
    bob.call("session.transfer", session=ann.id, to="sip:zoe@127.0.0.1:9")
    ann.is_held()
    ann.peer.reply(ann.peer.expect("REFER"), 603, "Decline")
    ann.is_held(False)
    ann.hears_all((700, 1400, MICROPHONE), without=(400,))
    assert conferences(bob) == {1: ([ann.id, cat.id, eve.id], True)}


@story
def a_member_sends_us_on(stage):
    "the one whom it names comes into the conference in its place"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    zoe = sip.Peer(stage, "zoe", "zoe")
    ann.peer.send(ann.peer.request(
        "REFER", ann.answer.contact, f"Refer-To: <{zoe.uri}>",
        dialog=ann.answer), bob.port)
    ann.peer.expect(202)
    bob.client.event("session.referred", lambda e: True)
    bob.call("session.accept", session=ann.id)
    stream = rtp.Stream(stage, "zoe-rtp")
    invite = zoe.expect("INVITE")
    zoe.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    zoe.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(1700))
    new = bob.client.until(
        lambda: max(bob.client.sessions) > cat.id and
        max(bob.client.sessions), "the new session")
    bob.session(new, state="established", conference=1)
    cat.hears_all((1700, MICROPHONE), without=(400, 700))


class Replacing(Caller):
    def __init__(self, stage, engine, replaces):
        self.hz, self.amplitude, self._version = 1700, 0.25, 1
        self.peer = sip.Peer(stage, "zoe", "zoe")
        self.stream = rtp.Stream(stage, "zoe-rtp")
        self.answer = self.peer.answered(
            engine.uri("bob"), engine.port, self.stream.port,
            f"Replaces: {replaces}")
        self.stream.start(self.answer.rtp_address(), self.stream.tone(1700))


@story
def a_member_is_turned_down_and_muted(stage):
    "the others hear it so; it hears all"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("conference.update", session=ann.id, gain_db=-12)
    cat.hears_all((400,), least=0.05, most=0.075)
    bob.call("conference.update", session=ann.id, muted=True)
    bob.session(ann.id, member={"gain_db": -12, "muted": True})
    cat.hears(MICROPHONE)
    ann.hears_all((700, MICROPHONE), without=(400,))
    bob.call("conference.update", session=ann.id, muted=False, gain_db=0)
    cat.hears_all((400, MICROPHONE), without=(700,))


@story
def the_person_is_muted_and_the_others_are_not(stage):
    "mute in a conference is of all of it, and they still hear each other"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    bob.call("session.mute", session=ann.id)
    bob.session(cat.id, muted=True)
    cat.hears(400)
    ann.hears(700)
    bob.call("session.unmute", session=cat.id)
    bob.session(ann.id, muted=False)
    ann.hears_all((700, MICROPHONE), without=(400,))


@story
def two_conferences_go_on_beside_each_other(stage):
    "one is left alone while the person talks in the other one"
    bob = phone(stage)
    ann, cat = joined(stage, bob)
    eve = Caller(stage, bob, "eve", 1400, answers=True)
    dan = Caller(stage, bob, "dan", 1700, answers=True)
    eve.is_held()
    bob.call("conference.join", sessions=[eve.id, dan.id])
    eve.is_held(False)
    eve.hears_all((1700, MICROPHONE), without=(400, 700, 1400))
    ann.hears_all((700,), without=(400, 1400, 1700, MICROPHONE))
    assert conferences(bob) == {1: ([ann.id, cat.id], False),
                                2: ([eve.id, dan.id], True)}
    bob.call("conference.join", sessions=[ann.id, eve.id])
    dan.is_held()       # nobody is with it any more
    ann.hears_all((700, 1400, MICROPHONE), without=(400, 1700))
    assert conferences(bob) == {1: ([ann.id, cat.id, eve.id], True)}


@story
def by_hand_nobody_is_heard_until_let_in(stage):
    "mix = manual: who joins hears all, and is heard when unmuted"
    bob = phone(stage, "mix = manual\n")
    ann, cat = joined(stage, bob)
    bob.session(ann.id, member={"gain_db": 0, "muted": True})
    cat.hears(MICROPHONE)
    bob.call("conference.update", session=ann.id, muted=False)
    cat.hears_all((400, MICROPHONE), without=(700,))
    ann.hears(MICROPHONE)


@story
def only_the_three_loudest_are_heard(stage):
    "mix = top-3: the fourth is heard when one of them falls silent"
    bob = phone(stage, "mix = top-3\n")
    callers = [Caller(stage, bob, f"c{hz}", hz, amplitude=loud, answers=True)
               for hz, loud in ((400, 0.2), (700, 0.18), (1400, 0.16),
                                (1700, 0.05))]
    for caller in callers[:-1]:
        caller.is_held()
    bob.call("conference.join", sessions=[c.id for c in callers])
    for caller in callers[:-1]:
        caller.is_held(False)
    last = callers[-1]
    last.hears_all((400, 700, 1400, MICROPHONE), least=0.1)
    callers[0].hears_all((700, 1400, MICROPHONE), without=(1700,), least=0.1)
    callers[1].stream.tone(700, 0)
    callers[0].hears_all((1400, 1700, MICROPHONE), without=(700,), least=0.04)


@story
def what_cannot_be_joined_is_refused(stage):
    "with a sentence, and nothing has changed"
    bob = phone(stage)
    ann, cat = two(stage, bob)
    lone = bob.refused("conference.join", sessions=[cat.id])
    assert lone.code == -32602 and "alone" in lone.message, lone.message
    assert bob.refused("conference.join", sessions=[99, cat.id]).code == 1
    assert bob.refused("conference.join", sessions=[]).code == -32602
    assert bob.refused("conference.split").code == 2
    assert bob.refused("conference.split", session=cat.id).code == 2
    assert bob.refused("conference.update", session=cat.id,
                       muted=True).code == 2
    calling = bob.dial(ann.peer.uri)
    assert bob.refused("conference.join",
                       sessions=[cat.id, calling]).code == 2
    bob.call("session.hangup", session=calling)
    assert conferences(bob) == {}
    bob.call("conference.join", sessions=[ann.id, cat.id])
    assert bob.refused("conference.update", session=cat.id,
                       gain_db=21).code == -32602


@story
def by_commands(stage):
    "join, conference, split and leave, with what comes of it"
    bob = phone(stage)
    ann, cat = two(stage, bob)
    heard = threading.Thread(target=ann.is_held, args=(False,))
    heard.start()
    status, out, err = bob.one_shot("join", str(ann.id), f"%{cat.id}")
    heard.join()
    assert (status, out.split()) == (
        0, ["ID", "1", "with", "you", "calls", str(ann.id), str(cat.id)]), \
        (out, err)
    status, out, _ = bob.one_shot("conference", "gain", str(ann.id), "-6")
    assert status == 0 and "conference 1 -6 dB" in out, out
    status, out, _ = bob.one_shot("conference", "mute", str(ann.id))
    assert status == 0 and "not heard there" in out, out
    assert bob.one_shot("conference", "gain", str(ann.id), "21")[0] == 2
    assert bob.one_shot("conference", "mute", "9")[0] == 1
    status, out, _ = bob.one_shot("leave")
    assert status == 0 and "alone" in out, out
    status, _, err = bob.one_shot("leave")
    assert status == 1 and "no conference" in err, err
    status, out, _ = bob.one_shot("conference")
    assert status == 0 and "alone" in out, out
    status, out, _ = bob.one_shot("split", "--json")
    assert status == 0 and out.strip() == "[]", out


def hears_all(member, tones, without):
    def right(values):
        sizes = [wav.goertzel(values, hz, RATE) for hz in tones]
        return min(sizes) > 0.1 and all(
            wav.goertzel(values, hz, RATE) < 0.03 for hz in without)
    member._hears(f"{tones} without {without}", right)


@story
def members_of_several_codecs_and_rates(stage):
    "each of 8, 16 and 48 kHz hears the two others and the person"
    bob = phone(stage)
    opus = "opus" if "opus" in str(bob.refused(
        "session.call", to="sip:nobody@127.0.0.1:9", codecs=["none"])) \
        else "PCMA"
    members, ids = {}, []
    for hz, codec in ((400, "PCMU"), (700, "G722"), (1400, opus)):
        members[hz] = stage.engine(
            audio(f"tone:{hz}", "wav") +
            direct("member", "auto_answer = all"), name=codec)
        ids.append(bob.dial(members[hz].uri("member"), codecs=[codec]))
        bob.session(ids[-1], state="established")
        assert bob.client.sessions[ids[-1]]["media"]["codec"] == codec
    bob.call("conference.join", sessions=ids)
    tones = (*members, MICROPHONE)
    for own, member in members.items():
        hears_all(member, [hz for hz in tones if hz != own], [own])


def waits(bob, caller, latency):
    bob.client.until(lambda: bob.client.sessions[caller.id]["media"]["latency"]
                     == latency, f"latency {latency}")


@story
def latency_is_changed_while_a_call_goes_on(stage):
    "of all and of one; the buffer holds as much as is asked for"
    bob = phone(stage, "latency = ultra-low\n")
    # silence, which is stretched at once
    ann = Caller(stage, bob, "ann", 400, amplitude=0, answers=True)
    assert bob.call("engine.status")["engine"]["latency"] == "ultra-low"
    waits(bob, ann, "ultra-low")
    assert bob.one_shot("latency", "smooth-400")[0] == 0
    bob.client.until(lambda: bob.call("session.get", session=ann.id)
                     ["statistics"]["jitter_buffer_ms"] > 300, "a long wait")
    assert bob.one_shot("latency", str(ann.id), "default")[0] == 0
    waits(bob, ann, "default")
    assert bob.one_shot("latency", str(ann.id), "all")[0] == 0
    waits(bob, ann, "smooth-400")
    status, _, err = bob.one_shot("latency", "smooth-100")
    assert status == 1 and "smooth-200" in err, err


if __name__ == "__main__":
    run()
