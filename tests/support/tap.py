"""Stories told as TAP: one line each, and what went wrong as comments.

    @story
    def b_is_busy(stage):
        "a caller beyond max_calls hears 486"
        ...

    if __name__ == "__main__":
        run()
"""
import faulthandler
import os
import signal
import sys
import time
import traceback

from stage import Stage

STORY_SECONDS = 150     # a story that takes longer hangs
_stories = []


def story(function):
    _stories.append(function)
    return function


class Late(Exception):
    pass


def _late(signum, frame):
    raise Late(f"the story was not over after {STORY_SECONDS} s")


def _ended(signum, frame):
    raise SystemExit(f"ended by signal {signum}")


def _name(function):
    text = function.__doc__ or function.__name__.replace("_", " ")
    return " ".join(text.split()).replace("#", "no. ")


def _comment(text):
    for line in text.rstrip("\n").splitlines():
        print("#", "".join(c if c.isprintable() else "?" for c in line))


def _tell(function):
    """True: the story went as told, and all of its programs ended well."""
    stage = Stage(function.__name__)
    signal.alarm(STORY_SECONDS)
    try:
        function(stage)
        stage.end()
        return True
    except Exception:
        signal.alarm(0)
        _comment(traceback.format_exc())
        _comment(stage.logs())
        return False
    finally:
        signal.alarm(0)
        for trouble in stage.troubles_at_end():
            _comment(trouble)
        stage.remove()


def _wanted():
    words = sys.argv[1:]
    return [f for f in _stories
            if not words or any(w in f.__name__ for w in words)]


def run():
    """Tells all stories, or those whose names contain an argument."""
    faulthandler.enable()
    signal.signal(signal.SIGALRM, _late)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _ended)
    sys.stdout.reconfigure(line_buffering=True, errors="replace")
    stories = _wanted()
    failed = 0
    print(f"1..{len(stories)}")
    for number, function in enumerate(stories, 1):
        began = time.monotonic()
        good = _tell(function)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {_name(function)}")
        print(f"# {time.monotonic() - began:.1f} s")
    sys.stdout.flush()
    os._exit(1 if failed else 0)
