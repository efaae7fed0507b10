"""SIP from people nobody knows, as scanners send it: nothing rings."""
import re

import sip
from engine import direct
from stage import PATIENCE
from tap import run, story

STRANGER = "127.0.0.9"
# A scanner's hand: no phone of anybody writes this.
SCANNER = "User-Agent: friendly-scanner"


def scan(stage, port, users=("100", "1000", "admin", "")):
    """What a scanner sends to a port: the statuses it hears."""
    heard = []
    for user in users:
        uri = f"sip:{user}@127.0.0.1:{port}" if user else \
            f"sip:127.0.0.1:{port}"
        for method in ("OPTIONS", "REGISTER", "INVITE"):
            peer = sip.Peer(stage, name="scanner", user="100",
                            address=STRANGER)
            peer.send(peer.request(method, uri, SCANNER, sip.sdp(4000)
                                   if method == "INVITE" else ""), port)
            answer = peer.receive(PATIENCE)
            while answer and answer.status < 200:
                answer = peer.receive(PATIENCE)
            if method == "INVITE" and answer:
                peer.ack(answer, uri)
            heard.append((method, answer.status if answer else None))
    return heard


def nothing_rang(phone, calls):
    """No session, no history, no sound; but each call was counted."""
    phone.client.pump()
    assert not phone.client.sessions, phone.client.sessions
    assert not [e for e in phone.client.events
                if e["topic"] in ("history.added", "audio.changed")]
    assert phone.call("history.list")["total"] == 0
    status = phone.call("engine.status")["engine"]
    assert status["refused_strangers"] == calls, status


def port_of(phone):
    contact = phone.call("account.list")["accounts"][0]["registration"][
        "contact"]
    return int(re.search(r":(\d+)", contact.split("@")[1]).group(1))


@story
def at_a_registered_phone(stage):
    "its port is found: INVITE gets 403 and rings nowhere, OPTIONS says so too"
    pbx = stage.pbx({"ann": "a"})
    ann = stage.engine(pbx.account("ann", "a"), name="ann")
    ann.registered()
    heard = scan(stage, port_of(ann), ("100", "ann", ""))
    assert [s for m, s in heard if m == "INVITE"] == [403] * 3, heard
    assert [s for m, s in heard if m == "OPTIONS"] == [403] * 3, heard
    assert all(s in (405, 501) for m, s in heard if m == "REGISTER"), heard
    nothing_rang(ann, 3)


@story
def at_a_phone_that_has_called_directly(stage):
    "the port of an outgoing call without an account takes no calls"
    peer = sip.Peer(stage)
    ann = stage.engine("sip {\n listen = {}\n}\n", name="ann")
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 486)
    peer.expect("ACK")
    ann.ended(hers)
    ann.client.event("history.added")
    port = invite.source[1]
    heard = scan(stage, port, ("100", "ann"))
    assert [s for m, s in heard if m == "INVITE"] == [403] * 2, heard
    assert list(ann.client.sessions) == [hers], ann.client.sessions
    assert ann.call("history.list")["total"] == 1


@story
def at_a_port_of_sip_listen(stage):
    "where accounts are called at their address, others than they do not exist"
    bob = stage.engine(direct("bob"), name="bob")
    heard = scan(stage, bob.port)
    assert [s for m, s in heard if m == "INVITE"] == [404] * 4, heard
    nothing_rang(bob, 4)
    friend = sip.Peer(stage, address=STRANGER)
    friend.send(friend.request("INVITE", bob.uri("bob"), body=sip.sdp(4000)),
                bob.port)
    bob.incoming()


@story
def where_strangers_are_asked_in(stage):
    "accept_from = any rings for everybody, whoever is asked for"
    bob = stage.engine("accept_from = any\n" + direct("bob"), name="bob")
    peer = sip.Peer(stage, address=STRANGER)
    peer.send(peer.request("INVITE", bob.uri("100"), body=sip.sdp(4000)),
              bob.port)
    assert bob.session(bob.incoming())["account"] is None


@story
def a_call_goes_on(stage):
    "a thousand INVITEs of a scanner leave a call alone"
    bob = stage.engine("accept_from = list\naccept_list = {\"127.0.0.1\"}\n" +
                       direct("bob", "auto_answer = all"), name="bob")
    ann = stage.engine(direct("ann"), name="ann")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    scanner = sip.Peer(stage, name="scanner", address=STRANGER)
    for _ in range(1000):
        scanner.send(scanner.request("INVITE", bob.uri("bob"), SCANNER,
                                     sip.sdp(4000)), bob.port)
    bob.client.until(lambda: bob.call("engine.status")["engine"][
        "refused_strangers"] > 0, "some were refused")
    assert ann.session(hers)["state"] == "established"
    assert len(bob.client.sessions) == 1
    ann.call("session.hangup", session=hers)
    assert bob.ended(bob.first())["by"] == "remote"


if __name__ == "__main__":
    run()
