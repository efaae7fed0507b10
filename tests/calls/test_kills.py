"""Whoever is killed or stands still, the other one says so and goes on."""
import os
import signal

import stage as module
import tmux
from control import Client
from engine import audio, direct
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")


def screen_of(stage, engine, name="tmux"):
    terminal = tmux.Terminal(stage, [OFFHOOK], engine.environment(), name=name)
    terminal.see("Calls (")
    return terminal


def dial(terminal, target):
    terminal.keys("d")
    terminal.type(target)
    terminal.keys("Enter")


@story
def the_engine_is_killed(stage):
    "the engine killed with -9 in a call: told, kept as it was; S starts another"
    ann = stage.engine()
    terminal = screen_of(stage, ann)
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    ann.kill()
    terminal.see("ENGINE NOT CONNECTED since", "1 ? ACTIVE echo", "??:??",
                 "Calls may still be up", "S start engine", "(no engine) >")
    terminal.keys("S")
    terminal.see("connected to the engine, 0 calls", "Calls (0)")
    client = Client(ann.socket)
    try:
        assert client.call("engine.status")["engine"]["pid"] != ann.pid
        dial(terminal, "echo")
        terminal.see("1 ● ACTIVE echo")
    finally:
        client.close()
        assert ann.one_shot("stop")[0] == 0


@story
def the_engine_stands_still(stage):
    "an engine that is stopped: keys show as pending, then no answer; help works"
    ann = stage.engine()
    terminal = screen_of(stage, ann)
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    os.kill(ann.pid, signal.SIGSTOP)
    terminal.keys("h")
    terminal.see("hold..")
    terminal.keys("?")
    terminal.see("hold or resume the selected call")
    terminal.keys("?")
    terminal.see("no answer from the engine", "ACTIVE")
    os.kill(ann.pid, signal.SIGCONT)
    terminal.see("HOLD")
    terminal.keys("h")
    terminal.see("ACTIVE")


@story
def the_screen_is_killed(stage):
    "a screen killed with -9 among calls: the next one shows them as they are"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", 'display_name = "Bob Example"'),
                       name="bob")
    terminal = screen_of(stage, ann)
    dial(terminal, "echo")
    terminal.see("1 ● ACTIVE echo")
    bob.dial(ann.uri("ann"))
    terminal.see("RINGING 2 Bob Example")
    terminal.keys("a")
    terminal.see("2 ● ACTIVE Bob Example", "1 ‖ HOLD   echo")
    terminal.keys("R")
    terminal.see("REC")
    os.kill(terminal.pid, signal.SIGKILL)
    module.until(terminal.dead, "it is dead")
    bob.hears_tone(1000)
    again = screen_of(stage, ann, "again")
    again.see("2 ● ACTIVE Bob Example", "1 ‖ HOLD   echo", "REC")
    again.keys("s")
    again.see("1 ● ACTIVE echo", "2 ‖ HOLD   Bob Example")


@story
def killed_while_it_starts(stage):
    "engines killed one after the other as the screen finds them: it lasts"
    ann = stage.engine()
    terminal = screen_of(stage, ann)
    for _ in range(4):
        ann.kill()
        terminal.see("ENGINE NOT CONNECTED")
        ann.start()
        terminal.keys("Enter")
        terminal.see("READY")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")


if __name__ == "__main__":
    run()
