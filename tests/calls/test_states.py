"""Every session.* method in every state: done, or refused and nothing changed."""
import sip
from engine import direct
from rtp import Stream
from tap import run, story

OK, WRONG, UNKNOWN = "ok", 2, 1
PARAMS = {"dtmf": {"tones": "5"}, "decline": {"status": 486},
          "redirect": {"to": "sip:carol@127.0.0.1:9"},
          "transfer": {"to": "sip:carol@127.0.0.1:9"}}

#                 calling ringing early incoming answering in    out   ended
TABLE = {
    "answer":    (WRONG,  WRONG,  WRONG, OK,    OK,    OK,    WRONG, WRONG),
    "decline":   (WRONG,  WRONG,  WRONG, OK,    WRONG, WRONG, WRONG, WRONG),
    "hangup":    (OK,     OK,     OK,    OK,    OK,    OK,    OK,    OK),
    "hold":      (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "unhold":    (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "mute":      (OK,     OK,     OK,    OK,    OK,    OK,    OK,    WRONG),
    "unmute":    (OK,     OK,     OK,    OK,    OK,    OK,    OK,    WRONG),
    "focus":     (OK,     OK,     OK,    WRONG, OK,    OK,    OK,    WRONG),
    "dtmf":      (WRONG,  WRONG,  OK,    WRONG, WRONG, OK,    OK,    WRONG),
    "redirect":  (WRONG,  WRONG,  WRONG, OK,    WRONG, WRONG, WRONG, WRONG),
    "silence":   (WRONG,  WRONG,  WRONG, OK,    WRONG, WRONG, WRONG, WRONG),
    "transfer":  (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "get":       (OK,     OK,     OK,    OK,    OK,    OK,    OK,    OK),
}


class Scene:
    """A phone and a peer that bring a session into a state."""

    def __init__(self, stage):
        self.phone = stage.engine("max_calls = 24\n" + direct("ann"))
        self.stage = stage
        self.rtp = Stream(stage)
        self.peer = None

    def new_peer(self):
        self.peer = sip.Peer(self.stage)
        return self.peer

    def outgoing(self, *statuses):
        peer = self.new_peer()
        number = self.phone.dial(peer.uri)
        invite = peer.expect("INVITE")
        for status in statuses:
            peer.reply(invite, status, body=sip.sdp(self.rtp.port)
                       if status in (183, 200) else "")
        return number

    def incoming(self):
        peer = self.new_peer()
        peer.send(peer.request("INVITE", self.phone.uri("ann"),
                               body=sip.sdp(self.rtp.port)), self.phone.port)
        number = self.phone.incoming()
        peer.expect(180)
        return number

    def answering(self):
        number = self.incoming()
        self.phone.call("session.answer", session=number)
        self.answer = self.peer.expect(200)
        self.phone.session(number, progress="answering")
        return number

    def calling(self):
        number = self.outgoing()
        self.phone.session(number, progress="calling")
        return number

    def ringing(self):
        number = self.outgoing(180)
        self.phone.session(number, progress="ringing")
        return number

    def early(self):
        number = self.outgoing(183)
        self.phone.session(number, progress="early")
        return number

    def established_in(self):
        number = self.answering()
        self.peer.ack(self.answer)
        self.phone.session(number, state="established")
        return number

    def established_out(self):
        number = self.outgoing(200)
        self.peer.expect("ACK")
        self.phone.session(number, state="established")
        return number

    def ended(self):
        number = self.outgoing(486)
        self.peer.expect("ACK")
        self.phone.ended(number)
        return number

    def forget(self, number):
        """Ends what is still there, so that the next one has room."""
        if self.phone.session(number)["state"] != "terminated":
            self.phone.call("session.hangup", session=number)
        # the peer is gone: its port is closed, and retransmissions end there

    def try_one(self, state, method, expected):
        number = getattr(self, state)()
        before = self.phone.call("session.get", session=number)["session"]
        params = PARAMS.get(method, {}) | {"session": number}
        if expected == OK:
            self.phone.call("session." + method, **params)
            return
        error = self.phone.refused("session." + method, **params)
        assert error.code == expected, f"{method} in {state}: {error}"
        assert error.message and error.message[-1] != "\n", error
        after = self.phone.call("session.get", session=number)["session"]
        assert before == after, f"{method} in {state} changed {after}"
        heard = self.peer.receive(0.01)
        assert heard is None, f"{method} in {state} sent {heard.start}"


STATES = ("calling", "ringing", "early", "incoming", "answering",
          "established_in", "established_out", "ended")


def tell(state):
    def told(stage):
        scene = Scene(stage)
        for method, row in TABLE.items():
            scene.try_one(state, method, row[STATES.index(state)])
        scene.phone.call("engine.status")
    told.__name__ = state
    told.__doc__ = f"each method in the state {state.replace('_', ' ')}"
    return told


for each in STATES:
    story(tell(each))


@story
def terminating(stage):
    "while a BYE is on its way, only hanging up again is in order"
    scene = Scene(stage)
    number = scene.established_out()
    scene.phone.call("session.hangup", session=number)
    scene.peer.expect("BYE")
    scene.phone.session(number, state="terminating")
    for method in TABLE:
        params = PARAMS.get(method, {}) | {"session": number}
        if method in ("hangup", "get", "decline"):
            continue
        error = scene.phone.refused("session." + method, **params)
        assert error.code == WRONG, f"{method}: {error}"
    scene.phone.call("session.hangup", session=number)
    scene.phone.session(number, state="terminating")


@story
def held(stage):
    "a held session takes hold as done, and tones as well as mute"
    scene = Scene(stage)
    number = scene.established_out()
    scene.phone.call("session.hold", session=number)
    scene.peer.reply(scene.peer.expect("INVITE"), 200,
                     body=sip.sdp(scene.rtp.port, direction="recvonly",
                                  version=2))
    scene.peer.expect("ACK")
    scene.phone.session(number, held_by_us=True, hold_pending=False)
    scene.phone.call("session.hold", session=number)
    scene.phone.call("session.mute", session=number)
    scene.phone.call("session.mute", session=number)
    scene.phone.call("session.get", session=number)
    assert scene.peer.receive(0.05) is None


@story
def goals_that_hold_already(stage):
    "what holds already is done at once, and nothing is sent"
    scene = Scene(stage)
    number = scene.established_in()
    mark = scene.phone.client.mark()
    for method in ("answer", "unhold", "unmute", "focus"):
        scene.phone.call("session." + method, session=number)
    assert scene.peer.receive(0.05) is None
    scene.phone.client.pump()
    changes = [e for e in scene.phone.client.events[mark:]
               if e["topic"] == "session.changed"]
    assert not changes, changes


@story
def a_session_that_never_was(stage):
    "each method for an unknown session gets error 1"
    phone = stage.engine(direct("ann"))
    for method in TABLE:
        error = phone.refused("session." + method, session=4711,
                              **PARAMS.get(method, {}))
        assert error.code == UNKNOWN, f"{method}: {error}"


@story
def tones_that_are_none(stage):
    "tones that do not exist, or too many, are refused by their field"
    scene = Scene(stage)
    number = scene.established_out()
    for tones in ("", "E", "1 2", "1" * 5000, "\u0661", "\x1b"):
        error = scene.phone.refused("session.dtmf", session=number,
                                    tones=tones)
        assert error.code == -32602, (tones, error)
        assert error.data["field"] == "tones", error.data
    for duration in (-1, 1, 10 ** 9):
        error = scene.phone.refused("session.dtmf", session=number, tones="1",
                                    duration_ms=duration)
        assert error.code == -32602, (duration, error)


if __name__ == "__main__":
    run()
