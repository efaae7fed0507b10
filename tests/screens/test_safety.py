"""What keys never do by accident, and what the person has to ask for first."""
import stage as module
from line import Line
from screen import Screen, bob, carol
from tap import run, story


def command(s, line):
    s.keys(":")
    s.type(line)
    s.see(": " + line)
    s.keys("Enter")


def talking(stage, *settings):
    s = Screen(stage)
    for setting in settings:
        command(s, "set " + setting)
        s.see("until you leave")
    bob(s.engine)
    s.see("ACTIVE")
    return s


def sent(s):
    return "".join(p["tones"] for m, p in s.engine.requests
                   if m == "session.dtmf")


def step(s, ms):
    s.clock.step(ms)
    s.engine.wake()


# --- tones ---

@story
def a_number_pasted_on_the_pad(stage):
    "its tones are sent one by one, a comma waits, typed ones come behind"
    s = talking(stage)
    s.keys("p")
    s.see("DTMF 1")
    s.clock.hold()
    s.paste("20 1,4")
    s.see("(4 to come)")
    s.keys("7")
    s.see("(5 to come)")
    assert sent(s) == "2", sent(s)
    for tones in ("20", "201"):
        step(s, 200)
        module.until(lambda t=tones: sent(s) == t, f"{tones} are sent")
    step(s, 200)                        # the comma has its turn
    s.see("(2 to come)")
    step(s, 1600)
    s.processed()                       # moves it by 100 or 200 ms
    assert sent(s) == "201", sent(s)
    step(s, 400)
    module.until(lambda: sent(s) == "2014", "what is behind the comma is sent")
    step(s, 200)
    module.until(lambda: sent(s) == "20147", "the key is sent behind it")
    s.lose("to come")


@story
def the_rest_of_a_paste(stage):
    "Esc stops it and stays on the pad; the end of the call drops it"
    s = talking(stage)
    s.keys("p")
    s.see("DTMF 1")
    s.paste("2" * 200)
    s.see("to come)", "Esc stop")
    s.keys("Escape")
    s.see("of the tones not sent", "DTMF 1")
    s.clock.hold()
    s.paste("555")
    s.see("(2 to come)")
    s.engine.finish(1)
    s.processed()
    s.see("digits are dropped")
    step(s, 1000)
    s.processed()
    assert sent(s).strip("2") == "5", sent(s)
    assert s.row(-2).strip() == "Dial work >", s.screen()


@story
def letters_that_are_tones(stage):
    "A to D on the pad are tones; Alt-A and Alt-B are the commands there"
    s = talking(stage)
    carol(s.engine)
    s.see("RINGING 2")
    s.keys("p", "A", "B")
    s.see("DTMF 1 Bob Example > A B")
    assert sent(s) == "AB"
    s.keys("M-B")
    assert s.engine.asked("session.decline") == {"session": 2}
    assert not s.engine.count("session.hangup")


@story
def only_the_newest_tone(stage):
    "dtmf_echo = last shows one tone, off none"
    s = talking(stage, "dtmf_echo last")
    s.keys("p", "4", "7", "1")
    s.see("DTMF 1 Bob Example > 1")
    command(s, "set dtmf_echo off")
    s.keys("p", "5")
    s.see("(not shown, 1 sent)")


@story
def the_pad_by_itself(stage):
    "pad_auto = outgoing: only when a call made here is answered"
    s = Screen(stage)
    command(s, "set pad_auto outgoing")
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.keys("a")
    s.see("ACTIVE")
    s.keys("F3")
    s.see("ENDED")
    s.keys("F3")
    s.type("8001")
    s.keys("Enter")
    s.see("DIAL")
    assert "DTMF" not in s.screen()
    s.engine.change(1, state="established", focused=True)
    s.see("DTMF 1 8001 >")
    s.type("5")
    assert s.engine.asked("session.dtmf") == {"session": 1, "tones": "5"}


@story
def no_pad_while_typing(stage):
    "what is in the line stays a number, whatever is answered meanwhile"
    s = Screen(stage)
    command(s, "set pad_auto outgoing")
    s.type("8001")
    s.keys("Enter")
    s.see("DIAL")
    s.type("20")
    s.see("Dial work > 20")
    s.engine.change(1, state="established", focused=True)
    s.see("ACTIVE")
    s.type("14")
    s.see("Dial work > 2014")
    assert not s.engine.count("session.dtmf")


# --- ending ---

@story
def hanging_up_takes_two(stage):
    "confirm_bye = all asks once more, conference only where there is one"
    s = talking(stage, "confirm_bye all")
    s.keys("F3")
    s.see("once more hangs up call 1 Bob Example")
    s.processed()
    assert not s.engine.count("session.hangup")
    s.keys("F3")
    assert s.engine.asked("session.hangup") == {"session": 1}
    s = talking(stage, "confirm_bye conference")
    s.keys("F3")
    assert s.engine.asked("session.hangup") == {"session": 1}


@story
def the_question_does_not_last(stage):
    "a b long after the first one asks again"
    s = talking(stage, "confirm_bye all")
    s.clock.hold()
    s.keys("F3")
    s.see("once more")
    s.clock.step(3100)
    s.keys("F3")
    s.processed()
    assert not s.engine.count("session.hangup")


@story
def how_b_rejects(stage):
    "reject = decline: B, and b on a ringing call, decline it"
    s = Screen(stage)
    command(s, "set reject decline")
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.keys("M-1", "F3")
    assert s.engine.asked("session.decline") == {"session": 1, "status": 603}
    s.clock.hold()
    carol(s.engine, 2)
    s.processed()
    s.clock.step(600)
    s.keys("M-B")
    assert s.engine.asked("session.decline", 2) == {"session": 2,
                                                    "status": 603}


# --- pastes and torn keys, byte by byte ---

def raw(stage, **more):
    line = Line(stage, **more)
    line.wait("Calls (")
    bob(line.engine)
    line.wait("ACTIVE")
    line.quiet()
    return line


def asked_nothing(line, before):
    line.quiet()
    asked = [m for m, _ in line.engine.requests[before:]
             if not m.startswith(("events.", "history.", "engine.",
                                  "contact.search"))]
    assert not asked, asked


@story
def a_paste_that_nothing_marks(stage):
    "twelve characters in one read are a paste, and run no command"
    line = raw(stage, env={"TERM": "vt100"})
    before = len(line.engine.requests)
    line.key("b\rqahmbFhqbqaM\rquit\r")
    asked_nothing(line, before)
    assert line.running()
    assert b"bhqba" in line.seen or b"bqahmb" in line.seen, line.seen[-400:]


@story
def a_paste_that_is_marked(stage):
    "whatever is in it: Esc, a nested end, commands and Enter run nothing"
    line = raw(stage)
    before = len(line.engine.requests)
    line.key(b"\x1b[200~b\rq\x1b[Bq:quit engine\r\x1b\x1b[200~A\x03\x1b[201~")
    asked_nothing(line, before)
    assert line.running()


@story
def an_arrow_torn_anywhere(stage):
    "cut at each of its bytes, an arrow or an F-key is never letters"
    line = raw(stage)
    before = len(line.engine.requests)
    for sequence in (b"\x1b[A", b"\x1b[B", b"\x1bOA", b"\x1b[5~", b"\x1b[6~",
                     b"\x1b[1;2B", b"\x1b[99;5u", b"\x1b[M", b"\x1b[Z"):
        for cut in range(1, len(sequence)):
            line.key(sequence[:cut])
            line.read(0.07)             # what tears it: nothing for 50 ms
            line.key(sequence[cut:])
            line.read(0.02)
    asked_nothing(line, before)
    assert line.running()


if __name__ == "__main__":
    run()
