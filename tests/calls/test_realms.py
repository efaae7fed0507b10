"""Whom the password is told: its own servers, in their realms, and nobody else."""
import ports
import sip
from engine import direct
from tap import run, story

SECRET = "open sesame"


def account(peer, more="", uri=None):
    uri = uri or f"sip:ann@127.0.0.1:{peer.port}"
    return (f'account "ann" {{\n uri = "{uri}"\n'
            f' password = "{SECRET}"\n register_retry = 1\n'
            f" register_retry_max = 1\n{more}\n}}\n")


def ask(realm, header="WWW-Authenticate"):
    return f'{header}: Digest realm="{realm}", nonce="n-{realm}", qop="auth"'


def told(message):
    """The digests in it."""
    return message.all("Authorization") + message.all("Proxy-Authorization")


def register(peer, phone, realm):
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask(realm))
    request = peer.expect("REGISTER")
    assert f'realm="{realm}"' in told(request)[0], told(request)
    peer.reply(request, 200, "OK",
               f"Contact: {request.get('Contact')};expires=600")
    phone.registered("ann")


def challenge(peer, status, *lines):
    """Answers the INVITE that comes, and takes the ACK."""
    invite = peer.expect("INVITE")
    peer.reply(invite, status, "Asked", "\n".join(lines))
    peer.expect("ACK")
    return invite


def nothing_told(peer, *others):
    for message in [m for p in (peer, *others) for m in p.heard]:
        assert message.method == "REGISTER" or not told(message), message.start


@story
def the_realm_of_the_registrar(stage):
    "a call is asked in the realm in which the registrar took the password"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    register(peer, phone, "voip")
    number = phone.dial("bob")
    challenge(peer, 407, ask("voip", "Proxy-Authenticate"))
    invite = peer.expect("INVITE")
    assert 'realm="voip"' in told(invite)[0], told(invite)
    peer.reply(invite, 486, "Busy Here")
    phone.ended(number)


@story
def its_own_name(stage):
    "the name of the domain, of the registrar or of a proxy is a realm of it"
    for number, (realm, more) in enumerate((
            ("127.0.0.1", ""),
            ("LOCALHOST", ' registrar = "sip:localhost:%d"'),
            ("localhost", ' proxy = {"sip:localhost:%d;lr"}'))):
        peer = sip.Peer(stage, f"peer-{number}")
        more = more % peer.port if more else more
        phone = stage.engine(account(peer, more), name=f"phone-{number}")
        register(peer, phone, "another")
        phone.dial("bob")
        challenge(peer, 401, ask(realm))
        invite = peer.expect("INVITE")
        assert f'realm="{realm}"' in told(invite)[0], told(invite)
        peer.reply(invite, 486, "Busy Here")


@story
def a_realm_of_somebody_else(stage):
    "a realm that is not the account's gets no digest, and the end says why"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    register(peer, phone, "voip")
    for status, header in ((401, "WWW-Authenticate"),
                           (407, "Proxy-Authenticate")):
        number = phone.dial("bob")
        challenge(peer, status, ask("evil.example", header))
        end = phone.ended(number)
        assert end["status"] == status, end
        for part in ('realm "evil.example"', "not given", "key realm"):
            assert part in end["reason"], end
    nothing_told(peer)


@story
def both_realms(stage):
    "one realm that is not the account's among others: nobody gets a digest"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer))
    register(peer, phone, "voip")
    number = phone.dial("bob")
    challenge(peer, 401, ask("voip"), ask("evil"))
    assert 'realm "evil"' in phone.ended(number)["reason"]
    nothing_told(peer)


@story
def a_stranger_that_is_called(stage):
    "who is called at another address gets no digest, whatever realm he names"
    peer, stranger = sip.Peer(stage), sip.Peer(stage, "stranger")
    phone = stage.engine(account(peer))
    register(peer, phone, "voip")
    for realm in ("voip", "127.0.0.1"):
        number = phone.dial(stranger.uri, account="ann")
        challenge(stranger, 401, ask(realm))
        end = phone.ended(number)
        assert "stranger" in end["reason"] and realm in end["reason"], end
    nothing_told(stranger)


@story
def a_stranger_that_is_called_without_a_registrar(stage):
    "nor from an account that does not register, unless its key realm says so"
    stranger = sip.Peer(stage, "stranger")
    phone = stage.engine(direct("ann", f' password = "{SECRET}"'))
    number = phone.dial(stranger.uri, account="ann")
    challenge(stranger, 407, ask("127.0.0.1", "Proxy-Authenticate"))
    assert "stranger" in phone.ended(number)["reason"]
    nothing_told(stranger)
    phone.configure(direct("ann", f' password = "{SECRET}"\n realm = gate'))
    phone.call("engine.reload")
    phone.dial(stranger.uri, account="ann")
    challenge(stranger, 407, ask("gate", "Proxy-Authenticate"))
    invite = stranger.expect("INVITE")
    assert 'realm="gate"' in told(invite)[0], told(invite)
    stranger.reply(invite, 486, "Busy Here")
    stranger.expect("ACK")


@story
def a_stranger_that_calls(stage):
    "who has called gets no digest either, as an answer to a request in the call"
    stranger = sip.Peer(stage, "stranger")
    phone = stage.engine(direct("ann", f' password = "{SECRET}"\n'
                                       ' auto_answer = all').replace(
        "@127.0.0.1", "@pbx.invalid"))
    stranger.answered(phone.uri("ann"), phone.port, ports.port())
    number = phone.first()
    phone.session(number, state="established")
    phone.call("session.hangup", session=number)
    bye = stranger.expect("BYE")
    stranger.reply(bye, 401, "Unauthorized", ask("pbx.invalid"))
    phone.ended(number)
    nothing_told(stranger)


def through_the_server(stage, way="", contact=None, name="phone"):
    """A call through the server of the account, which asks for the password;
    who answers is reached directly, or by the way that the server gives."""
    peer, callee = sip.Peer(stage), sip.Peer(stage, "callee",
                                             address="127.0.0.2")
    phone = stage.engine(account(peer), name=name)
    register(peer, phone, "voip")
    number = phone.dial("bob")
    challenge(peer, 407, ask("voip", "Proxy-Authenticate"))
    invite = peer.expect("INVITE")
    assert 'realm="voip"' in told(invite)[0], told(invite)
    way, contact = (text.format(peer=peer.port, callee=callee.port)
                    for text in (way, contact or callee.uri))
    peer.reply(invite, 200, "OK", f"{way}Contact: <{contact}>",
               sip.sdp(ports.port(), address="127.0.0.2"))
    phone.session(number, state="established")
    return peer, callee, phone, number


def refuse_all(peer, method, status, challenge, seconds=0.5):
    """Challenges that request, as often as it is sent again."""
    request = peer.expect(method)
    while request:
        peer.reply(request, status, "Asked", challenge)
        if method == "INVITE":
            peer.expect("ACK")
        request = peer.receive(seconds)


@story
def whoever_answers_is_reached_directly(stage):
    "in a call through the server: who is reached past it gets no digest"
    for status, header in ((401, "WWW-Authenticate"),
                           (407, "Proxy-Authenticate")):
        peer, callee, phone, number = through_the_server(
            stage, name=f"phone-{status}")
        phone.client.ask("session.hold", {"session": number})
        callee.expect("ACK")
        refuse_all(callee, "INVITE", status, ask("voip", header))
        phone.client.ask("session.hangup", {"session": number})
        refuse_all(callee, "BYE", status, ask("voip", header))
        phone.ended(number)
        nothing_told(callee)


@story
def whoever_answers_says_where_else(stage):
    "the address that counts is the one it goes to, not the one that is named"
    peer, callee, phone, number = through_the_server(
        stage, contact="sip:bob@127.0.0.1:{callee};maddr=127.0.0.2")
    callee.expect("ACK")
    phone.client.ask("session.hangup", {"session": number})
    refuse_all(callee, "BYE", 401, ask("voip"))
    phone.ended(number)
    nothing_told(callee)


@story
def the_server_may_ask_again(stage):
    "in a call: the server that stays on the way, or answers itself, may ask"
    for way, contact in (
            ("Record-Route: <sip:127.0.0.1:{peer};lr>\n", None),
            ("", "sip:bob@127.0.0.1:{peer}")):
        peer, callee, phone, number = through_the_server(
            stage, way, contact, name=f"phone{bool(contact)}")
        peer.expect("ACK")
        phone.client.ask("session.hold", {"session": number})
        hold = peer.expect("INVITE")
        peer.reply(hold, 407, "Asked", ask("voip", "Proxy-Authenticate")
                   .replace('n-voip', 'another'))
        peer.expect("ACK")
        hold = peer.expect("INVITE")
        assert 'nonce="another"' in told(hold)[0], told(hold)
        peer.reply(hold, 488, "Not Acceptable Here")
        peer.expect("ACK")
        phone.client.ask("session.hangup", {"session": number})
        bye = peer.expect("BYE")
        assert told(bye), bye.start
        peer.reply(bye, 200, "OK")
        phone.ended(number)


@story
def a_caller_that_is_reached_directly(stage):
    "who calls through the server and is reached past it gets no digest"
    peer, caller = sip.Peer(stage), sip.Peer(stage, "caller",
                                             address="127.0.0.2")
    phone = stage.engine(account(peer, " auto_answer = all"))
    register(peer, phone, "voip")
    contact = phone.client.account("ann", "registered")["registration"][
        "contact"]
    invite = peer.request("INVITE", contact, body=sip.sdp(ports.port()))
    peer.send(invite.replace(f"Contact: <{peer.uri}>",
                             f"Contact: <{caller.uri}>"), phone.port)
    answer = peer.expect(200)
    peer.ack(answer, contact)
    number = phone.first()
    phone.session(number, state="established")
    phone.client.ask("session.hangup", {"session": number})
    refuse_all(caller, "BYE", 401, ask("voip"))
    phone.ended(number)
    nothing_told(caller)


@story
def the_key_realm(stage):
    "the key realm alone counts, for calls and for the registrar"
    peer = sip.Peer(stage)
    phone = stage.engine(account(peer, ' realm = {"asterisk", "edge"}'))
    peer.reply(peer.expect("REGISTER"), 401, "Unauthorized", ask("voip"))
    registration = phone.client.event(
        "account.changed", lambda e: e["account"]["registration"]["state"] ==
        "failed")["account"]["registration"]    # a second later: tried again
    assert 'realm "voip"' in registration["reason"], registration
    assert "key realm" in registration["reason"], registration
    assert registration["next_attempt_in_s"] is not None, registration
    register(peer, phone, "Asterisk")
    phone.dial("bob")
    challenge(peer, 407, ask("edge", "Proxy-Authenticate"))
    invite = peer.expect("INVITE")
    assert 'realm="edge"' in told(invite)[0], told(invite)
    peer.reply(invite, 486, "Busy Here")
    peer.expect("ACK")
    number = phone.dial("bob")
    challenge(peer, 401, ask("127.0.0.1"))
    assert "not given" in phone.ended(number)["reason"]


if __name__ == "__main__":
    run()
