"""Somebody on the way between two phones: their signalling and their packets.

    middle = Between(stage)
    hers, his = middle.joins(ann, bob, offer=lambda text: ..., answer=...)
    middle.wire.seen["ann"]			what came from ann
    middle.wire.filter = lambda side, data: [data]	what becomes of it
    middle.wire.send("bob", data)		as if it came from ann
"""
import re
import select
import socket
import threading

import ports
import sip


class Wire:
    """Two pairs of ports: packets that come at one leave from the other."""

    def __init__(self, on):
        self.sides = ("ann", "bob")
        self.seen = {side: [] for side in self.sides}
        self.ports, self.sockets, self.to = {}, {}, {}
        for side in self.sides:
            self.ports[side] = ports.some(2)
            for half in (0, 1):
                one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                one.bind(("127.0.0.1", self.ports[side] + half))
                self.sockets[side, half] = one
        self._from = dict(self.sockets)     # what goes to them
        self.filter = lambda side, data: [data]
        self._ends, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        on.add(self)

    name = "wire"

    def log(self):
        return ", ".join(f"{side}: {len(self.seen[side])} packets "
                         f"({len(self.handshakes(side))} of DTLS)"
                         for side in self.sides)

    def end(self):
        self._end.close()
        self._thread.join()
        for one in {*self.sockets.values(), *self._from.values()}:
            one.close()
        self._ends.close()

    def other(self, side):
        return self.sides[1 - self.sides.index(side)]

    def is_at(self, side, port):
        """That one's own packets go to there."""
        self.to[side] = port

    def leaves_elsewhere(self, side):
        """What goes there does not come from the ports that it was told."""
        for half in (0, 1):
            self._from[side, half] = one = socket.socket(socket.AF_INET,
                                                         socket.SOCK_DGRAM)
            one.bind(("127.0.0.1", 0))

    def send(self, side, data, half=0):
        if side in self.to:
            self._from[side, half].sendto(
                data, ("127.0.0.1", self.to[side] + half))

    def handshakes(self, side):
        return [d for d in self.seen[side] if 20 <= d[0] < 64]

    def hellos(self, side):
        """Those ClientHellos that begin."""
        return [d for d in self.handshakes(side) if d[0] == 22 and d[13] == 1]

    def sounds(self, side):
        return [d for d in self.seen[side]
                if d[0] & 0xc0 == 0x80 and not 192 <= d[1] < 224]

    def _take(self, one, side, half):
        data = one.recv(65536)
        self.seen[side].append(data)
        for one in self.filter(side, data):
            self.send(self.other(side), one, half)

    def _run(self):
        while True:
            where = {one: at for at, one in [*self.sockets.items(),
                                             *self._from.items()]}
            ready = select.select([*where, self._ends], [], [])[0]
            if self._ends in ready:
                return
            for one in ready:
                self._take(one, *where[one])


def same(text):
    return text


def with_port(text, port):
    return re.sub(r"^(m=audio )\d+", rf"\g<1>{port}", text, flags=re.M)


def port_of(text):
    return int(re.search(r"^m=audio (\d+)", text, re.M).group(1))


class Between:
    """A SIP peer that calls one of them when the other one calls it."""

    def __init__(self, stage, wire=True):
        self.peer = sip.Peer(stage, "middle")
        self.wire = Wire(stage) if wire else None
        self.legs = {}		# the side's dialog, by name

    def _pass(self, side, text, change):
        """What that side said, as the other one is to have it."""
        if self.wire and text:
            self.wire.is_at(side, port_of(text))
            text = with_port(text, self.wire.ports[self.wire.other(side)])
        return change(text)

    def offers(self, ann, bob, offer=same):
        """Ann calls, and bob's phone rings: (her session, her INVITE)."""
        hers = ann.dial(self.peer.uri)
        invite = self.peer.expect("INVITE")
        self.legs["ann"] = invite
        self.peer.send(self.peer.request(
            "INVITE", bob.uri(bob.name),
            body=self._pass("ann", invite.body, offer)), bob.port)
        return hers, invite

    def answers(self, invite, answer=same):
        said = self.peer.expect(200)
        self.legs["bob"] = said
        self.peer.ack(said)
        self.peer.reply(invite, 200, "OK",
                        body=self._pass("bob", said.body, answer))
        self.peer.expect("ACK")

    def joins(self, ann, bob, offer=same, answer=same):
        """(her session, his session), both established."""
        hers, invite = self.offers(ann, bob, offer)
        his = bob.incoming()
        bob.call("session.answer", session=his)
        self.answers(invite, answer)
        ann.session(hers, state="established")
        bob.session(his, state="established")
        return hers, his

    def renews(self, bob, offer=same, answer=same):
        """Ann's re-INVITE, and bob's answer to it."""
        invite = self.peer.expect("INVITE")
        self.peer.send(self.peer.request(
            "INVITE", self.legs["bob"].contact, dialog=self.legs["bob"],
            body=self._pass("ann", invite.body, offer)), bob.port)
        said = self.peer.expect(200)
        self.peer.ack(said)
        self.peer.reply(invite, 200, "OK",
                        body=self._pass("bob", said.body, answer))
        self.peer.expect("ACK")
