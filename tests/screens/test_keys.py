"""Keys: what they do, and what they never do by accident."""
import time

import stage as module
from screen import Screen, bob, book, carol
from tap import run, story

def two_ringing(stage):
    s = Screen(stage)
    carol(s.engine, 1)
    s.engine.ring(2, "sip:2077@pbx.example.net", "Mallory Sample",
                  account="work", ago_ms=1_000)
    s.see("RINGING 1 Carol")
    return s


def asked_once(s, method, **params):
    s.engine.asked(method)
    s.processed()
    calls = [p for m, p in s.engine.requests if m == method]
    assert calls == [params], calls


@story
def escape_and_two_keys_at_once(stage):
    "Esc g t, in one go as Alt-g t, goes to the trace: t alone is no transfer"
    s = Screen(stage)
    bob(s.engine)
    s.see("TALKING")
    s.keys("M-g")
    s.keys("t")
    s.see("[Trace 1]")
    s.keys("d")
    s.type("bo")
    s.keys("M-g", "h")
    s.see("[History", "Dial work > bo")
    assert s.engine.count("session.hold") == 0


# --- calls ---

@story
def a_call_from_its_ring_to_its_end(stage):
    "a answers, h holds and resumes, m mutes and unmutes, b hangs up"
    s = Screen(stage)
    carol(s.engine, 1)
    s.see("RINGING 1 Carol Sample")
    s.keys("a")
    s.see("ACTIVE")
    assert s.engine.asked("session.answer") == {"session": 1}
    s.keys("h")
    s.see("HOLD")
    s.keys("h")
    s.see("ACTIVE")
    assert s.engine.asked("session.focus") == {"session": 1}
    s.keys("m")
    s.see("MUTED")
    s.keys("m")
    s.engine.asked("session.unmute")
    s.keys("b")
    s.see("ENDED")
    assert s.engine.asked("session.hangup") == {"session": 1}


@story
def held_and_back_at_once(stage):
    "h while they have not agreed to the hold yet takes it back"
    s = Screen(stage)
    bob(s.engine)
    s.see("TALKING")
    s.engine.change(1, hold_pending=True, focused=False)
    s.see("hold..", "h resume")
    s.keys("h")
    assert s.engine.asked("session.focus") == {"session": 1}


@story
def enter_twice_on_a_call_that_rings(stage):
    "Enter answers the selected call; the second one does nothing, nor crashes"
    s = two_ringing(stage)
    s.keys("M-1")
    s.engine.silent = True
    s.keys("Enter", "Enter", "Enter")
    s.engine.asked("session.answer")
    s.engine.silent = False
    s.processed()
    assert s.engine.count("session.answer") == 1
    assert not s.dead()


@story
def a_recording(stage):
    "R begins and ends the recording of the selected call; it can be paused"
    s = Screen(stage)
    bob(s.engine)
    s.see("TALKING")
    s.keys("R")
    assert s.engine.asked("session.record") == {"session": 1, "on": True}
    s.engine.change(1, recording={"state": "recording", "path": "/r/1.wav",
                                  "started": None, "duration_s": 5})
    s.see("recording on 00:05", "REC")
    s.keys(":")
    s.type("pause rec")
    s.keys("Enter")
    assert s.engine.asked("session.record", nth=2) == \
        {"session": 1, "on": True, "pause": True}
    s.engine.change(1, recording={"state": "paused", "path": "/r/1.wav",
                                  "started": None, "duration_s": 5})
    s.see("recording paused")
    s.keys("R")
    assert s.engine.asked("session.record", nth=3) == \
        {"session": 1, "on": False}
    s.engine.change(1, recording=None)
    s.lose("recording")
    s.see("call 1 is recorded in /r/1.wav")


@story
def a_recording_that_cannot_be_made(stage):
    "is told of by the engine, and not as one that is there"
    s = Screen(stage)
    bob(s.engine)
    s.see("TALKING")
    s.engine.change(1, recording={"state": "starting", "path": "/r/1.wav",
                                  "started": None, "duration_s": 0})
    s.see("recording ..")
    s.engine.change(1, recording=None)
    s.engine.event("engine.warning", code="recording",
                   text="call 1: no recording can be made", advice="make room")
    s.keys("g", "l")
    s.see("no recording can be made: make room")
    s.lose("is recorded")


@story
def dialling_a_name(stage):
    "d, letters, Enter calls the first match; the new call is selected"
    s = Screen(stage)
    s.keys("d")
    s.type("carol")
    s.see("matches", "Dial work > carol")
    s.keys("Enter")
    s.see("DIAL", "2014")
    assert s.engine.asked("session.call")["to"] == "sip:2014@pbx.example.net"
    s.see(">1")


@story
def dialling_as_typed(stage):
    "a number is dialled as it was typed, whatever else matches"
    s = Screen(stage)
    s.type("201")
    s.see("Dial work > 201", "2014", "dial as typed")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "201"


@story
def dialling_a_service(stage):
    "d echo Enter calls the service of that name"
    s = Screen(stage, fill=None)
    s.keys("d")
    s.type("echo")
    s.see(">echo", "service")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "echo"


@story
def choosing_an_account(stage):
    "^O goes through the accounts, and the call is made from that one"
    s = Screen(stage)
    s.keys("d", "C-o")
    s.see("Dial home >")
    s.type("2001")
    s.keys("Enter")
    assert s.engine.asked("session.call") == {"to": "2001", "account": "home"}


@story
def redial(stage):
    "r puts the last number into the line, Enter calls it"
    s = Screen(stage)
    s.keys("r")
    s.see("Dial work > sip:8001@pbx.example.net")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "sip:8001@pbx.example.net"


@story
def from_the_history(stage):
    "Enter on an entry of the history calls it from its account"
    s = Screen(stage)
    s.keys("g", "h", "j", "j")
    s.see("Call of the history", "Dentist")
    s.keys("Enter")
    assert s.engine.asked("session.call") == {
        "to": "sip:+442079460001@pbx.example.net", "account": "home"}


# --- contacts and long lists ---

@story
def calling_a_contact(stage):
    "j goes through its numbers, Enter calls the chosen one"
    s = Screen(stage, fill=book)
    s.keys("g", "c")
    s.see("[Contacts 1/35]", ">Bob Example")
    s.keys("j")
    s.see(">mobile  2031")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "2031"


@story
def filtering_while_typing(stage):
    "each letter filters; Esc leaves and keeps, and ^U shows all again"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "/")
    s.type("car")
    s.see("/car", "3/35", ">Carl Fixture")
    s.lose("Bob Example       *")
    s.keys("Escape", "j")
    s.see("/car", ">Carol Sample")
    s.keys("/", "C-u")
    s.see("Person 00")
    s.keys("Escape")
    s.lose("Filter >")
    s.keys("g", "h", "/")
    s.type("dave")
    s.see("/dave", "1/6")
    s.lose("Dentist")


@story
def filtering_the_log(stage):
    "the letters are looked for in what happened"
    s = Screen(stage)
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.engine.finish(1, status=487)
    s.see("missed: Carol Sample")
    s.keys("g", "l")
    s.see("call 1 ringing")
    s.keys("/")
    s.type("missed")
    s.lose("call 1 ringing")
    s.see("missed: Carol Sample")


@story
def a_filter_that_is_not_answered_calls_nobody(stage):
    "Enter acts on no row of the list before"
    s = Screen(stage, fill=book)
    s.keys("g", "c")
    s.see(">Bob Example")
    s.engine.silent = True
    s.keys("/")
    s.type("carl")
    s.see("/carl")
    s.keys("Enter", "Enter")
    s.lose("Filter >")
    assert s.engine.count("session.call") == 0
    s.engine.silent = False


@story
def a_favourite(stage):
    "f makes a contact a favourite, and shows it at once"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "j", "j")
    s.see(">Carl Fixture")
    s.keys("f")
    s.see("favourite")
    assert s.engine.asked("contact.update") == {"contact": "c4",
                                                "favourite": True}
    s.see("Carl Fixture      *")


@story
def deleting_a_contact(stage):
    "D asks; on the next contact it asks again; the second D deletes"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "D")
    s.see("delete Bob Example, with 2 numbers? D again deletes")
    s.keys("j", "j", "D")
    s.see("delete Carl Fixture")
    assert s.engine.count("contact.remove") == 0
    s.keys("D")
    s.see("deleted: Carl Fixture", "/34")
    assert s.engine.asked("contact.remove") == {"contact": "c4"}
    s.lose(" Carl Fixture      ")


@story
def editing_a_contact(stage):
    "e opens its fields, ^S sends what was changed; Esc asks before it loses"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "j", "j", "j", "e")
    s.see("Contact: Carol Sample", "Name > Carol Sample")
    s.keys("Tab", "Tab", "C-u")
    s.type("+44 (0)20 7946 0000")
    s.keys("C-s")
    s.see("saved: Carol Sample", "+44 20 7946 0000")
    assert s.engine.asked("contact.update") == {"contact": "c1", "numbers": [
        {"label": "work", "to": "+442079460000"},
        {"label": "mobile", "to": "+447700900123"},
        {"label": "sip", "to": "sip:carol@sip.example.org"}]}
    s.keys("e")
    s.type("x")
    s.keys("Escape")
    s.see("not saved")
    s.keys("Escape")
    s.see("[Contacts")
    assert s.engine.count("contact.update") == 1


@story
def somebody_of_the_history_into_the_book(stage):
    "n on a call: a contact with its name and number; refused, it stays open"
    s = Screen(stage, fill=book)
    s.keys("g", "h", "j", "j")
    s.see(">13:32")
    s.engine.refusals["contact.add"] = "the disk is full"
    s.keys("n")
    s.see("New contact", "Dentist", "+442079460001")
    s.keys("C-s")
    s.see("not saved: the disk is full", "New contact")
    s.engine.refusals.clear()
    s.keys("C-s")
    s.see("saved: Dentist")
    assert s.engine.asked("contact.add", nth=2) == {
        "name": "Dentist",
        "numbers": [{"label": "work", "to": "+442079460001"}]}
    s.keys("g", "c")
    s.see(">Dentist", "4/36")


@story
def a_contact_that_somebody_else_changes(stage):
    "the list is asked for again, the selection stays with the contact"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "j", "j")
    s.see(">Carl Fixture")
    s.engine.event("contact.changed",
                   contact=s.engine.contact("Aaron First", "home 1"))
    s.see("3/36", ">Carl Fixture")
    s.keys("g", "g")
    s.see(">Aaron First", "1/36")


@story
def to_the_end_of_a_long_history(stage):
    "G asks for what is there, whatever lies between; g g is back at once"
    def long(engine):
        for i in range(3000):
            engine.called(f"sip:{i}@pbx.example.net", None, (3000 - i) * 1000)
    s = Screen(stage, fill=long)
    s.keys("g", "h")
    s.see("1/3000", ">", "2999")
    s.keys("G")
    s.see("3000/3000", "sip:0@pbx.example.net")
    assert s.engine.asked("history.list", nth=2)["offset"] > 2700
    s.keys("k", "k", "Enter")
    assert s.engine.asked("session.call")["to"] == "sip:2@pbx.example.net"
    s.keys("g", "h", "g", "g")
    s.see("1/3000", "-> 2999")


@story
def an_engine_without_contacts(stage):
    "an older one: there is no such tab, all else works"
    def old(engine):
        book(engine)
        engine.has_contacts = False
    s = Screen(stage, fill=old)
    s.lose("Contacts")
    s.keys("g", "h", "]")
    s.see("[Trace")
    s.keys("d")
    s.type("carol")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "sip:2014@pbx.example.net"


# --- completion ---

@story
def completing_a_contact(stage):
    "a name of the book, with all its numbers; Tab chooses the second"
    s = Screen(stage, fill=book)
    s.keys("d")
    s.type("bob")
    s.see("2031", "mobile", "contact 1 call", "3 matches")
    s.keys("Tab", "Enter")
    assert s.engine.asked("session.call")["to"] == "2031"


def long_book(engine):
    """Whoever comes behind the first 200 is known to the engine alone."""
    book(engine)
    for i in range(300):
        engine.contact(f"Aaa {i:03}", f"work 4{i:03}")


@story
def typed_ahead_of_the_answer(stage):
    "Enter right behind the letters waits for whom the engine knows"
    s = Screen(stage, fill=long_book)
    s.keys("d")
    s.type("zo")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "+46812345678"


@story
def an_answer_that_comes_late(stage):
    "it moves no highlight that was read: Enter calls what is highlighted"
    s = Screen(stage, fill=long_book)
    s.engine.contact("Dave Favourite", "work 2222", favourite=True)
    s.engine.late = {"contact.search"}
    s.clock.hold()
    s.keys("d")
    s.type("dav")
    s.see(">Dave Test", "2 matches")
    s.engine.asked("contact.search", nth=3)
    s.clock.step(500)
    s.engine.answer_late()
    s.engine.late = set()
    s.processed()
    s.see("Dave Favourite", ">Dave Test")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "sip:2019@pbx.example.net"


@story
def an_answer_to_other_letters(stage):
    "what was asked for letters that are gone is not shown"
    s = Screen(stage, fill=book)
    s.engine.late = {"contact.search"}
    s.keys("d")
    s.type("zo")
    s.see("Dial work > zo")
    s.engine.asked("contact.search", nth=2)
    s.keys("C-u")
    s.type("dent")
    s.see(">Dentist")
    s.engine.answer_late()
    s.processed()
    assert "ngstr" not in s.screen(), s.screen()
    s.see(">Dentist")


@story
def an_engine_that_finds_nothing_or_fails(stage):
    "what is known here is offered all the same"
    s = Screen(stage, fill=book)
    s.engine.refusals["contact.search"] = "the disk is on fire"
    s.keys("d")
    s.type("dave")
    s.see(">Dave Test")
    s.processed()
    s.see(">Dave Test")
    assert "fire" not in s.screen()
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "sip:2019@pbx.example.net"


@story
def a_number_is_cleaned_before_enter(stage):
    "blanks, dashes and (0) go, and the list shows what will be dialled"
    s = Screen(stage, fill=book)
    s.keys("d")
    s.type("+44 (0)20-7946 (09")
    s.see("+442079460", "dial as typed")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "+4420794609"


@story
def transferring_to_a_contact(stage):
    "the prompt of a transfer offers the book as well"
    s = Screen(stage, fill=book)
    bob(s.engine)
    s.see("TALKING")
    s.keys("t")
    s.type("osc")
    s.see(">Oscar Placeholder", "contact")
    s.keys("Enter")
    assert s.engine.asked("session.transfer") == {"session": 1, "to": "2071"}


@story
def a_selected_entry_stays(stage):
    "a call that ends beside it does not move the selection of the history"
    s = Screen(stage)
    s.keys("g", "h", "j", "j")
    s.see("Call of the history", "Dentist")
    for _ in range(3):
        s.engine.event("history.added", call=s.engine.called(
            "sip:2099@pbx.example.net", "Niaj Example", 0, 5))
    s.see("Niaj Example")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == \
        "sip:+442079460001@pbx.example.net"


@story
def filtering_the_history(stage):
    "/ shows the calls that hold the letters, asked of the engine"
    s = Screen(stage)
    s.keys("/")
    s.see("Filter >")
    s.type("carol")
    s.keys("Enter")
    s.see("/carol")
    s.lose("Dentist")
    s.see("Carol Sample")


@story
def answering_beside_another(stage):
    "A ends the selected call and answers the one that rings"
    s = Screen(stage)
    bob(s.engine)
    carol(s.engine)
    s.see("RINGING 2")
    s.keys("A")
    assert s.engine.asked("session.hangup") == {"session": 1}
    assert s.engine.asked("session.answer") == {"session": 2}


@story
def swapping(stage):
    "s talks to the held call; Alt-1 selects a call by its number"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", held_by_us=True)
    s.see("HOLD")
    s.keys("s")
    assert s.engine.asked("session.focus") == {"session": 2}
    s.see(">2", "Call 2")
    s.keys("M-1")
    s.see(">1", "Call 1")


@story
def typed_in_little_room(stage):
    "on 20 columns what is typed is seen: a target, and the newest tones"
    s = Screen(stage, 20, 3, wait="READY")
    bob(s.engine)
    s.see("ACT")
    s.keys("t", *"2014")
    s.see("Transfer 1 > 2014")
    s.keys("C-u", "Escape")
    s.lose("Transfer")
    s.keys("p", *"12345678")
    s.see("DTMF 1 > 4 5 6 7 8")


@story
def transferring(stage):
    "t asks for a target, Enter sends the call there; its row says XFER"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("t")
    s.see("Transfer 1 Bob", "to >")
    s.keys("Escape")
    s.lose("Transfer 1")
    s.keys("t")
    s.type("2014")
    s.keys("Enter")
    assert s.engine.asked("session.transfer") == {"session": 1, "to": "2014"}
    s.lose("Transfer 1")
    s.engine.change(1, held_by_us=True, transfer={
        "state": "trying", "target": "sip:2014@pbx.example.net",
        "status": 100})
    s.see("XFER")
    s.engine.change(1, held_by_us=False, transfer={
        "state": "failed", "target": "sip:2014@pbx.example.net",
        "status": 486})
    s.lose("XFER")


def consulting(s):
    """Bob waits, Dave is asked and has answered."""
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("T")
    s.see("Consult for 1 Bob Example >")
    s.type("2002")
    s.keys("Enter")
    s.see(">2", "DIAL", "for 1", "consult for 1")
    s.engine.change(2, state="established", focused=True)
    s.see("ACTIVE", "t complete 1 Bob -> 2 2002")


@story
def consulting_and_completing(stage):
    "T, a number, Enter asks somebody first; t puts the two through"
    s = Screen(stage)
    consulting(s)
    assert s.engine.asked("session.call") == {
        "to": "2002", "consults": 1}
    s.keys("t")
    assert s.engine.asked("session.transfer") == {"session": 1, "with": 2}
    s.engine.change(1, transfer={
        "state": "ringing", "target": "sip:2002@pbx.example.net",
        "status": 180})
    s.keys("M-1")
    s.see("XFER", "-> 2002", "transfer to 2002: ringing (180)")


@story
def a_service_is_never_put_through(stage):
    "a consultation with echo, tone, music: t completes nothing"
    s = Screen(stage)
    bob(s.engine, 1, held_by_us=True, focused=False)
    s.engine.session(2, "sip:echo@services.invalid", "echo", ago_ms=2_000,
                     focused=True, consults=1)
    s.see("ACTIVE", "for 1")
    s.keys("M-2")
    s.see(">2", "h hold")
    assert "complete" not in s.hints() and "on t:" not in s.screen()
    assert "transfer" not in s.hints() and "consult" not in s.hints()


@story
def the_two_of_a_consultation(stage):
    "s talks to the other one of the two, and back"
    s = Screen(stage)
    consulting(s)
    s.see("s talk to 1", "b drop 2, back to 1")
    s.keys("s")
    assert s.engine.asked("session.focus") == {"session": 1}
    s.see(">1", "s talk to 2", "t complete 1 Bob -> 2 2002")
    s.keys("s")
    assert s.engine.asked("session.focus", 2) == {"session": 2}


def three_calls(s):
    bob(s.engine)
    for number, user, name in ((2, 2014, "Carol Sample"),
                               (3, 2019, "Dave Test")):
        s.engine.session(number, f"sip:{user}@pbx.example.net", name,
                         account="work", ago_ms=48_000, held_by_us=True)
    s.see("ACTIVE", "HOLD   Dave")


@story
def a_conference_of_the_two(stage):
    "c joins the only two; L leaves them, Enter comes back, C splits one off"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.see("HOLD", "c join 2")
    s.keys("c")
    assert s.engine.asked("conference.join") == {"sessions": [1, 2]}
    s.see("─CONF   Bob", "─CONF   Carol", "conference, 2 and you",
          "Call 1: in conference", "with 2 Carol Sample and you")
    s.keys("L")
    assert s.engine.asked("conference.leave") == {"transfer": False}
    s.see("without you: Enter takes you there")
    s.keys("Enter")
    assert s.engine.asked("session.focus") == {"session": 1}
    s.see("2 and you")
    s.keys("M-2", "C")
    assert s.engine.asked("conference.split") == {"session": 2}
    s.see("HOLD   Carol")
    s.lose("CONF")


@story
def a_conference_of_those_marked(stage):
    "Space marks, c joins the marked; one alone joins what is talked to"
    s = Screen(stage)
    three_calls(s)
    s.keys("M-2", "Space")
    s.see("2+", "c join")
    s.keys("Space")
    s.lose("2+")
    s.keys("Space", "M-3", "Space")
    s.see("3+", "c join 2")
    s.keys("c")
    assert s.engine.asked("conference.join") == {"sessions": [2, 3]}
    s.see("CONF   Carol", "CONF   Dave")
    s.lose("3+")
    s.keys("M-1", "c")
    assert s.engine.asked("conference.join", 2) == {"sessions": [1]}


@story
def a_member_of_a_conference(stage):
    "u mutes it for the others, gain makes it louder; both are shown"
    s = Screen(stage)
    three_calls(s)
    s.keys("M-2", "Space", "M-3", "Space", "c")
    s.see("CONF   Dave")
    s.keys("u")
    assert s.engine.asked("conference.update") == {"session": 3,
                                                   "muted": True}
    s.see("muted: the others", "u let be heard")
    s.keys("u", ":")
    s.type("gain -6")
    s.keys("Enter")
    assert s.engine.asked("conference.update", 3) == {"session": 3,
                                                      "gain_db": -6}
    s.see("-6 dB", "the others hear it at -6 dB")
    s.keys(":")
    s.type("gain 99")
    s.keys("Enter")
    s.see("gain: -20 to 20 dB")
    s.keys(":")
    s.type("leave by transfer")
    s.keys("Enter")
    assert s.engine.asked("conference.leave") == {"transfer": True}


@story
def a_conference_with_the_one_who_is_asked(stage):
    "c on a consultation joins its two"
    s = Screen(stage)
    consulting(s)
    s.keys("c")
    assert s.engine.asked("conference.join") == {"sessions": [1, 2]}


@story
def giving_up_a_consultation(stage):
    "b drops the consultation, the call that waited is selected, b b ends it not"
    s = Screen(stage)
    consulting(s)
    s.clock.hold()
    s.keys("F3", "F3")
    assert s.engine.asked("session.hangup") == {"session": 2}
    s.engine.change(1, held_by_us=False, focused=True)
    s.processed()
    s.see(">1", "Call 1: active")
    assert s.engine.count("session.hangup") == 1


@story
def transferring_to_a_call(stage):
    "Alt-2 in the prompt, or its entry in the list, joins both; ^T asks first"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2077@pbx.example.net", "Mallory Sample",
                     account="work", held_by_us=True)
    s.see("HOLD")
    s.keys("t")
    s.see("Alt-1..9 to a call")
    s.keys("M-1")
    s.see("no other call")
    s.keys("M-2")
    assert s.engine.asked("session.transfer") == {"session": 1, "with": 2}
    s.lose("Transfer 1")
    s.keys("t")
    s.type("mall")
    s.see("call 2, on hold", "join both calls")
    s.keys("Enter")
    assert s.engine.asked("session.transfer", 2) == {"session": 1, "with": 2}
    s.keys("t")
    s.type("2014")
    s.see("^T consult first")
    s.keys("C-t")
    assert s.engine.asked("session.call") == {
        "to": "2014", "consults": 1}


@story
def the_last_two(stage):
    "s goes to the call that was talked to before, not to the first"
    s = Screen(stage)
    bob(s.engine)
    for number in (2, 3):
        s.engine.session(number, f"sip:20{number}@pbx.example.net",
                         account="work", held_by_us=True)
    s.see(">1", "HOLD")
    s.keys("M-3", "s")
    assert s.engine.asked("session.focus") == {"session": 3}
    s.see(">3", "Call 3: active")
    s.keys("s")
    assert s.engine.asked("session.focus", 2) == {"session": 1}
    s.see(">1", "Call 1: active")
    s.keys("s")
    assert s.engine.asked("session.focus", 3) == {"session": 3}


@story
def sent_elsewhere(stage):
    "who is asked is told, of a call beside it too; letters stay in a field"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2077@pbx.example.net", "Mallory Sample",
                     account="work", held_by_us=True)
    s.see("HOLD")
    s.keys("d")
    s.engine.change(2, referral={"to": "sip:2014@pbx.example.net",
                                 "referred_by": None, "attended": False})
    s.see("call 2 Mallory Sample wants us to call 2014  Alt-y yes  Alt-n no",
          "Alt-y yes, go there")
    s.type("yn")
    s.see("Dial work > yn")
    assert not s.engine.count("session.accept")
    s.keys("M-n")
    assert s.engine.asked("session.refuse") == {"session": 2}
    s.engine.change(2, referral=None, redirect=None)
    s.lose("wants us")
    s.keys("C-u", "Escape")
    s.engine.change(2, redirect={"status": 302,
                                 "contacts": ["sip:2019@pbx.example.net"]})
    s.see("wants us to call 2019 instead", "y yes, go there 2")
    s.keys("y")
    assert s.engine.asked("session.accept") == {"session": 2}


@story
def asked_while_looking_elsewhere(stage):
    "y is yes wherever the focus is, while somebody asks; else it copies"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("g", "h")
    s.processed()
    s.engine.change(1, referral={"to": "sip:2014@pbx.example.net",
                                 "referred_by": None, "attended": False})
    s.see("y yes, go there")
    s.keys("y")
    assert s.engine.asked("session.accept") == {"session": 1}


@story
def rejecting_with_a_reason(stage):
    "X offers busy, decline, away; a status and words; somebody else to ring"
    s = Screen(stage)
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.keys("X")
    s.see("Reject 1 Carol Sample >", "busy", "decline", "away", "TARGET")
    s.type("d")
    s.keys("Enter")
    assert s.engine.asked("session.decline") == {"session": 1, "status": 603}
    carol(s.engine, 2)
    s.see("RINGING 2")
    s.clock.hold()
    s.clock.step(600)
    s.keys("X")
    s.type("486 in a meeting")
    s.keys("Enter")
    assert s.engine.asked("session.decline", 2) == {
        "session": 2, "status": 486, "reason": "in a meeting"}


@story
def sending_a_caller_on(stage):
    "to, Enter, a name, Enter sends the caller there; :reject to does as well"
    s = Screen(stage)
    s.engine.ring(1, "sip:2077@pbx.example.net", "Mallory", account="work")
    s.see("RINGING 1")
    s.keys("X")
    s.type("to")
    s.keys("Enter")
    s.type("carol")
    s.see("Enter send on")
    s.keys("Enter")
    assert s.engine.asked("session.redirect") == {
        "session": 1, "to": "sip:2014@pbx.example.net"}
    carol(s.engine, 2)
    s.see("RINGING 2")
    s.clock.hold()
    s.clock.step(600)
    s.keys(":")
    s.type("reject to 2019")
    s.keys("Enter")
    assert s.engine.asked("session.redirect", 2) == {"session": 2, "to": "2019"}


@story
def forwarding(stage):
    "f on an account forwards its calls, the bar says so; :forward home off"
    s = Screen(stage)
    s.keys("Tab", "j", "f")
    s.see("Forward home >", "always", "no-answer", "all calls ring here")
    s.type("alw")
    s.keys("Enter")
    s.type("2019")
    s.keys("Enter")
    assert s.engine.asked("account.forward") == {"account": 2, "always": "2019"}
    s.see("forward always to 2019", "fwd ON",
          "home: calls are forwarded always to 2019")
    s.keys(":")
    s.type("forward home off")
    s.keys("Enter")
    assert s.engine.asked("account.forward", 2) == {
        "account": 2, "always": "", "busy": "", "no_answer": ""}
    s.lose("fwd ON")


@story
def secret_digits(stage):
    "x on the pad: digits are sent as a secret and not shown"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("p", "x", "4", "7", "1")
    s.see("DTMF 1 Bob Example secret > (not shown, 3 sent)")
    assert s.engine.asked("session.dtmf", 3) == {
        "session": 1, "tones": "1", "secret": True}
    s.keys("x", "2")
    s.see("DTMF 1 Bob Example > 2")
    assert s.engine.asked("session.dtmf", 4) == {"session": 1, "tones": "2"}
    s.keys("x", "Escape")
    s.see("Dial work >")
    s.keys("p")
    s.see("DTMF 1 Bob Example >")


@story
def tones_that_wait(stage):
    "tones behind a w wait until Space"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.change(1, dtmf_waiting=4)
    s.see("4 tones wait: Space sends them")
    s.keys("Space")
    assert s.engine.asked("session.dtmf") == {"session": 1, "go_on": True}


@story
def following_a_trace(stage):
    "new messages come in and are followed, unless an older one is looked at"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("g", "t")
    s.see("no messages")
    for n in range(30):
        s.engine.message(1, "sent", f"OPTIONS sip:{n} SIP/2.0", at_ms=n)
    s.see(">+0.029")
    s.keys("k", "k")
    s.see(">+0.027")
    asked = s.engine.count("session.trace")
    s.engine.message(1, "received", "BYE sip:me SIP/2.0", at_ms=99)
    module.until(lambda: s.engine.count("session.trace") > asked,
                 "the trace is asked for again")
    s.processed()
    s.see(">+0.027")
    s.keys("x", "Enter")
    s.see("Max-Forwards: 70")
    s.keys("x")
    s.lose("Max-Forwards")
    s.keys("J")
    s.see("OPTIONS sip:28")
    s.keys("q")
    s.see(">+0.028")
    s.keys("G")
    s.see("BYE")


@story
def a_hostile_trace(stage):
    "words too long, too wide and full of escapes stay inside their arrow"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.message(1, "received", "SIP/2.0 200 " + "日é" * 60)
    s.engine.message(1, "sent", "\x1b[2J" + "é" * 300, peer="日" * 100)
    s.engine.message(1, "received", "\u202e" * 30 + "e" + "\u0301" * 300)
    s.keys("g", "t")
    s.see("[Trace 1]", "200 日é", "Calls (1)", "Pad: dial")
    s.keys("Right", "Enter", "PgDn", "J", "z", "K")
    s.see("Via: SIP/2.0/UDP", "z: back")


@story
def said_in_a_call(stage):
    "a MESSAGE or an INFO inside a call is a notice, in one clean line"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.event("session.message", session=s.engine.sessions[1],
                   text="order\n4411-B\x1b[2J", content_type="text/plain")
    s.see("call 1 Bob Example: order 4411-B[2J")
    s.engine.event("session.info", session=s.engine.sessions[1],
                   body="agent 7", content_type="text/plain")
    s.keys("g", "l")
    s.see("call 1 Bob Example (info): agent 7")


@story
def a_private_call(stage):
    "private call TARGET calls without telling who calls"
    s = Screen(stage)
    s.keys(":")
    s.type("private call 2099")
    s.keys("Enter")
    assert s.engine.asked("session.call") == {"to": "2099", "privacy": True}


@story
def quiet_and_do_not_disturb(stage):
    ", silences the ringer, g d toggles do not disturb, > is louder"
    s = Screen(stage)
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.keys(",")
    assert s.engine.asked("session.silence") == {"session": 1}
    s.keys("g", "d")
    s.see("dnd ON")
    assert s.engine.asked("engine.set") == {"dnd": True}
    s.keys("g", "v")
    s.see("echo cancelling off")
    assert s.engine.asked("audio.processing") == {"echo_cancel": "off"}
    s.keys(">")
    assert s.engine.asked("audio.volume") == {"device": "playback",
                                              "percent": 75}


@story
def latency(stage):
    ":latency tells the engine how long sound may wait"
    s = Screen(stage)
    s.keys(":")
    s.type("latency ultra-low")
    s.keys("Enter")
    assert s.engine.asked("engine.set") == {"latency": "ultra-low"}
    s.keys(":")
    s.type("latency slow")
    s.keys("Enter")
    s.see('"slow" is no latency')


@story
def refused(stage):
    "what the engine refuses is said, and the state is as before"
    s = Screen(stage)
    bob(s.engine)
    s.engine.refusals["session.hold"] = "the other side refused: 488"
    s.see("ACTIVE")
    s.keys("h")
    s.see("call 1: the other side refused: 488", "ACTIVE")


@story
def called_by_its_number(stage):
    "an engine that refuses says call 6 of what the screen has as call 1"
    s = Screen(stage)
    bob(s.engine, 6)
    s.see(">6 ● ACTIVE")
    s.engine.change(6, number=1)
    s.see(">1 ● ACTIVE")
    s.engine.refusals["session.hold"] = "call 6 is busy with itself"
    s.keys("h")
    s.see(" call 1 is busy with itself")


@story
def not_answered(stage):
    "an engine that answers nothing: pending is shown at once, then said"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.silent = True
    s.keys("h")
    s.see("hold..")
    s.see("no answer from the engine", "ACTIVE")


@story
def by_name(stage):
    "the palette runs a command by its name, with what is typed behind it"
    s = Screen(stage)
    s.keys(":")
    s.type("dial 2099")
    s.see("dial TARGET")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "2099"


def command(s, line):
    s.keys(":")
    s.type(line)
    s.see(": " + line)
    s.keys("Enter")


@story
def by_the_start_of_a_name(stage):
    "starts of words are enough; behind a command may stand whose call it is"
    s = Screen(stage)
    three_calls(s)
    command(s, "tran 8001")
    assert s.engine.asked("session.transfer") == {"session": 1, "to": "8001"}
    command(s, "mu 3")
    assert s.engine.asked("session.mute") == {"session": 3}
    command(s, "hold 9")
    s.see("there is no call 9")
    s.keys("M-1")
    command(s, "hold all")
    assert s.engine.asked("session.hold") == {"session": 1}


@story
def not_now_by_name(stage):
    "a command that is written out runs itself or nothing, and why is said"
    s = Screen(stage)
    command(s, "answer")
    s.see("answer: nothing rings")
    command(s, "mute")
    s.see("mute: no call is selected")
    command(s, "xyzzy")
    s.see('there is no command "xyzzy"')
    two = two_ringing(stage)
    bob(two.engine, 3)
    two.see("ACTIVE")
    command(two, "answer 3")
    two.see("answer: call 3 does not ring")
    command(two, "answer 2")
    assert two.engine.asked("session.answer") == {"session": 2}


@story
def going_to_a_tab(stage):
    "goto takes the start of a tab's name"
    s = Screen(stage)
    command(s, "goto lo")
    s.see("[Log]")
    command(s, "goto nowhere")
    s.see('goto "nowhere"?')


@story
def leaving_by_name(stage):
    ":q leaves at once, the engine goes on"
    s = Screen(stage)
    command(s, "q")
    module.until(s.dead, "the front end has left")
    assert not s.engine.count("engine.stop")


@story
def copying_what_is_looked_at(stage):
    "y copies the number of the call, the account, the line of the log"
    s = Screen(stage)
    s.keys("Tab", "y")
    s.see("copied: agent7@pbx.example.net")
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("BTab", "y")
    s.see("copied: +442079460958")
    s.keys("g", "l", "y")
    s.see("copied: copied: +442079460958")


@story
def register_now(stage):
    "Enter on an account registers it"
    s = Screen(stage)
    s.keys("Tab", "j", "j", "Enter")
    assert s.engine.asked("account.register") == {"account": 3}


# --- safety ---

@story
def digits_are_no_tones(stage):
    "in a call digits start the dial line; only the pad sends tones"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.type("12")
    s.see("Dial work > 12")
    assert not s.engine.count("session.dtmf")
    s.keys("C-u", "Escape", "p", "7", "#")
    s.see("DTMF 1 Bob Example > 7 #")
    assert s.engine.asked("session.dtmf") == {"session": 1, "tones": "7"}


@story
def a_pin_after_the_end(stage):
    "digits on the pad after the call ended are dropped, not dialled"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("p", "1")
    s.see("DTMF 1 Bob Example > 1")
    s.clock.hold()
    s.engine.finish(1)
    s.processed()
    s.see("digits are dropped", "Dial work >")
    s.type("2345")
    s.processed()
    assert s.row(-2).strip() == "Dial work >", s.screen()
    assert s.engine.count("session.dtmf") == 1
    s.clock.step(1600)
    s.type("6")
    s.see("Dial work > 6")


@story
def bye_waits_for_a_second_letter(stage):
    "b is marked at once and acts after 250 ms"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.clock.hold()
    s.keys("b")
    s.see("bye..")
    s.processed()               # moves it by 100 or 200 ms
    assert not s.engine.count("session.hangup")
    s.clock.step(200)
    s.engine.wake()
    s.engine.asked("session.hangup")


@story
def a_name_without_d(stage):
    "letters that follow take b back: neither acts, and the line says what does"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.type("bob")
    s.see("d to dial a name")
    s.keys("Down")
    s.processed()
    assert not s.engine.count("session.hangup")
    s.see("ACTIVE")


@story
def bye_at_once(stage):
    "another key that is no letter lets b act at once; so do F3 and Alt-b"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.clock.hold()
    s.keys("b", "Down")
    assert s.engine.asked("session.hangup") == {"session": 1}
    for number, key in ((2, "F3"), (3, "M-b")):
        bob(s.engine, number)
        s.processed()
        s.keys(f"M-{number}", key)
        assert s.engine.asked("session.hangup", number) == {"session": number}


@story
def bye_as_they_hang_up(stage):
    "b when the other side has just hung up only clears the row"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", held_by_us=True)
    s.see("HOLD", ">1")
    s.engine.finish(1)
    s.see("ENDED")
    s.keys("F3")
    s.see(">2", "Calls (1)")
    s.keys("F3")
    s.see("press again")
    s.processed()
    assert not s.engine.count("session.hangup")


@story
def the_target_changed(stage):
    "a is ignored for 500 ms when the call that rang is another one now"
    s = two_ringing(stage)
    s.clock.hold()
    s.engine.finish(1, status=487)
    s.processed()
    s.see("RINGING 2 Mallory")
    s.keys("a")
    s.see("answer: the ringing call changed, press again")
    assert not s.engine.count("session.answer")
    s.clock.step(500)
    s.keys("a")
    assert s.engine.asked("session.answer") == {"session": 2}


@story
def reject_of_a_call_that_is_gone(stage):
    "B on its way when its call is given up rejects no other"
    s = two_ringing(stage)
    s.clock.hold()
    s.keys("B")
    s.see("busy..")
    s.engine.finish(1, status=487)
    s.processed()
    s.clock.step(200)
    s.engine.wake()
    s.see("press again")
    s.processed()
    assert not s.engine.count("session.decline")


@story
def pastes_are_text(stage):
    "a paste never runs commands; a number in it loses its decoration"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.paste("bhqqa")
    s.see("Dial work > bhqqa")
    s.keys("C-u", "Escape")
    s.paste("tel:+44 (0)20 7946-0958\n")
    s.see("Dial work > +442079460958")
    s.processed()
    assert not s.engine.count("session.hangup") + s.engine.count("session.call")


@story
def focus_stays(stage):
    "a call that rings takes neither the focus nor the text in the line"
    s = Screen(stage)
    s.keys("d")
    s.type("20")
    s.see("Dial work > 20")
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.type("01")
    s.see("Dial work > 2001")
    s.keys("M-a")
    assert s.engine.asked("session.answer") == {"session": 1}
    s.see("Dial work > 2001")


@story
def a_field_keeps_its_text(stage):
    "Esc leaves the line and keeps its text, ^U clears it, ^Y brings it back"
    s = Screen(stage)
    s.keys("d")
    s.type("alice b")
    s.keys("C-w", "Escape")
    s.see("Dial work > alice", "? help")
    s.keys("d", "C-u")
    s.see("Esc leave")
    s.keys("C-y")
    s.see("Dial work > alice")


@story
def torn_arrows(stage):
    "an arrow torn apart behind its Esc is still an arrow, and no command"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("g", "h")
    s.see("Call 1")
    s.keys("Escape")
    time.sleep(0.1)             # what tears it: nothing comes for 50 ms
    s.type("[B")
    s.processed()
    assert s.screen().splitlines()[12].startswith(">"), s.screen()


@story
def ending_the_engine(stage):
    "quit engine with a call asks once more, then ends the engine and leaves"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    for asked in (False, True):
        s.keys(":")
        s.type("quit engine")
        s.see(": quit engine")
        s.keys("Enter")
        if not asked:
            s.see("this ends 1 call: give the command again")
            assert not s.engine.count("engine.stop")
    assert s.engine.asked("engine.stop") == {"when": "now"}
    module.until(s.dead, "the front end has left")


@story
def leaving(stage):
    "q asks, q again leaves; the calls go on, and how to return is said"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("q")
    s.see("q again leaves")
    s.keys("j", "q")
    s.see("q again leaves")
    s.keys("q")
    module.until(s.dead, "the front end has left")
    said = s.history()
    assert f"1 call continues; `offhook -S {s.engine.path}` to return" in said, said
    assert not s.engine.count("session.hangup")


if __name__ == "__main__":
    run()
