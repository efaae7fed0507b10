"""RFC 4475's torture messages, over UDP and TCP, beside a call that goes on.

tests/torture/NAME.sip holds the bytes of each; @PEER and @LINE in them are the
ports of the sender and of the phone.
"""
import os
import socket

import rtp
import sip
import stage as module
from engine import audio, direct
from tap import run, story

NOTHING = None      # it is dropped

RINGS, OPTIONS_OK, NO_REGISTRAR, BAD, DROPPED = (180,), (200,), (405,), (400,), \
    (NOTHING,)

# What a phone owes each of them: any of these.
MESSAGES = {
    # 3.1.1: good ones, however strange
    "wsinv": (481,),            # its To has a tag that nobody gave
    # This stack takes no "+" or "`" in the name of a method: a start line that
    # cannot be read is nobody's.
    "intmeth": (501, 405, NOTHING),
    "esc01": (404, 180),
    "escnull": NO_REGISTRAR,
    "esc02": (501, 405),        # not REGISTER in disguise
    "lwsdisp": OPTIONS_OK,
    "longreq": RINGS,
    "dblreq": NO_REGISTRAR,
    "semiuri": (200, 404),
    "transports": OPTIONS_OK,
    "mpart01": (405, 415),
    "unreason": DROPPED,
    "noreason": DROPPED,
    # 3.1.2: bad ones
    "badinv01": (400, NOTHING),
    "clerr": BAD,               # by TCP the rest is waited for
    "ncl": BAD,
    "scalar02": BAD,
    "scalarlg": DROPPED,
    "quotbal": BAD,
    "ltgtruri": BAD,
    "lwsruri": (400, NOTHING),
    "lwsstart": (400, 180),     # one may be generous here
    "trws": (400, 200),
    "escruri": BAD,
    "baddate": (400, 180),
    "regbadct": (400, 405),
    "badaspec": (400, 200),
    "baddn": (400, 200),
    "badvers": (505,),
    "mismatch01": BAD,
    "mismatch02": (400, 501),
    "bigcode": DROPPED,
    # 3.2, 3.3: transactions, applications
    "badbranch": (200, 400),
    "insuf": BAD,
    "unkscm": (416,),
    "novelsc": (416,),
    "unksm2": NO_REGISTRAR,
    "bext01": (420,),
    "invut": (415,),
    "regaut01": NO_REGISTRAR,
    "multi01": BAD,
    "mcl01": BAD,
    "bcast": DROPPED,
    "zeromf": (200, 483),
    "cparam01": NO_REGISTRAR,
    "cparam02": NO_REGISTRAR,
    "regescrt": (405, 400),
    "sdp01": (406, 180),
    # 3.4: whoever has no tag could not end the call: better none at all
    "inv2543": BAD,
}


def message(name, transport, peer, line):
    folder = os.path.join(module.SOURCE, "tests/torture")
    with open(os.path.join(folder, name + ".sip"), "rb") as file:
        data = file.read()
    for old, new in ((b"@PEER", b"%d" % peer), (b"@LINE", b"%d" % line),
                     (b".torture@", b"." + transport.encode() + b"@"),
                     (b"z9hG4bK-", b"z9hG4bK-" + transport.encode())):
        data = data.replace(old, new)
    if transport == "tcp":
        data = data.replace(b"SIP/2.0/UDP 127", b"SIP/2.0/TCP 127") \
            .replace(b"/UDP\r\n    127", b"/TCP\r\n    127")
    return data


def statuses(data):
    """Those of final and ringing responses to the message itself."""
    found = [int(part[8:11]) for part in data.split(b"\r\n")
             if part.startswith(b"SIP/2.0 ")]
    return [status for status in found if status > 100]


def after_udp(peer, bob):
    """All that comes back before the answer to a question asked later."""
    peer.send(peer.request("OPTIONS", bob.uri("bob")), bob.port)
    came = b""
    while True:
        answer = peer.receive(module.PATIENCE)
        assert answer, "the phone answers no more"
        if answer.status == 200 and "@raw" in answer.get("Call-ID"):
            return came
        came += answer.start.encode() + b"\r\n"


def after_tcp(stream, bob, port):
    """The same, on the connection; it may have been closed."""
    question = (f"OPTIONS {bob.uri('bob')} SIP/2.0\r\n"
                f"Via: SIP/2.0/TCP 127.0.0.1:{port};rport;"
                f"branch=z9hG4bKlast{port}\r\n"
                f"From: <sip:last@example.net>;tag=x\r\n"
                f"To: <{bob.uri('bob')}>\r\nCall-ID: last{port}\r\n"
                "CSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                "Content-Length: 0\r\n\r\n")
    came = b""
    try:
        stream.sendall(question.encode())
        while f"last{port}".encode() not in came:
            piece = stream.recv(65536)
            if not piece:
                break
            came += piece
    except ConnectionError:
        pass
    return b"\r\n".join(
        part for part in came.replace(b"SIP/2.0 ", b"\0SIP/2.0 ").split(b"\0")
        if f"last{port}".encode() not in part)


def call_in_progress(stage):
    """(bob, the call's peer, its stream, its session)"""
    bob = stage.engine("max_calls = 24\n" + audio(playback="wav") +
                       direct("bob"), name="bob")
    friend, stream = sip.Peer(stage, "friend", "friend"), rtp.Stream(stage)
    friend.send(friend.request("INVITE", bob.uri("bob"),
                               body=sip.sdp(stream.port)), bob.port)
    number = bob.incoming()
    bob.call("session.answer", session=number)
    answer = friend.expect(200)
    friend.ack(answer)
    stream.start(answer.rtp_address(), stream.tone(500))
    bob.hears_tone(500)
    return bob, friend, answer, number


def still_up(bob, friend, answer, number):
    bob.hears_tone(500)
    assert bob.call("session.get", session=number)["session"]["state"] == \
        "established"
    friend.bye(answer)
    assert bob.ended(number)["by"] == "remote"


def hang_up_all(bob, but):
    for session in bob.call("session.list")["sessions"]:
        if session["id"] != but:
            bob.call("session.decline", session=session["id"])


def check(name, transport, came, owed):
    got = statuses(came) or [NOTHING]
    assert got[0] in owed, (name, transport, got, owed)


@story
def all_of_them(stage):
    "each torture message has its file, and each file is one of them"
    files = {name[:-4] for name in
             os.listdir(os.path.join(module.SOURCE, "tests/torture"))}
    assert files == set(MESSAGES), files ^ set(MESSAGES)
    assert len(files) == 49


@story
def by_udp(stage):
    "each is answered or dropped as it deserves by UDP; the call goes on"
    bob, friend, answer, number = call_in_progress(stage)
    for name, owed in MESSAGES.items():
        peer = sip.Peer(stage, name)
        peer.send(message(name, "udp", peer.port, bob.port), bob.port)
        check(name, "udp", after_udp(peer, bob), owed)
        peer.socket.close()
        hang_up_all(bob, number)
    still_up(bob, friend, answer, number)


@story
def by_tcp(stage):
    "each is answered, dropped, or its connection ended by TCP; the call goes on"
    bob, friend, answer, number = call_in_progress(stage)
    for name, owed in MESSAGES.items():
        with socket.create_connection(("127.0.0.1", bob.port)) as stream:
            # clerr: the rest of its 9999 bytes is waited for
            deaf = NOTHING in owed or name == "clerr"
            stream.settimeout(0.5 if deaf else module.PATIENCE)
            port = stream.getsockname()[1]
            stream.sendall(message(name, "tcp", port, bob.port))
            try:
                check(name, "tcp", after_tcp(stream, bob, port), owed)
            except TimeoutError:        # where it ends, nobody knows
                assert deaf, name
        hang_up_all(bob, number)
    still_up(bob, friend, answer, number)


@story
def two_in_one(stage):
    "what follows a message in its datagram is no second one; by TCP it is"
    bob = stage.engine(direct("bob"), name="bob")
    peer = sip.Peer(stage)
    peer.send(message("dblreq", "udp", peer.port, bob.port), bob.port)
    assert statuses(after_udp(peer, bob)) == [405]
    assert not bob.call("session.list")["sessions"]
    with socket.create_connection(("127.0.0.1", bob.port)) as stream:
        stream.settimeout(module.PATIENCE)
        port = stream.getsockname()[1]
        stream.sendall(message("dblreq", "tcp", port, bob.port))
        came = after_tcp(stream, bob, port)
        assert 405 in statuses(came) and 180 in statuses(came), came
        bob.incoming()


if __name__ == "__main__":
    run()
