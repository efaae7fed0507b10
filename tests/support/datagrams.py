"""A server that answers each datagram by itself."""
import select
import socket
import threading

import ports


class Server:
    """answer(data, source): the bytes of the answer; None: there is none."""

    def __init__(self, on, name, address):
        self.name, self.asked = name, []
        self._socket = socket.socket(ports.family(address), socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self.port = self._socket.getsockname()[1]
        self._ended = False
        on.add(self)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def end(self):
        self._ended = True
        self._thread.join(5)
        self._socket.close()

    def log(self):
        return "\n".join(str(one) for one in self.asked[-20:])

    def answer(self, data, source):
        raise NotImplementedError

    def _run(self):
        while not self._ended:
            if not select.select([self._socket], [], [], 0.1)[0]:
                continue
            data, source = self._socket.recvfrom(2048)
            answer = self.answer(data, source)
            if answer:
                self._socket.sendto(answer, source)
