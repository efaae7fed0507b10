"""The phone as a conversation: what is typed, what is told, and when."""
import os
import pty
import random
import re
import signal
import termios

import stage as module
from clock import Clock
from fake_engine import FakeEngine
from lines import PROMPT, Lines, Piped, compare, harmless
from screen import bob, carol
from tap import run, story


def written(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return None


@story
def a_day(stage):
    "the transcript of a call, a second one, a consultation, a conference"
    s = Lines(stage)
    s.order("call 8001", "call 1 to 8001: calling")
    s.engine.change(1, progress="ringing")
    s.told("call 1 to 8001: ringing")
    s.engine.change(1, state="established", focused=True, progress=None,
                    media={"codec": "opus", "security": "dtls"})
    s.told("connected, opus, encrypted")
    carol(s.engine, ago_ms=0)
    s.told("call 2 ringing: Carol Sample, to work. Type answer or reject")
    s.order("answer", "call 1 8001: on hold",
            "call 2 Carol Sample: connected, PCMA, NOT encrypted")
    s.order("calls", "call 1 8001: on hold")
    s.order("consult 2019", "call 3 to 2019: calling")
    s.engine.change(3, state="established", focused=True)
    s.told("call 3 2019: connected")
    s.order("conf", "call 3 2019: in conference")
    s.order("mute", "call 3 2019: microphone muted")
    s.order("select 2", "in conference, selected")
    s.order("bye", "call 2 Carol Sample: hung up after 00:00")
    s.engine.finish(3, reason="OK")
    s.told("call 3 2019: ended by the other side after 00:00")
    s.order("status", "1 call; call 1 8001: on hold")
    s.order("history 2", "14:20 from Bob Example")
    s.order("nonsense", "there is no command")
    s.order("hold 7", "there is no call 7")
    s.golden("linear-day")


@story
def whom(stage):
    "a name is asked about by numbers; the only one is called, a slip is not"
    s = Lines(stage)
    s.engine.contact("Bob Example", "work +442079460958", "mobile 2031")
    s.order("call bob", "2 matches", "1 Bob Example", "2 Bob Example, mobile")
    s.order("99", "there is no 99 among them")
    s.order("2", "calling")
    assert s.engine.asked("session.call")["to"] == "2031"
    s.order("bye", "given up")
    s.order("bye", "call 1 2031 is over already")
    s.order("call carol", "call 1 to 2014: calling")
    s.order("bye", "call 1 2014: given up")
    s.order("bye", "call 1 2014 is over already")
    s.order("dentist", "1 match, type 1 for it:")
    s.order("status", "no calls")
    s.order("1", "call 1 to 1: calling")    # the question is over
    assert s.engine.asked("session.call", 3)["to"] == "1"
    s.order("nobdoy", 'there is no command "nobdoy", and nobody of that name')
    s.golden("linear-whom")


@story
def whom_to_transfer_to(stage):
    "a call of now is a match too: the two are put through to each other"
    s = Lines(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", held_by_us=True)
    s.quiet()
    s.order("transfer carol")
    assert s.engine.asked("session.transfer") == {"session": 1, "with": 2}


@story
def some_of_many(stage):
    "mark 1, mark 3, conference: those two are joined, and each step is told"
    s = Lines(stage)
    bob(s.engine)
    for number, name in ((2, "Carol Sample"), (3, "Dave Test")):
        s.engine.session(number, f"sip:20{number}4@pbx.example.net", name,
                         account="work", held_by_us=True)
    s.quiet()
    s.order("mark 1", "call 1 Bob Example: marked: conference joins it")
    s.order("mark 3", "call 3 Dave Test: marked")
    s.order("calls", "marked")
    s.order("conf", "call 3 Dave Test: in conference")
    assert s.engine.asked("conference.join")["sessions"] == [1, 3]
    s.order("mute member", "call 3 Dave Test: the others do not hear it")
    s.order("split 3", "call 3 Dave Test: out of the conference")


@story
def an_engine_that_cannot_search(stage):
    "names are those that the front end knows itself"
    s = Lines(stage)
    s.engine.has_contacts = False
    s.order("call carol", "call 1 to 2014: calling")


@story
def servers(stage):
    "whom an account believes, and what ends soon"
    s = Lines(stage)
    s.engine.by_tls(1, days=400, verify="off", peer=None)
    s.engine.by_tls(2, days=9.5, peer="sip.example.org")
    s.order("accounts", "NOT verified",
            "TLS 1.3, verified: sip.example.org, certificate ENDS in 9 days")
    s.order("status", "work does not verify its server (tls_verify off)")


@story
def reports(stage):
    "what the screen shows in panes and tabs is told in lines"
    s = Lines(stage)
    bob(s.engine, muted=True)
    carol(s.engine)
    s.engine.contact("Zoe Ash", "work 2044", "mobile +44 161 496 0044",
                     organization="Ash Ltd", favourite=True)
    s.engine.statistics(1)
    s.engine.message(1, "sent", "INVITE sip:bob@example.org SIP/2.0",
                     "CSeq: 1 INVITE")
    s.told("call 2 ringing")
    for order in ("status", "calls", "accounts", "history", "history 1",
                  "log 3", "quality", "trace", "trace 1", "help tran", "zoom", "contacts", "contacts nobody",
                  "transfer", "watch nothing"):
        s.order(order)
    s.golden("linear-reports")
    s.order("register nothing", 'there is no account "nothing"')
    s.order("register fax", "fax: registering ..")
    assert s.engine.asked("account.register")["account"] == 3
    s.order("settings", "reader = off: for screen readers")
    s.order("set reader on")
    s.order("settings", "reader = on: for screen readers")
    s.order("help", "Calls: answer, ", "quit leaves, calls go on")
    s.order("help all", "answer [CALL]: ", "transfer TARGET: ")
    s.order("co", '"co" may be c')


@story
def held_while_typing(stage):
    "an event waits for Enter, or for 3 s without a key; then all stands once"
    s = Lines(stage)
    bob(s.engine)
    s.clock.hold()
    s.type("hel")
    s.at_prompt("hel")
    before = len(s.rows())
    s.engine.change(1, held_by_them=True)
    s.engine.change(1, held_by_them=False)
    s.quiet()
    assert len(s.rows()) == before, s.text()
    s.clock.step(2900)
    s.engine.wake()
    s.quiet()
    assert len(s.rows()) == before, s.text()
    s.clock.step(101)
    s.engine.wake()
    s.see("no longer held by the other side")
    s.at_prompt("hel")
    assert s.text().count(PROMPT + "hel") == 2, s.text()
    s.type("p hold")
    s.at_prompt("help hold")
    s.engine.change(1, held_by_them=True)
    s.quiet()
    s.key("\r")
    s.see("help hold", "call 1 Bob Example: held by the other side",
          "hold [CALL]: hold or resume")
    s.at_prompt()
    s.golden("linear-held")


@story
def another_rings_meanwhile(stage):
    "answer, typed for a call that gave up, does not take the one behind it"
    s = Lines(stage)
    carol(s.engine, 1)
    s.told("call 1 ringing")
    s.type("answ")
    s.at_prompt("answ")
    s.engine.ring(2, "sip:2019@pbx.example.net", "Dave Test", account="work")
    s.engine.finish(1, status=487)
    s.quiet()
    s.key("er\r")
    s.told("call 2 ringing: Dave Test", "missed: Carol Sample",
           "answer: the ringing call changed")
    assert not s.engine.count("session.answer")
    s.order("answer 2", "call 2 Dave Test: connected")


@story
def the_bell(stage):
    "a call that rings is heard at once, whatever is typed"
    s = Lines(stage)
    s.type("hist")
    s.at_prompt("hist")
    carol(s.engine)
    module.until(lambda: s.read(0.02) is not None and b"\a" in s.seen,
                 "the bell rings")
    assert "call 2 ringing" not in s.text()


def last_row(s, good):
    """Waits until it is."""
    module.until(lambda: s.read(0.02) is not None and good(s.rows()[-1]),
                 "the row is as it should be")


@story
def editing(stage):
    "the line is edited with backspaces and blanks alone, longer than a row too"
    s = Lines(stage, columns=40)
    s.type("cal bob")
    s.key("\x01\x1bf")
    s.type("l")
    s.at_prompt("call bob")
    s.key("\x05" + "\x7f" * 3 + "Zoë 日本")
    s.at_prompt("call Zoë 日本")
    s.key("\x1b[D\x7f")
    s.at_prompt("call Zoë 本")
    s.key("\x15")
    s.at_prompt()
    s.type("dial " + "0123456789" * 6)
    last_row(s, lambda row: row.endswith("56789") and len(row) < 40)
    s.key("\x01")
    last_row(s, lambda row: row.startswith(PROMPT + "dial 0123"))
    s.key("\x15status\r")
    s.told("3 accounts ok")
    s.key("\x1b[A")
    s.at_prompt("status")
    harmless(s.seen)


@story
def a_paste(stage):
    "several lines in one piece are text: no command runs"
    s = Lines(stage)
    bob(s.engine)
    s.quiet()
    s.key("bye\rbye 1\r")
    s.at_prompt("bye bye 1")
    assert not s.engine.count("session.hangup")


@story
def keys_at_random(stage):
    "random bytes, torn sequences and hostile names end and stall nothing"
    dice = random.Random(7)
    s = Lines(stage, columns=50)
    bob(s.engine)
    pieces = [b"\x1b", b"\x1b[", b"\x1b[A", b"\x1b[200~", b"\x1b[201~", b"\r",
              b"\x1b]0;", b"\xff\xfe", "é日".encode(), b"\t", b"\x00", b"x" * 600,
              b"\x15", b"\x01", b"\x05", b"\x19", b"\x0b", b"\x7f" * 9]
    letters = b"acefghijklmnoprsuvwxyz0123456789*#+,:/?'<>()[] "
    for n in range(300):
        s.key(b"".join(
            dice.choice(pieces) if dice.random() < 0.4 else
            bytes([dice.choice(letters)])
            for _ in range(12)))
        if n % 30 == 0:
            s.engine.ring(100 + n, "sip:a@b", "\x1b[31mEve\u202e\x9b" * 20)
            s.resize(dice.choice((1, 12, 40, 300)), 24)
        s.read(0.01)
        assert s.running(), "it ended"
    s.read(1)
    s.resize(80, 24)
    s.key(b"\x1b[201~")
    s.read(0.7)             # what may still be a torn sequence is over
    s.key(b"\x03")
    s.at_prompt()
    s.order("status", "calls; ")
    harmless(s.seen)


@story
def leaving(stage):
    "^C empties the line, ^D leaves it; calls go on, the modes come back"
    s = Lines(stage)
    bob(s.engine)
    s.quiet()
    s.order("status", "1 call")
    s.type("bye")
    s.key("\x03")
    s.at_prompt()
    assert not s.engine.count("session.hangup")
    s.key("\x04")
    module.until(lambda: s.read(0.02) is not None and not s.running(),
                 "it leaves")
    assert s.popen.returncode == 0
    assert "1 call continues" in s.text()
    assert termios.tcgetattr(s.slave) == s.modes
    harmless(s.seen)


@story
def hostile(stage):
    "a name with escape sequences, of 64 KiB, is letters; nothing is cut"
    s = Lines(stage)
    s.engine.ring(1, "sip:e@example.org", "\x1b]0;x\x07\x1b[2JEve\x9b1m\u202e" *
                  2_000, account="\x1b[31mwork")
    s.told("call 1 ringing: ")
    s.order("calls")
    s.order("status")
    s.order("answer")
    assert max(len(row) for row in s.rows()) > 256      # no row is cut
    harmless(s.seen)


@story
def without_utf8(stage):
    "LANG=C: names lose their accents, no byte above 127 is written"
    s = Lines(stage, env={"LC_ALL": "C"})
    s.engine.ring(1, "sip:z@example.org", "Zoë Šťastná 日")
    s.told("call 1 ringing: Zoe Stastna ?")
    assert not re.search(rb"[\x80-\xff]", s.seen), s.seen


@story
def by_itself(stage):
    "TERM unset, dumb or unknown, and ACCESSIBLE=1: lines, without being asked"
    for env in ({"TERM": "dumb", "ACCESSIBLE": ""}, {"TERM": "", "ACCESSIBLE": ""},
                {"TERM": "no-such-kind", "ACCESSIBLE": "0"},
                {"TERM": "xterm", "ACCESSIBLE": "1"}):
        s = Lines(stage, env=env)
        s.order("status", "2 of 3 accounts ok, fax FAIL, 403 Forbidden")
        harmless(s.seen)
        s.end()
        s.engine.end()


@story
def lost_and_found(stage):
    "the engine goes: said, with what can be done; it is back: said"
    s = Lines(stage)
    bob(s.engine)
    s.engine.close()
    s.told("lost the engine: connection closed by the other side. Its calls may go on; it is "
           "tried again, start engine starts a new one")
    s.order("hold", "hold: there is no engine")
    s.order("status", "not connected to the engine since 14:32:05")
    s.engine.listen()
    s.told("connected to the engine, 1 call")
    s.order("hold", "call 1 Bob Example: on hold")
    s.golden("linear-lost")


@story
def suspended(stage):
    "^Z gives the terminal to the shell; the prompt comes back behind it"
    s = Lines(stage)
    s.type("hol")
    s.key("\x1a")
    s.see(PROMPT + "hol")
    # A group that no shell looks after is not stopped by ^Z; either is right.
    os.kill(s.popen.pid, signal.SIGCONT)
    s.at_prompt()
    s.order("status", "no calls")


@story
def not_read(stage):
    "nobody reads: the engine is still heard, lines are kept, then counted"
    s = Lines(stage)
    bob(s.engine)
    s.quiet()
    for n in range(2500):
        s.engine.change(1, muted=n % 2 == 0)
    s.engine.change(1, muted=False)
    s.key("hold\r")
    s.engine.asked("session.hold")      # typed, understood and sent meanwhile
    s.see("lines left out: nobody read them in time")
    s.order("status", "call 1 Bob Example: on hold")


@story
def idle(stage):
    "nothing happens: not a byte, not a wake-up, though a call goes on"
    s = Lines(stage)
    bob(s.engine)
    s.quiet()
    before = s.switches()
    got = s.read(3)
    assert got == b"", got
    assert s.switches() - before <= 1, s.switches() - before


@story
def watched(stage):
    "watch repeats a report every so many seconds, until it is switched off"
    s = Lines(stage)
    bob(s.engine)
    s.engine.statistics(1)
    s.quiet()
    s.order("watch quality 1", "call 1 Bob Example: MOS unknown")
    module.until(lambda: s.read(0.02) is not None and
                 s.text().count("jitter 4 ms") >= 3, "it is told three times")
    s.order("watch off")
    before = s.text().count("jitter 4 ms")
    s.read(1.5)
    assert s.text().count("jitter 4 ms") == before


@story
def a_command_for_calls(stage):
    "notify_command runs for a call that rings; notify = off has no bell"
    stage.write("config/offhook/offhook-ui.conf", "notify = off\nnotify_command "
                f"= 'echo $OFFHOOK_REMOTE_NAME > {stage.path('told')}'\n")
    s = Lines(stage, env={"XDG_CONFIG_HOME": stage.path("config")})
    carol(s.engine)
    s.told("call 2 ringing")
    module.until(lambda: written(stage.path("told")) == "Carol Sample\n",
                 "the command has run")
    assert b"\a" not in s.seen


# --- commands of a pipe ---

@story
def a_script(stage):
    "commands run in order, each when it is known what became of the last"
    s = Piped(stage, None)
    s.popen.stdin.write(b"call 2014\nhold\nstatus\n# words\n\nbye\n")
    s.popen.stdin.flush()
    s.engine.asked("session.call")
    s.engine.change(1, progress="ringing")
    s.see("ringing")
    assert not s.engine.count("session.hold")
    s.engine.change(1, state="established", focused=True)
    s.engine.asked("session.hangup")
    assert s.finish() == 0, s.log()
    compare("linear-script", s.text())
    harmless(s.output)


@story
def a_pipe_that_is_not_read(stage):
    "the engine is heard and asked all the same; what was left out is counted"
    s = Piped(stage, None)
    module.until(s.engine.connected, "it is connected")
    bob(s.engine)
    for n in range(4000):
        s.engine.change(1, muted=n % 2 == 0)
    s.popen.stdin.write(b"hold 1\nstatus\n")
    s.popen.stdin.close()
    s.engine.asked("session.hold")
    assert s.finish() == 0, s.log()
    assert "lines left out: nobody read them in time" in s.text()
    harmless(s.output)


@story
def typed_into_a_pipe(stage):
    "a terminal's lines, the output to a program: no prompt, and no line waits"
    engine = FakeEngine(stage, Clock(stage))
    master, slave = pty.openpty()
    s = Piped(stage, None, engine=engine, stdin=slave)
    os.write(master, b"call 2014\n")
    engine.asked("session.call")
    os.write(master, b"bye\n")          # it rings, and is given up
    engine.asked("session.hangup")
    os.write(master, b"nonsense\n\x04")
    assert s.finish() == 0, s.log()
    assert PROMPT not in s.text() and "given up" in s.text(), s.text()
    harmless(s.output)
    os.close(master)
    os.close(slave)


@story
def how_it_went(stage):
    "the exit status tells: refused 1, not understood 2, no engine 3"
    for commands, status in (("status\nquit\n", 0), ("status", 0), ("", 0),
                             ("hold\nstatus\n", 1), ("hodl\nhold\n", 2),
                             ("x" * 600 + "\nstatus\n", 2)):
        s = Piped(stage, commands)
        assert s.finish() == status, (commands, s.log())
        s.end()
        s.engine.end()
    engine = FakeEngine(stage, Clock(stage))
    engine.refusals["session.call"] = "no way"
    s = Piped(stage, "call 2014\nstatus\n", engine=engine)
    assert s.finish() == 1, s.log()
    assert "no way" in s.text() and "no calls" in s.text(), s.text()


@story
def a_call_that_fails(stage):
    "busy: the status is 1, the next command runs all the same"
    s = Piped(stage, "call 2014\nstatus\n")
    s.engine.asked("session.call")
    s.engine.finish(1, status=486, reason="Busy Here")
    assert s.finish() == 1, s.log()
    assert "call 1 2014: busy" in s.text() and "no calls" in s.text()


@story
def calls_outlive_it(stage):
    "the end of the input leaves; the call goes on, and that is said"
    s = Piped(stage, "call 2014\n")
    s.engine.asked("session.call")
    s.engine.change(1, state="established", focused=True)
    assert s.finish() == 0, s.log()
    assert "1 call continues" in s.text()
    assert not s.engine.count("session.hangup")


@story
def until_the_call_is_over(stage):
    "wait holds the next command back until no call is left"
    s = Piped(stage, "call 2014\nwait\nstatus\n")
    s.engine.asked("session.call")
    s.engine.change(1, state="established", focused=True)
    s.see("connected")
    assert s.popen.poll() is None
    s.engine.finish(1, reason="OK")
    assert s.finish() == 0, s.log()
    assert s.text().rstrip().endswith("do not disturb off"), s.text()


@story
def the_engine_goes(stage):
    "within a script: said, and status 3"
    s = Piped(stage, "status\nwait 60\n")
    s.see("call")    # what the engine told has arrived
    s.engine.close()
    assert s.finish() == 3, s.log()
    assert "lost the engine" in s.text()


@story
def another_protocol(stage):
    "an engine of another protocol: said with what to do, and status 3"
    clock = Clock(stage)
    engine = FakeEngine(stage, clock)
    engine._engine_hello = lambda params: {"version": "9", "protocol": 9,
                                           "pid": 1}
    s = Piped(stage, "call 2014\n", engine=engine)
    assert s.finish() == 3, s.log()
    assert "the engine speaks protocol 9" in s.text(), s.text()
    assert not engine.count("session.call")


if __name__ == "__main__":
    run()
