"""The front end in a terminal, by typing; what is said here is what is seen."""
import os
import signal

import sip
import stage as module
import tmux
from control import Client
from engine import audio, direct
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")


def screen_of(stage, engine, columns=80, rows=24, name="tmux"):
    return tmux.Terminal(stage, [OFFHOOK], engine.environment(), columns, rows,
                         name)


def dial(terminal, target):
    terminal.keys("d")
    terminal.type(target)
    terminal.keys("Enter")


@story
def hear_yourself(stage):
    "d, echo, Enter: the call is on the screen, and it is one's own voice"
    ann = stage.engine(audio("tone:1000", "wav"), name="ann")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)", "Dial")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    ann.hears_tone(1000)
    terminal.keys("b")
    terminal.see("ENDED")
    terminal.keys("b")
    terminal.see("Calls (0)")
    end = ann.client.event("session.ended")["session"]["end"]
    assert end["by"] == "local", end
    terminal.see("History", "echo")


@story
def who_it_is(stage):
    "the ringing card says who it is and for whom, the ended one why"
    bob = stage.engine(direct("bob", ' accept_from = list\n accept_list = '
                              '{"127.0.0.1"}'))
    peer = sip.Peer(stage)
    terminal = screen_of(stage, bob)
    terminal.see("Calls (0)")
    peer.send(peer.request(
        "INVITE", bob.uri("bob"), 'P-Asserted-Identity: "Ann Ash" <sip:a@b>\n'
        'Diversion: "Carl" <sip:carl@example.net>;reason=user-busy',
        sip.sdp(4000)), bob.port)
    terminal.see("known as Ann Ash, for Carl")
    terminal.keys("a")
    answer = peer.expect(200)
    peer.ack(answer)
    terminal.see("ACTIVE")
    peer.bye(answer, "Reason: Q.850;cause=38")
    terminal.see("ENDED", "network out of order")


@story
def the_first_start(stage):
    "offhook without an engine starts one; q q leaves it, and the call goes on"
    ann = stage.engine(audio("tone:1000", "wav"), name="ann", start=False)
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    client = Client(ann.socket)
    pid = client.call("engine.status")["engine"]["pid"]
    try:
        dial(terminal, "echo")
        terminal.see("ACTIVE")
        terminal.keys("q")
        terminal.keys("q")
        module.until(terminal.dead, "the front end has left")
        sessions = client.call("session.list")["sessions"]
        assert [s["state"] for s in sessions] == ["established"], sessions
        ann.hears_tone(1000)
        again = screen_of(stage, ann, name="again")
        again.see("ACTIVE", "echo")
    finally:
        client.close()
        status, _, error = ann.one_shot("stop")
        module.until(lambda: not os.path.exists(f"/proc/{pid}") or
                     _zombie(pid), "the engine has gone")
        assert status == 0, error


def _zombie(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@story
def killed_in_a_call(stage):
    "a front end killed with -9 in a call: the call is heard to go on"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    dial(terminal, bob.uri("bob"))
    terminal.see("ACTIVE")
    bob.hears_tone(1000)
    os.kill(terminal.pid, signal.SIGKILL)
    module.until(terminal.dead, "the front end is dead")
    bob.hears_tone(1000)
    ann.hears_tone(700)


@story
def an_incoming_card(stage):
    "a call that rings is on the screen by name; a answers it, h holds, b ends"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", 'display_name = "Bob Example"'),
                       name="bob")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    his = bob.dial(ann.uri("ann"))
    terminal.see("RING", "Bob Example", "answer")
    terminal.keys("a")
    terminal.see("ACTIVE", "Bob Example")
    bob.hears_tone(1000)
    terminal.keys("h")
    terminal.see("HOLD")
    bob.session(his, held_by_them=True)
    terminal.keys("h")
    terminal.see("ACTIVE")
    terminal.keys("m")
    terminal.see("MUTED")
    bob.hears_nothing()
    terminal.keys("m")
    terminal.keys("b")
    bob.ended(his)
    terminal.see("ENDED")
    terminal.keys("b")
    terminal.see("Calls (0)")


@story
def put_through_by_keys(stage):
    "T, carl, Enter; t: the two talk to each other, both calls leave the screen"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine("on_refer = follow\n" + audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    carl = stage.engine(audio("tone:400", "wav") +
                        direct("carl", "auto_answer = all"), name="carl")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    dial(terminal, bob.uri("bob"))
    terminal.see(">1", "ACTIVE")
    bob.hears_tone(1000)
    terminal.keys("T")
    terminal.see("Consult for 1")
    terminal.type(carl.uri("carl"))
    terminal.keys("Enter")
    terminal.see(">2", "for 1", "t complete 1")
    carl.hears_tone(1000)
    bob.hears_nothing()
    terminal.keys("t")
    bob.hears_tone(400)
    carl.hears_tone(700)
    terminal.see("ENDED")
    terminal.keys("g")
    terminal.keys("t")
    terminal.see("[Trace 2]", "INVITE sdp")
    for _ in range(2):
        assert ann.client.event("session.ended")["session"]["end"]
    terminal.see("Calls (0)")


@story
def a_consultation_given_up(stage):
    "b drops the consultation, and the first one is talked to again"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    carl = stage.engine(audio("tone:400", "wav") + direct("carl"), name="carl")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    dial(terminal, bob.uri("bob"))
    terminal.see(">1", "ACTIVE")
    terminal.keys("T")
    terminal.type(carl.uri("carl"))
    terminal.keys("Enter")
    terminal.see(">2", "DIAL", "b drop 2, back to 1")
    terminal.keys("b")
    terminal.see(">1", "Call 1: active")
    bob.hears_tone(1000)


@story
def a_name_full_of_escapes(stage):
    "a caller's name with escape sequences is shown without them"
    ann = stage.engine(direct("ann"), name="ann")
    peer = sip.Peer(stage)
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    request = peer.request("INVITE", ann.uri("ann"), body=sip.sdp(4000))
    peer.send(request.replace("From: <", 'From: "Eve\x1b[2J\x1b[31mIl" <'),
              ann.port)
    shown = terminal.see("RING", "Eve")
    assert "Calls (1)" in shown, shown


@story
def resized(stage):
    "the screen follows the terminal, down to one too small for anything"
    ann = stage.engine(direct("ann"), name="ann")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)", "History")
    terminal.resize(140, 45)
    terminal.see("Calls (0)", "History")
    terminal.resize(10, 1)
    terminal.resize(60, 10)
    terminal.see("no calls", "? help")
    terminal.resize(80, 24)
    terminal.see("Calls (0)", "History", "Dial")


@story
def the_engine_comes_and_goes(stage):
    "an engine that dies is told of, and found again when it is back"
    ann = stage.engine(direct("ann"), name="ann")
    terminal = screen_of(stage, ann)
    terminal.see("Calls (0)")
    ann.kill()
    terminal.see("engine")
    ann.start()
    hers = ann.dial("echo")
    ann.session(hers, state="established")
    terminal.see("ACTIVE", "echo")


if __name__ == "__main__":
    run()
