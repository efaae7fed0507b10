"""What the phone costs when nothing happens, and until it is there."""
import os
import signal
import time

import lines
import measure
import terminal

WINDOWS, WINDOW_SECONDS = 5, 5
STARTS = 11


def _wait_for_quiet_minute():
    """The front end's clock moves once a minute; not while we measure."""
    left = 60 - time.time() % 60
    if left < WINDOWS * WINDOW_SECONDS + 1:
        time.sleep(left + 0.5)


def _memory(table, *pids):
    pss, rss = ([measure.memory_kb(pid, field) / 1024 for pid in pids]
                for field in ("Pss", "Rss"))
    table.most("idle: resident (Pss), both", sum(pss), 15, "MiB",
               f"{pss[0]:.1f} and {pss[1]:.1f}; Rss {sum(rss):.1f}",
               why="engine and front end, in this order")


def idle(stage, table):
    registrar = lines.Registrar(stage)
    ann = registrar.engine()
    registrar.accept()
    ann.registered()
    registrar.answer_pings()
    screen = terminal.Terminal(stage, [terminal.OFFHOOK], ann.environment())
    screen.settle()
    ann.client.close()
    _wait_for_quiet_minute()
    screen.read_for(0.5)
    engine, front = measure.Use(ann.pid), measure.Use(screen.pid)
    written, cpu = 0, []
    for _ in range(WINDOWS):
        uses = measure.Use(ann.pid), measure.Use(screen.pid)
        written += screen.read_for(WINDOW_SECONDS)[0]
        cpu.append([use.cpu_ms() * 60 / use.seconds() for use in uses])
    _memory(table, ann.pid, screen.pid)
    table.most("idle: wake-ups, engine, 1 account",
               engine.wakeups() / engine.seconds(), 2, "/s", digits=2)
    table.most("idle: wake-ups, front end",
               front.wakeups() / front.seconds(), 0, "/s", digits=2)
    table.most("idle: CPU, both", measure.median(map(sum, cpu)), 5, "ms/min",
               "engine {:.1f}, front end {:.1f}".format(
                   *map(measure.median, zip(*cpu))),
               why=measure.by_thread(ann.pid))
    table.most("idle: terminal", written / engine.seconds(), 0, "bytes/s")


def _spawn(command, env):
    """Nothing of this process' memory is copied, as its CPU counts too."""
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0)
             for number in (1, 2)]
    return os.posix_spawn(command[0], command, env, file_actions=quiet)


def _cpu_to_register(stage, number):
    """ms that offhookd has used when its first REGISTER is there."""
    registrar = lines.Registrar(stage, f"registrar{number}")
    ann = registrar.engine(f"ann{number}", start=False)
    pid = _spawn(ann.command(), ann.environment())
    try:
        registrar.expect("REGISTER")
        return measure.cpu_ms(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _cpu_of(command):
    """ms, all that a program uses which ends by itself."""
    use = os.wait4(_spawn(command, os.environ), 0)[2]
    return 1e3 * (use.ru_utime + use.ru_stime)


def start(stage, table):
    cpu, floor = [], []
    for number in range(STARTS):
        cpu.append(_cpu_to_register(stage, number))
        floor.append(_cpu_of([terminal.OFFHOOK + "d", "--version"]))
    table.most("exec to first REGISTER: CPU", measure.median(cpu), 10, "ms",
               f"offhookd --version: {measure.median(floor):.1f}",
               why=f"from {min(cpu):.1f} to {max(cpu):.1f} ms")


def _first_screen(stage, name, command, env):
    """ms from the start to the last byte of the first screen."""
    shown = terminal.Terminal(stage, command, env, name=name)
    took = 1e3 * shown.settle()
    shown.end()
    return took


def first_screen(stage, table):
    env = stage.engine().environment()
    ours, floor = [], []
    for number in range(STARTS):
        ours.append(_first_screen(stage, f"screen{number}",
                                  [terminal.OFFHOOK], env))
        floor.append(_first_screen(stage, f"floor{number}",
                                   ["/bin/echo", "x" * 2000], env))
    table.most("exec to first full screen", measure.median(ours), 50, "ms",
               f"echo: {measure.median(floor):.1f}",
               why=f"from {min(ours):.1f} to {max(ours):.1f} ms")
