"""What a process costs: CPU, wake-ups, memory, threads.  Read from /proc."""
import os
import statistics


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


def threads(pid):
    return len(_tasks(pid))


def memory_kb(pid, field="Pss"):
    return _field(_read(f"/proc/{pid}/smaps_rollup"), field)


class Use:
    """The use of several processes from now on."""

    def __init__(self, *pids):
        self.pids = pids
        self.before = [(cpu_ms(p), wakeups(p)) for p in pids]

    def cpu_ms(self):
        return sum(cpu_ms(p) - b[0] for p, b in zip(self.pids, self.before))

    def wakeups(self):
        return sum(wakeups(p) - b[1] for p, b in zip(self.pids, self.before))


def median(values):
    return statistics.median(values)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]
