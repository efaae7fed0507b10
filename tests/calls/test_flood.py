"""Two hundred INVITEs a second for ten seconds, beside a call that goes on."""
import os

import rtp
import sanitizer
import sip
import stage as module
from engine import audio, direct
from sipp import Sipp
from tap import run, story

RATE, SECONDS, WARM_UP = 200, 10, 2
SPARE_KB = 1024

# It keeps what was freed, 256 MB of it unless it is told otherwise.
os.environ["ASAN_OPTIONS"] = sanitizer.options("ASAN_OPTIONS",
                                               "quarantine_size_mb=1")


def in_a_call(stage, bobs):
    """bobs: more of bob's account.  (the phone, its friend, the answer, the
    stream, the session)"""
    bob = stage.engine(
        "max_calls = 4\n" + audio(playback="wav") + direct("bob", bobs) +
        direct("friend") + "sip {\n%(listen)s\n t1x64 = 1000\n}\n", name="bob")
    friend, stream = sip.Peer(stage, "friend", "friend"), rtp.Stream(stage)
    friend.send(friend.request("INVITE", bob.uri("friend"),
                               body=sip.sdp(stream.port)), bob.port)
    number = bob.incoming()
    bob.call("session.answer", session=number)
    answer = friend.expect(200)
    friend.ack(answer)
    stream.start(answer.rtp_address(), stream.tone(500))
    bob.hears_tone(500)
    return bob, friend, answer, number


def flood(stage, bob, status, seconds):
    """Bob's client reads meanwhile: two thousand events are more than waits."""
    sipp = Sipp(stage, "refused", bob.port, calls=RATE * seconds, service="bob",
                words={"STATUS": status}, more=["-r", RATE, "-l", 4 * RATE])

    def over():
        bob.client.pump()
        return not sipp.process.running()
    module.until(over, "the flood is over", timeout=seconds + 40, pause=0.1)
    sipp.wait()


def nothing_has_changed(bob, friend, answer, number, before):
    bob.hears_tone(500)
    module.until(lambda: bob.memory_kb() <= before + SPARE_KB,
                 f"memory below {before} + {SPARE_KB} kB", pause=0.2)
    sessions = bob.call("session.list")["sessions"]
    assert [s["id"] for s in sessions] == [number], sessions
    assert sessions[0]["state"] == "established"
    friend.bye(answer)
    assert bob.ended(number)["by"] == "remote"


@story
def strangers(stage):
    "calls of strangers: 403 each, no ring, no memory kept, the call goes on"
    bob, friend, answer, number = in_a_call(
        stage, 'accept_from = list\naccept_list = {"192.0.2.1"}')
    flood(stage, bob, 403, WARM_UP)     # what malloc keeps for the next one
    before = bob.memory_kb()
    flood(stage, bob, 403, SECONDS)
    count = bob.call("engine.status")["engine"]["refused_strangers"]
    # who is not answered in time asks again, and nobody remembers him
    assert count >= (WARM_UP + SECONDS) * RATE, count
    nothing_has_changed(bob, friend, answer, number, before)


@story
def while_not_to_be_disturbed(stage):
    "calls while not to be disturbed: 486 each, all in the history, no memory kept"
    bob, friend, answer, number = in_a_call(stage, "")
    bob.call("engine.set", dnd=True)

    def missed():
        return bob.call("history.list", limit=1)["total"]
    bob.client.fill_journal(number)
    flood(stage, bob, 486, WARM_UP)
    module.until(lambda: missed() == WARM_UP * RATE, "the first in the history")
    bob.client.pump()
    before = bob.memory_kb()
    flood(stage, bob, 486, SECONDS)
    module.until(lambda: missed() == (WARM_UP + SECONDS) * RATE,
                 "all in the history")
    bob.client.pump()
    nothing_has_changed(bob, friend, answer, number, before)


if __name__ == "__main__":
    run()
