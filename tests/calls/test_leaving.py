"""The end of an engine: calls end, bindings go, nobody can hold it up."""
import signal

import sip
from engine import direct
from silent_peers import among_silent_peers
from tap import run, story


def leave(engine):
    """Long before a peer that is silent has had all of its repeated requests."""
    engine.process.signal(signal.SIGTERM)
    status = engine.process.wait()
    assert status == 0, status


@story
def with_silent_peers(stage):
    "SIGTERM ends an engine soon though no peer answers anything"
    ann, peers = among_silent_peers(stage)
    leave(ann)
    peers["talking"].expect("BYE")
    peers["ringing"].expect("CANCEL")
    last = peers["registrar"].expect("REGISTER")
    assert last.get("Expires") == "0" or "expires=0" in last.get("Contact")


@story
def with_peers_that_answer(stage):
    "peers that answer see the call ended"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    his = bob.first()
    leave(ann)
    assert bob.ended(his)["by"] == "remote"
    ann.start()
    assert ann.call("history.list")["total"] == 1


@story
def while_it_rings(stage):
    "a call that rings is refused, so that the caller need not wait"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    bob.incoming()
    leave(bob)
    assert ann.ended(hers)["by"] == "remote", ann.session(hers)


@story
def when_idle(stage):
    "engine.stop when idle waits for the last call, and takes no new one"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    ann.call("engine.stop", when="idle")
    assert ann.call("engine.status")["engine"]["stopping"]
    assert ann.session(hers)["state"] == "established"
    ann.call("session.hangup", session=hers)
    assert ann.process.wait() == 0


@story
def by_the_socket(stage):
    "engine.stop is answered before the engine goes"
    ann = stage.engine(direct("ann"))
    ann.call("engine.stop", when="now")
    assert ann.process.wait() == 0


@story
def nothing_to_end(stage):
    "an engine without calls or bindings leaves, too"
    ann = stage.engine(direct("ann"))
    leave(ann)


@story
def signals_that_are_not_for_it(stage):
    "a hang-up of the terminal or a broken pipe does not end it"
    ann = stage.engine(direct("ann"))
    for number in (signal.SIGHUP, signal.SIGPIPE, signal.SIGWINCH):
        ann.process.signal(number)
        ann.call("engine.status")


if __name__ == "__main__":
    run()
