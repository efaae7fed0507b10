"""Who is it?  What a caller says of itself, and what of it is believed."""
import socket

import sip
from engine import direct
from tap import run, story

SECRET = "open sesame"
PAI = '"Ann Ash" <sip:+4420999@example.net;user=phone>'


def rings(stage, headers, config=direct("bob"), caller=None):
    """(bob, peer, invite's text, his session) of a call with these headers."""
    bob, peer = stage.engine(config, name="bob"), sip.Peer(stage)
    invite = peer.request("INVITE", bob.uri("bob"), headers, sip.sdp(4000))
    if caller:
        invite = invite.replace(f"From: <{peer.uri}>", f"From: {caller}")
    peer.send(invite, bob.port)
    return bob, peer, invite, bob.session(bob.incoming())


def trusting():
    return direct("bob", ' accept_from = list\n accept_list = {"127.0.0.1"}')


@story
def a_trusted_proxy_asserts(stage):
    "what the account's proxy asserts of a caller is shown"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    ann = stage.engine(pbx.account("ann", SECRET), name="ann")
    bob = stage.engine(pbx.account("bob", SECRET), name="bob")
    ann.registered("ann")
    bob.registered("bob")
    ann.dial(pbx.uri("bob"), headers={"P-Asserted-Identity": PAI})
    remote = bob.session(bob.incoming())["remote"]
    assert remote["asserted"] == {"uri": "sip:+4420999@example.net",
                                  "display_name": "Ann Ash"}, remote
    assert remote["uri"] == pbx.uri("ann"), remote


@story
def a_stranger_asserts(stage):
    "what somebody who is not trusted asserts is not shown"
    remote = rings(stage, f"P-Asserted-Identity: {PAI}\n"
                   f"Remote-Party-ID: {PAI};party=calling")[3]["remote"]
    assert remote["asserted"] is None, remote


@story
def the_accept_list_is_trusted(stage):
    "peers on accept_list are believed, in the older header too"
    session = rings(stage, f"Remote-Party-ID: {PAI};party=calling;screen=yes",
                    trusting())[3]
    assert session["remote"]["asserted"]["display_name"] == "Ann Ash", session
    assert session["privacy"] is False


@story
def a_caller_who_asks_for_privacy(stage):
    "an identity that its owner withholds is not shown, though it is asserted"
    remote = rings(stage, f"P-Asserted-Identity: {PAI}\nPrivacy: id",
                   trusting(), '"Anonymous" '
                   "<sip:anonymous@anonymous.invalid>;tag=x")[3]["remote"]
    assert remote["asserted"] is None, remote
    assert remote["display_name"] == "Anonymous", remote
    assert remote["uri"] == "sip:anonymous@anonymous.invalid", remote


@story
def a_caller_whom_nobody_shall_see(stage):
    "with Privacy: user not even From is shown"
    remote = rings(stage, "Privacy: user;critical", trusting(),
                   '"Ann" <sip:ann@example.net>;tag=x')[3]["remote"]
    assert remote["display_name"] == "Anonymous", remote
    assert "ann" not in remote["uri"], remote


@story
def a_call_that_was_somebody_elses(stage):
    "Diversion and History-Info tell whose call it was, and why it came here"
    remote = rings(
        stage, 'Diversion: "Carl" <sip:carl@example.net;x=y>;reason=user-busy'
        ";counter=1, <tel:+4420111>;reason=\"no-answer\"\n"
        "History-Info: <sip:dee@example.net>;index=1\n"
        "History-Info: <sip:carl@example.net?Reason=SIP%3Bcause%3D302%3Btext"
        '%3D%22gone%20home%22&Privacy=none>;index=1.1;rc=1,'
        "<sip:secret@example.net?Privacy=history&Reason=Q.850%3Bcause%3D17>"
        ";index=1.2")[3]["remote"]
    assert remote["diversion"] == [
        {"uri": "sip:carl@example.net", "display_name": "Carl",
         "reason": "user-busy"},
        {"uri": "tel:+4420111", "display_name": None,
         "reason": "no-answer"}], remote
    assert remote["history"] == [
        {"uri": "sip:dee@example.net", "display_name": None, "reason": None},
        {"uri": "sip:carl@example.net", "display_name": None,
         "reason": "gone home"},
        {"uri": "sip:anonymous@anonymous.invalid", "display_name": None,
         "reason": "user busy"}], remote


@story
def what_users_tell_each_other(stage):
    "User-to-User is shown, decoded where people can read it"
    bob, peer = stage.engine(direct("bob")), sip.Peer(stage)
    for value, shown in (("48656c6c6f;encoding=hex", "Hello"),
                         ("0448656c6c6f;encoding=hex;purpose=x", "Hello"),
                         ("00ff01;encoding=hex", "00ff01;encoding=hex"),
                         ("case 17;encoding=text", "case 17;encoding=text")):
        peer.send(peer.request("INVITE", bob.uri("bob"),
                               f"User-to-User: {value}", sip.sdp(4000)),
                  bob.port)
        session = bob.session(bob.incoming())
        assert session["remote"]["user_to_user"] == shown, session["remote"]
        bob.call("session.decline", session=session["id"])
        peer.ack(peer.expect(486), bob.uri("bob"))


@story
def hostile_headers(stage):
    "broken and endless identities ring like any other call, and stay bounded"
    evil = "\x1b[2J\u202e" + "x" * 2000
    many = ",".join(f"<sip:u{i}@example.net>;reason=x" for i in range(300))
    bob, peer, invite, session = rings(
        stage, f'P-Asserted-Identity: "{evil}" <sip:a@b>\n'
        "P-Asserted-Identity: <<<>,,\"\n"
        f"Diversion: {many}\nDiversion: ,,;;<sip:%zz\n"
        "History-Info: <sip:a@b?Reason=%0d%0aVia%3a%20x&&=&Reason>;index=\n"
        "History-Info: <sip:a@b?Reason=;;cause=99999999999>\n"
        f"User-to-User: {'41' * 3000};encoding=hex\n"
        "Privacy: ;;;\nRemote-Party-ID: garbage", trusting())
    remote = session["remote"]
    assert len(remote["diversion"]) <= 10, remote
    assert len(remote["user_to_user"]) <= 1024, remote
    for text in str(remote):
        assert text.isprintable(), repr(remote)
    bob.call("session.hangup", session=session["id"])
    assert bob.ended(session["id"])


def private_invite(stage, config, to=None, **params):
    """(ann, her session, what reaches the peer) of a call with privacy."""
    peer = sip.Peer(stage)
    ann = stage.engine(config, name="ann")
    hers = ann.dial(to or peer.uri, **params)
    return ann, hers, peer, peer.expect("INVITE")


@story
def a_private_call(stage):
    "a call with privacy tells nobody on its way who calls, in no request of it"
    ann, hers, peer, invite = private_invite(
        stage, direct("ann", ' display_name = "Ann Ash"'), privacy=True)
    assert 'From: "Anonymous" <sip:anonymous@anonymous.invalid>' in \
        invite.data.decode(), invite.data
    assert invite.get("Privacy") == "id", invite.data
    peer.reply(invite, 200, "OK", body=sip.sdp(4000))
    requests = [invite, peer.expect("ACK")]
    ann.session(hers, state="established")
    for method, what, params in (
            ("OPTIONS", "options", {}), ("MESSAGE", "message", {"text": "x"}),
            ("REFER", "refer", {"to": "sip:carl@127.0.0.1"})):
        ann.client.ask("session." + what, {"session": hers} | params)
        requests.append(peer.expect(method))
        peer.reply(requests[-1], 200, "OK")
    ann.call("session.hold", session=hers)
    requests.append(peer.expect("INVITE"))
    peer.reply(requests[-1], 200, "OK",
               body=sip.sdp(4000, direction="recvonly", version=2))
    requests.append(peer.expect("ACK"))
    ann.call("session.hangup", session=hers)
    requests.append(peer.expect("BYE"))
    peer.reply(requests[-1], 200, "OK")
    for request in requests:
        assert b"ann@" not in request.data.lower(), request.data
        assert b"ann ash" not in request.data.lower(), request.data
    session = ann.session(hers)
    assert session["privacy"] is True and "ann@" in session["local"]["uri"]


@story
def only_the_proxy_is_told(stage):
    "a private call reaches its callee by the proxy, which alone learns the name"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    ann = stage.engine(pbx.account(
        "ann", SECRET, more=' privacy = yes\n display_name = "Ann \\"A\\" Ash"'),
        name="ann")
    bob = stage.engine(pbx.account("bob", SECRET), name="bob")
    ann.registered("ann")
    bob.registered("bob")
    hers = ann.dial(pbx.uri("bob"))
    his = bob.incoming()
    remote = bob.session(his)["remote"]
    assert remote["display_name"] == "Anonymous", remote
    assert remote["uri"] == "sip:anonymous@anonymous.invalid", remote
    assert remote["asserted"] is None, remote
    first = ann.call("session.trace", session=hers)["messages"][0]["text"]
    assert f"P-Preferred-Identity: \"Ann  A  Ash\" <{pbx.uri('ann')}>" in first
    bob.call("session.answer", session=his)
    ann.session(hers, state="established")
    ann.call("session.hangup", session=hers)
    bob.ended(his)
    assert ann.one_shot("call", pbx.uri("bob"), "--private")[0] == 0
    bob.call("session.hangup", session=bob.incoming())


@story
def a_stranger_asks_who_it_is(stage):
    "a private call past the proxy gives no name, and no password either"
    pbx = stage.pbx({"ann": SECRET})
    ann = stage.engine(pbx.account("ann", SECRET).replace(
        " transport = udp\n", ""))
    peer = sip.Peer(stage)
    ann.registered("ann")
    peer.socket.close()
    peer.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    peer.socket.bind(("127.0.0.2", peer.port))
    hers = ann.dial(f"sip:x@127.0.0.2:{peer.port}", account="ann",
                    privacy=True)
    invite = peer.expect("INVITE")
    assert not invite.get("P-Preferred-Identity"), invite.data
    peer.reply(invite, 401, "Who Is It",
               'WWW-Authenticate: Digest realm="x", nonce="n"')
    end = ann.ended(hers)
    assert end["status"] == 401, end


@story
def the_network_says_why(stage):
    "a BYE with a Q.850 cause is told in words, to the session and the history"
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    peer = sip.Peer(stage)
    answer = peer.answered(bob.uri("bob"), bob.port, 4000)
    peer.bye(answer, "Reason: Q.850;cause=38")
    end = bob.ended(bob.first())
    assert end["by"] == "remote" and end["q850"] == 38, end
    assert end["cause"] == "network out of order", end
    call = bob.client.event("history.added")["call"]
    assert "network out of order" in call["end"]["reason"], call


@story
def a_refusal_with_a_cause(stage):
    "a refusal's Q.850 cause stands beside its status"
    peer = sip.Peer(stage)
    ann = stage.engine(direct("ann"))
    hers = ann.dial(peer.uri)
    peer.reply(peer.expect("INVITE"), 480, "Temporarily Unavailable",
               'Reason: Q.850;cause=20;text="Out"\nReason: SIP;cause=480')
    end = ann.ended(hers)
    assert end["status"] == 480 and end["q850"] == 20, end
    assert end["cause"] == "subscriber absent", end
    assert "Out" in end["reason"], end


class Trusted:
    """ann has called a peer whom she trusts."""

    def __init__(self, stage, config=None):
        self.peer = sip.Peer(stage)
        self.ann = stage.engine(config or trusting().replace("bob", "ann"),
                                name="ann")
        self.id = self.ann.dial(self.peer.uri)
        self.invite = self.peer.expect("INVITE")

    def answers(self, headers=""):
        self.peer.reply(self.invite, 200, "OK", headers, sip.sdp(4000))
        self.peer.expect("ACK")
        self.ann.session(self.id, state="established")

    def asks(self, method, headers):
        body = sip.sdp(4000, version=7)
        self.peer.send(self.peer.request(
            method, self.invite.contact, headers, body, dialog=self.invite),
            self.invite.source)
        answer = self.peer.expect(200)
        if method == "INVITE":
            self.peer.ack(answer, self.invite.contact)

    def name(self):
        now = self.ann.call("session.get", session=self.id)["session"]
        asserted = now["remote"]["asserted"]
        return asserted and asserted["display_name"]


def asserts(name):
    return f'P-Asserted-Identity: "{name}" <sip:{name}@example.net>'


@story
def who_answers(stage):
    "a caller sees who it rings at, and who has answered"
    call = Trusted(stage)
    call.peer.reply(call.invite, 180, "Ringing", asserts("desk"))
    call.ann.session(call.id, progress="ringing")
    assert call.name() == "desk"
    call.answers('Remote-Party-ID: "Bob" <sip:bob@example.net>;party=called\n'
                 "User-to-User: 48656c6c6f;encoding=hex")
    assert call.name() == "Bob"
    assert call.ann.session(call.id)["remote"]["user_to_user"] == "Hello"


@story
def who_is_there_now(stage):
    "after a transfer by the exchange, re-INVITE and UPDATE tell who is there"
    call = Trusted(stage)
    call.answers(asserts("bob"))
    for method, name in (("INVITE", "cid"), ("UPDATE", "dee")):
        call.asks(method, asserts(name))
        assert call.name() == name, (method, call.name())
    call.asks("UPDATE", "")
    assert call.name() == "dee", "a message that says nothing changes nothing"
    call.asks("UPDATE", asserts("eve") + "\nPrivacy: id")
    assert call.name() is None, "neither who hides nor who was there before"


@story
def a_stranger_answers(stage):
    "what somebody who is not trusted asserts later is not shown either"
    call = Trusted(stage, direct("ann"))
    call.answers(asserts("bob"))
    call.asks("UPDATE", asserts("cid"))
    assert call.name() is None


@story
def a_last_word(stage):
    "User-to-User of a BYE is shown with the call that it ends"
    call = Trusted(stage)
    call.answers()
    call.peer.send(call.peer.request(
        "BYE", call.invite.contact, "User-to-User: 42796521;encoding=hex",
        dialog=call.invite), call.invite.source)
    call.peer.expect(200)
    call.ann.ended(call.id)
    assert call.ann.session(call.id)["remote"]["user_to_user"] == "Bye!"


if __name__ == "__main__":
    run()
