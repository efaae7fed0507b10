"""Transfers: the other one is sent on, or stays when that fails."""
import sip
from engine import direct
from rtp import Stream
from tap import run, story

TARGET = "sip:carol@127.0.0.1:9"


class Call:
    """Ann talks to a peer that does what the story tells it."""

    def __init__(self, stage, more=""):
        self.ann = stage.engine(direct("ann", more), name="ann")
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

    def notify(self, refer, fragment, state="active;expires=60", event=None,
               want=200):
        cseq = int(refer.get("CSeq").split()[0])
        event = event or f"refer;id={cseq}"
        body = f"SIP/2.0 {fragment}\r\n"
        text = self.peer.request(
            "NOTIFY", refer.contact,
            f"Event: {event}\nSubscription-State: {state}\n"
            "Content-Type: message/sipfrag", dialog=refer)
        head = text.replace("Content-Length: 0",
                            f"Content-Length: {len(body)}")
        self.peer.send(head + body, refer.source)
        self.peer.expect(want)

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
def reports_of_something_else(stage):
    "a NOTIFY of another REFER, or of no REFER, is not taken for ours"
    call = Call(stage)
    refer = call.accepted()
    cseq = int(refer.get("CSeq").split()[0])
    for event in (f"refer;id={cseq + 1}", "refer;id=x", "dialog", "presence"):
        call.notify(refer, "200 OK", "terminated", event=event, want=481)
    call.is_told("trying", 100)
    call.notify(refer, "180 Ringing", event="refer")
    call.is_told("ringing", 180)
    call.notify(refer, "486 Busy Here", "terminated", event="refer")
    call.is_taken_back()
    call.is_told("failed", 486)


@story
def reports_of_the_try_before(stage):
    "each try has its own reports: the end of the first is not the second's"
    call = Call(stage)
    first = call.accepted()
    call.notify(first, "486 Busy Here")     # and says no "terminated"
    call.is_taken_back()
    call.is_told("failed", 486)
    second = call.accepted()
    assert second.get("CSeq") != first.get("CSeq")
    call.notify(first, "603 Decline", "terminated")
    call.is_told("trying", 100)
    call.notify(second, "200 OK", "terminated")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.is_told("done", 200)


@story
def a_report_before_the_answer(stage):
    "a NOTIFY may overtake the 202 (RFC 3515 2.4.4)"
    call = Call(stage)
    refer = call.refer()
    call.notify(refer, "180 Ringing")
    call.is_told("ringing", 180)
    call.peer.reply(refer, 202, "Accepted")
    call.notify(refer, "200 OK", "terminated;reason=noresource")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.is_told("done", 200)


@story
def a_password_is_asked_for(stage):
    "407: sent again with it, and told of by the CSeq of the second"
    call = Call(stage, " user = ann\n password = 'secret'\n realm = here\n")
    first = call.refer()
    call.peer.reply(first, 407, "Proxy Authentication Required",
                    'Proxy-Authenticate: Digest realm="here", nonce="n1"')
    refer = call.peer.expect("REFER")
    assert 'username="ann"' in refer.get("Proxy-Authorization")
    assert "secret" not in refer.data.decode()
    assert refer.get("CSeq") != first.get("CSeq")
    call.peer.reply(refer, 202, "Accepted")
    call.is_told("trying", 100)
    call.notify(refer, "200 OK", "terminated")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.is_told("done", 200)


@story
def a_password_that_is_wrong(stage):
    "asked for again: the transfer has failed with 407, the call is back"
    call = Call(stage, " user = ann\n password = 'secret'\n realm = here\n")
    refer = call.refer()
    for _ in range(2):
        call.peer.reply(refer, 407, "Proxy Authentication Required",
                        'Proxy-Authenticate: Digest realm="here", nonce="n1"')
        if _ == 0:
            refer = call.peer.expect("REFER")
    call.is_taken_back()
    call.is_told("failed", 407)


@story
def the_peer_will_not_report(stage):
    "202 with Refer-Sub: false: yes is all there is, and she hangs up"
    call = Call(stage)
    call.peer.reply(call.refer(), 202, "Accepted", "Refer-Sub: false")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    assert call.ann.ended(call.id)["reason"] == "transferred"
    call.is_told("done", 202)


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
