"""Passwords never stand in a log, an event, an answer, a trace or ps."""
import base64
import os
import re

import ports
import sip
from engine import direct
from stage import until
from tap import run, story

WORDS = "tr0ub4dor-and-3-friends"


def everything_seen(phone):
    """All that others could read of a running engine."""
    seen = {"log": phone.process.text(), "events": str(phone.client.events)}
    for method in ("engine.status", "account.list", "session.list",
                   "history.list", "engine.hello"):
        params = {"client": "test", "protocol": 1} \
            if method == "engine.hello" else {}
        seen[method] = str(phone.call(method, **params))
    for account in phone.call("account.list")["accounts"]:
        seen["account.get"] = str(phone.call("account.get",
                                             account=account["id"]))
    for name in ("cmdline", "environ"):
        with open(f"/proc/{phone.pid}/{name}", "rb") as file:
            seen[name] = file.read().decode(errors="replace")
    for folder, _, files in os.walk(phone.data):
        for name in files:
            with open(os.path.join(folder, name), "rb") as file:
                seen[name] = file.read().decode(errors="replace")
    return seen


def nowhere(phone, secret=WORDS):
    for where, text in everything_seen(phone).items():
        assert secret not in text, f"the password stands in {where}"


@story
def a_password_that_is_right(stage):
    "a password that registers and calls is seen nowhere, at log_level trace"
    pbx = stage.pbx({"ann": WORDS, "bob": WORDS})
    ann, bob = (stage.engine(
        'log_level = "trace,sip=trace"\n' + pbx.account(name, WORDS), name=name)
        for name in ("ann", "bob"))
    ann.registered()
    bob.registered()
    hers = ann.dial("bob")
    bob.answer()
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    ann.ended(hers)
    nowhere(ann)
    nowhere(bob)
    assert "REGISTER" in ann.process.text(), "the trace is empty"


@story
def a_password_that_is_wrong(stage):
    "nor is one that is refused"
    pbx = stage.pbx({"ann": "another"})
    ann = stage.engine('log_level = trace\n' + pbx.account("ann", WORDS))
    ann.client.account("ann", "failed")
    nowhere(ann)


@story
def a_password_of_a_command(stage):
    "nor what password_command printed"
    pbx = stage.pbx({"ann": WORDS})
    file = stage.write("secret", WORDS + "\n")
    ann = stage.engine('log_level = trace\n' + pbx.account("ann", "x").replace(
        "password = 'x'", f'password_command = "cat {file}"'))
    ann.registered()
    nowhere(ann)


@story
def a_password_in_the_file_with_an_error(stage):
    "an error in the configuration does not quote the password"
    for number, text in enumerate((
            f'account "a" {{\n uri = "sip:a@b.c"\n pasword = "{WORDS}"\n}}\n',
            f'account "a" {{\n password = "{WORDS}\n}}\n',
            f'account "a" {{\n uri = "sip:a@b.c"\n password {WORDS}\n}}\n')):
        phone = stage.engine(text, name=f"phone{number}", start=False)
        said = phone.launch()
        assert said.strip() != "ready"
        phone.process.wait()
        assert WORDS not in said + phone.process.text(), said


@story
def a_password_given_at_run_time(stage):
    "account.add takes a password and never gives it back; its file is 0600"
    pbx = stage.pbx({"ann": WORDS})
    phone = stage.engine("log_level = trace\n")
    phone.call("account.add", name="late", uri=pbx.uri("ann"), password=WORDS)
    phone.registered("late")
    seen = everything_seen(phone)
    for where, text in seen.items():
        assert WORDS not in text or where.startswith("late"), where
    folder = os.path.join(phone.data, "accounts")
    for name in os.listdir(folder):
        assert os.stat(os.path.join(folder, name)).st_mode & 0o777 == 0o600
    phone.stop()
    phone.start()
    phone.registered("late")
    error = phone.refused("account.add", name="late", uri=pbx.uri("ann"))
    assert error.code != 0 and WORDS not in str(error)
    phone.call("account.remove", account="late")
    until(lambda: not os.listdir(folder), "its file is gone")


@story
def keys_of_an_encrypted_call(stage):
    "keys in a=crypto, ours and theirs, are in no log, trace, event, hook or file"
    peer, told = sip.Peer(stage), stage.path("told")
    theirs = base64.b64encode(bytes(range(100, 130))).decode()
    phone = stage.engine("log_level = trace\n" + direct(
        "ann", " srtp = required\n keying = sdes\n srtp_clear_keys = allow\n")
        + f'hooks {{\n event = "(env; cat) >> {told}"\n}}\n')
    number = phone.dial(peer.uri, account="ann")
    invite = peer.expect("INVITE")
    keys = re.findall(r"inline:([^|\s]+)", invite.body)
    tag = re.search(r"a=crypto:(\d+) AES_CM_128_HMAC_SHA1_80", invite.body)
    peer.reply(invite, 200, "OK", body=sip.sdp(ports.port()).replace(
        "RTP/AVP", "RTP/SAVP") + f"a=crypto:{tag.group(1)} "
        f"AES_CM_128_HMAC_SHA1_80 inline:{theirs}\r\n")
    peer.expect("ACK")
    phone.session(number, state="established")
    trace = str(phone.call("session.trace", session=number))
    assert "a=crypto" in trace and "a=crypto" in phone.process.text()
    shown = phone.one_shot("trace", str(number))[1] + \
        phone.one_shot("--json", "status")[1] + trace
    phone.call("session.hangup", session=number)
    peer.reply(peer.expect("BYE"), 200, "OK")
    phone.ended(number)
    until(lambda: os.path.exists(told) and "session.ended" in open(
        told, encoding="utf-8").read(), "the hook was told")
    with open(told, encoding="utf-8") as file:
        shown += file.read()
    assert len(keys) > 1, invite.body
    for key in keys + [theirs]:
        assert key not in shown, key
        nowhere(phone, key)


@story
def a_digest(stage):
    "what a password could be guessed from, digests, is shown nowhere"
    peer = sip.Peer(stage)
    phone = stage.engine(
        'log_level = trace\naccount "ann" {\n uri = "sip:ann@127.0.0.1:'
        f'{peer.port}"\n password = "{WORDS}"\n}}\n')
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized",
               'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"')
    request = peer.expect("REGISTER")
    response = re.search(r'response="(\w+)"', request.get("Authorization"))
    peer.reply(request, 200, "OK",
               f"Contact: {request.get('Contact')};expires=60")
    phone.registered("ann")
    assert "Authorization" in phone.process.text()
    nowhere(phone, response.group(1))


@story
def a_password_in_a_uri(stage):
    "a password in a dialled URI is refused or not repeated"
    peer = sip.Peer(stage)
    phone = stage.engine()
    try:
        number = phone.dial(f"sip:ann:{WORDS}@127.0.0.1:{peer.port}")
        phone.call("session.hangup", session=number)
    except Exception as error:
        assert WORDS not in str(error), error
    assert WORDS not in phone.process.text()


if __name__ == "__main__":
    run()
