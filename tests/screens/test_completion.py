"""Completion in real shells, of a phone that is up, and of one that is not."""
import os
import subprocess

import process
import stage as module
import tmux
from clock import Clock
from fake_engine import FakeEngine
from screen import OFFHOOK, bob, people
from tap import run, story

FOLDER = os.path.join(module.BUILD, "share", "completions")
ASK = """
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_offhook
printf '%s\\n' "${COMPREPLY[@]}"
"""


def phone(stage):
    engine = FakeEngine(stage, Clock(stage))
    people(engine)
    bob(engine, 1)
    engine.session(12, "sip:2014@pbx.example.net", held_by_us=True)
    return engine


def offered(path, *words):
    """What bash offers for the last word."""
    done = subprocess.run(
        ["bash", "--norc", "-c", ASK, "bash", os.path.join(FOLDER, "offhook"),
         OFFHOOK, "-S", path, *words], capture_output=True, text=True,
        timeout=module.PATIENCE, check=False)
    assert not done.stderr, done.stderr
    return done.stdout.split()


@story
def what_bash_offers(stage):
    "commands, options, values, calls and accounts of the engine"
    engine = phone(stage)
    path = engine.path
    assert offered(path, "unm") == ["unmute"]
    assert offered(path, "ho") == ["hold"]
    assert "sessions" in offered(path, "")
    assert "help" in offered(path, "")
    assert "complete" not in offered(path, "")
    assert offered(path, "hold", "") == ["1", "12"]
    assert offered(path, "hangup", "--") == [
        "--all", "--reason", "--q850", "--json", "--help"]
    assert offered(path, "hangup", "--reason", "a") == []
    assert offered(path, "record", "1", "o") == ["on", "off"]
    assert offered(path, "dtmf", "--method", "in") == ["info", "inband"]
    assert offered(path, "call", "--account", "") == ["work", "home", "fax"]
    assert offered(path, "account", "") == [
        "list", "add", "edit", "remove", "show", "keyring"]
    assert offered(path, "account", "edit", "h") == ["home"]
    assert offered(path, "forward", "home", "b") == ["busy"]
    assert offered(path, "audio", "volume", "") == [
        "capture", "playback", "ring"]
    assert offered(path, "transfer", "--with", "1") == ["1", "12"]
    assert offered(path, "help", "statu") == ["status"]
    assert offered(path, "frobnicate", "") == []


@story
def files(stage):
    "a file where one is wanted, with its blanks quoted by the shell"
    engine = phone(stage)
    stage.write("a b.wav", "")
    assert offered(engine.path, "play", stage.path("a")) == \
        offered(engine.path, "record", "--path", stage.path("a"))


@story
def names_are_words(stage):
    "an account called by words and signs is one word, and nothing is run"
    engine = phone(stage)
    engine.account("$(touch x)", "sip:x@example.net")
    engine.account("front desk", "sip:y@example.net")
    assert offered(engine.path, "register", "fr") == ["front\\", "desk"]
    assert offered(engine.path, "register", "$") == ["\\$\\(touch\\", "x\\)"]
    assert not os.path.exists("x")


@story
def nobody_there(stage):
    "without an engine, or with one that never answers: nothing, and at once"
    assert offered(stage.path("none"), "hold", "") == []
    assert offered(stage.path("none"), "ho") == ["hold"]
    engine = phone(stage)
    engine.silent = True
    assert offered(engine.path, "hold", "") == []


class Shell(tmux.Terminal):
    def __init__(self, on, name, *command):
        program = process.have(command[0])
        assert program, f"{command[0]} is missing: package {command[0]}"
        super().__init__(on, [program, *command[1:]], dict(os.environ) | {
            "LC_ALL": "C.UTF-8", "HOME": on.path(name), "PS1": "ready> ",
            "PATH": module.BUILD + ":" + os.environ["PATH"]}, 80, 24, name)
        self.see("ready>")


@story
def in_bash(stage):
    "Tab in a bash of its own completes a command and the call it is about"
    engine = phone(stage)
    s = Shell(stage, "bash", "bash", "--norc", "--noprofile")
    s.type(f"export OFFHOOK_SOCKET={engine.path}; cd {module.BUILD}; "
           f"source share/completions/offhook; clear\n")
    s.lose("source")
    s.type("offhook unm\t")
    s.see("offhook unmute")
    s.type("12\n")
    s.see("unmute 12")
    assert engine.asked("session.unmute") == {"session": 12}


@story
def in_zsh(stage):
    "and in zsh, which says what a command does"
    engine = phone(stage)
    folder = stage.path("zsh")
    os.makedirs(folder)
    s = Shell(stage, "zsh", "zsh", "-f")
    s.type(f"export OFFHOOK_SOCKET={engine.path}; fpath=({FOLDER} $fpath); "
           "autoload -Uz compinit; compinit -u -D; clear\n")
    s.lose("compinit")
    s.type("offhook mu\t")
    s.see("offhook mute")
    s.type("12\n")
    assert engine.asked("session.mute") == {"session": 12}
    s.type("clear; offhook re\t\t")
    s.see("refuse    -- do not let", "redirect")


if __name__ == "__main__":
    run()
