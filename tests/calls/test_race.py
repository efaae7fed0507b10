"""What crosses, gets lost or comes twice while a call is set up."""
import time

import sip
import stage as stages
from engine import audio, direct
from tap import run, story


def next_datagram(peer, start, timeout=None):
    """The next one that begins so, repeated ones too."""
    end = time.monotonic() + (timeout or stages.PATIENCE)
    peer.socket.settimeout(0.1)
    try:
        while time.monotonic() < end:
            try:
                data = peer.socket.recv(65536)
            except TimeoutError:
                continue
            if data.startswith(start.encode()):
                return sip.Message(data, None)
        raise AssertionError(f"{peer.name} heard no {start}")
    finally:
        peer.socket.settimeout(None)


def history(engine):
    return engine.call("history.list", limit=50)["calls"]


@story
def their_cancel_crosses_our_answer(stage):
    "a CANCEL after our 200 changes nothing: the caller acknowledges, hangs up"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob"), name="bob")
    invite = peer.request("INVITE", bob.uri("bob"), body=sip.sdp(4000))
    peer.send(invite, bob.port)
    peer.expect(180)
    his = bob.incoming()
    bob.call("session.answer", session=his)
    answer = peer.expect(200)
    peer.send(sip.cancel_of(invite), bob.port)
    said = peer.expect(200, 481)
    assert said.get("CSeq").endswith("CANCEL"), said.get("CSeq")
    assert bob.client.sessions[his]["state"] == "establishing"
    peer.ack(answer)
    bob.session(his, state="established")
    peer.bye(answer)
    end = bob.ended(his)
    assert (end["by"], end["status"]) == ("remote", 200), end
    assert not history(bob)[0]["missed"]


@story
def our_answer_comes_after_their_cancel(stage):
    "who answers too late is told so; the call was missed"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob"), name="bob")
    invite = peer.request("INVITE", bob.uri("bob"), body=sip.sdp(4000))
    peer.send(invite, bob.port)
    peer.expect(180)
    his = bob.incoming()
    peer.send(sip.cancel_of(invite), bob.port)
    seen = {peer.expect(200, 487).status, peer.expect(200, 487).status}
    assert seen == {200, 487}, seen
    bob.ended(his)
    assert bob.refused("session.answer", session=his).code == 2
    peer.ack(next(m for m in peer.heard if m.status == 487), bob.uri("bob"))
    peer.silent(0.3)
    assert [c["missed"] for c in history(bob)] == [True]


@story
def a_cancel_while_a_prack_is_awaited(stage):
    "a PRACK of something else is a 481; a CANCEL then ends the call"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob"), name="bob")
    invite = peer.request("INVITE", bob.uri("bob"), "Require: 100rel",
                          sip.sdp(4000))
    peer.send(invite, bob.port)
    ring = peer.expect(180)
    his = bob.incoming()
    bob.call("session.answer", session=his)
    bob.session(his, progress="answering")
    peer.send(peer.request(
        "PRACK", ring.contact,
        f"RAck: {int(ring.get('RSeq')) + 1} {ring.get('CSeq')}", dialog=ring,
        cseq=9000), bob.port)
    peer.send(sip.cancel_of(invite), bob.port)
    seen = {peer.expect(200, 481, 487).status for _ in range(3)}
    assert seen == {200, 481, 487}, seen
    end = bob.ended(his)
    assert end["status"] == 487 and end["by"] == "remote", end


@story
def a_prack_and_a_cancel_at_once(stage):
    "PRACK and CANCEL in one breath: either way the call ends, and the phone not"
    bob = stage.engine("max_calls = 24\n" + direct("bob"), name="bob")
    for _ in range(20):
        peer = sip.Peer(stage)
        invite = peer.request("INVITE", bob.uri("bob"), "Require: 100rel",
                              sip.sdp(4000))
        peer.send(invite, bob.port)
        ring = peer.expect(180)
        bob.call("session.answer", session=bob.incoming())
        peer.send(peer.request(
            "PRACK", ring.contact,
            f"RAck: {ring.get('RSeq')} {ring.get('CSeq')}", dialog=ring,
            cseq=9000), bob.port)
        peer.send(sip.cancel_of(invite), bob.port)
        final = peer.expect(200, 481, 487)
        while not final.get("CSeq").endswith("INVITE"):
            final = peer.expect(200, 481, 487)
        peer.ack(final, bob.uri("bob"))
        if final.status == 200:
            peer.bye(final)
    bob.client.until(lambda: len(history(bob)) == 20, "twenty ends")
    assert bob.call("engine.status")["engine"]["sessions"] == 0


@story
def an_invite_that_comes_three_times(stage):
    "an INVITE that is repeated rings once, and each copy gets the same answer"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob"), name="bob")
    invite = peer.request("INVITE", bob.uri("bob"), body=sip.sdp(4000))
    tags = set()
    for _ in range(3):
        peer.send(invite, bob.port)
        tags.add(next_datagram(peer, "SIP/2.0 180").tag("To"))
    assert len(tags) == 1, tags
    his = bob.incoming()
    assert len(bob.client.sessions) == 1
    bob.call("session.decline", session=his)
    refusal = next_datagram(peer, "SIP/2.0 486")
    next_datagram(peer, "SIP/2.0 486")      # until it is acknowledged
    refusal.source = ("127.0.0.1", bob.port)
    peer.ack(refusal, bob.uri("bob"))
    bob.ended(his)
    assert len(history(bob)) == 1


@story
def an_answer_that_gets_lost(stage):
    "our 200 is repeated until the ACK comes, and the call then goes on"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    peer.send(peer.request("INVITE", bob.uri("bob"), body=sip.sdp(4000)),
              bob.port)
    next_datagram(peer, "SIP/2.0 200")
    his = bob.first()
    bob.session(his, progress="answering")
    answer = next_datagram(peer, "SIP/2.0 200")
    answer.source = ("127.0.0.1", bob.port)
    peer.ack(answer)
    peer.ack(answer)
    bob.session(his, state="established")
    peer.bye(answer)
    assert bob.ended(his)["by"] == "remote"


@story
def an_ack_that_gets_lost(stage):
    "a 200 that is repeated gets its ACK again, and nothing else"
    peer = sip.Peer(stage)
    ann = stage.engine(audio() + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    for _ in range(3):
        peer.reply(invite, 200, "OK", body=sip.sdp(4000))
        next_datagram(peer, "ACK")
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    bye = next_datagram(peer, "BYE")
    bye.source = invite.source
    peer.reply(bye, 200, "OK")
    assert ann.ended(hers)["by"] == "local"


@story
def both_ends_agree_on_a_cancelled_call(stage):
    "a call cancelled while it rings: 487 in both histories, missed in one"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    his = bob.incoming()
    ann.session(hers, progress="ringing")
    ann.call("session.hangup", session=hers)
    assert ann.ended(hers)["status"] == bob.ended(his)["status"] == 487
    assert [c["missed"] for c in history(ann) + history(bob)] == [False, True]


if __name__ == "__main__":
    run()
