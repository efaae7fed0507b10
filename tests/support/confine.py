"""confine.py UNIT COMMAND...: becomes that command under the rules of a unit.

Of systemd's own, without a service manager: NoNewPrivileges, SystemCallFilter
(with the sets that systemd-analyze tells), RestrictAddressFamilies and
MemoryDenyWriteExecute, by libseccomp.  What needs namespaces is left out.
"""
import ctypes
import os
import subprocess
import sys

ALLOW, ERRNO, NO_NEW_PRIVS = 0x7fff0000, 0x00050000, 38
EPERM, EAFNOSUPPORT = 1, 97
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10, "AF_NETLINK": 16}
FAMILIES_MOST = 46
PROT_WRITE, PROT_EXEC, SHM_EXEC = 2, 4, 0o100000
EQ, MASKED_EQ = 4, 7


class Arg(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int),
                ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def rules(unit):
    """{key: [values in their order]}"""
    found = {}
    with open(unit, encoding="utf-8") as file:
        for line in file:
            key, equals, value = line.strip().partition("=")
            if equals and not key.startswith("#"):
                found.setdefault(key, []).append(value)
    return found


def calls_of(name):
    """The system calls of "@set", or that one."""
    if not name.startswith("@"):
        return {name}
    said = subprocess.run(["systemd-analyze", "syscall-filter", name],
                          capture_output=True, check=True).stdout.decode()
    calls = set()
    for line in said.splitlines()[1:]:
        word = line.strip()
        if word and not word.startswith("#"):
            calls |= calls_of(word)
    return calls


def allowed(filters):
    calls = set()
    for value in filters:
        names = value.lstrip("~").split()
        some = set().union(*(calls_of(name) for name in names))
        calls = calls - some if value.startswith("~") else calls | some
    return calls | calls_of("@default")     # systemd adds it


class Filter:
    def __init__(self):
        self.lib = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        self.lib.seccomp_init.restype = ctypes.c_void_p
        self.lib.seccomp_rule_add_array.argtypes = [
            ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint,
            ctypes.POINTER(Arg)]

    def new(self, action):
        self.context = ctypes.c_void_p(self.lib.seccomp_init(action))

    def add(self, action, call, *args):
        number = self.lib.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:
            self.lib.seccomp_rule_add_array(self.context, action, number,
                                            len(args), (Arg * len(args))(*args))

    def load(self):
        if self.lib.seccomp_load(self.context):
            raise OSError(ctypes.get_errno(), "seccomp_load")


def confine(unit):
    wanted, made = rules(unit), Filter()
    calls = allowed(wanted["SystemCallFilter"])
    ctypes.CDLL(None).prctl(NO_NEW_PRIVS, 1, 0, 0, 0)
    made.new(ALLOW)
    families = wanted["RestrictAddressFamilies"][0].split()
    for family in set(range(FAMILIES_MOST)) - {FAMILIES[f] for f in families}:
        made.add(ERRNO | EAFNOSUPPORT, "socket", Arg(0, EQ, family, 0))
    if wanted.get("MemoryDenyWriteExecute") == ["yes"]:
        both = PROT_WRITE | PROT_EXEC
        made.add(ERRNO | EPERM, "mmap", Arg(2, MASKED_EQ, both, both))
        for call in ("mprotect", "pkey_mprotect"):
            made.add(ERRNO | EPERM, call,
                     Arg(2, MASKED_EQ, PROT_EXEC, PROT_EXEC))
        made.add(ERRNO | EPERM, "shmat", Arg(2, MASKED_EQ, SHM_EXEC, SHM_EXEC))
    made.load()
    made.new(ERRNO | EPERM)
    for call in calls | {"execve"}:
        made.add(ALLOW, call)
    made.load()


if __name__ == "__main__":
    confine(sys.argv[1])
    os.execvp(sys.argv[2], sys.argv[2:])
