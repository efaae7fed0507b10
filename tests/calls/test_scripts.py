"""What makes shell scripts reliable: wait, --since, and notes on calls."""
import json
import os

import process
import stage as module
from engine import direct
from tap import run, story


def command(phone, name, *words):
    """A one-shot command that runs beside the story."""
    return process.Process(
        phone.on, name, [os.path.join(module.BUILD, "offhook"), *words],
        env=phone.environment())


def do(phone, *words):
    status, output, error = phone.one_shot(*words)
    assert status == 0, (words, status, output, error)
    return output


@story
def waits_for_what_holds(stage):
    "wait for a state that holds already returns at once, also for ended calls"
    ann = stage.engine(direct("ann"), name="ann")
    echo = ann.dial("echo")
    ann.session(echo, state="established")
    do(ann, "wait", "established")
    do(ann, "wait", "established", "--session", str(echo))
    ann.call("session.hangup", session=echo)
    ann.ended(echo)
    seen = json.loads(do(ann, "wait", "ended", "--session", str(echo),
                         "--json"))
    assert seen["session"]["end"]["by"] == "local", seen
    status, _, error = ann.one_shot("wait", "established", "--session",
                                    str(echo), "--timeout", "60")
    assert status == 1 and "ended" in error, (status, error)


@story
def waits_for_who_calls(stage):
    "wait incoming --from bob lets others ring and returns when bob calls"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    waiting = command(ann, "wait-bob", "wait", "incoming", "--from", "bob",
                      "--json")
    cat = stage.engine(direct("cat"), name="cat")
    first = cat.dial(ann.uri("ann"))
    hers = ann.incoming()
    cat.call("session.hangup", session=first)
    ann.ended(hers)
    assert waiting.running(), waiting.text()
    bob.dial(ann.uri("ann"))
    his = ann.incoming()
    assert waiting.wait() == 0, waiting.text()
    assert json.loads(waiting.text())["session"]["id"] == his


@story
def waits_in_vain(stage):
    "wait --timeout exits 1 and says so; an unknown event or call is refused"
    ann = stage.engine(direct("ann"), name="ann")
    status, output, error = ann.one_shot("wait", "session.dtmf", "--timeout",
                                         "1")
    assert status == 1 and "in time" in error and not output
    status, _, error = ann.one_shot("wait", "nonsense.event")
    assert status == 1 and "nonsense.event" in error, (status, error)
    status, _, error = ann.one_shot("wait", "ended", "--session", "77")
    assert status == 1 and "77" in error, (status, error)
    status, _, error = ann.one_shot("wait")
    assert status == 2 and "usage" in error, (status, error)


@story
def registered(stage):
    "wait registered is what a script does first"
    pbx = stage.pbx({"bob": "secret"})
    bob = stage.engine(pbx.account("bob", "secret"), name="bob")
    do(bob, "wait", "registered", "--account", "bob", "--timeout", "30")
    assert bob.registered("bob")


@story
def nothing_is_missed(stage):
    "events --since and wait --since begin where a script had stopped reading"
    ann = stage.engine(direct("ann"), name="ann")
    seq = str(json.loads(do(ann, "status", "--json"))["seq"])
    echo = ann.dial("echo")
    ann.session(echo, state="established")
    ann.call("session.hangup", session=echo)
    ann.ended(echo)
    event = json.loads(do(ann, "wait", "session.ended", "--since", seq,
                          "--json"))
    assert event["session"]["id"] == echo
    watching = command(ann, "events", "events", "session", "--since", seq,
                       "--json")

    def topics():
        # behind the last newline is what is still being written
        return [json.loads(line)["topic"]
                for line in watching.text().split("\n")[:-1]]
    module.until(lambda: "session.ended" in topics(), "the past")
    assert topics()[0] == "session.created", topics()
    status, _, error = ann.one_shot("events", "--since", "minus")
    assert status == 2 and "--since" in error, (status, error)


@story
def notes(stage):
    "what is noted on a call is in its events, its object and the history"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    do(ann, "call", bob.uri("bob"), "--data", "ticket=17", "--data",
       "queue=sales")
    hers = ann.first()
    ann.session(hers, data={"ticket": "17", "queue": "sales"})
    do(ann, "set", str(hers), "ticket=18", "queue=", "who=Dr. Näme=x")
    ann.session(hers, data={"ticket": "18", "who": "Dr. Näme=x"})
    assert not bob.client.sessions[bob.first()]["data"]
    ann.call("session.hangup", session=hers)
    ann.ended(hers)
    call = ann.client.event("history.added")["call"]
    assert call["data"] == {"ticket": "18", "who": "Dr. Näme=x"}, call
    found = json.loads(do(ann, "history", "--json", "Näme"))
    assert found["total"] == 1, found
    error = ann.refused("session.set", session=hers, data={"a": "b"})
    assert error.code == 2 and "history" in error.message, error


@story
def bad_notes(stage):
    "notes have bounds, and a bad one changes nothing"
    ann = stage.engine(direct("ann"), name="ann")
    echo = ann.dial("echo", data={"a": "1"})
    for data in ({"": "x"}, {"a b": "x"}, {"k": "x" * 1025}, {"k" * 65: "x"},
                 {"a": 5}, {"a": "line\nbreak"}, {"b": "2", "c d": "3"},
                 {f"k{i}": "x" for i in range(33)}, "text", [1]):
        error = ann.refused("session.set", session=echo, data=data)
        assert error.code in (-32602, 4), (data, error.code)
    got = ann.call("session.get", session=echo)["session"]
    assert got["data"] == {"a": "1"}, got
    error = ann.refused("session.call", to="echo", data={"a b": "x"})
    assert error.code == -32602
    assert len(ann.call("session.list")["sessions"]) == 1
    ann.call("session.set", session=echo, data={"a": None})
    ann.session(echo, data={})


if __name__ == "__main__":
    run()
