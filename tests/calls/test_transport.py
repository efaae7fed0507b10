"""The way to the registrar: it comes up, dies, is seen to, and comes back."""
import time

from by_tls import Mute
from engine import direct
from registrar import Registrar, transport, went_on, with_a_call
from tap import run, story


def states(phone, since=0):
    return [e["state"] for e in phone.client.events[since:]
            if e["topic"] == "account.transport"]


@story
def it_comes_up(stage):
    "the way to the registrar is connecting, then connected, in account and event"
    for how in ("udp", "tcp"):
        registrar = Registrar(stage, name=how)
        phone = stage.engine(registrar.account(transport=how), name=f"p{how}")
        phone.registered("ann")
        phone.client.until(
            lambda: phone.call("account.list")["accounts"][0]
            ["transport_state"] == "connected", "connected")
        phone.call("account.unregister", account="ann")
        phone.client.account("ann", "unregistered")
        account = phone.call("account.list")["accounts"][0]
        assert account["transport_state"] is None, account


def dies(stage, reset):
    registrar = Registrar(stage)
    phone = stage.engine(registrar.account())
    phone.registered("ann")
    transport(phone, "connected")
    peer, number = with_a_call(stage, phone)
    since, heard = phone.client.mark(), registrar.count()
    registrar.hang_up(reset)
    lost = transport(phone, "disconnected", since)
    assert "connection" in lost["reason"], lost
    transport(phone, "connected", since)
    registrar.hears(more_than=heard, transport="tcp")
    assert states(phone, since) == ["disconnected", "reconnecting",
                                    "connected"], states(phone, since)
    phone.registered("ann")
    went_on(phone, peer, number)


@story
def it_is_closed(stage):
    "a connection that the registrar closes is told and replaced, and calls stay"
    dies(stage, reset=False)


@story
def it_is_reset(stage):
    "a connection that is reset is told and replaced, and calls stay"
    dies(stage, reset=True)


@story
def it_never_lasts(stage):
    "a registrar that hangs up on us again and again is asked later each time"
    registrar = Registrar(stage)
    phone = stage.engine(registrar.account())
    for least in (0, 0, 0, 0.5, 1, 2):
        phone.registered("ann")
        since, heard = phone.client.mark(), registrar.count()
        ends = time.monotonic()
        registrar.hang_up()
        transport(phone, "disconnected", since)
        registrar.hears(more_than=heard)
        took = time.monotonic() - ends
        assert took >= least, (took, least)
        transport(phone, "connected", since)


@story
def one_that_was_of_no_use(stage):
    "who hangs up on us before a word is no reason to wait: said at once"
    mute = Mute(stage, lambda one: one.close())
    ann = stage.engine(direct("ann"))
    end = ann.session(ann.dial(f"sip:x@127.0.0.1:{mute.port};transport=tcp"),
                      state="terminated")["end"]
    assert (end["by"], end["status"]) == ("error", 503), end
    assert "nobody listens there" in end["reason"], end


@story
def nobody_is_there(stage):
    "where nobody listens the way is disconnected, until somebody does"
    registrar = Registrar(stage)
    registrar.close()
    phone = stage.engine(registrar.account(
        more=" register_retry = 1\n register_retry_max = 1"))
    lost = transport(phone, "disconnected")
    assert lost["reason"], lost
    registrar.open()
    transport(phone, "connected")
    phone.registered("ann")


if __name__ == "__main__":
    run()
