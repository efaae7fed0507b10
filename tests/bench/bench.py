"""Every figure that is a goal, beside a floor or a peer of the same minute.

    bench.py [WORD...]      only the figures whose names contain a word
"""
import math
import os
import pty
import select
import sys
import time

import baresip
import engine
import load
import measure
import ports
import process
import rtp
import sip
import stage as module
import terminal
from sipp import Sipp
from stage import Stage

IDLE_SECONDS, CALL_SECONDS, GRID_SECONDS = 60, 10, 10
FIGURES = []


def figure(function):
    FIGURES.append(function)
    return function


def row(name, value, goal, beside=""):
    print(f"{name:<44} {value:>14}  {goal:<18} {beside}", flush=True)


def line(stage, answer_with="echo", calls=400, more="auto_answer = all",
         name="bob", **options):
    """A line that answers by itself, with no setting but max_calls."""
    return stage.engine(
        f"max_calls = {calls}\n" +
        engine.direct("bob", f"{more}\nanswer_with = {answer_with}") +
        "media {\n}\n", name=name, **options)


@figure
def idle(stage):
    registrar = sip.Peer(stage, "registrar")
    ann = stage.engine('account "ann" {\n uri = "sip:ann@127.0.0.1:%d"\n'
                       " transport = udp\n}\nsip {\n}\n" % registrar.port)
    request = registrar.expect("REGISTER")
    registrar.reply(request, 200, "OK", "Contact: " + request.get("Contact")
                    .split(";expires")[0] + ";expires=3600")
    ann.registered()
    screen = terminal.Terminal(stage, [terminal.OFFHOOK], ann.environment())
    screen.settle()
    ann.client.close()
    pids = (ann.pid, screen.pid)
    use = measure.Use(*pids)
    apart = [measure.Use(pid) for pid in pids]
    written = screen.read_for(IDLE_SECONDS)
    kib = sum(measure.memory_kb(pid) for pid in pids)
    row("idle: resident, engine and front end", f"{kib / 1024:.1f} MiB",
        "<= 15 MiB")
    row("idle: wake-ups of the engine", f"{apart[0].wakeups() / IDLE_SECONDS:.2f}/s",
        "<= 2/s")
    row("idle: wake-ups of the front end",
        f"{apart[1].wakeups() / IDLE_SECONDS:.2f}/s", "0/s")
    row("idle: CPU", f"{use.cpu_ms() * 60 / IDLE_SECONDS:.1f} ms/min",
        "< 5 ms/min")
    row("idle: terminal", f"{written[0] / IDLE_SECONDS:.1f} bytes/s", "0 bytes/s")


def cpu_to_register(stage, number):
    registrar = sip.Peer(stage, f"registrar{number}")
    ann = stage.engine('account "ann" {\n uri = "sip:ann@127.0.0.1:%d"\n'
                       " transport = udp\n}\nsip {\n}\n" % registrar.port,
                       name=f"ann{number}", start=False)
    ann.process = process.Process(stage, f"start{number}", ann.command(),
                                  env=ann.environment())
    registrar.expect("REGISTER")
    return measure.cpu_ms(ann.pid)


@figure
def start(stage):
    cpu = [cpu_to_register(stage, number) for number in range(11)]
    row("exec to the first REGISTER: CPU", f"{measure.median(cpu):.1f} ms",
        "< 10 ms")
    ann = stage.engine(name="screens")
    screens, floors = [], []
    for number in range(11):
        screen = terminal.Terminal(stage, [terminal.OFFHOOK], ann.environment(),
                                   name=f"screen{number}")
        screens.append(screen.settle())
        screen.end()
        floor = terminal.Terminal(stage, ["/bin/echo", "x" * 2000],
                                  ann.environment(), name=f"floor{number}")
        floors.append(floor.settle())
        floor.end()
    row("exec to the first full screen",
        f"{1e3 * measure.median(screens):.1f} ms", "< 50 ms",
        f"echo: {1e3 * measure.median(floors):.1f}")


@figure
def answers(stage):
    quick, slow = line(stage), line(stage, more="", name="slow")
    peer = baresip.Baresip(stage, echo=False)
    for status, phone, goal in ((180, slow, "< 0.5 ms"), (200, quick, "< 1 ms")):
        times = load.status_times(stage, phone.uri("bob"), phone.port, status)
        beside = ""
        if status == 200:
            other = load.status_times(stage, peer.uri(), peer.port, status)
            beside = f"baresip: {1e3 * measure.median(other):.2f}"
        row(f"INVITE to {status}, median",
            f"{1e3 * measure.median(times):.2f} ms", goal, beside)


@figure
def rate(stage):
    bob = line(stage, calls=600)
    use = measure.Use(bob.pid)
    caller = Sipp(stage, "uac", bob.port, calls=2400, service="bob",
                  more=["-d", "1000", "-r", "200", "-l", "1000"])
    failed = "none failed"
    try:
        caller.wait(60)
    except AssertionError as trouble:
        failed = str(trouble)[:60]
    row("200 calls/s for 12 s", failed, "none failed",
        f"{use.cpu_ms() / 2400:.2f} ms of CPU a call")
    calls = load.Calls(stage, bob.uri("bob"), bob.port, 250)
    row("250 at once", str(bob.call("engine.status")["engine"]["sessions"]),
        "250")
    calls.hang_up()


@figure
def grid(stage):
    for count in (1, 50):
        bob = line(stage, "tone", name=f"bob{count}")
        peer = baresip.Baresip(stage)
        shares = []
        for uri, port in ((bob.uri("bob"), bob.port), (peer.uri(), peer.port)):
            calls = load.Calls(stage, uri, port, count)
            sender = load.Sender(calls)
            load.arrivals(calls, 1)         # let it settle
            off = [v for packets in load.arrivals(calls, GRID_SECONDS)
                   if packets for v in load.off_grid(packets)]
            sender.stop()
            calls.hang_up()
            shares.append(1e3 * measure.percentile(off, 0.99) if off
                          else math.nan)
        row(f"RTP off its grid, 99 % of packets, {count} calls",
            f"{shares[0]:.2f} ms", "<= 1 ms", f"baresip: {shares[1]:.2f}")


def echo_delay(stage, uri, port):
    """Seconds until a burst comes back, of ten bursts."""
    calls = load.Calls(stage, uri, port, 1)
    made, remote = calls.sockets[0], calls.remotes[0]
    silence, burst = rtp.SILENCE, rtp.encode(
        [0.5 if i // 4 % 2 else -0.5 for i in range(160)])
    delays, sent_at = [], None
    began, number = time.monotonic(), 0
    while len(delays) < 10:
        loud = number % 50 in (40, 41)
        if number % 50 == 40:
            sent_at = time.time()
        made.sendto(rtp.packet(number, 160 * number, burst if loud else silence),
                    remote)
        number += 1
        while select.select([made], [], [], max(
                began + number * 0.02 - time.monotonic(), 0))[0]:
            data, when = load.receive(made)
            if sent_at and max(map(abs, rtp.decode(data[12:]))) > 0.2:
                delays.append(when - sent_at)
                sent_at = None
    calls.hang_up()
    return delays


@figure
def echo(stage):
    bob, peer = line(stage), baresip.Baresip(stage)
    ours = echo_delay(stage, bob.uri("bob"), bob.port)
    theirs = echo_delay(stage, peer.uri(), peer.port)
    row("echo of a burst, median", f"{1e3 * measure.median(ours):.0f} ms",
        "<= 60 ms", f"baresip: {1e3 * measure.median(theirs):.0f}")


def load_of(stage, pid, uri, port, count):
    """(CPU ms per call and second, wake-ups/s, threads, KiB a call)."""
    before = measure.memory_kb(pid)
    calls = load.Calls(stage, uri, port, count)
    sender = load.Sender(calls)
    time.sleep(2)               # buffers fill; nothing to wait for from outside
    use = measure.Use(pid)
    time.sleep(CALL_SECONDS)
    result = (use.cpu_ms() / count / CALL_SECONDS,
              use.wakeups() / CALL_SECONDS, measure.threads(pid),
              (measure.memory_kb(pid) - before) / count)
    sender.stop()
    calls.hang_up()
    return result


def floor_load(stage, count):
    first = ports.port_range(2 * count)
    reading, writing = os.pipe()
    floor = stage.start("floor", [os.path.join(
        module.BUILD, "tests/bench/floor"), first, count], stdin=reading)
    module.until(lambda: "ready" in floor.text(), "the floor is ready")
    calls = load.Calls.__new__(load.Calls)
    calls.sockets = [load.stamped_socket() for _ in range(count)]
    calls.remotes = [("127.0.0.1", first + 2 * i) for i in range(count)]
    sender = load.Sender(calls)
    time.sleep(1)
    use = measure.Use(floor.pid)
    time.sleep(CALL_SECONDS)
    cost = use.cpu_ms() / count / CALL_SECONDS
    sender.stop()
    os.close(writing)
    os.close(reading)
    return cost


@figure
def calls_200(stage):
    one = line(stage, name="one")
    few = load_of(stage, one.pid, one.uri("bob"), one.port, 1)
    bob = line(stage)
    ours = load_of(stage, bob.pid, bob.uri("bob"), bob.port, 200)
    peer = baresip.Baresip(stage)
    theirs = load_of(stage, peer.pid, peer.uri(), peer.port, 200)
    floor = floor_load(stage, 200)
    row("200 echoed calls: CPU a call and second", f"{ours[0]:.2f} ms",
        f"<= {theirs[0] / 2:.2f} ms",
        f"baresip: {theirs[0]:.2f}, bare loop: {floor:.2f}")
    row("threads with 1 and with 200 calls", f"{few[2]} and {ours[2]}", "as many",
        f"baresip: {theirs[2]}")
    row("wake-ups with 1 and with 200 calls",
        f"{few[1]:.0f} and {ours[1]:.0f}/s", "as many",
        f"baresip: {theirs[1]:.0f}")
    row("memory a call", f"{ours[3]:.0f} KiB", "<= 100 KiB",
        f"baresip: {theirs[3]:.0f}")


@figure
def screen(stage):
    ann = stage.engine(engine.audio("tone:1000") + engine.direct("ann"))
    bob = line(stage, "tone")
    shown = terminal.Terminal(stage, [terminal.OFFHOOK], ann.environment())
    shown.settle()
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    shown.read_for(2)
    count, writes = shown.read_for(CALL_SECONDS)
    master, slave = pty.openpty()
    other = baresip.Baresip(stage, stdin=slave, stdout=slave, echo=False,
                            more="module stdio.so\nmodule_app menu.so\n"
                            "module_app vumeter.so\n")
    calls = load.Calls(stage, other.uri(), other.port, 1)
    sender = load.Sender(calls)
    terminal.read_for(master, 2)
    theirs, their_writes = terminal.read_for(master, CALL_SECONDS)
    sender.stop()
    calls.hang_up()
    os.close(master)
    os.close(slave)
    row("terminal in a call with meters", f"{count / CALL_SECONDS:.0f} bytes/s",
        "<= 120 bytes/s", f"baresip: {theirs / CALL_SECONDS:.0f}")
    row("writes in a call with meters", f"{writes / CALL_SECONDS:.1f}/s",
        "<= 5/s", f"baresip: {their_writes / CALL_SECONDS:.1f}")


def main():
    words = sys.argv[1:]
    row("figure", "measured", "goal", "beside")
    for function in FIGURES:
        if words and not any(word in function.__name__ for word in words):
            continue
        stage = Stage(function.__name__)
        try:
            function(stage)
        except Exception as trouble:
            row(function.__name__, "failed", "", f"{trouble}"[:200])
            if os.environ.get("OFFHOOK_KEEP"):
                raise
        finally:
            stage.troubles_at_end()
            stage.remove()


if __name__ == "__main__":
    main()
