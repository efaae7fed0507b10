"""What a terminal is sent during a call whose sound rises and falls."""
import os
import pty

import baresip
import engine
import lines
import load
import terminal
import wav

SECONDS = 12
SETTLE = 2


def _speech(seconds, rate=8000):
    """Syllables: a tone that is louder and softer, with pauses."""
    values = wav.sine(300, seconds, 1, rate)
    return [v * load.loudness(i / rate) for i, v in enumerate(values)]


def _in_a_call(stage, phone, uri, count):
    """count() while the phone is in a call and hears speech."""
    calls = load.Calls(stage, uri, phone.port, 1, load.pcmu(stage, 30))
    sender = load.Sender(stage, calls)
    count(SETTLE)
    result = count(SECONDS)
    sender.stop()
    calls.hang_up()
    return [value / SECONDS for value in result]


def screen(stage, table):
    wav.write(stage.path("speech.wav"), _speech(60))
    ann = lines.line(stage, "microphone", 8, extra=engine.audio(
        f"wav:{stage.path('speech.wav')}"))
    shown = terminal.Terminal(stage, [terminal.OFFHOOK], ann.environment())
    shown.settle()
    ours = _in_a_call(stage, ann, ann.uri("bob"), shown.read_for)
    master, slave = pty.openpty()
    peer = baresip.Baresip(stage, terminal=slave, echo=False, answers=True,
                           more="module stdio.so\nmodule_app menu.so\n"
                           "module vumeter.so\n")
    theirs = _in_a_call(stage, peer, peer.uri(),
                        lambda s: terminal.read_for(master, s))
    os.close(master)
    os.close(slave)
    table.most("in a call with meters: terminal", ours[0], 120, "bytes/s",
               f"baresip: {theirs[0]:.0f}", digits=0)
    table.most("in a call with meters: writes", ours[1], 5, "/s",
               f"baresip: {theirs[1]:.1f}")
