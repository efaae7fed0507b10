"""Passwords in the keyring of a desktop session, a real one of its own."""
import os
import subprocess

import memory
import stage as stage_module
from engine import Engine
from keyring import Keyring
from tap import run, story

SECRET = "tr0ub4dor-and-3-friends"


class Desktop(Engine):
    """An engine in that session."""

    def __init__(self, on, config, keyring, **options):
        self.keyring = keyring
        super().__init__(on, config, **options)

    def environment(self):
        had = super().environment()
        return had | (self.keyring.environment() if self.keyring else {})

    def keep(self, *words, password=SECRET):
        """offhook account keyring: status, output, errors."""
        done = subprocess.run(
            [os.path.join(stage_module.BUILD, "offhook"), "account", "keyring",
             *words], env=self.environment(), input=password.encode() + b"\n",
            capture_output=True, timeout=stage_module.PATIENCE, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()


def keyring_of(pbx, name="ann"):
    return pbx.account(name, "x").replace("password = 'x'",
                                          "password_keyring = yes\n"
                                          " register_retry = 1\n"
                                          " register_retry_max = 1")


@story
def a_password_in_the_keyring(stage):
    "kept by offhook account keyring, taken by the engine, and told to nobody"
    pbx = stage.pbx({"ann": SECRET})
    phone = Desktop(stage, "log_level = trace\n" + keyring_of(pbx),
                    Keyring(stage))
    registration = phone.client.account("ann", "failed")["registration"]
    assert "offhook account keyring ann" in registration["reason"], registration
    status, out, error = phone.keep("ann")
    assert status == 0 and not out + error, (out, error)
    phone.registered("ann")
    assert phone.call("account.get", account="ann")["secret"] == \
        "password_keyring"
    assert SECRET not in phone.process.text()
    for name in ("cmdline", "environ"):
        with open(f"/proc/{phone.pid}/{name}", "rb") as file:
            assert SECRET.encode() not in file.read()
    with open(f"/proc/{phone.pid}/maps", encoding="ascii") as maps:
        libraries = maps.read()
    assert "libsecret" not in libraries and "libdbus" not in libraries
    assert len(memory.find(phone.pid, SECRET.encode())) == 2
    phone.stop()
    phone.start()       # the keyring still has it
    phone.registered("ann")


@story
def another_password(stage):
    "one that was refused is asked for again, until the keyring has another"
    pbx = stage.pbx({"ann": SECRET})
    phone = Desktop(stage, keyring_of(pbx), Keyring(stage))
    phone.client.account("ann", "failed")
    assert phone.keep("ann", password="wrong")[0] == 0
    phone.client.until(lambda: "account keyring ann" in (
        phone.client.account("ann", "failed")["registration"]["reason"]),
        "what to type")
    phone.client.until(lambda: "the keyring still has" in (
        phone.client.account("ann", "failed")["registration"]["reason"]),
        "that it has the same")
    assert phone.keep("ann")[0] == 0
    phone.registered("ann")


@story
def taken_out_again(stage):
    "--clear takes it out; what is not there is told"
    pbx = stage.pbx({"ann": SECRET})
    phone = Desktop(stage, keyring_of(pbx), Keyring(stage))
    assert phone.keep("ann")[0] == 0
    assert phone.keep("ann", "--clear")[0] == 0
    status, _, error = phone.keep("ann", "--clear")
    assert status == 1 and "has no password" in error, error
    assert phone.keep("nobody")[0] == 1
    assert phone.keep("ann", password="")[0] == 2


@story
def before_it_is_used(stage):
    "a password may be kept first: what is to be set then is said"
    phone = Desktop(stage, 'account "ann" {\n uri = "sip:ann@127.0.0.1:9"\n'
                           ' enabled = no\n}\n', Keyring(stage))
    status, out, _ = phone.keep("ann")
    assert status == 0 and "password_keyring = yes" in out, out


@story
def no_keyring(stage):
    "without a desktop session the account says so, and the phone goes on"
    pbx = stage.pbx({"ann": SECRET})
    phone = Desktop(stage, keyring_of(pbx), None)
    registration = phone.client.account("ann", "failed")["registration"]
    assert "keyring cannot be asked" in registration["reason"], registration
    assert registration["next_attempt_in_s"] is not None
    status, _, error = phone.keep("ann")
    assert status == 1 and "cannot be used" in error, error
    assert phone.process.running()


@story
def one_secret_alone(stage):
    "beside a password it is refused"
    phone = stage.engine('account "ann" {\n uri = "sip:ann@127.0.0.1:9"\n'
                         ' password = hush\n password_keyring = yes\n}\n',
                         start=False)
    said = phone.launch()
    assert "only one of" in said and "hush" not in said, said
    assert phone.process.wait() == 1


if __name__ == "__main__":
    run()
