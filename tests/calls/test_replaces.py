"""INVITE with Replaces: one call takes the place of another (RFC 3891)."""
import sip
from engine import direct
from rtp import Stream
from tap import run, story


def name(call_id, to_tag, from_tag, more=""):
    """Of a dialog of the one who gets it: its own tag is the to-tag."""
    return f"Replaces: {call_id};to-tag={to_tag};from-tag={from_tag}{more}"


class Talk:
    """Cid talks to ann, a raw peer; bob, another one, comes between."""

    def __init__(self, stage, config=direct("cid"), cid_calls=False,
                 talk=True):
        self.cid = stage.engine(config, name="cid")
        self.ann = sip.Peer(stage, "ann", "ann")
        self.bob = sip.Peer(stage, "bob", "bob")
        self.stream = Stream(stage)
        self.id = self.dialog = None
        if talk:
            self.id = self.calls() if cid_calls else self.is_called()

    def is_called(self):
        self.ann.send(self.ann.request(
            "INVITE", self.cid.uri("cid"), "", sip.sdp(self.stream.port)),
            self.cid.port)
        number = self.cid.incoming()
        self.cid.call("session.answer", session=number)
        answer = self.ann.expect(200)
        self.ann.ack(answer)
        self.dialog = answer
        self.cid.session(number, state="established")
        self.name = (answer.get("Call-ID"), answer.tag("To"),
                     answer.tag("From"))
        return number

    def rings_out(self):
        number = self.cid.dial(self.ann.uri)
        invite = self.ann.expect("INVITE")
        self.ann.reply(invite, 180, "Ringing")
        self.cid.session(number, progress="ringing")
        self.dialog = invite
        self.name = (invite.get("Call-ID"), invite.tag("From"),
                     f"p{self.ann.port}")
        return number

    def calls(self):
        number = self.rings_out()
        self.ann.reply(self.dialog, 200, "OK",
                       body=sip.sdp(self.stream.port))
        self.ann.expect("ACK")
        self.cid.session(number, state="established")
        return number

    def comes(self, headers=None, body=None):
        """Bob's INVITE."""
        text = self.bob.request(
            "INVITE", self.cid.uri("cid" if headers else "offhook"),
            headers or name(*self.name),
            body or sip.sdp(self.stream.port))
        self.bob.send(text, self.cid.port)

    def is_refused(self, status, headers=None, body=None):
        self.comes(headers, body)
        answer = self.bob.expect(status)
        self.bob.ack(answer, self.cid.uri("cid"))
        return answer

    def is_taken(self):
        """The 200 comes without a 180; ann gets a BYE: (new id, answer)."""
        self.comes()
        answer = self.bob.receive(10)
        while answer and answer.status == 100:
            answer = self.bob.receive(10)
        assert answer and answer.status == 200, self.bob.log()
        self.bob.ack(answer)
        number = self.cid.client.until(
            lambda: next((s["id"] for s in self.cid.client.sessions.values()
                          if s["replaces"] == self.id), None), "the new call")
        self.cid.session(number, state="established")
        return number, answer

    def old_is_ended(self):
        bye = self.ann.expect("BYE")
        self.ann.reply(bye, 200, "OK")
        end = self.cid.ended(self.id)
        assert end["by"] == "local" and "replaced" in end["reason"], end

    def goes_on(self):
        session = self.cid.call("session.get", session=self.id)["session"]
        assert session["state"] == "established", session
        assert session["focused"] and not session["held_by_us"], session
        self.ann.silent(0.05)

    def history(self, count):
        def all_of_them():
            calls = self.cid.call("history.list", limit=9)["calls"]
            return calls if len(calls) == count else None
        return self.cid.client.until(all_of_them, f"{count} calls in history")


def is_replaced(talk):
    number, answer = talk.is_taken()
    talk.old_is_ended()
    session = talk.cid.session(number, focused=True, held_by_us=False)
    assert session["remote"]["uri"].startswith("sip:bob@"), session
    assert session["direction"] == "incoming", session
    told = [e["session"]["progress"] for e in talk.cid.client.events
            if e["topic"] == "session.changed" and
            e["session"]["id"] == number]
    assert "incoming" not in told, told
    talk.bob.bye(answer)
    talk.cid.ended(number)
    calls = {c["remote"]["uri"].split("@")[0]: c for c in talk.history(2)}
    assert all(c["established"] and not c["missed"]
               for c in calls.values()), calls
    assert calls["sip:bob"]["end"]["by"] == "remote", calls


@story
def an_established_call_is_replaced(stage):
    "the new one is answered at once, has the microphone, and ann hears BYE"
    is_replaced(Talk(stage))


@story
def a_call_that_we_made_is_replaced(stage):
    "whoever began the old one"
    is_replaced(Talk(stage, cid_calls=True))


@story
def hold_and_mute_stay(stage):
    "what was held is answered as held, what was muted stays muted"
    talk = Talk(stage)
    talk.cid.call("session.mute", session=talk.id)
    talk.cid.call("session.hold", session=talk.id)
    talk.ann.reply(talk.ann.expect("INVITE"), 200, "OK", body=sip.sdp(
        talk.stream.port, direction="recvonly", version=2))
    talk.ann.expect("ACK")
    talk.cid.session(talk.id, held_by_us=True, hold_pending=False)
    number, answer = talk.is_taken()
    assert "a=sendonly" in answer.body, answer.body
    talk.old_is_ended()
    session = talk.cid.session(number, held_by_us=True, muted=True)
    assert not session["focused"] and not session["hold_pending"], session
    talk.bob.silent(0.1)


@story
def one_that_rings_out_is_picked_up(stage):
    "who names our ringing call gets us; CANCEL says it was answered elsewhere"
    talk = Talk(stage, talk=False)
    talk.id = talk.rings_out()
    number, answer = talk.is_taken()
    cancel = talk.ann.expect("CANCEL")
    assert "cause=200" in cancel.get("Reason"), cancel.headers
    talk.ann.reply(cancel, 200, "OK")
    talk.ann.reply(talk.dialog, 487, "Request Terminated")
    talk.ann.expect("ACK")
    end = talk.cid.ended(talk.id)
    assert end["by"] == "local" and "picked up" in end["reason"], end
    talk.cid.session(number, focused=True, state="established")
    talk.bob.bye(answer)
    talk.cid.ended(number)


@story
def one_that_rings_out_is_answered_meanwhile(stage):
    "a 200 that crosses the CANCEL gets ACK and BYE"
    talk = Talk(stage, talk=False)
    talk.id = talk.rings_out()
    talk.is_taken()
    cancel = talk.ann.expect("CANCEL")
    talk.ann.reply(cancel, 481, "Too Late")
    talk.ann.reply(talk.dialog, 200, "OK", body=sip.sdp(talk.stream.port))
    talk.ann.expect("ACK")
    talk.ann.reply(talk.ann.expect("BYE"), 200, "OK")
    talk.cid.ended(talk.id)


@story
def one_that_rings_here_is_not(stage):
    "481: who has not answered has nothing to be replaced, and it rings on"
    talk = Talk(stage, talk=False)
    talk.ann.send(talk.ann.request(
        "INVITE", talk.cid.uri("cid"), "", sip.sdp(talk.stream.port)),
        talk.cid.port)
    number = talk.cid.incoming()
    ringing = talk.ann.expect(180)
    talk.is_refused(481, name(ringing.get("Call-ID"), ringing.tag("To"),
                              ringing.tag("From")))
    assert talk.cid.session(number)["progress"] == "incoming"


@story
def what_names_no_call(stage):
    "481, 486, 400 and 488: each leaves the call as it is"
    talk = Talk(stage)
    call_id, ours, theirs = talk.name
    for status, headers in (
            (481, name("nothing", ours, theirs)),
            (481, name(call_id, "nothing", theirs)),
            (481, name(call_id, ours, "nothing")),
            (481, name(call_id, theirs, ours)),
            (481, name(call_id, "0", theirs)),
            (481, name(call_id, ours, theirs[:-1])),
            (486, name(*talk.name, ";early-only")),
            (400, f"Replaces: {call_id}"),
            (400, f"Replaces: {call_id};to-tag={ours}"),
            (400, f"Replaces: {call_id};from-tag={theirs}"),
            (400, f"Replaces: {call_id};to-tag=;from-tag="),
            (400, name(call_id, ours, theirs, f";to-tag={ours}")),
            (400, name(*talk.name) + "\n" + name(*talk.name)),
            (400, name(*talk.name) + ", " + name(*talk.name)[10:]),
            (400, name(*talk.name) + "\n" + name(*talk.name).replace(
                "Replaces", "Join")),
            (400, "Replaces: ")):
        talk.is_refused(status, headers)
        talk.goes_on()
    talk.is_refused(488, body=sip.sdp(talk.stream.port, "4").replace(
        "a=rtpmap:0 PCMU/8000", "a=rtpmap:4 G723/8000"))
    talk.goes_on()
    assert len(talk.cid.client.sessions) == 1, talk.cid.client.sessions
    talk.is_taken()
    talk.old_is_ended()


@story
def an_ended_one_is_not(stage):
    "603: bob is told that it is over"
    talk = Talk(stage)
    talk.ann.bye(talk.dialog)
    talk.cid.ended(talk.id)
    talk.is_refused(603)


@story
def it_crosses_the_end(stage):
    "an INVITE behind our BYE is declined; a BYE behind it finds it replaced"
    talk = Talk(stage)
    talk.cid.call("session.hangup", session=talk.id)
    bye = talk.ann.expect("BYE")
    talk.is_refused(603)
    talk.ann.reply(bye, 200, "OK")
    talk.cid.ended(talk.id)

    talk.id = talk.is_called()
    number, answer = talk.is_taken()
    talk.ann.expect("BYE")      # and ann's own crosses it
    talk.ann.send(talk.ann.request("BYE", talk.dialog.contact, "",
                                   dialog=talk.dialog, cseq=9000),
                  talk.dialog.source)
    talk.ann.expect(200, 481)
    talk.cid.ended(talk.id)
    talk.cid.session(number, state="established", focused=True)
    talk.bob.bye(answer)
    talk.cid.ended(number)


@story
def a_stranger_may_not(stage):
    "403 for one whom accept_from keeps out, whatever he knows"
    talk = Talk(stage, direct("cid", "accept_from = list\n"
                              ' accept_list = {"192.0.2.0/24"}'),
                cid_calls=True)
    for headers in (None, name("nothing", "a", "b")):
        if headers:
            text = talk.bob.request("INVITE", talk.cid.uri("cid"), headers,
                                    sip.sdp(talk.stream.port))
            talk.bob.send(text, talk.cid.port)
            talk.bob.ack(talk.bob.expect(403), talk.cid.uri("cid"))
        else:
            talk.is_refused(403)
        talk.goes_on()


@story
def no_room_is_needed(stage):
    "max_calls, do not disturb and auto_answer have no say: it is the same talk"
    talk = Talk(stage, "max_calls = 1\n" +
                direct("cid", "auto_answer = off"))
    talk.cid.call("engine.set", dnd=True)
    number, _ = talk.is_taken()
    talk.old_is_ended()
    talk.cid.session(number, state="established", focused=True)


if __name__ == "__main__":
    run()
