"""Networks of a story's own: the test in one namespace, its phone in another.

    world (the test)  10.77.0.1/24, 10.78.0.1/24 == wire == eth0 (the phone)

The phone starts without any network.  All of it goes with the processes.
"""
import ctypes
import os
import subprocess

import process
import stage

CLONE_NEWNET = 0x40000000
HOME, AWAY = "10.77.0.1", "10.78.0.1"       # the world's addresses
_libc = ctypes.CDLL(None, use_errno=True)
_made = False


def ip(*words):
    subprocess.run([process.have("ip"), *words], check=True,
                   stdin=subprocess.DEVNULL, capture_output=True)


def possible():
    """None, or why this machine allows no namespaces."""
    for program in ("ip", "unshare", "nsenter"):
        if not process.have(program):
            return f"{program} is missing: package iproute2 or util-linux"
    done = subprocess.run([process.have("unshare"), "-n", process.have("ip"),
                           "link", "add", "a0", "type", "veth", "peer", "b0"],
                          capture_output=True, check=False)
    return None if done.returncode == 0 else \
        f"network namespaces: {done.stderr.decode().strip()}"


def leave():
    """This process sees none of the machine's networks any more."""
    global _made
    if _made:
        return
    if _libc.unshare(CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "unshare")
    _made = True
    ip("link", "set", "lo", "up")


class Wire:
    """Between the world and the network of the phone that was started with
    wrapper()."""

    def __init__(self, on):
        leave()
        self.name, self.pid = "wire", None
        on.add(self)

    @staticmethod
    def wrapper():
        return [process.have("unshare"), "-n"]

    def inside(self, *words, lines=""):
        """ip, on the phone's side; lines: for ip -batch."""
        subprocess.run([process.have("nsenter"), "-t", str(self.pid), "-n",
                        process.have("ip"), *words], check=True, text=True,
                       input=lines, capture_output=True)

    def plug(self, pid):
        """From the world to the process: without an address there yet."""
        self.pid = pid
        ip("link", "add", "wire", "type", "veth", "peer", "name", "eth0")
        ip("addr", "add", f"{HOME}/24", "dev", "wire")
        ip("addr", "add", f"{AWAY}/24", "dev", "wire")
        ip("link", "set", "wire", "up")
        stage.until(lambda: os.path.exists(f"/proc/{pid}/ns/net"), "it runs")
        ip("link", "set", "eth0", "netns", str(pid))
        self.inside("link", "set", "lo", "up")
        self.inside("link", "set", "eth0", "up")
        return self

    def give(self, address):
        """With a route to everywhere."""
        self.inside("addr", "add", f"{address}/24", "dev", "eth0")
        router = address.rsplit(".", 1)[0] + ".1"
        self.inside("route", "replace", "default", "via", router)

    def take(self, address):
        self.inside("addr", "del", f"{address}/24", "dev", "eth0")

    def flap(self, address, times):
        """It goes and comes back so often, sooner than anybody looks."""
        self.inside("-batch", "-", lines=times * (
            f"addr del {address}/24 dev eth0\n"
            f"addr add {address}/24 dev eth0\n"))

    def end(self):
        subprocess.run([process.have("ip"), "link", "del", "wire"],
                       check=False, capture_output=True)

    def log(self):
        return ""
