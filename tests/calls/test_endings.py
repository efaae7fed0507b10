"""How a call can end before it is one: each side is told why."""
import sip
from engine import direct
from tap import run, story


def two(stage, callers="", more="", top=""):
    """(ann, bob, ann's session): ann calls bob and it rings."""
    ann = stage.engine(callers + direct("ann"), name="ann")
    bob = stage.engine(top + direct("bob", more), name="bob")
    hers = ann.dial(bob.uri("bob"))
    return ann, bob, hers


@story
def the_caller_cancels(stage):
    "a call cancelled while it rings ends on both sides, as a missed one for bob"
    ann, bob, hers = two(stage)
    his = bob.incoming()
    ann.session(hers, progress="ringing")
    ann.call("session.hangup", session=hers)
    assert ann.ended(hers)["by"] == "local", ann.session(hers)
    end = bob.ended(his)
    assert end["by"] == "remote" and end["status"] == 487, end
    assert bob.client.event("history.added")["call"]["missed"]
    assert not ann.client.event("history.added")["call"]["missed"]


@story
def bob_declines(stage):
    "a declined call ends with 486 and its words on the caller's side"
    ann, bob, hers = two(stage)
    his = bob.incoming()
    bob.call("session.decline", session=his)
    assert ann.ended(hers)["status"] == 486, ann.session(hers)
    assert ann.session(hers)["end"]["by"] == "remote", ann.session(hers)
    assert bob.ended(his)["by"] == "local", bob.session(his)


@story
def bob_declines_in_his_own_words(stage):
    "a decline with another status and reason is seen by the caller"
    ann, bob, hers = two(stage)
    his = bob.incoming()
    status, _, trouble = bob.one_shot("decline", "--status", "603",
                                      "--reason", "Not Today")
    assert status == 0, trouble
    end = ann.ended(hers)
    assert end["status"] == 603 and "Not Today" in end["reason"], end
    assert bob.ended(his)["status"] == 603
    for phone in (ann, bob):
        call = phone.client.event("history.added")["call"]
        assert call["end"]["status"] == 603 and not call["missed"], call


@story
def nobody_answers(stage):
    "a call that nobody answers ends by itself, on both sides"
    ann, bob, hers = two(stage, top="no_answer_timeout = 1\n")
    his = bob.first()
    assert ann.ended(hers)["status"] in (408, 480), ann.session(hers)
    end = bob.ended(his)
    assert end["by"] == "local" and end["reason"], end
    assert bob.client.event("history.added")["call"]["missed"]


@story
def bob_is_busy(stage):
    "beyond max_calls a caller hears 486, and the calls there are go on"
    _, bob, first = two(stage, top="max_calls = 1\n")
    his = bob.answer()
    cat = stage.engine(direct("cat"), name="cat")
    second = cat.dial(bob.uri("bob"))
    end = cat.ended(second)
    assert end["status"] == 486 and end["by"] == "remote", end
    assert bob.session(his)["state"] == "established", first
    refusal = bob.refused("session.call", to=cat.uri("cat"))
    assert refusal.code == 4 and "max_calls" in refusal.message, refusal


@story
def a_free_place_is_given_again(stage):
    "when the only call ends, the next one comes through"
    ann, bob, _ = two(stage, top="max_calls = 1\n")
    his = bob.answer()
    bob.call("session.hangup", session=his)
    bob.ended(his)
    again = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.session(again, state="established")


@story
def do_not_disturb(stage):
    "with do not disturb a caller hears 486, and the call is in the history"
    bob = stage.engine(direct("bob"), name="bob")
    bob.call("engine.set", dnd=True)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(bob.uri("bob"))
    assert ann.ended(hers)["status"] == 486, ann.session(hers)
    assert bob.client.event("history.added")["call"]["missed"]
    assert not bob.client.sessions


@story
def the_peer_says_why(stage):
    "the status, words and Reason header of the other side are told"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 480, "Gone Fishing",
               'Reason: Q.850;cause=20;text="Subscriber absent"')
    peer.expect("ACK")
    end = ann.ended(hers)
    assert end["by"] == "remote" and end["status"] == 480, end
    assert "Gone Fishing" in end["reason"], end
    assert "Subscriber absent" in end["reason"], end


@story
def the_reason_of_a_bye(stage):
    "why the other side hung up is told, when it says so"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann", "auto_answer = all"), name="ann")
    dialog = peer.answered(ann.uri("ann"), ann.port, 4000)
    his = ann.first()
    ann.session(his, state="established")
    peer.bye(dialog, 'Reason: Q.850;cause=16;text="Normal clearing"')
    end = ann.ended(his)
    assert end["by"] == "remote" and "Normal clearing" in end["reason"], end


def cancelled(stage, reason):
    """Ann's history of a call that was cancelled so."""
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name=f"ann{peer.port}")
    invite = peer.request("INVITE", ann.uri("ann"), body=sip.sdp(4000))
    peer.send(invite, ann.port)
    his = ann.incoming()
    peer.expect(180)
    peer.send(sip.cancel_of(invite).replace(
        "Content-Length", f"Reason: {reason}\r\nContent-Length"), ann.port)
    peer.expect(200)
    peer.ack(peer.expect(487), ann.uri("ann"))
    assert ann.ended(his)["by"] == "remote", ann.session(his)
    call = ann.client.event("history.added")["call"]
    assert ann.session(his)["end"]["missed"] == call["missed"], call
    return call


@story
def answered_elsewhere(stage):
    "a call that another phone took, or that was refused there, is not missed"
    for reason in ('SIP;cause=200;text="Call completed elsewhere"',
                   'SIP;cause=600;text="Busy Everywhere"', "SIP;cause=603",
                   "Q.850;cause=26", "Q.850;cause=16, SIP;cause=200"):
        assert not cancelled(stage, reason)["missed"], reason


@story
def given_up(stage):
    "a call whose caller gave up is missed, whatever he says of it"
    for reason in ("SIP;cause=487", "Q.850;cause=16", "X;cause=200",
                   "SIP;cause=2000", "SIP"):
        assert cancelled(stage, reason)["missed"], reason


@story
def nobody_there(stage):
    "a call to a port where nobody listens fails, with the reason, and soon"
    ann = stage.engine("sip {\n%(listen)s\n t1x64 = 2000\n}\n" + direct("ann"), name="ann")
    silent = sip.Peer(stage)
    hers = ann.dial(silent.uri)
    silent.expect("INVITE")
    end = ann.ended(hers)
    assert end["by"] == "error" and end["status"] == 408, end
    assert end["reason"], end


@story
def we_say_why(stage):
    "who hangs up may say why: the other side shows it, in words and as a cause"
    ann, bob, hers = two(stage)
    his = bob.answer()
    ann.call("session.hangup", session=hers, reason='off to "lunch"',
             q850=31)
    end = bob.ended(his)
    assert end["q850"] == 31 and end["by"] == "remote", end
    assert 'off to "lunch"' in end["reason"], end
    assert ann.ended(hers)["by"] == "local"
    for wrong in ({"q850": 0}, {"q850": 128}, {"reason": 7},
                  {"reason": "two\r\nlines: no"}):
        assert ann.refused("session.hangup", session=hers, **wrong).code


@story
def we_cancel_and_say_why(stage):
    "a reason goes into a CANCEL too, and into the 486 to a call that rings here"
    ann, bob, hers = two(stage)
    his = bob.incoming()
    assert ann.one_shot("hangup", "--reason", "wrong number")[0] == 0
    end = bob.ended(his)
    assert "wrong number" in end["reason"] and end["q850"] == 16, end
    assert bob.client.event("history.added")["call"]["missed"]
    hers = ann.dial(bob.uri("bob"))
    bob.incoming()
    assert bob.one_shot("hangup", "--reason", "not now")[0] == 0
    assert ann.ended(hers)["reason"] == "not now", ann.session(hers)


if __name__ == "__main__":
    run()
