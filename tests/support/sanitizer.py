"""What sanitizers say of our programs, wherever the output of those goes.

A front end writes to its terminal, a detached engine to nowhere, and a program
that was told to end badly ends with the status of a crash.  So reports go to
files in the folder of the story, which fails when it finds one.
"""
import glob
import os
import re

_KINDS = ("ASAN", "UBSAN", "LSAN", "TSAN")
NAMES = tuple(kind + "_OPTIONS" for kind in _KINDS)


def options(name, more):
    """The value of that variable, with these options too."""
    kept = [o for o in os.environ.get(name, "").split(":")
            if o and o.split("=")[0] != more.split("=")[0]]
    return ":".join(kept + [more])


def watch(folder):
    """From now on the reports of what is started go there."""
    for name in NAMES:
        os.environ[name] = options(name, f"log_path={folder}/sanitizer")


def reports(folder):
    """What they said there; empty: nothing."""
    said = []
    for path in sorted(glob.glob(folder + "/sanitizer.*")):
        with open(path, encoding="utf-8", errors="replace") as file:
            # what memory looks like around a fault tells a person nothing
            said.append(re.sub(r"Shadow bytes around.*?(?===\d|\Z)", "",
                               file.read(), flags=re.S))
    return "".join(said)
