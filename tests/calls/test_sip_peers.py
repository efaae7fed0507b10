"""sipp, an independent user agent, in both roles."""
import sip
from engine import audio, direct
from rtp import Stream
from sipp import Sipp
from tap import run, story


@story
def sipp_calls(stage):
    "sipp calls a line that answers by itself, and hangs up"
    bob = stage.engine(direct("bob", "auto_answer = all\nanswer_with = echo"),
                       name="bob")
    Sipp(stage, "uac", bob.port, service="bob", more=["-d", "200"]).wait()
    end = bob.client.event("session.ended")["session"]
    assert end["end"]["by"] == "remote" and end["end"]["status"] == 200, end
    assert end["direction"] == "incoming" and end["account"]["name"] == "bob"


@story
def sipp_calls_over_tcp(stage):
    "the same over TCP"
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    Sipp(stage, "uac", bob.port, service="bob",
         more=["-d", "100", "-t", "t1"]).wait()
    bob.client.event("session.ended")


@story
def sipp_calls_ten_times(stage):
    "ten calls in a row leave nothing behind"
    bob = stage.engine("max_calls = 20\n" + direct(
        "bob", "auto_answer = all\nanswer_with = tone"), name="bob")
    Sipp(stage, "uac", bob.port, calls=10, service="bob",
         more=["-d", "50", "-r", "20"]).wait()
    bob.client.until(lambda: len([
        e for e in bob.client.events if e["topic"] == "session.ended"]) == 10,
        "ten ends")
    assert bob.call("engine.status")["engine"]["sessions"] == 0


@story
def sipp_answers(stage):
    "a call to sipp is answered with PCMA, and ended from here"
    line = Sipp(stage, "uas")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(line.uri())
    session = ann.session(hers, state="established")
    assert session["media"]["codec"] == "PCMA", session["media"]
    ann.call("session.hangup", session=hers)
    assert ann.ended(hers)["by"] == "local"
    line.wait()


@story
def sipp_answers_over_tcp(stage):
    "the same over TCP"
    line = Sipp(stage, "uas", more=["-t", "t1"])
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(line.uri() + ";transport=tcp")
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    line.wait()


@story
def sipp_refuses(stage):
    "each refusal is told with its status and words"
    ann = stage.engine(direct("ann"), name="ann")
    for status, words in ((404, "Not Found"), (486, "Busy Here"),
                          (503, "Service Unavailable"), (603, "Decline")):
        line = Sipp(stage, "uas_refuse",
                    words={"status": status, "words": words})
        hers = ann.dial(line.uri())
        end = ann.ended(hers)
        assert (end["by"], end["status"]) == ("remote", status), end
        assert words in end["reason"], end
        line.wait()


@story
def early_media_and_cancel(stage):
    "183 with a description is early media; hanging up then cancels"
    line = Sipp(stage, "uas_early")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(line.uri())
    session = ann.session(hers, progress="early")
    assert session["early_media"] and session["media"]["codec"] == "PCMU"
    ann.call("session.hangup", session=hers)
    assert ann.ended(hers)["by"] == "local"
    line.wait()


@story
def early_media_is_heard(stage):
    "what a peer plays before it answers is heard"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    stream.tone(620)
    stream.start(invite.rtp_address(), stream.tone(620))
    peer.reply(invite, 183, "Session Progress", body=sip.sdp(stream.port))
    ann.session(hers, progress="early")
    ann.hears_tone(620)


@story
def a_line_that_echoes(stage):
    "answer_with = echo sends back what it hears, decoded and encoded again"
    peer, stream = sip.Peer(stage), Stream(stage)
    bob = stage.engine(direct("bob", "auto_answer = all\nanswer_with = echo"),
                       name="bob")
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
    stream.start(answer.rtp_address(), stream.tone(440))
    stream.hears_tone(440)
    peer.bye(answer)


@story
def a_line_with_a_tone(stage):
    "answer_with = tone plays 1 kHz to whoever calls"
    peer, stream = sip.Peer(stage), Stream(stage)
    bob = stage.engine(direct("bob", "auto_answer = all\nanswer_with = tone"),
                       name="bob")
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
    stream.start(answer.rtp_address())
    stream.hears_tone(1000)
    peer.bye(answer)


@story
def keys_from_a_peer(stage):
    "keys pressed by a peer, each packet of which comes, are one event each"
    peer, stream = sip.Peer(stage), Stream(stage)
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
    stream.start(answer.rtp_address())
    stream.press("19*#D")
    last = bob.client.event("session.dtmf", lambda e: e["tone"] == "D")
    assert last["session"]["dtmf_received"] == "19*#D", last
    peer.bye(answer)


@story
def keys_to_a_peer(stage):
    "keys sent are RFC 4733: a marker, growing durations, the end three times"
    peer, stream = sip.Peer(stage), Stream(stage)
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    stream.start(invite.rtp_address())
    peer.reply(invite, 200, "OK", body=sip.sdp(stream.port))
    peer.expect("ACK")
    ann.session(hers, state="established")
    ann.call("session.dtmf", session=hers, tones="5#", duration_ms=100)

    def ends():
        return [p for p in stream.received
                if p.type == 101 and p.payload[1] & 0x80]
    stream.wait(lambda _: len(ends()) >= 6, "two keys")
    assert stream.keys() == "5#", stream.keys()
    first = [p for p in stream.received if p.type == 101 and
             p.timestamp == ends()[0].timestamp]
    assert [p.marker for p in first].count(True) == 1 and first[0].marker
    durations = [p.payload[2] << 8 | p.payload[3] for p in first]
    assert durations == sorted(durations) and 640 <= durations[-1] <= 1600
    assert len([p for p in first if p.payload[1] & 0x80]) == 3


if __name__ == "__main__":
    run()
