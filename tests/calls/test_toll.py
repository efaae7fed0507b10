"""Nobody but the person calls out: what others send makes no call, and sets no
rule by which calls go on at her cost."""
import ports
import sip
import stage as stage_module
from engine import direct
from tap import run, story

COSTLY = "sip:+8816123456@127.0.0.1:{}"


def costly(target):
    return COSTLY.format(target.port)


def no_call(phone, target):
    """Nothing has gone to the target, nor will."""
    target.silent(0.7)
    assert not [s for s in phone.call("session.list")["sessions"]
                if s["direction"] == "outgoing"]
    forward = phone.call("account.list")["accounts"][0]["forward"]
    assert not any(forward.values()), forward


@story
def a_stranger_without_a_call(stage):
    "requests outside of a call, whatever they hold: none makes a call or a rule"
    stranger, target = sip.Peer(stage), sip.Peer(stage, "target")
    phone = stage.engine(direct("ann"))
    uri, to = phone.uri("ann"), costly(target)
    for method, headers, body in (
            ("REFER", f"Refer-To: <{to}>", ""),
            ("MESSAGE", "Content-Type: text/plain", f"call {to}"),
            ("INFO", "Content-Type: application/dtmf-relay",
             f"Signal=*21*{to}#"),
            ("NOTIFY", "Event: check-sync;reboot=true\n"
             "Subscription-State: active", ""),
            ("SUBSCRIBE", "Event: as-feature-event\nExpires: 60", ""),
            ("PUBLISH", "Event: as-feature-event", ""),
            ("OPTIONS", f"Contact: <{to}>", ""),
            ("REGISTER", f"Contact: <{to}>", "")):
        text = stranger.request(method, uri, headers, "")
        if body:
            head = text.replace("Content-Length: 0",
                                f"Content-Length: {len(body)}")
            text = head + body
        stranger.send(text, phone.port)
        status = stranger.receive(stage_module.PATIENCE).status
        assert status >= 200, (method, status)
        assert method == "OPTIONS" or status >= 400, (method, status)
    no_call(phone, target)


@story
def a_caller(stage):
    "who has called and been answered sends nobody on by REFER, keys or texts"
    peer, target = sip.Peer(stage), sip.Peer(stage, "target")
    phone = stage.engine(direct("ann", " auto_answer = all"))
    dialog = peer.answered(phone.uri("ann"), phone.port, ports.port())
    number = phone.first()
    phone.session(number, state="established")
    to = costly(target)
    peer.send(peer.request("REFER", dialog.contact, f"Refer-To: <{to}>",
                           dialog=dialog, cseq=1000), dialog.source)
    phone.client.event("session.referred")
    for cseq, key in enumerate("*21*1#", 1001):
        body = f"Signal={key}\r\nDuration=100\r\n"
        text = peer.request(
            "INFO", dialog.contact, "Content-Type: application/dtmf-relay",
            dialog=dialog, cseq=cseq).replace(
                "Content-Length: 0", f"Content-Length: {len(body)}") + body
        peer.send(text, dialog.source)
    while peer.receive(stage_module.PATIENCE).get("CSeq") != "1006 INFO":
        pass
    no_call(phone, target)
    phone.call("session.hangup", session=number)


@story
def who_is_called(stage):
    "who is called and names somebody else (302): nobody is called unasked"
    peer, target = sip.Peer(stage), sip.Peer(stage, "target")
    phone = stage.engine(direct("ann"))
    number = phone.dial(peer.uri, account="ann")
    invite = peer.expect("INVITE")
    peer.reply(invite, 302, "Moved", f"Contact: <{costly(target)}>")
    phone.client.event("session.redirected")
    target.silent(0.7)
    phone.call("session.hangup", session=number)
    phone.ended(number)


@story
def a_call_that_names_another_way(stage):
    "Diversion, Alert-Info and their like of a stranger lead to nobody"
    stranger, target = sip.Peer(stage), sip.Peer(stage, "target")
    phone = stage.engine(direct("ann"))
    to = costly(target)
    for headers in (f"Diversion: <{to}>", f"Alert-Info: <{to}>",
                    f"Call-Info: <{to}>;answer-after=0",
                    f"Record-Route: <{to};lr>"):
        stranger.send(stranger.request("INVITE", phone.uri("ann"), headers,
                                       sip.sdp(ports.port())), phone.port)
        number = phone.incoming()
        phone.call("session.decline", session=number)
        phone.ended(number)
    no_call(phone, target)


if __name__ == "__main__":
    run()
