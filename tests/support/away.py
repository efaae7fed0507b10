"""A phone in a network of its own, whose addresses a story gives and takes."""
import engine
import networks
import rtp
import sip
from registrar import Registrar


class Away:
    """A phone in a network of its own, its registrar and a peer in the world."""

    def __init__(self, stage, transport="udp", address="10.77.0.2", more="",
                 tls=None):
        self.wire = networks.Wire(stage)
        self.phone = stage.engine(
            start=False, wrapper=self.wire.wrapper(), config="")
        self.transport, self.stage = transport, stage
        networks.ip("addr", "replace", f"{networks.HOME}/32", "dev", "lo")
        self.registrar = Registrar(stage, address=networks.HOME, tls=tls)
        self.phone.configure(
            self.registrar.account(
                transport=transport, more=more + " auto_answer = all\n"
                " register_retry = 1\n register_retry_max = 1\n") +
            "sip {\n}\n" + engine.audio("tone:600", "wav"))
        self.phone.start()
        self.wire.plug(self.phone.pid)
        if address:
            self.wire.give(address)

    def registered_from(self, address, more_than=0):
        """Its next REGISTER, which names this address."""
        request = self.registrar.hears(more_than=more_than)
        while address not in request.get("Contact") or \
                request.get("Expires") == "0":
            more_than = self.registrar.count()
            request = self.registrar.hears(more_than=more_than)
        assert request.source[0] == address, request.source
        return request

    def called(self):
        """A call with sound both ways, through the registrar's address."""
        self.peer = sip.Peer(self.stage, address=networks.HOME)
        self.stream = rtp.Stream(self.stage, address=networks.HOME)
        contact = self.registrar.hears().contact.replace(";transport=tcp", "")
        host, port = contact.split("@")[1].split(";")[0].split(":")
        answer = self.peer.answered(contact, (host, int(port)),
                                    self.stream.port)
        self.stream.start(answer.rtp_address())
        self.stream.tone(440)
        self.sounds()
        return self.phone.first()

    def sounds(self):
        heard = len(self.stream.received)
        self.phone.hears_tone(440)
        self.stream.wait(lambda all_: len(all_) > heard + 25, "sound")

    def told_again(self, address):
        """The peer is told where the phone is now, and sends there."""
        invite = self.peer.expect("INVITE")
        assert invite.source[0] == address, invite.source
        assert address in invite.contact, invite.contact
        assert invite.rtp_address()[0] == address, invite.body
        self.peer.reply(invite, 200, body=sip.sdp(
            self.stream.port, address=networks.HOME))
        self.peer.expect("ACK")
        self.stream._remote = invite.rtp_address()
        return invite
