"""The units of systemd: understood, tight, and an engine lives under them."""
import os
import re
import socket
import subprocess
import sys

import process
import sip
import stage as stage_module
from engine import Engine, direct
from stage import until
from tap import run, story

USER, SYSTEM = "offhookd-user.service.in", "offhookd@.service.in"
CONFINE = os.path.join(os.path.dirname(os.path.abspath(
    stage_module.__file__)), "confine.py")


def unit(stage, template, name):
    """As it is installed, but for the engine of this build."""
    with open(os.path.join(stage_module.SOURCE, "share/systemd", template),
              encoding="utf-8") as file:
        return stage.write(name, file.read().replace("@bindir@",
                                                     stage_module.BUILD))


def analyze(*words):
    done = subprocess.run(["systemd-analyze", *words], capture_output=True,
                          check=False)
    return done.returncode, (done.stdout + done.stderr).decode()


@story
def units_that_are_understood(stage):
    "systemd finds nothing wrong in them"
    for template, name in ((USER, "offhookd.service"),
                           (SYSTEM, "offhookd@desk.service")):
        status, said = analyze("verify", "--man=no",
                               unit(stage, template, name))
        assert status == 0 and name not in said, said


@story
def a_tight_one(stage):
    "what is left open to the engine of the machine is little, by its own count"
    path = unit(stage, SYSTEM, "offhookd@desk.service")
    _, said = analyze("security", "--offline=true", path)
    level = re.search(r"Overall exposure level.*?: ([0-9.]+)", said)
    assert level and float(level.group(1)) < 2.5, said


def lives_under(stage, template):
    path = unit(stage, template, "offhookd.service")
    told, secret = stage.path("told"), stage.write("secret", "hush\n")
    peer = sip.Peer(stage)
    phone = stage.engine(start=False,
                         wrapper=[sys.executable, CONFINE, path])
    phone.configure(direct("ann", " auto_answer = all") + f"""
account "work" {{
 uri = "sip:work@127.0.0.1:{peer.port}"
 password_command = "cat {secret}"
 transport = udp
}}
hooks {{
 event = "cat >> {told}"
}}
media {{
{phone.rtp_ports()}
 record_dir = "{stage.path("recordings")}"
}}
""")
    phone.start()
    peer.reply(peer.expect("REGISTER"), 200, "OK",
               f"Contact: <{peer.uri}>;expires=60")
    phone.registered("work")
    number = phone.dial("echo")
    phone.session(number, state="established")
    phone.call("session.record", session=number, on=True)
    phone.call("session.hangup", session=number)
    phone.ended(number)
    phone.client.event("history.added")
    until(lambda: os.path.exists(told) and "session.ended" in open(
        told, encoding="utf-8").read(), "the hook was told")
    phone.call("engine.reload")
    assert os.listdir(stage.path("recordings")), "nothing was recorded"
    assert "rror" not in phone.process.text(), phone.process.text()
    with open(f"/proc/{phone.pid}/status", encoding="ascii") as file:
        status = dict(line.split(":\t", 1) for line in file if ":\t" in line)
    assert status["Seccomp"].strip() == "2", status
    assert status["NoNewPrivs"].strip() == "1", status


class Started(Engine):
    """By a service manager, whose commands see what it wants them to."""
    told = None

    def environment(self):
        return super().environment() | {"NOTIFY_SOCKET": self.told}


@story
def ready(stage):
    "a service manager is told when front ends can connect, a command nothing"
    seen = stage.path("seen")
    phone = Started(stage, f"""account "ann" {{
 uri = "sip:ann@127.0.0.1:9"
 password_command = "env > {seen}.new; mv {seen}.new {seen}; echo x"
}}
""", start=False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.settimeout(stage_module.PATIENCE)
        phone.told = stage.path("manager")
        manager.bind(phone.told)
        phone.start()
        assert manager.recv(100) == b"READY=1"
        second = process.Process(stage, "second", phone.command(),
                                 env=phone.environment())
        assert second.wait() == 0 and manager.recv(100) == b"READY=1"
    until(lambda: os.path.exists(seen), "the command has run")
    with open(seen, encoding="utf-8") as file:
        assert "NOTIFY_SOCKET" not in file.read()


@story
def a_start_that_fails(stage):
    "nor is it told that a start has come about that has not"
    phone = Started(stage, "nonsense = 1\n", start=False)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        phone.told = "@" + stage.path("manager")
        manager.bind("\0" + phone.told[1:])
        manager.setblocking(False)
        assert "nonsense" in phone.launch() and phone.process.wait() == 1
        try:
            said = manager.recv(100)
        except BlockingIOError:
            said = None
        assert said is None, said
        phone.configure("")
        phone.start()
        manager.settimeout(stage_module.PATIENCE)   # told after who waits
        assert manager.recv(100) == b"READY=1"


@story
def a_day_under_that_of_a_user(stage):
    "under the rules of the unit of a user: registered, called, recorded, hooked"
    lives_under(stage, USER)


@story
def a_day_under_that_of_the_machine(stage):
    "and under those of the unit of the machine"
    lives_under(stage, SYSTEM)


if __name__ == "__main__":
    run()
