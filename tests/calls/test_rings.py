"""How a call rings: by who calls, by Alert-Info, by account."""
import sip
import stage as stages
import wav
from engine import RATE, audio, direct
from tap import run, story

RULES = ('rings = {"sip:boss@*=ring-3", "*@noise.example=silent", '
         '"alert-internal=ring-5"}\n')


def phone(stage, top="", more=""):
    return stage.engine(
        'audio {\n capture = {"null"}\n playback = {"null"}\n'
        ' ring = {"wav:%(folder)s/rang.wav"}\n}\n' + top +
        direct("bob", more), name="bob")


def rings(stage, bob, headers="", user="peer", **fields):
    """The session of somebody who calls so."""
    peer = sip.Peer(stage, user=user)
    invite = peer.request("INVITE", bob.uri("bob"), headers, sip.sdp(4000))
    peer.send(invite.replace("@127.0.0.1:%d>;tag" % peer.port,
                             "@%s>;tag" % fields.get("host", "127.0.0.1")),
              bob.port)
    peer.expect(180)
    session = bob.session(bob.incoming())
    bob.call("session.decline", session=session["id"])
    peer.ack(peer.expect(486), bob.uri("bob"))
    return session


@story
def as_all_do(stage):
    "without a rule and without Alert-Info nothing is said of the ring"
    bob = phone(stage)
    assert rings(stage, bob)["ring"] is None
    for nonsense in ("<http://ring.example.net/loud.wav>", "<", ";;;,,,=",
                     "info=../../etc/passwd", "\x01\x02", "info=" + "x" * 900):
        session = rings(stage, bob, "Alert-Info: " + nonsense)
        assert session["ring"] is None, session


@story
def by_alert_info(stage):
    "names that are known ring so; a URI is not looked up"
    bob = phone(stage)
    for value, ring in (("<http://127.0.0.1/Bellcore-dr3>", "ring-3"),
                        ("Bellcore-dr2", "ring-2"),
                        ("<http://x>;info=alert-internal", "ring-2"),
                        ("<urn:alert:source:internal>", "ring-2"),
                        ("<urn:alert:service:recall:callback>", "ring-5"),
                        ("<http://x>, <urn:alert:priority:high>", "ring-4"),
                        ("<urn:alert:source:internally>", None)):
        session = rings(stage, bob, "Alert-Info: " + value)
        assert session["ring"] == ring, (value, session["ring"])


@story
def by_rule(stage):
    "the configuration is stronger than Alert-Info, and that than the account"
    bob = phone(stage, RULES, "ring_with = ring-4")
    assert rings(stage, bob)["ring"] == "ring-4"
    dr2 = "Alert-Info: Bellcore-dr2"
    assert rings(stage, bob, dr2)["ring"] == "ring-2"
    assert rings(stage, bob, dr2, user="boss")["ring"] == "ring-3"
    assert rings(stage, bob, "Alert-Info: info=alert-internal"
                 )["ring"] == "ring-5"
    session = rings(stage, bob, dr2, host="noise.example")
    assert session["ring"] == "silent" and session["silenced"], session


@story
def it_is_heard(stage):
    "ring-3 is short, short, long; silent is nothing"
    bob = phone(stage, RULES)
    rings(stage, bob, host="noise.example")
    assert wav.count(bob.folder + "/rang.wav") == 0
    peer = sip.Peer(stage, user="boss")
    peer.send(peer.request("INVITE", bob.uri("bob"), body=sip.sdp(4000)),
              bob.port)
    his = bob.incoming()
    stages.until(lambda: wav.count(bob.folder + "/rang.wav") > RATE * 2.2,
                 "two seconds have rung")
    bob.call("session.decline", session=his)
    values, rate = wav.samples(bob.folder + "/rang.wav")
    loud = [wav.rms(values[i:i + rate // 50]) > 0.03
            for i in range(0, len(values), rate // 50)]
    first = loud.index(True)
    runs, last = [], None
    for each in loud[first:first + 110]:
        if each != last:
            runs.append(0)
        runs[-1] += 1
        last = each
    assert len(runs) >= 5, runs
    # what a stalled machine plays late is left out at the beginning
    for part, wanted in zip(runs, (20, 10, 20, 10, 40)):
        assert abs(part - wanted) <= 5, runs


def knocks(bob):
    """So many times 20 ms of the call waiting tone were heard so far."""
    values, rate = wav.samples(bob.heard)
    return sum(wav.tone_parts(values, 425, rate))


@story
def a_second_call_knocks(stage):
    "while one talks, another call is a quiet tone in the ear until silenced"
    bob = stage.engine(audio(playback="wav") + direct("bob"), name="bob")
    first = sip.Peer(stage)
    first.send(first.request("INVITE", bob.uri("bob"), body=sip.sdp(4000)),
               bob.port)
    number = bob.incoming()
    bob.call("session.answer", session=number)
    first.ack(first.expect(200))
    bob.session(number, state="established", focused=True)
    stages.until(lambda: wav.count(bob.heard) > 4000, "half a second is heard")
    assert knocks(bob) == 0
    second = sip.Peer(stage)
    second.send(second.request("INVITE", bob.uri("bob"), body=sip.sdp(4000)),
                bob.port)
    other = bob.incoming()
    stages.until(lambda: knocks(bob) >= 18, "it has knocked twice")
    session = bob.session(number)
    assert session["focused"] and not session["held_by_us"], session
    bob.call("session.silence", session=other)
    bob.call("session.answer", session=other)
    hold = first.expect("INVITE")
    assert "a=sendonly" in hold.body, hold.body
    first.reply(hold, 200, body=sip.sdp(4000, direction="recvonly", version=2))
    first.expect("ACK")
    second.ack(second.expect(200))
    bob.session(other, state="established", focused=True)
    bob.session(number, held_by_us=True, focused=False)
    bob.call("session.hangup", session=other)
    second.reply(second.expect("BYE"), 200)
    bob.ended(other)
    session = bob.session(number, held_by_us=True)
    assert not session["focused"], "nobody is taken off hold by himself"
    assert first.receive(0.1) is None


if __name__ == "__main__":
    run()
