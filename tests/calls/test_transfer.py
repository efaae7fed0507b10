"""Transfers: the other one is sent on, or stays when that fails."""
import sip
from engine import direct
from rtp import Stream
from tap import run, story

TARGET = "sip:carol@127.0.0.1:9"


class Call:
    """Ann talks to a peer that does what the story tells it."""

    def __init__(self, stage):
        self.ann = stage.engine(direct("ann"), name="ann")
        self.stream = Stream(stage)
        self.peer = sip.Peer(stage)
        self.id = self.ann.dial(self.peer.uri)
        self.peer.reply(self.peer.expect("INVITE"), 200, "OK",
                        body=sip.sdp(self.stream.port))
        self.peer.expect("ACK")
        self.ann.session(self.id, state="established")
        self.version = 1

    def takes_offer(self, direction):
        """The peer takes a re-INVITE with this direction."""
        offer = self.peer.expect("INVITE")
        assert f"a={direction}" in offer.body, offer.body
        self.version += 1
        back = {"sendonly": "recvonly"}.get(direction, direction)
        self.peer.reply(offer, 200, "OK", body=sip.sdp(
            self.stream.port, direction=back, version=self.version))
        self.peer.expect("ACK")

    def refer(self, to=TARGET):
        """Ann transfers; the call is held, and the REFER is the peer's."""
        self.ann.call("session.transfer", session=self.id, to=to)
        self.takes_offer("sendonly")
        return self.peer.expect("REFER")

    def accepted(self):
        refer = self.refer()
        self.peer.reply(refer, 202, "Accepted")
        self.is_told("trying", 100)
        return refer

    def is_told(self, state, status):
        return self.ann.session(self.id, transfer={
            "state": state, "target": TARGET, "status": status})

    def notify(self, refer, fragment, state="active;expires=60"):
        cseq = int(refer.get("CSeq").split()[0])
        body = f"SIP/2.0 {fragment}\r\n"
        text = self.peer.request(
            "NOTIFY", refer.contact,
            f"Event: refer;id={cseq}\nSubscription-State: {state}\n"
            "Content-Type: message/sipfrag", dialog=refer)
        head = text.replace("Content-Length: 0",
                            f"Content-Length: {len(body)}")
        self.peer.send(head + body, refer.source)
        self.peer.expect(200)

    def is_taken_back(self):
        self.takes_offer("sendrecv")
        session = self.ann.session(self.id, held_by_us=False,
                                   hold_pending=False)
        assert session["state"] == "established", session
        assert session["focused"], session

    def warning(self):
        return self.ann.client.event(
            "engine.warning", lambda e: e["code"] == "transfer")["text"]


@story
def it_goes_well(stage):
    "held, referred, told of its progress, and over when the target answers"
    call = Call(stage)
    refer = call.refer()
    assert refer.get("Refer-To") == f"<{TARGET}>", refer.get("Refer-To")
    assert "sip:ann@" in refer.get("Referred-By"), refer.headers
    call.peer.reply(refer, 202, "Accepted")
    call.is_told("trying", 100)
    call.notify(refer, "100 Trying")
    call.notify(refer, "180 Ringing")
    call.is_told("ringing", 180)
    call.notify(refer, "200 OK", "terminated;reason=noresource")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    end = call.ann.ended(call.id)
    assert end["by"] == "local" and end["reason"] == "transferred", end
    call.is_told("done", 200)


@story
def the_target_is_busy(stage):
    "the call comes back off hold, and the reason is told"
    call = Call(stage)
    call.notify(call.accepted(), "486 Busy Here", "terminated")
    call.is_taken_back()
    call.is_told("failed", 486)
    assert "486 Busy Here" in call.warning(), call.warning()


@story
def it_is_refused(stage):
    "603, 405 and 404 to the REFER: the call is here as before, each time"
    call = Call(stage)
    for status in (603, 405, 404, 501):
        call.peer.reply(call.refer(), status, "So Be It")
        call.is_taken_back()
        call.is_told("failed", status)
    assert call.ann.session(call.id)["state"] == "established"


@story
def the_peer_leaves_with_a_bye(stage):
    "who hangs up after it said yes has gone where it was sent"
    call = Call(stage)
    refer = call.accepted()
    call.peer.bye(refer)
    assert call.ann.ended(call.id)["by"] == "remote"
    call.is_told("done", 100)


@story
def the_peer_tells_nothing(stage):
    "an end of the reports without an outcome is a failure"
    call = Call(stage)
    call.notify(call.accepted(), "100 Trying", "terminated;reason=giveup")
    call.is_taken_back()
    call.is_told("failed", 500)


@story
def the_peer_reports_rubbish(stage):
    "what is no status line changes nothing"
    call = Call(stage)
    refer = call.accepted()
    for rubbish in ("", "99999 Much", "-1 Less", "2000", "\x1b[2J", "x" * 900):
        call.notify(refer, rubbish)
    call.is_told("trying", 100)
    call.notify(refer, "200 OK", "terminated")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.ended(call.id)


@story
def a_call_that_was_held_stays_held(stage):
    "a failed transfer gives nobody the microphone who had not got it before"
    call = Call(stage)
    call.ann.call("session.hold", session=call.id)
    call.takes_offer("sendonly")
    call.ann.session(call.id, held_by_us=True, hold_pending=False)
    call.ann.call("session.transfer", session=call.id, to=TARGET)
    call.peer.reply(call.peer.expect("REFER"), 603, "Decline")
    call.is_told("failed", 603)
    call.peer.silent(0.1)
    assert call.ann.session(call.id)["held_by_us"]


@story
def the_hold_is_refused(stage):
    "no REFER goes out for a call that cannot be held"
    call = Call(stage)
    call.ann.call("session.transfer", session=call.id, to=TARGET)
    call.peer.reply(call.peer.expect("INVITE"), 488, "Not Acceptable Here")
    call.peer.expect("ACK")
    call.is_told("failed", 488)
    call.peer.silent(0.1)


@story
def twice(stage):
    "the same again is done already; another target meanwhile is refused"
    call = Call(stage)
    call.accepted()
    call.ann.call("session.transfer", session=call.id, to=TARGET)
    call.peer.silent(0.1)
    error = call.ann.refused("session.transfer", session=call.id,
                             to="sip:dave@127.0.0.1:9")
    assert error.code == 2, error
    call.is_told("trying", 100)


@story
def targets_that_are_none(stage):
    "what cannot be called cannot be transferred to"
    call = Call(stage)
    for target in ("", "sip:", "sip:a@b?Replaces=x", "sip:a@b>;x=<"):
        error = call.ann.refused("session.transfer", session=call.id,
                                 to=target)
        assert error.data["field"] == "to", (target, error)
    call.peer.silent(0.1)
    assert call.ann.session(call.id)["transfer"]["state"] == "none"


@story
def the_command(stage):
    "a peer that does not follow: the command says so, and fails"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine("on_refer = refuse\n" + direct("bob"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.session(hers, state="established")
    status, _, text = ann.one_shot("transfer", TARGET)
    assert status == 1 and "603" in text, (status, text)
    ann.session(hers, held_by_us=False, hold_pending=False)


if __name__ == "__main__":
    run()
