"""SIP over TLS: whom the phone believes, and in words why not."""
import base64
import datetime
import os
import re
import ssl

from authority import Authority, locked, openssl, server
from by_tls import RETRY, account, refused, section
from dns import NameServer
from registrar import Registrar, transport, with_a_call
from stage import PATIENCE, until
from tap import run, story


def day(days):
    return (datetime.datetime.now(datetime.timezone.utc) +
            datetime.timedelta(days=days)).strftime("%Y-%m-%d")


def warned(phone, *words):
    """Maybe before anybody listened."""
    until(lambda: any(all(word in line for word in words)
                      for line in phone.log().splitlines()), words)


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
                    registrar.port, host) +
            f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n',
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
            f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n',
            name=name)
        if name == "ann":
            phone.registered("ann")
            assert asked == ["pbx.test"], asked
        else:
            refused(phone, "theirs: edge.test", "wanted: other.test")


@story
def the_next_server(stage):
    "of several that SRV names one that cannot be trusted is passed over at once"
    ca, other = Authority(stage), Authority(stage, "other")
    good, bad = (Registrar(stage, name=name, tls=server(
        issuer.issue("pbx", ["DNS:pbx.test"])))
        for name, issuer in (("good", ca), ("bad", other)))
    dns = NameServer(stage, {
        ("SRV", "_sips._tcp.pbx.test"): [(1, 1, bad.port, "one.test"),
                                         (2, 1, good.port, "two.test")],
        ("A", "one.test"): ["127.0.0.1"], ("A", "two.test"): ["127.0.0.1"]})
    phone = stage.engine(
        'account "ann" {\nuri = "sip:ann@pbx.test"\ntransport = tls\n'
        f"password = 'x'\ntls_ca = \"{ca.cert}\"\n}}\n"
        f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n')
    phone.registered("ann")
    assert "not known here: Test other" in phone.log(), phone.log()
    assert good.requests and not bad.requests, bad.log()
    assert account(phone)["tls"]["problem"] is None


@story
def a_proxy_of_another_name(stage):
    "the proxy is asked for by its own name: the domain's is none of it"
    ca = Authority(stage)
    dns = NameServer(stage, {("A", "edge.test"): ["127.0.0.1"],
                             ("A", "pbx.test"): ["127.0.0.1"]})
    for name in ("edge", "pbx"):
        registrar = Registrar(stage, name=name, tls=server(
            ca.issue(name, [f"DNS:{name}.test"])))
        phone = stage.engine(
            f'account "ann" {{\nuri = "sip:ann@pbx.test"\ntransport = tls\n'
            f'proxy = "sip:edge.test:{registrar.port};lr"\n'
            f"password = 'x'\ntls_ca = \"{ca.cert}\"\n}}\n"
            f'sip {{\nresolv_conf = "{dns.resolv}"\n%(listen)s\n}}\n',
            name=f"by-{name}")
        if name == "edge":
            phone.registered("ann")
            assert account(phone)["tls"]["peer"] == "edge.test"
        else:
            refused(phone, "theirs: pbx.test", "wanted: edge.test")


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
        ("leaf", odd, f'tls_verify = ca\ntls_ca = "{odd.cert}"\n', ()),
        ("off", alone, "tls_verify = off\n", ()))
    for name, shown, lines, words in cases:
        registrar = Registrar(stage, name=f"at-{name}", tls=server(shown))
        phone = stage.engine(section(lines, registrar.port), name=name)
        if words:
            refused(phone, *words)
            told = phone.one_shot("account", "list")[1]
            assert f'tls_pin = "{shown.pin}"' in told, told
            assert account(phone)["tls"]["pin"] == shown.pin
            continue
        phone.registered("ann")
        verify = account(phone)["tls"]["verify"]
        assert verify == lines.split()[2], verify
        assert account(phone)["tls"]["peer"] is None
        if name == "off":
            warned(phone, "nothing is verified (tls_verify = off)",
                   "set tls_verify = full")


def hashed(stage, certificate):
    """A folder that has it as c_rehash would."""
    folder = stage.path("hashed")
    os.makedirs(folder)
    name = openssl("x509", "-in", certificate, "-noout", "-hash")
    os.symlink(certificate, f"{folder}/{name.decode().strip()}.0")
    return folder


@story
def whom_the_system_trusts(stage):
    "unless tls_ca says otherwise: who is in its file or its folder, nobody else"
    ca, other = Authority(stage), Authority(stage, "other")
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    nobody = stage.write("nobody.pem", "")
    others = stage.write("others.pem", open(other.cert).read())
    bundle = stage.write("bundle.pem", "What a distribution has\n" +
                         open(other.cert).read() + open(ca.cert).read())
    for name, file, folder, trust, good in (
            ("file", bundle, stage.path(""), "", True),
            ("folder", nobody, hashed(stage, ca.cert), "", True),
            ("another", others, stage.path("none"), "", False),
            ("own", bundle, stage.path("hashed"), other.cert, False),
            ("whole", nobody, stage.path("none"), bundle, True)):
        phone = stage.engine(
            section(f'tls_ca = "{trust}"\n' if trust else "", registrar.port),
            name=name, wrapper=["env", f"SSL_CERT_FILE={file}",
                                f"SSL_CERT_DIR={folder}"])
        if good:
            phone.registered("ann")
            assert account(phone)["tls"]["verify"] == "full", name
        else:
            refused(phone, "the issuer of the certificate is not known here: "
                    "Test authority", "tls_ca names its file")


@story
def of_no_more_worth(stage):
    "revoked, as a list in tls_ca says; a key that is too short"
    ca = Authority(stage)
    gone = ca.issue("gone", ["DNS:localhost"])
    kept = ca.issue("kept", ["DNS:localhost"])
    weak = ca.issue("weak", ["DNS:localhost"], weak=True)
    ca.revoke(gone)
    listed = ca.with_list()
    cases = (("gone", server(gone), ("has been revoked", "Test authority")),
             ("kept", server(kept), ()),
             ("weak", server(weak, ciphers="DEFAULT:@SECLEVEL=0"),
              ("too weak",)))
    for name, context, words in cases:
        registrar = Registrar(stage, name=f"at-{name}", tls=context)
        phone = stage.engine(section(f'tls_ca = "{listed}"\n',
                                     registrar.port), name=name)
        if words:
            refused(phone, *words)
        else:
            phone.registered("ann")


@story
def what_ends_soon(stage):
    "two weeks before, of theirs and of ours, with what to do"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(
        ca.issue("pbx", ["DNS:localhost"], end=5.5), ca))
    ours = ca.issue("ours", common="ann", end=3.5)
    phone = stage.engine(section(f'tls_ca = "{ca.cert}"\n' + ours.lines(),
                                 registrar.port))
    phone.registered("ann")
    warned(phone, "its server's certificate expires in 5 days", "renew it")
    warned(phone, "our own certificate expires in 3 days", "offhook reload")
    assert account(phone)["tls"]["own_expires"].startswith(day(3.5))


@story
def what_ends_while_connected(stage):
    "a connection lasts for weeks: it is told on it as well"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(
        ca.issue("pbx", ["DNS:localhost"], end=14 + 4 / 86400)))
    phone = stage.engine(section(f'tls_ca = "{ca.cert}"\n', registrar.port))
    phone.registered("ann")

    def told():
        phone.call("account.register", account="ann")
        # 14 if it is looked at in the very millisecond
        return re.search("certificate expires in 1[34] days", phone.log())
    until(told, "it is told", pause=0.2)
    assert phone.log().count(" is up: ") == 1, phone.log()


@story
def a_proxy_that_wants_to_know_us(stage):
    "kamailio asks for a certificate: none, another's, ours; a call by it"
    ca, other = Authority(stage), Authority(stage, "other")
    pbx = stage.pbx({"ann": "x", "bob": "x"}, tls_clients=ca.cert,
                    tls=[ca.issue("pbx", ["DNS:localhost"])])
    trust = f'tls_ca = "{ca.cert}"\n'

    def phone(name, lines, user="ann"):
        return stage.engine(section(trust + lines, pbx.tls_ports[0], name=user,
                                    uri=f"{user}@{pbx.address}"), name=name)
    refused(phone("bare", ""), "wants a certificate of ours", "tls_cert")
    past = ca.issue("past", common="ann", start=-20, end=-10)
    refused(phone("past", past.lines()), "our certificate has expired",
            "tls_cert")
    strange = other.issue("strange", common="ann")
    refused(phone("strange", strange.lines()), "our certificate", "tls_cert")
    ours = ca.issue("ours", common="ann")
    key = locked(ours, stage.path("locked.key"))
    refused(phone("locked", f'tls_cert = "{ours.cert}"\ntls_key = "{key}"\n'),
            "passphrase", key)
    ann, bob = phone("ann", ours.lines()), phone("bob", ours.lines(), "bob")
    ann.registered("ann")
    bob.registered("bob")
    number = ann.dial("bob")
    bob.answer()
    ann.session(number, state="established")


@story
def accounts_of_one_server(stage):
    "each by a connection of its own: its certificate, and its own trust"
    ca, other = Authority(stage), Authority(stage, "other")
    registrar = Registrar(stage, tls=server(
        ca.issue("server", ["DNS:localhost"]), ca))

    def lines(name, trusted):
        own = ca.issue(name, common=name)
        return section(f'tls_ca = "{trusted.cert}"\n' + own.lines(),
                       registrar.port, name=name, uri=f"{name}@127.0.0.1")
    phone = stage.engine(lines("ann", ca) + lines("bob", ca) +
                         lines("carol", other))
    for name in ("ann", "bob"):
        phone.registered(name)
    failed = phone.client.account("carol", "failed")
    assert "not known" in failed["registration"]["reason"], failed
    shown = [dict(part[0] for part in one.getpeercert()["subject"])
             for one in list(registrar._connections)]
    assert sorted(one["commonName"] for one in shown) == ["ann", "bob"], shown
    for request in registrar.requests:
        assert "carol" not in request.start + request.get("From"), request


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
        # There is nothing to pin: theirs was believed.
        assert account(bare)["tls"]["pin"] is None, account(bare)
        phone = stage.engine(section(trust + ours.lines(), registrar.port),
                             name=f"phone-{newest.name}")
        phone.registered("ann")
    serial = peer_serial(registrar)
    peer, number = with_a_call(stage, phone)
    since, before = phone.client.mark(), registrar.count()
    ca.issue("ours", common="ann")
    shown_to_a_caller(phone)
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


def shown_to_a_caller(phone):
    """Somebody comes to the phone, and gets what it shows now."""
    contact = account(phone)["registration"]["contact"]
    port = int(re.search(r":(\d+);", contact).group(1))
    assert "BEGIN" in ssl.get_server_certificate(("127.0.0.1", port),
                                                 timeout=PATIENCE)


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
    renewed = ca.issue("pbx", ["DNS:localhost"])
    since, before = phone.client.mark(), registrar.count()
    registrar.tls = server(renewed)
    registrar.hang_up()
    registrar.hears("REGISTER", more_than=before + 1)
    transport(phone, "connected", since)


if __name__ == "__main__":
    run()
