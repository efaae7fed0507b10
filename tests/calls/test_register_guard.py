"""register_guard: a program that says whether an account may register."""
import os

import sip
from tap import run, story


def account(peer, guard, more=""):
    return (f'account "ann" {{\n uri = "sip:ann@127.0.0.1:{peer.port}"\n'
            f' transport = udp\n register_retry = 1\n register_retry_max = 1\n'
            f" register_guard = '{guard}'\n{more}\n}}\n")


def accept(peer, request, expires=60):
    peer.reply(request, 200, "OK",
               f"Contact: {request.get('Contact')};expires={expires}")


def blocked(phone):
    return phone.client.account("ann", "blocked")["registration"]


@story
def it_goes_on(stage):
    "a guard that exits with 0 lets the account register"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, "true"))
    accept(peer, peer.expect("REGISTER"))
    phone.registered("ann")


@story
def it_knows_the_account(stage):
    "one guard may serve several accounts: OFFHOOK_ACCOUNT tells which it is"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, 'echo "not $OFFHOOK_ACCOUNT"; exit 1'),
                         wrapper=("env", "OFFHOOK_ACCOUNT=another"))
    assert blocked(phone)["reason"] == "not ann"


@story
def it_holds_back(stage):
    "a guard that fails holds back: blocked, with its first line; then it goes on"
    peer = sip.Peer(stage)
    door = stage.path("door")
    phone = stage.engine(account(
        peer, f"test -e {door} || {{ echo no VPN yet; echo more; exit 3; }}"))
    registration = blocked(phone)
    assert registration["reason"] == "no VPN yet", registration
    assert registration["status"] is None, registration
    assert registration["next_attempt_in_s"] is not None, registration
    assert not peer.receive(1.5)        # asked again meanwhile
    stage.write("door", "")
    accept(peer, peer.expect("REGISTER"))
    phone.registered("ann")


@story
def a_person_asks(stage):
    "offhook register asks the guard at once, and says what it said"
    peer = sip.Peer(stage)
    door = stage.path("door")
    phone = stage.engine(account(
        peer, f"test -e {door} || {{ echo no VPN yet; exit 3; }}").replace(
            "retry = 1", "retry = 600").replace("max = 1", "max = 600"))
    blocked(phone)
    status, _, error = phone.one_shot("register", "ann")
    assert status == 1 and "blocked: no VPN yet" in error, error
    assert "no VPN yet" in phone.one_shot("account", "list")[1]
    stage.write("door", "")
    number = phone.client.ask("account.register", {"account": "ann"})
    accept(peer, peer.expect("REGISTER"))
    assert "error" not in phone.client.answer(number)
    phone.registered("ann")


@story
def before_each_attempt_after_a_failure(stage):
    "the guard is asked before each attempt after a failure, not at a refresh"
    peer = sip.Peer(stage)
    asked = stage.path("asked")
    phone = stage.engine(account(peer, f"echo x >> {asked}"))

    def times():
        with open(asked, encoding="utf-8") as file:
            return len(file.readlines())
    peer.reply(peer.expect("REGISTER"), 503, "Not Now")
    assert times() == 1
    accept(peer, peer.expect("REGISTER"), expires=4)
    phone.registered("ann")
    assert times() == 2
    accept(peer, peer.expect("REGISTER", timeout=8))
    assert times() == 2


@story
def calls_that_it_shuts_off(stage):
    "a registration that lives is left alone when the guard would hold it back"
    peer = sip.Peer(stage)
    door = stage.write("door", "")
    phone = stage.engine(account(peer, f"test -e {door}"))
    accept(peer, peer.expect("REGISTER"), expires=4)
    phone.registered("ann")
    os.unlink(door)
    second = peer.expect("REGISTER", timeout=8)
    peer.reply(second, 503, "Not Now")
    registration = blocked(phone)
    assert registration["reason"] == "register_guard ended with status 1"
    peer.silent(1.5)


@story
def rubbish(stage):
    "what a guard prints is shown as text, and bounded"
    peer = sip.Peer(stage)
    phone = stage.engine(account(
        peer, r'printf "\\033[31mno\\377\\007 way"; head -c 300000 /dev/zero |'
        ' tr "\\\\0" x; exit 1'))
    reason = blocked(phone)["reason"]
    assert reason.startswith("[31mno? way") or \
        reason.startswith("?[31mno"), reason
    assert len(reason) <= 256 and "\033" not in reason, reason
    phone.call("engine.status")


@story
def death(stage):
    "a guard that dies, or is not there, holds back"
    peer = sip.Peer(stage)
    phone = stage.engine(
        account(peer, "kill -9 $$") +
        account(peer, "/nowhere/at/all").replace('"ann"', '"bea"'))
    assert blocked(phone)["reason"] == "register_guard was ended by signal 9"
    reason = phone.client.account("bea", "blocked")["registration"]["reason"]
    assert reason == "register_guard ended with status 127", reason
    peer.silent(0.3)


@story
def hanging(stage):
    "a guard that hangs is ended after its time; the phone works meanwhile"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, "sleep 60"))
    waiting = phone.client.account("ann", "registering")["registration"]
    assert waiting["reason"] == "waiting for register_guard", waiting
    call = phone.dial("echo")
    phone.session(call, state="established")
    reason = blocked(phone)["reason"]
    assert reason == "register_guard took over 10 s", reason
    assert phone.session(call)["state"] == "established"
    peer.silent(0.1)


@story
def leaving(stage):
    "an engine that is told to stop does not wait for a guard"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, "sleep 60"))
    phone.client.account("ann", "registering")
    assert phone.stop() == 0


if __name__ == "__main__":
    run()
