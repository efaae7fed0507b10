"""INFO, MESSAGE, OPTIONS and REFER inside a call, both ways."""
import sip
from engine import audio, direct
from tap import run, story

SECRET = "open sesame"


def called(ann, peer):
    """ann calls a raw peer, which answers: her session, the INVITE."""
    hers = ann.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 200, "OK", body=sip.sdp(40000))
    peer.expect("ACK")
    ann.session(hers, state="established")
    return hers, invite


def talking(stage, more="", account=""):
    peer = sip.Peer(stage)
    ann = stage.engine(more + audio() + direct("ann", account))
    hers, invite = called(ann, peer)
    return ann, hers, peer, invite


def ask(phone, session, what, **params):
    return phone.client.ask(f"session.{what}", {"session": session} | params)


def result(phone, number):
    response = phone.client.answer(number)
    assert "result" in response, response
    return response["result"]


def sends(peer, invite, phone, method, cseq, headers, body):
    """The answer to a request of the peer's in the dialog of its call."""
    text = peer.request(method, invite.contact, headers, dialog=invite,
                        cseq=cseq)
    peer.send(text.replace("Content-Length: 0\r\n\r\n",
                           f"Content-Length: {len(body.encode())}\r\n\r\n"
                           f"{body}"), phone.port)
    return peer.expect(*range(200, 700))


def told(phone, topic):
    return [e for e in phone.client.events if e["topic"] == topic]


@story
def from_phone_to_phone(stage):
    "INFO, MESSAGE and OPTIONS reach the other phone and are answered with 200"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine(direct("bob", "auto_answer = all"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    his = bob.first()
    bob.session(his, state="established")
    for phone, session, other in ((ann, hers, bob), (bob, his, ann)):
        for what, params in (
                ("info", {"content_type": "text/plain", "body": "a=1\nb=2"}),
                ("message", {"text": "Gr\u00fc\u00dfe\n\tan alle"}),
                ("options", {})):
            assert phone.call(f"session.{what}", session=session,
                              **params)["status"] == 200, what
        event = other.client.event("session.info")
        assert event["body"] == "a=1\nb=2", event
        assert event["content_type"] == "text/plain", event
        event = other.client.event("session.message")
        assert event["text"] == "Gr\u00fc\u00dfe\n an alle", event
        assert event["session"]["state"] == "established", event
    ann.session(hers, state="established")


@story
def final_statuses(stage):
    "the other side's final status and words are the answer, whatever they are"
    ann, hers, peer, invite = talking(stage)
    for what, params, method, status in (
            ("info", {"content_type": "application/x-a", "body": "b"}, "INFO",
             488),
            ("message", {"text": "hello"}, "MESSAGE", 603),
            ("options", {}, "OPTIONS", 486),
            ("refer", {"to": "sip:carl@127.0.0.1"}, "REFER", 501)):
        number = ask(ann, hers, what, **params)
        request = peer.expect(method)
        peer.reply(request, status, "As You Say")
        assert result(ann, number) == {"status": status,
                                       "reason": "As You Say"}, what
    assert ann.session(hers)["state"] == "established"
    peer.silent(0.2)


@story
def a_refer_by_hand(stage):
    "a REFER by hand is a plain one, and the call stays as it is"
    ann, hers, peer, invite = talking(stage)
    number = ask(ann, hers, "refer", to="sip:carl@127.0.0.1;x=y")
    refer = peer.expect("REFER")
    assert "carl@127.0.0.1;x=y" in refer.get("Refer-To"), refer.data
    assert "ann@" in refer.get("Referred-By"), refer.data
    peer.reply(refer, 202, "Accepted")
    assert result(ann, number)["status"] == 202
    peer.send(peer.request(
        "NOTIFY", invite.contact, "Event: refer\n"
        "Subscription-State: terminated;reason=noresource\n"
        "Content-Type: message/sipfrag", dialog=invite, cseq=70).replace(
            "Content-Length: 0\r\n\r\n",
            "Content-Length: 14\r\n\r\nSIP/2.0 200 OK"), ann.port)
    assert peer.expect(200).get("CSeq") == "70 NOTIFY"
    peer.silent(0.3)
    session = ann.session(hers)
    assert session["state"] == "established" and \
        session["transfer"]["state"] == "none" and not session["held_by_us"]


@story
def several_wait_in_line(stage):
    "several requests in flight go out one after the other, and in order"
    ann, hers, peer, invite = talking(stage)
    numbers = [ask(ann, hers, "message", text=f"line {i}") for i in range(4)]
    for i in range(4):
        request = peer.expect("MESSAGE")
        assert request.body == f"line {i}", request.body
        if i == 0:
            peer.silent(0.3)
        peer.reply(request, 200 + i, "OK")
    assert [result(ann, n)["status"] for n in numbers] == [200, 201, 202, 203]


@story
def tones_and_requests_share_the_way(stage):
    "a key by INFO and an INFO by hand get their own answers"
    ann, hers, peer, invite = talking(stage)
    number = ask(ann, hers, "info", content_type="text/plain", body="x")
    ann.call("session.dtmf", session=hers, tones="5", method="info")
    peer.reply(peer.expect("INFO"), 488, "Not Here")
    key = peer.expect("INFO")
    assert key.body.startswith("Signal=5"), key.body
    peer.reply(key, 200, "OK")
    assert result(ann, number)["status"] == 488
    assert not [e for e in told(ann, "engine.warning") if e["code"] == "dtmf"]


@story
def the_end_answers_all(stage):
    "a call that ends answers all that still waits in it"
    ann, hers, peer, invite = talking(stage)
    numbers = [ask(ann, hers, "message", text="are you there?")
               for _ in range(3)]
    peer.expect("MESSAGE")
    peer.send(peer.request("BYE", invite.contact, dialog=invite, cseq=90),
              ann.port)
    ann.ended(hers)
    for number in numbers:
        assert result(ann, number) == {"status": 487,
                                       "reason": "the call has ended"}
    assert ann.refused("session.message", session=hers, text="x").code == 2


@story
def nobody_answers(stage):
    "a request that is never answered gets 408, and the call ends with the words"
    ann, hers, peer, invite = talking(stage, "sip {\n t1x64 = 2000\n"
                                      "%(listen)s\n}\n")
    number = ask(ann, hers, "options")
    peer.expect("OPTIONS")
    assert result(ann, number)["status"] == 408
    end = ann.ended(hers)       # at once, while the BYE is on its way
    peer.reply(peer.expect("BYE"), 200, "OK")
    assert end["by"] == "error" and end["status"] == 408, end
    assert "OPTIONS was not answered" in end["cause"], end
    call = ann.client.event("history.added")["call"]
    assert "OPTIONS was not answered" in call["end"]["reason"], call


@story
def statuses_that_end_a_call(stage):
    "a peer that does not know the call any more ends it, with the cause"
    ann, peer = stage.engine(direct("ann")), sip.Peer(stage)
    for status in (481, 404, 604):
        hers, invite = called(ann, peer)
        number = ask(ann, hers, "info", content_type="text/plain", body="x")
        peer.reply(peer.expect("INFO"), status, "What Call")
        assert result(ann, number)["status"] == status
        end = ann.ended(hers)
        if status == 481:
            peer.reply(peer.expect("BYE"), 481, "What Call")
        assert end["status"] == status and end["by"] == "error", end
        assert f"INFO was answered with {status}" in end["cause"], end


@story
def a_proxy_asks_for_a_password(stage):
    "a request that is challenged is sent again with the password"
    ann, hers, peer, _ = talking(stage, account=f" password = '{SECRET}'\n"
                                                    " realm = gate\n")
    number = ask(ann, hers, "message", text="knock")
    peer.reply(peer.expect("MESSAGE"), 407, "Who Is It",
               'Proxy-Authenticate: Digest realm="gate",nonce="n1",qop="auth"')
    second = peer.expect("MESSAGE")
    assert 'realm="gate"' in second.get("Proxy-Authorization"), second.data
    assert second.body == "knock"
    peer.reply(second, 200, "OK")
    assert result(ann, number)["status"] == 200


@story
def a_challenge_without_a_password(stage):
    "a challenge that cannot be met is the answer, and what follows gets through"
    ann, hers, peer, invite = talking(stage)
    number = ask(ann, hers, "message", text="knock")
    peer.reply(peer.expect("MESSAGE"), 407, "Who Is It",
               'Proxy-Authenticate: Digest realm="gate", nonce="n1"')
    assert result(ann, number)["status"] == 407
    number = ask(ann, hers, "options")
    peer.reply(peer.expect("OPTIONS"), 200, "OK")
    assert result(ann, number)["status"] == 200
    ann.call("session.hangup", session=hers)
    peer.reply(peer.expect("BYE"), 200, "OK")
    assert ann.ended(hers)["by"] == "local"


@story
def what_comes_is_judged(stage):
    "what comes in is taken, or refused by its type, package and length"
    ann, hers, peer, invite = talking(stage)
    plain, odd = "Content-Type: text/plain", "Content-Type: application/x-odd"
    cseq = iter(range(100, 200))

    def gets(method, headers, body):
        return sends(peer, invite, ann, method, next(cseq), headers, body)
    for method in ("INFO", "MESSAGE"):
        assert gets(method, plain, "fine").status == 200
        assert gets(method, "", "").status == 200
        refused = gets(method, odd, "x")
        assert refused.status == 415
        assert "text/plain" in refused.get("Accept"), refused.data
        refused = gets(method, plain + "\nContent-Encoding: gzip", "x")
        assert refused.status == 415
        assert refused.get("Accept-Encoding") == "identity", refused.data
        assert gets(method, plain, "x" * 20000).status == 413
    refused = gets("INFO", plain + "\nInfo-Package: nuclear", "x")
    assert refused.status == 469, refused.start
    assert refused.get("Recv-Info") == "", refused.data
    ann.call("engine.status")       # what was told before has come by then
    assert len(told(ann, "session.info")) == 1
    assert len(told(ann, "session.message")) == 1
    assert ann.session(hers)["state"] == "established"


@story
def hostile_bodies(stage):
    "bodies from outside come without control characters, whatever they hold"
    ann, hers, peer, invite = talking(stage)
    evil = "a\x1b[2Jb\r\nc\x07\u202ed\x00e\xff"
    assert sends(peer, invite, ann, "MESSAGE", 100,
                 "Content-Type: text/plain;charset=x", evil).status == 200
    event = ann.client.event("session.message")
    assert all(c.isprintable() or c == "\n" for c in event["text"]), event
    assert event["text"].startswith("a") and "\n" in event["text"], event


@story
def a_message_outside_a_call(stage):
    "a MESSAGE outside a call is refused with 405, and not claimed"
    bob, peer = stage.engine(direct("bob")), sip.Peer(stage)
    peer.send(peer.request("MESSAGE", bob.uri("bob"),
                           "Content-Type: text/plain"), bob.port)
    refused = peer.expect(405)
    assert "INVITE" in refused.get("Allow"), refused.data
    assert "MESSAGE" not in refused.get("Allow"), refused.data


@story
def by_command(stage):
    "the commands send what they say, and exit as it went"
    ann = stage.engine(direct("ann"), name="ann")
    bob = stage.engine("on_refer = refuse\n" +
                       direct("bob", "auto_answer = all"),
                       name="bob")
    hers = ann.dial(bob.uri("bob"))
    ann.session(hers, state="established")
    bob.session(bob.first(), state="established")
    assert ann.one_shot("message", "hello bob") == (0, "200 OK\n", "")
    assert ann.one_shot("message", str(hers), "again")[0] == 0
    assert [e["text"] for e in bob.client.until(
        lambda: told(bob, "session.message"), "both")][:1] == ["hello bob"]
    assert ann.one_shot("options", "--json")[1].count('"status"') == 1
    assert ann.one_shot("info", "text/plain", "x=1")[0] == 0
    status, _, said = ann.one_shot("info", "application/x-odd", "x=1")
    assert status == 1 and "415" in said, said
    status, _, said = ann.one_shot("refer", "carl")
    assert status == 1 and "603" in said, said
    assert ann.one_shot("info", "not a type", "x")[0] == 1


if __name__ == "__main__":
    run()
