"""What was on the wire: the SIP messages of a call."""
import sip
from engine import audio, direct
from stage import until
from tap import run, story

SECRET = "sesame-open-please"


def lines(phone, session):
    """(direction, start line) of each message of the trace."""
    trace = phone.call("session.trace", session=session)
    return [(m["direction"], m["text"].split("\r\n")[0])
            for m in trace["messages"]]


def has(story_, *wanted):
    """The wanted (direction, beginning) come in this order."""
    rest = iter(story_)
    for direction, start in wanted:
        assert any(d == direction and t.startswith(start)
                   for d, t in rest), (direction, start, story_)


@story
def both_sides_of_a_call(stage):
    "each side's trace holds the call from INVITE to the 200 of the BYE"
    ann = stage.engine(audio() + direct("ann"), name="ann")
    bob = stage.engine(audio() + direct("bob"), name="bob")
    hers = ann.dial(bob.uri("bob"))
    his = bob.answer()
    ann.session(hers, state="established")
    bob.session(his, state="established")
    ann.call("session.hangup", session=hers)
    ann.ended(hers)
    bob.ended(his)
    sent, received = "sent", "received"
    for phone, session, to, fro in ((ann, hers, sent, received),
                                    (bob, his, received, sent)):
        until(lambda: lines(phone, session)[-1] == (fro, "SIP/2.0 200 OK"),
              "the 200 to the BYE")
        has(lines(phone, session), (to, "INVITE sip:"), (fro, "SIP/2.0 180"),
            (fro, "SIP/2.0 200"), (to, "ACK sip:"), (to, "BYE sip:"),
            (fro, "SIP/2.0 200"))
    first = ann.call("session.trace", session=hers)["messages"][0]
    assert first["peer"].startswith("127.0.0.1:"), first
    assert first["transport"] == "udp" and first["time"].endswith("Z"), first
    assert "\r\n\r\nv=0\r\n" in first["text"], first


@story
def over_tcp(stage):
    "a call over TCP is traced with its transport and peer"
    ann = stage.engine(audio() + direct("ann"), name="ann")
    bob = stage.engine(audio() + direct("bob", "auto_answer = all"),
                       name="bob")
    hers = ann.dial(bob.uri("bob") + ";transport=tcp")
    ann.session(hers, state="established")
    peer = bob.uri("bob").partition("@")[2]
    for m in ann.call("session.trace", session=hers)["messages"]:
        assert m["transport"] == "tcp" and m["peer"] == peer, m


@story
def secrets_are_masked(stage):
    "the answer to a challenge is left out of the trace"
    pbx = stage.pbx({"ann": SECRET, "bob": SECRET})
    ann, bob = (stage.engine(audio() + pbx.account(name, SECRET), name=name)
                for name in ("ann", "bob"))
    ann.registered()
    bob.registered()
    hers = ann.dial("bob")
    bob.answer()
    ann.session(hers, state="established")
    text = "".join(m["text"] for m in
                   ann.call("session.trace", session=hers)["messages"])
    assert "Authorization: (left out)\r\n" in text, text
    assert "response=" not in text and SECRET not in text, text


@story
def a_long_call_forgets_its_beginning(stage):
    "256 KiB of a call are kept; the older messages are counted"
    peer = sip.Peer(stage)
    ann = stage.engine(audio() + direct("ann", "auto_answer = all"))
    dialog = peer.answered(ann.uri("ann"), ann.port, 40000)
    session = ann.first()
    for number in range(40):
        peer.send(peer.request("OPTIONS", dialog.contact, "X-Pad: " + 8000 * "x",
                               dialog=dialog, cseq=100 + number), ann.port)
        peer.expect(200)
    trace = ann.call("session.trace", session=session)
    kept = [m for m in trace["messages"]
            if m["text"].startswith("OPTIONS ")]
    assert 20 < len(kept) < 40 and trace["dropped"] > 8, trace["dropped"]
    assert "CSeq: 139 OPTIONS" in kept[-1]["text"], kept[-1]
    assert sum(len(m["text"]) for m in trace["messages"]) <= 262144


@story
def the_command(stage):
    "offhook trace prints it, clean for a terminal, also after the call"
    peer = sip.Peer(stage)
    ann = stage.engine(audio() + direct("ann", "auto_answer = all"))
    dialog = peer.answered(ann.uri("ann"), ann.port, 40000,
                           "X-Bell: \x1b[2J\x9f")
    session = ann.first()
    ann.session(session, state="established")
    peer.bye(dialog)
    ann.ended(session)
    status, out, err = ann.one_shot("trace", str(session))
    assert status == 0, err
    assert f" received from 127.0.0.1:{peer.port} by udp\n   INVITE sip:" in \
        out, out
    assert f" sent to 127.0.0.1:{peer.port} by udp\n   SIP/2.0 200" in \
        out, out
    assert "\x1b" not in out, out


if __name__ == "__main__":
    run()
