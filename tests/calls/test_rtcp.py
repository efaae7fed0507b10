"""Reports: by one port or two, extended ones, and what they tell."""
import select
import socket
import struct
import time

import rtcp
import rtp
import sip
import stage as stages
from engine import audio, direct
from tap import run, story

ALL = "a=rtcp-mux\r\na=rtcp-rsize\r\na=rtcp-xr:rcvr-rtt=all voip-metrics\r\n"
OURS = 0x0ffa0000       # SSRC of rtp.packet
NTP = 0x1234_5678_9abc_def0


class Port:
    """A port for RTCP alone."""
    name = "rtcp"

    def __init__(self, on):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.number = self.socket.getsockname()[1]
        self.came = []
        on.add(self)

    def end(self):
        self.socket.close()

    def log(self):
        return f"{len(self.came)} reports"

    def next(self, fits=lambda data: True):
        """The next report that fits."""
        end = time.monotonic() + stages.PATIENCE
        while time.monotonic() < end:
            if select.select([self.socket], [], [], 0.2)[0]:
                self.came.append(self.socket.recv(2048))
                if fits(self.came[-1]):
                    return self.came[-1]
        raise AssertionError("no such report came")


def talking(stage, more="", rtcp_port=None):
    peer, stream = sip.Peer(stage), rtp.Stream(stage)
    bob = stage.engine(audio("tone:1000", "null") +
                       direct("bob", "auto_answer = all"), name="bob")
    if rtcp_port:
        more += f"a=rtcp:{rtcp_port}\r\n"
    answer = peer.answered(bob.uri("bob"), bob.port, stream.port, more=more)
    stream.start(answer.rtp_address(), stream.tone(500))
    return bob, stream, answer


def statistics(bob):
    number = bob.call("session.list")["sessions"][0]["id"]
    return bob.call("session.get", session=number)["statistics"]


def media(bob):
    return bob.call("session.list")["sessions"][0]["media"]


def until(bob, fits, what):
    return bob.client.until(lambda: fits(statistics(bob)), what)


def next_report(stream, start=0):
    """The next one that comes by RTP's port."""
    def found(packets):
        return [p.data for p in packets[start:] if rtcp.is_rtcp(p.data)]
    stream.wait(found, "a report by RTP's port")
    return found(stream.received)[0]


@story
def one_port(stage):
    "rtcp-mux: reports come and go by RTP's port, the sound beside them goes on"
    other = Port(stage)
    bob, stream, answer = talking(stage, ALL, other.number)
    assert "a=rtcp-mux" in answer.body, answer.body
    assert media(bob)["rtcp"] == {"mux": True, "reduced_size": True,
                                  "xr": True}
    report = next_report(stream)
    theirs = rtcp.ssrc_of(report)
    compound = rtcp.receiver(OURS, rtcp.block(theirs, 64, 3, 99, 80)) + \
        rtcp.name(OURS)
    stream.socket.sendto(compound, answer.rtp_address())
    told = until(bob, lambda s: s["remote_loss_fraction"] == 0.25 and s,
                 "what they lose")
    assert told["remote_jitter_ms"] == 10, told
    assert told["unreadable_packets"] == 0, told
    stream.hears_tone(1000)
    assert not select.select([other.socket], [], [], 0)[0], \
        "a report came by the other port"


@story
def two_ports(stage):
    "who does not offer it gets reports by the port that was named for them"
    other = Port(stage)
    bob, stream, answer = talking(stage, "", other.number)
    assert "a=rtcp" not in answer.body, answer.body
    report = other.next()
    assert rtcp.packets(report)[0][0] in (rtcp.SR, rtcp.RR)
    assert rtcp.XR not in [kind for kind, _, _ in rtcp.packets(report)]
    host, port = answer.rtp_address()
    other.socket.sendto(
        rtcp.receiver(OURS, rtcp.block(rtcp.ssrc_of(report), 128)) +
        rtcp.name(OURS), (host, port + 1))
    until(bob, lambda s: s["remote_loss_fraction"] == 0.5, "what they lose")
    assert not [p for p in stream.received if rtcp.is_rtcp(p.data)]


@story
def refused(stage):
    "our offer has it; an answer without it leaves two ports"
    other, peer, stream = Port(stage), sip.Peer(stage), rtp.Stream(stage)
    ann = stage.engine(audio("tone:1000") + direct("ann"), name="ann")
    ann.call("session.call", to=peer.uri)
    invite = peer.expect("INVITE")
    assert "a=rtcp-mux" in invite.body and "a=rtcp-xr:" in invite.body
    peer.reply(invite, 200, body=sip.sdp(
        stream.port, more=f"a=rtcp:{other.number}\r\n"))
    peer.expect("ACK")
    stream.start(invite.rtp_address(), stream.tone(500))
    other.next()
    assert media(ann)["rtcp"]["mux"] is False
    stream.hears_tone(1000)


@story
def voip_metrics(stage):
    "XR tells how they are heard: loss, bursts, delay, MOS"
    other = Port(stage)
    bob, stream, answer = talking(
        stage, "a=rtcp-xr:voip-metrics\r\n", other.number)
    lost = iter(range(1 << 30))
    stream.road = lambda data: [] if next(lost) % 10 in (3, 4) else [data]

    def tells(report):
        voip = rtcp.blocks_of(report).get(rtcp.XR_VOIP)
        return voip and voip[22] != 127         # MOS-LQ is known by then
    voip = rtcp.blocks_of(other.next(tells))[rtcp.XR_VOIP]
    assert struct.unpack("!I", voip[:4])[0] == OURS
    loss, discard, burst, _ = voip[4:8]
    assert 40 < loss < 65, loss                 # a fifth of 256
    # of a busy machine some come too late as well
    assert 40 < burst < 65 or (discard and burst >= 65), (burst, discard)
    assert voip[19] == 16, "Gmin"
    assert 10 <= voip[22] < 40, voip[22]
    seen = statistics(bob)
    assert seen["mos_lq"] and seen["mos_lq"] < 4, seen
    assert seen["mos_cq"] is None, seen         # no round trip is known
    assert seen["received_codec"] == "PCMU" and seen["sent_codec"] == "PCMU"
    assert seen["received_ptime_ms"] == 20, seen


@story
def receiver_time(stage):
    "XR's times: both ends know the round trip without a sender's report"
    other = Port(stage)
    bob, _, answer = talking(
        stage, "a=rtcp-xr:rcvr-rtt=all\r\n", other.number)
    host, port = answer.rtp_address()
    report = other.next(lambda r: rtcp.XR_TIME in rtcp.blocks_of(r))
    theirs = rtcp.ssrc_of(report)
    then = struct.unpack("!Q", rtcp.blocks_of(report)[rtcp.XR_TIME])[0]
    other.socket.sendto(
        rtcp.receiver(OURS) + rtcp.name(OURS) + rtcp.extended(
            OURS, rtcp.time(NTP),
            rtcp.answer(theirs, then >> 16 & 0xffffffff, 0)),
        (host, port + 1))
    told = until(bob, lambda s: s["rtt_ms"] is not None and s, "a round trip")
    assert 0 <= told["rtt_ms"] < 5000, told
    report = other.next(lambda r: rtcp.XR_ANSWER in rtcp.blocks_of(r))
    ssrc, lrr, dlrr = struct.unpack(
        "!III", rtcp.blocks_of(report)[rtcp.XR_ANSWER])
    assert (ssrc, lrr) == (OURS, NTP >> 16 & 0xffffffff)
    assert 0 < dlrr < 30 << 16, dlrr


@story
def reduced(stage):
    "a report without its name is taken, and a beginning loss is told at once"
    other = Port(stage)
    bob, stream, answer = talking(
        stage, "a=rtcp-rsize\r\n", other.number)
    host, port = answer.rtp_address()
    theirs = rtcp.ssrc_of(other.next())
    other.socket.sendto(rtcp.receiver(OURS, rtcp.block(theirs, 192)),
                        (host, port + 1))
    until(bob, lambda s: s["remote_loss_fraction"] == 0.75, "what they lose")
    lost = iter(range(1 << 30))
    stream.road = lambda data: [] if next(lost) % 3 == 0 else [data]
    report = other.next(lambda r: len(rtcp.packets(r)) == 1)
    assert rtcp.packets(report)[0][0] in (rtcp.SR, rtcp.RR)


@story
def strangers(stage):
    "a report from another port of the host counts if it knows whom we hear"
    other, stranger = Port(stage), Port(stage)
    bob, stream, answer = talking(stage, "", other.number)
    host, port = answer.rtp_address()
    theirs = rtcp.ssrc_of(other.next())
    stranger.socket.sendto(
        rtcp.receiver(7, rtcp.block(theirs, 255)) + rtcp.name(7) +
        rtcp.bye(OURS), (host, port + 1))
    until(bob, lambda s: s["unreadable_packets"] == 1, "a refusal")
    assert statistics(bob)["remote_loss_fraction"] is None
    stranger.socket.sendto(
        rtcp.receiver(OURS, rtcp.block(theirs, 128)) + rtcp.name(OURS),
        (host, port + 1))
    until(bob, lambda s: s["remote_loss_fraction"] == 0.5, "what they lose")
    stream.hears_tone(1000)


if __name__ == "__main__":
    run()
