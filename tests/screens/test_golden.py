"""What is shown, compared with saved screens: see screen.py for renewing."""
from fake_engine import DTLS, MEDIA, SDES, by_ice
from screen import HOUR, MINUTE, Screen, bob, book, carol, people
from tap import run, story


@story
def idle(stage):
    "accounts with their trouble, the history, the pad"
    Screen(stage).golden("idle-80x24")


@story
def idle_large(stage):
    "the same at 140x45"
    Screen(stage, 140, 45).golden("idle-140x45")


@story
def empty(stage):
    "no account, no call yet: what to type is said"
    Screen(stage, fill=None).golden("empty-80x24")


@story
def dialling(stage):
    "matches of the history and the services, the text itself last"
    s = Screen(stage)
    s.keys("d")
    s.type("e")
    s.golden("dial-80x24")


@story
def ringing(stage):
    "an incoming card while another call is active and a third one waits"
    s = Screen(stage)
    bob(s.engine)
    carol(s.engine)
    s.engine.ring(3, "sip:+441614960044@sip.example.org", account="home",
                  ago_ms=2_000)
    s.golden("ringing-80x24")


@story
def ringing_large(stage):
    "at 140x45 the card stands below the active call"
    s = Screen(stage, 140, 45)
    bob(s.engine)
    s.engine.statistics(1)
    carol(s.engine)
    s.golden("ringing-140x45")


@story
def active(stage):
    "timer, codec, no encryption, meters, figures; a held call beside it"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.engine.statistics(1)
    s.engine.levels(1, -20, -33)
    s.golden("active-80x24")


@story
def asking_for_a_target(stage):
    "the prompt of a transfer offers calls, people and what was typed"
    s = Screen(stage)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.see("HOLD")
    s.keys("t")
    s.type("20")
    s.golden("transfer-80x24")


def consulting(s):
    bob(s.engine, held_by_us=True, focused=False)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=97_000, held_by_us=True)
    s.engine.session(3, "sip:2019@pbx.example.net", "Dave Test", consults=1,
                     account="work", ago_ms=20_000, focused=True)
    s.engine.statistics(3)
    s.engine.levels(3, -20, -33)
    s.see("for 1")
    s.keys("M-3")
    s.see("consult for 1")


@story
def consultation(stage):
    "whom the call is for, what t would do, how to go back"
    s = Screen(stage)
    consulting(s)
    s.golden("consult-80x24")


@story
def consultation_large(stage):
    "the same at 140x45"
    s = Screen(stage, 140, 45)
    consulting(s)
    s.golden("consult-140x45")


@story
def conference(stage):
    "who is in it, how the others hear them, who waits outside"
    s = Screen(stage)
    bob(s.engine, conference=1, member={"gain_db": 6, "muted": False})
    for number, user, name, more in (
            (2, 2014, "Carol Sample", {
                "conference": 1, "member": {"gain_db": 0, "muted": True}}),
            (3, 2019, "Dave Test", {"held_by_us": True}),
            (4, 2044, "Erin Placeholder", {
                "conference": 1, "held_by_us": True,
                "member": {"gain_db": 0, "muted": False}})):
        s.engine.session(number, f"sip:{user}@pbx.example.net", name,
                         account="work", ago_ms=48_000, **more)
    s.engine.statistics(1)
    s.see("muted", "CONF   Bob", "HOLD   Erin")
    s.golden("conference-80x24")


def many_states(s):
    """A call in every state that a list can show."""
    bob(s.engine, media=DTLS | {"remote": "198.51.100.9:31044"})
    s.engine.statistics(1, mos_lq=4.3, remote_loss_fraction=0.0,
                        jitter_buffer_ms=40, bitrate=31000,
                        input_level_dbfs=-14, output_level_dbfs=-22)
    s.engine.levels(1, -14, -22)
    people = [("2019", "Dave Test", {"held_by_us": True}),
              ("+442079460112", None, {"held_by_us": True}),
              ("frank@sip.example.org", "Frank Instance",
               {"held_by_them": True}),
              ("2052", "Heidi Mock", {"conference": 1, "member": {
                  "gain_db": 0, "muted": False}}),
              ("2053", "Ivan Stub", {"conference": 1, "member": {
                  "gain_db": 0, "muted": True}}),
              ("2060", "Judy Fake", {"held_by_us": True, "transfer": {
                  "state": "trying", "target": "sip:2014@pbx.example.net",
                  "status": None}}),
              ("+441314960071", "Mallory Sample", {
                  "state": "establishing", "progress": "ringing"})]
    for number, (user, name, fields) in enumerate(people, 2):
        uri = user if "@" in user else f"{user}@pbx.example.net"
        s.engine.session(number, f"sip:{uri}", name, account="work",
                         ago_ms=number * 40_000, **fields)
        if fields.get("state") is None:
            s.engine.statistics(number, mos_lq=4.2 if number % 2 else 3.2)
    carol(s.engine, 9)
    s.engine.session(10, "sip:2077@pbx.example.net", "Niaj Example",
                     account="work", state="establishing",
                     progress="ringing")
    s.see("Calls (10)")
    s.engine.finish(10, "remote", 408, "Request Timeout")
    s.see("no answer")


@story
def many_states_zoomed(stage):
    "what each call is, with codec, protection, how it sounds, why it ended"
    for size, environment, name in (
            ((80, 24), None, "states-zoomed-80x24"),
            ((80, 24), {"LC_ALL": "C", "TERM": "vt100"},
             "states-zoomed-ascii-80x24"),
            ((140, 45), None, "states-zoomed-140x45")):
        s = Screen(stage, *size, env=environment)
        s.keys("z")
        s.see("(z: back)")
        many_states(s)
        s.golden(name)
        s.end()


@story
def many_states_large(stage):
    "three columns: calls, the selected one in detail, the day"
    for environment, name in ((None, "states-140x45"), (
            {"LC_ALL": "C", "TERM": "vt100"}, "states-ascii-140x45")):
        s = Screen(stage, 140, 45, env=environment)
        many_states(s)
        s.golden(name)
        s.end()


KNOWN = {"id": "u1", "name": "Bob Example", "organization": "Sample Ltd",
         "note": "order 4411-B, wants blue"}


@story
def tall_card(stage):
    "how a call sounded, who it is, when we talked before"
    for environment, name in ((None, "tall-140x45"), (
            {"LC_ALL": "C", "TERM": "vt100"}, "tall-ascii-140x45")):
        s = Screen(stage, 140, 45, env=environment)
        s.engine.sounds(1, mos_lq=lambda i: 4.3 if not 60 < i < 90 else 2.9)
        bob(s.engine, contact=KNOWN, dtmf_received="12#",
            recording={"state": "recording", "path": "/r/bob.wav",
                       "started": None, "duration_s": 21.4},
            media=MEDIA | {"codec": "opus", "sample_rate_hz": 48000,
                           "remote": "198.51.100.9:31044"})
        s.engine.asked("session.quality")
        s.engine.statistics(1, mos_lq=4.3, remote_loss_fraction=0.0,
                            jitter_buffer_ms=40, bitrate=31000,
                            input_level_dbfs=-14, output_level_dbfs=-22)
        s.engine.levels(1, -14, -22)
        s.golden(name)
        s.end()


@story
def small_card(stage):
    "a call that sounds badly, at 80x24"
    s = Screen(stage)
    bob(s.engine)
    s.engine.statistics(1, mos_lq=3.2)
    s.engine.levels(1, -20, -33)
    s.golden("poor-80x24")


@story
def ringing_known(stage):
    "who calls, from which company, whose call it was, what is noted"
    for size, name in (((80, 24), "known-80x24"), ((40, 8), "known-40x8"),
                       ((20, 3), "known-20x3")):
        s = Screen(stage, *size, wait="READY")
        uri = "sip:+442079460958@pbx.example.net"
        s.engine.ring(1, uri, "02079460958", account="work", ago_ms=41_000,
                      contact=KNOWN)
        s.engine.change(1, remote={
            "uri": uri, "display_name": "02079460958", "asserted": None,
            "diversion": [{"uri": "sip:2019@pbx.example.net",
                           "display_name": "Dave Test",
                           "reason": "no-answer"}]})
        s.see("Bob")
        s.golden(name)
        s.end()


def protected(s):
    """One by DTLS through a relay, one by SDES, one that anybody hears."""
    bob(s.engine, media=DTLS | by_ice("relay", "srflx"))
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True,
                     media=SDES)
    s.engine.session(3, "sip:2019@pbx.example.net", "Dave Test",
                     account="work", ago_ms=20_000, held_by_us=True)
    s.engine.statistics(1, mos_lq=4.3)
    s.see("1", "ACT")


def on_every_size(stage, name, env=None):
    for size in ((140, 45), (80, 24), (40, 8), (20, 3)):
        s = Screen(stage, *size, wait="READY", env=env)
        protected(s)
        s.golden(f"{name}-{size[0]}x{size[1]}")
        s.end()


@story
def encrypted(stage):
    "how each call is encrypted, which way it takes, on every size of screen"
    on_every_size(stage, "encrypted")


@story
def encrypted_ascii(stage):
    "the same without UTF-8 and without colours"
    on_every_size(stage, "encrypted-ascii", {"LC_ALL": "C", "TERM": "vt100"})


@story
def not_encrypted(stage):
    "why a call is not, where it should be; no fuss where nobody wants it"
    s = Screen(stage)
    s.engine.accounts[2]["srtp"] = "off"
    s.engine.event("account.changed", account=s.engine.accounts[2])
    bob(s.engine, media=MEDIA | {"keying_problem": "the other side offers no "
                                 "keys: anybody on the way can listen"})
    s.engine.session(2, "sip:ann@sip.example.org", "Erin Placeholder",
                     account="home", ago_ms=48_000, held_by_us=True)
    s.engine.statistics(1)
    s.see("anybody on the way")
    s.golden("not-encrypted-80x24", attributes=True)


@story
def no_keys(stage):
    "a call whose keys do not come about is not shown as encrypted"
    s = Screen(stage)
    bob(s.engine, media=DTLS | {"suite": None})
    s.see("no keys yet")
    problem = "no answer comes to our DTLS handshake"
    s.engine.event("engine.warning", code="media",
                   text="call 1: encryption: " + problem,
                   advice="nothing is sent or played before there are keys")
    s.engine.change(1, media=DTLS | {"suite": None, "keying_problem": problem})
    s.see("fail")
    s.keys("g", "l")
    s.golden("no-keys-80x24")


@story
def refused_offer(stage):
    "488: what srtp may have to do with it"
    s = Screen(stage)
    for number, srtp, words in ((1, "off", "they may insist on encryption"),
                                (2, "required", "they may not encrypt")):
        s.engine.accounts[1]["srtp"] = srtp
        s.engine.event("account.changed", account=s.engine.accounts[1])
        s.engine.session(number, "sip:2014@pbx.example.net", account="work",
                         state="establishing", progress="calling")
        s.see("DIAL")
        s.keys(f"M-{number}")
        s.engine.finish(number, "remote", 488, "Not Acceptable Here",
                        "they do not encrypt, and srtp is required here")
        s.see(words)
    s.keys("g", "l")
    s.golden("refused-80x24")


@story
def ended_by_nobody(stage):
    "what failed between the two is not said to have been the other side"
    s = Screen(stage)
    s.engine.session(1, "sip:2014@pbx.example.net", account="work",
                     state="establishing", progress="calling")
    s.see("DIAL")
    s.engine.finish(1, "error", 503, "nobody listens there, or no way leads "
                    "there")
    s.see("not connected", "503 nobody listens there")
    bob(s.engine, number=2)
    s.see("ACTIVE")
    s.keys("M-2")
    s.engine.finish(2, "error", 408, "Request Timeout", "UPDATE was not "
                    "answered: the other side is gone")
    s.see("broken off after 02:13")
    s.golden("broken-80x24")


@story
def another_way(stage):
    "a change in mid-call is said: of the way, of the encryption"
    s = Screen(stage)
    bob(s.engine, media=DTLS | by_ice("host", "host"))
    s.see("path direct")
    s.engine.change(1, media=DTLS | by_ice("relay", "host"))
    s.see("call 1 Bob Example: path is now relayed by TURN")
    s.engine.change(1, media=SDES | by_ice("relay", "host"))
    s.see("encrypted otherwise from now on: SRTP AES-128, SDES")
    s.engine.change(1, media=MEDIA | by_ice("relay", "host"))
    s.see("NOT encrypted any more")
    s.engine.change(1, media=MEDIA | by_ice("relay", "host", "failed"))
    s.see("call 1 Bob Example: no way found by ICE")


@story
def servers(stage):
    "whom nobody verifies is said in the bar, whose certificate ends in time"
    for size in ((140, 45), (80, 24), (40, 8), (20, 3)):
        s = Screen(stage, *size, wait="READY")
        s.engine.by_tls(1, days=400)
        s.engine.by_tls(2, days=9.5, peer="sip.example.org")
        if size[0] >= 80:
            s.see("certificate ENDS in 9 days")
        s.engine.by_tls(1, days=400, verify="off", peer=None)
        s.engine.accounts[2]["nat"] = {
            "public_address": "203.0.113.7", "type": "symmetric",
            "stun": "ok"}
        s.engine.by_tls(2, days=9.5, peer="sip.example.org")
        s.golden(f"servers-{size[0]}x{size[1]}")
        s.end()


@story
def a_server(stage):
    "who was verified is said where there is a row for it"
    s = Screen(stage)
    s.engine.event("account.removed", account=s.engine.accounts.pop(3))
    s.engine.by_tls(1, days=400)
    s.see("verified")
    s.golden("server-80x24")


@story
def reasons(stage):
    "why accounts are not registered is said whole where there is room"
    s = Screen(stage, 200, 60)
    for number in (1, 2):
        s.engine.change_account(
            number, state="failed", status=503, reason="TLS: the certificate "
            "is for another name (theirs: other.test, third.test; wanted: "
            "pbx.example.net)")
    s.see("work:FAIL", "home:FAIL")
    s.golden("reasons-200x60")


@story
def without_pad(stage):
    "pad = off: history and log have its place, until p asks for it"
    stage.write("home/.config/offhook/offhook-ui.conf", "pad = off\n")
    s = Screen(stage)
    s.golden("no-pad-80x24")
    s.keys("p")
    s.see("Pad: dial")
    s.keys("Escape")
    s.lose("Pad: dial")


@story
def lost_engine(stage):
    "without an engine: what was known, dimmed; since when; what to do"
    for size, name in (((80, 24), "lost-80x24"), ((140, 45), "lost-140x45"),
                       ((40, 8), "lost-40x8"), ((20, 3), "lost-20x3")):
        s = Screen(stage, *size, wait="READY")
        bob(s.engine)
        s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                         account="work", ago_ms=48_000, held_by_us=True)
        s.see("ACT", "2")
        s.clock.hold()              # no further try
        s.engine.close()
        s.clock.step(200)
        s.keys("C-l")
        s.golden(name)
        s.end()


@story
def small_ascii(stage):
    "small screens without UTF-8 and without colours"
    for size, name in (((40, 8), "ascii-40x8"), ((20, 3), "ascii-20x3")):
        s = Screen(stage, *size, wait="READY",
                   env={"LC_ALL": "C", "TERM": "vt100"})
        bob(s.engine)
        carol(s.engine)
        s.golden(name)
        s.end()


@story
def being_transferred(stage):
    "a call on its way is marked, its progress is told; another asks us"
    s = Screen(stage)
    bob(s.engine, held_by_us=True, focused=False, transfer={
        "state": "ringing", "target": "sip:2019@pbx.example.net",
        "status": 180}, session_timer={"interval_s": 1800,
                                       "refresher": "remote"})
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True,
                     referral={"to": "sip:2031@pbx.example.net",
                               "referred_by": None, "attended": False})
    s.see("XFER", "HOLD")
    s.keys("M-1")
    s.see(">1")
    s.golden("referred-80x24")


@story
def recording(stage):
    "a call that is recorded says so, in its card and on the first row"
    s = Screen(stage)
    bob(s.engine, recording={"state": "recording", "path": "/r/bob.wav",
                             "started": None, "duration_s": 21.4})
    s.engine.statistics(1)
    s.engine.levels(1, -20, -33)
    s.golden("recording-80x24")


@story
def refusing(stage):
    "how a ringing call may be refused"
    s = Screen(stage)
    carol(s.engine, 1)
    s.see("RINGING 1")
    s.keys("X")
    s.golden("reject-80x24")


@story
def forwarded(stage):
    "where the calls of an account go, in the bar that some never ring"
    def forwards(engine):
        people(engine)
        for number, when, to in ((1, "busy", 2031), (2, "always", 2019)):
            engine.accounts[number]["forward"][when] = \
                f"sip:{to}@pbx.example.net"

    s = Screen(stage, fill=forwards)
    s.keys("Tab")
    s.golden("forward-80x24")


@story
def secret_pad(stage):
    "tones that nobody is to see"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("p", "x", "4", "7")
    s.see("2 sent")
    s.golden("secret-80x24")


@story
def no_sound(stage):
    "why nothing is heard, and what to do, on the card in place of figures"
    s = Screen(stage)
    problem = {"code": "nothing_arrives", "text": "nothing is heard: no sound "
               "has come from 203.0.113.9:40000 yet", "advice": "a firewall or "
               "NAT on the way may keep it out: it has to let UDP in to "
               "media.rtp_ports; or their side sends none"}
    s.engine.session(1, "sip:+442079460958@pbx.example.net", "Bob Example",
                     account="work", ago_ms=12_000, focused=True,
                     media=MEDIA | {"problem": problem})
    s.engine.event("engine.warning", code="media",
                   text="call 1: " + problem["text"], advice=problem["advice"])
    s.see("no sound", "firewall", "call 1: nothing is heard")
    s.golden("no-sound-80x24")


SDP = "v=0\r\no=- 3917 1 IN IP4 192.0.2.14\r\nm=audio 40000 RTP/AVP 0\r\n"


def traced(s):
    bob(s.engine)
    s.engine.change(1, established=s.engine.clock.text(5_190))
    s.see("ACTIVE")
    invite = ("sent", "INVITE sip:+442079460958@pbx.example.net SIP/2.0",
              "From: <sip:agent7@pbx.example.net>;tag=9a31",
              "To: <sip:+442079460958@pbx.example.net>", "CSeq: 1 INVITE",
              "User-Agent: offhook")
    s.engine.message(1, *invite, body=SDP)
    s.engine.message(1, *invite, body=SDP, at_ms=500)
    s.engine.message(1, "received", "SIP/2.0 401 Unauthorized", at_ms=521)
    s.engine.message(1, "sent", "ACK sip:bob@pbx.example.net SIP/2.0",
                     at_ms=522)
    s.engine.message(1, *invite, "Authorization: (left out)", body=SDP,
                     at_ms=524)
    s.engine.message(1, "received", "SIP/2.0 200 OK", "Subject: \x1b[2J",
                     body=SDP, at_ms=4_802)
    s.engine.message(1, "sent", "ACK sip:bob@203.0.113.9 SIP/2.0",
                     at_ms=4_803, peer="203.0.113.9:5080")
    s.keys("g", "t")
    s.see("[Trace 1]", "INVITE sdp again", "203.0.113.9:5080")


@story
def ladder(stage):
    "the messages of a call: to whom, when, which came again"
    s = Screen(stage)
    traced(s)
    s.keys("g", "g", "j")
    s.golden("trace-80x24")
    s.keys("z")
    s.golden("trace-zoomed-80x24")
    s.keys("Right")
    s.see("INVITE sdp to 198")
    s.keys("Left", "G", "k", "k", "Enter")
    s.see("Subject: ^[[2J", "m=audio", "Enter ladder")
    s.golden("message-80x24")


@story
def ladder_large(stage):
    "at 140x45 with the message beside it"
    s = Screen(stage, 140, 45)
    traced(s)
    s.golden("trace-140x45")


def sounding(s):
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.see("HOLD")

    def bad(i):
        return 120 <= i < 150
    s.engine.sounds(1, loss_fraction=lambda i: bad(i) * (i % 5) / 100,
                    mos_lq=lambda i: 2.9 if bad(i) else 4.3,
                    jitter_ms=lambda i: 22 if bad(i) else 3 + i % 3)
    s.keys("g", "q")
    s.see("[Quality 1]", "min 2.9", "3:20 of sound")


@story
def quality(stage):
    "the last minutes of a call as graphs, and what may be done with them"
    s = Screen(stage)
    sounding(s)
    s.golden("quality-80x24")
    s.keys("z", "-")
    s.see("2 s a step")
    s.golden("quality-zoomed-80x24")
    s.keys("j")
    s.see("there has been no sound")


@story
def quality_of_ascii(stage):
    "the same without UTF-8, and at 140x45"
    s = Screen(stage, env={"LC_ALL": "C", "LANG": "C"})
    sounding(s)
    s.golden("quality-ascii-80x24")
    s = Screen(stage, 140, 45)
    sounding(s)
    s.golden("quality-140x45")


@story
def pad(stage):
    "tones sent are in the line, mute is told everywhere"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.keys("p", "1", "4", "*", "*", "m")
    s.see("MUTED")
    s.golden("pad-80x24")


@story
def many_calls(stage):
    "rows in the order of their numbers, ringing ones on top, more below"
    s = Screen(stage)
    bob(s.engine)
    for number in range(2, 12):
        s.engine.session(number, f"sip:20{number:02}@pbx.example.net",
                         f"Person {number}", account="work", held_by_us=True,
                         ago_ms=number * 40_000)
    carol(s.engine, 12)
    s.golden("many-80x24")
    s.keys("z")
    s.golden("many-zoomed-80x24")


@story
def ended(stage):
    "an ended call keeps its row and its reason for a while"
    s = Screen(stage)
    s.engine.session(1, "sip:2031@pbx.example.net", account="work",
                     state="establishing", progress="ringing", ago_ms=9_000)
    s.see("DIAL")
    s.engine.finish(1, "remote", 486, "Busy Here")
    s.golden("ended-80x24")


@story
def helped(stage):
    "the keys of now, then all"
    s = Screen(stage)
    s.keys("?")
    s.golden("help-80x24")
    s.keys("G")
    s.see("Who can listen", "▣ ", "its sound is encrypted", "fail ")


@story
def commanded(stage):
    "the palette: commands by name, their keys beside them"
    s = Screen(stage)
    s.keys(":")
    s.type("do")
    s.golden("palette-80x24")


@story
def logged(stage):
    "every notice with its time"
    s = Screen(stage)
    bob(s.engine)
    s.see("ACTIVE")
    s.engine.finish(1)
    s.engine.change_account(1, state="failed", status=503,
                            reason="Service Unavailable")
    s.see("not registered")
    s.keys("g", "l")
    s.golden("log-80x24")


@story
def logged_at_length(stage):
    "a long one is told whole: there is no other place for the rest of it"
    s = Screen(stage)
    for i in range(6):
        s.engine.change_account(2, state="failed", status=503, reason=
                                "TLS: the certificate is for another name "
                                f"(theirs: other{i}.test, third.test; wanted: "
                                "pbx.example.net)")
        s.see("home: not registered", "the certificate")
        s.engine.change_account(2, state="registered", status=200, reason="OK")
        s.see("home:ok")
    s.keys("g", "l")
    s.golden("log-long-80x24")
    s.keys("G")
    s.golden("log-end-80x24")


@story
def one_pane(stage):
    "at 40x8 one pane at a time, Tab changes it"
    s = Screen(stage, 40, 8, wait="READY")
    bob(s.engine)
    carol(s.engine)
    s.golden("calls-40x8")
    s.keys("Tab", "Tab")
    s.golden("history-40x8")


@story
def strip(stage):
    "at 20x3 state and time of the selected call, and who rings"
    s = Screen(stage, 20, 3, wait="READY")
    bob(s.engine)
    carol(s.engine)
    s.golden("strip-20x3")


@story
def ascii_only(stage):
    "without UTF-8: marks of ASCII, names without accents, nothing obeyed"
    s = Screen(stage, env={"LC_ALL": "C", "TERM": "vt100"})
    s.engine.session(1, "sip:2077@pbx.example.net", "Zoë Müller 日本",
                     account="work", ago_ms=61_000, focused=True)
    s.engine.ring(2, "sip:2078@pbx.example.net",
                  "Eve \x1b[2J\x9b31m\u202e\u200b" + "e" + "\u0301" * 300,
                  account="work")
    s.golden("ascii-80x24")


@story
def bidi(stage):
    "with UTF-8: wide and combining characters in their columns"
    s = Screen(stage)
    s.engine.session(1, "sip:2077@pbx.example.net", "Zoë 日本語の長い名前です。",
                     account="work", ago_ms=61_000, focused=True)
    s.engine.ring(2, "sip:2078@pbx.example.net",
                  "Eve \x1b[2J\x9b31m\u202e\u200b" + "e" + "\u0301" * 300,
                  account="work")
    s.golden("wide-80x24")


@story
def dialling_a_contact(stage):
    "contacts by number and label, the history, what was typed"
    s = Screen(stage, fill=book)
    s.keys("d")
    s.type("ca")
    s.golden("dial-contact-80x24")


@story
def a_transfer_to_somebody(stage):
    "calls of now before the book, what was typed chosen: a number"
    s = Screen(stage, fill=book)
    bob(s.engine)
    s.engine.session(2, "sip:2014@pbx.example.net", "Carol Sample",
                     account="work", ago_ms=48_000, held_by_us=True)
    s.see("HOLD")
    s.keys("t")
    s.type("20")
    s.golden("transfer-contact-80x24")


@story
def contacts(stage):
    "a row for each number; the card of the one that is chosen"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "j", "j", "j", "j")
    s.golden("contacts-80x24")


@story
def contacts_in_one_pane(stage):
    "at 40x8 name and number have the row"
    s = Screen(stage, 40, 8, fill=book, wait="READY")
    s.keys("g", "c")
    s.golden("contacts-40x8")


@story
def filtering(stage):
    "only contacts that hold the letters, while they are typed"
    s = Screen(stage, fill=book)
    s.keys("g", "c")
    s.see("Contacts 1/35")
    s.keys("/")
    s.type("car")
    s.golden("filter-80x24")


CAROL = {"id": "c1", "name": "Carol Sample", "organization": "Sample Ltd",
         "note": "prefers e-mail"}


@story
def a_contact_rings(stage):
    "its own name, what the network says, note and last calls"
    s = Screen(stage, fill=book)
    s.engine.ring(1, "sip:2014@pbx.example.net", "Sales PBX 7", contact=CAROL,
                  account="work", ago_ms=6_000)
    s.golden("ringing-contact-80x24")


@story
def a_call_with_a_contact(stage):
    "the card of the history: the contact, what was told, how it sounded"
    def called(engine):
        book(engine)
        engine.called("sip:2014@pbx.example.net", "Sales PBX 7", 5 * MINUTE,
                      12, contact=CAROL, direction="incoming",
                      quality={"codec": "opus", "mos_lq": 4.31})
    s = Screen(stage, fill=called)
    s.keys("g", "h")
    s.golden("history-card-80x24")


@story
def writing_a_contact(stage):
    "fields for all its numbers and two more"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "j", "j", "j", "e")
    s.golden("contact-form-80x24")


@story
def deleting(stage):
    "D asks in the notice line"
    s = Screen(stage, fill=book)
    s.keys("g", "c", "D")
    s.golden("delete-80x24")


def many_calls(engine):
    """Three days of them, and how they sounded."""
    people(engine)
    for i in range(30):
        engine.called("sip:2019@pbx.example.net", "Dave Test",
                      (2000 - i * 60) * MINUTE, 60 + i, quality={
                          "codec": "opus", "mos_lq": 4.31})
    engine.called("sip:+442079460958@pbx.example.net", "Bobby", HOUR // 2, 9,
                  quality={"codec": "PCMA", "mos_lq": None}, contact={
                      "id": "c2", "name": "Bob Example", "organization": None,
                      "note": None})


@story
def history_large(stage):
    "days have headings, calls a codec and how they sounded"
    s = Screen(stage, 140, 45, fill=many_calls)
    s.keys("g", "h", "j", "j", "j", "j", "j", "j", "j", "j", "j", "j")
    s.golden("history-140x45")

if __name__ == "__main__":
    run()
