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


if __name__ == "__main__":
    run()
