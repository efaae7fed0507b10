"""How well RTP is timed, what an echo takes, and what many calls cost."""
import math
import select
import time

import baresip
import lines
import load
import measure
import rtp

GRID_SECONDS = 5
BURSTS = 9
MEMBERS = 32
LOAD_CALLS, WINDOWS, WINDOW_SECONDS = 200, 5, 1.6


def _off_grid(stage, uri, port, count):
    """ms that packets lie beside their 20 ms grid, of all calls."""
    calls = load.Calls(stage, uri, port, count)
    sender = load.Sender(calls)
    load.arrivals(calls, 1)         # let it settle
    off = [1e3 * v for packets in load.arrivals(calls, GRID_SECONDS)
           if packets for v in load.off_grid(packets)]
    sender.stop()
    calls.hang_up()
    return off or [math.inf]


def _priority(pid):
    if measure.has_real_time(pid):
        return "its media thread has real-time priority"
    return "its media thread has no real-time priority: run as root, or " \
        "raise the limit rtprio"


def _grid_of(stage, table, count):
    bob, peer = lines.line(stage, "tone", name=f"bob{count}"), \
        baresip.Baresip(stage)
    ours = _off_grid(stage, bob.uri("bob"), bob.port, count)
    theirs = _off_grid(stage, peer.uri(), peer.port, count)
    timer = [1e3 * v for v in load.late_timer(2)]
    table.most(f"RTP off its grid, 99 %, {count} calls",
               measure.percentile(ours, 0.99), 1, "ms",
               f"baresip: {measure.percentile(theirs, 0.99):.2f}, "
               f"bare timer: {measure.percentile(timer, 0.99):.2f}", digits=2,
               why=f"half of them within {measure.median(ours):.2f} ms, "
               f"the worst {max(ours):.1f}\n{_priority(bob.pid)}")


def grid(stage, table):
    for count in (1, 50):
        _grid_of(stage, table, count)


def _echo_delays(stage, uri, port):
    """ms until a burst comes back."""
    calls = load.Calls(stage, uri, port, 1)
    made, remote = calls.sockets[0], calls.remotes[0]
    burst = rtp.encode([0.5 if i // 4 % 2 else -0.5 for i in range(160)])
    delays, sent_at, number = [], None, 0
    began = time.monotonic()
    while len(delays) < BURSTS and number < 50 * (BURSTS + 5):
        # not always at the same phase of the phone's own clock
        if number % 25 == 20:
            began += 0.0023
            sent_at = time.time()
        made.sendto(rtp.packet(number, 160 * number, burst if number % 25 in
                               (20, 21) else rtp.SILENCE), remote)
        number += 1
        while select.select([made], [], [], max(
                began + number * 0.02 - time.monotonic(), 0))[0]:
            data, when = load.receive(made)
            if sent_at and max(map(abs, rtp.decode(data[12:]))) > 0.2:
                delays.append(1e3 * (when - sent_at))
                sent_at = None
    calls.hang_up()
    return delays or [math.inf]


def echo(stage, table):
    bob, peer = lines.line(stage), baresip.Baresip(stage)
    ours = _echo_delays(stage, bob.uri("bob"), bob.port)
    theirs = _echo_delays(stage, peer.uri(), peer.port)
    table.most("echo of a burst", measure.median(ours), 60, "ms",
               f"baresip: {measure.median(theirs):.0f}", digits=0,
               why=f"from {min(ours):.0f} to {max(ours):.0f} ms")


class _Load:
    """What a phone uses while it echoes so many calls."""

    def __init__(self, stage, phone, uri, count):
        before = measure.memory_kb(phone.pid)
        calls = load.Calls(stage, uri, phone.port, count)
        sender = load.Sender(calls)
        time.sleep(1.5)             # buffers fill, which cannot be seen
        cpu, self.wakeups = measure.windows(phone.pid, WINDOWS, WINDOW_SECONDS)
        self.cpu = cpu / count
        self.threads = measure.threads(phone.pid)
        self.kib = (measure.memory_kb(phone.pid) - before) / count
        self.by_thread = measure.by_thread(phone.pid)
        sender.stop()
        calls.hang_up()


def _floor(stage):
    """ms of CPU a call and second, of a loop that only sends back."""
    floor = load.Floor(stage, LOAD_CALLS)
    calls = load.Calls.without_sip(floor.ports)
    sender = load.Sender(calls)
    cost = measure.windows(floor.pid, WINDOWS, 0.6)[0] / LOAD_CALLS
    sender.stop()
    calls.hang_up()
    floor.end()
    return cost


def _conference_cost(stage, media=""):
    bob = lines.line(stage, "conference", name="bridge" + media[-6:].strip(),
                     media=f' rtp_ports = "{lines.OUR_RTP}-'
                     f'{lines.OUR_RTP + lines.RTP_PORTS - 1}"\n{media}')
    cost = _Load(stage, bob, bob.uri("bob"), MEMBERS)
    bob.stop()
    return cost


def conference(stage, table):
    """All members speak, and each hears all the others."""
    floor = _floor(stage)
    for media, name in (("", ""), (" mix = top-3\n", ", top-3")):
        ours = _conference_cost(stage, media)
        table.most(f"conference of {MEMBERS}{name}: CPU each", ours.cpu,
                   0.8, "ms", f"bare loop that sends back: {floor:.2f}",
                   digits=2, why=ours.by_thread)


def calls_200(stage, table):
    one, bob = lines.line(stage, name="one"), lines.line(stage)
    few = _Load(stage, one, one.uri("bob"), 1)
    one.stop()
    ours = _Load(stage, bob, bob.uri("bob"), LOAD_CALLS)
    bob.stop()
    peer = baresip.Baresip(stage)
    theirs = _Load(stage, peer, peer.uri(), LOAD_CALLS)
    table.most("200 echoes: CPU a call and second", ours.cpu, theirs.cpu / 2,
               "ms", f"baresip: {theirs.cpu:.2f}, "
               f"bare loop: {_floor(stage):.2f}", digits=2, why=ours.by_thread)
    table.most("threads with 200 calls", ours.threads, few.threads, "",
               f"1 call: {few.threads}; baresip: {theirs.threads}", digits=0)
    table.most("wake-ups with 200 calls", ours.wakeups, 1.2 * few.wakeups,
               "/s", f"1 call: {few.wakeups:.0f}; "
               f"baresip: {theirs.wakeups:.0f}", digits=0)
    table.most("memory (Pss) a call", ours.kib, 100, "KiB",
               f"baresip: {theirs.kib:.0f}", digits=0)
