"""Passwords that are refused, put right, or asked for in other sums."""
import hashlib
import re

import sip
from tap import run, story

REALM, USER, SECRET = "pbx.invalid", "ann", "open sesame"


def account(peer, more="", password=f'password = "{SECRET}"'):
    return (f'account "ann" {{\n uri = "sip:{USER}@127.0.0.1:{peer.port}"\n'
            f" {password}\n transport = udp\n register_retry = 1\n"
            f" register_retry_max = 1\n{more}\n}}\n")


def ask(nonce, algorithm="MD5", more=""):
    return (f'WWW-Authenticate: Digest realm="{REALM}", nonce="{nonce}", '
            f'qop="auth", algorithm={algorithm}{more}')


def field(message, name):
    found = re.search(rf'\b{name}="?([^",\s]+)"?',
                      message.get("Authorization") or "")
    return found.group(1) if found else None


def response(message, nonce, secret, sum_of):
    """RFC 7616 3.4.1 by hand."""
    def h(text):
        return sum_of(text.encode()).hexdigest()
    return h(":".join((
        h(f"{USER}:{REALM}:{secret}"), nonce, field(message, "nc"),
        field(message, "cnonce"), "auth",
        h(f"REGISTER:{field(message, 'uri')}"))))


def is_right(message, nonce, secret=SECRET, sum_of=hashlib.md5):
    assert field(message, "nonce") == nonce, message.get("Authorization")
    return field(message, "response") == response(message, nonce, secret,
                                                  sum_of)


def accept(peer, request):
    peer.reply(request, 200, "OK",
               f"Contact: {request.get('Contact')};expires=60")


def refuse(peer, nonces=("one", "two")):
    """Two challenges: the second means a wrong password.  The answer."""
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask(nonces[0]))
    answer = peer.expect("REGISTER")
    peer.reply(answer, 401, "Unauthorized", ask(nonces[1]))
    return answer


def failed(phone):
    return phone.client.account("ann", "failed")["registration"]


def first_failure(phone):
    """Of one that is tried again a second later."""
    return phone.client.event(
        "account.changed", lambda e: e["account"]["registration"]["state"] ==
        "failed")["account"]["registration"]


def sha512_256(data=b""):
    return hashlib.new("sha512_256", data)


@story
def other_sums(stage):
    "SHA-256 and SHA-512-256 are answered, and preferred to MD5 in any order"
    for number, (offers, best, sum_of) in enumerate((
            (("SHA-256",), "SHA-256", hashlib.sha256),
            (("SHA-512-256",), "SHA-512-256", sha512_256),
            (("MD5", "SHA-256"), "SHA-256", hashlib.sha256),
            (("SHA-256", "MD5"), "SHA-256", hashlib.sha256),
            (("MD5", "SHA-512-256", "SHA-256"), None, None),
            (("TWOFISH", "MD5"), "MD5", hashlib.md5))):
        peer = sip.Peer(stage, f"peer-{number}")
        phone = stage.engine(account(peer), name=f"phone-{number}")
        peer.reply(peer.expect("REGISTER"), 401, "Unauthorized",
                   "\n".join(ask("n" + one, one) for one in offers))
        answer = peer.expect("REGISTER")
        taken = field(answer, "algorithm")
        if best:
            assert taken == best, (offers, taken)
            assert is_right(answer, "n" + best, sum_of=sum_of), offers
        else:
            assert taken in ("SHA-256", "SHA-512-256"), taken
        accept(peer, answer)
        phone.registered("ann")


@story
def no_third_try(stage):
    "a password that was refused is not sent again, and the account says so"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    assert is_right(refuse(peer), "one")
    registration = failed(phone)
    assert registration["status"] == 401, registration
    assert registration["next_attempt_in_s"] is None, registration
    for part in ("wrong user or password", "not tried again",
                 phone.config, "offhook register ann"):
        assert part in registration["reason"], registration
    peer.silent(2.5)    # register_retry is 1


@story
def forbidden_twice(stage):
    "a password that is answered with 403 is tried once more, and no third time"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("one"))
    peer.reply(peer.expect("REGISTER"), 403, "Forbidden")
    assert first_failure(phone)["next_attempt_in_s"] is not None
    peer.reply(peer.expect("REGISTER"), 403, "Forbidden")
    phone.client.until(lambda: "not tried again" in failed(phone)["reason"],
                       "the end of it")
    assert failed(phone)["status"] == 403, failed(phone)
    peer.silent(2.5)


@story
def by_hand(stage):
    "offhook register tries a refused password once more, and says what came"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    refuse(peer)
    failed(phone)
    number = phone.client.ask("account.register", {"account": "ann"})
    refuse(peer, ("three", "four"))
    assert "error" not in phone.client.answer(number)
    failed(phone)
    peer.silent(1.5)
    phone.call("account.register", account="ann")
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("five"))
    accept(peer, peer.expect("REGISTER"))
    phone.registered("ann")


@story
def put_right(stage):
    "a changed password is tried at once; a reload without a change is not"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, password='password = "wrong"'))
    refuse(peer)
    failed(phone)
    phone.call("engine.reload")
    peer.silent(1.5)
    phone.configure(account(peer))
    phone.call("engine.reload")
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("three"))
    answer = peer.expect("REGISTER")
    assert is_right(answer, "three"), answer.get("Authorization")
    accept(peer, answer)
    phone.registered("ann")


@story
def a_keyring(stage):
    "password_command is asked again and again, but tried only with another"
    peer = sip.Peer(stage)
    secret, asked = stage.write("secret", "wrong\n"), stage.path("asked")
    phone = stage.engine(account(
        peer, password=f"password_command = 'echo x >> {asked}; "
                       f"cat {secret}'"))

    def times():
        with open(asked, encoding="utf-8") as file:
            return len(file.readlines())
    assert is_right(refuse(peer), "one", "wrong")
    registration = failed(phone)
    assert "password_command" in registration["reason"], registration
    assert registration["next_attempt_in_s"] is not None, registration
    phone.client.until(lambda: "still says" in failed(phone)["reason"],
                       "that it says the same")
    assert times() > 1
    peer.silent(1.5)
    stage.write("secret", SECRET + "\n")
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("three"))
    answer = peer.expect("REGISTER")
    assert is_right(answer, "three"), answer.get("Authorization")
    accept(peer, answer)
    phone.registered("ann")


@story
def stale_nonces(stage):
    "stale nonces are no refusals, however many"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("n0"))
    for number in range(1, 4):
        answer = peer.expect("REGISTER")
        assert is_right(answer, f"n{number - 1}")
        peer.reply(answer, 401, "Unauthorized",
                   ask(f"n{number}", more=", stale=true"))
    # the stack has enough of it: as after any other failure
    registration = first_failure(phone)
    assert "too late" in registration["reason"], registration
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("m0"))
    answer = peer.expect("REGISTER")
    assert is_right(answer, "m0")
    accept(peer, answer)
    phone.registered("ann")


if __name__ == "__main__":
    run()
