"""Several calls at once: one has the microphone, the others wait on hold."""
from engine import audio, direct
from tap import run, story

TONES = {"ann": 500, "bea": 700, "cid": 900}


def three(stage):
    """The hub (1 kHz) has called three test lines, one tone each."""
    hub = stage.engine(audio("tone:1000", "wav") + direct("hub"), name="hub")
    lines, calls = {}, {}
    for name, hz in TONES.items():
        lines[name] = stage.engine(
            audio(f"tone:{hz}", "wav") + direct(name, "auto_answer = all"),
            name=name)
        calls[name] = hub.dial(lines[name].uri(name))
        hub.session(calls[name], state="established", focused=True)
    return hub, lines, calls


def only_one_talks(hub, lines, calls, name):
    hub.session(calls[name], focused=True, held_by_us=False)
    for other in TONES:
        if other != name:
            hub.session(calls[other], focused=False, held_by_us=True)
    hub.hears_tone(TONES[name])
    lines[name].hears_tone(1000)


@story
def a_new_call_holds_the_old(stage):
    "each new call takes the microphone, and the one before it is held"
    hub, lines, calls = three(stage)
    only_one_talks(hub, lines, calls, "cid")


@story
def the_focus_is_moved(stage):
    "session.focus moves the microphone: the other side hears who talks to it"
    hub, lines, calls = three(stage)
    for name in ("ann", "bea", "cid", "ann"):
        hub.call("session.focus", session=calls[name])
        only_one_talks(hub, lines, calls, name)


@story
def nobody_gets_it_by_himself(stage):
    "when the focused call ends, the others stay on hold"
    hub, lines, calls = three(stage)
    hub.call("session.hangup", session=calls["cid"])
    hub.ended(calls["cid"])
    for name in ("ann", "bea"):
        session = hub.session(calls[name], held_by_us=True)
        assert not session["focused"], session
    hub.call("session.unhold", session=calls["bea"])
    hub.session(calls["bea"], held_by_us=False, focused=True)
    hub.hears_tone(TONES["bea"])


@story
def numbers_on_the_screen(stage):
    "a session's number is the lowest that is free"
    hub, _, calls = three(stage)
    assert [hub.session(calls[n])["number"] for n in TONES] == [1, 2, 3]
    assert hub.session(calls["cid"])["id"] > hub.session(calls["ann"])["id"]


@story
def an_incoming_call_does_not_take_it(stage):
    "a call that rings leaves the microphone where it is, until it is answered"
    hub = stage.engine(audio("tone:1000", "wav") + direct("hub"), name="hub")
    first, second = (stage.engine(audio(f"tone:{hz}", "wav") + direct(name),
                                  name=name)
                     for name, hz in (("ann", 500), ("bea", 700)))
    one = hub.dial(first.uri("ann"))
    first.answer()
    hub.session(one, focused=True, state="established")
    hers = second.dial(hub.uri("hub"))
    two = hub.incoming()
    assert hub.session(one)["focused"] and not hub.session(two)["focused"]
    hub.call("session.answer", session=two)
    hub.session(two, focused=True, state="established")
    hub.session(one, focused=False, held_by_us=True)
    second.session(hers, state="established")
    hub.hears_tone(700)
    second.hears_tone(1000)
    first.hears_nothing()


if __name__ == "__main__":
    run()
