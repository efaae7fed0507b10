"""Addresses that come, go and change under a phone: it comes back by itself,
and its calls go on."""
import sys

import engine
import networks
import rtp
import sip
from authority import Authority, server
from registrar import Registrar
from tap import run, story


class Away:
    """A phone in a network of its own, its registrar and a peer in the world."""

    def __init__(self, stage, transport="udp", address="10.77.0.2", more="",
                 tls=None):
        self.wire = networks.Wire(stage)
        self.phone = stage.engine(
            start=False, wrapper=self.wire.wrapper(), config="")
        self.transport, self.stage = transport, stage
        networks.ip("addr", "replace", f"{networks.HOME}/32", "dev", "lo")
        self.registrar = Registrar(stage, address=networks.HOME, tls=tls)
        self.phone.configure(
            self.registrar.account(
                transport=transport, more=more + " auto_answer = all\n"
                " register_retry = 1\n register_retry_max = 1\n") +
            "sip {\n}\n" + engine.audio("tone:600", "wav"))
        self.phone.start()
        self.wire.plug(self.phone.pid)
        if address:
            self.wire.give(address)

    def registered_from(self, address, more_than=0):
        """Its next REGISTER, which names this address."""
        request = self.registrar.hears(more_than=more_than)
        while address not in request.get("Contact") or \
                request.get("Expires") == "0":
            more_than = self.registrar.count()
            request = self.registrar.hears(more_than=more_than)
        assert request.source[0] == address, request.source
        return request

    def called(self):
        """A call with sound both ways, through the registrar's address."""
        self.peer = sip.Peer(self.stage, address=networks.HOME)
        self.stream = rtp.Stream(self.stage, address=networks.HOME)
        contact = self.registrar.hears().contact.replace(";transport=tcp", "")
        host, port = contact.split("@")[1].split(";")[0].split(":")
        answer = self.peer.answered(contact, (host, int(port)),
                                    self.stream.port)
        self.stream.start(answer.rtp_address())
        self.stream.tone(440)
        self.sounds()
        return self.phone.first()

    def sounds(self):
        heard = len(self.stream.received)
        self.phone.hears_tone(440)
        self.stream.wait(lambda all_: len(all_) > heard + 25, "sound")

    def told_again(self, address):
        """The peer is told where the phone is now, and sends there."""
        invite = self.peer.expect("INVITE")
        assert invite.source[0] == address, invite.source
        assert address in invite.contact, invite.contact
        assert invite.rtp_address()[0] == address, invite.body
        self.peer.reply(invite, 200, body=sip.sdp(
            self.stream.port, address=networks.HOME))
        self.peer.expect("ACK")
        self.stream._remote = invite.rtp_address()
        return invite


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
