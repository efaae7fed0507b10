"""Attended transfer: two calls of one phone are put through to each other."""
import re
import urllib.parse

import sip
from engine import direct
from rtp import Stream
from tap import run, story


class Line:
    """A raw peer, and ann's call to it."""

    def __init__(self, stage, ann, name, consults=None, answers=True,
                 contact=None):
        self.ann, self.name = ann, name
        self.peer = sip.Peer(stage, name, name)
        self.stream = Stream(stage)
        self.version = 1
        params = {"consults": consults} if consults else {}
        self.id = ann.dial(self.peer.uri, **params)
        self.answers = answers
        self.behind = (f"Contact: <{contact}>\nRecord-Route: "
                       f"<sip:127.0.0.1:{self.peer.port};lr>") \
            if contact else ""

    def picks_up(self):
        self.invite = self.peer.expect("INVITE")
        self.peer.reply(self.invite, 180, "Ringing")
        if not self.answers:
            self.ann.session(self.id, progress="ringing")
            return self
        self.peer.reply(self.invite, 200, "OK", self.behind,
                        sip.sdp(self.stream.port))
        self.peer.expect("ACK")
        self.ann.session(self.id, state="established")
        return self

    def takes(self, direction):
        """A re-INVITE with this direction."""
        offer = self.peer.expect("INVITE")
        assert f"a={direction}" in offer.body, offer.body
        self.answers_offer(offer, direction)

    def answers_offer(self, offer, direction="sendonly"):
        self.version += 1
        back = {"sendonly": "recvonly"}.get(direction, direction)
        self.peer.reply(offer, 200, "OK", self.behind, sip.sdp(
            self.stream.port, direction=back, version=self.version))
        self.peer.expect("ACK")

    def hangs_up(self):
        self.peer.bye(self.invite)

    def is_hung_up_on(self):
        self.peer.reply(self.peer.expect("BYE"), 200, "OK")

    def notify(self, refer, fragment, state="active;expires=60"):
        cseq = int(refer.get("CSeq").split()[0])
        body = f"SIP/2.0 {fragment}\r\n"
        text = self.peer.request(
            "NOTIFY", refer.contact,
            f"Event: refer;id={cseq}\nSubscription-State: {state}\n"
            "Content-Type: message/sipfrag", dialog=refer)
        self.peer.send(text.replace("Content-Length: 0",
                                    f"Content-Length: {len(body)}") + body,
                       refer.source)
        self.peer.expect(200)


class Pair:
    """Ann talks to bob, and consults cid meanwhile."""

    def __init__(self, stage, cid_answers=True, consults=True,
                 cid_contact=None):
        self.ann = stage.engine(direct("ann"), name="ann")
        self.bob = Line(stage, self.ann, "bob").picks_up()
        self.cid = Line(stage, self.ann, "cid",
                        self.bob.id if consults else None, cid_answers,
                        cid_contact)
        self.bob.takes("sendonly")
        self.ann.session(self.bob.id, held_by_us=True, hold_pending=False)
        self.cid.picks_up()

    def transfers(self):
        self.ann.call("session.transfer", session=self.bob.id,
                      **{"with": self.cid.id})

    def refers(self):
        self.transfers()
        self.cid.takes("sendonly")
        return self.bob.peer.expect("REFER")

    def is_referred(self):
        refer = self.refers()
        self.bob.peer.reply(refer, 202, "Accepted")
        self.is_told("trying", 100)
        return refer

    def is_told(self, state, status, line=None):
        """Of the transfer of that line, or of bob."""
        transfer = {"state": state, "status": status}
        session = (line or self.bob).id
        self.ann.client.until(
            lambda: transfer.items() <= self.ann.client.sessions[
                session]["transfer"].items(), f"transfer {transfer}")

    def cid_is_back(self):
        """Both are as they were: bob on hold, cid with the microphone."""
        self.cid.takes("sendrecv")
        self.ann.session(self.cid.id, held_by_us=False, hold_pending=False,
                         focused=True, state="established")
        bob = self.ann.session(self.bob.id, state="established")
        assert bob["held_by_us"] and not bob["hold_pending"], bob

    def both_end_well(self, refer):
        self.bob.notify(refer, "200 OK", "terminated;reason=noresource")
        self.bob.is_hung_up_on()
        end = self.ann.ended(self.bob.id)
        assert end["by"] == "local" and end["reason"] == "transferred", end
        self.is_told("done", 200)
        self.cid.hangs_up()
        assert self.ann.ended(self.cid.id)["by"] == "remote"

    def history(self):
        return self.ann.client.until(
            lambda: self.ann.call("history.list", limit=9)["calls"][1:] and
            self.ann.call("history.list", limit=9)["calls"], "both in history")


def replaces_of(refer):
    """(target, Replaces, Require) of a Refer-To."""
    uri = re.fullmatch(r"<(.*)>", refer.get("Refer-To")).group(1)
    target, _, headers = uri.partition("?")
    fields = urllib.parse.parse_qs(headers, strict_parsing=True)
    return target, fields["Replaces"][0], fields["Require"][0]


@story
def it_goes_well(stage):
    "bob is told to replace us at cid; cid's BYE and ours end both calls"
    pair = Pair(stage)
    refer = pair.refers()
    target, replaces, require = replaces_of(refer)
    invite = pair.cid.invite
    assert target == pair.cid.peer.uri, target
    assert replaces == (f"{invite.get('Call-ID')};to-tag=p"
                        f"{pair.cid.peer.port};from-tag={invite.tag('From')}"
                        ), replaces
    assert require == "replaces", require
    bob = pair.bob.invite
    assert refer.get("Target-Dialog") == (
        f"{bob.get('Call-ID')};local-tag={bob.tag('From')};"
        f"remote-tag=p{pair.bob.peer.port}"), refer.headers
    assert "sip:ann@" in refer.get("Referred-By"), refer.headers
    assert "replaces" in refer.get("Supported"), refer.headers
    pair.bob.peer.reply(refer, 202, "Accepted")
    pair.is_told("trying", 100)
    pair.bob.notify(refer, "180 Ringing")
    pair.is_told("ringing", 180)
    pair.both_end_well(refer)
    calls = pair.history()
    assert len(calls) == 2 and all(c["established"] for c in calls), calls


@story
def cid_does_not_hang_up(stage):
    "a target that forgets its old call is hung up on after a short time"
    pair = Pair(stage)
    refer = pair.is_referred()
    pair.bob.notify(refer, "200 OK", "terminated;reason=noresource")
    pair.bob.is_hung_up_on()
    pair.cid.is_hung_up_on()
    end = pair.ann.ended(pair.cid.id)
    assert end["by"] == "local" and end["reason"] == "transferred", end


@story
def cid_hangs_up_first(stage):
    "cid's BYE comes before bob's report: nothing is concluded from it"
    pair = Pair(stage)
    refer = pair.is_referred()
    pair.cid.hangs_up()
    pair.ann.ended(pair.cid.id)
    pair.is_told("trying", 100)
    pair.bob.notify(refer, "200 OK", "terminated;reason=noresource")
    pair.bob.is_hung_up_on()
    pair.ann.ended(pair.bob.id)
    pair.is_told("done", 200)


@story
def the_target_declines(stage):
    "both calls are kept as they were, and the reason is told"
    pair = Pair(stage)
    refer = pair.is_referred()
    pair.bob.notify(refer, "603 Decline", "terminated")
    pair.is_told("failed", 603)
    pair.cid_is_back()
    text = pair.ann.client.event(
        "engine.warning", lambda e: e["code"] == "transfer")["text"]
    assert "603 Decline" in text, text


@story
def bob_cannot_reach_cid(stage):
    "403 at cid's Contact: bob is asked again, by the address we had called"
    pair = Pair(stage, cid_contact="sip:cid@10.255.255.1:5060")
    refer = pair.is_referred()
    assert replaces_of(refer)[0] == "sip:cid@10.255.255.1:5060"
    pair.bob.notify(refer, "403 Forbidden", "terminated")
    again = pair.bob.peer.expect("REFER")
    assert replaces_of(again)[0] == pair.cid.peer.uri
    assert replaces_of(again)[1:] == replaces_of(refer)[1:]
    pair.bob.peer.reply(again, 202, "Accepted")
    pair.bob.notify(again, "403 Forbidden", "terminated")
    pair.is_told("failed", 403)
    assert pair.ann.session(pair.bob.id)["state"] == "established"


@story
def bob_refuses(stage):
    "a peer that takes no REFER: both calls are kept, each time"
    pair = Pair(stage)
    for status in (603, 405, 501):
        pair.bob.peer.reply(pair.refers(), status, "So Be It")
        pair.is_told("failed", status)
        pair.cid_is_back()


@story
def bob_leaves_without_a_word(stage):
    "cid, who is still there, is taken back off hold"
    pair = Pair(stage)
    pair.is_referred()
    pair.bob.hangs_up()
    assert pair.ann.ended(pair.bob.id)["by"] == "remote"
    pair.cid.takes("sendrecv")
    pair.ann.session(pair.cid.id, held_by_us=False, focused=True)


@story
def one_leaves_before_the_refer(stage):
    "no REFER names a call that is over; the other one is kept"
    pair = Pair(stage)
    pair.ann.call("session.transfer", session=pair.cid.id,
                  **{"with": pair.bob.id})
    hold = pair.cid.peer.expect("INVITE")
    pair.bob.hangs_up()
    pair.ann.ended(pair.bob.id)
    pair.cid.answers_offer(hold)
    pair.cid.takes("sendrecv")
    pair.is_told("failed", 481, pair.cid)
    pair.ann.session(pair.cid.id, held_by_us=False, hold_pending=False,
                     focused=True)


@story
def bob_reports_nothing(stage):
    "Refer-Sub: false: cid's BYE is the sign that it went well"
    pair = Pair(stage)
    refer = pair.refers()
    pair.bob.peer.reply(refer, 202, "Accepted", "Refer-Sub: false")
    pair.is_told("trying", 100)
    pair.cid.hangs_up()
    pair.bob.is_hung_up_on()
    pair.ann.ended(pair.bob.id)
    pair.is_told("done", 200)


@story
def what_is_no_pair(stage):
    "a call with itself, with none, with one that rings here, with a service"
    pair = Pair(stage)
    ann, bob, cid = pair.ann, pair.bob.id, pair.cid.id
    assert ann.refused("session.transfer", session=bob).code == -32602
    assert ann.refused("session.transfer", session=bob, to="sip:a@b",
                       **{"with": cid}).code == -32602
    for code, other in ((-32602, bob), (1, 99)):
        error = ann.refused("session.transfer", session=bob,
                            **{"with": other})
        assert error.code == code, error
        assert error.data["field"] == "with", error.data
    caller = sip.Peer(stage, "dan", "dan")
    caller.send(caller.request("INVITE", ann.uri("ann"), "",
                               sip.sdp(pair.cid.stream.port)), ann.port)
    rings = ann.incoming()
    assert ann.refused("session.transfer", session=bob,
                       **{"with": rings}).code == 2
    pair.transfers()
    pair.transfers()        # again is done already
    assert ann.refused("session.transfer", session=cid,
                       **{"with": bob}).code == 2
    pair.cid.takes("sendonly")
    pair.bob.peer.expect("REFER")
    pair.bob.peer.silent(0.1)


# --- the target has not answered yet -----------------------------------------


def blind(pair):
    """Cid's call is cancelled, and bob told to call him: the REFER."""
    pair.transfers()
    cancel = pair.cid.peer.expect("CANCEL")
    pair.bob.peer.silent(0.1)       # cid is free first
    pair.cid.peer.reply(cancel, 200, "OK")
    pair.cid.peer.reply(pair.cid.invite, 487, "Request Terminated")
    pair.cid.peer.expect("ACK")
    pair.ann.ended(pair.cid.id)
    refer = pair.bob.peer.expect("REFER")
    assert refer.get("Refer-To") == f"<{pair.cid.peer.uri}>", refer.headers
    pair.bob.peer.reply(refer, 202, "Accepted")
    pair.is_told("trying", 100)
    return refer


@story
def it_still_rings(stage):
    "a call that rings is cancelled, and bob calls the target himself"
    pair = Pair(stage, cid_answers=False)
    refer = blind(pair)
    pair.bob.notify(refer, "180 Ringing")
    pair.is_told("ringing", 180)
    pair.bob.notify(refer, "200 OK", "terminated")
    pair.bob.is_hung_up_on()
    assert pair.ann.ended(pair.bob.id)["reason"] == "transferred"
    calls = pair.history()
    assert [bool(c["established"]) for c in calls].count(True) == 1, calls


@story
def it_still_rings_and_is_declined(stage):
    "bob is back with us, off hold: nobody else is left"
    pair = Pair(stage, cid_answers=False)
    refer = blind(pair)
    pair.bob.notify(refer, "486 Busy Here", "terminated")
    pair.is_told("failed", 486)
    pair.bob.takes("sendrecv")
    pair.ann.session(pair.bob.id, held_by_us=False, focused=True)


@story
def it_is_answered_meanwhile(stage):
    "a 200 that crosses our CANCEL gets ACK and BYE before bob calls"
    pair = Pair(stage, cid_answers=False)
    pair.transfers()
    cancel = pair.cid.peer.expect("CANCEL")
    pair.cid.peer.reply(cancel, 481, "Too Late")
    pair.cid.peer.reply(pair.cid.invite, 200, "OK",
                        body=sip.sdp(pair.cid.stream.port))
    pair.cid.peer.expect("ACK")
    pair.bob.peer.silent(0.1)
    pair.cid.is_hung_up_on()
    refer = pair.bob.peer.expect("REFER")
    assert "Replaces" not in refer.get("Refer-To"), refer.headers


# --- consultations ------------------------------------------------------------


def bob_is_back(pair):
    pair.bob.takes("sendrecv")
    bob = pair.ann.session(pair.bob.id, held_by_us=False, focused=True)
    assert bob["state"] == "established", bob


@story
def a_consultation_is_declined(stage):
    "who asked and got no answer is back with the first one"
    pair = Pair(stage, cid_answers=False)
    assert pair.ann.session(pair.cid.id)["consults"] == pair.bob.id
    pair.cid.peer.reply(pair.cid.invite, 603, "Decline")
    pair.cid.peer.expect("ACK")
    assert pair.ann.ended(pair.cid.id)["status"] == 603
    bob_is_back(pair)


@story
def a_consultation_is_given_up(stage):
    "hung up by us before and after the answer: back to the first one"
    pair = Pair(stage)
    pair.ann.call("session.hangup", session=pair.cid.id)
    pair.cid.is_hung_up_on()
    bob_is_back(pair)
    again = Line(stage, pair.ann, "dan", pair.bob.id, answers=False)
    pair.bob.takes("sendonly")
    again.picks_up()
    pair.ann.call("session.hangup", session=again.id)
    cancel = again.peer.expect("CANCEL")
    again.peer.reply(cancel, 200, "OK")
    again.peer.reply(again.invite, 487, "Request Terminated")
    again.peer.expect("ACK")
    bob_is_back(pair)


@story
def a_consultation_that_they_end(stage):
    "the person decides what comes next: bob stays on hold"
    pair = Pair(stage)
    pair.cid.hangs_up()
    pair.ann.ended(pair.cid.id)
    pair.bob.peer.silent(0.1)
    assert pair.ann.session(pair.bob.id)["held_by_us"]


@story
def a_call_that_consults_for_none(stage):
    "a call beside another one brings nobody back"
    pair = Pair(stage, consults=False)
    pair.ann.call("session.hangup", session=pair.cid.id)
    pair.cid.is_hung_up_on()
    pair.ann.ended(pair.cid.id)
    pair.bob.peer.silent(0.1)
    error = pair.ann.refused("session.call", to=pair.cid.peer.uri,
                             consults=pair.cid.id)
    assert error.code == 2 and error.data["field"] == "consults", error
    error = pair.ann.refused("session.call", to=pair.cid.peer.uri,
                             consults=99)
    assert error.code == 1, error


@story
def whose_consultation(stage):
    "a consultation goes out from the account of its call; echo stays echo"
    ann = stage.engine(direct("one") + direct("two"), name="ann")
    peer = sip.Peer(stage)
    first = ann.dial(peer.uri, account="two")
    invite = peer.expect("INVITE")
    peer.reply(invite, 200, "OK", body=sip.sdp(Stream(stage).port))
    peer.expect("ACK")
    ann.session(first, state="established")
    other = sip.Peer(stage, "other", "other")
    second = ann.dial(other.uri, consults=first)
    assert "sip:two@" in other.expect("INVITE").get("From")
    assert ann.session(second)["account"]["name"] == "two"
    service = ann.dial("echo", consults=first)
    ann.session(service, state="established", consults=first)


if __name__ == "__main__":
    run()
