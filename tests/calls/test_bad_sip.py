"""Broken and hostile SIP and SDP: a 4xx that it deserves, and life goes on."""
import random
import socket

import sip
from engine import direct
from stage import until
from tap import run, story

SDP = sip.sdp(4000)


def line(stage, more="auto_answer = all"):
    return (stage.engine(direct("bob", more), name="bob"),
            sip.Peer(stage))


def lives(bob, peer, meanwhile=lambda message: None):
    """It answers the network and the socket; what it says to what came before
    is for meanwhile()."""
    bob.call("engine.status")
    asked = peer.request("OPTIONS", bob.uri("bob"))

    def answer():
        peer.send(asked, bob.port)      # again, if it found no room
        while message := peer.receive(0.5):
            if f"\r\nCall-ID: {message.get('Call-ID')}\r\n" in asked:
                return message
            meanwhile(message)
        return None
    assert until(answer, "OPTIONS are answered").status in (200, 486)
    assert bob.process.running()


def refused(bob, peer, request, *statuses):
    peer.send(request, bob.port)
    answer = peer.expect(*statuses)
    if " INVITE" in answer.get("CSeq"):
        peer.ack(answer, bob.uri("bob"))
    return answer


@story
def descriptions_that_make_no_sense(stage):
    "a description that cannot be read or used is refused with 400, 415 or 488"
    bob, peer = line(stage)
    uri = bob.uri("bob")
    for body in ("v=0\r\nthis is not SDP\r\n", "\0" * 100, "v=1\r\n" * 3000,
                 SDP.replace("m=audio 4000", "m=audio 99999"),
                 SDP.replace("m=audio 4000", "m=audio -1"),
                 SDP.replace("c=IN IP4", "c=IN IP9"),
                 SDP.replace("c=IN IP4 127.0.0.1\r\n", ""),
                 SDP.replace("m=audio", "m=video"),
                 SDP.replace("RTP/AVP 0 101", "RTP/SAVP 0"),
                 SDP.replace("RTP/AVP 0 101", "RTP/AVP 77"),
                 SDP.split("m=audio")[0]):
        refused(bob, peer, peer.request("INVITE", uri, body=body), 400, 488)
    other = peer.request("INVITE", uri, body=SDP).replace(
        "application/sdp", "application/x-nonsense")
    assert refused(bob, peer, other, 415).get("Accept")
    lives(bob, peer)
    assert not bob.call("session.list")["sessions"], "one was left behind"


@story
def requests_that_are_refused(stage):
    "what is not understood is refused by its own status"
    bob, peer = line(stage)
    uri = bob.uri("bob")
    refused(bob, peer, peer.request("INVITE", uri, "Require: levitation", SDP),
            420)
    assert refused(bob, peer, peer.request("JUMP", uri), 405, 501)
    refused(bob, peer, peer.request("BYE", uri, cseq=3).replace(
        f"To: <{uri}>", f"To: <{uri}>;tag=nobody"), 481)
    refused(bob, peer, peer.request("INVITE", uri, body=SDP).replace(
        f"To: <{uri}>", f"To: <{uri}>;tag=nobody"), 481)
    invite = peer.request("INVITE", uri, body=SDP)
    refused(bob, peer, sip.cancel_of(invite), 481)
    refused(bob, peer, peer.request("INVITE", "tel:+1;x=\"", body=SDP),
            400, 404, 416)
    lives(bob, peer)


@story
def broken_messages(stage):
    "messages with a broken head are answered with 4xx or dropped"
    bob, peer = line(stage)
    good = peer.request("INVITE", bob.uri("bob"), body=SDP)
    for broken in (
            good.replace("SIP/2.0\r\n", "SIP/9.9\r\n", 1),
            good.replace("CSeq:", "CSeq: x"),
            good.replace("INVITE\r\nContact", "BYE\r\nContact"),
            good.replace("Call-ID:", "X-Call:"),
            good.replace("From:", "X-From:"),
            good.replace("Max-Forwards: 70", "Max-Forwards: -1"),
            good.replace("Content-Length: ", "Content-Length: 9"),
            good.replace("Content-Length: ", "Content-Length: -"),
            good.replace("\r\nTo:", "\r\nTo"),
            good.replace("Via:", "Via: SIP/2.0/UDP ;;;,,,"),
            good.replace("<sip:", "<sip:%%%zz", 1),
            good.replace("From: ", "From: \"unended "),
            good[:len(good) // 3], good.replace("\r\n", "\0\n"),
            "A" * 60000, "INVITE " + "a" * 30000 + " SIP/2.0\r\n\r\n",
            good.replace("Max-Forwards: 70", "\r\n".join(
                f"X-{i}: {'y' * 40}" for i in range(1000)))):
        peer.send(broken, bob.port)
    peer.send(b"\xff\xfe\x00\x01" * 500, bob.port)
    peer.send(b"\r\n\r\n\0", bob.port)

    def meanwhile(message):
        """One or the other is good enough to be a call."""
        assert message.status == 200 or message.status < 200 or \
            400 <= message.status < 600 or message.method, message.start
        if message.status == 200 and "INVITE" in message.get("CSeq"):
            peer.ack(message)
            peer.send(peer.request("BYE", message.contact, dialog=message,
                                   cseq=999), bob.port)
    lives(bob, peer, meanwhile)


@story
def noise(stage):
    "a thousand mutilated requests stop nothing"
    bob, peer = line(stage)
    chance = random.Random(20)
    good = peer.request("INVITE", bob.uri("bob"), body=SDP).encode()
    for count in range(1000):
        data = bytearray(good.replace(b"@raw", b"@raw%d" % count))
        for _ in range(chance.randrange(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        peer.send(bytes(data), bob.port)
        if count % 50 == 0:     # no faster than it can take them
            bob.call("engine.status")
    bob.call("engine.status")
    for session in bob.call("session.list")["sessions"]:
        bob.call("session.hangup", session=session["id"])
    lives(bob, peer)


@story
def half_messages_over_tcp(stage):
    "half a message, a lying length and noise on TCP cost that connection at most"
    bob, peer = line(stage)
    good = peer.request("OPTIONS", bob.uri("bob")).replace("UDP", "TCP")
    for data in (good[:40], good.replace("Content-Length: 0",
                                         "Content-Length: 999999999"),
                 good.replace("Content-Length: 0", "Content-Length: -5"),
                 "\0" * 5000, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", bob.port)) as link:
            link.sendall(data.encode())
    lives(bob, peer)
    with socket.create_connection(("127.0.0.1", bob.port)) as link:
        link.settimeout(20)
        for i in range(0, len(good), 7):    # in small pieces, it is understood
            link.sendall(good[i:i + 7].encode())
        assert link.recv(4096).startswith(b"SIP/2.0 200")


@story
def escapes_in_names(stage):
    "names from the network reach clients and the log without control characters"
    bob, peer = line(stage, "")
    evil = "Eve\x1b[2J\x1b]0;owned\x07\x9b31m\u202eEve\x7f"
    invite = peer.request("INVITE", bob.uri("bob"), "Subject: \x1b[31mred",
                          SDP).replace("From: <", f'From: "{evil}" <')
    peer.send(invite, bob.port)
    his = bob.incoming()
    name = bob.session(his)["remote"]["display_name"]
    assert "Eve" in name and all(c.isprintable() for c in name), repr(name)
    bob.call("session.decline", session=his)
    peer.ack(peer.expect(486), bob.uri("bob"))
    bob.ended(his)
    bob.client.event("history.added")
    for event in bob.client.events:
        assert "\x1b" not in str(event) and "\u202e" not in str(event), event
    assert "\x1b" not in bob.process.text()


@story
def a_bad_re_invite(stage):
    "a re-INVITE that makes no sense is refused, and the call stays as it was"
    bob, peer = line(stage)
    answer = peer.answered(bob.uri("bob"), bob.port, 4000)
    for body in ("nonsense", SDP.replace("m=audio 4000", "m=audio 0x")):
        peer.send(peer.request("INVITE", answer.contact, dialog=answer,
                               body=body), answer.source)
        peer.ack(peer.expect(400, 488), answer.contact)
    session = bob.call("session.list")["sessions"][0]
    assert session["state"] == "established", session
    peer.bye(answer)


if __name__ == "__main__":
    run()
