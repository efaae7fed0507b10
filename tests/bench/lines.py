"""The phones that are measured: lines of ours that answer by themselves."""
import engine
import ports
import sip

RTP_PORTS = 1200        # of our lines and of baresip, one after the other
_reserved = []          # first port of each, reserved once


def rtp_ports(which):
    """The first of RTP_PORTS ports; 0: ours, 1: the peer's."""
    while len(_reserved) <= which:
        _reserved.append(ports.port_range(RTP_PORTS))
    return _reserved[which]


def line(stage, answer_with="echo", calls=400, more="auto_answer = all",
         name="bob", media=None, extra="", **options):
    """media: text of that section; None: ports that no test uses.
    extra: more sections."""
    if media is None:
        first = rtp_ports(0)
        media = (f' rtp_ports = "{first}-{first + RTP_PORTS - 1}"\n')
    return stage.engine(
        f"max_calls = {calls}\n" +
        engine.direct("bob", f"{more}\nanswer_with = {answer_with}") +
        f"media {{\n{media}}}\n" + extra, name=name, **options)


class Registrar(sip.Peer):
    """Knows one account, ann, and whatever comes for it."""

    def engine(self, name="ann", **options):
        return self.on.engine(
            f'account "ann" {{\n uri = "sip:ann@127.0.0.1:{self.port}"\n'
            " transport = udp\n}\nsip {\n}\n", name=name, **options)

    def __init__(self, on, name="registrar"):
        super().__init__(on, name)
        self.on = on

    def accept(self):
        request = self.expect("REGISTER")
        contact = request.get("Contact").split(";expires")[0]
        self.reply(request, 200, "OK", f"Contact: {contact};expires=3600")
