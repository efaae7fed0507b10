"""Both sides of a call change it at once: it is sorted out between the phones,
in both roles, and nobody notices."""
import re

import sip
from crossing import Crossing
from engine import direct
from rtp import Stream
from tap import run, story

ANSWERS = "auto_answer = all\nanswer_with = tone"


class Two:
    """ann has called bob on a road where requests can cross."""

    def __init__(self, stage):
        self.bob = stage.engine(direct("bob", ANSWERS), name="bob")
        self.ann = stage.engine(direct("ann"), name="ann")
        self.road = Crossing(stage, self.bob, "bob")
        self.hers = self.ann.dial(self.road.uri)
        self.his = self.bob.first()
        self.both(state="established")

    def both(self, hers=None, **fields):
        """Waits for these on both sides, or hers and his, turned round."""
        self.ann.session(self.hers, **fields)
        self.bob.session(self.his, **fields)

    def states(self, us, them):
        """As ann sees it, and turned round for bob."""
        self.ann.session(self.hers, held_by_us=us, held_by_them=them,
                         hold_pending=False, state="established")
        self.bob.session(self.his, held_by_us=them, held_by_them=us,
                         hold_pending=False, state="established")

    def nobody_noticed(self):
        for phone in (self.ann, self.bob):
            phone.client.pump()
            troubles = [e for e in phone.client.events if e["topic"] in
                        ("engine.warning", "session.ended")]
            assert not troubles, troubles

    def crossed(self):
        assert self.road.count("SIP/2.0 491") >= 2, self.road.passed


@story
def two_holds_cross(stage):
    "both hold at once: 491 both ways, and then both hold; and both resume"
    two = Two(stage)
    two.road.cross("INVITE")
    two.ann.call("session.hold", session=two.hers)
    two.bob.call("session.hold", session=two.his)
    two.states(True, True)
    two.crossed()
    two.road.cross("INVITE")
    two.ann.call("session.unhold", session=two.hers)
    two.bob.call("session.unhold", session=two.his)
    two.states(False, False)
    two.nobody_noticed()


@story
def a_hold_crosses_an_unhold(stage):
    "one holds while the other resumes: each gets what it wished"
    two = Two(stage)
    two.bob.call("session.hold", session=two.his)
    two.states(False, True)
    two.road.cross("INVITE")
    two.ann.call("session.hold", session=two.hers)
    two.bob.call("session.unhold", session=two.his)
    two.states(True, False)
    two.crossed()
    two.nobody_noticed()


@story
def re_invites_by_hand_cross(stage):
    "both are answered 200 in the end, and the call is as it was"
    two = Two(stage)
    two.road.cross("INVITE")
    asked = [(phone, phone.client.ask("session.reinvite", {"session": number}))
             for phone, number in ((two.ann, two.hers), (two.bob, two.his))]
    for phone, number in asked:
        assert phone.client.answer(number)["result"]["status"] == 200
    two.crossed()
    two.states(False, False)
    two.nobody_noticed()


@story
def a_hold_crosses_a_re_invite_without_an_offer(stage):
    "one holds while the other asks for an offer"
    two = Two(stage)
    two.road.cross("INVITE")
    two.ann.call("session.hold", session=two.hers)
    asked = two.bob.client.ask("session.reinvite", {"session": two.his,
                                                    "offer": False})
    assert two.bob.client.answer(asked)["result"]["status"] == 200
    two.states(True, False)
    two.crossed()
    two.nobody_noticed()


def direction_of(message):
    found = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\s*$",
                      message.body, re.M)
    return found.group(1) if found else "sendrecv"


def called_by(peer, ann, rtp):
    """The peer has called ann: (session, its answer)."""
    peer.send(peer.request("INVITE", ann.uri("ann"), body=sip.sdp(rtp.port)),
              ann.port)
    answer = peer.expect(200)
    peer.ack(answer)
    number = ann.first()
    ann.session(number, state="established")
    return number, answer


@story
def their_re_invite_crosses_ours_when_they_called(stage):
    "called, we wait the shorter time of RFC 3261 14.1 and try again"
    peer, rtp = sip.Peer(stage), Stream(stage)
    ann = stage.engine(direct("ann", ANSWERS), name="ann")
    number, answer = called_by(peer, ann, rtp)
    ann.call("session.hold", session=number)
    first = peer.expect("INVITE")
    peer.send(peer.request("INVITE", answer.contact, dialog=answer, cseq=7000,
                           body=sip.sdp(rtp.port, version=2)), answer.source)
    peer.ack(peer.expect(491), answer.contact)
    peer.reply(first, 491)
    peer.expect("ACK")
    again = peer.expect("INVITE")
    assert direction_of(again) == "sendonly", again.body
    peer.reply(again, 200, body=sip.sdp(rtp.port, direction="recvonly",
                                        version=3))
    peer.expect("ACK")
    ann.session(number, held_by_us=True, hold_pending=False)


@story
def their_update_crosses_our_re_invite(stage):
    "UPDATE with an offer meets ours: 491 for it, and both get through later"
    peer, rtp = sip.Peer(stage), Stream(stage)
    ann = stage.engine(direct("ann", ANSWERS), name="ann")
    number, answer = called_by(peer, ann, rtp)

    def update(cseq):
        peer.send(peer.request(
            "UPDATE", answer.contact, dialog=answer, cseq=cseq,
            body=sip.sdp(rtp.port, direction="sendonly", version=cseq)),
            answer.source)
    ann.call("session.hold", session=number)
    first = peer.expect("INVITE")
    update(7000)
    peer.expect(491)
    # Ours waits for its turn now, if only for a moment: then once more.
    for cseq in range(7001, 7010):
        peer.reply(first, 491)
        peer.expect("ACK")
        update(cseq)
        taken = peer.expect(200, "INVITE", 491)
        if taken.status == 200:
            break
        first = taken if not taken.status else peer.expect("INVITE")
        if not taken.status:
            peer.expect(491)
    assert direction_of(taken) == "recvonly"
    ann.session(number, held_by_them=True)
    again = peer.expect("INVITE")
    assert direction_of(again) == "inactive", again.body    # made anew
    peer.reply(again, 200, body=sip.sdp(rtp.port, direction="inactive",
                                        version=8000))
    peer.expect("ACK")
    ann.session(number, held_by_us=True, held_by_them=True, hold_pending=False)


if __name__ == "__main__":
    run()
