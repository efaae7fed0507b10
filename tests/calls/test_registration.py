"""Accounts at a real registrar: passwords right and wrong, there or not."""
import hashlib
import os

import ports
from tap import run, story

SECRET = "open sesame"


@story
def the_right_password(stage):
    "an account registers with its password, over UDP and over TCP"
    pbx = stage.pbx({"ann": SECRET})
    for transport in ("udp", "tcp"):
        phone = stage.engine(
            pbx.account("ann", SECRET).replace("= udp", f"= {transport}"),
            name=transport)
        account = phone.registered("ann")
        assert account["registration"]["status"] == 200, account
        assert account["registration"]["expires_in_s"] > 0, account
        assert account["registration"]["contact"], account
        assert account["from_file"] and account["enabled"], account


@story
def sha256(stage):
    "a registrar that asks for SHA-256 gets it, or its refusal is said in words"
    pbx = stage.pbx({"ann": SECRET}, algorithm="SHA-256")
    phone = stage.engine(pbx.account("ann", SECRET))
    registration = phone.client.until(
        lambda: next((a["registration"]
                      for a in phone.client.accounts.values()
                      if a["registration"]["state"] in ("registered",
                                                        "failed")), None),
        "an outcome")
    assert registration["state"] == "registered" or registration["reason"], \
        registration


@story
def other_ways_to_give_a_password(stage):
    "password_command and ha1 register as well as password does"
    pbx = stage.pbx({"ann": SECRET, "bea": SECRET})
    ha1 = hashlib.md5(f"ann:{pbx.address}:{SECRET}".encode()).hexdigest()
    secret = stage.write("secret", SECRET + "\n")
    phone = stage.engine(
        pbx.account("ann", "x").replace("password = 'x'", f'ha1 = "{ha1}"') +
        pbx.account("bea", "x").replace(
            "password = 'x'", f'password_command = "cat {secret}"'))
    phone.registered("ann")
    phone.registered("bea")


@story
def the_wrong_password(stage):
    "a wrong password is a failed account with the status and the reason"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", "close sesame"))
    registration = phone.client.account("ann", "failed")["registration"]
    assert registration["status"] in (401, 403), registration
    assert "password" in registration["reason"].lower() or \
        "unauthorized" in registration["reason"].lower() or \
        "forbidden" in registration["reason"].lower(), registration


@story
def a_password_that_was_changed(stage):
    "password_command is asked again once its password was refused"
    pbx = stage.pbx({"ann": SECRET})
    secret = stage.write("secret", "close sesame\n")
    phone = stage.engine(pbx.account("ann", "x").replace(
        "password = 'x'", f'password_command = "cat {secret}"'))
    phone.client.account("ann", "failed")
    stage.write("secret", SECRET + "\n")
    phone.call("account.register", account="ann")
    phone.registered("ann")


@story
def a_password_put_right(stage):
    "the right password and a reload mend an account that had failed"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", "close sesame"))
    phone.client.account("ann", "failed")
    phone.configure(pbx.account("ann", SECRET))
    phone.call("engine.reload")
    phone.registered("ann")


@story
def the_registrar_comes_up_later(stage):
    "a registrar that is down at the start is registered with when it comes up"
    port = ports.port()
    pbx = stage.pbx({"ann": SECRET}, port=port, start=False)
    phone = stage.engine(pbx.account(
        "ann", SECRET, more=" register_retry = 1\n register_retry_max = 1")
        .replace("= udp", "= tcp"))
    registration = phone.client.account("ann", "failed")["registration"]
    assert registration["reason"], registration
    assert registration["next_attempt_in_s"] is not None, registration
    pbx.start()
    phone.registered("ann")


@story
def two_accounts(stage):
    "one account that fails does not touch another"
    pbx = stage.pbx({"ann": SECRET, "bea": SECRET})
    phone = stage.engine(pbx.account("ann", "wrong") +
                         pbx.account("bea", SECRET))
    phone.registered("bea")
    phone.client.account("ann", "failed")
    assert phone.client.account("bea", "registered")


@story
def unregister_and_register_by_hand(stage):
    "account.unregister and account.register do what they say"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", SECRET))
    phone.registered("ann")
    phone.call("account.unregister", account="ann")
    phone.client.account("ann", "unregistered")
    phone.call("account.register", account="ann")
    phone.registered("ann")


@story
def a_readable_secret(stage):
    "a configuration with a secret that others can read is refused with the chmod"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", SECRET), start=False)
    os.chmod(phone.config, 0o644)
    said = phone.launch()
    assert "chmod 600" in said and phone.config in said, said
    assert phone.process.wait() != 0
    os.chmod(phone.config, 0o600)
    phone.start()
    phone.registered("ann")


if __name__ == "__main__":
    run()
