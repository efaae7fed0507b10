"""Connections of SIP over TLS: how they begin, break, and are missed."""
import itertools
import os
import socket
import ssl

import ports
import process
import sanitizer
import sip
from authority import Authority, server
from by_tls import Mute, RETRY, SHORT, listens, refused, section
from registrar import Registrar, falls_silent, transport, went_on, \
    with_a_call
from stage import PATIENCE, until
from tap import run, story

# It keeps what was freed, 256 MB of it unless it is told otherwise.
os.environ["ASAN_OPTIONS"] = sanitizer.options("ASAN_OPTIONS",
                                               "quarantine_size_mb=1")


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
        phone = stage.engine(section(port=mute.port) +
                             (SHORT if name == "silent" else ""), name=name)
        refused(phone, words)
        assert mute.count == 1, mute.count
    phone = stage.engine(section(port=ports.port()), name="nobody")
    refused(phone, "refused")


@story
def hung_up_on_a_hundred_times(stage):
    "whenever the end comes, what waits for the handshake fails at once"
    ca = Authority(stage)
    ours = ca.issue("bob", ["IP:127.0.0.1"])
    port = ports.port()
    stage.engine('account "bob" {\nuri = "sip:bob@127.0.0.1"\nregistrar = none'
                 f'\n}}\nsip {{\nlisten = {{"tls:127.0.0.1:{port}"}}\n'
                 f'{ours.lines()}}}\n', name="bob")
    stage.write("authority/bob.pem", "")
    ann = stage.engine('account "ann" {\nuri = "sip:ann@127.0.0.1"\n'
                       'registrar = none\n}\n', name="ann")
    for _ in range(100):
        number = ann.dial(f"sips:bob@127.0.0.1:{port}")
        reason = ann.session(number, state="terminated")["end"]["reason"]
        assert reason.startswith("TLS: "), reason


@story
def nothing_in_common(stage):
    "a server with ciphers that we have not: at once, and in words"
    shown = Authority(stage).issue("odd", ["DNS:localhost"])
    registrar = Registrar(stage, tls=server(
        shown, newest=ssl.TLSVersion.TLSv1_2, ciphers="CAMELLIA:@SECLEVEL=0"))
    phone = stage.engine(section(port=registrar.port))
    refused(phone, "nothing that both can")


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
    falls_silent(registrar, phone, peer, number)


@story
def a_proxy_that_is_killed(stage):
    "kamailio ends without a word and comes back: found again, and calls stay"
    ca = Authority(stage)
    pbx = stage.pbx({"ann": "x"}, tls=[ca.issue("pbx", ["DNS:localhost"])])
    phone = stage.engine(section(f'tls_ca = "{ca.cert}"\n' + RETRY,
                                 pbx.tls_ports[0], uri=f"ann@{pbx.address}"))
    phone.registered("ann")
    peer, number = with_a_call(stage, phone)
    since = phone.client.mark()
    pbx.stop()
    transport(phone, "disconnected", since)
    pbx.start()
    transport(phone, "connected", since)
    phone.registered("ann")
    went_on(phone, peer, number)


NUMBERS = itertools.count()     # no branch twice: it would be said again


def requests(count, port, more=""):
    return [("OPTIONS sip:ann@127.0.0.1 SIP/2.0\r\n"
             f"Via: SIP/2.0/TLS 127.0.0.1:{port};branch=z9hG4bK{port}x{n}\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:x@127.0.0.1>;tag=1\r\n"
             f"To: <sip:ann@127.0.0.1>\r\nCall-ID: {n}@{port}\r\n"
             f"CSeq: 1 OPTIONS\r\n{more}Content-Length: 0\r\n\r\n").encode()
            for n in itertools.islice(NUMBERS, count)]


@story
def messages_in_any_pieces(stage):
    "a byte in a record, many messages in one, one in several, answers to all"
    ca = Authority(stage)
    ours = ca.issue("phone", ["IP:127.0.0.1"])
    port = ports.port()
    stage.engine('account "ann" {\nuri = "sip:ann@127.0.0.1"\nregistrar = none'
                 f'\n}}\nsip {{\nlisten = {{"tls:127.0.0.1:{port}"}}\n'
                 f'{ours.lines()}}}\n')
    context = ssl.create_default_context(cafile=ca.cert)
    long = "".join(f"X-Long-{n}: {'y' * 500}\r\n" for n in range(60))
    single, first, other = requests(3, port)
    ways = ((single[n:n + 1] for n in range(len(single))),
            [b"".join(requests(5, port))],
            requests(1, port, long),            # 31 kB, two records
            [b"\r\n\r\n" + first[:99], first[99:] + other[:50], other[50:]])
    for pieces, answers in zip(ways, (1, 5, 1, 2)):
        with socket.create_connection(("127.0.0.1", port)) as one, \
                context.wrap_socket(one, server_hostname="127.0.0.1") as tls:
            tls.settimeout(PATIENCE)
            for piece in pieces:
                tls.sendall(piece)
            heard = b""
            while heard.count(b"SIP/2.0 200 OK\r\n") < answers:
                data = tls.recv(65536)
                assert data, heard
                heard += data


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
def closed_while_idle(stage):
    "a server that closes what is idle has a new connection, and calls by it"
    ca = Authority(stage)
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    phone = stage.engine(section(f'tls_ca = "{ca.cert}"\n', registrar.port,
                                 uri=f"ann@{registrar.address}"))
    phone.registered("ann")
    since, before = phone.client.mark(), registrar.count()
    registrar.hang_up()
    contact = registrar.hears(more_than=before).contact
    transport(phone, "connected", since)
    invite = sip.Peer(stage).request("INVITE", contact, body=sip.sdp(4000))
    one, = registrar._connections
    one.sendall(invite.replace("SIP/2.0/UDP", "SIP/2.0/TLS").encode())
    phone.incoming()
    until(lambda: any("180" in m.start for m in registrar.requests),
          "it rings by the same connection")
    assert phone.log().count(" is up: ") == 2, phone.log()


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
    "neither of a thousand that came nor of those that the phone began"
    ca = Authority(stage)
    ours = ca.issue("phone", ["IP:127.0.0.1"])
    registrar = Registrar(stage, tls=server(ca.issue("pbx", ["DNS:localhost"])))
    port = ports.port()
    phone = stage.engine(
        section(f'tls_ca = "{ca.cert}"\n' + RETRY, registrar.port) +
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
    come(200)
    go(2)
    before = memory_of(phone)
    come(1000)
    go(8)
    grown = memory_of(phone) - before
    assert grown < 2048, f"{grown} kB"


if __name__ == "__main__":
    run()
