"""Callers are sent to somebody else: by a person, or by a rule."""
import sip
from engine import direct
from tap import run, story

CAROL = "sip:carol@127.0.0.1:9"


def rings(stage, phone, user="bob"):
    """A peer that calls: (peer, the phone's session)."""
    peer = sip.Peer(stage)
    peer.send(peer.request("INVITE", phone.uri(user), body=sip.sdp(4000)),
              phone.port)
    his = phone.incoming()
    peer.expect(180)
    return peer, his


def diverted(peer, phone, to=CAROL, reason=None):
    """The 302 that the peer gets, acknowledged."""
    answer = peer.expect(302)
    peer.ack(answer, phone.uri())
    assert answer.get("Contact") == f"<{to}>", answer.get("Contact")
    if reason:
        assert answer.get("Diversion") == \
            f"<sip:bob@127.0.0.1>;reason={reason}", answer.get("Diversion")
    return answer


def entry(phone):
    return phone.client.event("history.added")["call"]


@story
def a_person_sends_the_caller_on(stage):
    "session.redirect: 302 with Contact and Diversion, and not a missed call"
    bob = stage.engine(direct("bob"), name="bob")
    peer, his = rings(stage, bob)
    bob.call("session.redirect", session=his, to=CAROL)
    diverted(peer, bob, reason="deflection")
    end = bob.ended(his)
    assert end["by"] == "local" and end["status"] == 302, end
    assert end["reason"] == f"redirected to {CAROL}", end
    call = entry(bob)
    assert not call["missed"] and CAROL in call["end"]["reason"], call


@story
def a_bare_user_is_of_the_domain(stage):
    "offhook redirect carol: she is looked for where the account is at home"
    bob = stage.engine(direct("bob"), name="bob")
    peer, his = rings(stage, bob)
    status, said, trouble = bob.one_shot("redirect", "carol")
    assert status == 0, trouble
    assert f"{his} " in said, said
    diverted(peer, bob, "sip:carol@127.0.0.1")


@story
def nobody_to_be_sent_to(stage):
    "what is no target is refused, and it rings on"
    bob = stage.engine(direct("bob"), name="bob")
    peer, his = rings(stage, bob)
    for wrong in ("", "sip:", "sip:carol@x?Subject=a", "http://x"):
        error = bob.refused("session.redirect", session=his, to=wrong)
        assert error.code == -32602, error
    assert peer.receive(0.05) is None
    assert bob.session(his)["progress"] == "incoming"


@story
def two_phones(stage):
    "the caller's session ends with 302, by the other side"
    bob = stage.engine("follow_redirect = no\n" + direct("bob"), name="bob")
    ann = stage.engine("follow_redirect = no\n" + direct("ann"), name="ann")
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    bob.call("session.redirect", session=his, to=CAROL)
    end = ann.ended(hers)
    assert end["by"] == "remote" and end["status"] == 302, end
    assert bob.ended(his)["status"] == 302, bob.session(his)
    assert entry(ann)["end"]["status"] == entry(bob)["end"]["status"] == 302


def phone(stage, rules="", top=""):
    return stage.engine(top + direct("bob", rules), name="bob")


def calls(stage, bob, user="bob"):
    peer = sip.Peer(stage)
    peer.send(peer.request("INVITE", bob.uri(user), body=sip.sdp(4000)),
              bob.port)
    return peer


@story
def always(stage):
    "forward_always: it does not ring, and the history says where the call went"
    bob = phone(stage, "forward_always = carol")
    to = "sip:carol@127.0.0.1"
    diverted(calls(stage, bob), bob, to, "unconditional")
    call = entry(bob)
    assert call["end"]["by"] == "local" and call["end"]["status"] == 302, call
    assert call["end"]["reason"] == f"forwarded to {to} (always)", call
    assert not call["missed"] and call["direction"] == "incoming", call
    assert not bob.client.sessions


@story
def two_phones_and_a_rule(stage):
    "the caller's history and bob's agree"
    bob = phone(stage, f'forward_always = "{CAROL}"')
    ann = stage.engine("follow_redirect = no\n" + direct("ann"), name="ann")
    assert ann.ended(ann.dial(bob.uri("bob")))["status"] == 302
    assert entry(ann)["end"]["status"] == entry(bob)["end"]["status"] == 302


@story
def busy_by_max_calls(stage):
    "forward_busy: exactly max_calls come through, the next one goes to carol"
    bob = phone(stage, f'forward_busy = "{CAROL}"', "max_calls = 2\n")
    for _ in range(2):
        rings(stage, bob)
    diverted(calls(stage, bob), bob, reason="user-busy")
    call = entry(bob)
    assert call["end"]["reason"] == f"forwarded to {CAROL} (when busy)", call
    assert len(bob.client.sessions) == 2


@story
def busy_by_do_not_disturb(stage):
    "do not disturb is busy, too; without a rule it is a missed call"
    bob = phone(stage)
    bob.call("engine.set", dnd=True)
    peer = calls(stage, bob)
    peer.ack(peer.expect(486), bob.uri())
    call = entry(bob)
    assert call["missed"] and call["end"]["reason"] == "do not disturb", call
    bob.call("account.forward", account="bob", busy=CAROL)
    diverted(calls(stage, bob), bob, reason="user-busy")
    bob.call("account.forward", account="bob", busy="")
    peer = calls(stage, bob)
    peer.ack(peer.expect(486), bob.uri())


@story
def without_call_waiting_one_call_is_busy(stage):
    "call_waiting = no: the second caller hears 486, and is in the history"
    bob = phone(stage, top="call_waiting = no\n")
    first, his = rings(stage, bob)
    second = calls(stage, bob)
    second.ack(second.expect(486), bob.uri())
    call = entry(bob)
    assert call["missed"] and "call_waiting" in call["end"]["reason"], call
    bob.call("session.decline", session=his)
    first.ack(first.expect(486), bob.uri())
    bob.ended(his)
    rings(stage, bob)


@story
def nobody_answers(stage):
    "forward_no_answer: it rings, then goes to carol, and is no missed call"
    bob = phone(stage, f'forward_no_answer = "{CAROL}"',
                "no_answer_timeout = 1\n")
    peer = calls(stage, bob)
    peer.expect(180)
    diverted(peer, bob, reason="no-answer")
    end = bob.ended(bob.first())
    assert end["by"] == "local" and end["status"] == 302, end
    assert end["reason"] == f"forwarded to {CAROL} (no answer)", end
    assert not entry(bob)["missed"]


@story
def set_while_it_runs(stage):
    "offhook forward wins over the file until it is given back, also after a restart"
    bob = phone(stage, 'forward_always = "sip:dave@127.0.0.1:9"')
    status, said, trouble = bob.one_shot("forward", "always", CAROL)
    assert status == 0 and CAROL in said, (said, trouble)
    diverted(calls(stage, bob), bob)
    changed = bob.client.event("account.changed", lambda e: e["account"][
        "forward"]["always"] == CAROL)["account"]["forward"]
    assert changed == {"always": CAROL, "busy": None, "no_answer": None}
    bob.call("account.forward", account="bob", busy="7", no_answer="")
    bob.stop()
    bob.start()
    diverted(calls(stage, bob), bob)
    status, said, trouble = bob.one_shot("forward")
    assert said.split() == ["always", CAROL, "busy", "7", "no-answer",
                            "off"], (said, trouble)
    assert bob.one_shot("forward", "bob", "always", "off")[0] == 0
    peer, his = rings(stage, bob)
    bob.call("session.decline", session=his)
    peer.ack(peer.expect(486), bob.uri())
    assert bob.one_shot("forward", "always", "default")[0] == 0
    diverted(calls(stage, bob), bob, "sip:dave@127.0.0.1:9")


@story
def another_file(stage):
    "offhook reload takes the forwards of the file, and tells of them"
    bob = phone(stage)
    bob.configure(direct("bob", f'forward_always = "{CAROL}"'))
    bob.call("engine.reload")
    bob.client.event("account.changed", lambda e: e["account"]["forward"][
        "always"] == CAROL)
    diverted(calls(stage, bob), bob)


@story
def not_to_itself(stage):
    "a forward that leads back is refused, and nothing of the request is done"
    bob = phone(stage)
    for itself in ("bob", "sip:bob@127.0.0.1", bob.uri("bob"),
                   f"sip:bob@127.0.0.1:{bob.port};transport=tcp"):
        error = bob.refused("account.forward", account="bob", busy=CAROL,
                            no_answer=itself)
        assert error.code == -32602 and "itself" in error.message, error
        assert error.data["field"] == "no_answer", error.data
    account = bob.call("account.list")["accounts"][0]
    assert account["forward"]["busy"] is None, account
    status, _, trouble = bob.one_shot("forward", "always", "bob")
    assert status == 1 and "itself" in trouble, trouble
    assert bob.one_shot("forward", "sometimes", "carol")[0] == 2
    assert bob.one_shot("forward", "always")[0] == 2


@story
def a_file_that_leads_back(stage):
    "forward_always to the account itself is warned of, and the call rings"
    bob = phone(stage, "forward_always = bob")
    _, his = rings(stage, bob)
    warning = bob.client.event("engine.warning",
                               lambda e: e["code"] == "forward")
    assert "itself" in warning["text"], warning
    assert bob.session(his)["progress"] == "incoming"


@story
def a_call_that_comes_back(stage):
    "who was sent on by bob and is here again is not sent on again"
    bob = phone(stage, f'forward_always = "{CAROL}"\nforward_busy = dave')
    peer = sip.Peer(stage)
    for again in ("<sip:bob@127.0.0.1>;reason=unconditional",
                  "<sip:x@y>, <sip:bob@127.0.0.1:5060>, "
                  f"<{bob.uri('bob')}>;reason=no-answer"):
        peer.send(peer.request("INVITE", bob.uri("bob"), "Diversion: " + again,
                               sip.sdp(4000)), bob.port)
        peer.expect(180)
        bob.call("session.decline", session=bob.incoming())
        peer.ack(peer.expect(486), bob.uri("bob"))
        assert "came back" in bob.client.event(
            "engine.warning", lambda e: e["code"] == "forward")["text"]
    peer.send(peer.request("INVITE", bob.uri("bob"),
                           "Diversion: <sip:bob@elsewhere.example>",
                           sip.sdp(4000)), bob.port)
    diverted(peer, bob)


@story
def through_a_proxy(stage):
    "kamailio carries the 302 back: the caller knows where bob is"
    pbx = stage.pbx({"ann": "a", "bob": "b"})
    ann = stage.engine("follow_redirect = no\n" + pbx.account("ann", "a"),
                       name="ann")
    bob = stage.engine(pbx.account("bob", "b", more="forward_always = carol"),
                       name="bob")
    ann.registered()
    bob.registered()
    hers = ann.dial("bob")
    end = ann.ended(hers)
    assert end["status"] == 302 and end["by"] == "remote", end
    messages = ann.call("session.trace", session=hers)["messages"]
    last = [m["text"] for m in messages if "SIP/2.0 302" in m["text"]][-1]
    assert f"Contact: <sip:carol@{pbx.address}>" in last, last
    assert f"Diversion: <sip:bob@{pbx.address}>;reason=unconditional" in last


@story
def to_a_third_phone(stage):
    "nobody answers at bob's: ann is with carol then, and all three agree"
    pbx = stage.pbx({"ann": "a", "bob": "b", "carol": "c"})
    ann = stage.engine("follow_redirect = yes\n" + pbx.account("ann", "a"),
                       name="ann")
    bob = stage.engine("no_answer_timeout = 1\n" + pbx.account(
        "bob", "b", more="forward_no_answer = carol"), name="bob")
    carol = stage.engine(pbx.account("carol", "c"), name="carol")
    for each in (ann, bob, carol):
        each.registered()
    hers = ann.dial("bob")
    end = bob.ended(bob.first())
    assert end["status"] == 302, end
    his = carol.answer()
    ann.session(hers, state="established")
    call = entry(bob)
    assert not call["missed"], call
    assert f"sip:carol@{pbx.address}" in call["end"]["reason"], call
    ann.call("session.hangup", session=hers)
    assert carol.ended(his)["by"] == "remote"
    assert entry(ann)["established"] and entry(carol)["established"]


@story
def two_who_forward_to_each_other(stage):
    "ann, who follows, hears an end of it, and soon"
    bob = stage.engine(direct("bob"), name="bob")
    carol = stage.engine(direct("carol"), name="carol")
    ann = stage.engine("follow_redirect = yes\n" + direct("ann"), name="ann")
    bob.call("account.forward", account="bob", always=carol.uri("carol"))
    carol.call("account.forward", account="carol", always=bob.uri("bob"))
    end = ann.ended(ann.dial(bob.uri("bob")))
    assert end["status"] == 302, end
    assert not bob.client.sessions and not carol.client.sessions


if __name__ == "__main__":
    run()
