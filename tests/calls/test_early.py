"""Before the answer: PRACK in both roles, forks, offers that come late."""
import hashlib
import re
import signal

import sip
from engine import audio, direct
from rtp import Stream
from tap import run, story

RELIABLE = "Require: 100rel\nRSeq: %d"
TONES = {"one": 500, "two": 800}


def supports(message):
    return "100rel" in (message.get("Supported") or "")


def pracked(peer, prack, rseq, invite):
    """Accepts the PRACK for that RSeq."""
    number = invite.get("CSeq").split()[0]
    assert prack.get("RAck") == f"{rseq} {number} INVITE", prack.get("RAck")
    peer.reply(prack, 200, "OK")


def acknowledge(peer, ring, body=""):
    """The PRACK that belongs to a reliable 18x of an engine."""
    assert "100rel" in (ring.get("Require") or ""), ring.headers
    peer.send(peer.request(
        "PRACK", ring.contact, f"RAck: {ring.get('RSeq')} {ring.get('CSeq')}",
        body, dialog=ring, cseq=9000), ring.source)
    answer = peer.expect(200)
    assert answer.get("CSeq") == "9000 PRACK", answer.get("CSeq")
    return answer


def ack_with(peer, answer, body):
    number = answer.get("CSeq").split()[0]
    peer.send(peer.request("ACK", answer.contact, body=body, dialog=answer,
                           cseq=number), answer.source)


def accepted(peer):
    """The answer to the INVITE; that to the PRACK comes first."""
    answer = peer.expect(200)
    assert answer.get("CSeq") == "9000 PRACK", answer.get("CSeq")
    return peer.expect(200)


def history(engine):
    return engine.call("history.list", limit=10)["calls"]


def digest(text):
    return hashlib.md5(text.encode()).hexdigest()


def register(peer, pbx, user, password):
    """The peer is one of those who are reached by that name."""
    uri = f"sip:{pbx.address}"
    body = {"From": f"<{pbx.uri(user)}>;tag=r{peer.port}",
            "To": f"<{pbx.uri(user)}>"}

    def ask(headers="", cseq=1):
        text = peer.request("REGISTER", uri, headers, cseq=cseq)
        for name, value in body.items():
            text = re.sub(f"^{name}: .*$", f"{name}: {value}", text, count=1,
                          flags=re.M)
        peer.send(text.replace("\r\n", "\n").replace("\n", "\r\n"), pbx.port)
    ask()
    challenge = dict(re.findall(
        r'(\w+)="([^"]*)"', peer.expect(401).get("WWW-Authenticate")))
    words = [digest(f"{user}:{challenge['realm']}:{password}"),
             challenge["nonce"], "00000001", "abc", "auth",
             digest(f"REGISTER:{uri}")]
    ask(f'Authorization: Digest username="{user}", '
        f'realm="{challenge["realm"]}", nonce="{challenge["nonce"]}", '
        f'uri="{uri}", qop=auth, nc=00000001, cnonce="abc", '
        f'response="{digest(":".join(words))}"', 2)
    peer.expect(200)


def forked(stage):
    """(ann, her session, the two peers and the INVITE of each): a proxy has
    forked her call."""
    pbx = stage.pbx({"ann": "apple", "bob": "banana"})
    peers = [sip.Peer(stage, name, name) for name in TONES]
    for peer in peers:
        register(peer, pbx, "bob", "banana")
    ann = stage.engine(audio("tone:1000", "wav") + pbx.account("ann", "apple"),
                       name="ann")
    ann.registered("ann")
    hers = ann.dial("bob")
    invites = [peer.expect("INVITE") for peer in peers]
    for peer, invite in zip(peers, invites):    # the proxy waits for 5 s
        peer.reply(invite, 100, "Trying")
    return ann, hers, peers, invites


# PRACK

@story
def early_media_that_is_acknowledged(stage):
    "a reliable 183 gets its PRACK once, and its sound is heard"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert supports(invite) and "PRACK" in invite.get("Allow")
    for _ in range(3):
        peer.reply(invite, 183, "Progress", RELIABLE % 41,
                   sip.sdp(stream.port))
    pracked(peer, peer.expect("PRACK"), 41, invite)
    stream.start(invite.rtp_address(), stream.tone(620))
    ann.session(hers, progress="early")
    ann.hears_tone(620)
    peer.silent(0.5)
    peer.reply(invite, 200, "OK")
    peer.expect("ACK")
    ann.session(hers, state="established")
    ann.hears_tone(620)
    ann.call("session.hangup", session=hers)
    peer.reply(peer.expect("BYE"), 200, "OK")
    ann.ended(hers)
    assert len(history(ann)) == 1


def waits_for_a_prack(stage):
    """Bob has answered, which his caller does not know: (bob, his call, the
    caller, the 180 that she has not acknowledged)."""
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob"), name="bob")
    peer.send(peer.request("INVITE", bob.uri("bob"), "Require: 100rel",
                           sip.sdp(4000)), bob.port)
    ring = peer.expect(180)
    his = bob.incoming()
    bob.call("session.answer", session=his)
    bob.session(his, progress="answering")
    return bob, his, peer, ring


@story
def an_answer_that_waits_for_a_prack(stage):
    "a caller that insists gets a reliable 180, and its answer after the PRACK"
    bob, his, peer, ring = waits_for_a_prack(stage)
    peer.silent(0.3)
    acknowledge(peer, ring)
    answer = peer.expect(200)
    assert "m=audio" in answer.body, answer.body
    peer.ack(answer)
    bob.session(his, state="established")
    peer.bye(answer)
    assert bob.ended(his)["by"] == "remote"


@story
def hung_up_while_it_waits_for_one(stage):
    "an answer that never left is taken back: the caller is refused at once"
    bob, his, peer, ring = waits_for_a_prack(stage)
    bob.call("session.hangup", session=his)
    peer.ack(peer.expect(486), bob.uri("bob"))
    end = bob.ended(his)
    assert (end["by"], end["status"]) == ("local", 486), end
    peer.send(peer.request(
        "PRACK", ring.contact, f"RAck: {ring.get('RSeq')} {ring.get('CSeq')}",
        dialog=ring, cseq=9000), ring.source)
    peer.expect(481)


@story
def an_answer_in_the_same_moment_as_the_prack(stage):
    "PRACK, our answer and its ACK at once: the answer waits, nobody is harmed"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob"), name="bob")
    for _ in range(20):
        peer.send(peer.request("INVITE", bob.uri("bob"), "Require: 100rel",
                               sip.sdp(4000)), bob.port)
        ring = peer.expect(180)
        his = bob.incoming()
        rack = f"RAck: {ring.get('RSeq')} {ring.get('CSeq')}"
        invite = ring.get("CSeq").split()[0]
        bob.process.signal(signal.SIGSTOP)
        peer.send(peer.request("PRACK", ring.contact, rack, dialog=ring,
                               cseq=9000), ring.source)
        peer.send(peer.request("ACK", ring.contact, dialog=ring, cseq=invite),
                  ring.source)
        answered = bob.client.ask("session.answer", {"session": his})
        bob.process.signal(signal.SIGCONT)
        bob.client.answer(answered)
        peer.ack(accepted(peer))
        bob.session(his, state="established")
        bob.call("session.hangup", session=his)
        peer.reply(peer.expect("BYE"), 200, "OK")
        bob.ended(his)


@story
def nobody_acknowledges(stage):
    "without a PRACK the caller gets 504, and the call ends"
    peer = sip.Peer(stage)
    bob = stage.engine(direct("bob") + "sip {\n%(listen)s\n t1x64 = 2000\n}\n",
                       name="bob")
    peer.send(peer.request("INVITE", bob.uri("bob"), "Require: 100rel",
                           sip.sdp(4000)), bob.port)
    his = bob.incoming()
    bob.call("session.answer", session=his)
    refusal = peer.expect(504)
    peer.ack(refusal, bob.uri("bob"))
    end = bob.ended(his)
    assert (end["by"], end["status"]) == ("error", 504), end
    assert bob.client.sessions[his]["established"] is None
    assert history(bob)[0]["end"]["status"] == 504


@story
def rel100_required(stage):
    "rel100 = required: said in our INVITE, 421 for those who cannot"
    peer = sip.Peer(stage)
    bob = stage.engine("rel100 = required\n" + direct("bob"), name="bob")
    his = bob.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert invite.get("Require") == "100rel", invite.headers
    peer.reply(invite, 420, "Bad Extension", "Unsupported: 100rel")
    peer.expect("ACK")
    assert bob.ended(his)["status"] == 420
    peer.send(peer.request("INVITE", bob.uri("bob"), body=sip.sdp(4000)),
              bob.port)
    refusal = peer.expect(421)
    assert refusal.get("Require") == "100rel", refusal.headers
    peer.ack(refusal, bob.uri("bob"))
    peer.send(peer.request("INVITE", bob.uri("bob"), "Supported: 100rel",
                           sip.sdp(4000)), bob.port)
    acknowledge(peer, peer.expect(180))
    bob.call("session.decline", session=bob.incoming())
    peer.ack(peer.expect(486), bob.uri("bob"))


@story
def both_ends_require_it(stage):
    "two phones that insist on it talk to each other"
    ann = stage.engine("rel100 = required\n" + direct("ann"), name="ann")
    bob = stage.engine("rel100 = required\n" + direct("bob"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, progress="ringing")
    his = bob.answer()
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    bob.ended(his)
    ann.ended(hers)


# Forks

@story
def the_early_media_of_two_branches(stage):
    "of two branches the last to describe its sound is heard; a third answers"
    peer, streams = sip.Peer(stage), {}
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    for rseq, tag in enumerate(("one", "two"), 7):
        streams[tag] = stream = Stream(stage, tag)
        stream.start(invite.rtp_address(), stream.tone(TONES[tag]))
        peer.reply(invite, 183, "Progress", RELIABLE % rseq,
                   sip.sdp(stream.port), tag=tag)
        prack = peer.expect("PRACK")
        assert prack.tag("To") == tag, prack.get("To")
        pracked(peer, prack, rseq, invite)
        ann.hears_tone(TONES[tag])
    peer.reply(invite, 199, "Early Dialog Terminated", tag="two")
    ann.hears_tone(TONES["one"])
    ann.session(hers, progress="early", early_media=True)
    last = Stream(stage, "three")
    last.start(invite.rtp_address(), last.tone(350))
    peer.reply(invite, 200, "OK", body=sip.sdp(last.port), tag="three")
    ack = peer.expect("ACK")
    assert ack.tag("To") == "three", ack.get("To")
    ann.session(hers, state="established")
    ann.hears_tone(350)
    ann.call("session.hangup", session=hers)
    bye = peer.expect("BYE")
    assert bye.tag("To") == "three", bye.get("To")
    peer.reply(bye, 200, "OK")
    assert ann.ended(hers)["by"] == "local"
    assert len(history(ann)) == 1


@story
def a_branch_that_fails_before_another_rings(stage):
    "199 of the only branch with sound: it is over, our own ringing comes back"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 183, "Progress", body=sip.sdp(stream.port), tag="one")
    ann.session(hers, progress="early", early_media=True)
    peer.reply(invite, 180, "Ringing", tag="two")
    peer.reply(invite, 199, "Early Dialog Terminated", tag="one")
    session = ann.session(hers, progress="ringing", early_media=False)
    assert session["media"] is None, session["media"]
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port), tag="two")
    peer.expect("ACK")
    ann.session(hers, state="established")


@story
def two_branches_answer(stage):
    "the second 200 is acknowledged and hung up, the first one talks on"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 180, "Ringing", tag="one")
    peer.reply(invite, 180, "Ringing", tag="two")
    peer.reply(invite, 200, "OK", body=sip.sdp(4000), tag="two")
    assert peer.expect("ACK").tag("To") == "two"
    ann.session(hers, state="established")
    peer.reply(invite, 200, "OK", body=sip.sdp(4002), tag="one")
    assert peer.expect("ACK").tag("To") == "one"
    bye = peer.expect("BYE")
    assert bye.tag("To") == "one", bye.get("To")
    peer.reply(bye, 200, "OK")
    session = ann.session(hers, state="established")
    assert session["media"]["remote"].endswith(":4000"), session["media"]
    ann.call("session.hangup", session=hers)
    bye = peer.expect("BYE")
    assert bye.tag("To") == "two", bye.get("To")
    peer.reply(bye, 200, "OK")
    ann.ended(hers)
    assert len(history(ann)) == 1


@story
def an_update_before_the_answer(stage):
    "an UPDATE moves the early sound elsewhere, and the answer keeps it there"
    peer, old, new = sip.Peer(stage), Stream(stage), Stream(stage, "new")
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    old.start(invite.rtp_address(), old.tone(500))
    peer.reply(invite, 183, "Progress", RELIABLE % 1, sip.sdp(old.port))
    pracked(peer, peer.expect("PRACK"), 1, invite)
    ann.hears_tone(500)
    peer.send(peer.request("UPDATE", invite.contact, dialog=invite, cseq=5,
                           body=sip.sdp(new.port, version=2)), invite.source)
    answer = peer.expect(200)
    old.end()
    new.start(answer.rtp_address(), new.tone(800))
    ann.hears_tone(800)
    peer.reply(invite, 200, "OK")
    peer.expect("ACK")
    ann.session(hers, state="established")
    ann.hears_tone(800)


@story
def a_proxy_forks_to_two(stage):
    "two phones behind a proxy sound early, each is acknowledged; one answers"
    ann, hers, peers, invites = forked(stage)
    streams = []
    for peer, invite in zip(peers, invites):
        stream = Stream(stage, peer.name)
        stream.start(invite.rtp_address(), stream.tone(TONES[peer.name]))
        streams.append(stream)
        peer.reply(invite, 183, "Progress", RELIABLE % 5, sip.sdp(stream.port))
        pracked(peer, peer.expect("PRACK"), 5, invite)
        ann.hears_tone(TONES[peer.name])
    ann.session(hers, progress="early")
    peers[0].reply(invites[0], 200, "OK")
    peers[0].expect("ACK")
    peers[1].reply(peers[1].expect("CANCEL"), 200, "OK")
    peers[1].reply(invites[1], 487, "Request Terminated")
    peers[1].expect("ACK")
    ann.session(hers, state="established")
    ann.hears_tone(TONES["one"])
    streams[0].hears_tone(1000)
    ann.call("session.hangup", session=hers)
    peers[0].reply(peers[0].expect("BYE"), 200, "OK")
    assert ann.ended(hers)["by"] == "local"
    assert len(history(ann)) == 1


@story
def both_phones_behind_a_proxy_answer(stage):
    "both answer at once: one call comes about, the other is hung up"
    ann, hers, peers, invites = forked(stage)
    for peer, invite in zip(peers, invites):
        peer.reply(invite, 180, "Ringing")
    ann.session(hers, progress="ringing")
    for peer, invite in zip(peers, invites):
        peer.reply(invite, 200, "OK", body=sip.sdp(4000 + peer.port % 1000))
    session = ann.session(hers, state="established")
    first = peers[0] if session["media"]["remote"].endswith(
        f":{4000 + peers[0].port % 1000}") else peers[1]
    second = peers[1 - peers.index(first)]
    first.expect("ACK", "CANCEL")
    seen = {second.expect("ACK", "BYE", "CANCEL").method}
    while "BYE" not in seen:
        seen.add(second.expect("ACK", "BYE", "CANCEL").method)
    assert "ACK" in seen, seen
    bye = next(m for m in second.heard if m.method == "BYE")
    second.reply(bye, 200, "OK")
    assert ann.session(hers)["state"] == "established"
    ann.call("session.hangup", session=hers)
    first.reply(first.expect("BYE"), 200, "OK")
    ann.ended(hers)
    assert len(history(ann)) == 1


# Offers that come late

@story
def calling_without_an_offer(stage):
    "a call without an offer: theirs is in the 200, our answer in the ACK"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers = ann.dial(peer.uri, offer=False)
    invite = peer.expect("INVITE")
    assert not invite.body and not invite.get("Content-Type")
    peer.reply(invite, 180, "Ringing")
    ann.session(hers, progress="ringing")
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    ack = peer.expect("ACK")
    stream.start(ack.rtp_address(), stream.tone(500))
    ann.session(hers, state="established")
    ann.hears_tone(500)
    stream.hears_tone(1000)


@story
def an_offer_in_a_reliable_183(stage):
    "called without an offer, a peer offers in a 183: the PRACK answers"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers = ann.dial(peer.uri, offer=False)
    invite = peer.expect("INVITE")
    peer.reply(invite, 183, "Progress", RELIABLE % 1, sip.sdp(stream.port))
    prack = peer.expect("PRACK")
    stream.start(prack.rtp_address(), stream.tone(500))
    pracked(peer, prack, 1, invite)
    ann.session(hers, progress="early")
    ann.hears_tone(500)
    peer.reply(invite, 200, "OK")
    assert not peer.expect("ACK").body
    ann.session(hers, state="established")
    stream.hears_tone(1000)


@story
def an_offer_nobody_can_use(stage):
    "an offer in the 200 without a common codec ends the call, and says why"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri, offer=False)
    peer.reply(peer.expect("INVITE"), 200, "OK", body=sip.sdp(4000, "96")
               .replace("a=rtpmap:0 PCMU/8000", "a=rtpmap:96 NOVEL/8000"))
    peer.expect("ACK")
    peer.reply(peer.expect("BYE"), 200, "OK")
    assert "SDP" in ann.ended(hers)["reason"]


@story
def our_offer_in_a_reliable_180(stage):
    "called without an offer by one who insists on PRACK: ours is in the 180"
    peer, stream = sip.Peer(stage), Stream(stage)
    bob = stage.engine(audio("tone:1000", "wav") + direct("bob"), name="bob")
    peer.send(peer.request("INVITE", bob.uri("bob"), "Require: 100rel"),
              bob.port)
    ring = peer.expect(180)
    acknowledge(peer, ring, sip.sdp(stream.port))
    his = bob.incoming()
    stream.start(ring.rtp_address(), stream.tone(500))
    bob.call("session.answer", session=his)
    answer = peer.expect(200)
    assert not answer.body, answer.body
    peer.ack(answer)
    bob.session(his, state="established")
    bob.hears_tone(500)
    stream.hears_tone(1000)
    peer.bye(answer)


@story
def two_phones_without_an_offer(stage):
    "a phone calls another without an offer: both agree and talk"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    bob = stage.engine(audio("tone:600", "wav") + direct("bob"), name="bob")
    status, _, said = ann.one_shot("call", bob.uri("bob"), "--no-offer")
    assert status == 0, said
    bob.answer()
    ann.session(ann.first(), state="established")
    ann.hears_tone(600)
    bob.hears_tone(1000)


if __name__ == "__main__":
    run()
