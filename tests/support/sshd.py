"""An sshd of its own at a loopback port, and the ssh that reaches it.

Host, keys and configuration are the story's; nothing of the person's own ssh is
read.  What is run there finds the offhook that was built, and the engine of the
story's, by its environment.
"""
import getpass
import os
import shlex
import signal
import subprocess

import ports
import process
import stage

HOST = "engine-room"
# Where the file .asks is, it wants a password ("open") that real sshds would
# only ask for with accounts of the machine.
WRAPPER = """#!/bin/sh
echo $$ >>{pids}
if [ -e {asks} ]; then
	case "$*" in
	*BatchMode=yes*) echo "Permission denied (password)." >&2; exit 255 ;;
	esac
	printf "password: " >/dev/tty
	echo >>{asks}
	read word </dev/tty
	[ "$word" = open ] || {{ echo "Permission denied." >&2; exit 255; }}
fi
exec ssh -F {config} -o ServerAliveInterval=1 "$@"
"""
FOLDER = "/run/sshd"        # of Debian's package; sshd wants it of root


def _key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path],
                   check=True, stdin=subprocess.DEVNULL)
    with open(path + ".pub", encoding="ascii") as file:
        return file.read()


class Sshd:
    """of: the engine whose machine this is."""

    def __init__(self, on, of, name="sshd", forced=None):
        """forced: the one command of the key, whatever is asked for."""
        self.program = process.have("sshd")
        if not self.program:
            raise AssertionError("sshd is missing: package openssh-server")
        if os.geteuid() == 0:
            os.makedirs(FOLDER, mode=0o755, exist_ok=True)
        self.on, self.name, self.port = on, name, ports.port()
        self._starts, self.process, self._silent = 0, None, []
        self._asked = 0
        host_key = _key(on.path(name + ".host"))
        key = _key(on.path(name + ".key"))
        if forced:
            key = f'command="{forced}",restrict {key}'
        on.write(name + ".authorized", key)
        on.write(name + ".known",
                 f"[127.0.0.1]:{self.port} {host_key}")
        self._config = on.write(name + ".conf", self._server(of))
        self._ssh = on.write(name + ".ssh", self._client())
        self.ssh = on.write(name + "-ssh", WRAPPER.format(
            pids=on.path(name + ".pids"), asks=on.path(name + ".asks"),
            config=self._ssh), 0o700)
        on.add(self)
        self.start()

    def _server(self, of):
        path = f"{stage.BUILD}:{os.environ['PATH']}"
        env = of.environment() | {"PATH": path}
        given = " ".join(shlex.quote(f"{k}={v}") for k, v in env.items())
        return (f"Port {self.port}\nListenAddress 127.0.0.1\n"
                f"HostKey {self.on.path(self.name + '.host')}\n"
                f"AuthorizedKeysFile {self.on.path(self.name + '.authorized')}"
                "\nStrictModes no\nUsePAM no\nPidFile none\nPrintMotd no\n"
                "PasswordAuthentication no\nPermitRootLogin yes\n"
                "AllowStreamLocalForwarding no\nAllowTcpForwarding no\n"
                f"KbdInteractiveAuthentication no\nSetEnv {given}\n")

    def _client(self):
        return (f"Host {HOST}\n Hostname 127.0.0.1\n Port {self.port}\n"
                f" User {getpass.getuser()}\n"
                f" IdentityFile {self.on.path(self.name + '.key')}\n"
                " IdentitiesOnly yes\n StrictHostKeyChecking yes\n"
                f" UserKnownHostsFile {self.on.path(self.name + '.known')}\n"
                " GlobalKnownHostsFile none\n")

    def start(self):
        self._starts += 1
        self.process = process.Process(
            self.on, f"{self.name}-{self._starts}",
            [self.program, "-D", "-e", "-f", self._config])
        stage.until(lambda: "listening on" in self.process.text(),
                    "sshd listens")

    def environment(self, env):
        """For an offhook that is to use it."""
        return env | {"OFFHOOK_SSH": self.ssh}

    def pids(self):
        """Of every ssh there was, in order."""
        with open(self.on.path(self.name + ".pids"), encoding="ascii") as file:
            return [int(line) for line in file.read().split()]

    def asks(self):
        """From now on it wants a password."""
        self.on.write(self.name + ".asks", "")

    def is_told(self, terminal, *keys):
        """Waits until a password is asked for once more, and answers so: what
        the screen shows may be an earlier question, and what was typed before
        the terminal is the shell's is lost."""
        self._asked += 1
        with open(self.on.path(self.name + ".asks"), encoding="ascii") as file:
            stage.until(lambda: file.seek(0) or
                        len(file.read()) >= self._asked, "password: is there")
        terminal.see("password:")
        terminal.keys(*keys)

    def cut(self):
        """The machine is away: no connection lives, none is taken."""
        self.process.kill()
        os.kill(self.pids()[-1], signal.SIGKILL)

    def silence(self):
        """Its connections carry nothing more, as those of a network that has
        gone; new ones do."""
        self._silent = _below(self.process.pid)
        for pid in self._silent:
            os.kill(pid, signal.SIGSTOP)

    def end(self):
        for pid in self._silent:
            os.kill(pid, signal.SIGKILL)
        if self.process.running():
            self.process.end()

    def log(self):
        return self.process.log()


def _parent(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return int(file.read().rsplit(")", 1)[1].split()[1])
    except FileNotFoundError:
        return None


def _below(pid):
    """Its children, and theirs."""
    children = [int(p) for p in os.listdir("/proc")
                if p.isdigit() and _parent(p) == pid]
    return children + [c for child in children for c in _below(child)]
