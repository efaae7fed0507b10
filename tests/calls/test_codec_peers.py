"""What other phones may say of codecs, and how they send: by hand."""
import statistics
import struct

import ffmpeg
import rtp
import sip
import wav
from engine import RATE, audio, direct
from stage import until
from tap import run, story

ALL = 'codecs = {"opus", "G722", "PCMA", "PCMU", "G729", "L16", "GSM"}'
NUMBERS = {"opus": 96, "G722": 9, "PCMA": 8, "PCMU": 0, "GSM": 3, "L16": 97}


def sdp(port, formats, lines=""):
    return ("v=0\r\no=peer 1 1 IN IP4 127.0.0.1\r\ns=-\r\n"
            "c=IN IP4 127.0.0.1\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP {formats}\r\n{lines}")


def phone(stage, capture="tone:1000", settings="", more=ALL):
    return stage.engine(
        audio(capture, "wav") + direct("bob", "auto_answer = all\n" + more) +
        "media {\n%(rtp)s\n" + settings + "\n}\n", name="bob")


def called(stage, bob, formats, lines="", stream=None):
    """The other one's stream, and the 200."""
    peer, stream = sip.Peer(stage), stream or rtp.Stream(stage)
    peer.send(peer.request("INVITE", bob.uri("bob"), "",
                           sdp(stream.port, formats, lines)), bob.port)
    answer = peer.expect(200)
    peer.ack(answer)
    return stream, answer


def lines_of(answer, start):
    return [line for line in answer.body.splitlines()
            if line.startswith(start)]


def built(bob, name):
    refusal = bob.refused("session.call", to="sip:x@127.0.0.1:9",
                          codecs=["none"])
    return name in str(refusal)


def step(stream, kind):
    """Ticks between packets of that type, of most of them: a busy machine may
    leave one out."""
    def steps(packets):
        stamps = [p.timestamp for p in packets if p.type == kind]
        return [b - a for a, b in zip(stamps, stamps[1:])]
    stream.wait(lambda all_: len(steps(all_)) >= 10, "ten packets")
    return statistics.mode(steps(stream.received))


def answered(stage, bob, name, kind, port):
    peer = sip.Peer(stage, f"peer-{name}-{port}")
    peer.send(peer.request("INVITE", bob.uri("bob"), "", sdp(
        port, kind, ffmpeg.rtpmap(name, kind))), bob.port)
    return peer, peer.expect(200)


@story
def another_one_hears_us(stage):
    "ffmpeg hears a tone of ours in each codec"
    bob = phone(stage)
    for name, kind in NUMBERS.items():
        if not built(bob, name):
            continue
        port = ffmpeg.even_port()
        ear = ffmpeg.Ear(stage, name, kind, port)
        peer, answer = answered(stage, bob, name, kind, port)
        peer.ack(answer)
        ear.hears(1000)
        peer.bye(answer)
        ear.process.kill()


@story
def we_hear_another_one(stage):
    "a tone that ffmpeg sends is heard in each codec"
    bob = phone(stage)
    for name, kind in NUMBERS.items():
        if not built(bob, name) or name == "GSM":
            continue
        port = ffmpeg.even_port()
        peer, answer = answered(stage, bob, name, kind, port)
        peer.ack(answer)
        sender = ffmpeg.tone(stage, name, kind, 700, port,
                             answer.rtp_address())
        bob.hears_mostly(700, 0.05)
        peer.bye(answer)
        sender.kill()
    # it does not send GSM, but encodes it: 33 bytes for 20 ms
    data = ffmpeg.coded_gsm(stage, 900)
    stream, answer = called(stage, bob, "3")
    stream.road = lambda data: [data[:1] + bytes([3]) + data[2:]]
    stream.start(answer.rtp_address(), lambda number: data[
        number * 33 % len(data):][:33])
    bob.hears_mostly(900, 0.003)    # see test_codecs.py: how loud is chance


@story
def another_one_decodes_our_g729(stage):
    "ffmpeg decodes what we send in G.729, whose annexb=no is answered"
    bob = phone(stage)
    if not built(bob, "G729"):
        return
    stream, answer = called(stage, bob, "18", "a=fmtp:18 annexb=no\r\n")
    assert lines_of(answer, "a=fmtp:18") == ["a=fmtp:18 annexb=no"]
    stream.start(answer.rtp_address(), lambda number: b"")
    stream.wait(lambda all_: len(all_) > 100, "two seconds of sound")

    def clear():
        values = ffmpeg.decoded(stage, "g729", b"".join(
            p.payload for p in list(stream.received)))[-6400:]
        return wav.is_tone(values, 1000, 8000)
    until(clear, "ffmpeg hears 1000 Hz")


@story
def types_change_in_a_stream(stage):
    "each packet may be of another of the types that were agreed on"
    bob = phone(stage)
    stream, answer = called(stage, bob, "0 8 9 97",
                            "a=rtpmap:97 L16/8000\r\n")
    assert lines_of(answer, "m=")[0].endswith("RTP/AVP 0 8 9 97"), answer.body
    tone = stream.tone(500)
    linear = [round(8192 * wav.math.sin(2 * wav.math.pi * 500 * i / 8000))
              for i in range(160)]
    l16 = struct.pack("!160h", *linear)

    def road(data):
        """Every other 200 ms in L16: 10 periods of 500 Hz are 20 ms."""
        sequence = struct.unpack("!H", data[2:4])[0]
        if sequence // 10 % 2:
            return [data[:1] + bytes([97]) + data[2:12] + l16]
        return [data]
    stream.road = road
    stream.start(answer.rtp_address(), tone)
    bob.hears_tone(500)
    number = bob.first()
    seen = bob.call("session.get", session=number)["statistics"]
    assert seen["lost_packets"] == 0, seen


@story
def their_packet_time(stage):
    "a=ptime and a=maxptime of theirs are honoured, as far as a codec can"
    bob = phone(stage, settings="ptime = 40")
    for formats, lines, ticks in (
            ("0", "a=ptime:10\r\n", 80), ("0", "a=ptime:60\r\n", 480),
            ("0", "", 320), ("0", "a=maxptime:30\r\n", 240),
            ("3", "a=ptime:30\r\n", 160),
            ("9", "a=ptime:60\r\na=maxptime:20\r\n", 160)):
        stream = rtp.Stream(stage, f"rtp-{lines[2:-2]}-{formats}")
        _, answer = called(stage, bob, formats, lines, stream)
        stream.start(answer.rtp_address())
        kind = int(formats)
        assert step(stream, kind) == ticks, (formats, lines,
                                             step(stream, kind))


@story
def wishes_for_opus(stage):
    "what the other side says of Opus bounds what it gets"
    bob = phone(stage, settings="opus_bitrate = 96")
    if not built(bob, "opus"):
        return
    sizes = {}
    for rate in (12000, 60000):
        stream = rtp.Stream(stage, f"rtp-{rate}")
        _, answer = called(stage, bob, "96 0", "a=rtpmap:96 opus/48000/2\r\n"
                           f"a=fmtp:96 maxaveragebitrate={rate}; cbr=1\r\n",
                           stream)
        assert "a=rtpmap:96 opus/48000/2" in answer.body, answer.body
        assert "useinbandfec=1" in lines_of(answer, "a=fmtp:96")[0]
        stream.start(answer.rtp_address())
        # CBR: once it has risen to its bound, all packets have one size
        stream.wait(lambda all_, rate=rate: len(all_) > 30 and {
            len(p.payload) for p in all_[-10:]} == {rate // 400}, "that rate",
            timeout=60)
        sizes[rate] = len(stream.newest().payload)
    assert sizes == {12000: 30, 60000: 150}, sizes


def loss(stream, remote, fraction):
    """A receiver's report of that loss (RFC 3550 6.4.2), from beside RTP."""
    ssrc = stream.newest().ssrc
    return stream.socket.sendto(struct.pack(
        "!BBHIIIIIII", 0x81, 201, 7, 0x0ffa0000, ssrc,
        int(fraction * 256) << 24 | 20, stream.newest().sequence, 0, 0, 0),
        (remote[0], remote[1] + 1))


def repeats(packet):
    """Whether a packet of Opus holds the one before: SILK's second bit."""
    return packet.type == 96 and packet.payload[0] >> 3 < 16 and \
        packet.payload[1] >> 6 & 1


@story
def loss_brings_fec(stage):
    "while loss is reported each packet of Opus holds the one before, too"
    bob = phone(stage, capture="wav:" + speech(stage))
    if not built(bob, "opus"):
        return
    stream, answer = called(
        stage, bob, "96", "a=rtpmap:96 opus/48000/2\r\n"
        "a=fmtp:96 useinbandfec=1\r\n")
    remote = answer.rtp_address()
    stream.start(remote)
    stream.wait(lambda all_: len(all_) > 100, "two seconds")
    assert not [p for p in stream.received if repeats(p)]

    def repeated(packets):
        if len(packets) % 25 == 0:
            loss(stream, remote, 0.1)
        return len([p for p in packets[-20:] if repeats(p)]) >= 10
    stream.wait(repeated, "packets that repeat", timeout=30)


def speech(stage):
    """Something like it, for half a minute: a buzz that swells and fades."""
    rate, values = 16000, []
    for i in range(rate):
        t = i / rate
        buzz = sum(wav.math.sin(2 * wav.math.pi * 125 * k * t + k * k) / k
                   for k in range(1, 20))
        values.append(0.15 * buzz * (0.6 - 0.4 * wav.math.cos(
            2 * wav.math.pi * 4 * t)))
    return wav.write(stage.path("speech.wav"), values * 30, rate)


@story
def keys_at_48000(stage):
    "beside Opus keys are sent and heard at its clock, or at 8000 if it must be"
    bob = phone(stage)
    if not built(bob, "opus"):
        return
    for events, kind, clock in (
            ("a=rtpmap:101 telephone-event/8000\r\n"
             "a=rtpmap:110 telephone-event/48000\r\n", 110, 48000),
            ("a=rtpmap:101 telephone-event/8000\r\n", 101, 8000)):
        stream = rtp.Stream(stage, f"rtp-{clock}")
        formats = "96 101 110" if clock == 48000 else "96 101"
        _, answer = called(stage, bob, formats,
                           "a=rtpmap:96 opus/48000/2\r\n" + events, stream)
        stream.start(answer.rtp_address())
        number = max(s["id"] for s in bob.call("session.list")["sessions"])
        bob.session(number, state="established")
        bob.call("session.dtmf", session=number, tones="7")
        stream.wait(lambda all_, kind=kind: len(
            [p for p in all_ if p.type == kind and p.payload[1] & 0x80]) >= 3,
            "the end of a key")
        last = [p for p in stream.received if p.type == kind][-1]
        assert last.payload[0] == 7, last.payload
        # 100 ms, unless the machine stood still: then it is cut short.  By the
        # other clock it would be a sixth of it, or six times as long.
        ticks, = struct.unpack("!H", last.payload[2:])
        assert clock // 50 <= ticks <= clock // 10, ticks
        stream.press("9", kind) if clock == 8000 else press_wide(stream, kind)
        event = bob.client.event(
            "session.dtmf", lambda e, n=number: e["session"]["id"] == n)
        assert event["tone"] == "9", event
        assert 20 <= event["duration_ms"] <= 100, event
        bob.call("session.hangup", session=number)


def press_wide(stream, kind):
    """9 for 100 ms, in ticks of 48000 Hz."""
    stamp = 960 * stream.sent
    for number in range(1, 8):
        stream._instead.append((stamp, struct.pack(
            "!BBH", 9, 0x80 * (number >= 5) | 10, 960 * min(number, 5)), kind,
            number == 1))


@story
def their_pauses(stage):
    "comfort noise is heard as loud as it is told, and is no loss"
    bob = phone(stage)
    stream, answer = called(stage, bob, "0 13")
    assert lines_of(answer, "m=")[0].endswith("RTP/AVP 0 13"), answer.body

    def road(data):
        """Sound for half a second, then -40 dBov and nothing more."""
        sequence = struct.unpack("!H", data[2:4])[0]
        if sequence < 25:
            return [data]
        if sequence == 25:
            return [data[:1] + bytes([13]) + data[2:12] + bytes([40])]
        return []
    stream.road = road
    stream.start(answer.rtp_address(), stream.tone(500))

    def noise(values):
        level = 20 * wav.math.log10(wav.rms(values) + 1e-9)
        return -46 < level < -34 and wav.goertzel(values, 500, RATE) < 0.002
    bob._hears("comfort noise", noise, seconds=1)
    number = bob.first()
    seen = bob.call("session.get", session=number)["statistics"]
    assert seen["lost_packets"] == 0, seen


@story
def our_pauses(stage):
    "with silence_suppression little is sent of a pause, and it is told"
    bob = phone(stage, capture="null", settings="silence_suppression = yes")
    stream, answer = called(
        stage, bob, "0 13 101", "a=rtpmap:101 telephone-event/8000\r\n")
    stream.start(answer.rtp_address())
    stream.wait(lambda all_: [p for p in all_ if p.type == 13], "noise")
    first = next(p for p in stream.received if p.type == 13)
    assert len(first.payload) == 1 and first.payload[0] > 70, first.payload
    bob.call("session.dtmf", session=bob.first(), tones="5,6")
    stream.wait(lambda all_: [p for p in all_ if p.type == 101 and
                              p.payload[0] == 6], "a key two seconds later")
    sound = len([p for p in stream.received if p.type == 0])
    assert sound < 40, f"{sound} packets of silence"


@story
def pauses_of_opus(stage):
    "with silence_suppression Opus says little in a pause, by its own means"
    bob = phone(stage, capture="null", settings="silence_suppression = yes")
    if not built(bob, "opus"):
        return
    stream, answer = called(stage, bob, "96 101",
                            "a=rtpmap:96 opus/48000/2\r\n"
                            "a=rtpmap:101 telephone-event/8000\r\n")
    stream.start(answer.rtp_address())
    stream.wait(lambda all_: len(all_) > 5, "something")
    bob.call("session.dtmf", session=bob.first(), tones="5,,6")
    stream.wait(lambda all_: [p for p in all_ if p.type == 101 and
                              p.payload[0] == 6], "a key four seconds later")
    sound = len([p for p in stream.received if p.type == 96])
    assert sound < 80, f"{sound} packets of silence"


@story
def services_in_any_codec(stage):
    "the echo answers in whatever the account names"
    bob = phone(stage, more='codecs = {"GSM"}')
    number = bob.dial("echo")
    bob.session(number, state="established")
    bob.hears_mostly(1000, 0.003)


@story
def an_offer_of_ours(stage):
    "an offer has numbers, clocks and wishes of all that the account names"
    bob, peer = phone(stage, settings="silence_suppression = yes"), \
        sip.Peer(stage)
    bob.dial(peer.uri)
    offer = peer.expect("INVITE").body
    assert "a=rtpmap:9 G722/8000" in offer and "a=rtpmap:13 CN/8000" in offer
    assert "L16/16000" in offer and "L16/8000" in offer, offer
    assert "telephone-event/8000" in offer and "a=maxptime:120" in offer
    if built(bob, "opus"):
        assert "a=rtpmap:96 opus/48000/2" in offer
        assert "a=fmtp:96 useinbandfec=1;usedtx=1" in offer, offer
        assert "telephone-event/48000" in offer
    if built(bob, "G729"):
        assert "a=fmtp:18 annexb=yes" in offer


if __name__ == "__main__":
    run()
