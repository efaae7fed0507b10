"""Encrypted sound with keys by DTLS (RFC 5763, 5764, 8842, 8643)."""
import re
import socket

import baresip
import rtpengine
import sip
from between import Between, port_of, same, with_port
from engine import audio, direct
from rtp import Stream
from stage import PATIENCE, until
from tap import run, story

G711 = "audio_srate 8000-8000\nmodule g711.so\n"
PRINT = re.compile(r"^a=fingerprint:\S+ (\S+)\r\n", re.M)


def phone(stage, name, srtp="optional", sound="", more=""):
    return stage.engine(sound + direct(name, f"srtp = {srtp}\n" + more),
                        name=name)


def talkers(stage, srtp="optional", ann="", bob=""):
    return (phone(stage, "ann", srtp, audio("tone:1000", "wav"), ann),
            phone(stage, "bob", srtp, audio("tone:700", "wav"), bob))


def media_until(engine, session, what, good):
    """Its media, once good(media)."""
    engine.client.until(lambda: good(engine.client.sessions[session]["media"] or
                                     {"suite": None, "keying_problem": None}),
                        what)
    return engine.media(session)


def encrypted(engine, session):
    found = media_until(engine, session, "there are keys",
                        lambda m: m["suite"] and not m["keying_problem"])
    assert found["security"] == "dtls", found
    return found


def joined(middle, ann, bob, offer=same, answer=same):
    """Their sessions, of a call with keys at both ends."""
    hers, his = middle.joins(ann, bob, offer, answer)
    encrypted(ann, hers)
    encrypted(bob, his)
    return hers, his


def in_trouble(engine, session, words):
    found = media_until(engine, session, "trouble", lambda m: m["keying_problem"])
    assert words in found["keying_problem"], found
    assert found["suite"] is None, found


def hear_each_other(ann, bob):
    bob.hears_tone(1000)
    ann.hears_tone(700)


def associations(engine):
    """How many times keys came about, so far."""
    return engine.log().count("encrypted with SRTP_")


def another_print(text):
    """As it is where it is not that of the certificate."""
    def turn(found):
        first = "0" if found.group(1)[0] != "0" else "1"
        return found.group(0).replace(found.group(1), first + found.group(1)[1:])
    return PRINT.sub(turn, text)


@story
def without_an_account(stage):
    "of a phone without accounts it is as by default: keys by DTLS"
    ann = stage.engine(audio("tone:1000", "wav"), name="ann")
    bob = phone(stage, "bob", "required", audio("tone:700", "wav"))
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    assert ann.session(hers, state="established")["account"] is None
    encrypted(ann, hers)
    encrypted(bob, his)
    hear_each_other(ann, bob)


@story
def both_insist(stage):
    "keys by DTLS: sound both ways, the suite told, hold and back, keys of a pad"
    ann, bob = talkers(stage, "required")
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    for engine, call in (ann, hers), (bob, his):
        assert encrypted(engine, call)["suite"] == "SRTP_AEAD_AES_128_GCM"
    hear_each_other(ann, bob)
    for engine, call in (ann, hers), (bob, his):
        engine.call("session.hold", session=call)
        engine.session(call, hold_pending=False, held_by_us=True)
        engine.call("session.unhold", session=call)
        engine.session(call, hold_pending=False, held_by_us=False)
        hear_each_other(ann, bob)
    ann.call("session.dtmf", session=hers, tones="5")
    assert bob.client.event("session.dtmf")["tone"] == "5"
    assert (associations(ann), associations(bob)) == (1, 1)


@story
def who_begins(stage):
    "the one who answers, unless the offer or the answer has it the other way"
    middle = Between(stage)
    ann, bob = talkers(stage)
    cases = (("actpass", "active", "bob"), ("active", "passive", "ann"),
             ("passive", "active", "bob"))
    for offered, answered, begins in cases:
        def offer(text, offered=offered):
            assert "a=setup:actpass" in text, text
            return text.replace("actpass", offered)

        def answer(text, answered=answered):
            assert f"a=setup:{answered}" in text, text
            return text
        for side in middle.wire.seen:
            middle.wire.seen[side].clear()
        hers, his = joined(middle, ann, bob, offer, answer)
        hear_each_other(ann, bob)
        assert middle.wire.hellos(begins), (offered, middle.wire.log())
        assert not middle.wire.hellos(middle.wire.other(begins)), offered
        middle.peer.bye(middle.legs["ann"])
        ann.ended(hers)
        middle.peer.bye(middle.legs["bob"])
        bob.ended(his)


@story
def rtcp_has_its_own(stage):
    "without rtcp-mux: two handshakes, and reports are read at both ends"
    middle = Between(stage)
    ann, bob = talkers(stage)
    hers, his = middle.joins(
        ann, bob, lambda text: text.replace("a=rtcp-mux\r\n", ""))
    for engine, call in (ann, hers), (bob, his):
        assert not encrypted(engine, call)["rtcp"]["mux"]
    hear_each_other(ann, bob)
    assert len(set(middle.wire.hellos("bob"))) >= 2, middle.wire.log()
    for engine, call in (ann, hers), (bob, his):
        engine.client.until(lambda: (engine.client.statistics.get(call) or {})
                            .get("rtt_ms") is not None, "a round trip")


@story
def packets_are_lost(stage):
    "each flight is said again until it came"
    middle = Between(stage)
    ann, bob = talkers(stage)
    lost = {"ann": 0, "bob": 0}

    def lose_some(side, data):
        if 20 <= data[0] < 64 and lost[side] < 3:
            lost[side] += 1
            return []
        return [data]
    middle.wire.filter = lose_some
    hers, his = joined(middle, ann, bob)
    hear_each_other(ann, bob)
    assert lost == {"ann": 3, "bob": 3}, lost


@story
def another_certificate(stage):
    "a wrong fingerprint: no sound, named at both ends; who insists hangs up"
    middle = Between(stage)
    ann, bob = talkers(stage)
    hers, his = middle.joins(ann, bob, answer=another_print)
    in_trouble(ann, hers, "is not that of their description")
    in_trouble(bob, his, "the DTLS handshake failed")
    assert not middle.wire.sounds("ann") and not middle.wire.sounds("bob")
    assert ann.session(hers)["state"] == "established"
    carl = phone(stage, "carl", "required")
    middle = Between(stage)
    hers, invite = middle.offers(carl, bob)
    bob.call("session.answer", session=bob.incoming())
    middle.answers(invite, another_print)
    middle.peer.reply(middle.peer.expect("BYE"), 200, "OK")
    end = carl.ended(hers)
    assert "could not be encrypted" in end["reason"], end
    assert "is not that of their description" in end["reason"], end


@story
def nobody_answers(stage):
    "no handshake comes through: told after some seconds; then it does"
    middle = Between(stage)
    ann, bob = talkers(stage)
    middle.wire.filter = lambda side, data: []
    hers, his = middle.joins(ann, bob)
    in_trouble(ann, hers, "they do not begin")
    in_trouble(bob, his, "no answer comes")
    middle.wire.filter = lambda side, data: [data]
    encrypted(ann, hers)
    encrypted(bob, his)
    hear_each_other(ann, bob)


@story
def they_answer_from_elsewhere(stage):
    "not from the address that they told, to the one hello that they know"
    ann, bob = talkers(stage)
    for opens in True, False:
        middle = Between(stage)
        wire = middle.wire

        def known(side, data):
            """Another hello after the first one is not understood."""
            if data[0] < 4 and not opens:
                return []
            if side == "bob" and data[0] == 22 and data[13] == 1 and \
                    data[27:59] != wire.hellos("bob")[0][27:59]:
                return []
            return [data]
        wire.leaves_elsewhere("bob")
        wire.filter = known
        hers, his = joined(middle, ann, bob)
        hear_each_other(ann, bob)
        middle.peer.bye(middle.legs["ann"])
        ann.ended(hers)
        middle.peer.bye(middle.legs["bob"])
        bob.ended(his)


@story
def forged_and_repeated(stage):
    "records of nobody, packets once more: dropped, counted, the call goes on"
    middle = Between(stage)
    wire = middle.wire
    ann, bob = talkers(stage)
    forged = [bytes([22, 254, 253, 0, 0, 0, 0, 0, 0, 0, n, 0, 12, n, 0, 0, 0]) +
              bytes(8) for n in (0, 1, 2, 3, 11, 14, 20)]
    forged += [bytes([21, 254, 253, 0, 1, 0, 0, 0, 0, 0, 9, 0, 26]) + bytes(26),
               bytes([20, 254, 253]) + bytes(10), bytes([23]) * 1400]
    stranger = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def with_forged(side, data):
        """A stranger's before each, and one from the right place."""
        to = wire.other(side)
        for one in forged if to in wire.to else []:
            stranger.sendto(one, ("127.0.0.1", wire.to[to]))
        if side == "ann" and len(wire.handshakes(side)) == 1:
            return [forged[3], data]
        return [data]
    wire.filter = with_forged
    hers, his = joined(middle, ann, bob)
    so_far = associations(ann), associations(bob)
    wire.filter = lambda side, data: [data, data] \
        if side == "ann" else [data[:-1] + bytes([data[-1] ^ 1]), data]
    hear_each_other(ann, bob)

    def counted(engine, call, name):
        engine.client.until(lambda: engine.client.statistics.get(call, {}).get(
            name, 0) > 10, f"{name} are counted")
    counted(bob, his, "replayed_packets")
    counted(ann, hers, "forged_packets")
    for data in forged:
        wire.send("ann", data)
        wire.send("bob", data)
    hear_each_other(ann, bob)
    assert (associations(ann), associations(bob)) == so_far
    stranger.close()


@story
def with_and_without(stage):
    "optional: with a peer that has DTLS, and in the clear with one that has not"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = phone(stage, "ann", "optional", audio("tone:1000", "wav"))
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert "RTP/AVP" in invite.body and PRINT.search(invite.body), invite.body
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(620))
    ann.hears_tone(620)
    found = ann.media(hers)
    assert (found["security"], found["suite"]) == ("none", None), found
    ann.call("session.hangup", session=hers)
    peer.reply(peer.expect("BYE"), 200, "OK")


@story
def required_without(stage):
    "required: an offer without gets 488, an answer without a BYE, both in words"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = phone(stage, "ann", "required")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    assert "UDP/TLS/RTP/SAVP " in invite.body, invite.body
    assert "a=crypto" not in invite.body, invite.body
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    peer.reply(peer.expect("BYE"), 200, "OK")
    assert "they do not encrypt" in ann.ended(hers)["reason"]
    for body, words in (
            (sip.sdp(stream.port), "they do not encrypt"),
            (sip.sdp(stream.port).replace("RTP/AVP", "UDP/TLS/RTP/SAVP"),
             "without an a=fingerprint"),
            (sip.sdp(stream.port, more="a=fingerprint:sha-1 " + ":".join(
                ["AB"] * 20) + "\r\n").replace("RTP/AVP", "UDP/TLS/RTP/SAVP"),
             "SHA-1 or older")):
        peer.send(peer.request("INVITE", ann.uri("ann"), body=body), ann.port)
        peer.ack(peer.expect(488), ann.uri("ann"))
        until(lambda: words in ann.log(), words)


@story
def one_after_the_other(stage):
    "no offer in the INVITE; then somebody else takes the place (3PCC)"
    middle = Between(stage, wire=False)
    ann, bob = talkers(stage)
    carl = phone(stage, "carl", "optional", audio("tone:1500", "wav"))
    peer = middle.peer
    peer.send(peer.request("INVITE", ann.uri("ann")), ann.port)
    hers = ann.incoming()
    ann.call("session.answer", session=hers)
    offer = peer.expect(200)
    for number, engine in enumerate((bob, carl, bob)):
        peer.send(peer.request("INVITE", engine.uri(engine.name),
                               body=offer.body), engine.port)
        his = engine.incoming()
        engine.call("session.answer", session=his)
        said = peer.expect(200)
        peer.ack(said)
        cseq = offer.get("CSeq").split()[0]
        peer.send(peer.request("ACK", offer.contact, dialog=offer, cseq=cseq,
                               body=said.body), ann.port)
        encrypted(engine, his)
        engine.hears_tone(1000)
        ann.hears_tone(1500 if engine is carl else 700)
        assert associations(ann) == number + 1, ann.log()
        peer.bye(said)
        engine.ended(his)
        peer.send(peer.request("INVITE", offer.contact, dialog=offer), ann.port)
        offer = peer.expect(200)


@story
def they_begin_anew(stage):
    "another role or tls-id in a re-INVITE: another handshake; else the same keys"
    middle = Between(stage)
    ann, bob = talkers(stage)
    hers, his = joined(middle, ann, bob)
    so_far = 1

    def change(text, setup, name):
        text = text.replace("actpass", setup)
        return re.sub(r"tls-id:\S{3}", f"tls-id:{name}", text)
    for setup, name, more in (
            ("actpass", "aaa", 1), ("actpass", "aaa", 0), ("active", "aaa", 1),
            ("active", "aaa", 0), ("passive", "aaa", 1), ("actpass", "bbb", 1),
            ("actpass", "bbb", 0)):
        held = not ann.session(hers)["held_by_us"]
        ann.call("session.hold" if held else "session.unhold", session=hers)
        middle.renews(bob, lambda text: change(text, setup, name),
                      lambda text: re.sub(r"tls-id:\S{3}",
                                          f"tls-id:{name}", text))
        ann.session(hers, held_by_us=held, hold_pending=False)
        so_far += more
        for engine in ann, bob:
            until(lambda: associations(engine) == so_far,
                  f"{so_far} handshakes after {setup} {name}")
        if not held:
            hear_each_other(ann, bob)


@story
def what_there_was_goes_on(stage):
    "a new handshake does not come about: the former keys go on, and it is told"
    middle = Between(stage)
    ann, bob = talkers(stage)
    hers, his = joined(middle, ann, bob)
    middle.wire.filter = lambda side, data: [] if 20 <= data[0] < 64 else [data]
    ann.call("session.hold", session=hers)
    middle.renews(bob)
    ann.session(hers, held_by_us=True, hold_pending=False)
    ann.call("session.unhold", session=hers)
    middle.renews(bob, lambda text: text.replace("actpass", "active"))
    ann.session(hers, held_by_us=False, hold_pending=False)
    for engine, call in (ann, hers), (bob, his):
        media_until(engine, call, "trouble", lambda m: m["keying_problem"])
    hear_each_other(ann, bob)
    middle.wire.filter = lambda side, data: [data]
    for engine, call in (ann, hers), (bob, his):
        encrypted(engine, call)
    hear_each_other(ann, bob)


@story
def a_middle_on_the_way(stage):
    "rtpengine between: DTLS to us in either role, in the clear to the other one"
    middle = rtpengine.Rtpengine(stage)
    ann, bob = talkers(stage)
    carl = phone(stage, "carl", "off", audio("tone:1500", "wav"))

    def through(number, caller, callee, offered, answered):
        between = Between(stage, wire=False)
        names = {"call_id": f"call{number}", "from_tag": "a",
                 "flags": ["SDES-off"], "replace": ["origin"],
                 "ICE": "remove"}

        def offer(text):
            return middle.ask("offer", sdp=text, **names, **offered)["sdp"]

        def answer(text):
            return middle.ask("answer", sdp=text, to_tag="b", **names,
                              **answered)["sdp"]
        return between, between.joins(caller, callee, offer, answer)
    between, (hers, his) = through(
        1, ann, carl, {"transport_protocol": "RTP/AVP", "DTLS": "passive"},
        {"DTLS": "passive"})
    encrypted(ann, hers)
    assert carl.media(his)["security"] == "none"
    carl.hears_tone(1000)
    ann.hears_tone(1500)
    for side, engine, call in ("ann", ann, hers), ("bob", carl, his):
        between.peer.bye(between.legs[side])
        engine.ended(call)
    between, (hers, his) = through(
        2, carl, bob, {"transport_protocol": "UDP/TLS/RTP/SAVP",
                       "DTLS": "active"}, {"transport_protocol": "RTP/AVP"})
    encrypted(bob, his)
    bob.hears_tone(1500)
    carl.hears_tone(700)


@story
def somebody_else_described_first(stage):
    "early answers of a fork: the one who answers has his own handshake"
    middle = Between(stage)
    ann, bob = talkers(stage)
    hers, invite = middle.offers(ann, bob)
    print_of_nobody = "a=fingerprint:sha-256 " + ":".join(["AB"] * 32)
    middle.peer.reply(invite, 183, "Session Progress", tag="other", body=sip.sdp(
        9, more=f"{print_of_nobody}\r\na=setup:active\r\n"))
    ann.session(hers, progress="early")
    bob.call("session.answer", session=bob.incoming())
    middle.answers(invite)
    encrypted(ann, hers)
    hear_each_other(ann, bob)


def sooner_than_his_answer(stage, has_begun, wire_filter=None):
    """Another branch describes itself; bob answers and begins, and his answer
    is on its way until has_begun(wire): then they talk."""
    middle = Between(stage)
    wire = middle.wire
    ann, bob = talkers(stage)
    if wire_filter:
        wire.filter = wire_filter(wire)
    hers, invite = middle.offers(ann, bob)
    middle.peer.reply(invite, 183, "Session Progress", tag="other", body=sip.sdp(
        9, more="a=fingerprint:sha-256 " + ":".join(["AB"] * 32) +
        "\r\na=setup:active\r\n"))
    ann.session(hers, progress="early")
    bob.call("session.answer", session=bob.incoming())
    said = middle.peer.expect(200)
    middle.peer.ack(said)
    middle.legs["bob"] = said
    wire.is_at("bob", port_of(said.body))
    until(lambda: has_begun(wire), "he has begun")
    middle.peer.reply(invite, 200, "OK",
                      body=with_port(said.body, wire.ports["ann"]))
    middle.peer.expect("ACK")
    wire.filter = lambda side, data: [data]
    encrypted(ann, hers)
    hear_each_other(ann, bob)


@story
def he_was_asked_where_he_is(stage):
    "his hello came before his answer, as a stranger's: he goes on from there"
    def only_first(wire):
        """Not the one with the cookie, which is longer."""
        return lambda side, data: [data] if side == "ann" or data[0] != 22 or \
            len(data) == len(wire.hellos("bob")[0]) else []
    sooner_than_his_answer(
        stage, lambda wire: len({len(d) for d in wire.hellos("bob")}) == 2,
        only_first)


@story
def he_was_taken_for_another(stage):
    "his certificate came before his answer: he is not refused again and again"
    def begins_again(wire):
        """In vain, for a second."""
        said = [d[27:59] for d in wire.hellos("bob")]
        return len([one for one in said if one != said[0]]) > 1
    sooner_than_his_answer(stage, begins_again)


@story
def another_branch_waits(stage):
    "one that nobody answers takes no other branch's handshake for its own"
    middle = Between(stage)
    wire = middle.wire
    ann, bob = talkers(stage)
    nobody = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    nobody.bind(("127.0.0.1", 0))
    nobody.settimeout(PATIENCE)
    wire.filter = lambda side, data: [] if 20 <= data[0] < 64 else [data]
    hers, invite = middle.offers(
        ann, bob, lambda text: text.replace("actpass", "active"))
    bob.call("session.answer", session=bob.incoming())
    said = middle.peer.expect(200)
    middle.peer.ack(said)
    middle.legs["bob"] = said
    wire.is_at("bob", port_of(said.body))
    body = with_port(said.body, wire.ports["ann"])
    assert "a=setup:passive" in body, body
    middle.peer.reply(invite, 183, "Session Progress", tag="one", body=body)
    until(lambda: wire.hellos("ann"), "the first branch gets a hello")
    middle.peer.reply(invite, 183, "Session Progress", tag="two", body=sip.sdp(
        nobody.getsockname()[1], more="a=fingerprint:sha-256 " + ":".join(["AB"] * 32) +
        "\r\na=setup:passive\r\na=rtcp-mux\r\n"))
    hellos = 0
    while hellos < 3:   # it has waited for a while by then
        hellos += nobody.recv(2048)[0] == 22
    nobody.close()
    wire.filter = lambda side, data: [data]
    middle.peer.reply(invite, 200, "OK", tag="one", body=body)
    middle.peer.expect("ACK")
    encrypted(ann, hers)
    hear_each_other(ann, bob)
    assert "handshake failed" not in ann.log(), ann.log()
    assert len({data[27:59] for data in wire.hellos("ann")}) == 1


@story
def baresip_has_it(stage):
    "with another's library: it would, it has only DTLS"
    ann = phone(stage, "ann", "required", audio("tone:1000", "wav"),
                'codecs = {"PCMA"}')
    peer = baresip.Baresip(stage, "baresip", G711 + "module dtls_srtp.so\n",
                           ";mediaenc=dtls_srtp")
    call = ann.dial(peer.uri())
    ann.session(call, state="established")
    encrypted(ann, call)
    ann.hears_tone(1000, None)
    ann.call("session.hangup", session=call)
    ann.ended(call)


if __name__ == "__main__":
    run()
