"""How soon calls are answered, and how many."""
import re

import baresip
import lines
import load
import measure
from sipp import Sipp

RATE, RATE_SECONDS = 350, 12        # calls/s, one second each
PEER_SECONDS = 4
AT_ONCE = 250


def answers(stage, table):
    """ms from INVITE to a status, ours and baresip's by turns."""
    floor = [1e3 * v for v in load.datagram_times(stage)]
    for status, more in ((180, ""), (200, "auto_answer = all")):
        bob = lines.line(stage, more=more, name=f"bob{status}")
        peer = baresip.Baresip(stage, echo=False, answers=status == 200)
        ours, theirs = [], []
        for _ in range(4):
            ours += load.status_times(stage, bob.uri("bob"), bob.port, status)
            theirs += load.status_times(stage, peer.uri(), peer.port, status)
        ours = [1e3 * v for v in ours]
        for name, share, limit in (("", 0.5, {180: 0.3, 200: 1}[status]),
                                   (", 99 in 100", 0.99, {180: 1, 200: 2}[status])):
            value, peer_value, least = (measure.percentile(v, share)
                                        for v in (ours, theirs, floor))
            table.most(f"INVITE to {status}{name}", value, limit, "ms",
                       f"baresip: {1e3 * peer_value:.2f}, "
                       f"datagram: {least:.2f}", digits=2,
                       why=f"9 in 10 within "
                       f"{measure.percentile(ours, .9):.2f} ms")


def failed_calls(text):
    """What sipp's last screen says; None: nothing."""
    found = re.findall(r"Failed call\s*\|\s*\d+\s*\|\s*(\d+)", text)
    return int(found[-1]) if found else None


def _calls_a_second(stage, pid, port, seconds):
    """(calls that failed, ms of CPU a call, what sipp says)."""
    use = measure.Use(pid)
    caller = Sipp(stage, "uac", port, calls=RATE * seconds, service="bob",
                  more=["-d", "1000", "-r", RATE, "-l", 3 * RATE,
                        "-trace_screen", "-screen_file", "/dev/stdout"])
    trouble = ""
    try:
        caller.wait(seconds + 30)
    except AssertionError as said:
        trouble = str(said)[-600:]
    failed = failed_calls(caller.process.text())
    return (RATE * seconds if failed is None else failed,
            use.cpu_ms() / RATE / seconds, trouble)


def rate(stage, table):
    bob = lines.line(stage, calls=600)
    peer = baresip.Baresip(stage, echo=False, answers=True)
    ours = _calls_a_second(stage, bob.pid, bob.port, RATE_SECONDS)
    theirs = _calls_a_second(stage, peer.pid, peer.port, PEER_SECONDS)
    table.most(f"{RATE} calls/s, {RATE_SECONDS} s", ours[0], 0, "failed",
               f"baresip, {PEER_SECONDS} s: {theirs[0]} failed", digits=0,
               why=ours[2])
    table.row("CPU a one-second call", f"{ours[1]:.2f} ms", "", True,
              f"baresip: {theirs[1]:.2f}")


def at_once(stage, table):
    """No setting but max_calls."""
    bob = lines.line(stage, calls=AT_ONCE, media="")
    calls = load.Calls(stage, bob.uri("bob"), bob.port, AT_ONCE,
                       load.pcmu(stage))
    sender = load.Sender(stage, calls, hears=False)
    heard = sum(bool(packets) for packets in load.arrivals(calls, 1))
    count = bob.connect().call("engine.status")["engine"]["sessions"]
    table.row("calls at once, only max_calls set", f"{count}",
              f">= {AT_ONCE}", count >= AT_ONCE and heard >= AT_ONCE,
              f"{heard} of them heard", why=f"{heard} sent sound back")
    sender.stop()
    calls.hang_up()
