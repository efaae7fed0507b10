"""Two phones and what they may talk in."""
import wav
from engine import RATE, audio, direct
from tap import run, story

# name, rate of the sound in Hz
CODECS = [("opus", 48000), ("G722", 16000), ("PCMA", 8000), ("PCMU", 8000),
          ("G729", 8000), ("L16", 16000), ("GSM", 8000)]


def media(more=""):
    return "media {\n%(rtp)s\n" + more + "\n}\n"


def pair(stage, hers="", his="", settings="", more=""):
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann", hers) +
                       media(settings), name="ann" + more)
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", "auto_answer = all\n" + his) +
                       media(settings), name="bob" + more)
    return ann, bob


def hears(phone, hz, codec=None):
    """That tone, as clear as a codec leaves it, and as loud.  GSM predicts from
    what it decoded before: a packet that comes too late, as on a busy machine,
    leaves a steady tone as clear, but louder or softer for ever."""
    def clear(values):
        part = wav.goertzel(values, hz, RATE)
        off = abs(wav.dbfs(part) + 12)
        return off < (40 if codec == "GSM" else 2) and \
            part > 0.9 * wav.rms(values) * 2 ** .5
    phone._hears(f"{hz} Hz", clear, seconds=0.25)


def talk(ann, bob, **params):
    number = ann.dial(bob.uri("bob"), **params)
    ann.session(number, state="established")
    return number, bob.client.until(
        lambda: next((n for n, s in bob.client.sessions.items()
                      if s["state"] == "established"), None), "his call")


def agreed(phone, number):
    media_ = phone.call("session.get", session=number)["session"]["media"]
    return media_["codec"], media_["sample_rate_hz"], media_["ptime_ms"]


def built(phone, name):
    """Without the library there is no such codec; offhookd says so."""
    refusal = phone.refused("session.call", to="sip:nobody@127.0.0.1:9",
                            codecs=["none"])
    assert refusal.data["field"] == "codecs", refusal
    return name in str(refusal)


@story
def opus_by_itself(stage):
    "two phones that nobody told anything talk in Opus, as clear as in L16"
    ann, bob = pair(stage)
    hers, his = talk(ann, bob)
    best = ("opus", 48000, 20) if built(ann, "opus") else ("G722", 16000, 20)
    assert agreed(ann, hers) == best, agreed(ann, hers)
    assert agreed(bob, his) == best
    hears(ann, 700)
    hears(bob, 1000)


@story
def each_of_them(stage):
    "in each codec a tone is heard at both ends, and its sound's rate is told"
    ann, bob = pair(stage, his='codecs = {"opus", "G722", "PCMA", "PCMU", '
                    '"G729", "L16", "GSM"}')
    for name, rate in CODECS:
        if not built(ann, name):
            continue
        hers, his = talk(ann, bob, codecs=[name])
        assert agreed(ann, hers) == (name, rate, 20), agreed(ann, hers)
        hears(ann, 700, name)
        hears(bob, 1000, name)
        ann.call("session.hangup", session=hers)
        bob.ended(his)


@story
def longer_packets(stage):
    "packets of 10, 40 and 60 ms, as long as the codec allows"
    for ptime, codec, sent in ((10, "opus", 10), (10, "GSM", 20),
                               (40, "G722", 40), (60, "opus", 60),
                               (60, "L16", 40), (60, "G729", 60)):
        ann, bob = pair(stage, his='codecs = {"%s"}' % codec,
                        settings=f"ptime = {ptime}", more=f"{codec}{ptime}")
        if built(ann, codec):
            hers, his = talk(ann, bob, codecs=[codec])
            assert agreed(ann, hers)[2] == sent, agreed(ann, hers)
            assert agreed(bob, his)[2] == sent, agreed(bob, his)
            hears(ann, 700, codec)
            hears(bob, 1000, codec)
        ann.stop()
        bob.stop()


@story
def of_one_call(stage):
    "the codecs of one call go before the account's; unknown ones are refused"
    ann, bob = pair(stage, hers='codecs = {"PCMA"}')
    hers, _ = talk(ann, bob, codecs=["PCMU", "G722"])
    assert agreed(ann, hers) == ("PCMU", 8000, 20), agreed(ann, hers)
    refusal = ann.refused("session.call", to=bob.uri("bob"),
                          codecs=["PCMU", "MP3"])
    assert refusal.data["field"] == "codecs", refusal
    assert '"MP3"' in str(refusal) and "PCMA" in str(refusal), refusal
    status, said, _ = ann.one_shot("call", bob.uri("bob"), "--codecs",
                                   "G722,PCMU")
    assert status == 0, said
    newest = max(s["id"] for s in ann.call("session.list")["sessions"])
    ann.session(newest, state="established")
    assert agreed(ann, newest)[0] == "G722", agreed(ann, newest)


@story
def another_in_the_call(stage):
    "a re-INVITE changes the codec of a call; one that fails changes nothing"
    ann, bob = pair(stage, his='codecs = {"G722", "PCMU"}')
    hers, his = talk(ann, bob, codecs=["PCMU"])
    hears(ann, 700)
    ann.call("session.reinvite", session=hers, codecs=["G722"])
    assert agreed(ann, hers) == ("G722", 16000, 20), agreed(ann, hers)
    assert agreed(bob, his) == ("G722", 16000, 20)
    hears(ann, 700)
    hears(bob, 1000)
    answer = ann.call("session.reinvite", session=hers, codecs=["GSM"])
    assert answer["status"] == 488, answer
    assert agreed(ann, hers) == ("G722", 16000, 20), agreed(ann, hers)
    hears(bob, 1000)
    status, _, error = ann.one_shot("reinvite", "--codecs", "PCMU,G722")
    assert status == 0, error
    assert agreed(bob, his) == ("PCMU", 8000, 20), agreed(bob, his)
    hears(bob, 1000)


@story
def keys(stage):
    "key presses arrive beside Opus and G.722, each on its clock"
    ann, bob = pair(stage)
    for codecs in (["opus", "PCMU"], ["G722"]):
        if not built(ann, codecs[0]):
            continue
        hers, his = talk(ann, bob, codecs=codecs)
        ann.call("session.dtmf", session=hers, tones="12#")
        bob.client.event("session.dtmf", lambda e, his=his: e["tone"] == "#"
                         and e["session"]["id"] == his)
        came = [(e["tone"], e["duration_ms"]) for e in bob.client.events
                if e["topic"] == "session.dtmf" and e["session"]["id"] == his]
        assert [tone for tone, _ in came] == ["1", "2", "#"], came
        # Of 100 ms; a machine that stood still cuts one short.  By the other
        # clock it would be a sixth of it, or six times as long.
        assert all(20 <= ms <= 100 for _, ms in came), came
        ann.call("session.hangup", session=hers)
        bob.ended(his)


if __name__ == "__main__":
    run()
