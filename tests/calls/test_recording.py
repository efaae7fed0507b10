"""Calls are recorded: both sides, whatever becomes of the engine or the disk."""
import os
import stat
import subprocess

import process
import stage as module
import stereo
import wav
from disk import SmallDisk
from engine import audio, direct
from tap import run, story

PCMU = "codecs = {PCMU}"


def pair(stage, media="", account="", bob="auto_answer = all"):
    """ann says 1 kHz and records; bob says 700 Hz."""
    ann = stage.engine(audio("tone:1000", "wav") +
                       f"media {{\n%(rtp)s\n{media}\n}}\n" +
                       direct("ann", PCMU + "\n" + account), name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", PCMU + "\n" + bob), name="bob")
    return ann, bob


def talk(ann, bob):
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    ann.hears_tone(700)
    bob.hears_tone(1000)
    return number


def record(ann, number, **params):
    """Its path."""
    session = ann.call("session.record", session=number, on=True,
                       **params)["session"]
    assert session["recording"]["state"] == (
        "paused" if params.get("pause") else "recording"), session
    return session["recording"]["path"]


def in_state(phone, number, state):
    """Waits until it is recorded, or paused; the recording."""
    def found():
        session = phone.client.sessions.get(number) or {}
        recording = session.get("recording")
        return recording if recording and recording["state"] == state else None
    return phone.client.until(found, f"session {number} is {state}")


def warning(phone):
    """What it tells of its recording."""
    return phone.client.event("engine.warning",
                              lambda e: e["code"] == "recording", timeout=40)


def newest(phone, after=0):
    """The id of a session that came later than that one."""
    return phone.client.until(
        lambda: max([n for n in phone.client.sessions if n > after],
                    default=None), "another session")


def holds(path, seconds):
    module.until(lambda: stereo.seconds(path) >= seconds,
                 f"{path} holds {seconds} s", pause=0.05)


def both_are_heard(path, least=0.9):
    left, right, rate = stereo.read(path)
    left, right = stereo.steady(left, rate), stereo.steady(right, rate)
    assert stereo.share(left, 1000, rate) >= least, "left is not us"
    assert stereo.share(right, 700, rate) >= least, "right is not them"
    return rate


@story
def both_sides(stage):
    "left is what we say, right what they say, in a file for its owner alone"
    ann, bob = pair(stage)
    number = talk(ann, bob)
    path = record(ann, number)
    holds(path, 1.5)
    shown = ann.call("session.get", session=number)["session"]["recording"]
    assert shown["state"] == "recording" and shown["duration_s"] >= 1.4, shown
    session = ann.call("session.record", session=number, on=False)["session"]
    assert session["recording"] is None, session
    assert session["recordings"] == [path], session
    ann.session(number, state="established")
    assert both_are_heard(path) == 8000
    assert path.startswith(ann.data + "/recordings/"), path
    assert os.path.basename(path).endswith(f"-bob-{number}.wav"), path
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
    ann.hears_tone(700)


@story
def another_codec(stage):
    "a call that changes from 48 to 8 kHz goes on in the same file"
    opus = "codecs = {opus, PCMU}"
    ann = stage.engine(audio("tone:1000", "wav") + direct("ann", opus),
                       name="ann")
    bob = stage.engine(audio("tone:700", "wav") +
                       direct("bob", opus + "\nauto_answer = all"),
                       name="bob")
    number = talk(ann, bob)
    assert ann.client.sessions[number]["media"]["codec"].lower() == "opus"
    path = record(ann, number)
    holds(path, 1)
    ann.call("session.reinvite", session=number, codecs=["PCMU"])
    ann.client.until(lambda: ann.client.sessions[number]["media"]["codec"] ==
                     "PCMU", "the codec is another")
    holds(path, stereo.seconds(path) + 1.5)
    ann.call("session.record", session=number, on=False)
    assert both_are_heard(path, 0.85) == 48000


@story
def killed(stage):
    "kill -9 of the engine leaves all but the last second, to be played"
    for name, ending in (("wav", "wav"), ("flac", "flac")):
        ann, bob = [stage.engine(
            audio(f"tone:{hz}", "wav") + f"media {{\n%(rtp)s\n"
            f"record_format = {ending}\n}}\n" +
            direct(user, PCMU + "\nauto_answer = all"), name=user + name)
            for user, hz in (("ann", 1000), ("bob", 700))]
        number = talk(ann, bob)
        path = record(ann, number)
        module.until(lambda: ann.call(
            "session.get", session=number)["session"]["recording"]
            ["duration_s"] >= 3, "three seconds are recorded", pause=0.05)
        ann.kill()
        if ending == "flac":
            subprocess.run(["flac", "-s", "-d", path], check=True)
            path = path[:-4] + "wav"
        assert stereo.seconds(path) >= 2, stereo.seconds(path)
        both_are_heard(path)


@story
def paused(stage):
    "what is said during a pause is not in the file; resumed, it goes on"
    ann, bob = pair(stage)
    number = talk(ann, bob)
    path = record(ann, number)
    holds(path, 0.6)
    ann.call("session.record", session=number, on=True, pause=True)
    in_state(ann, number, "paused")
    ann.call("session.mute", session=number)
    module.until(lambda: not wav.rms(wav.tail(bob.heard, 4800)),
                 "bob hears silence", pause=0.05)
    ann.call("session.unmute", session=number)
    bob.hears_tone(1000)
    before = stereo.seconds(path)
    assert record(ann, number) == path
    holds(path, before + 0.6)
    ann.call("session.hangup", session=number)
    ann.ended(number)
    both_are_heard(path, 0.85)


@story
def automatic(stage):
    "record_auto records every call, and the history knows where"
    ann, bob = pair(stage, "record_auto = yes\nrecord_name = "
                    "\"{account}_{remote}_{date}_{time}\"")
    number = talk(ann, bob)
    path = in_state(ann, number, "recording")["path"]
    assert os.path.basename(path).startswith("ann_bob_20"), path
    holds(path, 2)
    bob.call("session.hangup", session=bob.first())
    ann.ended(number)
    call = ann.client.event("history.added")["call"]
    assert call["recordings"] == [path], call
    both_are_heard(path, 0.7)   # from the very beginning


@story
def an_account_says_otherwise(stage):
    "an account's own word counts, not the one of all"
    ann, bob = pair(stage, "record_auto = yes", "record = no",
                    "auto_answer = all\nrecord = yes")
    number = talk(ann, bob)
    in_state(bob, bob.first(), "recording")
    assert ann.call("session.get", session=number)["session"]["recording"] \
        is None


@story
def a_hostile_name(stage):
    "a caller's name cannot lead out of the folder, nor write over anything"
    ann, _ = pair(stage, "record_auto = yes\nrecord_name = \"{remote}\"",
                  "auto_answer = all")
    eve = stage.engine(audio("tone:700", "wav") +
                       direct("..%2F..%2Fevil", PCMU), name="eve")
    paths, mine = [], 0
    for _ in range(2):
        hers = eve.dial(ann.uri("ann"))
        mine = newest(ann, mine)
        paths.append(in_state(ann, mine, "recording")["path"])
        eve.call("session.hangup", session=hers)
        ann.ended(mine)
    folder = ann.data + "/recordings"
    assert [os.path.dirname(p) for p in paths] == [folder] * 2, paths
    assert len(set(paths)) == 2 and paths[1].endswith("-2.wav"), paths
    assert sorted(os.listdir(folder)) == sorted(
        os.path.basename(p) for p in paths)


@story
def a_folder_that_cannot_be_written(stage):
    "where no file can be made, it says so and what to do; the call goes on"
    ann, bob = pair(stage, 'record_dir = "%(folder)s/nothing"')
    stage.write("ann/nothing", "a file, not a folder")
    number = talk(ann, bob)
    error = ann.refused("session.record", session=number, on=True)
    assert error.code == 5 and "Not a directory" in error.message, error
    assert warning(ann)["advice"]
    assert ann.session(number, recording=None)["state"] == "established"
    error = ann.refused("session.record", session=number, on=True,
                        path="relative.wav")
    assert error.data["field"] == "path", error
    error = ann.refused("session.record", session=number, on=True,
                        path="/tmp/x.mp3")
    assert ".wav or .flac" in error.message, error
    ann.client.mark()
    ann.hears_tone(700)


@story
def a_full_disk(stage):
    "a full disk ends the recording with a notice, never the call"
    disk = SmallDisk(stage, stage.path("disk"), size_kb=256)
    ann, bob = pair(stage, f'record_dir = "{disk.folder}"')
    number = talk(ann, bob)
    path = record(ann, number)
    holds(path, 1)
    disk.fill(ann.pid)
    told = warning(ann)
    assert "make room" in told["advice"] or \
        "record_dir" in told["advice"], told
    assert ann.session(number, recording=None)["state"] == "established"
    both_are_heard(path)
    ann.hears_tone(700)
    bob.hears_tone(1000)


@story
def a_file_that_is_deleted(stage):
    "a recording that is deleted under our hands ends with a notice"
    ann, bob = pair(stage)
    number = talk(ann, bob)
    path = record(ann, number)
    holds(path, 0.2)
    os.unlink(path)
    told = warning(ann)
    assert "deleted" in told["text"] and path in told["text"], told
    ann.session(number, recording=None, state="established")


@story
def a_disk_that_hangs(stage):
    "a disk that does not answer ends the recording with a notice, not the call"
    ann, bob = pair(stage)
    number = talk(ann, bob)
    path = record(ann, number)
    holds(path, 0.5)
    hang = stage.start("hang", [
        "strace", "-f", "-qq", "-o", "/dev/null", "-p", str(ann.pid),
        "-e", "trace=write", "-e", "inject=write:delay_enter=60000000",
        "-P", path])
    told = warning(ann)
    assert "the disk" in told["text"], told
    assert ann.session(number, recording=None)["state"] == "established"
    ann.client.mark()
    ann.hears_tone(700)
    bob.hears_tone(1000)
    hang.kill()
    both_are_heard(path, 0.8)


@story
def stopped(stage):
    "an engine that is told to stop in a call leaves a file that is whole"
    for ending in ("wav", "flac"):
        ann, bob = [stage.engine(
            audio(f"tone:{hz}", "wav") + direct(user, PCMU +
                                                "\nauto_answer = all"),
            name=user + ending) for user, hz in (("ann", 1000), ("bob", 700))]
        number = talk(ann, bob)
        path = record(ann, number, path=stage.path("stopped." + ending))
        module.until(lambda: ann.call(
            "session.get", session=number)["session"]["recording"]
            ["duration_s"] >= 1.5, "it is recorded", pause=0.05)
        assert ann.stop() == 0
        if ending == "flac":
            subprocess.run(["flac", "-s", "-f", "-d", path], check=True)
            path = path[:-4] + "wav"
        assert stereo.seconds(path) >= 1.5, stereo.seconds(path)
        both_are_heard(path)


@story
def a_beep(stage):
    "record_beep lets both sides hear that they are recorded"
    ann = stage.engine(audio("null", "wav") + "media {\n%(rtp)s\n"
                       "record_beep = 1\n}\n" + direct("ann", PCMU),
                       name="ann")
    bob = stage.engine(audio("null", "wav") +
                       direct("bob", PCMU + "\nauto_answer = all"),
                       name="bob")
    number = ann.dial(bob.uri("bob"))
    ann.session(number, state="established")
    record(ann, number)

    def beeped(phone):
        values = wav.tail(phone.heard, 2 * 48000)
        return sum(wav.tone_parts(values, 1400, 48000)) >= 8
    module.until(lambda: beeped(ann), "ann hears it", pause=0.2)
    module.until(lambda: beeped(bob), "bob hears it", pause=0.2)


@story
def by_command(stage):
    "offhook record on, pause, on, off; to a path of one's own"
    ann, bob = pair(stage)
    number = talk(ann, bob)
    path = stage.path("mine.flac")

    def do(*words):
        status, output, error = ann.one_shot("record", *words)
        assert status == 0, (words, status, output, error)
        return output
    assert path in do("on", "--path", path)
    module.until(lambda: os.path.getsize(path) > 100, "it is written",
                 pause=0.05)
    assert "paused" in do("pause")
    assert "recording" in do(str(number), "on")
    do("off")
    status, _, error = ann.one_shot("record", "off")
    assert status == 1 and "no call that is recorded" in error, (status, error)
    status, _, error = ann.one_shot("record", "perhaps")
    assert status == 2 and "on, off, or pause" in error, error


if __name__ == "__main__":
    for program in ("flac", "strace"):
        if not process.have(program):
            raise AssertionError(f"{program} is missing: package {program}")
    run()
