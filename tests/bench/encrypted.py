"""How soon sound goes over a call that has to agree on its keys first."""
import statistics
import time

from between import Between
from engine import audio, direct
from stage import until

CALLS = 5
LIMIT_MS = 90            # 100 until it is decoded, at the next tick of 10


def _call_ms(stage, srtp, number):
    """From the answer to the first packet of who answered at the caller, who
    has had the keys before.  The first call of two phones: the libraries' start
    is in it."""
    more = f"srtp = {srtp}\nkeying = dtls"
    ann, bob = (stage.engine(audio("tone:1000", "null") + direct(name, more),
                             name=f"{name}{srtp}{number}")
                for name in ("ann", "bob"))
    bob.name = "bob"
    middle, first = Between(stage), []

    def look(side, data):
        if side == "bob" and data[0] & 0xc0 == 0x80:
            first.append(time.monotonic())
        return [data]
    middle.wire.filter = look
    _, invite = middle.offers(ann, bob)
    his = bob.incoming()
    begin = time.monotonic()
    bob.call("session.answer", session=his)
    middle.answers(invite)
    until(lambda: first, "sound comes")
    for phone in ann, bob:
        phone.stop()
    return 1e3 * (first[0] - begin)


def handshake(stage, table):
    clear, sealed = ([_call_ms(stage, srtp, i) for i in range(CALLS)]
                     for srtp in ("off", "required"))
    table.most("DTLS-SRTP, answer to first packet", statistics.median(sealed),
               LIMIT_MS, "ms", f"in the clear: {statistics.median(clear):.0f}, "
               f"at most {max(sealed):.0f}", digits=0)
