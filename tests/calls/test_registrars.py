"""A registrar that moves, one of several that fails, one that starts again."""
from dns import NameServer
from registrar import Registrar, went_on, with_a_call
from tap import run, story

SECRET = "open sesame"
QUICK = " options_ping = 1\n options_ping_fail = 1\n register_retry = 1\n" \
        " register_retry_max = 1\n"


def srv(*registrars, how="udp"):
    names = {("SRV", f"_sip._{how}.pbx.test"): [
        (10 * i, 0, r.port, f"{r.name}.pbx.test")
        for i, r in enumerate(registrars, 1)]}
    return names | {("A", f"{r.name}.pbx.test"): ["127.0.0.1"]
                    for r in registrars}


def at_the_name(stage, names, how="udp"):
    phone = stage.engine(
        'account "ann" {\n uri = "sip:ann@pbx.test"\n password = "x"\n'
        f" transport = {how}\n{QUICK}}}\nsip {{\n t1x64 = 500\n%(listen)s\n"
        f' resolv_conf = "{names.resolv}"\n}}\n')
    phone.registered("ann")
    return phone


def comes_to(phone, registrar, before):
    registrar.hears(more_than=before)
    phone.registered("ann")
    phone.client.until(lambda: next(iter(phone.client.accounts.values()))
                       ["transport_state"] == "connected", "connected")


def fails_over(stage, how, fail, back):
    one, two = Registrar(stage, name="one"), Registrar(stage, name="two")
    phone = at_the_name(stage, NameServer(stage, srv(one, two, how=how)), how)
    assert one.count() and not two.count()
    peer, number = with_a_call(stage, phone)
    fail(one)
    comes_to(phone, two, 0)
    back(one)
    before = one.count()
    fail(two)
    comes_to(phone, one, before)
    went_on(phone, peer, number)


def silence(registrar):
    registrar.answers = False


def speak(registrar):
    registrar.answers = True


@story
def one_is_gone(stage):
    "of two registrars by SRV the other takes over when one is gone, and back"
    fails_over(stage, "udp", Registrar.close, Registrar.open)


@story
def one_is_gone_by_tcp(stage):
    "the same by TCP"
    fails_over(stage, "tcp", Registrar.close, Registrar.open)


@story
def one_is_silent(stage):
    "one that falls silent is left for the other, and back"
    fails_over(stage, "udp", silence, speak)


@story
def it_has_moved(stage):
    "a registrar that SRV says is elsewhere now is found there, and back again"
    one, two = Registrar(stage, name="one"), Registrar(stage, name="two")
    hosts = srv(one, two)       # both are known all the time
    names = NameServer(stage, hosts | srv(one))
    phone = at_the_name(stage, names)
    names.records = hosts | srv(two)
    one.close()
    comes_to(phone, two, 0)
    one.open()
    names.records = hosts | srv(one)
    before = one.count()
    two.close()
    comes_to(phone, one, before)


@story
def it_starts_again(stage):
    "a registrar that was killed and starts again: all its accounts come back"
    users = {name: SECRET for name in ("ann", "bea", "cleo")}
    pbx = stage.pbx(users)
    phone = stage.engine("".join(
        pbx.account(name, SECRET, more=QUICK).replace("= udp", f"= {how}")
        for name, how in zip(users, ("udp", "tcp", "tcp"))) +
        "sip {\n t1x64 = 1000\n%(listen)s\n}\n")
    for name in users:
        phone.registered(name)
    since = phone.client.mark()
    pbx.stop()
    for name in users:
        phone.client.event("account.transport", lambda e, who=name:
                           e["account"]["name"] == who and
                           e["state"] == "disconnected", since)
    pbx.start()
    for name in users:
        phone.client.event("account.transport", lambda e, who=name:
                           e["account"]["name"] == who and
                           e["state"] == "connected", since)
        phone.registered(name)


if __name__ == "__main__":
    run()
