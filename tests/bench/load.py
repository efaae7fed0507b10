"""Calls and packets from outside, with the kernel's own times of arrival."""
import math
import os
import resource
import select
import socket
import struct
import subprocess
import time

import rtp
import sip
import srtp
import stage as module

SO_TIMESTAMPNS = 35
REST = 0.01         # s between calls: baresip still ends the former


def loudness(seconds):
    """0..0.5: of somebody who speaks, syllable by syllable, with pauses."""
    syllable = abs(math.sin(math.pi * 3.3 * seconds))
    return 0.5 * syllable * (seconds % 3 < 2.2) * (
        0.3 + 0.7 * abs(math.sin(1.1 * seconds)))


def allow_descriptors():
    """As many as there may be: a call of ours takes one, of theirs two."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def stamped_socket():
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    made.bind(("127.0.0.1", 0))
    made.settimeout(20)
    return made


def receive(from_socket):
    """(bytes, seconds since the epoch when the kernel had them)."""
    data, control, _, _ = from_socket.recvmsg(2048, 64)
    for level, kind, value in control:
        if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS):
            seconds, nanoseconds = struct.unpack("qq", value[:16])
            return data, seconds + nanoseconds / 1e9
    return data, time.time()


class Floor:
    """The program that only sends back, or mixes, on so many ports."""

    def __init__(self, stage, count, *how):
        reading, self._writing = os.pipe()
        self.process = stage.start(
            "-".join(["floor", *how]),
            [os.path.join(module.BUILD, "tests/bench/floor"), count, *how],
            stdin=reading)
        os.close(reading)
        self.pid = self.process.pid
        module.until(lambda: "ready" in self.process.text(), "it is ready")
        self.ports = [int(word) for word in self.process.text().split()[:-1]]

    def end(self):
        os.close(self._writing)
        self.process.wait()


def datagram_times(stage, count=200):
    """Seconds that a datagram takes there and back: what no phone can beat."""
    floor = Floor(stage, 1)
    made, times = stamped_socket(), []
    for _ in range(count):
        began = time.time()
        made.sendto(bytes(800), ("127.0.0.1", floor.ports[0]))
        times.append(receive(made)[1] - began)
        time.sleep(REST)
    made.close()
    floor.end()
    return times


def late_timer(seconds):
    """Seconds that a sleep until the next 20 ms ends too late."""
    began, late = time.monotonic(), []
    for number in range(int(seconds * 50)):
        left = began + number * 0.02 - time.monotonic()
        time.sleep(max(left, 0))
        late.append(time.monotonic() - began - number * 0.02)
    return [abs(v - sorted(late)[len(late) // 2]) for v in late]


def status_times(stage, uri, port, wanted, calls=50):
    """Seconds from INVITE to that status, of calls one after the other."""
    peer = sip.Peer(stage, "timer")
    peer.socket.close()
    peer.socket = stamped_socket()
    peer.port = peer.socket.getsockname()[1]
    times = []
    for _ in range(calls):
        times.append(_time_one(peer, uri, port, wanted))
        time.sleep(REST)
    return times


def _time_one(peer, uri, port, wanted):
    invite = peer.request("INVITE", uri, body=sip.sdp(4000))
    began = time.time()
    peer.send(invite, port)
    while True:
        data, when = receive(peer.socket)
        answer = sip.Message(data, ("127.0.0.1", port))
        if answer.status == wanted and "INVITE" in answer.get("CSeq"):
            break
    if wanted == 200:
        peer.ack(answer)
        peer.send(peer.request("BYE", answer.contact, dialog=answer,
                               cseq=9999), port)
        _final(peer, port, "BYE")
    else:
        peer.send(sip.cancel_of(invite), port)
        peer.ack(_final(peer, port, "INVITE"), uri)
    return when - began


def _final(peer, port, method):
    """The final answer to that request."""
    while True:
        data, _ = receive(peer.socket)
        answer = sip.Message(data, ("127.0.0.1", port))
        if answer.status >= 200 and method in answer.get("CSeq"):
            return answer


class Calls:
    """So many established calls from one peer; every one has its socket."""

    def __init__(self, stage, uri, port, count, sound):
        allow_descriptors()
        self.peer, self.sound = sip.Peer(stage, f"{count} calls"), sound
        self.sockets, self.remotes, self.dialogs = [], [], []
        for _ in range(count):
            made = stamped_socket()
            answer = self._answered(uri, port, made.getsockname()[1])
            self.sockets.append(made)
            self.remotes.append(("127.0.0.1", answer.rtp_address()[1]))
            self.dialogs.append(answer)

    def _answered(self, uri, port, rtp_port):
        self.peer.send(self.peer.request(
            "INVITE", uri, body=self.sound.sdp(rtp_port)), port)
        answer = self.peer.expect(200)
        self.peer.ack(answer)
        return answer

    @classmethod
    def without_sip(cls, ports, sound):
        """To ports where somebody listens already."""
        calls = cls.__new__(cls)
        calls.peer, calls.sound, calls.dialogs = None, sound, []
        calls.sockets = [stamped_socket() for _ in ports]
        calls.remotes = [("127.0.0.1", port) for port in ports]
        return calls

    def hold_one(self):
        """Answers the next re-INVITE as one who is held does."""
        request = self.peer.expect("INVITE")
        self.peer.reply(request, 200, "OK", body=sip.sdp(
            4000, formats="0", direction="recvonly", version=2))
        self.peer.expect("ACK")

    def hang_up(self):
        for dialog in self.dialogs:
            self.peer.send(self.peer.request(
                "BYE", dialog.contact, dialog=dialog, cseq=9999), dialog.source)
        for made in self.sockets:
            made.close()


class Sound:
    """What is sent into calls: payloads of 20 ms in a file, and their type.
    line: a key that seals them (srtp.Line), the same for all calls."""

    def __init__(self, path, name="PCMU", kind=0, ticks=160, rtpmap="",
                 line=None):
        self.path, self.name, self.kind = path, name, kind
        self.ticks, self._rtpmap, self.line = ticks, rtpmap, line

    def sealed(self, suite):
        return Sound(self.path, self.name, self.kind, self.ticks, self._rtpmap,
                     srtp.Line(suite))

    @property
    def key(self):
        """For the programs here."""
        return f"{self.line.suite}:{self.line.master.hex()}" if self.line \
            else "-"

    def sdp(self, port):
        body = sip.sdp(port, formats=f"{self.kind} 101") + self._rtpmap
        return body.replace("RTP/AVP", "RTP/SAVP") + str(self.line) \
            if self.line else body


def pcmu(stage, seconds=3):
    """Somebody who speaks, at 8 kHz."""
    path = stage.path("pcmu.payloads")
    voice = [loudness(i / 8000) * ((i % 64) / 32 - 1)
             for i in range(8000 * seconds)]
    with open(path, "wb") as file:
        for i in range(0, len(voice), 160):
            payload = rtp.encode(voice[i:i + 160])
            file.write(struct.pack("!H", len(payload)) + payload)
    return Sound(path)


def opus(stage, calls=1, complexity=5, bitrate=28000):
    """The same with Opus, and what libopus itself takes for it: (sound, ms to
    encode and to decode a second of one of so many calls)."""
    path = stage.path("opus.payloads")
    program = os.path.join(module.BUILD, "tests/bench/opus_floor")
    if not os.path.exists(program):
        raise AssertionError("this build has no Opus")
    said = subprocess.run(
        [program, str(calls), str(complexity), str(bitrate), path],
        stdout=subprocess.PIPE, check=True).stdout
    return (Sound(path, "opus", 96, 960, "a=rtpmap:96 opus/48000/2\r\n"),
            sum(map(float, said.split())))


class Sender:
    """A process that sends 50 packets a second into each call, evenly.
    hears: it throws away what comes back; else somebody else reads."""

    def __init__(self, stage, calls, hears=True):
        sound = calls.sound
        ends = [f"{made.fileno()}:{port}" for made, (_, port) in zip(
            calls.sockets, calls.remotes)]
        self._process = stage.start(
            f"peers-{ends[0]}",
            [os.path.join(module.BUILD, "tests/bench/peers"), sound.path,
             sound.kind, sound.ticks, int(hears), sound.key, *ends],
            pass_fds=[made.fileno() for made in calls.sockets])

    def stop(self):
        self._process.kill()


def arrivals(calls, seconds):
    """Per call, (sequence number, time) of what comes in so many seconds."""
    poll = select.epoll()
    found = {made.fileno(): [] for made in calls.sockets}
    by_number = {made.fileno(): made for made in calls.sockets}
    for number in found:
        poll.register(number, select.EPOLLIN)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for number, _ in poll.poll(0.1):
            data, when = receive(by_number[number])
            if len(data) >= 12:
                found[number].append(
                    (struct.unpack("!H", data[2:4])[0], when))
    poll.close()
    return list(found.values())


def off_grid(packets):
    """How far each packet is from its place on a 20 ms grid, in seconds."""
    first = packets[0][0]
    shifts = [when - 0.02 * ((sequence - first) & 0xffff)
              for sequence, when in packets]
    middle = sorted(shifts)[len(shifts) // 2]
    return [abs(shift - middle) for shift in shifts]
