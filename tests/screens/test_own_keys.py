"""Keys of one's own: the keys file, and what the screen then says."""
import os

import stage as module
from screen import Screen, bob, carol
from tap import run, story


def with_keys(stage, text, **more):
    home = stage.path("home")
    os.makedirs(os.path.join(home, ".config", "offhook"), exist_ok=True)
    with open(os.path.join(home, ".config", "offhook", "keys"), "w",
              encoding="utf-8") as file:
        file.write(text)
    return Screen(stage, env={"XDG_CONFIG_HOME": home + "/.config"}, **more)


def command(s, line):
    s.keys(":")
    s.type(line)
    s.see(": " + line)
    s.keys("Enter")


@story
def hints_show_them(stage):
    "the hint bar and the help name the key that is bound, and it does that"
    s = with_keys(stage, "bind calls y hold\nunbind calls h\n"
                  "bind calls ^X m mute\nbind calls v redial\n"
                  "unbind calls r\n")
    s.see("v redial")
    bob(s.engine)
    s.see("ACTIVE", "y hold")
    assert "h hold" not in s.hints(), s.hints()
    s.keys("h")
    s.keys("y")
    assert s.engine.asked("session.hold") == {"session": 1}
    assert s.engine.count("session.hold") == 1
    s.keys("C-x")
    s.see("m mute", "(other: cancel)")
    s.keys("m")
    assert s.engine.asked("session.mute") == {"session": 1}
    s.keys("?", "/")
    s.type("hold or resume")
    s.see("y  F4", "hold or resume the selected call")


@story
def told_as_bound(stage):
    "card, notice line and the empty pane name own keys; on the pad Alt-B"
    s = with_keys(stage, "bind calls e answer\nunbind calls a\n"
                  "bind calls v redial\nunbind calls r\n")
    s.see("v to redial Support queue")
    bob(s.engine)
    carol(s.engine)
    s.see("RINGING 2 Carol Sample (work)  e answer  B reject",
          "e answer, 1 goes on hold")
    s.keys("p")
    s.see("DTMF 1", "e answer  Alt-B reject", "Alt-A end+answer 2")
    s.keys("M-B")
    assert s.engine.asked("session.decline") == {"session": 2}


@story
def a_command_line(stage):
    "exec runs any command line; one that cannot be run now says why"
    s = with_keys(stage, 'bind calls x exec "transfer 8001"\n')
    s.keys("x")
    s.see("transfer: no call is selected")
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("x")
    assert s.engine.asked("session.transfer") == {"session": 1, "to": "8001"}


@story
def another_key_that_ends(stage):
    "a letter bound to bye waits as b does, and a name takes it back"
    s = with_keys(stage, "bind calls e bye\n")
    bob(s.engine)
    s.see("ACTIVE", "e bye")
    s.clock.hold()
    s.type("eva")
    s.see("d to dial a name")
    s.clock.step(600)
    s.processed()
    assert not s.engine.count("session.hangup")
    s.keys("e")
    s.see("bye..")
    s.clock.step(300)
    s.engine.wake()
    assert s.engine.asked("session.hangup") == {"session": 1}


@story
def mistakes(stage):
    "the first mistake is in the notice line, all are in the log; the rest holds"
    s = with_keys(stage, "bind calls x frobnicate\nbind calls v zoom\n"
                  "bing\nbind calls 5 hold\n", wait="keys:1")
    s.see('3 mistakes (the log has them), ~/.config/offhook/keys:1: there')
    s.keys("g", "l")
    s.see('keys:1: there is no', 'keys:3: "bing"?', 'keys:4: "5" is dialled')
    s.keys("v")
    s.see("z: back")


@story
def checking(stage):
    ":keys check reads the file again, and says how it is"
    s = with_keys(stage, "bind calls v zoom\n")
    command(s, "keys check")
    s.see("1 line taken, no mistake")
    s = with_keys(stage, "bind calls v hodl\n", engine=s.engine, wait="hodl")
    with_keys(stage, "bind calls v help\nbind calls v zoom\n",
              engine=s.engine, wait="v does not").end()
    command(s, "keys check")
    s.see("keys:2: v does not do this: line 1")
    s.keys("v")
    s.see("Help")


@story
def full_of_rubbish(stage):
    "a file of rubbish, a folder, a pipe: a clear line, and the usual keys"
    s = with_keys(stage, "\x1b[2J\x07 \u202e\n" * 900, wait="900 mistakes")
    assert "\x1b" not in s.screen()
    s.keys("?")
    s.see("Help")
    path = os.path.join(stage.path("home"), ".config", "offhook", "keys")
    os.unlink(path)
    os.mkfifo(path)
    command(s, "keys check")
    s.see("keys: not a file that can be read")


@story
def presets(stage):
    "agent: no letter answers or ends a call, F-keys do, and are shown"
    s = with_keys(stage, "preset agent\n")
    bob(s.engine)
    carol(s.engine)
    s.see("RINGING 2", "F2 answer 2", "F3 bye 1")
    s.type("babat")
    s.processed()
    assert not any(s.engine.count("session." + m) for m in (
        "answer", "hangup", "decline", "transfer"))
    s.keys("F2")
    assert s.engine.asked("session.answer") == {"session": 2}


@story
def what_is_bound(stage):
    ":keys lists all with their origin, and what is in the way of which"
    s = with_keys(stage, "preset vi\nunbind calls h\nbind calls y zoom\n"
                  'bind calls x exec "transfer 8001"\n', rows=45)
    command(s, "keys")
    s.see("What is bound")
    s.keys("/")
    s.type("hidden")
    s.see("hold  hidden: unbound")
    s.keys("C-u")
    s.type("8001")
    s.see("transfer 8001  [line 4]", "Enter done")
    s.keys("C-u")
    s.type("preset")
    s.see("^W               next pane  [preset]")
    s.keys("Enter", "q")
    s.see("Calls (0)")


@story
def searching_the_help(stage):
    "/ shows the rows of the help that hold a word; Esc keeps it, q goes back"
    s = Screen(stage)
    s.keys("?")
    s.see("/: search")
    s.keys("/")
    s.type("mute")
    s.see("Search > mute", "m  F5", "whether the others")
    s.lose("Rejecting")
    s.type("xyzzy")
    s.see("nothing holds that")
    s.keys("C-u")
    s.see("Rejecting")
    s.keys("Escape")
    s.see("Dial work >", "Help")
    s.keys("q")
    s.see("Calls (0)")


@story
def learning(stage):
    ":keys learn shows what comes as harmless text, and does nothing"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    command(s, "keys learn")
    s.see("Press keys")
    s.keys("b")
    s.see("b                    b             bye                   text")
    s.keys("Up")
    s.see("up  ", "line choose previous")
    s.keys("F3")
    s.see("F3            bye")
    s.keys("M-x")
    s.see("Esc x                Alt-x         command")
    s.keys("C-Right")
    s.see("Esc [ 1 ; 5 C")
    s.paste("bqbq")
    s.see("a paste")
    s.type("\x1b[99;9X")
    s.see("Esc [ 9 9 ; 9 X      (no key)")
    s.type("é")
    s.see("\\xc3 \\xa9            é")
    s.keys("g")
    s.see("the first of two keys")
    s.keys("Escape")
    s.see("Esc                  Esc")
    s.keys("j", "Escape")
    s.see("Press keys")
    s.keys("Escape")
    s.see("Calls (1)")
    s.processed()
    assert not s.engine.count("session.hangup")


@story
def learning_ends_by_itself(stage):
    "ten seconds without a key"
    s = Screen(stage)
    s.clock.hold()
    command(s, "keys learn")
    s.see("Press keys")
    s.clock.step(9000)
    s.engine.wake()
    s.processed()
    s.see("Press keys")
    s.clock.step(1000)
    s.engine.wake()
    s.lose("Press keys")


@story
def settings_by_name(stage):
    "the palette has the settings with their values; set changes one for now"
    s = Screen(stage)
    s.keys(":")
    s.type("meters")
    s.see("set meters VALUE", "now on", "Enter which value")
    s.keys("Enter")
    s.see(": set meters", "Enter run")
    s.type("off")
    s.keys("Enter")
    s.see("meters = off, until you leave")
    command(s, "set meters maybe")
    s.see("meters: expected on or off")
    command(s, "set nothing on")
    s.see('there is no setting "nothing"')
    command(s, "set meters")
    s.see("Enter run")
    s.keys("Enter")
    s.see("meters = off: microphone and ear")


if __name__ == "__main__":
    run()
