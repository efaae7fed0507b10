"""A client of the control socket: JSON-RPC lines, and a mirror of the objects.

Waiting is by event: the mirror is changed only by lines that come in, and
every wait looks at it first, so that what has happened already counts.
"""
import json
import select
import socket
import time

import stage


class RpcError(Exception):
    def __init__(self, error):
        super().__init__(f"{error.get('code')}: {error.get('message')}")
        self.code = error.get("code")
        self.message = error.get("message")
        self.data = error.get("data") or {}


def read_line_of_pipe(pipe):
    """All that is written until a newline or the end."""
    end = time.monotonic() + stage.PATIENCE
    text = b""
    while b"\n" not in text:
        left = end - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise AssertionError(f"nothing said in time, only {text!r}")
        piece = pipe.read1(65536)
        if not piece:
            break
        text += piece
    return text.decode(errors="replace")


def brief(event):
    """An event in a line, for people who look for what went wrong."""
    about = {k: v for k, v in event.items()
             if k not in ("topic", "seq", "time", "session", "account")}
    session, account = event.get("session"), event.get("account")
    if session:
        about |= {k: session[k] for k in (
            "id", "direction", "state", "progress", "held_by_us",
            "held_by_them", "hold_pending", "muted", "focused", "end")
            if session.get(k)}
    if account:
        about = {"name": account["name"]} | {
            k: v for k, v in account["registration"].items() if v} | about
    return f"{event['time'][11:-1]} {event['topic']} {json.dumps(about)[:300]}"


class Client:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self._rest = b""
        self._next = 1
        self._answers = {}
        self._rang = set()      # incoming sessions told of already
        self.closed = False
        self.events = []        # params, in order
        self.sessions, self.accounts = {}, {}
        self.statistics = {}

    def close(self):
        self.closed = True
        self.socket.close()

    # lines

    def send_bytes(self, data):
        self.socket.sendall(data)

    def send(self, message):
        self.send_bytes(json.dumps(message).encode() + b"\n")

    def _read(self, timeout):
        """True: something came, and is taken in."""
        if self.closed or not select.select([self.socket], [], [],
                                            max(timeout, 0))[0]:
            return False
        try:
            piece = self.socket.recv(1 << 16)
        except ConnectionError:
            piece = b""
        if not piece:
            self.closed = True
            return False
        *lines, self._rest = (self._rest + piece).split(b"\n")
        for line in lines:
            self._take(json.loads(line))
        return True

    def _take(self, message):
        if message.get("method") == "event":
            self._event(message["params"])
        else:
            self._answers.setdefault(message.get("id"), []).append(message)

    def _event(self, params):
        self.events.append(params)
        topic = params["topic"]
        if topic in ("session.created", "session.changed", "session.ended"):
            self.sessions[params["session"]["id"]] = params["session"]
        elif topic in ("account.changed", "account.transport"):
            self.accounts[params["account"]["id"]] = params["account"]
        elif topic == "session.statistics":
            self.statistics[params["id"]] = params["statistics"]

    def until(self, condition, what, timeout=None):
        """Reads until condition() gives a value, and returns that."""
        end = time.monotonic() + (timeout or stage.PATIENCE)
        while True:
            value = condition()
            if value:
                return value
            left = end - time.monotonic()
            if left <= 0 or (not self._read(left) and self.closed and
                             not condition()):
                why = "the engine closed the socket" if self.closed else "late"
                raise AssertionError(f"waited in vain for {what} ({why})")

    def pump(self):
        """Takes in all that is there already."""
        while self._read(0):
            pass

    # requests

    def ask(self, method, params=None):
        number, self._next = self._next, self._next + 1
        self.send({"jsonrpc": "2.0", "id": number, "method": method,
                   "params": params or {}})
        return number

    def answer(self, number, timeout=None):
        """The whole response with that id."""
        waiting = self._answers
        return self.until(lambda: waiting.get(number) and
                          waiting[number].pop(0),
                          f"the answer to request {number}", timeout)

    def call(self, method, /, **params):
        response = self.answer(self.ask(method, params))
        if "error" in response:
            raise RpcError(response["error"])
        return response["result"]

    def refused(self, method, /, **params):
        """The error that this request is to be answered with."""
        try:
            result = self.call(method, **params)
        except RpcError as error:
            return error
        raise AssertionError(f"{method} {params} was not refused: {result}")

    def fill_journal(self, session):
        """More events of that call than the engine keeps, so that it keeps no
        more afterwards than before."""
        for _ in range(90):
            for number in range(100):
                last = self.ask("session.unmute" if number % 2 else
                                "session.mute", {"session": session})
            self.answer(last)

    def subscribe(self, **params):
        """All events from now on, and the objects as they are."""
        result = self.call("events.subscribe", **params)
        status = self.call("engine.status")
        for account in status["accounts"]:
            self.accounts.setdefault(account["id"], account)
        for session in status["sessions"]:
            self.sessions.setdefault(session["id"], session)
        return result

    # waits

    def mark(self):
        """To give to event(): only what comes later."""
        self.pump()
        return len(self.events)

    def event(self, topic, condition=lambda params: True, since=0,
              timeout=None):
        def found():
            return next((e for e in self.events[since:]
                         if e["topic"] == topic and condition(e)), None)
        return self.until(found, f"event {topic}", timeout)

    def session(self, number, timeout=None, **fields):
        def found():
            session = self.sessions.get(number)
            return session if session and all(
                session.get(k) == v for k, v in fields.items()) else None
        try:
            return self.until(found, f"session {number} {fields}", timeout)
        except AssertionError as trouble:
            raise AssertionError(
                f"{trouble}; it is {self.sessions.get(number)}") from None

    def account(self, name, state, timeout=None):
        def found():
            return next((a for a in self.accounts.values()
                         if name in (None, a["name"]) and
                         a["registration"]["state"] == state), None)
        try:
            return self.until(found, f"account {name} {state}", timeout)
        except AssertionError as trouble:
            raise AssertionError(f"{trouble}; they are {self.accounts}") \
                from None

    def incoming(self, timeout=None):
        def found():
            return next((s for s in self.sessions.values()
                         if s["direction"] == "incoming" and
                         s["id"] not in self._rang and
                         s["progress"] == "incoming"), None)
        session = self.until(found, "an incoming call", timeout)
        self._rang.add(session["id"])
        return session["id"]
