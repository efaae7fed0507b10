"""What is looked at goes into a file, or the notice line says why not."""
import glob
import os
import stat
import struct

import stage as module
from screen import Screen, bob
from tap import run, story


def looked_at(stage, name, home):
    s = Screen(stage, env={"HOME": home})
    bob(s.engine)
    s.engine.message(1, "sent", "INVITE sip:bob@pbx.example.net SIP/2.0",
                     "Contact: <sip:agent7@192.0.2.14:40110>")
    s.engine.message(1, "received", "SIP/2.0 200 OK", at_ms=800)
    s.engine.sounds(1)
    s.see("ACTIVE")
    s.keys("g", name)
    return s


def the_file(home, pattern):
    module.until(lambda: glob.glob(os.path.join(home, pattern)),
                 f"there is a {pattern}")
    return glob.glob(os.path.join(home, pattern))[0]


@story
def messages_as_a_capture_file(stage):
    "S in the trace: a packet a message, for nobody else to read"
    home = stage.path("trace-home")
    os.mkdir(home)
    s = looked_at(stage, "t", home)
    s.see("200 OK")
    s.keys("S")
    s.see("saved: ")
    path = the_file(home, "offhook-trace-1-*.pcap")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, "rb") as file:
        data = file.read()
    assert struct.unpack("=I", data[:4])[0] == 0xA1B2C3D4
    assert data.count(b"INVITE sip:bob@pbx.example.net") == 1
    assert data.index(b"INVITE sip:bob") < data.index(b"SIP/2.0 200 OK")


@story
def figures_as_text(stage):
    "S in the quality tab: the figures in words"
    home = stage.path("quality-home")
    os.mkdir(home)
    s = looked_at(stage, "q", home)
    s.see("now 4.3")
    s.keys("S")
    s.see("saved: ")
    path = the_file(home, "offhook-quality-1-*.txt")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert text.startswith("Bob Example: 200 s of sound"), text
    assert "mos   now 4.3, worst 4.3" in text, text


@story
def no_such_folder(stage):
    "a folder that is not there: why, and what to do; the call goes on"
    s = looked_at(stage, "t", stage.path("nowhere"))
    s.see("200 OK")
    s.keys("S")
    s.see("No such file or directory", "save_dir")
    s.keys("h")
    s.engine.asked("session.hold")


if __name__ == "__main__":
    run()
