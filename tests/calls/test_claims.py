"""What the phone claims that it can do is what it does."""
import itertools

import sip
from engine import direct
from tap import run, story

METHODS = ("INVITE", "OPTIONS", "INFO", "MESSAGE", "NOTIFY", "REFER", "UPDATE",
           "PRACK", "SUBSCRIBE", "PUBLISH", "REGISTER", "JUMP")
count = itertools.count(100)


def claimed(message, name="Allow"):
    return [word.strip() for word in (message.get(name) or "").split(",")]


def phone(stage, more="auto_answer = all"):
    return stage.engine(direct("bob", more)), sip.Peer(stage)


def final(peer, bob, method, headers="", dialog=None, body=""):
    """The final answer to a request, in a dialog or not."""
    uri = dialog.contact if dialog else bob.uri("bob")
    peer.send(peer.request(method, uri, headers, body, dialog,
                           next(count) if dialog else None), bob.port)
    answer = peer.expect(*range(200, 700))
    assert answer.get("CSeq").endswith(" " + method), answer.start
    if method == "INVITE":
        peer.ack(answer, uri)
    return answer


@story
def methods_outside_a_call(stage):
    "outside a call, what is in Allow is known, and nothing else is"
    bob, peer = phone(stage)
    options = final(peer, bob, "OPTIONS")
    for method in METHODS:
        body = sip.sdp(4000) if method == "INVITE" else ""
        answer = final(peer, bob, method, body=body)
        known = answer.status not in (405, 501)
        assert known == (method in claimed(options)), answer.data
        if answer.status in (405, 501):
            assert method not in claimed(answer), answer.data
            assert "INVITE" in claimed(answer), answer.data


@story
def methods_in_a_call(stage):
    "in a call, what is in Allow is known, and nothing else is"
    bob, peer = phone(stage)
    dialog = peer.answered(bob.uri("bob"), bob.port, 4000)
    options = final(peer, bob, "OPTIONS", dialog=dialog)
    for method in METHODS:
        body = sip.sdp(4000, version=2) if method == "INVITE" else ""
        answer = final(peer, bob, method, dialog=dialog, body=body)
        known = answer.status not in (405, 501)
        assert known == (method in claimed(options)), answer.data
    bob.session(bob.first(), state="established")
    peer.bye(dialog)


@story
def extensions(stage):
    "what is in Supported may be required, and all else gets 420 and is named"
    bob, peer = phone(stage)
    dialog = peer.answered(bob.uri("bob"), bob.port, 4000)
    for inside in (None, dialog):
        for method in ("OPTIONS", "INFO", "MESSAGE", "REFER", "UPDATE",
                       "INVITE"):
            answer = final(peer, bob, method, "Require: timer, levitation",
                           inside)
            assert answer.status == 420, answer.start
            assert claimed(answer, "Unsupported") == ["levitation"], answer.data
    supported = claimed(final(peer, bob, "OPTIONS"), "Supported")
    for tag in supported:
        assert final(peer, bob, "OPTIONS",
                     f"Require: {tag}").status == 200, tag
    bob.session(bob.first(), state="established")


@story
def encoded_bodies(stage):
    "a body in an encoding gets 415, with the ones that are taken"
    bob, peer = phone(stage)
    dialog = peer.answered(bob.uri("bob"), bob.port, 4000)
    for inside in (None, dialog):
        answer = final(peer, bob, "INVITE", "Content-Encoding: gzip", inside,
                       sip.sdp(4000))
        assert answer.status == 415, answer.start
        assert answer.get("Accept-Encoding") == "identity", answer.data


@story
def would_a_call_get_through(stage):
    "OPTIONS is answered with what a call would get: 200, 486, 403"
    bob, peer = phone(stage, "")
    assert final(peer, bob, "OPTIONS").status == 200
    bob.call("engine.set", dnd=True)
    assert final(peer, bob, "OPTIONS").status == 486
    bob.call("engine.set", dnd=False)
    assert final(peer, bob, "OPTIONS").status == 200
    lone = stage.engine(direct("bob", ' accept_from = list\n'
                               ' accept_list = {"192.0.2.1"}'), name="lone")
    before = lone.call("engine.status")["engine"]["refused_strangers"]
    assert final(peer, lone, "OPTIONS").status == 403
    assert lone.call("engine.status")["engine"]["refused_strangers"] == before
    assert not bob.call("session.list")["sessions"]


@story
def what_a_call_could_be_made_of(stage):
    "OPTIONS that asks for a description gets the codecs, and no port"
    bob, peer = phone(stage)
    answer = final(peer, bob, "OPTIONS", "Accept: application/sdp")
    assert answer.get("Content-Type") == "application/sdp", answer.data
    assert "m=audio 0 RTP/AVP" in answer.body, answer.body
    assert "PCMA/8000" in answer.body, answer.body
    assert not final(peer, bob, "OPTIONS").body
    assert claimed(answer, "Accept") == ["application/sdp"], answer.data


if __name__ == "__main__":
    run()
