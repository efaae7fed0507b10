"""What calls cost: each one, a thousand held ones, ten thousand ended ones."""
import time

import baresip
import lines
import load
import measure
import stage as module
from signalling import failed_calls
from sipp import Sipp

SHORT_RATE, SHORT_SECONDS, PEER_SECONDS = 300, 5, 4
HELD = 1000
QUIET = 12          # s
# Each call leaves its transactions behind for 5 s: at this rate as many are
# there after the first thousand calls as ever.
CALLS, WARM_UP, CALLS_RATE = 10_000, 1000, 150


def _short_calls(stage, pid, port, rate, count):
    """(calls that failed, ms of CPU a call): answered, and ended at once."""
    use = measure.Use(pid)
    caller = Sipp(stage, "uac", port, calls=count, service="bob",
                  more=["-d", "0", "-r", rate, "-l", 3 * rate,
                        "-trace_screen", "-screen_file", "/dev/stdout"])
    try:
        caller.wait(count / rate + 30)
    except AssertionError:
        pass
    failed = failed_calls(caller.process.text())
    return count if failed is None else failed, use.cpu_ms() / count


def cost(stage, table):
    bob = lines.line(stage)
    peer = baresip.Baresip(stage, echo=False, answers=True)
    ours = _short_calls(stage, bob.pid, bob.port, SHORT_RATE,
                        SHORT_RATE * SHORT_SECONDS)
    theirs = _short_calls(stage, peer.pid, peer.port, SHORT_RATE,
                          SHORT_RATE * PEER_SECONDS)
    table.most("CPU an answered call", ours[1], 0.5, "ms",
               f"baresip: {theirs[1]:.2f}, {theirs[0]} failed", digits=2,
               why=f"{ours[0]} failed; {measure.by_thread(bob.pid)}")


def held(stage, table):
    """Each is held by a re-INVITE that its other side answers."""
    bob = lines.line(stage, calls=HELD)
    client = bob.connect()
    calls = load.Calls(stage, bob.uri("bob"), bob.port, HELD,
                       load.pcmu(stage))
    memory = measure.memory_kb(bob.pid)
    numbers, after = [], 0
    while True:
        page = client.call("session.list", after=after, limit=100)
        numbers += [s["id"] for s in page["sessions"]]
        if not page["more"]:
            break
        after = numbers[-1]
    for number in numbers:
        client.call("session.hold", session=number)
        calls.hold_one()
    client.close()
    watcher = bob.connect()

    def on_hold():
        return sum(watcher.call("session.get", session=n)["session"][
            "held_by_us"] for n in numbers)
    module.until(lambda: on_hold() == HELD, "all are on hold", pause=0.5)
    table.row(f"calls held at once", f"{on_hold()}", f">= {HELD}", True,
              f"{memory / HELD:.0f} kB each")
    calls.hang_up()


def growth(stage, table):
    bob = lines.line(stage, extra="sip {\n%(listen)s\n t1x64 = 1000\n}\n")

    def settled():
        """kB, when the last transactions and sessions are forgotten."""
        module.until(lambda: not bob.connect().call("session.list")["sessions"],
                     "all have ended")
        time.sleep(QUIET)       # it gives memory back after 10 s
        return measure.memory_kb(bob.pid)
    lines.fill_journal(bob)
    _short_calls(stage, bob.pid, bob.port, CALLS_RATE, WARM_UP)
    before = settled()
    failed, _ = _short_calls(stage, bob.pid, bob.port, CALLS_RATE,
                             CALLS - WARM_UP)
    grown = settled() - before
    table.most(f"growth over {CALLS} calls", grown / 1024, 1, "MiB",
               f"{failed} failed, {before / 1024:.1f} MiB after {WARM_UP}",
               digits=2)
