"""How well RTP is timed, and what an echo takes."""
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
SETTLE = 1          # s


def _off_grid(stage, uri, port, count, sound):
    """ms that packets lie beside their 20 ms grid, of all calls."""
    calls = load.Calls(stage, uri, port, count, sound)
    sender = load.Sender(stage, calls, hears=False)
    load.arrivals(calls, SETTLE)
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


def _grid_of(stage, table, count, sound):
    bob = lines.line(stage, "tone", name=f"bob{count}{sound.name}")
    ours = _off_grid(stage, bob.uri("bob"), bob.port, count, sound)
    priority = _priority(bob.pid)
    bob.stop()
    peer = baresip.Baresip(stage, sound=sound.name)
    theirs = _off_grid(stage, peer.uri(), peer.port, count, sound)
    peer.end()
    timer = [1e3 * v for v in load.late_timer(2)]
    table.most(f"RTP off its grid, 99 %, {count} {sound.name}",
               measure.percentile(ours, 0.99), 1, "ms",
               f"baresip: {measure.percentile(theirs, 0.99):.2f}, "
               f"bare timer: {measure.percentile(timer, 0.99):.2f}", digits=2,
               why=f"half of them within {measure.median(ours):.2f} ms, "
               f"the worst {max(ours):.1f}\n{priority}")


def grid(stage, table):
    """Each call hears a tone of ours: packets leave whatever comes."""
    for sound in load.pcmu(stage), load.opus(stage)[0]:
        for count in (1, 50, 200):
            _grid_of(stage, table, count, sound)


def _echo_delays(stage, uri, port):
    """ms until a burst comes back."""
    calls = load.Calls(stage, uri, port, 1, load.pcmu(stage))
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
    table.most("echo of a burst", measure.median(ours), 40, "ms",
               f"baresip: {measure.median(theirs):.0f}", digits=0,
               why=f"from {min(ours):.0f} to {max(ours):.0f} ms")
