"""Tones by SIP INFO."""
import time

import sip
from engine import audio, direct
from tap import run, story


def pressed(phone):
    return [e for e in phone.client.events if e["topic"] == "session.dtmf"]


def talking(stage, formats="0 101"):
    """ann has called a raw peer, which has answered."""
    peer = sip.Peer(stage)
    ann = stage.engine(audio() + direct("ann"))
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    body = sip.sdp(40000, formats)
    if "101" not in formats:
        body = "".join(line + "\r\n" for line in body.split("\r\n")[:-1]
                       if ":101 " not in line)
    peer.reply(invite, 200, "OK", body=body)
    peer.expect("ACK")
    ann.session(hers, state="established")
    return ann, hers, peer, invite


def info(peer, invite, port, cseq, content_type, body):
    """The answer to an INFO in the dialog of ann's INVITE."""
    text = peer.request("INFO", invite.contact, dialog=invite, cseq=cseq,
                        headers=f"Content-Type: {content_type}")
    peer.send(text.replace("Content-Length: 0\r\n\r\n",
                           f"Content-Length: {len(body)}\r\n\r\n{body}"), port)
    return peer.expect(200, 400, 415)


@story
def from_phone_to_phone(stage):
    "tones by INFO arrive once, in order, and are told with their duration"
    ann = stage.engine(audio() + direct("ann", "dtmf = info"), name="ann")
    bob = stage.engine(audio() + direct("bob", "auto_answer = all"),
                       name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    bob.session(bob.first(), state="established")
    ann.call("session.dtmf", session=hers, tones="19*#aD", duration_ms=60)
    bob.client.until(lambda: len(pressed(bob)) == 6, "6 tones")
    assert "".join(e["tone"] for e in pressed(bob)) == "19*#AD", pressed(bob)
    for event in pressed(bob):
        assert event["via"] == "info" and event["duration_ms"] == 60, event
        assert event["session"]["id"] == bob.first()


@story
def each_waits_for_the_one_before(stage):
    "the next tone goes out when the last one was answered"
    ann, hers, peer, _ = talking(stage)
    ann.call("session.dtmf", session=hers, tones="12", method="info",
             duration_ms=40)
    first = peer.expect("INFO")
    assert first.get("Content-Type") == "application/dtmf-relay"
    assert first.body == "Signal=1\r\nDuration=40\r\n", first.body
    peer.silent(0.4)
    peer.reply(first, 200, "OK")
    second = peer.expect("INFO")
    assert second.body.startswith("Signal=2\r\n"), second.body
    peer.reply(second, 200, "OK")


@story
def auto_falls_back(stage):
    "a peer that takes no telephone-event gets INFO, unless rtp was asked for"
    ann, hers, peer, _ = talking(stage, "0")
    assert ann.refused("session.dtmf", session=hers, tones="1",
                       method="rtp").code == 2
    ann.call("session.dtmf", session=hers, tones="5")
    request = peer.expect("INFO")
    assert request.body.startswith("Signal=5\r\n"), request.body
    peer.reply(request, 200, "OK")


@story
def a_refused_tone_ends_the_string(stage):
    "a peer that refuses INFO gets no more of the string, and it is told"
    ann, hers, peer, _ = talking(stage)
    ann.call("session.dtmf", session=hers, tones="123", method="info",
             duration_ms=40)
    peer.reply(peer.expect("INFO"), 415, "Unsupported Media Type")
    ann.client.event("engine.warning", lambda e: e["code"] == "dtmf" and
                     "415" in e["text"])
    peer.silent(0.4)
    ann.session(hers, state="established")


@story
def a_comma_pauses(stage):
    "a comma waits two seconds between two tones"
    ann, hers, peer, _ = talking(stage)
    began = time.monotonic()
    ann.call("session.dtmf", session=hers, tones="1,2", method="info",
             duration_ms=40)
    peer.reply(peer.expect("INFO"), 200, "OK")
    last = peer.expect("INFO")
    assert time.monotonic() - began > 1.9
    assert last.body.startswith("Signal=2"), last.body
    peer.reply(last, 200, "OK")


@story
def what_comes_is_answered(stage):
    "good tones get 200, broken ones 400, everything else 415, and the call lives"
    ann, hers, peer, invite = talking(stage)
    relay, plain = "application/dtmf-relay", "application/dtmf"
    for cseq, (kind, body, status) in enumerate((
            (relay, "Signal=7\r\nDuration=250\r\n", 200),
            (plain, "11", 200), (relay, "Signal=zz\r\n", 400),
            (relay, "\0" * 50, 400), ("application/x-odd", "5", 415)), 10):
        answer = info(peer, invite, ann.port, cseq, kind, body)
        assert answer.status == status, (kind, body, answer.start)
        if status == 415:
            assert relay in answer.get("Accept"), answer.data
    ann.client.until(lambda: len(pressed(ann)) == 2, "2 tones")
    assert [(e["tone"], e["duration_ms"], e["via"]) for e in pressed(ann)] == [
        ("7", 250, "info"), ("#", 100, "info")]
    session = ann.call("session.get", session=hers)["session"]
    assert session["state"] == "established", session
    assert session["dtmf_received"] == "7#", session


@story
def a_hold_while_a_key_is_on_its_way(stage):
    "the hold goes out when the key was answered"
    ann, hers, peer, _ = talking(stage)
    ann.call("session.dtmf", session=hers, tones="1", method="info")
    key = peer.expect("INFO")
    ann.call("session.hold", session=hers)
    peer.silent(0.1)
    peer.reply(key, 200, "OK")
    offer = peer.expect("INVITE")
    assert "a=sendonly" in offer.body, offer.body


@story
def a_key_for_which_a_password_is_asked(stage):
    "that nobody has: the key fails, and a hold does not wait for it"
    ann, hers, peer, _ = talking(stage)
    ann.call("session.dtmf", session=hers, tones="1", method="info")
    peer.reply(peer.expect("INFO"), 407, "Proxy Authentication Required",
               'Proxy-Authenticate: Digest realm="here", nonce="n1"')
    ann.call("session.hold", session=hers)
    offer = peer.expect("INVITE")
    assert "a=sendonly" in offer.body, offer.body


if __name__ == "__main__":
    run()
