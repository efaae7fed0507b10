"""A registrar of few words, UDP and TCP on one port, that a story can make
hang up, reset, or fall silent; with tls, TLS in TCP's place.

It runs on a thread of its own; what it heard is in `requests`, in order, and
once: what was sent again by UDP is answered and not counted.
"""
import re
import select
import socket
import struct
import threading

import ports
import sip
import stage

MESSAGE = re.compile(rb"^(.*?\r\n\r\n)", re.S)
LENGTH = re.compile(rb"^(?:Content-Length|l)\s*:\s*(\d+)", re.I | re.M)


def _body(head):
    """Bytes behind it."""
    found = LENGTH.search(head)
    return int(found.group(1)) if found else 0


class Registrar:
    def __init__(self, on, name="registrar", port=None, address="127.0.0.1",
                 answers=True, headers=(), tls=None):
        """tls: a context of authority.server(), which may be changed."""
        self.tls, self.refused = tls, []    # what handshakes failed of
        self.name, self.host = name, address
        self.port = port or ports.port()
        self.address = f"{address}:{self.port}"
        self.answers, self.headers = answers, list(headers)
        self.status = "200 Good"
        self.sees = None        # a function of the Via: what the answer says
        self.requests, self.pings = [], []      # pings: "udp" or "tcp"
        self._seen = set()
        self._connections = {}                  # socket -> bytes
        self._ended = False
        self._lock = threading.Lock()
        self._udp = self._listener = None
        self._wake, self._woken = socket.socketpair()
        on.add(self)
        self.open()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    # what a story does to it

    def open(self):
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind((self.host, self.port))
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind((self.host, self.port))
        self._listener.listen(8)
        self._wake.send(b"x")

    def close(self):
        """As when its program has ended: everything is refused."""
        with self._lock:
            for one in (self._udp, self._listener, *self._connections):
                one.close()
            self._connections.clear()
            self._udp = self._listener = None
        self._wake.send(b"x")

    def hang_up(self, reset=False):
        """Ends its connections by FIN, or by RST."""
        with self._lock:
            for one in self._connections:
                if reset:
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                   struct.pack("ii", 1, 0))
                one.close()
            self._connections.clear()
        self._wake.send(b"x")

    def ask(self, method, place):
        """A request from its own UDP port; the answer is among `requests`."""
        self._udp.sendto(
            f"{method} sip:{place[0]}:{place[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.address};branch=z9hG4bK{self.port}\r\n"
            f"From: <sip:{self.address}>;tag=1\r\nTo: <sip:{place[0]}>\r\n"
            f"Call-ID: {self.port}@registrar\r\nCSeq: 1 {method}\r\n"
            "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n".encode(), place)

    def count(self, method="REGISTER", transport=None):
        return sum(m.method == method and transport in (None, m.transport)
                   for m in list(self.requests))

    def hears(self, method="REGISTER", more_than=0, transport=None):
        """The last of more than so many of these requests."""
        stage.until(lambda: self.count(method, transport) > more_than,
                    f"{self.name} hears {method}")
        return [m for m in list(self.requests) if m.method == method][-1]

    def account(self, user="ann", transport="tcp", more=""):
        return (f'account "{user}" {{\n uri = "sip:{user}@{self.address}"\n'
                f" password = 'x'\n transport = {transport}\n{more}\n}}\n")

    def end(self):
        self._ended = True
        if self._udp:
            self.close()
        self._wake.send(b"x")
        self._thread.join(5)

    def log(self):
        return "\n".join(f"{m.start}  ({m.transport})" for m in self.requests)

    # its thread

    def _run(self):
        while not self._ended:
            with self._lock:
                sockets = [s for s in (self._woken, self._udp, self._listener,
                                       *self._connections) if s]
            try:
                ready = select.select(sockets, [], [], 1)[0]
            except (OSError, ValueError):       # one was closed meanwhile
                continue
            for one in ready:
                with self._lock:
                    try:
                        self._read(one)
                    except (OSError, ValueError):
                        self._connections.pop(one, None)

    def _read(self, one):
        if one is self._woken:
            one.recv(100)
        elif one is self._listener:
            self._accept(one.accept()[0])
        elif one is self._udp:
            data, source = one.recvfrom(65536)
            if not data.strip():
                self.pings.append("udp")
            else:
                self._take(data, source, "udp",
                           lambda answer: one.sendto(answer, source))
        elif one in self._connections:
            data = one.recv(65536)
            while self.tls and one.pending():
                data += one.recv(65536)
            if not data:
                one.close()
                del self._connections[one]
                return
            self._connections[one] = self._stream(
                one, self._connections[one] + data)

    def _accept(self, one):
        if self.tls:
            one.settimeout(5)
            try:
                one = self.tls.wrap_socket(one, server_side=True)
            except OSError as trouble:
                self.refused.append(str(trouble))
                one.close()
                return
        self._connections[one] = b""

    def _stream(self, one, data):
        while data:
            if data.startswith(b"\r\n\r\n"):
                self.pings.append("tls" if self.tls else "tcp")
                if self.answers:
                    one.send(b"\r\n")
                data = data[4:]
                continue
            found = MESSAGE.match(data)
            end = found.end() + _body(found.group(1)) if found else 0
            if not found or len(data) < end or data == b"\r\n":
                return data
            self._take(data[:end], one.getpeername(),
                       "tls" if self.tls else "tcp", one.send)
            data = data[end:]
        return data

    def _take(self, data, source, transport, send):
        message = sip.Message(data, source)
        message.transport = transport
        if transport != "udp" or data not in self._seen:
            self.requests.append(message)
        self._seen.add(data)
        if not self.answers or message.status or message.method == "ACK":
            return
        lines = [f"SIP/2.0 {self.status}"]
        lines += [f"Via: {self.sees(via) if self.sees else via}"
                  for via in message.all("Via")]
        lines += [f"From: {message.get('From')}",
                  f"To: {message.get('To')};tag=registrar",
                  f"Call-ID: {message.get('Call-ID')}",
                  f"CSeq: {message.get('CSeq')}"]
        if message.method == "REGISTER" and message.get("Contact"):
            lines.append(f"Contact: {message.get('Contact')};expires="
                         f"{message.get('Expires') or 600}")
        lines += self.headers + ["Content-Length: 0", "", ""]
        send("\r\n".join(lines).encode())


def transport(phone, state, since=0):
    """Waits until the phone says so of the way to its registrar: the event, or
    what stands for it where it came before anybody listened."""
    def found():
        for event in phone.client.events[since:]:
            if event["topic"] == "account.transport" and \
                    event["state"] == state:
                return event
        return next((
            {"state": state, "reason": a["registration"]["reason"]}
            for a in phone.client.accounts.values()
            if not since and a["transport_state"] == state), None)
    return phone.client.until(found, f"transport {state}")


def with_a_call(on, phone):
    """A call that is up beside it: (its peer, its number)."""
    peer = sip.Peer(on)
    number = phone.dial(peer.uri)
    invite = peer.expect("INVITE")
    peer.reply(invite, 200, body=sip.sdp(peer.port + 1))
    peer.expect("ACK")
    phone.session(number, state="established")
    return peer, number


def falls_silent(registrar, phone, peer, number):
    """OPTIONS have no answer any more: the way is given up, the account is
    registered by another one, and the call of with_a_call() goes on."""
    since, before = phone.client.mark(), registrar.count()
    registrar.answers = False
    lost = transport(phone, "disconnected", since)
    assert "OPTIONS" in lost["reason"], lost
    registrar.hears("REGISTER", more_than=before)
    registrar.answers = True
    transport(phone, "connected", since)
    phone.registered("ann")
    went_on(phone, peer, number)


def went_on(phone, peer, number):
    """The call of with_a_call() did, and ends now."""
    assert phone.client.sessions[number]["state"] == "established"
    phone.call("session.hangup", session=number)
    peer.expect("BYE")
