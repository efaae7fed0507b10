"""What changes in a call, and what does not when the change is refused: holds
in all their forms, offers that cross, come late or not at all."""
import re
import threading

import sip
from engine import audio, direct
from rtp import Stream, decode
from tap import run, story


class Call:
    """ann has called a peer that says what a story tells it to say."""

    def __init__(self, stage, config="", playback="null", headers="",
                 name="ann"):
        self.peer, self.stream = sip.Peer(stage), Stream(stage)
        self.ann = stage.engine(audio("tone:1000", playback) + direct("ann") +
                                config, name=name)
        self.id = self.ann.dial(self.peer.uri)
        self.invite = self.peer.expect("INVITE")
        self.version = 1
        self.peer.reply(self.invite, 200, "OK", headers,
                        sip.sdp(self.stream.port))
        self.peer.expect("ACK")
        self.state(state="established")

    def state(self, **fields):
        return self.ann.session(self.id, **fields)

    def media(self):
        return self.ann.call("session.get",
                             session=self.id)["session"]["media"]

    def sdp(self, direction="sendrecv", **more):
        self.version += 1
        more.setdefault("port", self.stream.port)
        return sip.sdp(direction=direction, version=self.version, **more)

    def request(self, method, body="", cseq=None):
        self.peer.send(self.peer.request(
            method, self.invite.contact, dialog=self.invite, cseq=cseq,
            body=body), self.invite.source)

    def offer(self, body="", method="INVITE"):
        """The peer's, and what it gets."""
        self.request(method, body)
        answer = self.peer.expect(200)
        if method == "INVITE":
            self.peer.ack(answer, self.invite.contact)
        return answer

    def ask(self, method, **params):
        """A request whose answer waits for the peer's."""
        return self.ann.client.ask("session." + method,
                                   params | {"session": self.id})

    def final(self, asked):
        return self.ann.client.answer(asked)["result"]

    def talk(self, hz=500):
        self.stream.start(self.invite.rtp_address(), self.stream.tone(hz))
        self.ann.hears_tone(hz)

    def acknowledge(self, answer, body=""):
        """ACK with a description."""
        self.peer.send(self.peer.request(
            "ACK", self.invite.contact, dialog=self.invite,
            cseq=answer.get("CSeq").split()[0], body=body), self.invite.source)


def direction_of(message):
    found = re.search(r"^a=(sendrecv|sendonly|recvonly|inactive)\s*$",
                      message.body, re.M)
    return found.group(1) if found else "sendrecv"


def version_of(message):
    return int(re.search(r"^o=\S+ \d+ (\d+)", message.body, re.M).group(1))


# --- holds

@story
def they_hold_in_each_form(stage):
    "sendonly, inactive, c=0.0.0.0: held by them, and back; mute survives"
    call = Call(stage, playback="wav")
    call.talk()
    call.ann.call("session.mute", session=call.id)
    for how in ({"direction": "sendonly"}, {"direction": "inactive"},
                {"address": "0.0.0.0"},
                {"direction": "sendonly", "address": "0.0.0.0"}):
        answer = call.offer(call.sdp(**how))
        assert direction_of(answer) in ("recvonly", "inactive"), answer.body
        call.state(held_by_them=True, held_by_us=False, muted=True)
        answer = call.offer(call.sdp())
        assert direction_of(answer) == "sendrecv", answer.body
        call.state(held_by_them=False, held_by_us=False, muted=True)
    call.ann.hears_tone(500)


@story
def they_hold_by_update(stage):
    "UPDATE holds and resumes as a re-INVITE does"
    call = Call(stage)
    for direction, held in (("sendonly", True), ("sendrecv", False)):
        call.offer(call.sdp(direction), "UPDATE")
        call.state(held_by_them=held)


@story
def they_hold_while_we_hold(stage):
    "both hold: each comes back when its own holder resumes"
    call = Call(stage)
    call.ann.call("session.hold", session=call.id)
    call.peer.reply(call.peer.expect("INVITE"), 200,
                    body=call.sdp("recvonly"))
    call.peer.expect("ACK")
    call.state(held_by_us=True, held_by_them=False)
    assert direction_of(call.offer(call.sdp("inactive"))) == "inactive"
    call.state(held_by_us=True, held_by_them=True)
    call.ann.call("session.unhold", session=call.id)
    unhold = call.peer.expect("INVITE")
    assert direction_of(unhold) == "sendrecv", unhold.body
    call.peer.reply(unhold, 200, body=call.sdp("sendonly"))
    call.peer.expect("ACK")
    call.state(held_by_us=False, held_by_them=True, hold_pending=False)
    call.offer(call.sdp())
    call.state(held_by_us=False, held_by_them=False)


@story
def a_hold_while_they_hold_is_inactive(stage):
    "we hold who holds us: inactive (RFC 3264 8.4), and both flags"
    call = Call(stage)
    call.offer(call.sdp("sendonly"))
    call.state(held_by_them=True)
    call.ann.call("session.hold", session=call.id)
    hold = call.peer.expect("INVITE")
    assert direction_of(hold) == "inactive", hold.body
    call.peer.reply(hold, 200, body=call.sdp("inactive"))
    call.peer.expect("ACK")
    call.state(held_by_us=True, held_by_them=True, hold_pending=False)


@story
def they_resume_by_asking_for_our_offer(stage):
    "both hold, and their re-INVITE has no offer: ours lets them resume"
    call = Call(stage)
    call.ann.call("session.hold", session=call.id)
    call.peer.reply(call.peer.expect("INVITE"), 200,
                    body=call.sdp("inactive"))
    call.peer.expect("ACK")
    call.state(held_by_us=True, held_by_them=True)
    call.request("INVITE")
    ours = call.peer.expect(200)
    assert direction_of(ours) == "sendonly", ours.body
    call.acknowledge(ours, call.sdp("recvonly"))
    call.state(held_by_us=True, held_by_them=False)


# --- what is refused changes nothing

@story
def a_refused_hold_leaves_the_sound(stage):
    "488 or 503 to a hold: told, and the sound is as before, both ways"
    call = Call(stage, playback="wav")
    call.talk()
    for status in (488, 503, 603, 403):
        call.ann.call("session.hold", session=call.id)
        call.peer.reply(call.peer.expect("INVITE"), status)
        call.peer.expect("ACK")
        warning = call.ann.client.event(
            "engine.warning", lambda e, s=status: str(s) in e["text"])
        assert "as it was" in warning["advice"], warning
        call.state(held_by_us=False, hold_pending=False, state="established")
    call.ann.call("session.focus", session=call.id)
    call.ann.hears_tone(500)
    call.stream.hears_tone(1000)


@story
def an_offer_we_cannot_take_leaves_the_sound(stage):
    "their re-INVITE with nothing we can do gets 488 and changes nothing"
    call = Call(stage, playback="wav")
    call.talk()
    before = call.media()
    body = call.sdp(formats="96").replace("a=rtpmap:0 PCMU/8000",
                                          "a=rtpmap:96 NOVEL/8000")
    call.request("INVITE", body)
    refusal = call.peer.expect(488)
    call.peer.ack(refusal, call.invite.contact)
    assert call.media() == before
    call.ann.hears_tone(500)


@story
def a_re_invite_nobody_answers_ends_the_call(stage):
    "no answer to a hold (408) ends the session, with the reason"
    call = Call(stage, config="sip {\n t1x64 = 1000\n%(listen)s\n}\n")
    call.ann.call("session.hold", session=call.id)
    call.peer.expect("INVITE")
    end = call.ann.ended(call.id)
    assert end["by"] == "error" and end["status"] == 408, end


@story
def a_call_that_the_peer_has_forgotten_ends(stage):
    "481 to a hold ends the session"
    call = Call(stage)
    call.ann.call("session.hold", session=call.id)
    call.peer.reply(call.peer.expect("INVITE"), 481, "No Such Call")
    call.peer.expect("ACK")
    call.peer.expect("BYE")
    end = call.ann.ended(call.id)
    assert end["by"] == "error" and end["status"] == 481, end
    assert "does not know this call" in end["cause"], end


@story
def a_key_that_finds_no_call_ends_ours(stage):
    "481 or 408 to any request in the call ends the session (RFC 5057)"
    for status in (481, 408):
        call = Call(stage, name=f"ann{status}")
        call.ann.call("session.dtmf", session=call.id, tones="1",
                      method="info")
        call.peer.reply(call.peer.expect("INFO"), status)
        call.peer.reply(call.peer.expect("BYE"), 200)
        end = call.ann.ended(call.id)
        assert end["by"] == "error" and end["status"] == status, end


@story
def their_re_invite_sent_again_is_answered_once(stage):
    "a retransmission is no second offer: our description stays as it was"
    call = Call(stage)
    again = call.peer.request("INVITE", call.invite.contact,
                              dialog=call.invite,
                              body=call.sdp("sendonly"))
    for _ in range(3):
        call.peer.send(again, call.invite.source)
    first = call.peer.expect(200)
    call.peer.silent(0.2)
    call.peer.ack(first, call.invite.contact)
    call.state(held_by_them=True)
    second = call.offer(call.sdp())
    assert version_of(second) == version_of(first) + 1, second.body


# --- session timers: what can be seen without waiting (the clock jumps in
# --- test_session_timer)

@story
def session_timers_are_agreed_on(stage):
    "who refreshes, and how often, is in the session"
    for i, (headers, timer) in enumerate((
            ("", {"interval_s": 1800, "refresher": "local"}),
            ("Supported: timer\nRequire: timer\n"
             "Session-Expires: 600;refresher=uas",
             {"interval_s": 600, "refresher": "remote"}),
            ("Require: timer\nSession-Expires: 600;refresher=uac",
             {"interval_s": 600, "refresher": "local"}))):
        call = Call(stage, headers=headers, name=f"ann{i}")
        assert call.invite.get("Session-Expires") == "1800"
        assert call.invite.get("Min-SE") == "90"
        assert "timer" in call.invite.get("Supported")
        shown = call.ann.call("session.get", session=call.id)["session"]
        assert shown["session_timer"] == timer, shown["session_timer"]
        call.peer.bye(call.invite)
        call.ann.ended(call.id)


@story
def an_interval_that_is_too_short(stage):
    "422 both ways: told what is enough, the call is made with that"
    peer, rtp = sip.Peer(stage), Stream(stage)
    ann = stage.engine("session_timer = 200\nmin_se = 120\n" +
                       direct("ann", "auto_answer = all"), name="ann")
    peer.send(peer.request("INVITE", ann.uri("ann"), "Supported: timer\n"
                           "Session-Expires: 100", sip.sdp(rtp.port)),
              ann.port)
    refusal = peer.expect(422)
    assert refusal.get("Min-SE") == "120", refusal.headers
    peer.ack(refusal, ann.uri("ann"))
    assert not ann.call("engine.status")["sessions"]
    number = ann.dial(peer.uri)
    first = peer.expect("INVITE")
    peer.reply(first, 422, headers="Min-SE: 500")
    peer.expect("ACK")
    again = peer.expect("INVITE")
    assert again.get("Session-Expires") == "500", again.headers
    peer.reply(again, 200, headers="Require: timer\n"
               "Session-Expires: 500;refresher=uac", body=sip.sdp(rtp.port))
    peer.expect("ACK")
    ann.session(number, state="established")


# --- another codec, another place

def alaw(packet):
    """A packet of mu-law, on its way, as one of A-law."""
    def byte(value):
        size = min(int(abs(value) * 32768), 32767) >> 4
        exponent = max(size.bit_length() - 4, 0)
        step = size >> max(exponent - 1, 0) & 15
        return (0x80 * (value >= 0) | exponent << 4 | step) ^ 0x55
    return [packet[:1] + bytes([packet[1] & 0x80 | 8]) + packet[2:12] +
            bytes(byte(v) for v in decode(packet[12:]))]


@story
def they_change_the_codec(stage):
    "PCMU becomes PCMA, with another number for the tones: sound goes on"
    call = Call(stage, playback="wav")
    call.talk()
    assert call.media()["codec"] == "PCMU"
    body = call.sdp(formats="8 99").replace("rtpmap:0 PCMU", "rtpmap:8 PCMA") \
        .replace(":101 ", ":99 ")
    answer = call.offer(body)
    assert re.search(r"^m=audio \d+ RTP/AVP 8 99\s*$", answer.body, re.M), \
        answer.body
    assert call.media()["codec"] == "PCMA"
    call.stream.road = alaw
    call.stream.wait(lambda packets: packets and packets[-1].type == 8, "PCMA")
    call.ann.hears_tone(500)
    call.ann.call("session.dtmf", session=call.id, tones="5")
    call.stream.wait(lambda packets: call.stream.keys(99) == "5", "a key as 99")


# --- by hand, and without an offer

@story
def a_re_invite_by_hand(stage):
    "session.reinvite is answered with the peer's final status"
    call = Call(stage, playback="wav")
    call.talk()
    asked = call.ask("reinvite")
    again = call.peer.expect("INVITE")
    assert version_of(again) == version_of(call.invite) + 1, again.body
    call.peer.reply(again, 200, "Fine", body=call.sdp())
    call.peer.expect("ACK")
    assert call.final(asked) == {"status": 200, "reason": "Fine"}
    asked = call.ask("reinvite")
    call.peer.reply(call.peer.expect("INVITE"), 488, "No")
    call.peer.expect("ACK")
    assert call.final(asked) == {"status": 488, "reason": "No"}
    call.ann.hears_tone(500)
    asked = call.ask("reinvite")
    last = call.peer.expect("INVITE")
    second = call.ann.refused("session.reinvite", session=call.id)
    assert second.code == 2, second
    call.ann.call("session.hangup", session=call.id)
    call.peer.reply(call.peer.expect("BYE"), 200)
    call.peer.reply(last, 487)
    assert call.final(asked)["status"] == 487


@story
def a_re_invite_without_an_offer(stage):
    "their offer comes in the 200, our answer goes in the ACK; sound goes on"
    call = Call(stage, playback="wav")
    moved = Stream(stage, "moved")
    call.talk()
    asked = call.ask("reinvite", offer=False)
    empty = call.peer.expect("INVITE")
    assert not empty.body, empty.body
    call.peer.reply(empty, 200, "OK", body=call.sdp(port=moved.port))
    ack = call.peer.expect("ACK")
    assert direction_of(ack) == "sendrecv" and "m=audio" in ack.body, ack.body
    assert call.final(asked)["status"] == 200
    call.stream.end()
    moved.start(ack.rtp_address(), moved.tone(700))
    call.ann.hears_tone(700)


@story
def an_offer_in_a_200_that_we_cannot_take(stage):
    "nothing in common in the 200 to a re-INVITE without an offer: BYE, and why"
    call = Call(stage)
    asked = call.ask("reinvite", offer=False)
    call.peer.reply(call.peer.expect("INVITE"), 200, "OK",
                    body=call.sdp(formats="96").replace("rtpmap:0 PCMU",
                                                        "rtpmap:96 NOVEL"))
    call.peer.expect("ACK")
    bye = call.peer.expect("BYE")
    assert "488" in bye.get("Reason"), bye.get("Reason")
    call.peer.reply(bye, 200)
    assert call.final(asked)["status"] == 488
    assert call.ann.ended(call.id)["status"] == 488


@story
def they_ask_for_our_offer_and_leave_out_the_answer(stage):
    "an ACK without the answer changes nothing"
    call = Call(stage, playback="wav")
    call.talk()
    call.request("INVITE")
    ours = call.peer.expect(200)
    assert "m=audio" in ours.body, ours.body
    call.peer.ack(ours, call.invite.contact)
    call.ann.hears_tone(500)
    call.ann.call("session.hold", session=call.id)
    hold = call.peer.expect("INVITE")
    assert version_of(hold) > version_of(ours), hold.body
    call.peer.reply(hold, 200, body=call.sdp("recvonly"))
    call.peer.expect("ACK")
    call.state(held_by_us=True, hold_pending=False)


@story
def reinvite_as_a_command(stage):
    "offhook reinvite prints the answer, or why not, and exits accordingly"
    call = Call(stage)
    said = {}

    def type_it(*words):
        said["now"] = call.ann.one_shot("reinvite", *words)
    for words, status, code in (((), 200, 0), ((), 488, 1),
                                (("--no-offer",), 200, 0)):
        typing = threading.Thread(target=type_it, args=words)
        typing.start()
        invite = call.peer.expect("INVITE")
        call.peer.reply(invite, status, "Said",
                        body=call.sdp() if status == 200 else "")
        call.peer.expect("ACK")
        typing.join()
        assert said["now"][0] == code, said
        assert f"{status} Said" in said["now"][1] + said["now"][2] or \
            f"{status} OK" in said["now"][1], said


if __name__ == "__main__":
    run()
