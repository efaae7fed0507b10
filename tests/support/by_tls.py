"""What stories of SIP over TLS share: accounts, refusals, odd servers."""
import socket
import threading

from registrar import transport

SHORT = "sip {\n t1x64 = 1000\n%(listen)s\n}\n"
RETRY = "register_retry = 1\nregister_retry_max = 1\n"


def section(more="", port=0, host="localhost", name="ann", uri="ann@127.0.0.1",
            scheme="sip"):
    """An account that is registered by TLS; it would wait for a minute where
    it is refused."""
    return (f'account "{name}" {{\nuri = "{scheme}:{uri}"\n'
            f'registrar = "sip:{host}:{port}"\ntransport = tls\n'
            f"password = 'x'\noptions_ping = 0\n{more}\n}}\n")


def account(phone):
    return phone.call("account.list")["accounts"][0]


def refused(phone, *words):
    """The reason, as the account has it, as its tls has it."""
    transport(phone, "disconnected")
    # after a reload the end of the former connection comes first
    def failed():
        now = account(phone)
        return now["registration"]["state"] == "failed" and now
    found = phone.client.until(failed, "failed")
    reason = found["registration"]["reason"]
    assert reason == found["tls"]["problem"], found
    assert reason.startswith("TLS: "), reason
    for word in words:
        assert word in reason, reason
    return reason


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Mute:
    """Takes connections, and then does what a story wants of it."""

    def __init__(self, stage, greet):
        self.name, self.greet, self.count = "mute", greet, 0
        self._held = []
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(8)
        self.port = self.socket.getsockname()[1]
        stage.add(self)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            try:
                one = self.socket.accept()[0]
            except OSError:
                return
            self.count += 1
            self.greet(one)
            self._held.append(one)

    def end(self):
        self.socket.close()

    def log(self):
        return f"{self.count} connections"
