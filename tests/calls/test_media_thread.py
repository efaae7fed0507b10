"""What the media thread asks of the kernel while people talk: nothing that could
make it wait, but for the next tick."""
import os
import re
import signal

import process
import rtp
import sip
import stage as module
from card import Card
from engine import audio, direct
from tap import run, story

PACKETS = 600           # of ours that are seen leaving
# No descriptor that it reads or writes ever blocks, and no socket call waits.
ALLOWED = re.compile(r"""
    epoll_wait\( | epoll_ctl\( | timerfd_settime\( | clock_gettime\( |
    read\(\d+<anon_inode:\[(timerfd|eventfd)\]> |
    write\(\d+<anon_inode:\[eventfd\]> |
    (recvmmsg|sendto|sendmsg|sendmmsg)\(\d+<socket:.*MSG_DONTWAIT""", re.X)


def media_thread(phone):
    """The number of that thread."""
    folder = f"/proc/{phone.pid}/task"
    for name in os.listdir(folder):
        with open(f"{folder}/{name}/comm", encoding="utf-8") as file:
            if file.read().strip() == "media":
                return int(name)
    raise AssertionError("no thread is called media")


class Trace:
    """All system calls of one thread, from the first that is seen."""

    def __init__(self, stage, thread):
        program = process.have("strace")
        if not program:
            raise AssertionError("strace is missing: package strace")
        self._path = stage.path("strace.txt")
        self._process = stage.start("strace", [
            program, "-p", thread, "-y", "-s", 0, "-e", "signal=none",
            "-o", self._path])
        module.until(self.calls, "a system call is seen")

    def calls(self):
        """One line each; the last may still be in the making."""
        try:
            with open(self._path, encoding="utf-8") as file:
                return file.read().split("\n")[:-1]
        except FileNotFoundError:
            return []

    def count(self, name):
        return sum(line.startswith(name) for line in self.calls())

    def end(self):
        self._process.signal(signal.SIGINT)
        self._process.wait()


def caller(stage, phone, to, hz):
    """Somebody who has called that account, and speaks."""
    peer = sip.Peer(stage, f"to-{to}-{hz}")
    stream = rtp.Stream(stage, f"to-{to}-{hz}-rtp")
    peer.send(peer.request("INVITE", phone.uri(to),
                           body=sip.sdp(stream.port)), phone.port)
    if to == "desk":
        phone.call("session.answer", session=phone.incoming())
    answer = peer.expect(200)
    peer.ack(answer)
    return stream.start(answer.rtp_address(), stream.tone(hz))


@story
def it_never_waits(stage):
    "in calls to a card, an echo and a conference it makes no call that waits"
    card = Card(stage, hears=1000)
    bob = stage.engine(
        "max_calls = 8\n" + audio(card.device, card.device) + direct("desk") +
        direct("mirror", "auto_answer = all\nanswer_with = echo") +
        direct("board", "auto_answer = all\nanswer_with = conference"),
        alsa=card.config, name="bob")
    streams = [caller(stage, bob, to, hz) for to, hz in (
        ("desk", 700), ("mirror", 500), ("board", 400), ("board", 600))]
    session = bob.client.until(
        lambda: next((s["id"] for s in bob.client.sessions.values()
                      if s["focused"]), None), "a call with the microphone")
    card.says_tone(700)
    trace = Trace(stage, media_thread(bob))
    bob.call("session.dtmf", session=session, tones="15#")
    module.until(lambda: streams[0].keys() == "15#", "the keys are out")
    module.until(lambda: trace.count("sendto") + trace.count("sendm") >=
                 PACKETS, "enough packets have left")
    trace.end()
    streams[1].hears_tone(500)
    card.says_tone(700)
    strange = {line for line in trace.calls()
               if not ALLOWED.match(line) and not line.endswith("...>")}
    assert not strange, "\n".join(sorted(strange)[:20])


if __name__ == "__main__":
    run()
