"""From an empty home to a call, and an account from its first password on, by
keys alone; what was typed as a password is seen nowhere."""
import os
import re
import stat

import stage as module
import tmux
from control import Client
from engine import direct
from tap import run, story

OFFHOOK = os.path.join(module.BUILD, "offhook")
OWN = r"/accounts/(ann|pbx)\.conf$|/accounts/\.(ann|pbx)\.conf\.new$"
WRONG, RIGHT = "wr0ng-horse-battery", "r1ght-horse-battery"


class Home:
    """Nothing but a home; offhook starts its engine itself."""

    def __init__(self, stage, engine):
        self.engine = engine
        os.unlink(engine.config)
        self.screen = tmux.Terminal(stage, [OFFHOOK], engine.environment())
        self.screen.see("Set up", "step 1 of 4")
        self.client = Client(engine.socket)
        status = self.client.call("engine.status")["engine"]
        self.pid = status["pid"]

    def file(self, name):
        """None: it is not there (yet)."""
        path = f"{self.engine.folder}/config/offhook/{name}"
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()

    def stop(self):
        self.client.close()
        status, _, error = self.engine.one_shot("stop")
        assert status == 0, error
        module.until(lambda: not os.path.exists(f"/proc/{self.pid}") or
                     zombie(self.pid), "the engine has gone")


def zombie(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def next_step(screen, step):
    screen.field("Skip", "BTab")
    screen.keys("Enter")
    screen.see(f"step {step} of 4")


def processes(home):
    """What others could read of the two programs."""
    for pid in (home.pid, home.screen.pid):
        for name in ("cmdline", "environ"):
            with open(f"/proc/{pid}/{name}", "rb") as file:
                yield f"{name} of {pid}", file.read(), 0


def files(home):
    """Those that are there: the engine makes and removes some meanwhile."""
    for folder, _, names in os.walk(home.engine.folder):
        for name in names:
            path = os.path.join(folder, name)
            try:
                if not stat.S_ISREG(os.stat(path).st_mode):
                    continue
                with open(path, "rb") as file:
                    yield path, file.read(), os.fstat(file.fileno()).st_mode
            except FileNotFoundError:
                continue


def nowhere(home, secret):
    """But in the account's own file, which is its owner's alone."""
    secret = secret.encode()
    for where, text, mode in list(processes(home)) + list(files(home)):
        if re.search(OWN, where):
            assert mode & 0o077 == 0, where
            continue
        assert secret not in text, f"the password stands in {where}"
    shown = home.screen._run("capture-pane", "-p", "-S", "-")
    assert secret.decode() not in shown, shown


@story
def from_nothing_to_a_call(stage):
    "an empty home: sound, no account, a call to echo, the keys; never again"
    ann = stage.engine(name="ann", start=False)
    home = Home(stage, ann)
    screen = home.screen
    try:
        screen.see("Microphone", "Loudspeaker")
        next_step(screen, 2)
        screen.see("No account yet?")
        next_step(screen, 3)
        screen.see("Call echo >")
        screen.keys("Enter")
        screen.see("echo  ACTIVE", "mic", "ear")
        sessions = home.client.call("session.list")["sessions"]
        assert [s["state"] for s in sessions] == ["established"], sessions
        next_step(screen, 4)
        screen.see("call by name")
        screen.keys("Enter")
        screen.see("Calls (", "ready: d dials")
        module.until(lambda: home.file("offhook-ui.conf") == "setup = off\n",
                     "it is remembered")
        assert home.client.call("account.list")["accounts"] == []
        again = tmux.Terminal(stage, [OFFHOOK], ann.environment(),
                              name="again")
        again.see("Dial >")
        assert "Set up" not in again.screen()
    finally:
        home.stop()


@story
def an_account_with_two_passwords(stage):
    "a real registrar refuses the first, takes the second; a call goes by it"
    pbx = stage.pbx({"ann": RIGHT, "bob": "bobs"})
    bob = stage.engine(pbx.account("bob", "bobs"), name="bob")
    bob.registered()
    home = Home(stage, stage.engine(name="ann", start=False))
    screen = home.screen
    try:
        next_step(screen, 2)
        screen.type(f"ann@127.0.0.1:{pbx.port}")
        screen.keys("Enter")
        screen.type(WRONG)
        screen.see("Password > ***")
        screen.keys("Enter", "Enter")
        screen.see("does not take this password")
        nowhere(home, WRONG)
        screen.field("Password", "BTab")
        screen.keys("C-u")
        screen.type(RIGHT)
        screen.keys("Enter", "Enter")
        screen.see("200 OK in", "ms", "ann:ok")
        nowhere(home, RIGHT)
        screen.keys("Enter")
        next_step(screen, 4)
        screen.keys("Enter")
        screen.see("Calls (0)")
        screen.keys("d")
        screen.type("bob")
        screen.keys("Enter")
        bob.answer()
        screen.see("ACTIVE")
        screen.keys("b")
        screen.see("ENDED")
    finally:
        home.stop()
    nowhere_in_files(home)


def nowhere_in_files(home):
    for where, text, _ in files(home):
        assert WRONG.encode() not in text, where


@story
def leaving_leaves_nothing(stage):
    "^C in the middle: the account that signed in is gone, and its file"
    pbx = stage.pbx({"ann": RIGHT})
    home = Home(stage, stage.engine(name="ann", start=False))
    screen = home.screen
    try:
        next_step(screen, 2)
        screen.type(f"ann@127.0.0.1:{pbx.port}")
        screen.keys("Enter")
        screen.type(RIGHT)
        screen.keys("Enter", "Enter")
        screen.see("200 OK in")
        screen.keys("C-c")
        screen.see("no account is kept", "no account")
        module.until(lambda: not home.client.call("account.list")["accounts"],
                     "it is removed")
        module.until(lambda: not any("accounts/" in path
                                     for path, _, _ in files(home)),
                     "its file is gone")
    finally:
        home.stop()


@story
def the_editor_with_a_real_engine(stage):
    "g e: wrong, then right, then tcp; and one of offhook.conf is read-only"
    pbx = stage.pbx({"ann": RIGHT})
    ann = stage.engine(direct("desk"), name="ann")
    ann.client.call("account.add", name="pbx", uri=pbx.uri("ann"),
                    password=WRONG)
    ann.client.account("pbx", "failed")
    screen = tmux.Terminal(stage, [OFFHOOK], ann.environment())
    screen.see("pbx:FAIL")
    screen.keys("g", "e")
    screen.see("account pbx", "SIP address >", "set; type another")
    screen.field("Password")
    screen.type(RIGHT)
    screen.keys("C-s")
    screen.see("ok: 200 OK in", "udp, expires in")
    screen.field("Transport")
    screen.keys("Right", "Right", "C-s")
    screen.see("ok: 200 OK in", "tcp, expires in")
    got = ann.client.call("account.get", account="pbx")
    assert got["keys"]["transport"] == "tcp", got
    assert got["secret"] == "password" and RIGHT not in str(got), got
    assert RIGHT not in screen.screen()
    screen.field("Test now")
    screen.keys("Right")
    screen.see("Delete >")
    screen.keys("Enter", "Enter")
    screen.see("Calls (0)")
    ann.client.event("account.removed")
    screen.keys(":")
    screen.type("edit account desk")
    screen.keys("Enter")
    screen.see("to be changed in", "offhook.conf:", "desk@127.0.0.1")


run()
