"""Calls that are answered without a person: for whom, when, and with a beep."""
import sip
import wav
from engine import audio, direct
from rtp import Stream
from tap import run, story

AFTER = "Call-Info: <sip:127.0.0.1>;answer-after=0"
FRIEND, STRANGER = "127.0.0.2", "127.0.0.1"
TRUSTS = ("auto_answer = header\naccept_from = any\n"
          f'accept_list = {{"{FRIEND}"}}\n')


def phone(stage, rules=TRUSTS, top="", sound=""):
    return stage.engine(top + sound + direct("bob", rules), name="bob")


def calls(stage, bob, headers, address=FRIEND, port=4000):
    """A peer, whose INVITE is on its way."""
    peer = sip.Peer(stage, address=address)
    peer.send(peer.request("INVITE", bob.uri("bob"), headers, sip.sdp(port)),
              bob.port)
    return peer


def answered(peer, bob):
    peer.ack(peer.expect(200), bob.uri("bob"))
    number = bob.first()
    return bob.session(number, state="established")


def rings(peer, bob):
    """It rings, and a person declines."""
    peer.expect(180)
    number = bob.incoming()
    bob.call("session.decline", session=number)
    peer.ack(peer.expect(486), bob.uri("bob"))
    bob.ended(number)


@story
def by_header(stage):
    "a trusted caller who asks for it, in any of the usual ways, is answered"
    bob = phone(stage)
    for headers in (AFTER, "Alert-Info: <http://x>;info=alert-autoanswer",
                    "Alert-Info: Ring Answer",
                    "Alert-Info: info=alert-autoanswer",
                    "Call-Info: answer-after=0",
                    "Answer-Mode: Auto",
                    "Require: answermode\nAnswer-Mode: Auto;require",
                    "Priv-Answer-Mode: Auto"):
        peer = calls(stage, bob, headers)
        answer = peer.expect(200)
        assert "answermode" in answer.get("Supported"), answer.headers
        peer.ack(answer)
        peer.bye(answer)


@story
def others_ring(stage):
    "without such a header, or for somebody who asks for a person, it rings"
    bob = phone(stage)
    rings(calls(stage, bob, ""), bob)
    rings(calls(stage, bob, "Alert-Info: <http://x>;info=alert-internal"), bob)
    rings(calls(stage, bob, AFTER + "\nAnswer-Mode: Manual;require"), bob)
    bob.on.write("bob/config/offhook/offhook.conf", open(bob.config).read()
                 .replace("auto_answer = header", "auto_answer = off"))
    bob.call("engine.reload")
    rings(calls(stage, bob, AFTER), bob)


@story
def not_by_strangers(stage):
    "whom nobody trusts is rung, whatever he asks for and whoever may call"
    bob = phone(stage)
    rings(calls(stage, bob, AFTER, STRANGER), bob)
    rings(calls(stage, bob, "Answer-Mode: Auto", STRANGER), bob)


@story
def those_of_a_list(stage):
    "who is on the list is answered; who only writes that name rings"
    for address, goes in ((FRIEND, answered), (STRANGER, rings)):
        peer = sip.Peer(stage, f"peer-{address}", "boss", address)
        bob = stage.engine(direct("bob", TRUSTS.replace("header", "list")
                                  + f'auto_answer_from = {{"{peer.uri}"}}'),
                           name=f"bob-{address}")
        peer.send(peer.request("INVITE", bob.uri("bob"), "", sip.sdp(4000)),
                  bob.port)
        goes(peer, bob)


@story
def who_insists_gets_that_or_nothing(stage):
    "Answer-Mode with require of a stranger: 403, it does not ring, and is missed"
    bob = phone(stage)
    peer = calls(stage, bob, "Require: answermode\nAnswer-Mode: Auto;require",
                 STRANGER)
    peer.ack(peer.expect(403), bob.uri("bob"))
    call = bob.client.event("history.added")["call"]
    assert call["missed"] and "insisted" in call["end"]["reason"], call
    assert not bob.client.sessions


@story
def what_is_required_is_known_or_refused(stage):
    "Require: answermode is taken; with another one beside it, that one is named"
    bob = phone(stage)
    rings(calls(stage, bob, "Require: answermode"), bob)
    peer = calls(stage, bob, "Require: answermode, telepathy\n" + AFTER)
    refusal = peer.expect(420)
    assert refusal.get("Unsupported") == "telepathy", refusal.headers
    peer.ack(refusal, bob.uri("bob"))


@story
def do_not_disturb_is_stronger(stage):
    "with do not disturb nobody is put through, and nobody is let in"
    bob = phone(stage)
    bob.call("engine.set", dnd=True)
    for headers in (AFTER, "Priv-Answer-Mode: Auto;require"):
        peer = calls(stage, bob, headers)
        peer.ack(peer.expect(486), bob.uri("bob"))
    assert not bob.client.sessions


@story
def after_a_while(stage):
    "answer-after=1 rings for a second first"
    bob = phone(stage)
    peer = calls(stage, bob, "Call-Info: <sip:x>;answer-after=1")
    peer.expect(180)
    rang = bob.client.event("session.created")["session"]
    assert rang["progress"] == "incoming", rang
    answered(peer, bob)


@story
def through_a_proxy(stage):
    "who is called through his registrar trusts it: both sides are established"
    pbx = stage.pbx({"ann": "a", "bob": "b"})
    ann = stage.engine(pbx.account("ann", "a"), name="ann")
    bob = stage.engine(pbx.account("bob", "b", more="auto_answer = header"),
                       name="bob")
    ann.registered()
    bob.registered()
    hers = ann.dial("bob", headers={"Alert-Info": "info=alert-autoanswer"})
    ann.session(hers, state="established")
    his = bob.first()
    bob.session(his, state="established")
    ann.call("session.hangup", session=hers)
    assert bob.ended(his)["by"] == "remote"
    assert not bob.client.event("history.added")["call"]["missed"]


@story
def a_beep_before_the_microphone(stage):
    "who is answered hears nothing of the room until the beep was heard in it"
    bob = phone(stage, sound=audio("tone:700", "wav"))
    rtp = Stream(stage)
    peer = calls(stage, bob, AFTER, port=rtp.port)
    answer = peer.expect(200)
    rtp.start(answer.rtp_address())
    peer.ack(answer)
    rtp.hears_tone(700)
    silent = 0
    for packet in rtp.received:
        if packet.type == 0 and set(packet.payload) != {0xff}:
            break
        silent += 1
    assert silent >= 10, f"only {silent} packets of silence"
    values, rate = wav.samples(bob.heard)
    beep = sum(wav.tone_parts(values, 1000, rate))
    assert 12 <= beep <= 16, f"{beep} parts of 20 ms"


@story
def no_beep_no_microphone(stage):
    "where no loudspeaker opens, the call is answered muted, and a warning says so"
    bob = phone(stage, sound='audio {\n capture = {"tone:700"}\n playback = '
                '{"alsa:nosuchcard"}\n ring = {"null"}\n}\n')
    rtp = Stream(stage)
    peer = calls(stage, bob, AFTER, port=rtp.port)
    answer = peer.expect(200)
    rtp.start(answer.rtp_address())
    peer.ack(answer)
    number = bob.first()
    bob.session(number, state="established", muted=True)
    bob.client.event("engine.warning", lambda e: e["code"] == "beep")
    assert wav.rms(rtp.heard(0.3)) < 0.003
    bob.call("session.unmute", session=number)
    rtp.hears_tone(700)


@story
def a_hook_that_answers(stage):
    "what a script answers is answered by nobody at the desk: it beeps, too"
    hook = stage.write("hook", "#!/bin/sh\ncat >/dev/null\n"
                       "echo '{\"action\": \"answer\"}'\n", 0o700)
    bob = phone(stage, "", f'hooks {{\n incoming = "{hook}"\n'
                " timeout = 20000\n}\n",
                audio("tone:700", "wav"))
    rtp = Stream(stage)
    peer = calls(stage, bob, "", port=rtp.port)
    answer = peer.expect(200)
    rtp.start(answer.rtp_address())
    peer.ack(answer)
    rtp.hears_tone(700)
    values, rate = wav.samples(bob.heard)
    assert sum(wav.tone_parts(values, 1000, rate)) >= 12


@story
def an_echo_needs_no_beep(stage):
    "what opens no microphone makes no noise"
    bob = phone(stage, TRUSTS + "answer_with = echo\n",
                sound=audio("tone:700", "wav"))
    rtp = Stream(stage)
    peer = calls(stage, bob, AFTER, port=rtp.port)
    answer = peer.expect(200)
    rtp.start(answer.rtp_address(), rtp.tone(440))
    peer.ack(answer)
    rtp.hears_tone(440)
    assert wav.count(bob.heard) == 0


if __name__ == "__main__":
    run()
