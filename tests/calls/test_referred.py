"""Being transferred: the other one of a call sends us on to somebody else."""
import re

import sip
from engine import direct
from rtp import Stream
from tap import run, story


class Call:
    """A peer has called Ann, and will send her on."""

    def __init__(self, stage, on_refer="follow", more=""):
        self.stage = stage
        self.ann = stage.engine(f"on_refer = {on_refer}\n{more}"
                                + direct("ann"), name="ann")
        self.peer, self.carol = sip.Peer(stage), sip.Peer(stage, "carol",
                                                         "carol")
        self.stream = Stream(stage)
        self.peer.send(self.peer.request(
            "INVITE", self.ann.uri("ann"), "", sip.sdp(self.stream.port)),
            self.ann.port)
        self.peer.expect(180)
        self.id = self.ann.incoming()
        self.ann.call("session.answer", session=self.id)
        self.dialog = self.peer.expect(200)
        self.peer.ack(self.dialog)
        self.ann.session(self.id, state="established")
        self.cseq = 100

    def refer(self, to=None, headers="", want=202):
        """Sends a REFER; its CSeq."""
        self.cseq += 1
        line = f"Refer-To: <{to or self.carol.uri}>\n" if to != "" else ""
        self.peer.send(self.peer.request(
            "REFER", self.dialog.contact, line + headers, dialog=self.dialog,
            cseq=self.cseq), self.dialog.source)
        self.last = self.peer.expect(want)
        return self.cseq

    def hears(self, status, state="active", cseq=None):
        """The next NOTIFY of the REFER."""
        notify = self.peer.expect("NOTIFY")
        self.peer.reply(notify, 200, "OK")
        assert notify.get("Event") == f"refer;id={cseq or self.cseq}", \
            notify.headers
        assert notify.get("Subscription-State").startswith(state), \
            (status, notify.headers)
        assert notify.body.startswith(f"SIP/2.0 {status} "), notify.body
        assert notify.get("Content-Type").startswith("message/sipfrag")
        return notify

    def takes_offer(self, direction):
        offer = self.peer.expect("INVITE")
        assert f"a={direction}" in offer.body, offer.body
        self.version = getattr(self, "version", 1) + 1
        self.peer.reply(offer, 200, "OK", body=sip.sdp(
            self.stream.port, version=self.version, direction={
                "sendonly": "recvonly"}.get(direction, direction)))
        self.peer.expect("ACK")

    def is_on_its_way(self):
        """202, NOTIFY 100 and the hold, in any order; Carol's INVITE."""
        self.hears(100)
        self.takes_offer("sendonly")
        return self.carol.expect("INVITE")

    def new(self):
        """The session that was made of it."""
        return self.ann.client.until(lambda: next(
            (s for s in self.ann.client.sessions.values()
             if s["direction"] == "outgoing"), None), "a call to Carol")["id"]

    def carol_answers(self, invite):
        self.carol.reply(invite, 200, "OK", body=sip.sdp(self.stream.port))
        self.carol.expect("ACK")


@story
def following(stage):
    "she calls, tells how it goes, and hangs up when the referrer does not"
    call = Call(stage)
    call.refer(headers="Referred-By: <sip:boss@example.net>;cid=\"1@x\"")
    invite = call.is_on_its_way()
    assert invite.get("Referred-By") == "<sip:boss@example.net>", \
        invite.headers
    assert invite.get("Replaces") is None and not invite.get("Require")
    new = call.new()
    session = call.ann.session(new, progress="calling")
    assert session["referred_by"] == "sip:boss@example.net", session
    assert session["account"]["name"] == "ann" and session["focused"], session
    call.carol.reply(invite, 180, "Ringing")
    call.hears(180)
    call.carol_answers(invite)
    call.hears(200, "terminated;reason=noresource")
    call.ann.session(new, state="established", focused=True)
    call.peer.reply(call.peer.expect("BYE"), 200, "OK")
    assert call.ann.ended(call.id)["by"] == "local"
    call.ann.session(new, state="established", held_by_us=False)


if __name__ == "__main__":
    run()
