"""One side hears nothing: the cause is named, in words a person can use."""
import random
import threading

import rtcp
import rtp
import sip
import stun
from engine import audio, direct
from srtp import Line
from tap import run, story

THEIRS = 0x0ffa0000     # SSRC of rtp.packet


def called(stage, capture="tone:1000", more="", name="bob"):
    """A call that is up, and nothing was sent."""
    peer, stream = sip.Peer(stage), rtp.Stream(stage)
    bob = stage.engine(audio(capture, "null") + direct(
        "bob", "auto_answer = all\nsrtp_clear_keys = allow"), name=name)
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port, more=more)
    return bob, peer, stream, answer


def media(bob):
    live = bob.client.sessions
    return live[max(live)]["media"] if live else None


def problem(bob):
    return (media(bob) or {}).get("problem")


def named(bob, code):
    """Waits for that problem, and returns it."""
    return bob.client.until(
        lambda: problem(bob) and problem(bob)["code"] == code and
        problem(bob), f"the problem {code}, not {problem(bob)}")


def solved(bob):
    bob.client.until(lambda: media(bob) and not problem(bob), "no problem")


def statistics(bob):
    number = max(bob.client.sessions)
    return bob.call("session.get", session=number)["statistics"]


def sent(bob):
    return statistics(bob)["sent_packets"]


def warnings(bob):
    return [e for e in bob.client.events if e["topic"] == "engine.warning" and
            e["code"] == "media"]


class Sender:
    """Sends what a function makes, 50 a second, from an address of its own."""

    def __init__(self, on, to, make, address="127.0.0.1"):
        self.name, self.stream = "sender", rtp.Stream(on, "sender", address)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send, args=(to, make),
                                        daemon=True)
        self._thread.start()
        on.add(self)

    def _send(self, to, make):
        number = 0
        while not self._stop.wait(0.02):
            self.stream.socket.sendto(make(number), to)
            number += 1

    def stop(self):
        self._stop.set()
        self._thread.join()

    end = stop

    def log(self):
        return ""


@story
def nothing_arrives(stage):
    "nothing comes: said once, with the address; and gone when it comes"
    bob, _, stream, answer = called(stage)
    told = named(bob, "nothing_arrives")
    assert f"127.0.0.1:{stream.port}" in told["text"], told
    assert "firewall" in told["advice"], told
    assert told["text"] in warnings(bob)[0]["text"]
    assert "call 1" in warnings(bob)[0]["text"]
    stream.start(answer.rtp_address(), stream.tone(500))
    solved(bob)
    assert len(warnings(bob)) == 1
    status, text, _ = bob.one_shot("show", "1")
    assert status == 0 and "problem" in text


@story
def reports_only(stage):
    "reports come and no sound does: the way is open, they are silent"
    bob, _, stream, answer = called(stage)
    host, port = answer.rtp_address()
    stream.socket.sendto(rtcp.receiver(THEIRS) + rtcp.name(THEIRS),
                         (host, port + 1))
    told = named(bob, "nothing_arrives")
    assert "reports do come" in told["advice"], told


@story
def a_way_kept_open(stage):
    "STUN and empty packets come instead of sound: nothing does, keys or none"
    def opens(number):
        return stun.request() if number % 2 else b""
    bobs = {}
    for name, keys in ("none", ""), ("sdes", str(Line())):
        bobs[name], _, _, answer = called(stage, more=keys, name=name)
        one = Sender(stage, answer.rtp_address(), opens).stream.socket
        for number in range(100):       # as after a tick that is late
            one.sendto(opens(number), answer.rtp_address())
    for name, bob in bobs.items():
        named(bob, "nothing_arrives")
        assert media(bob)["security"] == name
        told = statistics(bob)
        assert not told["forged_packets"] + told["unreadable_packets"], told


@story
def unknown_type(stage):
    "a codec that was not agreed on: its number, and its name if it has one"
    bob, _, stream, answer = called(stage)
    sender = Sender(stage, answer.rtp_address(),
                    lambda n: rtp.packet(n, 160 * n, bytes(20), 18))
    told = named(bob, "payload_type")
    assert "type 18 (G729)" in told["text"], told
    sender.stop()


@story
def no_rtp(stage):
    "what comes is noise"
    bob, _, stream, answer = called(stage)
    chance = random.Random(1)
    sender = Sender(stage, answer.rtp_address(),
                    lambda n: b"\x00" + chance.randbytes(99))
    told = named(bob, "no_rtp")
    assert "encrypt" in told["advice"], told
    sender.stop()


@story
def a_stranger(stage):
    "they fall silent and somebody else sends: both addresses are named"
    bob, _, stream, answer = called(stage)
    stream.start(answer.rtp_address(), stream.tone(500))
    stream.hears_tone(1000)
    solved(bob)
    stream.road = lambda data: []
    sender = Sender(stage, answer.rtp_address(),
                    lambda n: rtp.packet(n, 160 * n, rtp.SILENCE, ssrc=9),
                    "127.0.0.9")
    told = named(bob, "stranger")
    assert f"127.0.0.9:{sender.stream.port}" in told["text"], told
    assert f"127.0.0.1:{stream.port}" in told["text"], told
    sender.stop()
    stream.road = lambda data: [data]
    solved(bob)


@story
def not_heard(stage):
    "two reports of theirs know of nothing of ours; the next one does"
    bob, _, stream, answer = called(stage)
    host, port = answer.rtp_address()
    stream.start((host, port), stream.tone(500))
    bob.client.until(lambda: media(bob), "the call")
    for _ in range(2):
        # by bob's own count: the stream's may be late, and then there is
        # little between two reports
        more = sent(bob) + 50
        bob.client.until(lambda: sent(bob) >= more, "a second of sound")
        stream.socket.sendto(rtcp.receiver(THEIRS) + rtcp.name(THEIRS),
                             (host, port + 1))
    told = named(bob, "not_heard")
    assert "reports that nothing of ours" in told["text"], told
    last = stream.newest()
    stream.socket.sendto(
        rtcp.receiver(THEIRS, rtcp.block(last.ssrc, highest=last.sequence)) +
        rtcp.name(THEIRS), (host, port + 1))
    solved(bob)


@story
def no_microphone(stage):
    "no microphone: said in the session, and that is why we are silent"
    bob, _, stream, answer = called(stage, "alsa:nothing_like_that")
    stream.start(answer.rtp_address(), stream.tone(500))
    told = named(bob, "no_microphone")
    assert "alsa:nothing_like_that" in told["text"], told
    assert media(bob)["silent"] == "no_microphone"
    assert not warnings(bob)            # the device has told already


@story
def on_purpose(stage):
    "muted or on hold is no problem: it is said why we are silent"
    bob, _, stream, answer = called(stage)
    stream.start(answer.rtp_address(), stream.tone(500))
    bob.client.until(lambda: media(bob), "the call")
    number = max(bob.client.sessions)
    assert media(bob)["silent"] is None
    bob.call("session.mute", session=number)
    bob.client.until(lambda: media(bob)["silent"] == "muted", "muted")
    assert problem(bob) is None


@story
def quality(stage):
    "a second after the other is kept; offhook quality shows it, after it too"
    bob, peer, stream, answer = called(stage)
    stream.start(answer.rtp_address(), stream.tone(500))
    bob.client.until(lambda: media(bob), "the call")
    number = max(bob.client.sessions)

    def seconds():
        told = bob.call("session.quality", session=number)["quality"]
        # on a busy machine the stream may be late, for some of them
        last = {k: values[-1:] for k, values in told["series"].items()}
        return told["summary"] and told["summary"]["seconds"] >= 7 and \
            last["loss_fraction"] == [0] and (last["mos_lq"][0] or 0) > 4 \
            and told
    told = bob.client.until(seconds, "seven seconds, the last of them good")
    series = told["series"]
    assert len({len(values) for values in series.values()}) == 1, series
    assert len(series["mos_lq"]) == told["summary"]["seconds"]
    assert series["mos_lq"][0] is None, series
    assert max(series["input_level_dbfs"]) in range(-14, -10), series
    status, text, _ = bob.one_shot("quality", str(number))
    assert status == 0, text
    for word in ("mos", "jitter", "round trip", "we hear"):
        assert word in text, text
    peer.bye(answer)
    bob.client.until(lambda: bob.client.sessions[number]["end"], "the end")
    kept = bob.client.event("history.added")["call"]["quality"]
    assert kept["codec"] == "PCMU", kept
    assert bob.call("history.list")["calls"][0]["quality"] == kept
    after = bob.call("session.quality", session=number)["quality"]
    assert after["summary"]["seconds"] >= told["summary"]["seconds"]
    for name in "mos_lq", "loss_fraction":
        mean = after["summary"][name]["mean"]
        assert abs(kept[name] - mean) < 0.01, (name, kept, after["summary"])


if __name__ == "__main__":
    run()
