"""What the engine's process lets others see, and what it refuses to start on."""
import contextlib
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys

import stage as stage_module
from engine import Engine, direct
from tap import run, story

NOBODY = 65534

LOOK = """
import ctypes, sys
pid = int(sys.argv[1])
for name in ("mem", "environ", "maps"):
    try:
        open(f"/proc/{pid}/{name}", "rb").read(0)
        print(name, "open")
    except PermissionError:
        print(name, "refused")
libc = ctypes.CDLL(None, use_errno=True)
if libc.ptrace(16, pid, None, None):        # PTRACE_ATTACH
    print("ptrace refused")
"""


def as_nobody(*command):
    """Words before a command, or nothing where we are nobody's root."""
    if os.geteuid():
        return list(command)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}",
            "--clear-groups", "--pdeathsig=KILL", *command]


class Unprivileged(Engine):
    """One of a user that has no privilege at all, from a copy that it may
    read."""

    def command(self):
        copy = self.on.path("offhookd")
        shutil.copy(os.path.join(stage_module.BUILD, "offhookd"), copy)
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", str(NOBODY), self.on.folder],
                           check=True)
        return as_nobody(copy) + super().command()[1:]

    def begin(self):
        """Without a client: for its own user alone it listens."""
        assert self.launch().strip() == "ready", self.process.text()


def look(pid):
    """What another program of its user can see of it."""
    said = subprocess.run(as_nobody(sys.executable, "-c", LOOK, str(pid)),
                          capture_output=True, check=True, cwd="/")
    return said.stdout.decode().splitlines()


def refusal(phone):
    """What an engine says that does not start."""
    said = phone.launch()
    assert said.strip() != "ready"
    assert phone.process.wait() == 1
    return said


@story
def a_process_that_cannot_be_looked_into(stage):
    "another program of the same user sees no memory, and attaches no debugger"
    phone = Unprivileged(stage, direct("ann"), start=False)
    phone.options = []
    phone.begin()
    assert look(phone.pid) == ["mem refused", "environ refused",
                               "maps refused", "ptrace refused"]
    assert "runs as root" not in phone.process.text()
    phone.stop()
    phone.options = ["--dumpable"]
    phone.begin()
    assert "mem open" in look(phone.pid)
    assert "passwords and keys" in phone.process.text()


@story
def a_socket_for_one_user(stage):
    "a program of another user, be it root, gets nothing at the socket"
    phone = Unprivileged(stage, direct("ann"), start=False)
    phone.begin()
    with socket.socket(socket.AF_UNIX) as door:
        door.connect(phone.socket)
        door.settimeout(stage_module.PATIENCE)
        if os.geteuid():
            return
        said = b"".join(iter(lambda: door.recv(4096), b""))
    done = subprocess.run([os.path.join(stage_module.BUILD, "offhook"), "-S",
                           phone.socket, "sessions"], capture_output=True,
                          check=False)
    assert done.returncode == 3, done
    assert b"serves its own user alone" in done.stderr, done
    assert b'"error"' in said and b'"result"' not in said, said
    assert "another user was refused" in phone.process.text()


def core_limit(pid):
    with open(f"/proc/{pid}/limits", encoding="ascii") as file:
        return next(line.split()[4] for line in file
                    if line.startswith("Max core file size"))


@contextlib.contextmanager
def cores():
    """What is started meanwhile may leave cores, if anybody here may."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))


@story
def a_crash_without_a_core(stage):
    "a crash leaves no core, whatever the limit was that it was started with"
    phone = Unprivileged(stage, direct("ann"), start=False)
    phone.options = []
    with cores():
        phone.begin()
    assert core_limit(phone.pid) == "0"
    phone.process.signal(signal.SIGSEGV)
    end = os.waitid(os.P_PID, phone.pid, os.WEXITED | os.WNOWAIT)
    assert end.si_code == os.CLD_KILLED, end
    phone.process.popen.returncode = -signal.SIGKILL    # as was expected


@story
def a_program_that_it_starts(stage):
    "what it starts, as a password command, may have cores as ever"
    phone = stage.engine()
    peer = stage.path("limits")
    phone.configure(f"""account "ann" {{
 uri = "sip:ann@127.0.0.1:9"
 password_command = "ulimit -Hc > {peer}.new; mv {peer}.new {peer}; echo x"
}}
""")
    phone.call("engine.reload")
    stage_module.until(lambda: os.path.exists(peer), "the command has run")
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    with open(peer, encoding="ascii") as file:
        said = file.read().strip()
    assert (said == "unlimited") == (hard == resource.RLIM_INFINITY), said


@story
def root(stage):
    "an engine of root says so at its start"
    phone = stage.engine()
    assert ("runs as root" in phone.process.text()) == (os.geteuid() == 0)


@story
def a_configuration_that_others_may_write(stage):
    "a configuration that others may write to is refused: it holds commands"
    phone = stage.engine(start=False)
    os.chmod(phone.config, 0o622)
    said = refusal(phone)
    assert "chmod go-w" in said and phone.config in said, said
    if os.geteuid() == 0:
        os.chmod(phone.config, 0o644)
        os.chown(phone.config, NOBODY, NOBODY)
        assert "belongs to another user" in refusal(phone)


@story
def a_folder_of_somebody_else(stage):
    "nor does it start where others may write to its folder, or own it"
    phone = stage.engine(start=False)
    os.makedirs(phone.data)
    os.chmod(phone.data, 0o770)
    said = refusal(phone)
    assert f"chmod 700 {phone.data}" in said, said
    if os.geteuid() == 0:
        os.chmod(phone.data, 0o700)
        os.chown(phone.data, NOBODY, NOBODY)
        assert "belongs to another user" in refusal(phone)
        os.chown(phone.data, 0, 0)
    os.chmod(phone.data, 0o755)
    phone.start()
    assert f"chmod 700 {phone.data}" in phone.process.text()


@story
def files_for_its_user_alone(stage):
    "whatever it makes is for its user alone, whatever umask it was started with"
    phone = stage.engine(start=False, wrapper=["sh", "-c",
                                               'umask 0; exec "$0" "$@"'])
    phone.configure(direct("ann", " auto_answer = all")
                    + f'media {{\n{phone.rtp_ports()}\n record_auto = yes\n}}\n')
    phone.start()
    number = phone.dial("echo")
    phone.session(number, state="established")
    phone.call("session.hangup", session=number)
    phone.client.event("history.added")
    phone.call("account.add", name="late", uri="sip:a@127.0.0.1:9",
               password="x")
    seen = 0
    for top in (phone.data, phone.folder + "/run"):
        for folder, _, files in os.walk(top):
            for path in [folder] + [os.path.join(folder, f) for f in files]:
                if path == phone.folder + "/run":
                    continue
                try:
                    mode = os.lstat(path).st_mode
                except FileNotFoundError:   # a journal that is not needed now
                    continue
                seen += 1
                assert not mode & 0o077, (path, oct(mode))
    assert seen > 5, seen


if __name__ == "__main__":
    run()
