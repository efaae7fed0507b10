"""The phone as lines: calls by typing, and by a script."""
import os
import subprocess

import sip
import stage as module
import tmux
from engine import audio, direct
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")
PHONES = {"bob": 700, "carl": 400}


def phones(stage, more=""):
    """Ann, whose phone is typed; bob and carl, who answer by themselves."""
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann", more),
                       name="ann")
    return [ann] + [stage.engine(
        "on_refer = follow\n" + audio(f"tone:{hz}", "wav") +
        direct(name, "auto_answer = all"), name=name)
        for name, hz in PHONES.items()]


class Lines(tmux.Terminal):
    def __init__(self, on, engine):
        super().__init__(on, [OFFHOOK, "--linear"], engine.environment(), 100,
                         40)
        self.see("offhook>")

    def order(self, line, *told):
        self.type(line)
        self.keys("Enter")
        self.see("offhook> " + line, *told)


def script(engine, commands):
    """(exit status, what was told) of commands in a pipe."""
    done = subprocess.run([OFFHOOK, "--linear"], input=commands,
                          env=engine.environment(), capture_output=True,
                          text=True, check=False, timeout=module.PATIENCE * 2)
    assert "\x1b" not in done.stdout, done.stdout
    return done.returncode, done.stdout + done.stderr


@story
def a_transfer_typed(stage):
    "call, consult, complete: the two talk to each other, and ann is told"
    ann, bob, carl = phones(stage)
    s = Lines(stage, ann)
    one, two = (f"call {n} {p.uri(p.name)[4:]}" for n, p in
                ((1, bob), (2, carl)))
    s.order("call " + bob.uri("bob"),
            one + ": connected, opus, encrypted (dtls)")
    bob.hears_tone(1000)
    s.order("consult " + carl.uri("carl"), one + ": on hold",
            two + ": connected")
    carl.hears_tone(1000)
    bob.hears_nothing()
    s.order("calls", "asked for call 1, selected")
    s.order("complete", one + ": hung up", "transfer to",
            two + ": ended by the other side")
    bob.hears_tone(400)
    carl.hears_tone(700)
    s.order("status", "no calls; ")


@story
def a_conference_typed(stage):
    "two calls, conf: all hear each other; mute, select and bye name the call"
    ann, bob, carl = phones(stage)
    s = Lines(stage, ann)
    one, two = (f"call {n} {p.uri(p.name)[4:]}" for n, p in
                ((1, bob), (2, carl)))
    s.order("call " + bob.uri("bob"), one + ": connected")
    s.order("call " + carl.uri("carl"), one + ": on hold",
            two + ": connected")
    s.order("conf", one + ": in conference",
            two + ": in conference")
    s.order("mute", two + ": microphone muted")
    carl.hears_tone(700)        # bob's, and ann no longer
    s.order("call 1", one + ": active", "in conference, selected")
    s.order("bye", one + ": hung up after",
            two + ": out of the conference")
    s.order("bye 2", two + ": hung up after")


@story
def a_call_comes(stage):
    "it rings with a bell and a sentence; answer, tones, and the end are told"
    ann, bob, _ = phones(stage)
    s = Lines(stage, ann)
    his = bob.dial(ann.uri("ann"))
    one = "call 1 bob@127.0.0.1"
    s.see("call 1 ringing: bob@127.0.0.1, to ann. Type answer or reject")
    s.order("answer", one + ": connected")
    s.order("dtmf 14", one + ": tones sent")
    bob.client.until(lambda: [
        e["tone"] for e in bob.client.events if e["topic"] == "session.dtmf"
    ] == ["1", "4"], "bob hears 14")
    bob.call("session.hangup", session=his)
    s.see(one + ": ended by the other side after")


@story
def a_name_full_of_escapes(stage):
    "letters of it come out, nothing that a terminal would obey"
    bob = stage.engine(direct("bob", ' accept_from = list\n accept_list = '
                              '{"127.0.0.1"}'))
    peer = sip.Peer(stage)
    s = Lines(stage, bob)
    peer.send(peer.request("INVITE", bob.uri("bob"),
                           'P-Asserted-Identity: "\x1b]0;x\x1b[2JAnn" <sip:a@b>',
                           sip.sdp(4000)), bob.port)
    s.see("call 1 ringing: ")
    s.order("calls", "ringing 0")


@story
def a_script(stage):
    "a call from a pipe: in order, each waits for its outcome; status 0"
    ann, bob, _ = phones(stage)
    status, told = script(
        ann, f"call {bob.uri('bob')}\nhold\nstatus\nhold\ntones 5\nbye\n")
    assert status == 0, told
    sentences = (": calling", "connected, opus", ": on hold\n",
                 "1 call; call 1 bob", "off hold", "tones sent",
                 "hung up after")
    places = [told.find(s) for s in sentences]
    assert -1 not in places and places == sorted(places), (places, told)


@story
def a_call_that_outlives_its_script(stage):
    "the input ends, the call goes on; another script ends it"
    ann, bob, _ = phones(stage)
    status, told = script(ann, f"call {bob.uri('bob')}\n")
    assert status == 0 and "1 call continues" in told, told
    bob.hears_tone(1000)
    status, told = script(ann, "bye 1\nstatus\n")
    assert status == 0 and "no calls; " in told, told


@story
def a_call_to_nobody(stage):
    "nobody is there: why is told, the status is 1"
    ann, *_ = phones(stage)
    status, told = script(ann, "call sip:x@127.0.0.1:9\nstatus\n")
    assert status == 1 and "no calls; " in told, (status, told)


if __name__ == "__main__":
    run()
