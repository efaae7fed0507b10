"""SIP over TLS: whom the phone believes, and in words why not."""
import base64
import datetime
import os
import socket
import ssl
import threading

import ports
import process
from authority import Authority, server
from dns import NameServer
from registrar import Registrar, transport, with_a_call
from stage import until
from tap import run, story

SHORT = "sip {\n t1x64 = 1000\n%(listen)s\n}\n"
RETRY = "register_retry = 1\nregister_retry_max = 1\n"


def section(more="", port=0, host="localhost", name="ann", uri="ann@127.0.0.1",
            scheme="sip"):
    """An account that is registered by TLS; it would wait for a minute where
    it is refused."""
    return (f'account "{name}" {{\nuri = "{scheme}:{uri}"\n'
            f'registrar = "sip:{host}:{port}"\ntransport = tls\n'
            f"password = 'x'\noptions_ping = 0\n{more}\n}}\n")


def account(phone):
    return phone.call("account.list")["accounts"][0]


def refused(phone, *words):
    """The reason, as the account has it, as its tls has it."""
    transport(phone, "disconnected")
    found = account(phone)
    reason = found["registration"]["reason"]
    assert found["registration"]["state"] == "failed", found
    assert reason == found["tls"]["problem"], found
    assert reason.startswith("TLS: "), reason
    for word in words:
        assert word in reason, reason
    return reason


def day(days):
    return (datetime.datetime.now(datetime.timezone.utc) +
            datetime.timedelta(days=days)).strftime("%Y-%m-%d")


def certificates(ca, other):
    """name, certificate, what is told of it"""
    return (
        ("wrong", ca.issue("wrong", ["DNS:other.test", "DNS:third.test"]),
         ("theirs: other.test, third.test", "wanted: localhost")),
        ("old", ca.issue("old", ["DNS:localhost"], start=-20, end=-10),
         ("has expired, on " + day(-10),)),
        ("young", ca.issue("young", ["DNS:localhost"], start=10, end=20),
         ("is not valid before " + day(10), "clock")),
        ("stranger", other.issue("stranger", ["DNS:localhost"]),
         ("issuer", "not known", "Test other")),
        ("alone", ca.self_signed("alone", ["DNS:localhost"]),
         ("self-signed",)))


@story
def five_bad_certificates_and_a_good_one(stage):
    "each is refused at once and in words; the good one is registered"
    ca, other = Authority(stage), Authority(stage, "other")
    bad = certificates(ca, other)
    good = ca.issue("good", ["DNS:localhost"])
    pbx = stage.pbx({"ann": "x"}, tls=[c for _, c, _ in bad] + [good])
    trust = f'tls_ca = "{ca.cert}"\n'
    for port, (name, _, words) in zip(pbx.tls_ports, bad):
        phone = stage.engine(section(trust, port, uri=f"ann@{pbx.address}"),
                             name=name)
        refused(phone, *words)
        phone.process.kill()
    phone = stage.engine(section(trust, pbx.tls_ports[-1],
                                 uri=f"ann@{pbx.address}"))
    phone.registered("ann")
    found = account(phone)
    assert found["tls"] | {"expires": None} == {
        "version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384",
        "peer": "localhost", "verify": "full", "expires": None,
        "own_expires": None, "pin": good.pin, "problem": None}, found
    assert found["tls"]["expires"].startswith(day(30)), found
    assert ";transport=tls" in found["registration"]["contact"], found


@story
def the_name_that_was_asked_for(stage):
    "an address, a sip: URI, a common name; a wildcard where it is let in"
    ca = Authority(stage)
    star = "tls_wildcard = yes\n"
    cases = (("wildcard", ["DNS:*.pbx.test"], "a.pbx.test", "tls_wildcard"),
             ("let-in", ["DNS:*.pbx.test"], "a.pbx.test", True),
             ("deep", ["DNS:*.pbx.test"], "a.b.pbx.test", False),
             ("address", ["IP:127.0.0.1"], "127.0.0.1", True),
             ("uri", ["URI:sip:localhost"], "localhost", True),
             ("person", ["URI:sip:ann@localhost"], "localhost", False),
             ("other-uri", ["URI:sip:pbx.test", "DNS:localhost"], "localhost",
              False),
             ("localhost", [], "localhost", True))
    dns = NameServer(stage, {("A", "a.pbx.test"): ["127.0.0.1"],
                             ("A", "a.b.pbx.test"): ["127.0.0.1"]})
    for name, names, host, good in cases:
        shown = ca.issue(name, names)
        registrar = Registrar(stage, name=name, tls=server(shown))
        phone = stage.engine(
            section(f'tls_ca = "{ca.cert}"\n' +
                    (star if name in ("let-in", "deep") else ""),
                    registrar.port, host) + f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n',
            name=f"phone-{name}")
        if good is True:
            phone.registered("ann")
            assert account(phone)["tls"]["peer"] == host, name
        else:
            refused(phone, f"wanted: {host}", *([good] if good else []))
            assert not registrar.requests, registrar.log()


@story
def the_domain_and_not_where_it_leads(stage):
    "SRV leads to another host: the domain's certificate counts, and is asked for"
    ca = Authority(stage)
    asked = []
    right = ca.issue("right", ["DNS:pbx.test"])
    wrong = ca.issue("host", ["DNS:edge.test"])
    registrar = Registrar(stage, tls=server(right, on_name=asked.append))
    other = Registrar(stage, name="other", tls=server(wrong))
    dns = NameServer(stage, {
        ("SRV", "_sips._tcp.pbx.test"): [(1, 1, registrar.port, "edge.test")],
        ("SRV", "_sips._tcp.other.test"): [(1, 1, other.port, "edge.test")],
        ("A", "edge.test"): ["127.0.0.1"]})
    for domain, name in (("pbx.test", "ann"), ("other.test", "bob")):
        phone = stage.engine(
            f'account "{name}" {{\nuri = "sip:{name}@{domain}"\n'
            f"transport = tls\npassword = 'x'\ntls_ca = \"{ca.cert}\"\n}}\n"
            f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n', name=name)
        if name == "ann":
            phone.registered("ann")
            assert asked == ["pbx.test"], asked
        else:
            refused(phone, "theirs: edge.test", "wanted: other.test")


@story
def how_much_is_verified(stage):
    "ca: any name; pin: that key alone, and another one is told; off: warned of"
    ca, other = Authority(stage), Authority(stage, "other")
    odd = ca.issue("odd", ["DNS:other.test"])
    alone = ca.self_signed("alone", ["DNS:other.test"])
    wrong = other.issue("wrong", ["DNS:localhost"])
    hexadecimal = base64.b64decode(alone.pin).hex()
    cases = (
        ("ca", odd, f'tls_verify = ca\ntls_ca = "{ca.cert}"\n', ()),
        ("no-ca", wrong, f'tls_verify = ca\ntls_ca = "{ca.cert}"\n',
         ("not known",)),
        ("pin", alone, f'tls_verify = pin\ntls_pin = "{alone.pin}"\n', ()),
        ("hex", alone, f'tls_verify = pin\ntls_pin = "{hexadecimal}"\n', ()),
        ("no-pin", wrong, f'tls_verify = pin\ntls_pin = "{alone.pin}"\n',
         ("tls_pin", wrong.pin)),
        ("off", alone, "tls_verify = off\n", ()))
    for name, shown, lines, words in cases:
        registrar = Registrar(stage, name=f"at-{name}", tls=server(shown))
        phone = stage.engine(section(lines, registrar.port), name=name)
        if words:
            refused(phone, *words)
            continue
        phone.registered("ann")
        verify = account(phone)["tls"]["verify"]
        assert verify == lines.split()[2], verify
        assert account(phone)["tls"]["peer"] is None
        if name == "off":
            warned = phone.client.event("engine.warning")
            assert warned["code"] == "tls_not_verified", warned
            assert "off" in warned["text"] and warned["advice"], warned


class Mute:
    """Takes connections, and then does what a story wants of it."""

    def __init__(self, stage, greet):
        self.name, self.greet, self.count = "mute", greet, 0
        self._held = []
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(8)
        self.port = self.socket.getsockname()[1]
        stage.add(self)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                one = self.socket.accept()[0]
            except OSError:
                return
            self.count += 1
            self.greet(one)
            self._held.append(one)

    def end(self):
        self.socket.close()

    def log(self):
        return f"{self.count} connections"


def garbage(one):
    one.recv(4096)
    one.send(b"SIP/2.0 400 What\r\n\r\n")


@story
def handshakes_that_break(stage):
    "closed, silent, no TLS at all, nobody there: told at once, and which it was"
    cases = (("closed", lambda one: one.close(), "closed the connection in"),
             ("silent", lambda one: None, "did not answer in the handshake"),
             ("garbage", garbage, "does not speak TLS"))
    for name, greet, words in cases:
        mute = Mute(stage, greet)
        phone = stage.engine(section(port=mute.port) + SHORT, name=name)
        refused(phone, words)
        assert mute.count == 1, mute.count
    phone = stage.engine(section(port=ports.port()), name="nobody")
    refused(phone, "refused")


@story
def an_old_protocol(stage):
    "a server that speaks TLS 1.1 only is refused, and that is the reason"
    shown = Authority(stage).issue("old", ["DNS:localhost"])
    port = ports.port()
    old = stage.start("s_server", [
        process.have("openssl"), "s_server", "-accept", f"127.0.0.1:{port}",
        "-cert", shown.cert, "-key", shown.key, "-tls1_1", "-cipher",
        "ALL:@SECLEVEL=0", "-quiet"])
    until(lambda: old.running() and listens(port), "s_server listens")
    phone = stage.engine(section(port=port))
    refused(phone, "no version of TLS from 1.2 on")


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@story
def a_certificate_of_ours(stage):
    "wanted: shown, and renewed by a reload; none, an exposed key: in words"
    ca = Authority(stage)
    shown = ca.issue("server", ["DNS:localhost"])
    ours = ca.issue("ours", common="ann")
    for newest in (ssl.TLSVersion.TLSv1_3, ssl.TLSVersion.TLSv1_2):
        registrar = Registrar(stage, name=newest.name,
                              tls=server(shown, ca, newest=newest))
        trust = f'tls_ca = "{ca.cert}"\n'
        bare = stage.engine(section(trust, registrar.port),
                            name=f"bare-{newest.name}")
        refused(bare, "wants a certificate of ours", "tls_cert")
        phone = stage.engine(section(trust + ours.lines(), registrar.port),
                             name=f"phone-{newest.name}")
        phone.registered("ann")
    serial = peer_serial(registrar)
    peer, number = with_a_call(stage, phone)
    since, before = phone.client.mark(), registrar.count()
    ca.issue("ours", common="ann")
    phone.call("engine.reload")
    transport(phone, "connected", since)
    registrar.hears("REGISTER", more_than=before)
    assert peer_serial(registrar) != serial
    assert phone.client.sessions[number]["state"] == "established"
    phone.call("session.hangup", session=number)
    os.chmod(ours.key, 0o644)
    exposed = stage.engine(section(trust + ours.lines(), registrar.port),
                           name="exposed")
    reason = refused(exposed, "tls_key", "others may read", "chmod 600")
    assert ours.key in reason, reason


def peer_serial(registrar):
    """Of the certificate that the newest connection showed."""
    return [c for c in list(registrar._connections)][-1] \
        .getpeercert()["serialNumber"]


@story
def an_authority_that_changes(stage):
    "the file is read at each connection: no restart, and a reload makes one"
    ca, other = Authority(stage), Authority(stage, "other")
    trusted = stage.write("trusted.pem", open(other.cert).read())
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    phone = stage.engine(section(f'tls_ca = "{trusted}"\n' + RETRY,
                                 registrar.port))
    refused(phone, "not known")
    stage.write("trusted.pem", open(ca.cert).read())
    phone.registered("ann")
    folder = stage.path("folder")
    os.makedirs(folder)
    os.symlink(ca.cert, folder + "/mine.pem")
    phone = stage.engine(section(f'tls_ca = "{folder}"\n', registrar.port),
                         name="folder-phone")
    phone.registered("ann")


@story
def a_peer_that_falls_silent(stage):
    "OPTIONS have no answer: shut down, registered on a new connection; calls stay"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    phone = stage.engine(section(
        f'tls_ca = "{ca.cert}"\n' + RETRY, registrar.port).replace(
            "options_ping = 0", "options_ping = 1\noptions_ping_fail = 1") +
        SHORT)
    phone.registered("ann")
    registrar.hears("OPTIONS")
    peer, number = with_a_call(stage, phone)
    since, before = phone.client.mark(), registrar.count()
    registrar.answers = False
    lost = transport(phone, "disconnected", since)
    assert "OPTIONS" in lost["reason"], lost
    registrar.hears("REGISTER", more_than=before)
    registrar.answers = True
    transport(phone, "connected", since)
    phone.registered("ann")
    assert phone.client.sessions[number]["state"] == "established"
    phone.call("session.hangup", session=number)
    peer.expect("BYE")


@story
def keep_alives(stage):
    "CRLF CRLF goes over TLS too; a peer that hangs up is found again at once"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    phone = stage.engine(section(f'tls_ca = "{ca.cert}"\nkeepalive = 5\n',
                                 registrar.port))
    phone.registered("ann")
    until(lambda: "tls" in registrar.pings, "a keep-alive comes")
    for reset in (False, True):
        since, before = phone.client.mark(), registrar.count()
        registrar.hang_up(reset)
        transport(phone, "disconnected", since)
        registrar.hears("REGISTER", more_than=before)
        transport(phone, "connected", since)


@story
def a_promise_of_pongs(stage):
    "Flow-Timer: who promised to answer keep-alives, and does not, is gone"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])),
                          headers=["Flow-Timer: 1", "Require: outbound"])
    phone = stage.engine(section(f'tls_ca = "{ca.cert}"\n' + RETRY,
                                 registrar.port))
    phone.registered("ann")
    until(lambda: registrar.pings, "a keep-alive comes")
    since = phone.client.mark()
    registrar.answers = False
    transport(phone, "disconnected", since)


def memory_of(phone):
    with open(f"/proc/{phone.pid}/smaps_rollup", encoding="ascii") as file:
        return int(next(line for line in file
                        if line.startswith("Private_Dirty")).split()[1])


@story
def nothing_is_left_of_a_connection(stage):
    "neither of hundreds that came nor of those that the phone began"
    ca = Authority(stage)
    ours = ca.issue("phone", ["IP:127.0.0.1"])
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    port = ports.port()
    phone = stage.engine(
        section(f'tls_ca = "{ca.cert}"\n', registrar.port) +
        f'sip {{\nlisten = {{"tls:127.0.0.1:{port}"}}\n{ours.lines()}}}\n')
    phone.registered("ann")
    context = ssl.create_default_context(cafile=ca.cert)

    def come(times):
        for _ in range(times):
            with socket.create_connection(("127.0.0.1", port)) as one, \
                    context.wrap_socket(one, server_hostname="127.0.0.1") as tls:
                tls.send(b"\r\n\r\n")

    def go(times):
        for _ in range(times):
            before = registrar.count()
            registrar.hang_up()
            registrar.hears("REGISTER", more_than=before)
    come(100)
    go(2)
    before = memory_of(phone)
    come(400)
    go(8)
    grown = memory_of(phone) - before
    assert grown < 400 * 5, f"{grown} kB"


def phones(stage, ca, pbx, scheme):
    for name in ("ann", "bob"):
        phone = stage.engine(section(
            f'tls_ca = "{ca.cert}"\nsrtp = required\nkeying = sdes\n',
            pbx.tls_ports[0], name=name, uri=f"{name}@{pbx.address}", scheme=scheme),
            name=f"{name}-{scheme}")
        phone.registered(name)
        yield phone


@story
def calls_with_keys(stage):
    "through kamailio: keys stand in what TLS carries, both ways, required"
    ca = Authority(stage)
    for scheme in ("sip", "sips"):
        pbx = stage.pbx({"ann": "x", "bob": "x"}, name=f"pbx-{scheme}",
                        tls=[ca.issue("pbx", ["DNS:localhost"])])
        ann, bob = phones(stage, ca, pbx, scheme)
        for one, two, name in ((ann, bob, "bob"), (bob, ann, "ann")):
            mine = one.dial(name)
            theirs = two.answer()
            one.session(mine, state="established")
            for phone, number in ((one, mine), (two, theirs)):
                phone.session(number, state="established")
                media = phone.call("session.get", session=number)
                assert media["session"]["media"]["security"] == "sdes", media
            trace = one.call("session.trace", session=mine)["messages"]
            assert {m["transport"] for m in trace} == {"tls"}, trace
            invite = next(m["text"] for m in trace
                          if m["text"].startswith("INVITE "))
            assert invite.startswith(f"INVITE {scheme}:"), invite
            assert f"Contact: <{scheme}:" in invite, invite
            one.call("session.hold", session=mine)
            one.session(mine, hold_pending=False, held_by_us=True)
            two.call("session.hangup", session=theirs)
            one.session(mine, state="terminated")
            two.session(theirs, state="terminated")


@story
def a_call_that_finds_no_trust(stage):
    "a direct call by TLS says why there is none, and listens where it is told"
    ca, other = Authority(stage), Authority(stage, "other")
    ours = ca.issue("bob", ["IP:127.0.0.1"])
    port = ports.port()
    bob = stage.engine(
        'account "bob" {\nuri = "sip:bob@127.0.0.1"\nregistrar = none\n'
        'srtp = required\nkeying = sdes\ntransport = tls\n}\nsip {\n'
        f'listen = {{"tls:127.0.0.1:{port}"}}\n{ours.lines()}'
        f'tls_ca = "{ca.cert}"\n}}\n', name="bob")
    for name, trusted in (("ann", other), ("carol", ca)):
        phone = stage.engine(
            f'account "{name}" {{\nuri = "sip:{name}@127.0.0.1"\n'
            'registrar = none\nsrtp = required\nkeying = sdes\n'
            'transport = tls\n}\n'
            f'sip {{\ntls_ca = "{trusted.cert}"\n%(listen)s\n}}\n', name=name)
        number = phone.dial(f"sip:bob@127.0.0.1:{port};transport=tls")
        if trusted is other:
            end = phone.session(number, state="terminated")["end"]
            assert "TLS: " in end["reason"] and "not known" in end["reason"], end
        else:
            bob.answer()
            phone.session(number, state="established")
            media = phone.call("session.get", session=number)["session"]
            assert media["media"]["security"] == "sdes", media


@story
def who_listens_needs_a_certificate(stage):
    "tls: in sip.listen without one is refused at the start"
    phone = stage.engine(start=False)
    phone.configure('sip {\nlisten = {"tls:127.0.0.1:0"}\n}\n')
    said = phone.launch()
    assert "tls_cert" in said and "sip.listen" in said, said
    assert phone.process.wait() != 0


if __name__ == "__main__":
    run()
