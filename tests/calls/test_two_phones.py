"""Two phones at a registrar that wants passwords: the whole of a call."""
import statistics

import wav
from engine import RATE, audio
from tap import run, story

PASSWORDS = {"alice": "wonder land", "bob": "b0b;{}#'s".replace("'", "")}
TONES = "0123456789*#ABCD"
ALICE_HZ, BOB_HZ = 1000, 700


def phone(stage, pbx, name, hz):
    return stage.engine(pbx.account(name, PASSWORDS[name]) +
                        audio(f"tone:{hz}", "wav"), name=name)


def talking(stage):
    """Alice has dialled bob, and bob has answered."""
    pbx = stage.pbx(PASSWORDS)
    alice = phone(stage, pbx, "alice", ALICE_HZ)
    bob = phone(stage, pbx, "bob", BOB_HZ)
    alice.registered()
    bob.registered()
    hers = alice.dial("bob")
    alice.session(hers, progress="ringing")
    his = bob.answer()
    alice.session(hers, state="established")
    return alice, bob, hers, his


def is_in_tune(samples, hz):
    """The two clocks meet without a drift that could be heard."""
    found = wav.frequency(samples, RATE)
    assert abs(found - hz) < 2, f"{found:.1f} Hz instead of {hz}"


@story
def what_one_says_the_other_hears(stage):
    "a 1 kHz tone in alice's microphone comes out of bob's loudspeaker, and back"
    alice, bob, hers, his = talking(stage)
    is_in_tune(bob.hears_tone(ALICE_HZ), ALICE_HZ)
    is_in_tune(alice.hears_tone(BOB_HZ), BOB_HZ)
    session = alice.session(hers)
    assert session["account"]["name"] == "alice", session
    assert session["media"]["codec"] in ("opus", "G722"), session["media"]
    assert session["media"]["security"] == "dtls", session["media"]
    assert session["call_id"] == bob.session(his)["call_id"]
    assert bob.session(his)["remote"]["uri"].startswith("sip:alice@")


@story
def the_caller_hears_it_ring(stage):
    "while bob's phone rings, alice hears ringback"
    pbx = stage.pbx(PASSWORDS)
    alice = phone(stage, pbx, "alice", ALICE_HZ)
    bob = phone(stage, pbx, "bob", BOB_HZ)
    alice.registered()
    bob.registered()
    alice.dial("bob")
    bob.incoming()
    alice.hears_tone(425, None)


@story
def hold_and_unhold(stage):
    "a hold stops the sound both ways, and unhold brings it back"
    alice, bob, hers, his = talking(stage)
    bob.hears_tone(ALICE_HZ)
    alice.call("session.hold", session=hers)
    alice.session(hers, held_by_us=True, hold_pending=False)
    bob.session(his, held_by_them=True)
    bob.hears_nothing()
    alice.hears_nothing()
    alice.call("session.unhold", session=hers)
    alice.session(hers, held_by_us=False, focused=True)
    bob.session(his, held_by_them=False)
    bob.hears_tone(ALICE_HZ)
    alice.hears_tone(BOB_HZ)


@story
def a_hold_by_both(stage):
    "a call held by both comes back only when both have let go"
    alice, bob, hers, his = talking(stage)
    alice.call("session.hold", session=hers)
    bob.session(his, held_by_them=True)
    bob.call("session.hold", session=his)
    bob.session(his, held_by_us=True, held_by_them=True)
    alice.session(hers, held_by_us=True, held_by_them=True)
    alice.call("session.unhold", session=hers)
    alice.session(hers, held_by_us=False, held_by_them=True)
    bob.session(his, held_by_us=True, held_by_them=False)
    bob.call("session.unhold", session=his)
    bob.session(his, held_by_us=False)
    alice.session(hers, held_by_them=False)
    bob.hears_tone(ALICE_HZ)
    alice.hears_tone(BOB_HZ)


@story
def mute_silences_one_direction(stage):
    "a muted microphone is not heard, the loudspeaker beside it goes on"
    alice, bob, hers, _ = talking(stage)
    bob.hears_tone(ALICE_HZ)
    alice.call("session.mute", session=hers)
    alice.session(hers, muted=True)
    bob.hears_nothing()
    alice.hears_tone(BOB_HZ)
    alice.call("session.unmute", session=hers)
    bob.hears_tone(ALICE_HZ)


@story
def all_sixteen_tones(stage):
    "each of the 16 tones that alice sends is received by bob, once and in order"
    alice, bob, hers, his = talking(stage)
    alice.call("session.dtmf", session=hers, tones=TONES, duration_ms=60)

    def pressed():
        return [e for e in bob.client.events if e["topic"] == "session.dtmf"]
    bob.client.until(lambda: len(pressed()) == len(TONES), "16 tones")
    assert "".join(e["tone"] for e in pressed()) == TONES, pressed()
    for event in pressed():
        assert event["via"] == "rtp" and event["session"]["id"] == his
    # One whose packets stop for a while has ended with the last that came.
    length = statistics.median(e["duration_ms"] for e in pressed())
    assert 40 <= length <= 100, pressed()
    assert bob.call("session.get", session=his)["session"][
        "dtmf_received"] == TONES


@story
def hang_up_is_in_both_histories(stage):
    "a hang-up ends the call on both sides, and both histories hold it"
    alice, bob, hers, his = talking(stage)
    bob.call("session.hangup", session=his)
    assert bob.ended(his)["by"] == "local", bob.session(his)
    assert alice.ended(hers)["by"] == "remote", alice.session(hers)
    for engine, direction, other in ((alice, "outgoing", "sip:bob@"),
                                     (bob, "incoming", "sip:alice@")):
        added = engine.client.event("history.added")["call"]
        page = engine.call("history.list", limit=10)
        assert page["total"] == 1 and page["calls"] == [added], page
        assert added["direction"] == direction, added
        assert added["remote"]["uri"].startswith(other), added
        assert added["established"] and not added["missed"], added


if __name__ == "__main__":
    run()
