"""A road between two phones on which requests can be made to cross.

A proxy as small as can be (Via, Record-Route, and no state but where answers
go), over UDP.  What cross() names is kept until it has come from both sides,
and only then goes on, both at once.
"""
import re
import select
import socket
import threading


class Crossing:
    def __init__(self, on, phone, user, name="crossing"):
        """Calls to uri arrive at that phone."""
        self.name, self.user, self._phone = name, user, phone
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.passed = []            # first lines, in the order they went on
        self._sources = {}          # branch -> where it came from
        self._kept, self._wanted = {}, None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()
        on.add(self)

    @property
    def uri(self):
        return f"sip:{self.user}@127.0.0.1:{self.port}"

    def cross(self, *methods):
        """The next of these inside the call, one from each side, cross."""
        self._wanted = methods

    def count(self, start):
        return sum(line.startswith(start) for line in self.passed)

    def end(self):
        self._stop.set()
        self._thread.join()
        self.socket.close()

    def log(self):
        return "\n".join(self.passed)

    # --- the road

    def _work(self):
        while not self._stop.is_set():
            if not select.select([self.socket], [], [], 0.05)[0]:
                continue
            data, source = self.socket.recvfrom(65536)
            if data.strip():
                self._take(data.decode(), source)

    def _take(self, text, source):
        head, _, body = text.partition("\r\n\r\n")
        lines = head.split("\r\n")
        if lines[0].startswith("SIP/2.0"):
            self._answer(lines, body)
        elif self._is_wanted(lines):
            self._keep(lines, body, source)
        else:
            self._request(lines, body, source)

    def _is_wanted(self, lines):
        to = next(line for line in lines if line.lower().startswith("to:"))
        return self._wanted and ";tag=" in to and \
            lines[0].split()[0] in self._wanted

    def _keep(self, lines, body, source):
        self._kept[source] = (lines, body, source)
        if len(self._kept) < 2:
            return
        kept, self._kept, self._wanted = self._kept.values(), {}, None
        for message in kept:
            self._request(*message)

    def _send(self, lines, body, to):
        self.passed.append(lines[0])
        self.socket.sendto("\r\n".join(lines + ["", body]).encode(), to)

    def _request(self, lines, body, source):
        method, uri, version = lines[0].split(" ")
        port = int(re.search(r":(\d+)", uri.partition("@")[2] or uri).group(1))
        if port == self.port:
            port = self._phone.port
            uri = self._phone.uri(self.user)
        branch = re.search(r"(?im)^via:.*?branch=([^;\s,]+)",
                           "\n".join(lines)).group(1)
        self._sources[branch] = source
        rest = [line for line in lines[1:] if not
                re.match(rf"(?i)route:.*127\.0\.0\.1:{self.port}\b", line)]
        own = [f"{method} {uri} {version}",
               f"Via: SIP/2.0/UDP 127.0.0.1:{self.port};branch={branch}.x"]
        if method == "INVITE":
            own.append(f"Record-Route: <sip:127.0.0.1:{self.port};lr>")
        self._send(own + rest, body, ("127.0.0.1", port))

    def _answer(self, lines, body):
        ours = next(i for i, line in enumerate(lines)
                    if line.lower().startswith("via:"))
        branch = re.search(r"branch=([^;\s,]+)\.x", lines[ours]).group(1)
        self._send(lines[:ours] + lines[ours + 1:], body,
                   self._sources[branch])
