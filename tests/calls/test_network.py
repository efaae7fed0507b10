"""Addresses that come, go and change under a phone: it comes back by itself,
and its calls go on."""
import sys

import networks
from authority import Authority, server
from away import Away
from tap import run, story


@story
def a_guard_that_waits_for_it(stage):
    "a register_guard that wants a network is asked again when there is one"
    away = Away(stage, address=None, more=" register_guard = '"
                "ip addr | grep -q 10.77.0.2 || { echo no VPN; exit 1; }'\n")
    away.phone.configure(open(away.phone.config, encoding="utf-8").read()
                         .replace("retry = 1", "retry = 600")
                         .replace("max = 1", "max = 600"))
    away.phone.call("engine.reload")
    blocked = away.phone.client.account("ann", "blocked")["registration"]
    assert blocked["reason"] == "no VPN", blocked
    away.wire.give("10.77.0.2")
    away.registered_from("10.77.0.2")
    away.phone.registered("ann")


@story
def it_comes_later(stage):
    "a phone that starts without a network registers when there is one"
    away = Away(stage, address=None)
    away.phone.client.account("ann", "failed")
    away.wire.give("10.77.0.2")
    away.registered_from("10.77.0.2")
    away.phone.registered("ann")


def changes(stage, transport):
    away = Away(stage, transport)
    away.phone.registered("ann")
    number = away.called()
    before = away.registrar.count()
    away.wire.take("10.77.0.2")
    away.wire.give("10.78.0.3")
    away.registered_from("10.78.0.3", before)
    invite = away.told_again("10.78.0.3")
    away.sounds()
    away.phone.client.until(
        lambda: away.phone.client.sessions[number]["media"]["local"]
        .startswith("10.78.0.3:"), "the sound at the new address")
    away.phone.session(number, state="established")
    away.phone.registered("ann")
    away.phone.call("session.hangup", session=number)
    bye = away.peer.expect("BYE")
    assert bye.source[0] == "10.78.0.3", bye.source
    away.peer.reply(bye, 200)
    assert away.phone.ended(number)["by"] == "local"
    assert "o=- " in invite.body


@story
def another_address(stage):
    "a changed address: registered anew, the call re-INVITEd, its sound on"
    changes(stage, "udp")


@story
def another_address_by_tcp(stage):
    "the same where the account uses a TCP connection"
    changes(stage, "tcp")


@story
def another_address_by_tls(stage):
    "the former connection is half open: it is left, and one made from there"
    ca = Authority(stage)
    away = Away(stage, "tls", tls=server(ca.issue(
        "pbx", [f"IP:{networks.HOME}"])), more=f' tls_ca = "{ca.cert}"\n')
    away.phone.registered("ann")
    for former, address in (("10.77.0.2", "10.78.0.3"),
                            ("10.78.0.3", "10.77.0.2")):
        before = away.registrar.count()
        away.wire.take(former)
        away.wire.give(address)
        request = away.registered_from(address, before)
        assert request.transport == "tls", request.transport
        away.phone.registered("ann")


@story
def none_for_a_while(stage):
    "without a network nothing is tried and no call ends; then it is as before"
    away = Away(stage)
    away.phone.registered("ann")
    number = away.called()
    away.wire.take("10.77.0.2")
    account = away.phone.client.account("ann", "failed")
    assert "no network" in account["registration"]["reason"], account
    assert account["registration"]["next_attempt_in_s"] is None, account
    lost = away.phone.client.event("account.transport", lambda e:
                                   e["state"] == "disconnected")
    assert "no network" in lost["reason"], lost
    before = away.registrar.count()
    away.wire.give("10.77.0.2")
    away.registered_from("10.77.0.2", before)
    away.told_again("10.77.0.2")
    away.sounds()
    away.phone.session(number, state="established")
    away.phone.registered("ann")


@story
def it_flaps(stage):
    "an address that comes and goes twenty times is not asked for twenty times"
    away = Away(stage)
    away.phone.registered("ann")
    before = away.registrar.count()
    away.wire.flap("10.77.0.2", 20)
    away.wire.take("10.77.0.2")
    away.wire.give("10.78.0.3")
    away.registered_from("10.78.0.3", before)
    away.phone.registered("ann")
    assert away.registrar.count() - before <= 6, away.registrar.log()


if __name__ == "__main__":
    why = networks.possible()
    if why:
        print(f"1..0 # SKIP {why}")
        sys.exit(77)
    run()
