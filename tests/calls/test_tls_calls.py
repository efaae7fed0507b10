"""Calls whose signalling goes by TLS."""
import re
import socket
import ssl

import ports
import sip
from authority import Authority, server
from by_tls import account, refused, section
from dns import NameServer
from engine import audio
from registrar import Registrar
from stage import PATIENCE, until
from tap import run, story

KEYS = "srtp = required\nkeying = sdes\n"
PITCH = {"ann": 1000, "bob": 620}


def phones(stage, ca, pbx, scheme):
    for name, hz in PITCH.items():
        phone = stage.engine(audio(f"tone:{hz}", "wav") + section(
            f'tls_ca = "{ca.cert}"\n{KEYS}', pbx.tls_ports[0], name=name,
            uri=f"{name}@{pbx.address}", scheme=scheme), name=f"{name}-{scheme}")
        phone.registered(name)
        yield phone


def all_by_tls(trace, scheme):
    """Vias, Contact and URI of what we sent, Record-Route of what came."""
    assert {m["transport"] for m in trace} == {"tls"}, trace
    texts = [m["text"] for m in trace]
    invite = next(t for t in texts if t.startswith("INVITE "))
    assert invite.startswith(f"INVITE {scheme}:"), invite
    contact = re.search(r"^Contact: <(\S+)>", invite, re.M).group(1)
    assert contact.startswith(f"{scheme}:"), invite
    assert (";transport=tls" in contact) == (scheme == "sip"), invite
    vias = re.findall(r"^Via: (\S+)", "\n".join(texts), re.M)
    assert set(vias) == {"SIP/2.0/TLS"}, vias
    assert any("Record-Route: <sip" in t for t in texts), texts


@story
def calls_with_keys(stage):
    "through kamailio: keys stand in what TLS carries, both ways, a tone each"
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
            ann.hears_tone(PITCH["bob"])
            bob.hears_tone(PITCH["ann"])
            all_by_tls(one.call("session.trace", session=mine)["messages"],
                       scheme)
            one.call("session.hold", session=mine)
            one.session(mine, hold_pending=False, held_by_us=True)
            two.call("session.hangup", session=theirs)
            one.session(mine, state="terminated")
            two.session(theirs, state="terminated")


@story
def one_connection_is_enough(stage):
    "registered, called, in a dialog: all of it on the connection that is there"
    ca = Authority(stage)
    pbx = stage.pbx({"ann": "x", "bob": "x"},
                    tls=[ca.issue("pbx", ["DNS:localhost"])])
    ann, bob = phones(stage, ca, pbx, "sip")
    number = ann.dial("bob")
    theirs = bob.answer()
    ann.session(number, state="established")
    for phone, call in ((ann, number), (bob, theirs)):
        phone.call("session.hold", session=call)
        phone.session(call, hold_pending=False, held_by_us=True)
        assert phone.log().count(" is up: ") == 1, phone.log()
    bob.call("session.hangup", session=theirs)
    ann.session(number, state="terminated")


@story
def what_a_proxy_records(stage):
    "Record-Route by sips:, or by transport=tls: the dialog goes where it says"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    ann = stage.engine(section(f'tls_ca = "{ca.cert}"\n', registrar.port))
    ann.registered("ann")
    for route in (f"<sips:127.0.0.1:{registrar.port};lr>",
                  f"<sip:127.0.0.1:{registrar.port};transport=tls;lr>"):
        registrar.headers = [f"Record-Route: {route}",
                             "Contact: <sips:bob@198.51.100.9>"]
        before = registrar.count("ACK"), registrar.count("BYE")
        ann.session(ann.dial("bob"), state="terminated")
        for method, count in zip(("ACK", "BYE"), before):
            heard = registrar.hears(method, more_than=count)
            assert heard.get("Route") == route, heard
            assert "sips:bob@198.51.100.9" in heard.start, heard.start
    assert ann.log().count(" is up: ") == 1, ann.log()


@story
def keys_in_the_clear(stage):
    "who wants keys in descriptions has to have TLS: in words, and then it goes"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    lines = section(f'tls_ca = "{ca.cert}"\n{KEYS}', registrar.port)
    clear = stage.engine(lines.replace("transport = tls", "transport = tcp")
                         .replace(f'tls_ca = "{ca.cert}"\n', ""), name="clear")
    reason = account(clear)["registration"]["reason"]
    assert "transport = tls" in reason, reason
    assert not registrar.requests, registrar.log()
    phone = stage.engine(lines)
    phone.registered("ann")


def listening(stage, ca, more="", name="bob"):
    """(bob, who is called by TLS, his port)"""
    port = ports.port()
    ours = ca.issue("bob", ["IP:127.0.0.1", "DNS:a.test"])
    return stage.engine(
        f'account "bob" {{\nuri = "sip:bob@127.0.0.1"\nregistrar = none\n'
        f'{more}\n}}\nsip {{\nlisten = {{"tls:127.0.0.1:{port}"}}\n'
        f'{ours.lines()}tls_ca = "{ca.cert}"\n}}\n', name=name), port


def believing(ca, name, more="", account_more=""):
    return (f'account "{name}" {{\nuri = "sip:{name}@127.0.0.1"\n'
            f'registrar = none\n{account_more}\n}}\n'
            f'sip {{\ntls_ca = "{ca.cert}"\n{more}%(listen)s\n}}\n')


def caller(stage, ca, name, more="", account_more=""):
    return stage.engine(believing(ca, name, more, account_more), name=name)


@story
def a_call_that_finds_no_trust(stage):
    "a direct call by TLS says why there is none, and listens where it is told"
    ca, other = Authority(stage), Authority(stage, "other")
    bob, port = listening(stage, ca, KEYS + "transport = tls")
    for name, trusted in (("ann", other), ("carol", ca)):
        phone = caller(stage, trusted, name, "", KEYS + "transport = tls")
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
def another_name_at_the_same_address(stage):
    "a connection that is up is no way to a name that its certificate is not for"
    ca = Authority(stage)
    bob, port = listening(stage, ca)
    dns = NameServer(stage, {("A", "a.test"): ["127.0.0.1"],
                             ("A", "b.test"): ["127.0.0.1"]})
    ann = caller(stage, ca, "ann", f'resolv_conf = "{dns.resolv}"\n')
    first = ann.dial(f"sips:bob@a.test:{port}")
    bob.answer()
    ann.session(first, state="established")
    end = ann.session(ann.dial(f"sips:bob@b.test:{port}"),
                      state="terminated")["end"]
    assert "wanted: b.test" in end["reason"], end
    again = ann.dial(f"sips:bob@127.0.0.1:{port}")
    bob.call("session.hangup", session=bob.incoming())
    ann.session(again, state="terminated")
    assert ann.log().count(" is up: ") == 1, ann.log()


def held_no_more(phone, number, *words):
    """What goes on in the call goes by a connection that is made now."""
    phone.call("session.hold", session=number)
    told = phone.client.event("engine.warning", lambda e: e["code"] == "hold")
    for word in ("TLS: ", *words):
        assert word in told["text"], told
    assert phone.client.sessions[number]["state"] == "established"


@story
def by_ipv6(stage):
    "an address of IPv6 in brackets, and as the certificate has it"
    ca, port = Authority(stage), ports.port()
    ours = ca.issue("bob", ["IP:0:0:0:0:0:0:0:1"])
    bob = stage.engine(
        'account "bob" {\nuri = "sip:bob@[::1]"\nregistrar = none\n}\n'
        f'sip {{\nlisten = {{"tls:[::1]:{port}"}}\n{ours.lines()}'
        f'tls_ca = "{ca.cert}"\n}}\n', name="bob")
    ann = caller(stage, ca, "ann")
    number = ann.dial(f"sips:bob@[::1]:{port}")
    bob.answer()
    ann.session(number, state="established")
    trace = ann.call("session.trace", session=number)["messages"]
    assert {m["transport"] for m in trace} == {"tls"}, trace


@story
def direct_calls_after_a_reload(stage):
    "whom sip does not believe now has no call by a connection of before"
    ca, other = Authority(stage), Authority(stage, "other")
    bob, port = listening(stage, ca)
    ann = caller(stage, ca, "ann")
    uri = f"sip:bob@127.0.0.1:{port};transport=tls"
    first = ann.dial(uri)
    bob.answer()
    ann.session(first, state="established")
    ann.call("engine.reload")
    second = ann.dial(uri)
    bob.answer()
    ann.session(second, state="established")
    assert ann.log().count(" is up: ") == 1, ann.log()
    ann.configure(believing(other, "ann"))
    ann.call("engine.reload")
    end = ann.session(ann.dial(uri), state="terminated")["end"]
    assert "not known" in end["reason"], end
    held_no_more(ann, second, "not known")


@story
def calls_of_an_account_after_a_reload(stage):
    "a call that began when nothing was verified does not go on unverified"
    ca = Authority(stage)
    pbx = stage.pbx({"ann": "x", "bob": "x"},
                    tls=[ca.issue("wrong", ["DNS:other.test"])])
    bob = stage.engine(section("tls_verify = off\n", pbx.tls_ports[0],
                               name="bob", uri=f"bob@{pbx.address}"),
                       name="bob")

    def lines(more):
        return section(more, pbx.tls_ports[0], uri=f"ann@{pbx.address}")
    ann = stage.engine(lines("tls_verify = off\n"))
    for phone, name in ((ann, "ann"), (bob, "bob")):
        phone.registered(name)
    number = ann.dial("bob")
    bob.answer()
    ann.session(number, state="established")
    ann.configure(lines(f'tls_ca = "{ca.cert}"\n'))
    ann.call("engine.reload")
    refused(ann, "wanted: localhost")
    held_no_more(ann, number, "wanted: localhost")


@story
def sent_on_from_sips(stage):
    "a 302 from sips: is followed by itself to sips: and to nothing less"
    ca = Authority(stage)
    ann = stage.engine("follow_redirect = yes\n" + believing(ca, "ann"))
    other, port = listening(stage, ca, name="other")
    clear = sip.Peer(stage)
    for name, to in (("up", f"sips:bob@127.0.0.1:{port}"),
                     ("down", clear.uri)):
        _, at = listening(stage, ca, f'forward_always = "{to}"\n', name=name)
        number = ann.dial(f"sips:bob@127.0.0.1:{at}")
        if name == "up":
            other.answer()
            ann.session(number, state="established")
        else:
            end = ann.session(number, state="terminated")["end"]
            assert "by sips:" in end["reason"], end
    clear.silent(0.3)


@story
def sips_has_to_have_tls(stage):
    "an account without TLS calls nobody at sips:, typed or named by a 302"
    registrar = Registrar(stage)
    ann = stage.engine("follow_redirect = yes\n" +
                       registrar.account(transport="udp"))
    ann.registered("ann")
    fault = ann.refused("session.call", to="sips:bob@127.0.0.1")
    assert "sips:" in str(fault) and "transport = tls" in str(fault), fault
    registrar.status = "302 Elsewhere"
    registrar.headers = ["Contact: <sips:bob@127.0.0.1>"]
    end = ann.session(ann.dial("bob"), state="terminated")["end"]
    assert end["reason"] == "redirected to where nobody can be called", end
    assert registrar.count("INVITE") == 1, registrar.log()


@story
def who_is_at_home_at_sips(stage):
    "a name alone is one at sips:, called, sent on to and transferred to"
    ca = Authority(stage)
    pbx = stage.pbx({"ann": "x", "bob": "x"},
                    tls=[ca.issue("pbx", ["DNS:localhost"])])
    ann, bob = phones(stage, ca, pbx, "sips")

    def said(number, words):
        return until(
            lambda: any(words in m["text"] for m in bob.call(
                "session.trace", session=number)["messages"]), words)
    ann.dial("bob")
    number = bob.incoming()
    bob.call("session.redirect", session=number, to="carol")
    assert said(number, f"Contact: <sips:carol@{pbx.address}>")
    ann.dial("bob")
    number = bob.answer()
    bob.call("session.transfer", session=number, to="carol")
    assert said(number, f"Refer-To: <sips:carol@{pbx.address}>")


@story
def called_at_sips(stage):
    "what comes to a sips: URI has a sips: Contact in its answer, else a sip:"
    ca = Authority(stage)
    peer = sip.Peer(stage)
    context = ssl.create_default_context(cafile=ca.cert)
    for scheme in ("sips", "sip"):
        bob, port = listening(stage, ca, name=scheme)
        invite, options = (peer.request(
            method, f"{scheme}:bob@127.0.0.1:{port}", body=body)
            .replace("SIP/2.0/UDP", "SIP/2.0/TLS").encode()
            for method, body in (("INVITE", sip.sdp(4000)), ("OPTIONS", "")))
        with socket.create_connection(("127.0.0.1", port)) as one, \
                context.wrap_socket(one, server_hostname="127.0.0.1") as tls:
            tls.settimeout(PATIENCE)
            for request in (options, invite):
                tls.sendall(request)
                if request == invite:
                    bob.call("session.answer", session=bob.incoming())
                heard = ""
                while "\r\n\r\n" not in heard.partition("SIP/2.0 200")[2]:
                    data = tls.recv(65536)
                    assert data, heard
                    heard += data.decode()
                wanted = f"Contact: <{scheme}:"
                assert wanted in heard.partition("SIP/2.0 200")[2], heard


@story
def a_renewal_that_went_wrong(stage):
    "who comes is turned away with a word in the log, once, until it is right"
    ca = Authority(stage)
    bob, port = listening(stage, ca)
    ann = caller(stage, ca, "ann")
    path = stage.path("authority/bob.pem")
    with open(path, encoding="ascii") as file:
        good = file.read()
    for count, text in enumerate(("", "nothing\n"), 1):
        stage.write("authority/bob.pem", text)
        for _ in range(2):
            ann.session(ann.dial(f"sips:bob@127.0.0.1:{port}"),
                        state="terminated")
        said = bob.log().count("turned away: tls_cert: ")
        assert said == count, bob.log()
    stage.write("authority/bob.pem", good)
    number = ann.dial(f"sips:bob@127.0.0.1:{port}")
    bob.answer()
    ann.session(number, state="established")


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
