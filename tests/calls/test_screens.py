"""Several screens at one engine, in terminals side by side."""
import os
import signal

import stage as module
import tmux
from engine import audio, direct
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")


def screen_of(stage, engine, name, *options):
    terminal = tmux.Terminal(stage, [OFFHOOK, *options], engine.environment(),
                             name=name)
    terminal.see("Calls (")
    return terminal


def ann_and_bob(stage):
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", 'display_name = "Bob Example"'),
                       name="bob")
    return ann, bob


@story
def the_first_one_wins(stage):
    "two screens, one call: who answers first has it, the other one sees that"
    ann, bob = ann_and_bob(stage)
    left, right = (screen_of(stage, ann, n) for n in ("left", "right"))
    his = bob.dial(ann.uri("ann"))
    left.see("RINGING 1 Bob Example")
    right.see("RINGING 1 Bob Example")
    left.keys("a")
    right.see("ACTIVE", "Bob Example")
    left.see("ACTIVE", "Bob Example")
    right.keys("h")
    left.see("HOLD")
    bob.session(his, held_by_them=True)
    left.keys("h")
    right.see("ACTIVE")
    right.keys("b")
    left.see("ENDED")
    right.see("ENDED")


@story
def both_at_once(stage):
    "both press a at the same moment: one call, answered once, nobody complains"
    ann, bob = ann_and_bob(stage)
    screens = [screen_of(stage, ann, n) for n in ("left", "right")]
    his = bob.dial(ann.uri("ann"))
    for terminal in screens:
        terminal.see("RINGING 1 Bob Example")
    for terminal in screens:
        terminal.keys("a")
    for terminal in screens:
        shown = terminal.see("ACTIVE", "TALKING")
        assert "no answer" not in shown and "gl" not in shown, shown
    bob.session(his, state="established")
    bob.hears_tone(1000)


@story
def one_is_killed(stage):
    "of two screens one is killed with -9, in a call: the other goes on as if not"
    ann, bob = ann_and_bob(stage)
    left, right = (screen_of(stage, ann, n) for n in ("left", "right"))
    bob.dial(ann.uri("ann"))
    left.see("RINGING 1")
    os.kill(right.pid, signal.SIGKILL)
    module.until(right.dead, "it is dead")
    left.keys("a")
    left.see("ACTIVE")
    bob.hears_tone(1000)
    again = screen_of(stage, ann, "again")
    again.see("ACTIVE", "Bob Example", "TALKING")


@story
def one_only_looks(stage):
    "a read-only screen follows all and changes nothing, by key or by command"
    ann, bob = ann_and_bob(stage)
    works = screen_of(stage, ann, "works")
    looks = screen_of(stage, ann, "looks", "--read-only")
    looks.see("read-only", "(read-only) >")
    his = bob.dial(ann.uri("ann"))
    shown = looks.see("RINGING 1 Bob Example")
    assert "a answer" not in shown, shown
    looks.keys("a")
    looks.see("answer: this screen is read-only")
    works.see("RINGING 1 Bob Example")
    works.keys("a")
    looks.see("ACTIVE", "TALKING")
    looks.keys("b", "h", "m")
    looks.keys(":")
    looks.type("quit engine")
    looks.keys("Enter")
    looks.see("quit engine")
    looks.see("(read-only) >")
    looks.keys("g", "t")
    looks.see("INVITE")
    bob.hears_tone(1000)
    assert bob.session(his, state="established")["held_by_them"] is False
    status, _, error = ann.one_shot("--read-only", "hangup")
    assert status == 1 and "read-only" in error, error
    status, out, error = ann.one_shot("--read-only", "sessions")
    assert status == 0 and "established" in out, (out, error)


@story
def none_is_started_to_look(stage):
    "--read-only starts no engine: it says where it looked"
    ann = stage.engine(start=False)
    for words in (("--read-only", "status"), ("--read-only", "call", "echo")):
        status, _, error = ann.one_shot(*words)
        assert status == 3 and "no engine listens at" in error, error
    assert not os.path.exists(ann.socket)


if __name__ == "__main__":
    run()
