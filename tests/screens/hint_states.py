"""States without a golden screen, for test_hints.py: each is a story that ends
in one."""
from screen import Screen, bob, carol
from tap import story


def reached(s, *texts):
    """All is on the screen that is to be there."""
    s.see(*texts)
    s.golden(None)


@story
def held_and_active(stage):
    "a held call beside the active one"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", held_by_us=True)
    reached(s, "ACTIVE", "HOLD")


@story
def line_while_it_rings(stage):
    "a call rings while a number is typed"
    s = Screen(stage)
    s.keys("d")
    s.type("20")
    s.see("matches")
    carol(s.engine, 1)
    reached(s, "RINGING 1", "Alt-a answer")


@story
def empty_line(stage):
    "nothing is typed yet"
    s = Screen(stage)
    s.keys("d")
    reached(s, "Esc leave")


@story
def asked_while_typing(stage):
    "the other side wants us elsewhere while a number is typed"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("d")
    s.engine.change(1, referral={"to": "sip:2014@pbx.example.net",
                                 "referred_by": None, "attended": False})
    reached(s, "Alt-y yes, go there")


@story
def forward_line(stage):
    "where the calls of an account go is being typed"
    s = Screen(stage)
    s.keys("Tab", "f")
    reached(s, "Forward work")


@story
def lost(stage):
    "the engine is gone"
    s = Screen(stage)
    s.engine.close()
    reached(s, "NOT CONNECTED", "try")


@story
def pasted_tones(stage):
    "tones of a paste are still to be sent"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("p")
    s.see("DTMF")
    s.paste("1," * 100)
    reached(s, "to come")


@story
def prefix(stage):
    "g was pressed"
    s = Screen(stage)
    s.keys("g")
    reached(s, "(other: cancel)")


def edited(stage, field):
    """The account editor, that field of it."""
    s = Screen(stage)
    s.keys("g", "e")
    s.see("account work", "SIP address >")
    s.field(field)
    return s


@story
def an_address(stage):
    "a text of the account editor"
    reached(edited(stage, "SIP address"), "SIP address >")


@story
def a_password(stage):
    "a secret that is typed, and shown"
    s = edited(stage, "Password")
    s.type("abc")
    reached(s, "***", "^X show")
    s.keys("C-x")
    reached(s, "abc", "^X hide")


@story
def codecs_of_an_account(stage):
    "a list of the account editor"
    s = edited(stage, "Codecs")
    reached(s, "Codecs >", "J later")
    s.keys("Right")
    reached(s, "[2 G722]", "K earlier", "^S save")


@story
def a_button(stage):
    "a button of the account editor"
    reached(edited(stage, "Test now"), "Test now >", "Enter Test now")


@story
def tabs_of_the_settings(stage):
    "the tabs, a switch and a choice of the settings"
    s = Screen(stage)
    s.keys("g", "s", "Right", "Right")
    reached(s, "Settings: Calls")
    s.keys("Tab")
    reached(s, "Do not disturb >")
    s.keys("Tab")
    reached(s, "Delay >")


@story
def ringing_in_a_field(stage):
    "a call rings while a field has the keys"
    s = edited(stage, "SIP address")
    carol(s.engine, 1)
    reached(s, "RINGING 1", "Alt-a answer")
