"""Encrypted sound with keys in descriptions (RFC 4568, 3711, 8643)."""
import re
import socket

import baresip
import sip
from engine import audio, direct
from rtp import Stream
from srtp import Line, SecureStream, key_of, keys_of
from stage import until
from tap import run, story

ALLOW = 'srtp = %s\nsrtp_clear_keys = allow\nkeying = sdes\n'
KEY = "d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj"      # RFC 4568's own
G711 = "audio_srate 8000-8000\nmodule g711.so\n"


def phone(stage, name, srtp="optional", sound="", more=""):
    return stage.engine(sound + direct(name, ALLOW % srtp + more), name=name)


def security(engine, session):
    media = engine.media(session)
    return media["security"], media["suite"]


def crypto(message):
    return re.findall(r"^a=crypto:(\d+) (\S+) inline:(\S+)", message.body, re.M)


def offer(protocol="RTP/AVP", lines="", port=4000):
    return sip.sdp(port, more=lines).replace("RTP/AVP", protocol)


@story
def two_phones_that_insist(stage):
    "required at both ends: sound both ways, the suite told, hold and back"
    ann = phone(stage, "ann", "required", audio("tone:1000", "wav"))
    bob = phone(stage, "bob", "required", audio("tone:1000", "wav"))
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    ann.session(hers, state="established")
    assert security(ann, hers) == ("sdes", "AEAD_AES_128_GCM"), security(ann, hers)
    for engine in (ann, bob):
        engine.hears_tone(1000)
    ann.call("session.hold", session=hers)
    ann.session(hers, hold_pending=False, held_by_us=True)
    ann.call("session.unhold", session=hers)
    ann.session(hers, hold_pending=False, held_by_us=False)
    bob.hears_tone(1000)
    ann.hears_tone(1000)
    figures = bob.call("session.get", session=his)["session"]
    assert figures["media"]["problem"] is None, figures
    ann.call("session.dtmf", session=hers, tones="5")
    assert bob.client.event("session.dtmf")["tone"] == "5"


@story
def baresip_encrypts(stage):
    "with another's library: it insists, it would, it does not"
    for number, (account, wanted) in enumerate((
            (";mediaenc=srtp-mand", "sdes"), (";mediaenc=srtp", "sdes"),
            ("", "none"))):
        ann = phone(stage, f"ann{number}",
                    "required" if "mand" in account else "optional",
                    audio("tone:1000", "wav"), 'codecs = {"PCMA"}')
        peer = baresip.Baresip(stage, f"baresip-{number}",
                               G711 + "module srtp.so\n", account)
        call = ann.dial(peer.uri())
        ann.session(call, state="established")
        assert security(ann, call)[0] == wanted, (account, security(ann, call))
        ann.hears_mostly(1000)
        ann.call("session.hangup", session=call)
        ann.ended(call)


@story
def what_is_offered(stage):
    "optional goes as RTP/AVP with keys beside it, required as RTP/SAVP"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = phone(stage, "ann", "optional", audio("tone:1000", "wav"))
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert "RTP/AVP" in invite.body, invite.body
    names = [name for _, name, _ in crypto(invite)]
    assert names[0] == "AEAD_AES_128_GCM" and len(names) == 6, names
    assert len({key for _, _, key in crypto(invite)}) == 6
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    assert security(ann, hers) == ("none", None)
    stream.start(invite.rtp_address(), stream.tone(620))
    ann.hears_tone(620)
    ann.call("session.hangup", session=hers)
    peer.reply(peer.expect("BYE"), 200, "OK")
    bob = phone(stage, "bob", "required")
    his = bob.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert "RTP/SAVP" in invite.body, invite.body
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    peer.reply(peer.expect("BYE"), 200, "OK")
    end = bob.ended(his)
    assert "they do not encrypt" in str(end), end


@story
def what_is_answered(stage):
    "the first of their suites that we have, by their tag; else why not"
    peer = sip.Peer(stage)
    ann = phone(stage, "ann")
    lines = (f"a=crypto:1 F8_128_HMAC_SHA1_80 inline:{KEY}\r\n"
             f"a=crypto:7 AES_CM_128_HMAC_SHA1_32 inline:{KEY}|2^31\r\n"
             f"a=crypto:8 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n")
    peer.send(peer.request("INVITE", ann.uri("ann"),
                           body=offer("RTP/SAVP", lines)), ann.port)
    peer.expect(180)
    his = ann.incoming()
    ann.call("session.answer", session=his)
    answer = peer.expect(200)
    peer.ack(answer)
    assert "RTP/SAVP" in answer.body
    (tag, suite, key), = crypto(answer)
    assert (tag, suite) == ("7", "AES_CM_128_HMAC_SHA1_32") and key != KEY
    assert security(ann, his)[1] == "AES_CM_128_HMAC_SHA1_32"
    peer.bye(answer)
    ann.ended(his)
    for body, words in (
            (offer("RTP/SAVP", f"a=crypto:1 F8_128_HMAC_SHA1_80 inline:{KEY}\r\n"),
             488), (offer("RTP/SAVP"), 488),
            (offer("RTP/SAVP", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAA"
                   "\r\n"), 488),
            (offer("UDP/TLS/RTP/SAVP"), 488)):
        peer.send(peer.request("INVITE", ann.uri("ann"), body=body), ann.port)
        peer.ack(peer.expect(words), ann.uri("ann"))


@story
def keys_are_not_for_everybody(stage):
    "over signalling in the clear keys are neither offered nor taken"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert not crypto(invite), invite.body
    peer.reply(invite, 486, "Busy Here")
    peer.expect("ACK")
    peer.send(peer.request(
        "INVITE", ann.uri("ann"), body=offer("RTP/SAVP",
        f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n")), ann.port)
    peer.ack(peer.expect(488), ann.uri("ann"))
    bob = stage.engine(direct("bob", "srtp = required\nkeying = sdes\n"),
                       name="bob")
    for more in ({"account": "bob"}, {}):
        assert "srtp_clear_keys = allow" in str(
            bob.refused("session.call", to=peer.uri, **more)), \
            "bob's account is not disabled, or passed over"


@story
def forged_and_repeated(stage):
    "what is not of the key is dropped and counted; nothing else: the cause"
    peer, sock = sip.Peer(stage), socket.socket(socket.AF_INET,
                                                socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    ann = phone(stage, "ann", "required", audio("tone:1000", "wav"))
    peer.send(peer.request("INVITE", ann.uri("ann"), body=offer(
        "RTP/SAVP", f"a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:{KEY}\r\n",
        sock.getsockname()[1])), ann.port)
    peer.expect(180)
    his = ann.incoming()
    ann.call("session.answer", session=his)
    answer = peer.expect(200)
    peer.ack(answer)
    heard = sock.recv(2000)
    assert len(heard) == 12 + 160 + 10, len(heard)      # sealed
    number = 0

    def wrong_key():
        nonlocal number
        number += 1
        sock.sendto(bytes([0x80, 0, number >> 8, number & 255]) + bytes(8) +
                    bytes(170), answer.rtp_address())
        ann.client.pump()
        media = ann.client.sessions[his]["media"]
        return media["problem"] and media["problem"]["code"] == "wrong_key"
    until(wrong_key, "the cause is told", pause=0.02)
    ann.client.until(lambda: ann.client.statistics.get(his, {}).get(
        "forged_packets", 0) > 0, "forged packets are counted")
    sock.close()


def libraries(engine):
    """What is loaded there of NSS when libsrtp2 has begun."""
    with open(f"/proc/{engine.pid}/maps", encoding="ascii") as file:
        return set(re.findall(r"libsoftokn3|libfreebl\w*", file.read()))


@story
def who_encrypts_nothing_begins_nothing(stage):
    "libsrtp2 tests itself before the first encrypted call, and not before"
    ann, bob = (phone(stage, name, "optional", audio("tone:1000", "wav"))
                for name in ("ann", "bob"))
    peer, stream = sip.Peer(stage), Stream(stage)
    call = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(620))
    ann.hears_tone(620)
    assert not libraries(ann), libraries(ann)
    ann.call("session.hangup", session=call)
    peer.reply(peer.expect("BYE"), 200, "OK")
    call = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.session(call, state="established")
    assert security(ann, call)[0] == "sdes"
    ann.hears_tone(1000)
    assert libraries(ann), "is it OpenSSL that libsrtp2 stands on here?"


def refused_until(peer, wanted):
    """The INVITE that offers so; all before are refused with 488."""
    profiles = []
    while True:
        invite = peer.expect("INVITE")
        profiles += re.findall(r"^m=audio \d+ (\S+)", invite.body, re.M)
        if profiles[-1] == wanted:
            return invite, profiles
        peer.reply(invite, 488, "Not Acceptable Here")
        peer.expect("ACK")


@story
def one_who_insists(stage):
    "488 to RTP/AVP: called once more, encrypted; it is one call, and heard"
    peer, sound = sip.Peer(stage), SecureStream(stage, Line())
    ann = phone(stage, "ann", "optional", audio("tone:1000", "wav"))
    call = ann.dial(peer.uri)
    invite, profiles = refused_until(peer, "RTP/SAVP")
    assert profiles == ["RTP/AVP", "RTP/SAVP"], profiles
    own = Line(tag=next(tag for tag, name, _ in keys_of(invite)
                        if name == sound.line.suite))
    sound.speaks(own)
    peer.reply(invite, 200, "OK", body=offer("RTP/SAVP", str(own), sound.port))
    peer.expect("ACK")
    ann.session(call, state="established")
    assert security(ann, call)[0] == "sdes"
    sound.hears(own.suite, key_of(invite, own.suite))
    sound.start(invite.rtp_address(), sound.tone(620))
    ann.hears_tone(620)
    sound.hears_tone(1000)
    ann.call("session.hangup", session=call)
    peer.reply(peer.expect("BYE"), 200, "OK")
    ann.ended(call)
    assert len(ann.call("history.list")["calls"]) == 1


@story
def one_who_takes_nothing(stage):
    "each way once, the last by DTLS alone; none after it rang, none without"
    peer = sip.Peer(stage)
    keys = "srtp_clear_keys = allow\n"
    for name, account, profiles, advice in (
            ("ann", keys, ["RTP/AVP", "RTP/SAVP", "UDP/TLS/RTP/SAVP"], None),
            ("bob", "", ["RTP/AVP", "UDP/TLS/RTP/SAVP"], None),
            ("none", None, ["RTP/AVP", "UDP/TLS/RTP/SAVP"], None),
            ("cid", keys + "srtp = required\n",
             ["RTP/SAVP", "UDP/TLS/RTP/SAVP"], "srtp = optional")):
        one = stage.engine("" if account is None else direct(name, account),
                           name=name)
        call = one.dial(peer.uri)
        invite, seen = refused_until(peer, "UDP/TLS/RTP/SAVP")
        assert seen == profiles and not crypto(invite), (seen, invite.body)
        peer.reply(invite, 488, "Not Acceptable Here")
        peer.expect("ACK")
        assert one.ended(call)["status"] == 488
        if advice:
            told = one.client.event("engine.warning",
                                    lambda e: e["code"] == "refused")
            assert advice in told["advice"], told
    for name, account, rings in (("dan", "srtp = off\n", False),
                                 ("eve", keys, True)):
        one = stage.engine(direct(name, account), name=name)
        call = one.dial(peer.uri)
        invite = peer.expect("INVITE")
        if rings:
            peer.reply(invite, 180, "Ringing")
            one.session(call, progress="ringing")
        peer.reply(invite, 488, "Not Acceptable Here")
        peer.expect("ACK")
        assert one.ended(call)["status"] == 488


if __name__ == "__main__":
    run()
