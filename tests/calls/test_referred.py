"""Being transferred: the other one of a call sends us on to somebody else."""
import os
import re
from urllib.parse import quote

import sip
import stage as module
import tmux
from engine import direct
from rtp import Stream
from tap import run, story


class Call:
    """A peer has called Ann, and will send her on."""

    def __init__(self, stage, on_refer="follow", more=""):
        self.stage = stage
        self.ann = stage.engine(f"on_refer = {on_refer}\n{more}"
                                + direct("ann"), name="ann")
        self.peer, self.carol = sip.Peer(stage), sip.Peer(stage, "carol",
                                                         "carol")
        self.stream = Stream(stage)
        self.peer.send(self.peer.request(
            "INVITE", self.ann.uri("ann"), "", sip.sdp(self.stream.port)),
            self.ann.port)
        self.peer.expect(180)
        self.id = self.ann.incoming()
        self.ann.call("session.answer", session=self.id)
        self.dialog = self.peer.expect(200)
        self.peer.ack(self.dialog)
        self.ann.session(self.id, state="established")
        self.cseq = 1000

    def refer(self, to=None, headers="", want=202):
        """Sends a REFER; its CSeq."""
        self.cseq += 1
        line = f"Refer-To: <{to or self.carol.uri}>\n" if to != "" else ""
        self.peer.send(self.peer.request(
            "REFER", self.dialog.contact, line + headers, dialog=self.dialog,
            cseq=self.cseq), self.dialog.source)
        self.last = self.peer.expect(want)
        return self.cseq

    def hears(self, status, state="active", cseq=None):
        """The next NOTIFY of the REFER."""
        notify = self.peer.expect("NOTIFY")
        self.peer.reply(notify, 200, "OK")
        assert notify.get("Event") == f"refer;id={cseq or self.cseq}", \
            notify.headers
        assert notify.get("Subscription-State").startswith(state), \
            (status, notify.headers)
        assert notify.body.startswith(f"SIP/2.0 {status} "), notify.body
        assert notify.get("Content-Type").startswith("message/sipfrag")
        return notify

    def takes_offer(self, direction):
        offer = self.peer.expect("INVITE")
        assert f"a={direction}" in offer.body, offer.body
        self.version = getattr(self, "version", 1) + 1
        self.peer.reply(offer, 200, "OK", body=sip.sdp(
            self.stream.port, version=self.version, direction={
                "sendonly": "recvonly"}.get(direction, direction)))
        self.peer.expect("ACK")

    def is_on_its_way(self):
        """202, NOTIFY 100 and the hold, in any order; Carol's INVITE."""
        self.hears(100)
        self.takes_offer("sendonly")
        return self.carol.expect("INVITE")

    def new(self):
        """The session that was made of it."""
        return self.ann.client.until(lambda: next(
            (s for s in self.ann.client.sessions.values()
             if s["direction"] == "outgoing"), None), "a call to Carol")["id"]

    def carol_answers(self, invite):
        self.carol.reply(invite, 200, "OK", body=sip.sdp(self.stream.port))
        self.carol.expect("ACK")


@story
def following(stage):
    "she calls, tells how it goes, and hangs up when the referrer does not"
    call = Call(stage)
    call.refer(headers="Referred-By: <sip:boss@example.net>;cid=\"1@x\"")
    invite = call.is_on_its_way()
    assert invite.get("Referred-By") == "<sip:boss@example.net>", \
        invite.headers
    assert invite.get("Replaces") is None and not invite.get("Require")
    new = call.new()
    session = call.ann.session(new, progress="calling", focused=True)
    assert session["referred_by"] == "sip:boss@example.net", session
    assert session["account"]["name"] == "ann", session
    call.carol.reply(invite, 180, "Ringing")
    call.hears(180)
    call.carol_answers(invite)
    call.hears(200, "terminated;reason=noresource")
    call.ann.session(new, state="established", focused=True)
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    assert call.ann.ended(call.id)["by"] == "local"
    call.ann.session(new, state="established", held_by_us=False)


@story
def the_referrer_leaves_when_it_is_told(stage):
    "its BYE ends the old call, and nobody else's"
    call = Call(stage)
    call.refer()
    invite = call.is_on_its_way()
    call.carol_answers(invite)
    call.hears(200, "terminated")
    call.peer.bye(call.dialog)
    assert call.ann.ended(call.id)["by"] == "remote"
    call.ann.session(call.new(), state="established", focused=True)
    calls = call.ann.call("history.list", limit=5)["calls"]
    assert len(calls) == 1 and not calls[0]["missed"], calls


@story
def it_fails(stage):
    "busy, not there, declined: told as it was, and the old call is back"
    call = Call(stage)
    for status, words in ((486, "Busy Here"), (480, "Not There"),
                          (603, "Decline"), (302, "Elsewhere")):
        call.refer()
        invite = call.is_on_its_way()
        call.carol.reply(invite, 180, "Ringing")
        call.hears(180)
        call.carol.reply(invite, status, words)
        call.carol.expect("ACK")
        if status != 302:       # whom that asks is another story
            call.hears(status, "terminated;reason=noresource")
            call.takes_offer("sendrecv")
            session = call.ann.session(call.id, held_by_us=False,
                                       hold_pending=False, focused=True)
            assert session["state"] == "established", session
            warning = call.ann.client.event(
                "engine.warning", lambda e: e["code"] == "refer" and
                f"{status} {words}" in e["text"])
            assert call.carol.uri in warning["text"], warning


@story
def a_call_that_was_held_stays_held(stage):
    "who had it on hold before he was sent on finds it so when that fails"
    call = Call(stage)
    call.ann.call("session.hold", session=call.id)
    call.takes_offer("sendonly")
    call.ann.session(call.id, held_by_us=True, hold_pending=False)
    call.refer()
    call.hears(100)
    invite = call.carol.expect("INVITE")
    call.carol.reply(invite, 486, "Busy Here")
    call.hears(486, "terminated")
    call.peer.silent(0.1)
    assert call.ann.session(call.id)["held_by_us"]


@story
def refusing(stage):
    "603, at once: nothing is called, nothing is asked"
    call = Call(stage, "refuse")
    call.refer(want=603)
    call.peer.silent(0.1)
    call.carol.silent(0.1)
    session = call.ann.session(call.id, state="established")
    assert not session["held_by_us"] and session["referral"] is None


@story
def asked_and_accepted(stage):
    "nothing happens before a person says yes"
    call = Call(stage, "ask")
    call.refer(headers="Referred-By: Boss <sip:boss@example.net>")
    call.hears(100, "pending")
    event = call.ann.client.event("session.referred")
    assert event["session"]["referral"] == {
        "to": call.carol.uri, "referred_by": "sip:boss@example.net",
        "attended": False}, event
    call.carol.silent(0.1)
    call.ann.call("session.accept", session=call.id, what="refer")
    call.hears(100)
    call.takes_offer("sendonly")
    call.ann.session(call.id, referral=None)
    call.carol_answers(call.carol.expect("INVITE"))
    call.hears(200, "terminated")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.ended(call.id)
    call.ann.session(call.new(), state="established")


@story
def asked_and_refused(stage):
    "603 by NOTIFY; then there is nothing more to say yes or no to"
    call = Call(stage, "ask")
    call.refer()
    call.hears(100, "pending")
    error = call.ann.refused("session.accept", session=call.id, what="tea")
    assert error.data["field"] == "what", error
    call.ann.call("session.refuse", session=call.id)
    call.hears(603, "terminated;reason=noresource")
    call.ann.session(call.id, referral=None)
    for method in ("session.accept", "session.refuse"):
        assert call.ann.refused(method, session=call.id).code == 2
    call.peer.silent(0.1)
    call.carol.silent(0.1)


@story
def the_commands(stage):
    "offhook refuse, offhook accept: the only call that waits is found"
    call = Call(stage, "ask")
    status, _, text = call.ann.one_shot("accept")
    assert status == 1 and "waits for a yes" in text, (status, text)
    call.refer()
    call.hears(100, "pending")
    status, _, text = call.ann.one_shot("refuse")
    assert status == 0, text
    call.hears(603, "terminated")
    call.refer()
    call.hears(100, "pending")
    status, _, text = call.ann.one_shot("accept", str(call.id))
    assert status == 0, text
    call.is_on_its_way()


@story
def on_the_screen(stage):
    "who wants what is said, n says no, y says yes"
    call = Call(stage, "ask")
    terminal = tmux.Terminal(
        stage, [os.path.join(module.BUILD, "offhook")],
        call.ann.environment(), 80, 24, "tmux")
    terminal.see("ACTIVE")
    call.refer()
    call.hears(100, "pending")
    terminal.see("wants us to call", "y yes")
    terminal.keys("n")
    call.hears(603, "terminated")
    terminal.lose("y yes")
    call.refer()
    call.hears(100, "pending")
    terminal.see("y yes")
    terminal.keys("y")
    call.is_on_its_way()
    terminal.see("HOLD", "DIAL")


@story
def the_referrer_hangs_up_while_we_are_asked(stage):
    "nothing waits any more, and nothing is called"
    call = Call(stage, "ask")
    call.refer()
    call.hears(100, "pending")
    call.peer.bye(call.dialog)
    call.ann.ended(call.id)
    assert call.ann.session(call.id)["referral"] is None
    assert call.ann.refused("session.accept", session=call.id).code == 2
    call.carol.silent(0.1)


@story
def the_referrer_hangs_up_midway(stage):
    "the new call goes on, as if she had made it herself"
    call = Call(stage)
    call.refer()
    invite = call.is_on_its_way()
    call.carol.reply(invite, 180, "Ringing")
    call.hears(180)
    call.peer.send(call.peer.request(
        "BYE", call.dialog.contact, dialog=call.dialog, cseq=2000),
        call.dialog.source)
    call.ann.ended(call.id)
    new = call.new()
    call.ann.session(new, progress="ringing", focused=True)
    call.carol_answers(invite)
    session = call.ann.session(new, state="established")
    assert session["referred_by"] == call.peer.uri, session


@story
def we_give_up_midway(stage):
    "the new call is cancelled; the old one is back, and the peer told 487"
    call = Call(stage)
    call.refer()
    invite = call.is_on_its_way()
    call.carol.reply(invite, 180, "Ringing")
    call.hears(180)
    call.ann.call("session.hangup", session=call.new())
    cancel = call.carol.expect("CANCEL")
    call.carol.reply(cancel, 200, "OK")
    call.carol.reply(invite, 487, "Request Terminated")
    call.hears(487, "terminated")
    call.takes_offer("sendrecv")
    call.ann.session(call.id, held_by_us=False, hold_pending=False,
                     focused=True)


@story
def we_hang_up_the_old_one_midway(stage):
    "BYE to the referrer; the new call goes on"
    call = Call(stage)
    call.refer()
    invite = call.is_on_its_way()
    call.ann.call("session.hangup", session=call.id)
    while True:
        heard = call.peer.expect("BYE", "NOTIFY")
        call.peer.reply(heard, 200, "OK")
        if heard.method == "BYE":
            break
    call.ann.ended(call.id)
    call.carol_answers(invite)
    call.ann.session(call.new(), state="established", focused=True)


@story
def an_answer_that_is_no_use(stage):
    "a 200 without a codec of ours is no success: 488, and the old call back"
    call = Call(stage)
    call.refer()
    invite = call.is_on_its_way()
    call.carol.reply(invite, 200, "OK", body="v=0\r\nnonsense\r\n")
    call.carol.expect("ACK")
    call.carol.reply(call.carol.expect("BYE"), 200, "OK")
    call.hears(488, "terminated")
    call.takes_offer("sendrecv")
    call.ann.session(call.id, held_by_us=False, focused=True)


@story
def replaces_is_carried(stage):
    "with Require, unescaped, and nothing else of what hides in the URI"
    call = Call(stage, "ask")
    hidden = ("Replaces=abc%40h%3Bto-tag%3Dt1%3Bfrom-tag%3Df1&Require=x"
              "&Subject=hi&Route=%3Csip%3A127.0.0.1%3A9%3E&body=evil"
              "&Call-Info=a%0d%0aX-Evil%3A%20b")
    call.refer(f"sip:carol@127.0.0.1:{call.carol.port};method=INVITE;x=y"
               f"?{hidden}")
    call.hears(100, "pending")
    referral = call.ann.client.event("session.referred")["session"]["referral"]
    assert referral["attended"] and "?" not in referral["to"], referral
    call.ann.call("session.accept", session=call.id)
    invite = call.is_on_its_way()
    assert invite.get("Replaces") == "abc@h;to-tag=t1;from-tag=f1", \
        invite.headers
    assert invite.get("Require") == "replaces", invite.headers
    assert re.match(r"INVITE sip:carol@127.0.0.1:\d+;x=y SIP", invite.start)
    for name in ("Subject", "Route", "Call-Info", "X-Evil"):
        assert invite.get(name) is None, invite.headers
    assert "evil" not in invite.body


@story
def two_calls_of_ours_are_put_through(stage):
    "one peer had called her twice: her two calls become one with herself"
    call = Call(stage)
    peer = sip.Peer(stage, "other", "other")
    peer.send(peer.request("INVITE", call.ann.uri("ann"), "",
                           sip.sdp(call.stream.port)), call.ann.port)
    second = call.ann.incoming()
    call.ann.call("session.answer", session=second)
    dialog = peer.expect(200)
    peer.ack(dialog)
    call.ann.session(second, state="established")
    call.takes_offer("sendonly")        # the first is held
    name = (f"{dialog.get('Call-ID')};to-tag={dialog.tag('To')};"
            f"from-tag={dialog.tag('From')}")
    call.refer(f"{call.ann.uri('ann')}?Replaces={quote(name, safe='')}")
    call.hears(100)
    peer.reply(peer.expect("BYE"), 200, "OK")   # its call was replaced
    call.hears(200, "terminated")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.ended(call.id)
    call.ann.ended(second)
    live = call.ann.client.until(lambda: [
        live for live in [[s for s in call.ann.client.sessions.values()
                           if not s["end"]]]
        if len(live) == 2 and all(s["state"] == "established"
                                  for s in live)], "two ends of one call")[0]
    assert {s["direction"] for s in live} == {"incoming", "outgoing"}, live
    assert second in [s["replaces"] for s in live], live


@story
def targets_that_are_none(stage):
    "400 for what is not one address to call, 403 for what is no call"
    call = Call(stage)
    uri = call.carol.uri
    hostile = ["", "http://example.net/", "mailto:a@b", "sip:", "*",
               "sip:a@b@c", "javascript:x", "sip:%00@h", "sip:a%0d%0ab@h",
               "urn:service:sos", "sip:carol@256.1.1.1", "sip:c@h:99999",
               f"sip:{'x' * 600}@h", f"{uri}>\nRefer-To: <{uri}",
               f"{uri}>, <{uri}",
               f"{uri}?Replaces=abc", f"{uri}?Replaces=",
               f"{uri}?Replaces=a%3Bto-tag%3D1",
               f"{uri}?Replaces=a%0d%0aX:y%3Bto-tag%3D1%3Bfrom-tag%3D2",
               f"{uri}?Replaces={'a' * 600}%3Bto-tag%3D1%3Bfrom-tag%3D2",
               f"{uri}?Replaces=a%3Bto-tag%3D1%3Bfrom-tag%3D2"
               "&replaces=b%3Bto-tag%3D1%3Bfrom-tag%3D2"]
    for target in hostile:
        call.refer(target, want=400)
    for target in (f"{uri};method=BYE", f"{uri};method=SUBSCRIBE"):
        call.refer(target, want=403)
    call.carol.silent(0.1)
    call.peer.silent(0.1)
    assert list(call.ann.client.sessions) == [call.id]
    call.ann.session(call.id, state="established", held_by_us=False)
    call.refer()
    call.is_on_its_way()


@story
def one_at_a_time(stage):
    "a storm: one is followed, the others get 491; the next has its own id"
    call = Call(stage)
    first = call.refer()
    invite = call.is_on_its_way()
    for _ in range(30):
        call.refer(want=491)
    call.carol.reply(invite, 486, "Busy Here")
    call.carol.expect("ACK")
    call.hears(486, "terminated", cseq=first)
    call.takes_offer("sendrecv")
    second = call.refer()
    invite = call.is_on_its_way()
    call.carol_answers(invite)
    call.hears(200, "terminated", cseq=second)
    call.refer(want=491)        # we are about to leave
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.ended(call.id)
    live = [s for s in call.ann.client.sessions.values() if not s["end"]]
    assert len(live) == 1, live


@story
def who_does_not_want_to_be_told(stage):
    "Refer-Sub: false: said so in the 202, and no NOTIFY at all"
    call = Call(stage)
    call.refer(headers="Refer-Sub: false\nSupported: norefersub")
    assert call.last.get("Refer-Sub") == "false", call.last.headers
    call.takes_offer("sendonly")
    invite = call.carol.expect("INVITE")
    call.carol.reply(invite, 180, "Ringing")
    call.carol_answers(invite)
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.session(call.new(), state="established")


def outside(call, headers, want):
    call.peer.send(call.peer.request(
        "REFER", call.ann.uri("ann"), f"Refer-To: <{call.carol.uri}>\n"
        + headers), call.ann.port)
    return call.peer.expect(want)


@story
def outside_of_a_dialog(stage):
    "403, whoever asks; with a Target-Dialog of ours it is as if inside"
    call = Call(stage)
    name, ours, theirs = (call.dialog.get("Call-ID"), call.dialog.tag("To"),
                          call.dialog.tag("From"))
    for target in ("", f"Target-Dialog: {name}\n", "Target-Dialog: ;;;\n",
                   f"Target-Dialog: {name};local-tag=x;remote-tag={theirs}\n",
                   f"Target-Dialog: {name};local-tag={ours}\n",
                   f"Target-Dialog: no;local-tag={ours};remote-tag={theirs}\n"
                   ):
        outside(call, target, 403)
    call.carol.silent(0.1)
    outside(call, f"Target-Dialog: {name};local-tag={ours};"
            f"remote-tag={theirs}\nRequire: tdialog\n", 202)
    notify = call.peer.expect("NOTIFY")
    call.peer.reply(notify, 200, "OK")
    assert notify.get("Call-ID") != name and "100" in notify.body
    call.takes_offer("sendonly")
    call.carol_answers(call.carol.expect("INVITE"))
    notify = call.peer.expect("NOTIFY")
    call.peer.reply(notify, 200, "OK")
    assert notify.body.startswith("SIP/2.0 200"), notify.body
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.session(call.new(), state="established")


@story
def no_room_for_another_call(stage):
    "503, and the call goes on"
    call = Call(stage, more="max_calls = 1\n")
    call.refer(want=503)
    call.ann.session(call.id, state="established", held_by_us=False)
    call.carol.silent(0.1)


@story
def a_third_call_keeps_the_microphone(stage):
    "who is sent on by itself takes nothing from whom a person talks to"
    call = Call(stage)
    dave = sip.Peer(stage, "dave", "dave")
    his = call.ann.dial(dave.uri)
    call.takes_offer("sendonly")
    dave.reply(dave.expect("INVITE"), 200, "OK",
               body=sip.sdp(call.stream.port))
    dave.expect("ACK")
    call.ann.session(his, state="established", focused=True)
    call.refer()
    call.hears(100)
    call.carol_answers(call.carol.expect("INVITE"))
    call.hears(200, "terminated")
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    call.ann.ended(call.id)
    call.ann.session(his, state="established", focused=True,
                     held_by_us=False)


@story
def by_no_account_of_another(stage):
    "a call of no account is followed by none, whatever domain is named"
    ann = stage.engine("on_refer = follow\naccept_from = any\n"
                       + direct("ann"), name="ann")
    peer, carol = sip.Peer(stage), sip.Peer(stage, "carol", "carol")
    stream = Stream(stage)
    peer.send(peer.request("INVITE", ann.uri("nobody"), "",
                           sip.sdp(stream.port)), ann.port)
    first = ann.incoming()
    ann.call("session.answer", session=first)
    dialog = peer.expect(200)
    peer.ack(dialog)
    assert ann.session(first, state="established")["account"] is None
    peer.send(peer.request("REFER", dialog.contact,
                           f"Refer-To: <{carol.uri}>", dialog=dialog,
                           cseq=7777), dialog.source)
    invite = carol.expect("INVITE")
    assert "sip:ann@" not in invite.get("From"), invite.headers
    new = ann.client.event("session.created", lambda e: e["session"][
        "direction"] == "outgoing")["session"]
    assert new["account"] is None, new


if __name__ == "__main__":
    run()
