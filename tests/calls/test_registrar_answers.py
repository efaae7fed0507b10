"""What a registrar may answer, from a scripted one: exact and in order."""
import hashlib
import re
import time

import sip
from tap import run, story

REALM, USER, SECRET = "pbx.invalid", "ann", "open sesame"


def account(peer, more=""):
    return (f'account "ann" {{\n uri = "sip:{USER}@127.0.0.1:{peer.port}"\n'
            f' password = "{SECRET}"\n transport = udp\n{more}\n}}\n')


def challenge(nonce, more=""):
    return (f'WWW-Authenticate: Digest realm="{REALM}", nonce="{nonce}", '
            f'qop="auth", algorithm=MD5{more}')


def field(message, name):
    found = re.search(rf'\b{name}="?([^",\s]+)"?',
                      message.get("Authorization") or "")
    return found.group(1) if found else None


def is_right(message, nonce):
    """RFC 2617 3.2.2.1 by hand."""
    def md5(text):
        return hashlib.md5(text.encode()).hexdigest()
    assert field(message, "nonce") == nonce, message.get("Authorization")
    wanted = md5(":".join((
        md5(f"{USER}:{REALM}:{SECRET}"), nonce, field(message, "nc"),
        field(message, "cnonce"), "auth",
        md5(f"REGISTER:{field(message, 'uri')}"))))
    assert field(message, "response") == wanted


def accept(peer, request, expires=60):
    contact = request.get("Contact").split(";expires")[0]
    peer.reply(request, 200, "OK",
               f"Contact: {contact};expires={expires}")


@story
def a_stale_nonce(stage):
    "a stale nonce is answered with the new one, not taken for a wrong password"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    first = peer.expect("REGISTER")
    assert not first.get("Authorization"), first.get("Authorization")
    peer.reply(first, 401, "Unauthorized", challenge("one"))
    second = peer.expect("REGISTER")
    is_right(second, "one")
    peer.reply(second, 401, "Unauthorized", challenge("two", ", stale=true"))
    third = peer.expect("REGISTER")
    is_right(third, "two")
    accept(peer, third)
    phone.registered("ann")


@story
def the_same_challenge_again(stage):
    "a second challenge that is not stale means a wrong password: no third try"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", challenge("one"))
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", challenge("two"))
    registration = phone.client.account("ann", "failed")["registration"]
    assert registration["status"] == 401, registration
    peer.silent(0.5)


@story
def retry_after(stage):
    "a registrar that says when to come back is not asked before"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, " register_retry = 1"))
    first = peer.expect("REGISTER")
    began = time.monotonic()
    peer.reply(first, 503, "Come Back Later", "Retry-After: 3")
    registration = phone.client.account("ann", "failed")["registration"]
    assert registration["status"] == 503, registration
    assert "Come Back Later" in registration["reason"], registration
    assert 2 <= registration["next_attempt_in_s"] <= 4, registration
    second = peer.expect("REGISTER")
    assert time.monotonic() - began > 2.9
    accept(peer, second)
    phone.registered("ann")


@story
def refresh(stage):
    "a registration is refreshed before it expires"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    accept(peer, peer.expect("REGISTER"), expires=6)
    phone.registered("ann")
    again = peer.expect("REGISTER", timeout=6)
    accept(peer, again, expires=600)
    phone.client.until(
        lambda: phone.call("account.list")["accounts"][0]["registration"]
        ["expires_in_s"] > 60, "the new expiry")


@story
def a_longer_expiry_is_asked_for(stage):
    "423 Interval Too Brief is answered with the interval that is wanted"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    first = peer.expect("REGISTER")
    peer.reply(first, 423, "Interval Too Brief", "Min-Expires: 1800")
    second = peer.expect("REGISTER")
    wanted = second.get("Expires") or \
        re.search(r"expires=(\d+)", second.get("Contact")).group(1)
    assert int(wanted) >= 1800, second.data
    accept(peer, second, expires=1800)
    phone.registered("ann")


@story
def leaving(stage):
    "at the exit the binding is removed"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    accept(peer, peer.expect("REGISTER"))
    phone.registered("ann")
    phone.process.signal(15)
    last = peer.expect("REGISTER")
    assert last.get("Expires") == "0" or \
        "expires=0" in (last.get("Contact") or ""), last.data
    peer.reply(last, 200, "OK")
    assert phone.process.wait() == 0


@story
def strangers(stage):
    "an account that registers takes calls from its registrar only"
    registrar, stranger = sip.Peer(stage), sip.Peer(stage, "stranger")
    phone = stage.engine(
        account(registrar) +
        'accept_from = list\naccept_list = {"192.0.2.0/24"}\n')
    first = registrar.expect("REGISTER")
    accept(registrar, first)
    phone.registered("ann")
    contact = first.contact
    port = int(contact.rsplit(":", 1)[1].split(";")[0])
    stranger.send(stranger.request("INVITE", contact, body=sip.sdp(4000)), port)
    stranger.ack(stranger.expect(403), contact)
    assert phone.call("engine.status")["engine"]["refused_strangers"] == 1
    assert not phone.client.sessions


if __name__ == "__main__":
    run()
