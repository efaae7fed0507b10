"""Which device of a list plays: one that goes away, one that comes back, one
that a front end chooses, and programs in place of cards."""
import array
import os

import stage as module
import wav
from card import BEHIND, Card, longest_silence, rack, world
from engine import audio, direct
from tap import run, story

HEADSET_HZ, DESK_HZ, BOB_HZ = 1000, 1500, 700
BEARABLE = 1.0      # s of silence while the sound moves to another device


def listed(*names):
    """Microphone and loudspeaker are the first of these that opens."""
    words = ", ".join(f'"{name}"' for name in names)
    return f"audio {{\n capture = {{{words}}}\n playback = {{{words}}}\n}}\n"


def call(stage, config, alsa):
    """alice has that configuration, bob a card of his own."""
    his = Card(stage, "his", hears=BOB_HZ)
    alice = stage.engine(direct("alice") + config, name="alice", alsa=alsa)
    bob = stage.engine(direct("bob") + audio(his.device, his.device),
                       name="bob", alsa=his.config)
    number = alice.dial(bob.uri("bob"))
    bob.answer()
    alice.session(number, state="established")
    return alice, his


def two_cards(stage):
    headset = Card(stage, "headset", hears=HEADSET_HZ)
    desk = Card(stage, "desk", hears=DESK_HZ)
    alice, his = call(stage, listed(headset.device, desk.device),
                      rack(stage, headset, desk))
    headset.says_tone(BOB_HZ)
    his.says_tone(HEADSET_HZ)
    return alice, his, headset, desk


def device(alice, end="playback"):
    return alice.call("engine.status")["audio"][end]


def bearable(cards, since):
    silence = longest_silence(cards, since, world() - BEHIND)
    print(f"# longest silence: {silence * 1000:.0f} ms")
    assert silence <= BEARABLE, silence


@story
def the_next_device_takes_over(stage):
    "unplugged in a call: the next of the list is heard and hears, within a " \
        "second, and the user is told"
    alice, his, headset, desk = two_cards(stage)
    since = world() - BEHIND
    headset.unplug()
    desk.says_tone(BOB_HZ)
    his.says_tone(DESK_HZ)
    bearable([headset, desk], since)
    bearable([his], since)
    warning = alice.client.event(
        "engine.warning", lambda e: "went away" in e["text"])
    assert headset.device in warning["text"], warning
    now = device(alice)
    assert (now["device"], now["state"]) == (desk.device, "running"), now
    assert headset.device in now["reason"], now


@story
def the_better_device_comes_back(stage):
    "replugged it is taken again, without a gap, and the other one let go"
    alice, his, headset, desk = two_cards(stage)
    headset.unplug()
    his.says_tone(DESK_HZ)
    desk.says_tone(BOB_HZ)
    since, mark = world() - BEHIND, alice.client.mark()
    headset.replug()
    alice.client.event("audio.changed", lambda e: (
        e["audio"]["playback"]["device"] == headset.device and
        e["audio"]["capture"]["device"] == headset.device and
        not e["audio"]["playback"]["reason"]), mark)
    headset.says_tone(BOB_HZ)
    his.says_tone(HEADSET_HZ)
    bearable([headset, desk], since)
    bearable([his], since)
    desk.says_nothing()


@story
def a_device_is_chosen_in_a_call(stage):
    "what is chosen is heard at once; what cannot be opened leaves the sound"
    alice, his, headset, desk = two_cards(stage)
    since = world() - BEHIND
    for end in ("capture", "playback"):
        alice.call("audio.select", device=end, name=desk.device)
    desk.says_tone(BOB_HZ)
    his.says_tone(DESK_HZ)
    alice.call("audio.select", device="playback", name="alsa:nosuchcard")
    warning = alice.client.event(
        "engine.warning", lambda e: "nosuchcard" in e["text"])
    assert "no such sound device" in warning["text"], warning
    module.until(lambda: device(alice)["state"] == "running", "it plays")
    heard = {headset.device: headset, desk.device: desk}[
        device(alice)["device"]]
    heard.says_tone(BOB_HZ)
    bearable([headset, desk], since)
    bearable([his], since)


@story
def a_device_is_kept(stage):
    "one chosen with keep is there after a restart, until \"\" is chosen"
    alice = stage.engine(audio("tone:1000", "null"))

    def in_a_call():
        session = alice.dial("echo")
        alice.session(session, state="established")
        module.until(lambda: device(alice)["state"] == "running", "it plays")
        alice.call("session.hangup", session=session)
        return device(alice)["device"]
    kept = f"wav:{alice.folder}/kept.wav"
    alice.call("audio.select", device="playback", name=kept, keep=True)
    alice.call("audio.select", device="ring", name=kept)
    assert alice.stop() == 0
    alice.start()
    assert in_a_call() == kept
    assert alice.call("engine.status")["audio"]["ring"]["device"] != kept
    alice.call("audio.select", device="playback", name="")
    assert in_a_call() == "null"
    assert alice.stop() == 0
    alice.start()
    assert in_a_call() == "null"
    assert not os.path.exists(alice.data + "/devices")


@story
def microphone_and_loudspeaker_differ(stage):
    "a microphone of 44.1 kHz in stereo and a loudspeaker of 16 kHz in mono"
    mouth = Card(stage, "mouth", hears=HEADSET_HZ, rate=44100, channels=2,
                 ppm=-100)
    ear = Card(stage, "ear", rate=16000, ppm=100)
    _, his = call(stage, audio(mouth.device, ear.device),
                  rack(stage, mouth, ear))
    for card, hz in ((ear, BOB_HZ), (his, HEADSET_HZ)):
        card.says_in_tune(hz)


def write_raw(path, values):
    with open(path, "wb") as file:
        file.write(array.array(
            "h", [round(v * 32767) for v in values]).tobytes())


def raw_tail(path, count):
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        file.seek(max(size // 2 - count, 0) * 2)
        data = file.read(count * 2)
    return [v / wav.FULL for v in array.array("h", data)]


@story
def programs_speak_and_listen(stage):
    "pipe: a program is the microphone and another one the loudspeaker; when " \
        "one goes away, the next device is taken, and the user is told how"
    folder = stage.path("pipes")
    os.mkdir(folder)
    write_raw(f"{folder}/tone", wav.sine(HEADSET_HZ, 1, rate=48000))
    speaker = f"pipe:cat > {folder}/said"
    speaks = f"pipe:while [ ! -e {folder}/end ]; do cat {folder}/tone; done; " \
        "exit 9"
    alice, his = call(
        stage, f'audio {{\n capture = {{"{speaks}", "tone:{DESK_HZ}"}}\n'
        f' playback = {{"{speaker}"}}\n}}\n', None)
    his.says_tone(HEADSET_HZ)
    module.until(lambda: wav.is_tone(
        raw_tail(f"{folder}/said", 19200), BOB_HZ, 48000),
        "the program hears bob", pause=0.1)
    with open(f"{folder}/end", "wb"):
        pass
    his.says_tone(DESK_HZ)
    warning = alice.client.event(
        "engine.warning", lambda e: "went away" in e["text"])
    assert "status 9" in warning["text"], warning


@story
def a_device_that_does_not_stay_is_left_alone(stage):
    "one that opens and goes away again is tried more and more seldom; between " \
        "the next one speaks"
    folder = stage.path("pipes")
    os.mkdir(folder)
    write_raw(f"{folder}/tone", wav.sine(HEADSET_HZ, 1, rate=48000))
    speaks = f"pipe:date +%s.%N >> {folder}/starts; cat {folder}/tone | " \
        "head -c 19200; sleep 0.3"
    _, his = call(
        stage, f'audio {{\n capture = {{"{speaks}", "tone:{DESK_HZ}"}}\n'
        ' playback = {"null"}\n}\n', None)
    his.says_tone(DESK_HZ)

    def started():
        with open(f"{folder}/starts", encoding="ascii") as file:
            starts = [float(line) for line in file]
        return len(starts) >= 4 and starts
    starts = module.until(started, "it was tried four times", pause=0.1)
    gaps = [after - before for before, after in zip(starts, starts[1:])]
    assert gaps[0] < gaps[1] < gaps[2], gaps
    his.says_tone(DESK_HZ)


def tried_out(engine, seconds=1):
    """The test of its devices from begin to verdict."""
    since = engine.client.mark()
    engine.call("audio.test", seconds=seconds)
    engine.client.event("audio.test", lambda e: not e["test"]["running"],
                        since)
    return [e["test"] for e in engine.client.events[since:]
            if e["topic"] == "audio.test"]


@story
def microphone_and_loudspeaker_are_tried_out(stage):
    "audio.test: a tone is played, the microphone's level told, and what is " \
        "wrong with it, in words"
    card = Card(stage, "card", hears=HEADSET_HZ)
    phone = stage.engine(direct("ann") + audio(card.device, card.device),
                         alsa=card.config)
    since = world()
    told = tried_out(phone, 2)
    assert any(-13 <= t["level_dbfs"] <= -11 for t in told if t["running"])
    assert told[-1]["verdict"] == "good", told[-1]
    played = card.said(world() - since - BEHIND)
    assert wav.rms(played) > 0.005, "no tone was played"
    for hears, verdict in (
            (None, "flat"),
            ([v * 0.01 for v in wav.sine(500, 1, rate=48000)], "quiet"),
            ([v * 8 for v in wav.sine(500, 1, rate=48000)], "clips")):
        card.hear(hears)
        last = tried_out(phone)[-1]
        assert last["verdict"] == verdict and last["advice"], last
    card.hear(HEADSET_HZ)
    status, output, trouble = phone.one_shot("audio", "test")
    assert status == 0 and "hears well" in output, (status, output, trouble)


@story
def without_a_microphone_the_test_says_so(stage):
    "where none opens, audio.test tells which end is missing"
    phone = stage.engine(direct("ann") + audio("alsa:nosuchcard", "null"))
    assert tried_out(phone)[-1]["verdict"] == "no_microphone"
    status, _, trouble = phone.one_shot("audio", "test")
    assert status == 1 and "no microphone" in trouble, (status, trouble)


@story
def a_test_never_disturbs_a_call(stage):
    "during a call it is refused, and a call that comes ends it"
    ann = stage.engine(direct("ann") + audio("tone:1000", "wav"), name="ann")
    bob = stage.engine(direct("bob"), name="bob")
    ann.call("audio.test", seconds=60)
    bob.dial(ann.uri("ann"))
    ann.client.event("audio.test",
                     lambda e: e["test"]["verdict"] == "interrupted")
    ann.answer()
    error = ann.refused("audio.test")
    assert error.code == 2 and "call" in error.message, error


if __name__ == "__main__":
    run()
