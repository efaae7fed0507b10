"""A program that a test started: it ends with the test, by its own pid."""
import ctypes
import os
import select
import signal
import subprocess

import stage

_libc = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
LOG_LINES = 120

# What our programs leave behind becomes ours, to be waited for.
_libc.prctl(PR_SET_CHILD_SUBREAPER, 1)


def reap(pid=-1):
    """Takes leave of children that have ended: all, or those of a group."""
    try:
        while os.waitpid(pid, 0 if pid < -1 else os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def _left_at(folder):
    """Who was started with something of that folder, whosever child he is."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                if folder.encode() + b"/" in file.read():
                    yield int(pid)
        except OSError:
            pass


def _kill(pid):
    try:
        gone = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(gone, signal.SIGKILL)
        select.select([gone], [], [])
    except ProcessLookupError:
        pass
    os.close(gone)


def end_left_at(folder):
    """An engine that a front end has started outlives it, as it should."""
    while left := list(_left_at(folder)):
        for pid in left:
            _kill(pid)
    reap()


def die_with_parent(number=signal.SIGKILL):
    def before_exec():
        _libc.prctl(PR_SET_PDEATHSIG, number)
        # beyond a limit of the file size a write fails, as on a full disk
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    return before_exec


class Process:
    """Its output goes to a file of the stage; stdout: to this descriptor."""

    def __init__(self, on, name, command, env=None, pass_fds=(), stdin=None,
                 stdout=None, death=signal.SIGKILL, cwd=None, group=False):
        self.name = name
        self.output = on.path(name + ".out")
        with open(self.output, "ab") as output:
            self.popen = subprocess.Popen(
                [str(word) for word in command], env=env, cwd=cwd or on.folder,
                stdin=stdin or subprocess.DEVNULL,
                stdout=output if stdout is None else stdout,
                stderr=output, pass_fds=pass_fds,
                preexec_fn=die_with_parent(death), start_new_session=group)
        self.pid = self.popen.pid

    def running(self):
        return self.popen.poll() is None

    def wait(self, timeout=None):
        """The exit status; negative: the signal that ended it."""
        try:
            return self.popen.wait(timeout or stage.PATIENCE)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{self.name} does not end") from None

    def signal(self, number):
        if self.running():
            self.popen.send_signal(number)

    def kill(self):
        self.signal(signal.SIGKILL)
        return self.wait()

    def kill_group(self):
        """It and its children, when it was started as a group."""
        if self.running():
            os.killpg(self.pid, signal.SIGKILL)
            self.wait()
            reap(-self.pid)

    def end(self):
        self.signal(signal.SIGTERM)
        try:
            self.popen.wait(5)
        except subprocess.TimeoutExpired:
            self.kill()

    def text(self):
        with open(self.output, encoding="utf-8", errors="replace") as file:
            return file.read()

    def log(self):
        lines = self.text().splitlines()
        status = "runs" if self.running() else f"ended {self.popen.returncode}"
        left = [f"({len(lines) - LOG_LINES} lines before)"] \
            if len(lines) > LOG_LINES else []
        return "\n".join([f"({status})"] + left + lines[-LOG_LINES:])


def have(program):
    """Whether a program can be found; some live in sbin."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    for folder in path.split(":"):
        if os.access(os.path.join(folder, program), os.X_OK):
            return os.path.join(folder, program)
    return None
