"""The engine goes, comes back, stalls, or talks nonsense."""
import json
import os
import signal

from line import Line
from screen import Screen, bob
from tap import run, story


@story
def lost(stage):
    "what was known stays, marked ?; how to go on is said"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.close()
    s.see("ENGINE NOT CONNECTED since 14:32:05", "1 ? ACTIVE Bob Example",
          "??:??", "as of 14:32:05", "lost the engine: connection closed",
          "(no engine) >", "Enter try now   S start engine",
          s.engine.path, "last    14:32:05 connection closed")


@story
def said_before_the_end(stage):
    "what it told before it went counts, though we had something for it too"
    line = Line(stage)
    line.wait("g go to")
    os.kill(line.popen.pid, signal.SIGSTOP)
    bob(line.engine)            # whose levels are to be asked for
    line.engine.session(2, "sip:2014@pbx.example.net", "Zoe Placeholder",
                        account="work", held_by_us=True)
    line.engine.close()
    os.kill(line.popen.pid, signal.SIGCONT)
    line.wait("Zoe Placeholder")
    line.wait("lost the engine: connection closed")


@story
def back_again(stage):
    "it is found again by itself, and the whole state is fetched"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.close()
    s.see("NOT CONNECTED")
    del s.engine.sessions[1]
    s.engine.ring(2, "sip:2014@pbx.example.net", "Carol Sample", tell=False)
    s.engine.listen()
    s.see("2 ▲ RING   Carol Sample", "RINGING 2", "1 × ENDED  Bob Example",
          "meanwhile")


@story
def what_changed(stage):
    "when it is back, the notice says what is another now"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.engine.session(3, "sip:2019@pbx.example.net", "Dave Test",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.see("Dave Test")
    s.engine.close()
    s.see("NOT CONNECTED")
    del s.engine.sessions[2]
    s.engine.sessions[3].update(held_by_us=False, held_by_them=True)
    s.engine.session(4, "sip:2031@pbx.example.net", account="work",
                     tell=False)
    s.engine.listen()
    s.see("connected to the engine, 3 calls: call 2 Carol Sample ended")
    s.keys("g", "l")
    s.see("call 2 Carol Sample ended, call")


@story
def another_engine(stage):
    "a new engine has the same ids for other calls: none of them is selected"
    s = Screen(stage)
    bob(s.engine)
    s.see(">1 ● ACTIVE Bob Example")
    s.engine.close()
    s.see("NOT CONNECTED")
    s.engine.sessions.clear()
    s.engine.started = s.clock.text(1000)
    s.engine.session(1, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", held_by_us=True, tell=False)
    s.engine.session(2, "sip:2019@pbx.example.net", "Dave Test",
                     account="work", held_by_us=True, tell=False)
    s.engine.listen()
    s.see("connected to the engine, 2 calls: a new engine runs, the old",
          " 1 ‖ HOLD   Carol Sample")
    assert ">1 " not in s.screen()


@story
def try_now(stage):
    "Enter tries at once, whatever the back-off says"
    s = Screen(stage)
    s.engine.close()
    s.see("NOT CONNECTED")
    s.clock.hold()              # no further try by itself
    s.engine.listen()
    s.keys("Enter")
    s.engine.asked("engine.hello", nth=2)
    s.processed()
    s.see("READY")


@story
def no_call_without_an_engine(stage):
    "dialling says that there is no engine, and keeps what was typed"
    s = Screen(stage)
    s.engine.close()
    s.see("(no engine) >")
    s.type("2001")
    s.keys("Enter")
    s.see("no call without an engine", "2001")


@story
def started_from_here(stage):
    "S asks for an engine; why there is none is said"
    s = Screen(stage, env={"PATH": "/usr/bin:/bin",
                           "XDG_CONFIG_HOME": stage.path("config")})
    stage.write("config/offhook/offhook.conf", "no_such_key = 1\n")
    s.engine.close()
    s.see("(no engine) >")
    s.keys("S")
    s.see("no engine:")


@story
def an_event_is_missing(stage):
    "a gap in the numbers: the snapshot is fetched again"
    s = Screen(stage)
    s.engine.session(1, "sip:2014@pbx.example.net", "Carol Sample", tell=False)
    s.engine.seq += 7
    s.engine.wake()
    s.see("ACTIVE", "Carol Sample")
    assert s.engine.count("engine.status") == 2


@story
def another_protocol(stage):
    "an engine of another protocol: said, with what to do"
    s = Screen(stage)
    s.engine.close()
    s.engine._engine_hello = lambda params: {"version": "9", "protocol": 9,
                                             "pid": 1}
    s.engine.listen()
    s.see("the engine speaks protocol 9", "restart it")


@story
def nonsense(stage):
    "lines that are no JSON, of wrong types, or endless: lost, and found again"
    s = Screen(stage)
    for line in (b"{\"jsonrpc\": \n", b"\xff\xfe\n", b"[1, 2]\n", b"x" * 2_000_000):
        s.engine.take_nobody()
        s.engine.raw(line)
        s.see("NOT CONNECTED")
        s.engine.listen()
        s.see("READY")
    odd = [{"topic": t, "seq": s.engine.seq + i + 1, "session": v, "account": v,
            "call": v, "id": v, "statistics": v, "engine": v, "audio": v,
            "text": v}
           for i, (t, v) in enumerate(
               (t, v) for t in ("session.created", "session.ended",
                                "session.statistics", "session.levels",
                                "account.changed", "account.removed",
                                "history.added", "audio.changed",
                                "engine.changed", "engine.warning", "x", "")
               for v in (None, 1, -1, "a", [], {}, {"id": 7},
                         {"id": 2 ** 40}, {"id": "7", "remote": [1]},
                         {"id": 8, "created": "yesterday", "remote": {"uri": 3},
                          "media": "x", "number": -4, "state": 5}))]
    for params in odd:
        s.engine.raw((json.dumps({"method": "event", "params": params}) +
                      "\n").encode())
    s.engine.seq += len(odd)
    bob(s.engine, 20)
    s.see("Bob Example", "TALKING")


@story
def too_many_events(stage):
    "events.overflow and the end of the connection: it connects anew"
    s = Screen(stage)
    s.engine.tell("events.overflow", s.engine.seq, text="x")
    s.engine.close()
    s.engine.listen()
    bob(s.engine)
    s.see("ACTIVE", "TALKING")


@story
def two_front_ends(stage):
    "what one front end does, the other one shows"
    s = Screen(stage)
    bob(s.engine)
    other = Screen(stage, engine=s.engine)
    other.see("ACTIVE")
    s.keys("m")
    other.see("MUTED")


if __name__ == "__main__":
    run()
