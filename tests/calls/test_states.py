"""Every session.* method in every state: done, or refused and nothing changed.

A method that the socket has and TABLE has not fails the first story.
"""
import os
import re

import sip
import stage as stage_of
import wav
from engine import direct
from rtp import Stream
from tap import run, story

OK, WRONG, UNKNOWN = "ok", 2, 1
PARAMS = {"info": {"content_type": "text/plain", "body": "x"},
          "message": {"text": "x"}, "refer": {"to": "sip:carol@127.0.0.1:9"},
          "dtmf": {"tones": "5"}, "decline": {"status": 486},
          "redirect": {"to": "sip:carol@127.0.0.1:9"},
          "record": {"on": True}, "tap": {"command": "cat >/dev/null"},
          "latency": {"latency": "smooth-200"},
          "set": {"data": {"k": "v"}},
          "transfer": {"to": "sip:carol@127.0.0.1:9"}}

# Answered when the other phone has answered this request.
FINAL = {"reinvite": "INVITE", "info": "INFO", "message": "MESSAGE",
         "options": "OPTIONS", "refer": "REFER"}

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
    "reinvite":  (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "accept":    (WRONG,  WRONG,  WRONG, WRONG, WRONG, WRONG, WRONG, WRONG),
    "refuse":    (WRONG,  WRONG,  WRONG, WRONG, WRONG, WRONG, WRONG, WRONG),
    "set":       (OK,     OK,     OK,    OK,    OK,    OK,    OK,    WRONG),
    "latency":   (OK,     OK,     OK,    OK,    OK,    OK,    OK,    WRONG),
    "record":    (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "play":      (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "tap":       (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "quality":   (OK,     OK,     OK,    OK,    OK,    OK,    OK,    OK),
    "trace":     (OK,     OK,     OK,    OK,    OK,    OK,    OK,    OK),
    "info":      (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "message":   (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "options":   (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "refer":     (WRONG,  WRONG,  WRONG, WRONG, WRONG, OK,    OK,    WRONG),
    "get":       (OK,     OK,     OK,    OK,    OK,    OK,    OK,    OK),
}


class Scene:
    """A phone and a peer that bring a session into a state."""

    def __init__(self, stage, name="engine"):
        self.phone = stage.engine("max_calls = 24\n" + direct("ann"),
                                  name=name)
        self.stage = stage
        PARAMS["play"] = {"file": wav.write(stage.path("clip.wav"),
                                            wav.sine(440, 0.1))}
        self.rtp = Stream(stage)
        self.peer = None

    def new_peer(self):
        self.peer = sip.Peer(self.stage)
        return self.peer

    def outgoing(self, *statuses):
        peer = self.new_peer()
        number = self.phone.dial(peer.uri)
        invite = self.invite = peer.expect("INVITE")
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

    def all_there_is(self, number):
        """But the sessions of earlier scenes, which still come to their end."""
        status = self.phone.call("engine.status")
        return {"accounts": status["accounts"],
                "engine": {k: v for k, v in status["engine"].items()
                           if k != "sessions"},
                "session": self.phone.call("session.get",
                                           session=number)["session"]}

    def done(self, method, params):
        if method not in FINAL:
            self.phone.call("session." + method, **params)
            return
        asked = self.phone.client.ask("session." + method, params)
        self.peer.reply(self.peer.expect(FINAL[method]), 488)
        answer = self.phone.client.answer(asked)["result"]
        assert answer["status"] == 488 and answer["reason"], answer

    def refused(self, state, method, params, expected):
        number = params["session"]
        before = self.all_there_is(number)
        mark = self.phone.client.mark()
        error = self.phone.refused("session." + method, **params)
        assert error.code == expected, f"{method} in {state}: {error}"
        assert error.message and error.message[-1] != "\n", error
        after = self.all_there_is(number)
        assert before == after, f"{method} in {state}: {before} -> {after}"
        told = [e["topic"] for e in self.phone.client.events[mark:]
                if e.get("session", {}).get("id") == number]
        assert not told, f"{method} in {state} told {told}"
        heard = self.peer.receive(0.01)
        assert heard is None, f"{method} in {state} sent {heard.start}"

    def try_one(self, state, method, expected):
        number = getattr(self, state)()
        params = PARAMS.get(method, {}) | {"session": number}
        if expected == OK:
            self.done(method, params)
        else:
            self.refused(state, method, params, expected)
        self.forget(number)

    # --- held, each way: as established, whatever is asked

    def offers(self, direction, version):
        self.peer.send(self.peer.request(
            "INVITE", self.invite.contact, dialog=self.invite,
            cseq=100 + version, body=sip.sdp(
                self.rtp.port, direction=direction, version=version)),
            self.invite.source)
        self.peer.ack(self.peer.expect(200), self.invite.contact)

    def held_by_us(self):
        number = self.established_out()
        self.phone.call("session.hold", session=number)
        self.peer.reply(self.peer.expect("INVITE"), 200, body=sip.sdp(
            self.rtp.port, direction="recvonly", version=2))
        self.peer.expect("ACK")
        self.phone.session(number, held_by_us=True, hold_pending=False)
        return number

    def held_by_them(self):
        number = self.established_out()
        self.offers("sendonly", 2)
        self.phone.session(number, held_by_them=True)
        return number

    def held_by_both(self):
        number = self.held_by_us()
        self.offers("inactive", 3)
        self.phone.session(number, held_by_us=True, held_by_them=True)
        return number


STATES = ("calling", "ringing", "early", "incoming", "answering",
          "established_in", "established_out", "ended")
HELD = ("held_by_us", "held_by_them", "held_by_both")


def methods_of_a_session():
    """Their names, from the tables of the socket."""
    names, folder = set(), os.path.join(stage_of.SOURCE, "src/control")
    for name in sorted(os.listdir(folder)):
        if not re.fullmatch(r"method_\w+\.c", name):
            continue
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            text = file.read()
        if '.name = "session." what' in text:
            names.update("session." + word for word in
                         re.findall(r'^\tACT\("(\w+)",', text, re.M))
        for row in re.findall(r'^\t(?:METHOD|LOOK)\((.*?)\),\n(?=\t(?:METHOD|LOOK|ACT|\{))',
                              text, re.M | re.S):
            if re.search(r"(?<!MAY\()\bSESSION\b", row):     # not one more
                names.add(re.match(r'"([\w.]+)"', row).group(1))
    return names


@story
def all_methods_are_here(stage):
    "each method of the socket that takes a session is in the table"
    named = {n for n in methods_of_a_session() if n.startswith("session.")}
    assert len(named) > 10, named
    missing = named ^ {"session." + method for method in TABLE}
    assert not missing, f"in one of the two only: {missing}"


def tell(state):
    def told(stage):
        scene = Scene(stage)
        column = STATES.index("established_out" if state in HELD else state)
        for tried, (method, row) in enumerate(TABLE.items(), 1):
            scene.try_one(state, method, row[column])
            if tried % 20 == 0:         # before its ports are all in use
                scene = Scene(stage, f"engine{tried}")
        scene.phone.call("engine.status")
    told.__name__ = state
    told.__doc__ = f"each method in the state {state.replace('_', ' ')}"
    return told


for each in STATES + HELD:
    story(tell(each))


@story
def terminating(stage):
    "while a BYE is on its way, a call can be hung up again, looked at and noted"
    scene = Scene(stage)
    number = scene.established_out()
    scene.phone.call("session.hangup", session=number)
    scene.peer.expect("BYE")
    scene.phone.session(number, state="terminating")
    for method in TABLE:
        params = PARAMS.get(method, {}) | {"session": number}
        if TABLE[method][-1] == OK or method in (
                "decline", "set", "latency"):
            scene.phone.call("session." + method, **params)
        else:
            scene.refused("terminating", method, params, WRONG)
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
