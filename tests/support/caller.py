"""A raw phone that calls, says a tone and keeps what it hears."""
import rtp
import sip
import wav

WINDOW = 20         # packets of 20 ms: tones 50 Hz apart are told apart


class Caller:
    def __init__(self, stage, engine, user, hz, to="bob", amplitude=0.25,
                 answers=False):
        """answers: the call is to be answered by hand."""
        self.hz, self.amplitude = hz, amplitude
        self.peer = sip.Peer(stage, user, user)
        self.stream = rtp.Stream(stage, user + "-rtp")
        self._version = 1
        self.peer.send(self.peer.request(
            "INVITE", engine.uri(to), body=sip.sdp(self.stream.port)),
            engine.port)
        if answers:
            self.id = engine.incoming()
            engine.call("session.answer", session=self.id)
        self.answer = self.peer.expect(200)
        self.peer.ack(self.answer)
        self.stream.start(self.answer.rtp_address(),
                          self.stream.tone(hz, amplitude))
        if answers:
            engine.session(self.id, state="established")

    def hears(self, hz):
        """That and nothing else."""
        self.stream.hears_tone(hz)

    def hears_all(self, tones, without=(), least=None, most=None):
        """From now on it hears these tones together, and none of the others;
        each between least and most of a full sine."""
        least = self.amplitude / 2 if least is None else least
        start = len(self.stream.received)

        def right(packets):
            last = [p for p in packets[start:] if p.type == 0][-WINDOW:]
            heard = [v for p in last for v in rtp.decode(p.payload)]
            sizes = [wav.goertzel(heard, hz, 8000) for hz in tones]
            return len(last) == WINDOW and all(
                least < size < (most or 1) for size in sizes) and all(
                    wav.goertzel(heard, hz, 8000) < least / 4
                    for hz in without)
        self.stream.wait(right, f"{tones} without {without}")

    def is_held(self, held=True):
        """Our re-INVITE comes, and is answered."""
        request = self.peer.expect("INVITE")
        assert ("a=sendonly" in request.body) == held, request.body
        self._version += 1
        self.peer.reply(request, 200, "OK", body=sip.sdp(
            self.stream.port, direction="recvonly" if held else "sendrecv",
            version=self._version))
        self.peer.expect("ACK")

    def bye(self):
        self.peer.bye(self.answer)
