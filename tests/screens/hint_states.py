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
    reached(s, "RINGING 1", "M-a answer")


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
    reached(s, "M-y yes, go there")


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
