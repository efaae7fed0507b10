"""Encrypted calls that are transferred, replaced and refreshed: over DTLS, and
the same where ICE found the way."""
import sip
from between import Between
from engine import audio, direct
from rtp import Stream
from tap import run, story

NAMES = {"ann": 500, "bob": 700, "cid": 900}
DTLS = "srtp = required\nkeying = dtls\n"
ICE = DTLS + "ice = on\n"


def phone(stage, name, more):
    return stage.engine("on_refer = follow\n" + audio(
        f"tone:{NAMES[name]}", "wav") + direct(name, more), name=name)


def is_sealed(engine, session, more):
    """Keys by DTLS, and a pair where ICE is on."""
    state = "connected" if more == ICE else None
    engine.client.until(
        lambda: (found := engine.client.sessions[session]["media"]) and
        found["suite"] and found["ice"] == state, "it is encrypted")
    found = engine.media(session)
    assert found["security"] == "dtls", found
    assert not found["keying_problem"], found


def talk(more, *ends):
    """Two of them, with their sessions, hear each other, encrypted."""
    for engine, session in ends:
        engine.session(session, state="established", held_by_us=False,
                       held_by_them=False, hold_pending=False)
        is_sealed(engine, session, more)
    (one, _), (two, _) = ends
    one.hears_tone(NAMES[two.name])
    two.hears_tone(NAMES[one.name])


def calls(one, two, **params):
    """(session of one, session of two)"""
    number = one.dial(two.uri(two.name), **params)
    theirs = two.answer()
    one.session(number, state="established")
    return number, theirs


def newest(engine, *but):
    """Its session that is none of those."""
    return engine.client.until(lambda: next(
        (n for n in engine.client.sessions if n not in but), None),
        f"a new call of {engine.name}")


def blind(stage, more):
    ann, bob, cid = (phone(stage, name, more) for name in NAMES)
    hers, his = calls(ann, bob)
    talk(more, (ann, hers), (bob, his))
    ann.call("session.transfer", session=hers, to=cid.uri("cid"))
    cids = cid.answer()
    assert ann.ended(hers)["reason"] == "transferred"
    bob.ended(his)
    talk(more, (bob, newest(bob, his)), (cid, cids))


def attended(stage, more):
    ann, bob, cid = (phone(stage, name, more) for name in NAMES)
    hers, his = calls(ann, bob)
    talk(more, (ann, hers), (bob, his))
    asks, cids = calls(ann, cid, consults=hers)
    talk(more, (ann, asks), (cid, cids))
    ann.call("session.transfer", session=hers, **{"with": asks})
    assert ann.ended(hers)["reason"] == "transferred"
    for engine, session in (ann, asks), (bob, his), (cid, cids):
        engine.ended(session)
    theirs = newest(cid, cids)
    assert cid.client.sessions[theirs]["replaces"] == cids
    talk(more, (bob, newest(bob, his)), (cid, theirs))


def refused(stage, more):
    """A transfer that fails: what was held is heard again, as it was."""
    ann, bob, cid = (phone(stage, name, more) for name in NAMES)
    hers, his = calls(ann, bob)
    talk(more, (ann, hers), (bob, his))
    ann.call("session.transfer", session=hers, to=cid.uri("cid"))
    cid.call("session.decline", session=cid.incoming())
    ann.client.until(lambda: ann.client.sessions[hers]["transfer"]["state"] ==
                     "failed", "the transfer failed")
    talk(more, (ann, hers), (bob, his))
    began_once(ann, bob, more=more)


def began_once(*engines, more):
    """One handshake, and one way that ICE found."""
    for one in engines:
        log = one.log()
        assert log.count("encrypted with SRTP_") == 1, log
        assert log.count("ICE begins again") == 0, log
        assert (log.count(": ICE: from ") > 0) == (more == ICE), log


@story
def sent_on(stage):
    "a blind transfer over DTLS: the new call is encrypted, and heard"
    blind(stage, DTLS)


@story
def sent_on_over_ice(stage):
    "a blind transfer, all three with ICE"
    blind(stage, ICE)


@story
def put_through(stage):
    "an attended one over DTLS, with Replaces"
    attended(stage, DTLS)


@story
def put_through_over_ice(stage):
    "an attended one, all three with ICE"
    attended(stage, ICE)


@story
def declined(stage):
    "a transfer in vain: the call goes on with the keys that it has"
    refused(stage, DTLS)


@story
def declined_over_ice(stage):
    "and with the pair that it has"
    refused(stage, ICE)


def names_of(text):
    return [line for line in text.splitlines() if line.startswith(
        ("a=ice-ufrag", "a=ice-pwd", "a=fingerprint", "a=tls-id"))]


def refreshes(middle, ann, bob):
    """Each side's peer says again what was agreed on (RFC 4028 7.4)."""
    peer, hers, his = middle.peer, middle.legs["ann"], middle.legs["bob"]
    for engine, leg, said in (ann, hers, his.body), (bob, his, hers.body):
        peer.send(peer.request("INVITE", leg.contact, dialog=leg, body=said),
                  engine.port)
        again = peer.expect(200)
        peer.ack(again)
        assert names_of(again.body) == names_of(leg.body), again.body


@story
def refreshed(stage):
    "refreshes of a session timer, holds, offers made anew: nothing begins again"
    middle = Between(stage, wire=False)
    ann, bob = (phone(stage, name, ICE) for name in ("ann", "bob"))
    hers, his = middle.joins(ann, bob)
    ends = (ann, hers), (bob, his)
    talk(ICE, *ends)
    way = [one.media(its)["ice_local"] for one, its in ends]
    refreshes(middle, ann, bob)
    talk(ICE, *ends)
    asked = ann.client.ask("session.reinvite", {"session": hers})
    middle.renews(bob)
    ann.client.answer(asked)
    for held in (True, False):
        ann.call("session.hold" if held else "session.unhold", session=hers)
        middle.renews(bob)
        ann.session(hers, held_by_us=held, hold_pending=False)
        bob.session(his, held_by_them=held)
    talk(ICE, *ends)
    assert way == [one.media(its)["ice_local"] for one, its in ends]
    began_once(ann, bob, more=ICE)


def offers_to(middle, engine, body):
    """A re-INVITE in ann's call: her answer."""
    leg = middle.legs["ann"]
    middle.peer.send(middle.peer.request("INVITE", leg.contact, dialog=leg,
                                         body=body), engine.port)
    answer = middle.peer.expect(200)
    middle.peer.ack(answer)
    return answer


@story
def moved_by_a_pbx(stage):
    "re-INVITEs to music without ICE and keys, then to a third phone with both"
    middle, music = Between(stage, wire=False), Stream(stage)
    ann, bob, cid = (phone(stage, name, "ice = on\n") for name in NAMES)
    hers, his = middle.joins(ann, bob)
    talk(ICE, (ann, hers), (bob, his))
    answer = offers_to(middle, ann, sip.sdp(music.port, version=2))
    middle.peer.bye(middle.legs["bob"])
    music.start(answer.rtp_address(), music.tone(350))
    ann.hears_tone(350)
    music.hears_tone(NAMES["ann"])
    middle.peer.send(middle.peer.request("INVITE", cid.uri("cid")), cid.port)
    cids = cid.incoming()
    cid.call("session.answer", session=cids)
    offer = middle.peer.expect(200)
    answer = offers_to(middle, ann, offer.body)
    middle.peer.send(middle.peer.request(
        "ACK", offer.contact, dialog=offer, body=answer.body,
        cseq=offer.get("CSeq").split()[0]), cid.port)
    talk(ICE, (ann, hers), (cid, cids))


@story
def taken_back_meanwhile(stage):
    "a re-INVITE with ICE, and CANCEL or BYE before all is gathered"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = phone(stage, "ann", 'ice_servers = {"stun:127.0.0.1:9"}\n')
    peer.send(peer.request("INVITE", ann.uri("ann"),
                           body=sip.sdp(stream.port)), ann.port)
    hers = ann.incoming()
    ann.call("session.answer", session=hers)
    dialog = peer.expect(200)
    peer.ack(dialog)
    ann.session(hers, state="established")
    stream.start(dialog.rtp_address(), stream.tone(350))
    offer = peer.request("INVITE", dialog.contact, dialog=dialog, body=sip.sdp(
        stream.port, version=2, more="a=ice-ufrag:abcd\r\na=ice-pwd:"
        f"{'x' * 24}\r\na=candidate:1 1 UDP 1 127.0.0.1 {stream.port} typ host"
        "\r\n"))
    peer.send(offer, ann.port)
    peer.send(sip.cancel_of(offer), ann.port)
    peer.expect(200)
    peer.ack(peer.expect(487), ann.uri("ann"))
    ann.hears_tone(350)
    stream.hears_tone(NAMES["ann"])
    assert ann.media(hers)["ice"] is None
    peer.send(peer.request("INVITE", dialog.contact, dialog=dialog,
                           body=offer.partition("\r\n\r\n")[2]), ann.port)
    peer.send(peer.request("BYE", dialog.contact, dialog=dialog, cseq=9000),
              ann.port)
    ann.ended(hers)


if __name__ == "__main__":
    run()
