"""No descriptor is left: what needs one fails with words, the rest goes on."""
import os
import resource

import sip
from control import RpcError
from engine import direct
from rtp import Stream
from tap import run, story

MOST = 9        # descriptors that a call with its hooks takes, and some


def leave(phone, spare):
    """So many more can be opened than are now."""
    last = max(int(name) for name in os.listdir(f"/proc/{phone.pid}/fd"))
    limit(phone, last + 1 + spare)


def limit(phone, most=None):
    _, hard = resource.prlimit(phone.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(phone.pid, resource.RLIMIT_NOFILE, (most or hard, hard))


def try_call(phone, peer, stream):
    """The answer to a call that is taken, or None: it could not be."""
    peer.send(peer.request("INVITE", phone.uri("ann"),
                           body=sip.sdp(stream.port)), phone.port)
    peer.expect(180)
    number = phone.client.until(
        lambda: next((s["id"] for s in phone.client.sessions.values()
                      if s["progress"] == "incoming"), None), "the call")
    try:
        phone.call("session.answer", session=number)
    except RpcError:
        peer.ack(peer.expect(503), phone.uri("ann"))
        assert phone.ended(number)["status"] == 503
        return number, None
    answer = peer.expect(200)
    peer.ack(answer)
    phone.session(number, state="established")
    return number, answer


def refer(peer, dialog, cseq):
    """Sends it on to nobody."""
    peer.send(peer.request("REFER", dialog.contact,
                           "Refer-To: <sip:nobody@127.0.0.1:9>\n",
                           dialog=dialog, cseq=cseq), dialog.source)
    peer.expect(202)


def hang_up(phone, peer, dialog, number):
    phone.call("session.hangup", session=number)
    while True:
        request = peer.expect("BYE", "INVITE", "NOTIFY", "ACK")
        if request.method != "ACK":
            peer.reply(request, 200, "OK", body=sip.sdp(40000) if
                       request.method == "INVITE" else "")
        if request.method == "BYE":
            break
    phone.ended(number)


@story
def calls_hooks_and_refer(stage):
    "calls, hooks and a REFER, with none to nine left: it is said, all goes on"
    hook = stage.write("hook.sh", "#!/bin/sh\ncat >/dev/null\n", mode=0o700)
    ann = stage.engine("on_refer = follow\n" + direct("ann") +
                       f'\nhooks {{\n event = "{hook}"\n incoming = '
                       f'"{hook}"\n}}\n', name="ann")
    stream, failed = Stream(stage), 0
    for spare in range(MOST + 1):
        peer = sip.Peer(stage, f"peer-{spare}")
        leave(ann, spare)
        number, dialog = try_call(ann, peer, stream)
        failed += dialog is None
        if dialog:
            refer(peer, dialog, 5000)
            hang_up(ann, peer, dialog, number)
    assert 0 < failed < MOST, failed
    for code, advice in (("hook", "hooks"), ("rtp_ports", "ulimit -n")):
        warning = ann.client.event("engine.warning",
                                   lambda e, c=code: e["code"] == c)
        assert "Too many open files" in warning["text"], warning
        assert advice in warning["advice"], warning
    assert not any("network" in e["text"] for e in ann.client.events
                   if e["topic"] == "engine.warning")
    limit(ann)
    peer = sip.Peer(stage, "last")
    number, dialog = try_call(ann, peer, stream)
    hang_up(ann, peer, dialog, number)


run()
