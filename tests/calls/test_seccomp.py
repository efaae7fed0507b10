"""seccomp = yes: the phone does all that it does, and what it starts too; the
parts of the kernel that it has no use for are closed."""
import os

import sanitizer
import sip
from day import Day
from engine import Engine, audio, direct
from stage import BUILD, until
from tap import run, story

ON = "seccomp = yes\n"


class Confined(Engine):
    """LeakSanitizer would trace its process, and may not."""

    def environment(self):
        had = super().environment()
        return had | {"ASAN_OPTIONS": sanitizer.options(
            "ASAN_OPTIONS", "detect_leaks=0")}


def confined(stage, config, name="engine", **options):
    return Confined(stage, ON + config, name=name, **options)


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return dict(line.rstrip("\n").split(":\t", 1)
                    for line in file if ":\t" in line)


@story
def all_threads(stage):
    "the filter is that of every thread, and no privilege can be won"
    phone = confined(stage, direct("ann"))
    number = phone.dial("echo")
    phone.session(number, state="established")
    tasks = os.listdir(f"/proc/{phone.pid}/task")
    assert len(tasks) > 2, tasks
    for task in tasks:
        status = status_of(f"{phone.pid}/task/{task}")
        assert status["Seccomp"] == "2" and status["NoNewPrivs"] == "1", status
    assert phone.call("engine.status")["engine"]["process"]["seccomp"] is True
    plain = stage.engine(direct("bob"), name="plain")
    assert status_of(plain.pid)["Seccomp"] == status_of("self")["Seccomp"]
    assert "filtered" not in plain.process.text()


@story
def at_a_reload(stage):
    "a reload that asks for the filter is refused, since it would not be there"
    phone = stage.engine(direct("ann"))
    if status_of(phone.pid)["Seccomp"] == "2":
        return          # somebody else's is there
    phone.configure(ON + direct("ann"))
    error = phone.refused("engine.reload")
    assert "seccomp = yes counts from a start" in str(error), error


@story
def a_working_day(stage):
    "forty calls in, out, missed, held, in conference, on a screen"
    plain = stage.engine
    stage.engine = lambda config="", **more: confined(stage, config, **more)
    day = Day(stage)
    stage.engine = plain
    day.go_on(40, every=10)


@story
def encrypted_and_connected_by_ice(stage):
    "keys by DTLS, a way by ICE: both load what they need afterwards"
    ann, bob = (confined(stage, audio(f"tone:{hz}", "wav") + direct(
        name, " srtp = required\n keying = dtls\n ice = on\n"), name=name)
        for name, hz in (("ann", 1000), ("bob", 700)))
    hers = ann.dial(bob.uri("bob"))
    bob.answer()
    ann.session(hers, state="established")
    ann.hears_tone(700)
    bob.hears_tone(1000)
    media = ann.media(hers)
    assert media["security"] == "dtls" and media["ice"] == "connected", media


@story
def what_it_starts(stage):
    "password commands, hooks and programs as devices; recordings; a reload"
    peer, told = sip.Peer(stage), stage.path("told")
    secret, heard = stage.write("secret", "hush\n"), stage.path("heard")
    phone = confined(stage, direct("ann") + f"""
account "work" {{
 uri = "sip:work@127.0.0.1:{peer.port}"
 password_command = "cat {secret} | tr -d x"
 transport = udp
}}
hooks {{
 event = "cat >> {told}"
}}
audio {{
 capture = {{"pipe:cat /dev/zero"}}
 playback = {{"pipe:cat > {heard}"}}
 ring = {{"null"}}
}}
media {{
%(rtp)s
 record_dir = "%(folder)s/recordings"
}}
""")
    peer.reply(peer.expect("REGISTER"), 200, "OK",
               f"Contact: <{peer.uri}>;expires=60")
    phone.registered("work")
    number = phone.dial("echo")
    phone.session(number, state="established")
    phone.call("session.record", session=number, on=True)
    until(lambda: os.path.exists(heard) and os.path.getsize(heard) > 20000,
          "the program gets sound")
    phone.call("session.hangup", session=number)
    phone.ended(number)
    phone.client.event("history.added")
    until(lambda: os.path.exists(told) and "session.ended" in open(
        told, encoding="utf-8").read(), "the hook was told")
    phone.call("engine.reload")
    assert os.listdir(phone.folder + "/recordings"), "nothing was recorded"


TRY = """
import ctypes, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    said = getattr(libc, name)(*args)
    print(name, ctypes.get_errno() if said < 0 else "done", flush=True)
call("unshare", 0x10000000)
call("ptrace", 16, 1, 0, 0)
call("mount", 0, 0, 0, 0, 0)
call("process_vm_readv", 1, 0, 0, 0, 0, 0)
for number in (298, 321, 250, 323, 425):
    said = libc.syscall(number, 0, 0, 0, 0, 0)
    print(number, ctypes.get_errno() if said < 0 else "done")
for family in (17, 38):
    try:
        socket.socket(family, socket.SOCK_RAW).close()
        print("family", family, "done")
    except OSError as error:
        print("family", family, error.errno)
"""


@story
def what_is_closed(stage):
    "what it starts makes no namespaces, traces nobody, and loads nothing"
    said = stage.path("said")
    script = stage.write("try.py", TRY)
    phone = confined(stage, f"""
account "work" {{
 uri = "sip:work@127.0.0.1:9"
 password_command = "python3 {script} > {said}.new; mv {said}.new {said}"
}}
""")
    until(lambda: os.path.exists(said), "the command has run")
    with open(said, encoding="ascii") as file:
        lines = file.read().splitlines()
    assert len(lines) == 11, lines
    assert all(line.endswith(" 1") for line in lines), lines    # EPERM
    assert phone.process.running()


def is_built():
    with open(os.path.join(BUILD, "config.h"), encoding="ascii") as file:
        return "#define HAVE_SECCOMP 1" in file.read()


if __name__ == "__main__":
    if is_built():
        run()
    else:
        print("1..0 # SKIP built without libseccomp")
