"""The phones that are measured: lines of ours that answer by themselves."""
import threading

import engine
import sip

# Above those that the kernel gives to anybody: a run of hundreds in a row is
# hard to find among ports that other tests use.
RTP_PORTS = 2000
OUR_RTP, PEER_RTP = 61200, 63200


def line(stage, answer_with="echo", calls=400, more="auto_answer = all",
         name="bob", media=None, extra="", **options):
    """media: text of that section; None: ports that tests do not use.
    extra: more sections.  No client is connected: nobody would read."""
    if media is None:
        media = f' rtp_ports = "{OUR_RTP}-{OUR_RTP + RTP_PORTS - 1}"\n'
    phone = stage.engine(
        f"max_calls = {calls}\n" +
        engine.direct("bob", f"{more}\nanswer_with = {answer_with}") +
        f"media {{\n{media}}}\n" + extra, name=name, **options)
    phone.client.close()
    return phone


def fill_journal(phone):
    """What the phone keeps of events has reached its full size."""
    client = phone.connect()
    echo = client.call("session.call", to="echo")["session"]["id"]
    client.fill_journal(echo)
    client.call("session.hangup", session=echo)
    client.close()


class Registrar(sip.Peer):
    """Knows one account, ann, and whatever comes for it."""

    def engine(self, name="ann", **options):
        return self.on.engine(
            f'account "ann" {{\n uri = "sip:ann@127.0.0.1:{self.port}"\n'
            " transport = udp\n}\nsip {\n}\n", name=name, **options)

    def __init__(self, on, name="registrar"):
        super().__init__(on, name)
        self.on = on
        self._ended, self._thread = threading.Event(), None

    def accept(self):
        request = self.expect("REGISTER")
        contact = request.get("Contact").split(";expires")[0]
        self.reply(request, 200, "OK", f"Contact: {contact};expires=3600")

    def answer_pings(self):
        """From now on each OPTIONS is answered, as a registrar would."""
        def work():
            while not self._ended.is_set():
                request = self.receive(0.5)
                if request and request.method == "OPTIONS":
                    self.reply(request, 200, "OK")
        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()

    def end(self):
        self._ended.set()
        if self._thread:
            self._thread.join()
        super().end()
