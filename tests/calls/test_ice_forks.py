"""Calls with ICE that fork: to phones with it and without, in any order."""
import sip
from between import Between
from engine import audio, direct
from rtp import Stream
from tap import run, story

NAMES = {"ann": 1000, "bob": 700, "cid": 900}
PLAIN = 620


def phone(stage, name, ice="on", section=direct):
    return stage.engine(audio(f"tone:{NAMES[name]}", "wav") +
                        section(name, f"ice = {ice}\n"), name=name)


class Fork(Between):
    """Ann's call comes to several who describe themselves before one of them
    answers: phones, whose answers are told as a 183, and one of no ICE."""

    def __init__(self, stage, *names):
        super().__init__(stage, wire=False)
        self.ann = phone(stage, "ann")
        self.phones = {name: phone(stage, name) for name in names}
        self.stream = Stream(stage)
        self.sessions, self.told = {}, {"plain": sip.sdp(self.stream.port)}
        self.hers = self.ann.dial(self.peer.uri)
        self.legs["ann"] = self.peer.expect("INVITE")
        self.stream.start(self.legs["ann"].rtp_address(),
                          self.stream.tone(PLAIN))
        for name, one in self.phones.items():
            self._calls(name, one)

    def _calls(self, name, one):
        self.peer.send(self.peer.request(
            "INVITE", one.uri(name), body=self.legs["ann"].body), one.port)
        self.sessions[name] = one.incoming()
        one.call("session.answer", session=self.sessions[name])
        self.legs[name] = self.peer.expect(200)
        self.told[name] = self.legs[name].body
        self.peer.ack(self.legs[name])

    def _reply(self, name, status, body, headers=""):
        self.peer.reply(self.legs["ann"], status, headers=headers, body=body,
                        tag=name)

    def sounds(self, name, reliably=False):
        """Early, and it is heard."""
        self._reply(name, 183, self.told[name],
                    "Require: 100rel\nRSeq: 7" if reliably else "")
        if reliably:
            self.peer.reply(self.peer.expect("PRACK"), 200)
            self.told[name] = ""
        self.ann.hears_tone(NAMES.get(name, PLAIN))

    def answers(self, name):
        self._reply(name, 200, self.told[name])
        self.peer.expect("ACK")
        self.ann.session(self.hers, state="established")

    def talk(self, name):
        """Ann and that phone, by ICE and DTLS."""
        one, his = self.phones[name], self.sessions[name]
        one.hears_tone(NAMES["ann"])
        self.ann.hears_tone(NAMES[name])
        for engine, session in (self.ann, self.hers), (one, his):
            found = engine.media(session)
            assert found["ice"] == "connected", found
            assert found["security"] == "dtls", found

    def talks_plain(self):
        self.ann.hears_tone(PLAIN)
        self.stream.hears_tone(NAMES["ann"])
        found = self.ann.media(self.hers)
        assert found["ice"] is None and found["security"] == "none", found


@story
def without_after_with(stage):
    "a branch with ICE is heard early; one without answers, and is heard"
    fork = Fork(stage, "bob")
    fork.sounds("bob")
    fork.answers("plain")
    fork.talks_plain()


@story
def with_after_without(stage):
    "one without is heard early; one with ICE answers: offered again at once"
    fork = Fork(stage, "bob")
    fork.sounds("plain")
    fork.answers("bob")
    fork.renews(fork.phones["bob"])
    fork.talk("bob")


@story
def with_around_without(stage):
    "the one with ICE sounds, then the one without, then the first one answers"
    fork = Fork(stage, "bob")
    fork.sounds("bob")
    fork.sounds("plain")
    fork.answers("bob")
    fork.renews(fork.phones["bob"])
    fork.talk("bob")


@story
def with_it_said_early(stage):
    "the same where the 183 was reliable, and the 200 describes nothing"
    fork = Fork(stage, "bob")
    fork.sounds("bob", reliably=True)
    fork.sounds("plain")
    fork.answers("bob")
    fork.renews(fork.phones["bob"])
    fork.talk("bob")


@story
def two_with(stage):
    "two with ICE: each is heard early, the last one answers"
    fork = Fork(stage, "bob", "cid")
    fork.sounds("bob")
    fork.sounds("cid")
    fork.answers("cid")
    fork.talk("cid")


@story
def two_with_the_first_answers(stage):
    "two with ICE: the one that was heard first answers"
    fork = Fork(stage, "bob", "cid")
    fork.sounds("bob")
    fork.sounds("cid")
    fork.answers("bob")
    fork.talk("bob")


@story
def behind_a_proxy(stage):
    "a proxy forks to a phone with ICE and one without; each answers once"
    pbx = stage.pbx({"ann": "x", "bob": "y"})
    ann = phone(stage, "ann", section=lambda name, more: pbx.account(
        name, "x", more=more))
    with_it, without = (stage.engine(
        audio(f"tone:{hz}", "wav") + pbx.account("bob", "y", more=more),
        name=name) for name, hz, more in (
            ("with", 700, "ice = on\n"), ("without", 900, "ice = off\n")))
    for one in (ann, with_it, without):
        one.registered()
    for one, other, hz, state in ((with_it, without, 700, "connected"),
                                  (without, with_it, 900, None)):
        hers = ann.dial(pbx.uri("bob"))
        rings = other.incoming()
        his = one.answer()
        other.ended(rings)
        ann.session(hers, state="established")
        one.hears_tone(NAMES["ann"])
        ann.hears_tone(hz)
        found = ann.media(hers)
        assert (found["ice"], found["security"]) == (state, "dtls"), found
        ann.call("session.hangup", session=hers)
        one.ended(his)


if __name__ == "__main__":
    run()
