"""offhook --host: the screen here, the engine there, a real ssh between."""
import json
import os
import signal
import subprocess

import sshd
import stage as module
import tmux
from control import Client
from engine import audio
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")
AT = ("--host", sshd.HOST)


def one_shot(there, env, *words):
    done = subprocess.run([OFFHOOK, *AT, *words], env=there.environment(env),
                          stdin=subprocess.DEVNULL, capture_output=True,
                          timeout=module.PATIENCE, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def home(stage):
    """The environment of a machine that has nothing of the engine's."""
    os.makedirs(stage.path("here"), exist_ok=True)
    return {"PATH": os.environ["PATH"], "HOME": stage.path("here"),
            "LANG": "C.UTF-8", "XDG_RUNTIME_DIR": stage.path("here"),
            "XDG_CONFIG_HOME": stage.path("here")}


def screen(stage, there, *options, name="tmux"):
    return tmux.Terminal(stage, [OFFHOOK, *AT, *options],
                         there.environment(home(stage)), name=name)


def from_a_shell(stage, there):
    """What is said after the screen stays to be seen."""
    return tmux.Terminal(stage, ["sh", "-c", '"$@"; echo status $?; read x',
                                 "sh", OFFHOOK, *AT],
                         there.environment(home(stage)))


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def dial(terminal, target):
    terminal.keys("d")
    terminal.type(target)
    terminal.keys("Enter")


@story
def a_command(stage):
    "offhook --host h status: the engine there answers, as one here would"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    status, out, error = one_shot(there, home(stage), "--json", "status")
    assert status == 0 and not error, error
    assert json.loads(out)["engine"]["pid"] == ann.pid, out
    status, _, error = one_shot(there, home(stage), "-L", "other", "status")
    assert status == 3, status
    assert "no engine listens at" in error and "other.sock" in error, error
    path = "/nowhere/it's; echo harmed"
    status, out, error = one_shot(there, home(stage), "-S", path, "status")
    assert status == 3 and f"no engine listens at {path}:" in error, error
    assert "harmed" not in out, out
    status, _, error = one_shot(there, home(stage), "hangup", "7")
    assert status == 1 and "there is no call 7" in error, error


@story
def one_is_started(stage):
    "where no engine runs one is started there; q q leaves nothing here"
    ann = stage.engine(start=False)
    there = sshd.Sshd(stage, ann)
    terminal = from_a_shell(stage, there)
    terminal.see("Calls (0)", f"engine on {sshd.HOST}")
    client = Client(ann.socket)
    try:
        dial(terminal, "echo")
        terminal.see("ACTIVE", "echo")
        terminal.keys("q", "q")
        terminal.see(f"1 call continues; `offhook --host {sshd.HOST}`")
        sessions = client.call("session.list")["sessions"]
        assert [s["state"] for s in sessions] == ["established"], sessions
        module.until(lambda: not any(map(alive, there.pids())), "ssh ends")
        assert os.listdir(stage.path("here")) == [], "files are left"
    finally:
        client.close()
        assert one_shot(there, home(stage), "stop")[0] == 0


@story
def ssh_is_killed(stage):
    "ssh killed in a call: told at once, there again by itself, the call goes on"
    ann = stage.engine(audio("tone:1000", "wav"))
    there = sshd.Sshd(stage, ann)
    terminal = screen(stage, there)
    terminal.see("Calls (0)")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    os.kill(there.pids()[-1], signal.SIGKILL)
    terminal.see("connected to the engine, 1 call", "ACTIVE")
    assert len(there.pids()) == 2, there.pids()
    ann.hears_tone(1000)
    terminal.keys("h")
    ann.session(ann.first(), held_by_us=True)


@story
def the_machine_is_away(stage):
    "the network goes: ssh's own words, tried again until it is back"
    ann = stage.engine(audio("tone:1000", "wav"))
    there = sshd.Sshd(stage, ann)
    terminal = screen(stage, there)
    terminal.see("Calls (0)")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    there.cut()
    terminal.see("ENGINE NOT CONNECTED", "Connection refused", "try 3")
    ann.hears_tone(1000)
    there.start()
    terminal.keys("Enter")
    terminal.see("connected to the engine, 1 call", "ACTIVE")


@story
def the_network_is_silent(stage):
    "a connection that carries nothing any more is noticed, and made anew"
    ann = stage.engine(audio("tone:1000", "wav"))
    there = sshd.Sshd(stage, ann)
    terminal = screen(stage, there)
    terminal.see("Calls (0)")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    there.silence()
    module.until(lambda: len(there.pids()) > 1, "another connection is made")
    terminal.see("connected to the engine, 1 call", "ACTIVE")
    ann.hears_tone(1000)
    terminal.keys("g", "l")
    terminal.see("lost the engine: Timeout, server")


@story
def ssh_is_stopped(stage):
    "an ssh that stands still: keys show as pending, then no answer; nothing hangs"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    terminal = screen(stage, there)
    terminal.see("Calls (0)")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    os.kill(there.pids()[-1], signal.SIGSTOP)
    terminal.keys("h")
    terminal.see("hold..")
    terminal.see("no answer from the engine")
    terminal.keys("?")
    terminal.see("Calls", "hold or resume the selected call")
    terminal.keys("?")
    os.kill(there.pids()[-1], signal.SIGCONT)
    terminal.see("HOLD")
    os.kill(there.pids()[-1], signal.SIGSTOP)
    terminal.keys("q", "q")
    module.until(terminal.dead, "the screen has left")
    module.until(lambda: not any(map(alive, there.pids())), "ssh ends")


@story
def the_engine_there_dies(stage):
    "an engine that dies there is told of in words; S starts one there"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    terminal = screen(stage, there)
    terminal.see("Calls (0)")
    ann.kill()
    terminal.see("ENGINE NOT CONNECTED", "no engine listens at")
    try:
        terminal.keys("S")
        terminal.see("connected to the engine, 0 calls")
    finally:
        status, _, error = one_shot(there, home(stage), "stop")
    assert status == 0, error
    terminal.see("ENGINE NOT CONNECTED")


@story
def a_password(stage):
    "a password is asked for before the screen, and later where I is pressed"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    there.asks()
    terminal = screen(stage, there)
    there.is_told(terminal, "open", "Enter")
    terminal.see("Calls (0)")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    os.kill(there.pids()[-1], signal.SIGKILL)
    terminal.see(f"Engine on {sshd.HOST}", "Permission denied", "I sign in")
    terminal.keys("I")
    there.is_told(terminal, "wrong", "Enter")
    terminal.see("ENGINE NOT CONNECTED", f"no engine of {sshd.HOST}")
    terminal.keys("I")
    there.is_told(terminal, "C-z", "C-c")
    terminal.see("ENGINE NOT CONNECTED", "the connection by ssh ended")
    terminal.keys("I")
    there.is_told(terminal, "open", "Enter")
    terminal.see("TALKING", "ACTIVE", "echo")


@story
def as_lines(stage):
    "--linear --host: the same, told in lines; sign in asks there as well"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    there.asks()
    terminal = screen(stage, there, "--linear")
    there.is_told(terminal, "open", "Enter")
    terminal.see("offhook>")
    terminal.type("call echo")
    terminal.keys("Enter")
    terminal.see("echo: connected")
    os.kill(there.pids()[-1], signal.SIGKILL)
    terminal.see("lost the engine")
    module.until(lambda: len(there.pids()) > 2, "it is tried again")
    terminal.type("sign in")
    terminal.keys("Enter")
    there.is_told(terminal, "open", "Enter")
    terminal.see("connected to the engine, 1 call")


@story
def killed_here(stage):
    "the screen killed with -9: ssh and its end there go, the call stays"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    terminal = screen(stage, there)
    terminal.see("Calls (0)")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")
    os.kill(terminal.pid, signal.SIGKILL)
    module.until(lambda: not any(map(alive, there.pids())), "ssh ends")
    module.until(lambda: not _connects(ann), "its end there ends")
    again = screen(stage, there, name="again")
    again.see("ACTIVE", "echo")


def _connects(engine):
    """Processes that run `offhook connect` with this engine's environment."""
    mine = f"XDG_RUNTIME_DIR={engine.folder}/run".encode()

    def is_mine(pid):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                env = file.read().split(b"\0")
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                return mine in env and b"connect" in file.read().split(b"\0")
        except OSError:
            return False
    return [pid for pid in os.listdir("/proc") if pid.isdigit() and is_mine(pid)]


@story
def who_cannot_be_reached(stage):
    "a host that is not known, or refuses: one line each, and no screen"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    stage.write("sshd.known", "")
    status, _, error = one_shot(there, home(stage), "status")
    assert status == 3, status
    assert "Host key verification failed" in error, error
    there.process.kill()
    terminal = from_a_shell(stage, there)
    shown = terminal.see("Connection refused", "status 3")
    assert "Calls" not in shown, shown


@story
def no_offhook_there(stage):
    "a machine without offhook, or with a talkative shell, is told of"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    env = home(stage) | {"OFFHOOK_REMOTE": "/nowhere/offhook"}
    status, _, error = one_shot(there, env, "status")
    assert status == 3 and "/nowhere/offhook: " in error, error
    env["OFFHOOK_REMOTE"] = "echo Welcome back!; offhook"
    status, _, error = one_shot(there, env, "status")
    assert status == 3 and "start-up file" in error, error
    assert "Welcome back!" in error, error


ANSWER = ('read line; echo "{\\"jsonrpc\\":\\"2.0\\",\\"id\\":1,\\"result\\":'
          '{\\"version\\":\\"9.9\\",\\"protocol\\":9,\\"pid\\":1}}"; cat; true')


@story
def another_protocol(stage):
    "an engine there that speaks another protocol: which, and what to do"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    env = home(stage) | {"OFFHOOK_REMOTE": ANSWER}
    status, _, error = one_shot(there, env, "status")
    assert status == 3, status
    assert "speaks protocol 9, this offhook 1: update" in error, error


OLDER = ("f() { offhook \"$@\" | sed -u 's/\"version\":\"[^\"]*\"/"
         "\"version\":\"0.0.9\"/'; }; f")


@story
def another_version(stage):
    "an engine of another version that can be talked to: said, and it works"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann)
    env = home(stage) | {"OFFHOOK_REMOTE": OLDER}
    terminal = tmux.Terminal(stage, [OFFHOOK, *AT], there.environment(env))
    terminal.see("Calls (0)", f"the engine on {sshd.HOST} is offhook 0.0.9")
    dial(terminal, "echo")
    terminal.see("ACTIVE", "echo")


@story
def a_key_that_only_looks(stage):
    "a key whose one command is offhook --read-only connect can change nothing"
    ann = stage.engine()
    there = sshd.Sshd(stage, ann, forced="offhook --read-only connect")
    ann.session(ann.dial("echo"), state="established")
    status, out, error = one_shot(there, home(stage), "--json", "sessions")
    assert status == 0, error
    assert len(json.loads(out)) == 1, out
    status, _, error = one_shot(there, home(stage), "hangup")
    assert status == 1 and "read-only" in error, error
    terminal = screen(stage, there, "--read-only")
    shown = terminal.see("read-only", "ACTIVE")
    assert "b bye" not in shown and "h hold" not in shown, shown


if __name__ == "__main__":
    run()
