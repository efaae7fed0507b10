"""Each suite of SRTP, offered and answered, against two others' ways with it."""
import baresip
import rtcp
import sip
from engine import audio, direct
from srtp import SUITES, Line, SecureStream, key_of, keys_of
from tap import run, story

ALLOW = "srtp = %s\nsrtp_clear_keys = allow\n"
MUX = "a=rtcp-mux\r\n"
G711 = "audio_srate 8000-8000\nmodule g711.so\nmodule srtp.so\n"


def phone(stage, srtp="required", more=""):
    return stage.engine(audio("tone:1000", "wav") +
                        direct("ann", ALLOW % srtp + more), name="ann")


def body(sound, lines, protocol="RTP/SAVP"):
    return sip.sdp(sound.port, more=f"{MUX}{lines}").replace("RTP/AVP",
                                                             protocol)


def in_force(engine, session, suite):
    media = engine.session(session, state="established")["media"]
    assert (media["security"], media["suite"]) == ("sdes", suite), media


def tones(ann, session, sound, hz):
    """Each way."""
    ann.hears_tone(hz)
    sound.hears_tone(1000)
    figures = ann.call("session.get", session=session)["statistics"]
    assert not figures["forged_packets"], figures
    assert not figures["replayed_packets"], figures
    assert sound.unfit == 0, sound.log()


def reports(ann, session, sound):
    """Each way."""
    ours, ssrc = sound.ssrc, sound.received[-1].ssrc
    sound.report(rtcp.receiver(ours, rtcp.block(ssrc, fraction=64, lost=9)) +
                 rtcp.name(ours))
    ann.client.until(
        lambda: (ann.client.statistics.get(session) or {}).get(
            "remote_loss_fraction") == 0.25, "what they report is taken")
    sound.wait(lambda _: sound.reports, "a report of ann's")
    assert rtcp.ssrc_of(sound.reports[0]) == ssrc, sound.reports[0]


@story
def each_is_answered(stage):
    "offered alone, it is taken; what is sent with it is heard, reports too"
    ann, peer = phone(stage), sip.Peer(stage)
    for number, suite in enumerate(SUITES):
        line = Line(suite, tag=number + 3)
        sound = SecureStream(stage, line, suite)
        peer.send(peer.request("INVITE", ann.uri("ann"),
                               body=body(sound, line)), ann.port)
        call = ann.incoming()
        ann.call("session.answer", session=call)
        answer = peer.expect(200)
        peer.ack(answer)
        (tag, name, key), = keys_of(answer)
        assert (tag, name) == (line.tag, suite) and key != line.master
        sound.hears(name, key)
        sound.start(answer.rtp_address(), sound.tone(400 + 100 * number))
        in_force(ann, call, suite)
        tones(ann, call, sound, 400 + 100 * number)
        reports(ann, call, sound)
        peer.bye(answer)
        ann.ended(call)


@story
def each_is_offered(stage):
    "best first, and whichever they choose is what is sent and heard"
    ann, peer = phone(stage), sip.Peer(stage)
    for number, suite in enumerate(SUITES):
        line = Line(suite)
        sound = SecureStream(stage, line, suite)
        call = ann.dial(peer.uri)
        invite = peer.expect("INVITE")
        assert [name for _, name, _ in keys_of(invite)] == list(SUITES)
        line.tag = next(t for t, name, _ in keys_of(invite) if name == suite)
        sound.hears(suite, key_of(invite, suite))
        peer.reply(invite, 200, "OK", body=body(sound, line))
        peer.expect("ACK")
        sound.start(invite.rtp_address(), sound.tone(400 + 100 * number))
        in_force(ann, call, suite)
        tones(ann, call, sound, 400 + 100 * number)
        ann.call("session.hangup", session=call)
        peer.reply(peer.expect("BYE"), 200, "OK")
        ann.ended(call)


@story
def old_phones_answer_all_the_same(stage):
    "optional: RTP/AVP, which is answered in the clear, or with a key (RFC 8643)"
    ann, peer = phone(stage, "optional"), sip.Peer(stage)
    for suite in (None, "AES_CM_128_HMAC_SHA1_80"):
        line = Line(suite or "AES_CM_128_HMAC_SHA1_32", tag=4)
        sound = SecureStream(stage, line)
        if not suite:
            sound.road = sound.way
            sound.arrive = lambda data: data
        call = ann.dial(peer.uri)
        invite = peer.expect("INVITE")
        assert "RTP/AVP" in invite.body and keys_of(invite), invite.body
        peer.reply(invite, 200, "OK", body=body(
            sound, line if suite else "", "RTP/AVP"))
        peer.expect("ACK")
        if suite:
            sound.hears(suite, key_of(invite, suite))
        sound.start(invite.rtp_address(), sound.tone(700))
        media = ann.session(call, state="established")["media"]
        assert (media["security"], media["suite"]) == (
            "sdes" if suite else "none", suite), media
        ann.hears_tone(700)
        sound.hears_tone(1000)
        ann.call("session.hangup", session=call)
        peer.reply(peer.expect("BYE"), 200, "OK")
        ann.ended(call)


def bare(stage, name, account="", commands=()):
    menu = "module_app menu.so\n" if commands else ""
    return baresip.Baresip(stage, name, G711 + menu, account, commands)


@story
def baresip_takes_the_best_it_knows(stage):
    "it has four of the six: those are offered, and it answers with the first"
    ann = phone(stage, "required", 'codecs = {"PCMA"}\n')
    peer = bare(stage, "baresip", ";mediaenc=srtp-mand")
    call = ann.dial(peer.uri())
    in_force(ann, call, "AEAD_AES_128_GCM")
    ann.hears_mostly(1000)
    assert ann.call("session.reinvite", session=call)["status"] == 200
    ann.hears_mostly(1000)
    # Its key is another one now; what was on the way did not fit.
    forged = ann.call("session.get", session=call)["statistics"][
        "forged_packets"]
    ann.hears_mostly(1000)
    figures = ann.call("session.get", session=call)["statistics"]
    assert figures["forged_packets"] == forged, (forged, figures)


@story
def baresip_calls(stage):
    "what it offers is answered by its tag, and it opens what it gets"
    ann = phone(stage, "required", "auto_answer = all\n")
    bare(stage, "caller", ";mediaenc=srtp-mand", [f"/dial {ann.uri('ann')}"])
    call = ann.first()
    media = ann.session(call, state="established")["media"]
    assert media["security"] == "sdes" and media["suite"] in SUITES, media
    ann.hears_mostly(1000)


if __name__ == "__main__":
    run()
