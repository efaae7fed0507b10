"""What is left of passwords and keys in the engine's memory, looked at by root."""
import base64
import hashlib
import re

import memory
import ports
import sip
from engine import direct
from stage import until
from tap import run, story

SECRET = "tr0ub4dor-and-3-friends"
SUITE = "AES_CM_128_HMAC_SHA1_80"


def places(phone, secret=SECRET):
    return memory.find(phone.pid, secret.encode()
                       if isinstance(secret, str) else secret)


def soon_none(phone, secret=SECRET):
    """What other threads and the stack still write is gone in a moment."""
    try:
        until(lambda: not places(phone, secret), "it is gone")
    except AssertionError:
        raise AssertionError(places(phone, secret)) from None


@story
def a_password(stage):
    "a password stands where it is needed, and nowhere once its account is gone"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", SECRET))
    phone.registered("ann")
    phone.call("account.register", account="ann")
    # its configuration, and what answers for its registration
    assert len(places(phone)) == 2, places(phone)
    phone.configure("services = yes\n")
    phone.call("engine.reload")
    soon_none(phone)


@story
def a_sum(stage):
    "so does the sum that is as good as the password, user:realm:password"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine(pbx.account("ann", SECRET))
    phone.registered("ann")
    sum_of = hashlib.md5(f"ann:{pbx.address}:{SECRET}".encode()).hexdigest()
    assert len(places(phone, sum_of)) == 1, places(phone, sum_of)
    phone.configure("services = yes\n")
    phone.call("engine.reload")
    soon_none(phone, sum_of)


@story
def what_a_command_said(stage):
    "what password_command said is gone with its account, too"
    pbx = stage.pbx({"ann": SECRET})
    file = stage.write("secret", SECRET + "\n")
    phone = stage.engine(pbx.account("ann", "x").replace(
        "password = 'x'", f'password_command = "cat {file}"'))
    phone.registered("ann")
    assert len(places(phone)) == 2, places(phone)
    phone.configure("services = yes\n")
    phone.call("engine.reload")
    soon_none(phone)


@story
def what_came_by_the_socket(stage):
    "nothing of a password is left in what came by the socket, or of its parts"
    pbx = stage.pbx({"ann": SECRET})
    phone = stage.engine("")
    phone.call("account.add", name="late", uri=pbx.uri("ann"), password=SECRET)
    phone.registered("late")
    phone.call("account.update", account="late", password=SECRET + "-2")
    phone.call("account.update", account="late", password=SECRET, expires=100)
    phone.registered("late")
    for _, around in places(phone):
        assert b'"password"' not in around, around
    phone.call("account.remove", account="late")
    soon_none(phone)


@story
def keys_of_a_call(stage):
    "the keys of an encrypted call are gone when it is over, ours and theirs"
    peer, theirs = sip.Peer(stage), bytes(range(100, 130))
    phone = stage.engine(direct("ann", " srtp = required\n keying = sdes\n"
                                       " srtp_clear_keys = allow\n"))
    number = phone.dial(peer.uri, account="ann")
    invite = peer.expect("INVITE")
    tag, text = re.search(rf"a=crypto:(\d+) {SUITE} inline:([^|\s]+)",
                          invite.body).groups()
    ours = base64.b64decode(text)
    peer.reply(invite, 200, "OK", body=sip.sdp(ports.port()).replace(
        "RTP/AVP", "RTP/SAVP") + f"a=crypto:{tag} {SUITE} inline:"
        f"{base64.b64encode(theirs).decode()}\r\n")
    peer.expect("ACK")
    phone.session(number, state="established")
    assert places(phone, ours) and places(phone, theirs)
    phone.call("session.hangup", session=number)
    peer.reply(peer.expect("BYE"), 200, "OK")
    phone.ended(number)
    soon_none(phone, ours)
    soon_none(phone, theirs)


if __name__ == "__main__":
    run()
