"""Requests that cross on the wire, and what the other side changes."""
import re

import sip
from engine import audio, direct
from rtp import Stream
from tap import run, story


def called(stage, peer, ann, rtp_port=4000, direction="sendrecv"):
    """ann has called the peer, which has answered: (session, INVITE)."""
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 200, "OK", body=sip.sdp(rtp_port, direction=direction))
    peer.expect("ACK")
    ann.session(hers, state="established")
    return hers, invite


def direction_of(message):
    found = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\s*$",
                      message.body, re.M)
    return found.group(1) if found else "sendrecv"


@story
def a_cancel_that_crosses_the_answer(stage):
    "the answer crosses our CANCEL: it is acknowledged, and ended by BYE"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 180, "Ringing")
    ann.session(hers, progress="ringing")
    ann.call("session.hangup", session=hers)
    cancel = peer.expect("CANCEL")
    peer.reply(invite, 200, "OK", body=sip.sdp(4000))
    peer.reply(cancel, 481, "Too Late")
    seen = {peer.expect("ACK", "BYE").method}
    message = peer.expect("ACK", "BYE")
    seen.add(message.method)
    assert seen == {"ACK", "BYE"}, seen
    bye = next(m for m in peer.heard if m.method == "BYE")
    peer.reply(bye, 200, "OK")
    assert ann.ended(hers)["by"] == "local"


@story
def hanging_up_before_anything_was_heard(stage):
    "a CANCEL waits for the first provisional answer (RFC 3261 9.1)"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    ann.call("session.hangup", session=hers)
    ann.session(hers, state="terminating")
    peer.reply(invite, 100, "Trying")
    peer.reply(peer.expect("CANCEL"), 200, "OK")
    peer.reply(invite, 487, "Request Terminated")
    peer.expect("ACK")
    assert ann.ended(hers)["by"] == "local"


@story
def two_byes_cross(stage):
    "both sides hang up at once: the session ends once"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers, invite = called(stage, peer, ann)
    ann.call("session.hangup", session=hers)
    bye = peer.expect("BYE")
    mine = peer.request("BYE", invite.contact, dialog=invite, cseq=7)
    peer.send(mine, invite.source)
    answer = peer.expect(200, 481)
    assert answer.get("CSeq") == "7 BYE"
    peer.reply(bye, 200, "OK")
    ann.ended(hers)
    ends = [e for e in ann.client.events if e["topic"] == "session.ended"]
    assert len(ends) == 1, ends


@story
def hanging_up_during_a_hold(stage):
    "hanging up does not wait for the answer to a re-INVITE"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers, _ = called(stage, peer, ann)
    ann.call("session.hold", session=hers)
    hold = peer.expect("INVITE")
    ann.call("session.hangup", session=hers)
    peer.reply(peer.expect("BYE"), 200, "OK")
    peer.reply(hold, 487, "Request Terminated")
    assert ann.ended(hers)["by"] == "local"


@story
def a_re_invite_that_crosses_ours(stage):
    "re-INVITEs cross: 491, and ours is sent again when theirs is through"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers, invite = called(stage, peer, ann)
    ann.call("session.hold", session=hers)
    first = peer.expect("INVITE")
    assert direction_of(first) in ("sendonly", "inactive"), first.body
    peer.send(peer.request("INVITE", invite.contact, dialog=invite, cseq=50,
                           body=sip.sdp(4000, version=2)), invite.source)
    refusal = peer.expect(491)
    peer.ack(refusal, invite.contact)
    peer.reply(first, 491, "Request Pending")
    peer.expect("ACK")
    again = peer.expect("INVITE")
    assert direction_of(again) == "sendonly", again.body
    peer.reply(again, 200, "OK",
               body=sip.sdp(4000, direction="recvonly", version=3))
    peer.expect("ACK")
    ann.session(hers, held_by_us=True, hold_pending=False)


@story
def a_hold_that_is_refused(stage):
    "a peer that refuses a hold keeps its call, as it was, and we are told"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers, _ = called(stage, peer, ann)
    ann.call("session.hold", session=hers)
    peer.reply(peer.expect("INVITE"), 488, "Not Here")
    peer.expect("ACK")
    ann.session(hers, held_by_us=False, hold_pending=False,
                state="established")
    warning = ann.client.event("engine.warning",
                               lambda e: e["code"] == "hold")
    assert "488" in warning["text"], warning


@story
def the_last_wish_wins(stage):
    "unhold during an unfinished hold is remembered, and wins"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers, _ = called(stage, peer, ann)
    ann.call("session.hold", session=hers)
    hold = peer.expect("INVITE")
    ann.call("session.unhold", session=hers)
    peer.reply(hold, 200, "OK", body=sip.sdp(4000, direction="recvonly",
                                             version=2))
    peer.expect("ACK")
    unhold = peer.expect("INVITE")
    assert direction_of(unhold) == "sendrecv", unhold.body
    peer.reply(unhold, 200, "OK", body=sip.sdp(4000, version=3))
    peer.expect("ACK")
    ann.session(hers, held_by_us=False, hold_pending=False)


@story
def held_by_the_peer(stage):
    "a peer's hold is answered with recvonly, seen, and over with its next offer"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers, invite = called(stage, peer, ann, stream.port)
    stream.start(invite.rtp_address(), stream.tone(500))
    ann.hears_tone(500)
    for version, direction, answer, held in (
            (2, "sendonly", "recvonly", True), (3, "sendrecv", "sendrecv",
                                                False),
            (4, "inactive", "inactive", True), (5, "sendrecv", "sendrecv",
                                                False)):
        peer.send(peer.request("INVITE", invite.contact, dialog=invite,
                               body=sip.sdp(stream.port, version=version,
                                            direction=direction)),
                  invite.source)
        reply = peer.expect(200)
        assert direction_of(reply) == answer, (direction, reply.body)
        peer.ack(reply, invite.contact)
        ann.session(hers, held_by_them=held)
    ann.hears_tone(500)


@story
def sound_moves_to_another_port(stage):
    "a re-INVITE that moves the sound elsewhere is followed"
    peer, old, new = sip.Peer(stage), Stream(stage), Stream(stage, "new")
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers, invite = called(stage, peer, ann, old.port)
    old.start(invite.rtp_address(), old.tone(500))
    ann.hears_tone(500)
    peer.send(peer.request("INVITE", invite.contact, dialog=invite,
                           body=sip.sdp(new.port, version=2)), invite.source)
    reply = peer.expect(200)
    peer.ack(reply, invite.contact)
    old.end()
    new.start(reply.rtp_address(), new.tone(800))
    new.wait(lambda packets: len(packets) > 10, "RTP at the new port")
    ann.hears_tone(800)
    assert ann.session(hers)["state"] == "established"


@story
def an_invite_without_an_offer(stage):
    "an INVITE without a description gets our offer; the ACK brings the answer"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(direct("ann", "auto_answer = all\nanswer_with = tone"),
                       name="ann")
    peer.send(peer.request("INVITE", ann.uri("ann")), ann.port)
    offer = peer.expect(200)
    assert "m=audio" in offer.body, offer.body
    number = offer.get("CSeq").split()[0]
    stream.start(offer.rtp_address())
    peer.send(peer.request("ACK", offer.contact, dialog=offer, cseq=number,
                           body=sip.sdp(stream.port)), offer.source)
    stream.wait(lambda packets: len(packets) > 10, "RTP")
    peer.bye(offer)


@story
def an_answer_nobody_can_use(stage):
    "an answer without a common codec is acknowledged, and the call ended"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    peer.reply(peer.expect("INVITE"), 200, "OK", body=sip.sdp(4000, "96")
               .replace("a=rtpmap:0 PCMU/8000", "a=rtpmap:96 NOVEL/8000"))
    peer.expect("ACK")
    peer.reply(peer.expect("BYE"), 200, "OK")
    end = ann.ended(hers)
    assert end["by"] in ("local", "error") and end["reason"], end


if __name__ == "__main__":
    run()
