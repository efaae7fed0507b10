"""Pages of fields: settings, accounts, the first start."""
import os
import time

import stage as module
from fake_engine import FakeEngine
from clock import Clock
from screen import Screen, carol
from tap import run, story

SELF_SIGNED = ("TLS: the certificate is self-signed: nobody vouches for it; "
               "tls_pin or tls_ca can name it")
PIN = "6mJ4ztzZ6mJ4ztzZ6mJ4ztzZ6mJ4ztzZ6mJ4ztzZ6mI="
SECRET = "tr0ub4dor and 3"


def first_start(stage, columns=80, rows=24, **fields):
    """Nothing is there: no configuration, no account, no call."""
    engine = FakeEngine(stage, Clock(stage))
    engine.config_file = None
    return Screen(stage, columns, rows, engine=engine, wait="Set up", **fields)


def skip(s, step):
    """To that one."""
    s.field("Skip", "BTab")
    s.keys("Enter")
    s.see(f"step {step} of 4")


def editor(stage, columns=80, rows=24):
    s = Screen(stage, columns, rows, wait="no calls")
    s.keys("g", "e")
    s.see("account work", "SIP address >")  # the fields are here
    return s


def settings_become(stage, text):
    """They are written beside the screen."""
    module.until(lambda: settings_file(stage) == text,
                 f"offhook-ui.conf is {text!r}")


def settings_file(stage):
    path = stage.path("home/.config/offhook/offhook-ui.conf")
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as file:
        return file.read()


def esc(s):
    """Alone: what follows at once would be Alt and that key."""
    s.keys("Escape")
    s.processed()


# --- how they look ---

@story
def the_editor(stage):
    "an account with all its keys"
    s = editor(stage)
    s.see("SIP address", "agent7@pbx.example.net")
    s.golden("account-80x24")


@story
def the_editor_large(stage):
    "at 140x45 the field with the focus is explained beside it"
    s = editor(stage, 140, 45)
    s.see("SIP address", "agent7@pbx.example.net")
    s.golden("account-140x45")


@story
def the_editor_small(stage):
    "at 40x8 the fields scroll under the focus"
    s = editor(stage, 40, 8)
    s.see("SIP address")
    s.field("Password")
    s.golden("account-40x8")


@story
def a_server_that_is_not_believed(stage):
    "the key that it showed stands above, to be compared and pinned"
    s = editor(stage)
    s.engine.by_tls(1, version=None, problem=SELF_SIGNED, pin=PIN)
    s.engine.change_account(1, state="failed", status=503, reason=SELF_SIGNED)
    s.see(PIN)
    s.golden("account-refused-80x24")


@story
def an_account_of_the_file(stage):
    "one of offhook.conf is shown, and where it is changed"
    s = Screen(stage)
    s.engine.accounts[1].update(
        file="/home/ann/.config/offhook/offhook.conf", from_file=True)
    s.keys("g", "e")
    s.see("offhook.conf:12", "agent7@pbx.example.net")
    s.golden("account-fixed-80x24")
    s.keys("Tab", "x", "Tab", "Space")
    s.processed()
    assert not s.engine.count("account.update")
    s.keys("C-s")
    s.processed()
    assert not s.engine.count("account.update")


@story
def tabs(stage):
    "the tabs of the settings, from the first field"
    s = Screen(stage)
    s.keys("g", "s")
    s.see("Settings: Accounts")
    s.golden("settings-accounts-80x24")
    s.keys("Right")
    s.see("Settings: Audio", "the default")
    s.golden("settings-audio-80x24")
    s.keys("Right")
    s.see("Settings: Calls")
    s.golden("settings-calls-80x24")
    s.keys("Right")
    s.see("Settings: Look")
    s.keys("Right")
    s.see("Settings: Keys")
    s.keys("Right")
    s.see("Settings: Network", "transport")
    s.keys("Right")
    s.see("Settings: About", "Sofia-SIP")
    s.keys("Left", "Left")
    s.see("Settings: Keys")


@story
def the_first_start_by_itself(stage):
    "four steps, each of which can be skipped; it is never seen twice"
    s = first_start(stage)
    s.see("step 1 of 4", "the default")
    s.golden("setup-audio-80x24")
    skip(s, 2)
    s.golden("setup-account-80x24")
    skip(s, 3)
    s.golden("setup-call-80x24")
    skip(s, 4)
    s.golden("setup-keys-80x24")
    s.keys("Enter")
    s.see("Calls (0)", "ready: d dials")
    assert s.engine.accounts == {}
    settings_become(stage, "setup = off\n")
    again = Screen(stage, engine=s.engine)
    again.see("no account", "Dial >")
    again.keys("g", "w")
    again.see("step 1 of 4")


@story
def the_first_start_in_little_room(stage):
    "at 40x8 and at 140x45"
    s = first_start(stage, 40, 8)
    s.golden("setup-audio-40x8")
    s.resize(140, 45)
    s.see("1 audio")
    s.golden("setup-audio-140x45")


# --- when it does not come ---

@story
def who_has_begun_is_not_asked(stage):
    "an account, a call in the history, a file, or setup = off: no first start"
    for fill in (
            lambda e: e.account("work", "sip:a@b"),
            lambda e: e.called("sip:b@c", "Bob"),
            lambda e: setattr(e, "config_file", "/etc/offhook.conf")):
        engine = FakeEngine(stage, Clock(stage), stage.path(f"s{time.time()}"))
        engine.config_file = None
        fill(engine)
        s = Screen(stage, engine=engine)
        s.processed()
        assert "Set up" not in s.screen(), s.screen()
    os.makedirs(stage.path("home/.config/offhook"))
    stage.write("home/.config/offhook/offhook-ui.conf", "setup = off\n")
    engine = FakeEngine(stage, Clock(stage), stage.path("s-off"))
    engine.config_file = None
    s = Screen(stage, engine=engine)
    s.processed()
    assert "Set up" not in s.screen(), s.screen()


# --- the account ---

@story
def signing_in(stage):
    "the first start's account: refused, put right, taken; then the keys"
    s = first_start(stage)
    skip(s, 2)
    s.type("ann@pbx.example.net")
    s.keys("Enter")
    s.type(SECRET)
    s.see("Password > ***")
    s.keys("Enter", "Enter")
    s.see("signing in ..")
    asked = s.engine.asked("account.add")
    assert asked == {"uri": "sip:ann@pbx.example.net", "name": "pbx",
                     "password": SECRET}, asked
    s.engine.change_account(1, state="failed", status=403, reason="Forbidden")
    s.see("403 Forbidden", "password")
    s.field("Password", "BTab")
    s.keys("C-u")
    s.type("another")
    s.keys("Enter", "Enter")
    asked = s.engine.asked("account.update")
    assert asked == {"account": 1, "password": "another"}, asked
    s.engine.change_account(1, state="registered", status=200, reason="OK",
                            contact="sip:ann@192.0.2.1;transport=tcp")
    s.see("200 OK in", "tcp")
    assert SECRET not in s.history()
    s.field("Transport", "BTab")
    s.keys("Right", "Right", "Right")
    s.see("udp tcp [tls]")
    s.field("Next")
    s.keys("Enter")
    asked = s.engine.asked("account.update", 2)
    assert asked == {"account": 1, "transport": "tls"}, asked
    s.engine.by_tls(1, version=None, problem=SELF_SIGNED, pin=PIN)
    s.engine.change_account(1, state="failed", status=503, reason=SELF_SIGNED)
    s.see("The password was not sent", PIN[:20])
    s.golden("setup-tls-80x24")
    s.keys("Enter")
    s.see("step 3 of 4")
    s.keys("Enter")
    assert s.engine.asked("session.call")["to"] == "echo"
    assert "Hang up" not in s.screen()      # there is no call yet
    s.engine.session(1, "sip:echo@services.invalid", "echo", ago_ms=1_000,
                     focused=True)
    s.see("[ Hang up ]")
    s.keys("Enter")
    assert s.engine.asked("session.hangup") == {"session": 1}


@story
def leaving_it(stage):
    "^C leaves: the account made in it goes, and it does not come again"
    s = first_start(stage)
    skip(s, 2)
    s.type("ann@pbx.example.net")
    s.keys("Enter", "Enter", "Enter")
    s.engine.asked("account.add")
    s.see("signing in ..")
    s.keys("C-c")
    s.see("no account is kept", "Calls (0)")
    assert s.engine.asked("account.remove") == {"account": 1}
    settings_become(stage, "setup = off\n")


@story
def what_changed_is_saved(stage):
    "^S sends what changed; a wrong value is told on leaving, and not sent"
    s = editor(stage)
    s.see("Password")
    s.field("Sign-in name")
    s.type("1000")
    s.field("SIP address", "Up")
    s.keys("C-u")
    s.type("nobody")
    s.keys("Tab")
    s.see("expected an address like")
    s.keys("C-s")
    s.processed()
    assert not s.engine.count("account.update")
    s.see("SIP address > nobody")
    s.type("@b")
    s.keys("C-s")
    asked = s.engine.asked("account.update")
    assert asked == {"account": 1, "user": "1000", "uri": "sip:nobody@b"}, asked
    s.see("account work saved", "signing in ..")
    s.engine.change_account(1, state="registered", status=200, reason="OK")
    s.see("ok: 200 OK in")
    esc(s)
    s.see("Calls (0)")


@story
def what_is_not_saved_is_asked_about(stage):
    "Esc asks once, typing takes the answer back, a second Esc throws it away"
    s = editor(stage)
    s.see("SIP address")
    s.field("Password")
    s.type("x")
    esc(s)
    s.see("not saved")
    s.keys("Tab")
    esc(s)
    s.see("account work")
    esc(s)
    s.see("Calls (0)")
    assert not s.engine.count("account.update")


@story
def a_draft_survives_another_look(stage):
    "an account half typed is there again after a call"
    s = Screen(stage)
    s.keys(":")
    s.type("new account")
    s.keys("Enter")
    s.see("SIP address >")
    s.type("ann@b")
    s.keys("M-x")
    s.type("log")
    s.keys("Enter")
    s.see("Calls (0)")
    s.keys(":")
    s.type("new account")
    s.keys("Enter")
    s.see("SIP address > ann@b")


@story
def removing(stage):
    "Delete asks, and Enter again removes"
    s = editor(stage)
    s.see("[ Delete ]")
    s.field("Test now")
    s.keys("Right", "Enter")
    s.see("Enter again removes")
    assert not s.engine.count("account.remove")
    s.keys("Enter")
    assert s.engine.asked("account.remove") == {"account": 1}
    s.see("Calls (0)")


@story
def trying_it_out(stage):
    "Test now signs in, and says code, way, time and expiry"
    s = editor(stage)
    s.see("[ Test now ]")
    s.field("Test now")
    s.keys("Enter")
    assert s.engine.asked("account.register") == {"account": 1}
    s.see("signing in ..")
    s.engine.change_account(1, state="registered", status=200, reason="OK",
                            contact="sip:a@192.0.2.14", expires_in_s=600)
    s.see("ok: 200 OK in", "ms, udp, expires in 600 s")
    s.keys("Enter")
    s.engine.change_account(1, state="failed", status=408, reason="Timeout")
    s.see("failed: 408 Timeout", "no answer")


@story
def secrets(stage):
    "a password is stars, ^X shows it until the field is left"
    s = editor(stage)
    s.field("Password")
    s.type("abc")
    s.see("Password > ***")
    assert "abc" not in s.screen()
    s.keys("C-x")
    s.see("Password > abc")
    s.keys("Tab", "BTab")
    s.see("Password > ***")
    assert "abc" not in s.screen()


@story
def a_secret_in_place_of_the_keyring(stage):
    "who types a password is told that the keyring is not asked any more"
    s = Screen(stage, wait="no calls")
    s.engine.accounts[1]["keys"] = {"password_keyring": True}
    s.keys("g", "e")
    s.see("by keyring .... [x]")
    s.field("Password")
    s.type("abc")
    s.keys("C-s")
    s.see("the keyring is not asked any more")
    asked = s.engine.asked("account.update")
    assert asked["password_keyring"] is False, asked


@story
def codecs(stage):
    "J and K move a codec, Space takes it out"
    s = editor(stage)
    s.see("Codecs")
    s.field("Codecs")
    s.keys("J", "Right", "Space", "C-s")
    asked = s.engine.asked("account.update")
    assert asked["codecs"] == ["G722", "opus", "PCMU"], asked


@story
def pasting(stage):
    "a paste goes into the field as it is, without its line end"
    s = editor(stage)
    s.field("Password")
    s.paste("a (0) b-1\n")
    s.keys("C-x")
    s.see("Password > a (0) b-1")
    s.keys("C-s")
    assert s.engine.asked("account.update")["password"] == "a (0) b-1"


# --- calls come meanwhile ---

@story
def a_call_comes(stage):
    "a call that rings is answered from a field by Alt-a, and the field stays"
    s = editor(stage)
    s.field("Password")
    s.type("abc")
    carol(s.engine, 1)
    s.see("RINGING 1 Carol Sample", "Alt-a answer")
    s.see("Password > ***")
    s.keys("M-a")
    assert s.engine.asked("session.answer") == {"session": 1}
    s.see("TALKING", "Password > ***")
    s.type("d")
    s.see("Password > ****")
    s.keys("F3")
    assert s.engine.asked("session.hangup") == {"session": 1}


@story
def a_call_comes_at_the_first_start(stage):
    "the same where a button has the focus, by F2"
    s = first_start(stage)
    carol(s.engine, 1)
    s.see("RINGING 1 Carol Sample", "Set up")
    s.keys("F2")
    assert s.engine.asked("session.answer") == {"session": 1}
    s.see("TALKING", "Set up")


@story
def the_engine_is_lost(stage):
    "a page stays when the engine goes, and says so when it is to save"
    s = editor(stage)
    s.field("Password")
    s.type("abc")
    s.engine.close()
    s.see("NOT CONNECTED")
    s.see("Password > ***")
    s.keys("C-s")
    s.see("account work")


# --- the settings ---

@story
def the_look_is_kept(stage):
    "what is set is written where it stands, and counts at once"
    os.makedirs(stage.path("home/.config/offhook"))
    stage.write("home/.config/offhook/offhook-ui.conf",
                "# mine\nglyphs = auto  # lines\n")
    s = Screen(stage)
    s.keys("g", "s", "Right", "Right", "Right")
    s.see("Settings: Look")
    s.field("glyphs")
    s.keys("Right", "C-s")
    s.see("saved:", "-- Settings: Look")
    settings_become(stage, "# mine\nglyphs = ascii  # lines\n")


@story
def a_device_counts_at_once(stage):
    "a device and a volume are used as soon as they are chosen; Test listens"
    s = Screen(stage)
    s.keys("g", "s", "Right")
    s.see("Settings: Audio", "the default")
    s.keys("Tab", "Right")
    assert s.engine.asked("audio.select") == {
        "device": "capture", "name": "alsa:usb", "keep": True}
    s.see("[USB headset]")
    s.keys("Tab", "Right")
    assert s.engine.asked("audio.volume") == {"device": "capture",
                                              "percent": 80}
    s.field("Test", "BTab")
    s.keys("Enter")
    s.engine.asked("audio.test")
    s.engine.sound_test()
    s.see("listening, speak: #####...")
    s.engine.sound_test(running=False, text="the microphone works",
                        advice="speak up")
    s.see("the microphone works", "speak up")


@story
def forwards(stage):
    "who is called instead is typed there, and sent by ^S"
    s = Screen(stage)
    s.keys("g", "s", "Right", "Right")
    s.see("Settings: Calls", "work always to")
    s.field("work always to")
    s.type("2019")
    s.keys("Right")
    s.field("Left and Right", "BTab")
    s.keys("Right")
    s.see("not saved")
    s.keys("C-s")
    assert s.engine.asked("account.forward") == {"account": 1,
                                                 "always": "2019"}


@story
def help_in_a_field(stage):
    "F1 says what a field is for, and no longer"
    s = editor(stage)
    s.see("SIP address >")
    s.keys("F1")
    s.see("The address others call")
    s.keys("Tab")
    s.see("only you can read")
    s.keys("F1")
    s.lose("only you can read")


run()
