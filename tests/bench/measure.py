"""What a process costs: CPU, wake-ups, memory, threads.  Read from /proc."""
import os
import statistics
import time

TICK = os.sysconf("SC_CLK_TCK")


def _tasks(pid):
    return [f"/proc/{pid}/task/{task}" for task in os.listdir(
        f"/proc/{pid}/task")]


def _read(path):
    with open(path, encoding="ascii", errors="replace") as file:
        return file.read()


def _field(text, name):
    for line in text.splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    return 0


def cpu_ms(pid):
    """Milliseconds on a CPU so far, of all threads that live."""
    return sum(int(_read(task + "/schedstat").split()[0])
               for task in _tasks(pid)) / 1e6


def wakeups(pid):
    """How often its threads have waited and gone on."""
    return sum(_field(_read(task + "/status"), "voluntary_ctxt_switches")
               for task in _tasks(pid))


def by_thread(pid):
    """What each thread has used, in a line, for who asks why."""
    return ", ".join(
        f"{_read(task + '/comm').strip()} "
        f"{int(_read(task + '/schedstat').split()[0]) / 1e6:.1f} ms"
        for task in _tasks(pid))


def has_real_time(pid):
    """Whether one of its threads runs before all ordinary ones."""
    return any(os.sched_getscheduler(int(task.rpartition("/")[2])) &
               ~os.SCHED_RESET_ON_FORK == os.SCHED_FIFO for task in _tasks(pid))


def threads(pid):
    return len(_tasks(pid))


def memory_kb(pid, field="Pss"):
    return _field(_read(f"/proc/{pid}/smaps_rollup"), field)


class Use:
    """What a process uses from now on."""

    def __init__(self, pid):
        self.pid, self.began = pid, time.monotonic()
        self._before = cpu_ms(pid), wakeups(pid)

    def seconds(self):
        return time.monotonic() - self.began

    def cpu_ms(self):
        return cpu_ms(self.pid) - self._before[0]

    def wakeups(self):
        return wakeups(self.pid) - self._before[1]


def windows(pid, count, seconds):
    """(CPU ms a second, wake-ups a second), medians of so many windows."""
    cpu, woken = [], []
    for _ in range(count):
        use = Use(pid)
        time.sleep(seconds)     # a measurement lasts as long as it lasts
        cpu.append(use.cpu_ms() / use.seconds())
        woken.append(use.wakeups() / use.seconds())
    return median(cpu), median(woken)


class Others:
    """How much of the machine is used by programs that are not ours."""

    def __init__(self):
        self._began, self._before = time.monotonic(), self._now()

    @staticmethod
    def _now():
        words = [int(v) for v in _read("/proc/stat").split("\n")[0].split()[1:]]
        return sum(words[:3]) + sum(words[5:8]) - _ours_and_below()

    def share(self):
        seconds = max(time.monotonic() - self._began, 0.01)
        used = max(self._now() - self._before, 0) / TICK / seconds
        return (f"meanwhile other programs used {used:.2f} of "
                f"{os.cpu_count()} CPUs")


def _ours_and_below():
    """Ticks of this process and all it started, ended ones included."""
    stats = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                words = _read(f"/proc/{name}/stat").rpartition(")")[2].split()
            except OSError:
                continue        # it has just ended
            stats[int(name)] = int(words[1]), sum(map(int, words[11:15]))

    def ours(pid):
        while pid in stats and pid != os.getpid():
            pid = stats[pid][0]
        return pid == os.getpid()
    return sum(ticks for pid, (_, ticks) in stats.items() if ours(pid))


def median(values):
    return statistics.median(values)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
