"""Commands that the engine runs for events and for calls that come."""
import json
import os

import sip
import stage as module
from engine import direct
from tap import run, story


PATIENT = "timeout = 20000"     # ms: a busy machine starts programs slowly


def hooked(stage, name, script, key="incoming", more=PATIENT):
    """A phone whose hook is this shell script."""
    path = stage.write(f"{name}.sh", "#!/bin/sh\n" + script, mode=0o700)
    return stage.engine(direct(name) + f'\nhooks {{\n {key} = "{path}"\n'
                        f' {more}\n}}\n', name=name)


def says(answer):
    return f"cat >/dev/null\necho '{json.dumps(answer)}'\n"


def warned(phone, words, since=0):
    """The warning of a hook that has these words."""
    return phone.client.event(
        "engine.warning", lambda e: e["code"] == "hook" and
        words in e["text"], since)


@story
def answers(stage):
    "the hook of an incoming call answers it, and notes who it was"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", says({"action": "answer",
                                     "data": {"ticket": "17"}}))
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    his = bob.first()
    bob.session(his, state="established", data={"ticket": "17"})
    ann.call("session.hangup", session=hers)
    bob.ended(his)
    call = bob.client.event("history.added")["call"]
    assert call["data"] == {"ticket": "17"}, call


@story
def declines(stage):
    "the hook declines with a status and a reason, which the caller gets"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", says({"action": "decline", "status": 603,
                                     "reason": "Not Today"}))
    end = ann.ended(ann.dial(bob.uri("bob")))
    assert (end["status"], end["reason"]) == (603, "Not Today"), end
    assert bob.ended(bob.first())["by"] == "local"


@story
def redirects(stage):
    "the hook sends the caller to somebody else"
    peer = sip.Peer(stage, user="ann")
    bob = hooked(stage, "bob", says({"action": "redirect",
                                     "to": "sip:cat@example.net"}))
    peer.send(peer.request("INVITE", bob.uri("bob"), body=sip.sdp(40000)),
              bob.port)
    moved = peer.expect(302)
    assert "sip:cat@example.net" in moved.get("Contact"), moved
    bob.ended(bob.first())


@story
def is_told(stage):
    "the hook reads the event as JSON, and its main fields as variables"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", "cat >$HOME/event.part\nenv >$HOME/variables\n"
                 "mv $HOME/event.part $HOME/event\n")
    ann.dial(bob.uri("bob"))
    home = bob.folder + "/home"
    module.until(lambda: os.path.exists(home + "/event"), "the hook")
    event = json.load(open(home + "/event", encoding="utf-8"))
    assert event["topic"] == "session.created"
    assert event["session"]["remote"]["uri"].startswith("sip:ann@"), event
    variables = dict(line.rstrip("\n").split("=", 1) for line in
                     open(home + "/variables", encoding="utf-8")
                     if "=" in line)
    wanted = {"TOPIC": "session.created", "DIRECTION": "incoming",
              "SESSION": str(event["session"]["id"]),
              "REMOTE_URI": event["session"]["remote"]["uri"],
              "ACCOUNT": "bob", "SOCKET": bob.socket}
    for name, value in wanted.items():
        assert variables["OFFHOOK_" + name] == value, (name, variables)


@story
def uses_commands(stage):
    "a hook's own commands go to the engine that runs it"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", f"exec {module.BUILD}/offhook decline "
                 "$OFFHOOK_SESSION --status 480 >/dev/null\n")
    assert ann.ended(ann.dial(bob.uri("bob")))["status"] == 480


@story
def bad_hooks(stage):
    "a hook that prints rubbish, dies or is not there: a warning, and it rings"
    ann = stage.engine(direct("ann"), name="ann")
    bad = {
        "echo hello": "no JSON object",
        "echo '[1]'": "no JSON object",
        "echo '{}'": "neither action nor data",
        "echo '{\"action\": \"explode\"}'": "answer, decline",
        "echo '{\"action\": 5}'": "answer, decline",
        "echo '{\"action\": \"decline\", \"status\": 200}'": "300 to 699",
        "echo '{\"data\": {\"a b\": \"x\"}}'": "no key",
        "echo '{\"action\": \"redirect\"}'": "needs",
        "echo '{\"data\": 1}'": "no object of texts",
        "head -c 100000 /dev/zero": "no JSON object",
        "exit 3": "status 3",
        "kill -9 $$": "signal 9",
    }
    path = stage.path("hook.sh")
    bob = stage.engine(direct("bob") + f'\nhooks {{\n incoming = "{path}"\n'
                       f" {PATIENT}\n}}\n", name="bob")
    for number, (script, words) in enumerate(
            [(None, "127")] + list(bad.items())):
        if script:
            stage.write("hook.sh", "#!/bin/sh\ncat >/dev/null\n" + script,
                        mode=0o700)
        since = bob.client.mark()
        hers = ann.dial(bob.uri("bob"))
        his = bob.incoming()
        warned(bob, words, since)
        got = bob.call("session.get", session=his)["session"]
        assert got["progress"] == "incoming", (script, got)
        assert not got["data"], (script, got)
        ann.call("session.hangup", session=hers)
        bob.ended(his)
        assert number < len(bad) + 1


@story
def hanging_hook(stage):
    "a hook that hangs is ended at its limit; the call rings, others go on"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", "sleep 1000 & wait\n", more="timeout = 300")
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    bob.call("session.answer", session=his)     # nobody waits for the hook
    ann.session(hers, state="established")
    warned(bob, "300 ms")
    bob.session(his, state="established")


@story
def too_late(stage):
    "a hook that answers a call which is over does no harm"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", "until [ -e $HOME/go ]; do sleep 0.05; done\n"
                 + says({"action": "answer"}))
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    ann.call("session.hangup", session=hers)
    bob.ended(his)
    open(bob.folder + "/home/go", "w", encoding="ascii").close()
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    assert not any(e["topic"] == "engine.warning" for e in bob.client.events)


@story
def each_event(stage):
    "the hook of events runs for each one, one after the other, in order"
    ann = stage.engine(direct("ann"), name="ann")
    bob = hooked(stage, "bob", "echo $OFFHOOK_SEQ $OFFHOOK_TOPIC "
                 "$OFFHOOK_SESSION $OFFHOOK_END_BY >>$HOME/seen\n", "event",
                 'topics = {"session"}')
    hers = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.call("session.hangup", session=hers)
    bob.ended(bob.first())

    def seen():
        try:
            with open(bob.folder + "/home/seen", encoding="ascii") as file:
                return [line.split() for line in file]
        except FileNotFoundError:
            return []
    module.until(lambda: any("session.ended" in line for line in seen()),
                 "the hook of the last event")
    lines = seen()
    numbers = [int(line[0]) for line in lines]
    assert numbers == sorted(set(numbers)), numbers
    assert lines[0][1] == "session.created", lines
    assert lines[-1][1:] == ["session.ended", str(bob.first()), "remote"]
    assert all(line[1].startswith("session.") for line in lines), lines


@story
def broken_event_hook(stage):
    "a broken hook of events warns once, not once an event or for ever"
    bob = hooked(stage, "bob", "exit 1\n", "event")
    bob.call("engine.set", dnd=True)
    warned(bob, "status 1")
    bob.call("engine.set", dnd=False)
    for _ in range(5):
        bob.call("engine.set", dnd=True)
        bob.call("engine.set", dnd=False)
    echo = bob.dial("echo")
    bob.session(echo, state="established")
    bob.call("session.hangup", session=echo)
    bob.ended(echo)
    warnings = [e for e in bob.client.events if e["topic"] == "engine.warning"]
    assert len(warnings) == 1, warnings


@story
def slow_event_hook(stage):
    "a hook slower than the events loses some, and says so; the engine does not"
    bob = hooked(stage, "bob", "until [ -e $HOME/go ]; do sleep 0.1; done\n",
                 "event", "timeout = 60000")
    echo = bob.dial("echo")
    bob.session(echo, state="established")
    for _ in range(150):
        bob.call("session.mute", session=echo)
        bob.call("session.unmute", session=echo)
    warned(bob, "too slow")
    open(bob.folder + "/home/go", "w", encoding="ascii").close()


@story
def reloaded(stage):
    "a changed hook counts from the next reload on"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    ann.call("session.hangup", session=hers)
    bob.ended(his)
    path = stage.write("now.sh", "#!/bin/sh\n" +
                       says({"action": "decline", "status": 480}), mode=0o700)
    bob.configure(direct("bob") + f'\nhooks {{\n incoming = "{path}"\n'
                  f" {PATIENT}\n}}\n")
    bob.call("engine.reload")
    assert ann.ended(ann.dial(bob.uri("bob")))["status"] == 480


@story
def many_calls(stage):
    "sixteen calls at once have their hooks run, each for its own call"
    ann = stage.engine(direct("ann") + "max_calls = 20\n", name="ann")
    bob = hooked(stage, "bob", 'cat >/dev/null\ncase $((OFFHOOK_SESSION % 2)) '
                 'in 0) echo \'{"action": "answer"}\';;\n*) echo '
                 '\'{"action": "decline", "status": 480}\';; esac\n',
                 more="timeout = 30000\n}\nmax_calls = 20\nsip {\n%(listen)s")
    calls = [ann.dial(bob.uri("bob")) for _ in range(16)]

    def settled():
        ann.client.pump()
        bob.client.pump()
        states = {s["id"]: s["state"] for s in bob.client.sessions.values()}
        return len(states) == len(calls) and all(
            state == ("terminated" if number % 2 else "established")
            for number, state in states.items())
    module.until(settled, "all calls answered or declined")


if __name__ == "__main__":
    run()
