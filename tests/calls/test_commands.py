"""The one-shot commands: what they do, print and exit with."""
import json

import process
import sip
from engine import direct
from tap import run, story


@story
def without_an_engine(stage):
    "commands without an engine exit 3 and say so; nothing is started"
    ann = stage.engine(start=False)
    for words in (["status"], ["hangup", "--all"], ["sessions"], ["stop"],
                  ["events"], ["account", "list"]):
        status, output, error = ann.one_shot(*words)
        assert status == 3 and error and not output, (words, status, error)


@story
def wrong_usage(stage):
    "wrong usage exits 2 with the right one"
    ann = stage.engine(direct("ann"))
    for words in (["nonsense"], ["call"], ["--nonsense"], ["dtmf"],
                  ["hold", "one"], ["answer", "1", "2", "3"]):
        status, _, error = ann.one_shot(*words)
        assert status == 2 and error, (words, status, error)


def typed(value):
    """As it stands in a command."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else \
        ",".join(value) if isinstance(value, list) else str(value)


@story
def every_key_of_an_account(stage):
    "what account show has is taken by account edit, but for secrets"
    ann = stage.engine()
    ann.call("account.add", name="ann", uri="sip:ann@127.0.0.1",
             registrar="sip:127.0.0.1:9", enabled=False, gruu=False,
             realm=["a", "b"], proxy=["sip:127.0.0.1;lr"],
             ice_servers=["stun:127.0.0.1"], accept_list=["192.0.2.0/24"],
             auto_answer_from=["sip:bob@127.0.0.1"])
    keys = ann.call("account.get", account="ann")["keys"]
    for key, value in keys.items():
        status, _, error = ann.one_shot("account", "edit", "ann",
                                        f"{key}={typed(value)}")
        assert status == 0, (key, value, error)
    assert ann.call("account.get", account="ann")["keys"] == keys
    for key in ("password", "ha1", "ice_password"):
        status, _, error = ann.one_shot("account", "edit", "ann", f"{key}=x")
        assert status == 2 and "can be seen" in error, (key, status, error)


@story
def a_call_by_commands(stage):
    "call, hold, unhold, mute, dtmf, show and hangup, as a shell script would"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")

    def do(*words):
        status, output, error = ann.one_shot(*words)
        assert status == 0 and not error, (words, status, output, error)
        return output
    do("call", bob.uri("bob"))
    hers = ann.first()
    ann.session(hers, state="established")
    assert bob.uri("bob") in do("sessions")
    do("hold")
    ann.session(hers, held_by_us=True)
    do("unhold", str(hers))
    ann.session(hers, held_by_us=False)
    do("mute", "%1")
    ann.session(hers, muted=True)
    do("unmute")
    do("dtmf", "12")
    bob.client.event("session.dtmf", lambda e: e["tone"] == "2")
    shown = json.loads(do("show", str(hers), "--json"))
    assert shown["statistics"]["sent_packets"] > 0, shown
    do("hangup")
    ann.ended(hers)
    assert "ann" in do("account", "list") and "ann" in do("status")
    ann.client.event("history.added")
    assert json.loads(do("history", "--json"))["total"] == 1


@story
def an_incoming_call(stage):
    "answer and decline act on the call that rings"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    first = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    assert bob.one_shot("answer")[0] == 0
    bob.session(his, state="established")
    second = ann.dial(bob.uri("bob"))
    bob.incoming()
    status, _, error = bob.one_shot("decline", "--status", "480")
    assert status == 0, error
    assert ann.ended(second)["status"] == 480
    assert ann.session(first)["state"] == "established"


@story
def several_fit(stage):
    "where several sessions fit, the command lists them and exits 2"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    for _ in range(2):
        ann.session(ann.dial(bob.uri("bob")), state="established")
    status, _, error = ann.one_shot("hangup")
    assert status == 2 and error.count("sip:bob@") >= 2, error
    status, _, error = ann.one_shot("hangup", "--all")
    assert status == 0, error
    for number in list(ann.client.sessions):
        ann.ended(number)


@story
def what_the_engine_refuses(stage):
    "a refusal exits 1 with its reason, and its SIP status"
    ann = stage.engine(direct("ann"), name="ann")
    status, _, error = ann.one_shot("hold", "99")
    assert status == 1 and "99" in error, error
    status, _, error = ann.one_shot("call", "sip:")
    assert status == 1 and error, error
    peer = sip.Peer(stage)
    waiting = process.Process(
        stage, "call-wait", [*_offhook(), "call", "--wait", peer.uri],
        env=ann.environment())
    peer.reply(peer.expect("INVITE"), 486, "Busy Here")
    peer.expect("ACK")
    assert waiting.wait() == 1
    assert "486" in waiting.text(), waiting.text()


def _offhook():
    import os
    import stage
    return [os.path.join(stage.BUILD, "offhook")]


@story
def call_and_wait(stage):
    "call --wait --json prints the final session, and exits 0 if it was answered"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    waiting = process.Process(
        stage, "call-wait",
        [*_offhook(), "call", "--wait", "--json", bob.uri("bob")],
        env=ann.environment())
    hers = ann.first()
    ann.session(hers, state="established")
    bob.call("session.hangup", session=bob.first())
    assert waiting.wait() == 0, waiting.text()
    final = json.loads(waiting.text())
    assert final["id"] == hers and final["state"] == "terminated", final


@story
def watching_events(stage):
    "events prints one JSON value a line until the engine goes"
    ann = stage.engine(direct("ann"), name="ann")
    watching = process.Process(stage, "events", [*_offhook(), "events",
                                                 "--json", "session"],
                               env=ann.environment())

    def topics():
        whole = watching.text().rpartition("\n")[0]
        return [json.loads(line)["topic"] for line in whole.splitlines()]
    import stage as module
    hers = ann.dial("echo")
    ann.session(hers, state="established")

    def seen():     # it may not have subscribed yet
        ann.call("session.mute", session=hers)
        ann.call("session.unmute", session=hers)
        return "session.changed" in topics()
    module.until(seen, "the events")
    ann.stop()
    watching.wait()


if __name__ == "__main__":
    run()
