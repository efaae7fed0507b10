"""A SIP peer on a raw UDP socket that does exactly what a story tells it.

For what a well-behaved user agent never sends: broken messages, requests that
cross, answers that never come.  It keeps no transactions; what repeats an
earlier message (retransmission) is left out when a story waits for something.
"""
import itertools
import re
import select
import socket
import time

import ports
import stage

_count = itertools.count(1)


class Message:
    def __init__(self, data, source):
        self.data, self.source = data, source
        head, _, self.body = data.decode(errors="replace").partition("\r\n\r\n")
        self.start, *lines = head.split("\r\n")
        self.headers = []
        for line in lines:
            name, _, value = line.partition(":")
            self.headers.append((name.strip(), value.strip()))

    def get(self, name):
        return next((v for k, v in self.headers if k.lower() == name.lower()),
                    None)

    def all(self, name):
        return [v for k, v in self.headers if k.lower() == name.lower()]

    @property
    def status(self):
        words = self.start.split(" ", 2)
        return int(words[1]) if words[0] == "SIP/2.0" else 0

    @property
    def method(self):
        return "" if self.status else self.start.split(" ", 1)[0]

    def tag(self, name):
        found = re.search(r";tag=([^;\s]+)", self.get(name) or "")
        return found.group(1) if found else None

    @property
    def contact(self):
        return re.search(r"<?(sips?:[^>\s]+)>?", self.get("Contact")).group(1)

    def rtp_address(self):
        """(address, port) of its m=audio line."""
        address = re.search(r"^c=IN IP[46] (\S+)", self.body, re.M).group(1)
        return address, int(re.search(r"^m=audio (\d+)", self.body,
                                      re.M).group(1))

    def candidates(self):
        """Of ICE: type -> [(component, address, port)]"""
        found = {}
        for line in re.findall(r"^a=candidate:(.*?)\r?$", self.body, re.M):
            words = line.split()
            found.setdefault(words[7], []).append(
                (int(words[1]), words[4], int(words[5])))
        return found


def sdp(port, formats="0 101", direction="sendrecv", address="127.0.0.1",
        version=1, more=""):
    """more: lines of the m= line, each with its end."""
    place = f"IN IP{6 if ':' in address else 4} {address}"
    return ("v=0\r\n"
            f"o=peer 1 {version} {place}\r\ns=-\r\n"
            f"c={place}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP {formats}\r\n"
            "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
            f"a=fmtp:101 0-15\r\na=ptime:20\r\na={direction}\r\n" + more)


class Peer:
    def __init__(self, on, name="peer", user="peer", address="127.0.0.1"):
        self.name, self.user, self.address = name, user, address
        self.host = ports.host(address)
        self.socket = socket.socket(ports.family(address), socket.SOCK_DGRAM)
        # Of the kernel's choice it may have been another story's a moment ago,
        # and hear the end of that one's calls.
        self.port = ports.port()
        self.socket.bind((address, self.port))
        self.heard, self._seen = [], set()
        on.add(self)

    @property
    def uri(self):
        return f"sip:{self.user}@{self.host}:{self.port}"

    def end(self):
        self.socket.close()

    def log(self):
        return "\n".join(f"{m.start}  ({m.get('CSeq')})" for m in self.heard)

    def send(self, message, to):
        data = message if isinstance(message, bytes) else message.encode()
        self.socket.sendto(data, ("127.0.0.1", to) if isinstance(to, int)
                           else to)

    def receive(self, timeout):
        """The next message that is no retransmission, or None."""
        end = time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                return None
            data, source = self.socket.recvfrom(65536)
            if data.strip() and data not in self._seen:
                self._seen.add(data)
                message = Message(data, source)
                self.heard.append(message)
                return message

    def expect(self, *wanted, timeout=None):
        """The next message with one of these methods or statuses; a
        provisional answer that is not wanted is passed over."""
        end = time.monotonic() + (timeout or stage.PATIENCE)
        while True:
            message = self.receive(max(end - time.monotonic(), 0))
            if message is None:
                raise AssertionError(f"{self.name} waited for {wanted}")
            if message.method in wanted or message.status in wanted:
                return message
            if not 100 <= message.status < 200:
                raise AssertionError(
                    f"{self.name} waited for {wanted}, got {message.start}")

    def silent(self, seconds):
        """Nothing (but retransmissions) comes for so long."""
        message = self.receive(seconds)
        if message:
            raise AssertionError(f"{self.name} heard {message.start}")

    def request(self, method, uri, headers="", body="", dialog=None, cseq=None,
                branch=None):
        """The text of a request.  dialog: the answer or request whose dialog
        it belongs to."""
        number = next(_count)
        call = f"{number}-{self.port}@raw"
        local, remote = f"<{self.uri}>;tag=t{number}", f"<{uri}>"
        if dialog is not None:
            call = dialog.get("Call-ID")
            local, remote = ((dialog.get("From"), dialog.get("To"))
                             if dialog.status else
                             (dialog.get("To"), dialog.get("From")))
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/UDP {self.host}:{self.port};rport;"
                 f"branch={branch or f'z9hG4bK{number}x{self.port}'}",
                 "Max-Forwards: 70", f"From: {local}", f"To: {remote}",
                 f"Call-ID: {call}", f"CSeq: {cseq or number} {method}",
                 f"Contact: <{self.uri}>"]
        lines += [line for line in headers.split("\n") if line]
        if body:
            lines.append("Content-Type: application/sdp")
        lines += [f"Content-Length: {len(body.encode())}", "", body]
        return "\r\n".join(lines)

    def reply(self, request, status, reason="So Be It", headers="", body="",
              tag=None):
        """Answers a request; the To tag is always the same, unless this one
        stands for several: tag is then that of the branch."""
        to = request.get("To")
        if tag:
            to = f"{to.partition(';tag=')[0]};tag={tag}"
        elif status > 100 and ";tag=" not in to:
            to += f";tag=p{self.port}"
        lines = [f"SIP/2.0 {status} {reason}"]
        lines += [f"Via: {v}" for v in request.all("Via")]
        lines += [f"Record-Route: {v}" for v in request.all("Record-Route")]
        lines += [f"From: {request.get('From')}", f"To: {to}",
                  f"Call-ID: {request.get('Call-ID')}",
                  f"CSeq: {request.get('CSeq')}"]
        if "Contact:" not in headers:
            lines.append(f"Contact: <{self.uri}>")
        lines += [line for line in headers.split("\n") if line]
        if body:
            lines.append("Content-Type: application/sdp")
        lines += [f"Content-Length: {len(body.encode())}", "", body]
        self.send("\r\n".join(lines), request.source)
        # for what this peer requests in the dialog later
        request.headers = [(k, to if k.lower() == "to" else v)
                           for k, v in request.headers]

    def ack(self, answer, uri=None):
        number = answer.get("CSeq").split()[0]
        branch = None
        if answer.status >= 300:    # belongs to the INVITE's transaction
            branch = re.search(r"branch=([^;\s]+)", answer.get("Via")).group(1)
        self.send(self.request("ACK", uri or answer.contact, dialog=answer,
                               cseq=number, branch=branch), answer.source)

    def answered(self, uri, port, rtp_port, headers="", more=""):
        """Calls, and acknowledges the 200 that is to come: returns it."""
        self.send(self.request("INVITE", uri, headers, sdp(
            rtp_port, address=self.address, more=more)), port)
        answer = self.expect(200)
        self.ack(answer)
        return answer

    def bye(self, dialog, headers=""):
        source = dialog.source
        self.send(self.request("BYE", dialog.contact, headers, dialog=dialog,
                               cseq=9000 + next(_count)), source)
        return self.expect(200, 481)


def cancel_of(invite):
    """The CANCEL that belongs to the text of an INVITE."""
    head = invite.partition("\r\n\r\n")[0]
    lines = [re.sub(r"INVITE", "CANCEL", line)
             if line.startswith(("INVITE ", "CSeq:")) else line
             for line in head.split("\r\n")
             if not line.startswith(("Contact:", "Content-"))]
    return "\r\n".join(lines + ["Content-Length: 0", "", ""])
