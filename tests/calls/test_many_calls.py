"""Many calls, exactly as many as max_calls says."""
import sip
import stage as stage_
from engine import direct
from sipp import Sipp
from tap import run, story

LIMIT = 24


@story
def exactly_max_calls(stage):
    "max_calls calls come through, the next one hears 486"
    bob = stage.engine(f"max_calls = {LIMIT}\n" +
                       direct("bob", "auto_answer = all\nanswer_with = tone"),
                       name="bob")
    peers = [sip.Peer(stage, f"peer{n}") for n in range(LIMIT + 1)]
    dialogs = [p.answered(bob.uri("bob"), bob.port, 4000) for p in peers[:-1]]
    last = peers[-1]
    request = last.request("INVITE", bob.uri("bob"), body=sip.sdp(4000))
    last.send(request, bob.port)
    last.ack(last.expect(486), bob.uri("bob"))
    assert bob.call("engine.status")["engine"]["sessions"] == LIMIT
    for peer, dialog in zip(peers, dialogs):
        peer.bye(dialog)
    bob.client.until(lambda: not bob.call("engine.status")["engine"]
                     ["sessions"], "all have ended")
    again = last.answered(bob.uri("bob"), bob.port, 4000)
    last.bye(again)


@story
def a_hundred_short_calls(stage):
    "a hundred calls in two seconds: none fails, nothing is left behind"
    bob = stage.engine(f"max_calls = {LIMIT}\n" +
                       direct("bob", "auto_answer = all\nanswer_with = echo"),
                       name="bob")
    before = len(_descriptors(bob))
    # sipp that was kept waiting begins what it missed all at once: -l
    Sipp(stage, "uac", bob.port, calls=100, service="bob",
         more=["-d", "100", "-r", "50", "-l", str(LIMIT - 4)]).wait()
    bob.client.until(lambda: not bob.call("engine.status")["engine"]
                     ["sessions"], "all have ended")
    stage_.until(lambda: len(_descriptors(bob)) <= before + 8,
                 "nearly all descriptors are closed")
    bob.client.until(lambda: bob.call("history.list", limit=1)["total"] == 100,
                     "a hundred calls in the history")


def _descriptors(engine):
    import os
    return os.listdir(f"/proc/{engine.pid}/fd")


if __name__ == "__main__":
    run()
