"""What goes on when a program is killed: the engine, or what looks at it."""
import os
import signal
import subprocess

import process
import sip
import stage as stage_module
from control import Client
from engine import audio, direct
from tap import run, story


@story
def killed_and_started_again(stage):
    "an engine killed in a call starts again: no stale lock or socket is in the way"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    ann.kill()
    assert os.path.exists(ann.socket)
    ann.start()
    status = ann.call("engine.status")
    assert status["engine"]["pid"] == ann.pid and not status["sessions"]
    again = ann.dial(bob.uri("bob"))
    ann.session(again, state="established")


@story
def the_history_survives_a_kill(stage):
    "a call that was shown as ended is in the history after kill -9"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    added = ann.client.event("history.added")["call"]
    ann.kill()
    ann.start()
    assert ann.call("history.list")["calls"] == [added]


@story
def a_second_engine_gives_way(stage):
    "a second engine of the same name exits 0, and the first is not disturbed"
    ann = stage.engine(direct("ann"), name="ann")
    second = process.Process(stage, "second", ann.command(),
                             env=ann.environment())
    assert second.wait() == 0, second.text()
    assert "another engine runs already" in second.text(), second.text()
    assert ann.call("engine.status")["engine"]["pid"] == ann.pid


@story
def engines_of_several_names(stage):
    "-L NAME is an engine of its own, beside the default one"
    ann = stage.engine(name="ann")
    other = stage.engine(name="other", instance="night-shift")
    assert ann.call("engine.status")["engine"]["instance"] == "default"
    assert other.call("engine.status")["engine"]["instance"] == "night-shift"
    assert os.path.isdir(other.data)


@story
def a_deleted_socket(stage):
    "somebody deletes the socket: the engine makes it again"
    ann = stage.engine(name="ann")
    os.unlink(ann.socket)
    again = stage_module.until(lambda: connected(ann.socket),
                               "it is there again")
    assert again.call("engine.status")["engine"]["pid"] == ann.pid
    again.close()


def connected(path):
    try:
        return Client(path)
    except OSError:
        return None


@story
def a_detached_engine(stage):
    "without -f the engine goes to the background and offhook stop ends it"
    ann = stage.engine(name="ann", start=False)
    command = [word for word in ann.command() if word != "-f"]
    done = subprocess.run(command, env=ann.environment(), check=False,
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=stage_module.PATIENCE)
    assert done.returncode == 0, done.stderr
    client = Client(ann.socket)
    pid = client.call("engine.status")["engine"]["pid"]
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            terminal = file.read().rsplit(")", 1)[1].split()[4]
        assert terminal == "0", "it still has a terminal"
        status, _, error = ann.one_shot("stop")
        assert status == 0, error
        stage_module.until(lambda: not os.path.exists(f"/proc/{pid}") or
                           _is_zombie(pid), "it has gone")
    finally:
        client.close()
        if os.path.exists(f"/proc/{pid}"):
            os.kill(pid, signal.SIGKILL)


def _is_zombie(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


@story
def a_client_killed_in_a_call(stage):
    "whoever asked for a call may die: the call is heard to go on"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all"), name="bob")
    client = Client(ann.socket)
    hers = client.call("session.call", to=bob.uri("bob"))["session"]["id"]
    ann.session(hers, state="established")
    client.close()
    bob.hears_tone(1000)
    ann.hears_tone(700)


@story
def the_other_side_vanishes(stage):
    "a peer that sends nothing any more ends its call, with the reason"
    peer = sip.Peer(stage)
    ann = stage.engine("media {\n%(rtp)s\n rtp_timeout = 1\n}\n" +
                       direct("ann", "auto_answer = all"), name="ann")
    peer.answered(ann.uri("ann"), ann.port, 4000)
    his = ann.first()
    peer.reply(peer.expect("BYE"), 200, "OK")
    end = ann.ended(his)
    assert end["reason"] and end["by"] in ("local", "error"), end


@story
def who_holds_may_be_silent(stage):
    "a peer that holds us sends nothing, and keeps its call"
    holder, other = (sip.Peer(stage, name) for name in ("holder", "other"))
    ann = stage.engine("media {\n%(rtp)s\n rtp_timeout = 1\n}\n" +
                       direct("ann", "auto_answer = all"), name="ann")
    holder.send(holder.request("INVITE", ann.uri("ann"),
                               body=sip.sdp(4000, direction="sendonly")),
                ann.port)
    holder.ack(holder.expect(200))
    held = ann.first()
    ann.session(held, state="established", held_by_them=True)
    other.answered(ann.uri("ann"), ann.port, 4002)
    other.reply(other.expect("BYE"), 200, "OK")
    ann.session(held, state="established", held_by_them=True)


if __name__ == "__main__":
    run()
