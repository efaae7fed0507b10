"""Is the registrar still there, and is the way to it still open: OPTIONS and
keep-alives."""
from stage import until
from registrar import Registrar, falls_silent, transport, with_a_call
from tap import run, story

PING = " options_ping = 1\n options_ping_fail = 2\n register_retry = 1\n" \
       " register_retry_max = 1\n"
SHORT = "sip {\n t1x64 = 1000\n%(listen)s\n}\n"


def pinged(phone, state):
    return phone.client.until(
        lambda: next((a["ping"] for a in phone.client.accounts.values()
                      if a["ping"] and a["ping"]["state"] == state), None),
        f"ping {state}")


@story
def somebody_answers(stage):
    "OPTIONS are sent as often as set, and whoever refuses them is there"
    registrar = Registrar(stage)
    phone = stage.engine(registrar.account(
        transport="udp", more=PING + ' options_ping_uri = "sip:ping.example"\n'))
    phone.registered("ann")
    registrar.status = "404 Nobody Here"
    ping = pinged(phone, "ok")
    assert ping["failures"] == 0 and ping["rtt_ms"] >= 0, ping
    request = registrar.hears("OPTIONS", more_than=2)
    assert request.start == "OPTIONS sip:ping.example SIP/2.0", request.start
    assert "sip:ann@" in request.get("From"), request.get("From")
    assert phone.call("account.list")["accounts"][0]["ping"]["state"] == "ok"


@story
def nobody_answers(stage):
    "where OPTIONS have no answer the account registers anew, and calls stay"
    for how in ("udp", "tcp"):
        registrar = Registrar(stage, name=how)
        phone = stage.engine(registrar.account(transport=how, more=PING) + SHORT,
                             name=f"phone-{how}")
        phone.registered("ann")
        pinged(phone, "ok")
        peer, number = with_a_call(stage, phone)
        falls_silent(registrar, phone, peer, number)
        pinged(phone, "ok")


@story
def it_is_off(stage):
    "options_ping = 0 and keepalive = off send nothing"
    registrar = Registrar(stage)
    phone = stage.engine(registrar.account(
        more=" options_ping = 0\n keepalive = off\n"))
    phone.registered("ann")
    assert phone.call("account.list")["accounts"][0]["ping"] is None
    assert not registrar.count("OPTIONS") and not registrar.pings


@story
def the_way_is_held_open(stage):
    "four bytes as often as set hold the way open, on UDP and TCP"
    registrars = [Registrar(stage, name=how) for how in ("udp", "tcp")]
    for registrar in registrars:
        stage.engine(registrar.account(
            transport=registrar.name,
            more=" options_ping = 0\n keepalive = 5\n"),
            name=f"phone-{registrar.name}").registered("ann")
    for registrar in registrars:
        until(lambda: registrar.pings, "a keep-alive")
        assert registrar.pings[0] == registrar.name, registrar.pings


@story
def a_registrar_that_promised(stage):
    "a registrar with a Flow-Timer is pinged in its time, and missed when silent"
    registrar = Registrar(stage, headers=["Flow-Timer: 2",
                                          "Require: outbound"])
    phone = stage.engine(registrar.account(more=" options_ping = 0\n"))
    phone.registered("ann")
    transport(phone, "connected")
    until(lambda: len(registrar.pings) > 1, "two pings")
    since = phone.client.mark()
    registrar.answers = False
    lost = transport(phone, "disconnected", since)
    assert "connection" in lost["reason"], lost
    registrar.answers = True
    transport(phone, "connected", since)
    phone.registered("ann")


if __name__ == "__main__":
    run()
