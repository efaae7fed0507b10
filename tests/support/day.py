"""A day at the phone in fast-forward: calls in and out, by real keys.

Ann works at her screen; Bob calls her, Carol answers whomever she calls.  What
goes on is told by Ann's engine, and every so often the screen is compared with
what the engine says.
"""
import os
import random

import stage as module
import tmux
from engine import direct

OFFHOOK = os.path.join(module.BUILD, "offhook")
ROWS, COLUMNS = 45, 140
WORDS = {"RING": "▲", "ACTIVE": "●", "HOLD": "‖", "RHOLD": "◁"}


def _word(session):
    """As the list of calls says it; None: on its way to something else."""
    if session["state"] == "establishing":
        return "RING" if session["progress"] == "incoming" else None
    if session["state"] != "established" or session["hold_pending"]:
        return None
    return "HOLD" if session["held_by_us"] else \
        "RHOLD" if session["held_by_them"] else "ACTIVE"


def _party(of):
    """A call's or an entry's other side, as far as all rows show it."""
    remote = of["remote"]
    return remote["display_name"] or \
        remote["uri"].removeprefix("sip:").split("@")[0]


class Day:
    def __init__(self, stage, seed=5):
        more = "max_calls = 20\n"
        self.ann = stage.engine(more + direct("ann"), name="ann")
        self.bob = stage.engine(more + direct("bob", ' display_name = '
                                              '"Bob Example"'), name="bob")
        self.carol = stage.engine(
            more + direct("carol", "auto_answer = all"), name="carol")
        self.chance = random.Random(seed)
        self.screen = tmux.Terminal(stage, [OFFHOOK], self.ann.environment(),
                                    COLUMNS, ROWS)
        self.screen.see("Calls (0)", "READY")
        self.calls = self._carols = 0
        self._kinds = [(self._answered, 8), (self._called, 6),
                       (self._missed, 3), (self._rejected, 2),
                       (self._refused, 2), (self._two, 2), (self._three, 1)]

    def go_on(self, calls, every=25):
        """So many more calls; looks at every so many whether all is shown."""
        end = self.calls + calls
        looked = self.calls
        while self.calls < end:
            kinds, weights = zip(*self._kinds)
            self.chance.choices(kinds, weights)[0]()
            if self.calls - looked >= every:
                looked = self.calls
                self._look_around()
                self.compare()
        self.compare()

    # --- Ann's keys ---

    def _press_until(self, key, number, **fields):
        """A key that is not heard just after another call was meant by it is
        pressed again, as a person does."""
        def done():
            session = self.ann.call("session.get", session=number)["session"]
            if all(session[k] == v for k, v in fields.items()):
                return session
            self.screen.keys(key)
            return None
        return module.until(done, f"{key} does it", pause=0.05)

    def _is(self, number, **fields):
        return self.ann.session(number, **fields)

    def _take(self):
        """The call that rings is answered."""
        number = self.ann.incoming()
        self._press_until("F2", number, state="established")
        self._sees(number, "● ACTIVE")
        return number

    def _end(self, number, other, others):
        """By Ann, or by the other side."""
        if self.chance.random() < 0.5:
            self._select(number)
            self.screen.keys("F3")
        else:
            other.call("session.hangup", session=others)
        self.ann.ended(number)
        self._clear(number)

    def _number(self, number):
        return self.ann.client.sessions[number]["number"]

    def _sees(self, number, word):
        """Ann looks before she presses anything."""
        self.screen.see(f"{self._number(number)} {word}")

    def _select(self, number):
        self.screen.keys("'", *str(self._number(number)), "Enter")

    def _clear(self, number):
        """Its ENDED row, which would have the next key."""
        self._sees(number, "× ENDED")
        self._select(number)
        self.screen.keys("F3")
        self.calls += 1

    def _dial(self, uri):
        before = set(self.ann.client.sessions)
        self.screen.keys("d", "C-u")
        self.screen.type(uri)
        self.screen.keys("Enter")
        return self.ann.client.until(
            lambda: next(iter(set(self.ann.client.sessions) - before), None),
            "the call is made")

    def _call_carol(self):
        number = self._dial(self.carol.uri("carol"))
        self._is(number, state="established")
        self._sees(number, "● ACTIVE")
        return number

    def _hers(self):
        """Carol's side of the call that was made to her last."""
        self._carols = self.carol.client.until(
            lambda: next((n for n in self.carol.client.sessions
                          if n > self._carols), None), "a call at Carol's")
        return self._carols

    def _meddle(self, number):
        """What is done during a call."""
        what = self.chance.choice(["hold", "mute", "tones", "look", None])
        self._select(number)
        if what == "hold":
            self.screen.keys("h")
            self._is(number, held_by_us=True, hold_pending=False)
            self._sees(number, "‖ HOLD")
            self.screen.keys("Enter")
            self._is(number, held_by_us=False, hold_pending=False)
        elif what == "mute":
            self.screen.keys("m")
            self._is(number, muted=True)
            self.screen.see("MUTED")
            self.screen.keys("m")
            self._is(number, muted=False)
        elif what == "tones":
            self.screen.keys("p", "4", "2", "Escape")
        elif what == "look":
            self.screen.keys("g", self.chance.choice("tqlh"))

    # --- the calls ---

    def _answered(self):
        his = self.bob.dial(self.ann.uri("ann"))
        number = self._take()
        self._meddle(number)
        self._end(number, self.bob, his)

    def _called(self):
        number = self._call_carol()
        self._meddle(number)
        self._end(number, self.carol, self._hers())

    def _missed(self):
        his = self.bob.dial(self.ann.uri("ann"))
        number = self.ann.incoming()
        self.bob.session(his, progress="ringing")
        self.bob.call("session.hangup", session=his)
        self.ann.ended(number)
        self._clear(number)

    def _rejected(self):
        self.bob.dial(self.ann.uri("ann"))
        number = self.ann.incoming()
        self._press_until("M-B", number, state="terminated")
        self._clear(number)

    def _refused(self):
        number = self._dial(self.bob.uri("nobody-of-that-name"))
        self.ann.ended(number)
        self._clear(number)

    def _two(self):
        """A second call while the first goes on; swapped."""
        his = self.bob.dial(self.ann.uri("ann"))
        first = self._take()
        second = self._call_carol()
        self._is(first, held_by_us=True, hold_pending=False)
        self._sees(first, "‖ HOLD")
        self.screen.keys("s")
        self._is(first, held_by_us=False, hold_pending=False)
        self.compare()
        self._end(second, self.carol, self._hers())
        self._end(first, self.bob, his)

    def _three(self):
        """The same as a conference."""
        his = self.bob.dial(self.ann.uri("ann"))
        first = self._take()
        second = self._call_carol()
        self._is(first, held_by_us=True, hold_pending=False)
        self._sees(first, "‖ HOLD")
        self.screen.keys("c")
        for number in (first, second):
            self._is(number, held_by_us=False, hold_pending=False)
        self.screen.see("conference, 2 and you")
        self._end(second, self.carol, self._hers())
        self._end(first, self.bob, his)

    # --- what is shown ---

    def _look_around(self):
        """Every tab and page, a smaller window and back."""
        for keys in ("?", "?", "z", "z", "g", "t", "g", "q", "g", "l"):
            self.screen.keys(keys)
        self.screen.resize(80, 24)
        self.screen.see("Calls (")
        self.screen.resize(COLUMNS, ROWS)

    def compare(self):
        """Calls and history on the screen are those of the engine."""
        self.screen.keys("Escape")
        self.screen.see("Dial")
        self.screen.keys("g")
        self.screen.keys("h")

        def same():
            # a call that ends now moves the chosen one down
            if "[History 1/" not in self.screen.screen():
                self.screen.keys("Home")
            sessions = [s for s in self.ann.call("session.list")["sessions"]
                        if s["state"] != "terminated"]
            calls = self.ann.call("history.list", limit=12)["calls"]
            return _shows(self.screen.screen(), sessions, calls)
        try:
            module.until(same, "the screen shows what the engine says")
        except AssertionError as trouble:
            raise AssertionError(f"{trouble} after {self.calls} calls:\n"
                                 f"{self.screen.screen()}") from None


def _shows(screen, sessions, calls):
    lines = screen.splitlines()
    upper = [line for line in lines if "│" in line]
    listed = [line for line in upper
              if any(f" {mark} {word}" in line
                     for word, mark in WORDS.items())]
    if len(listed) != len(sessions):
        return False
    for session in sessions:
        word = _word(session)
        if not word or not any(
                f"{session['number']} {WORDS[word]} {word} " in line and
                _party(session) in line for line in listed):
            return False
    rows = [line for line in lines if any(
        f" {arrow} " in line[:14] for arrow in ("<-", "->", "<x"))]
    return len(rows) >= len(calls) and all(
        _party(call) in row for call, row in zip(calls, rows))
