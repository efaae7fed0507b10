"""How engines start: by hand, by `offhook`, several at once, and not at all."""
import os
import signal
import subprocess
import threading

import process
import stage as stage_module
from control import Client
from engine import direct
from stage import until
from tap import run, story


def program(name):
    return os.path.join(stage_module.BUILD, name)


def lock_file(phone):
    return os.path.join(phone.data, f"{phone.instance or 'default'}.lock")


def engine_pid(phone):
    with open(lock_file(phone), encoding="ascii") as file:
        return int(file.readline())


def ran(phone, *words, **options):
    """(exit status, standard output, standard error) of a program."""
    done = subprocess.run(
        [program(words[0]), *words[1:]], env=phone.environment(),
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
        timeout=stage_module.PATIENCE, **options)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(") ", 1)[1][0] == "Z"
    except FileNotFoundError:
        return True


class Left:
    """An engine that runs detached: ended with the story, by its pid."""

    def __init__(self, on, phone):
        self.name, self.phone = "detached engine", phone
        on.add(self)

    def end(self):
        ran(self.phone, "offhook", "stop")
        pid = engine_pid(self.phone)
        until(lambda: is_gone(pid), "the engine has gone")

    def log(self):
        path = os.path.join(self.phone.data, "offhookd.log")
        if not os.path.exists(path):
            return "(no log)"
        with open(path, encoding="utf-8") as file:
            return file.read()


@story
def started_by_a_call(stage):
    "offhook call starts the engine beside itself, which leaves the terminal"
    phone = stage.engine(start=False)
    Left(stage, phone)
    held, ours = os.pipe()
    status, output, error = ran(phone, "offhook", "call", "echo",
                                pass_fds=(ours,))
    os.close(ours)
    assert status == 0 and "echo" in output and not error, (status, error)
    assert os.read(held, 1) == b"", "it holds a descriptor of its caller's"
    os.close(held)
    pid = engine_pid(phone)
    assert os.path.samefile(f"/proc/{pid}/exe", program("offhookd"))
    assert os.getsid(pid) not in (pid, os.getsid(0))
    for number in range(3):
        assert os.readlink(f"/proc/{pid}/fd/{number}") == "/dev/null"
    assert os.readlink(f"/proc/{pid}/cwd") == "/"
    log = os.path.join(phone.data, "offhookd.log")
    assert os.stat(log).st_mode & 0o777 == 0o600
    until(lambda: "ready" in open(log, encoding="utf-8").read(), "the log")


@story
def several_at_once(stage):
    "of eight that are started at once one stays, and all say that it is ready"
    phone = stage.engine(start=False)
    Left(stage, phone)
    results = []
    threads = [threading.Thread(target=lambda: results.append(
        ran(phone, "offhookd"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [(0, "", "")] * 8, results
    client = Client(phone.socket)
    assert client.call("engine.status")["engine"]["pid"] == engine_pid(phone)
    client.close()


@story
def while_another_stops(stage):
    "one that is started while another stops takes its place"
    phone = stage.engine(start=False)
    Left(stage, phone)
    assert ran(phone, "offhookd")[0] == 0
    first = engine_pid(phone)
    os.kill(first, signal.SIGSTOP)
    os.kill(first, signal.SIGTERM)
    late = process.Process(stage, "late", [program("offhookd")],
                           env=phone.environment())
    os.kill(first, signal.SIGCONT)
    assert late.wait() == 0, late.text()
    until(lambda: is_gone(first), "the first has gone")
    status, _, error = ran(phone, "offhook", "status")
    if status:      # it had met the first one, still answering
        assert ran(phone, "offhookd")[0] == 0, error
    assert engine_pid(phone) != first


@story
def asked_twice(stage):
    "a second signal ends an engine at once that waits for a silent peer"
    phone = stage.engine(direct("ann"), start=False)
    phone.start()
    import sip
    peer = sip.Peer(stage)
    phone.dial(peer.uri)
    peer.expect("INVITE")
    phone.process.signal(signal.SIGTERM)
    until(lambda: not os.path.exists(phone.socket), "it stops")
    phone.process.signal(signal.SIGTERM)
    assert phone.process.wait() == 1


@story
def what_cannot_start_says_why(stage):
    "what cannot start says why to its caller and to whoever waits"
    phone = stage.engine(start=False)
    for words, said, status in (
            (["-S", phone.folder + "/" + "x" * 108], "-S", 1),
            (["-S", phone.config], "no socket", 1),
            (["-c", phone.folder + "/none.conf"], "none.conf", 1),
            (["-L", "a b"], "letters", 2), (["--frob"], "usage", 2),
            (["--ready-fd", "77"], "descriptor", 2), (["more"], "usage", 2)):
        ready, theirs = os.pipe()
        options = ["--ready-fd", str(theirs)] if "--ready-fd" not in words \
            else []
        result = ran(phone, "offhookd", *options, *words, pass_fds=(theirs,))
        os.close(theirs)
        with os.fdopen(ready, "rb") as pipe:
            told = pipe.read().decode()
        assert result[0] == status and said in result[2], (words, result)
        if status == 1:
            assert said in told and told.endswith("\n"), (words, told)
    status, _, error = ran(phone, "offhook", "-S", "x" * 108, "status")
    assert status == 2 and "-S" in error, error


@story
def with_another_socket(stage):
    "an engine that is reached by another socket is told from one that hangs"
    phone = stage.engine()
    status, _, error = ran(phone, "offhookd", "-S", phone.folder + "/b.sock")
    assert status == 1 and "-S" in error and "lock" in error, error
    assert phone.call("engine.status")["engine"]["pid"] == phone.pid


@story
def a_word_of_a_wrong_configuration(stage):
    "offhook call says with file and line why the engine does not start"
    phone = stage.engine("frob = 1\n", start=False)
    status, _, error = ran(phone, "offhook", "call", "echo")
    assert status == 3 and "offhook.conf:" in error and "frob" in error, error


if __name__ == "__main__":
    run()
