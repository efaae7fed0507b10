"""What a story stands on: a folder of its own, and programs that end with it.

Everything started through a stage is ended by its pid when the story is over,
in the opposite order, and dies with the test when that is killed.
"""
import os
import shutil
import tempfile
import time

import process
import sanitizer


BUILD = os.environ.get("OFFHOOK_BUILD") or os.path.abspath("build")
SOURCE = os.environ.get("OFFHOOK_SOURCE") or os.path.dirname(os.path.dirname(
    os.path.dirname(os.path.abspath(__file__))))

# Limits are for hangs, not for measuring: generous, and more under a sanitizer.
PATIENCE = float(os.environ.get("OFFHOOK_PATIENCE", "20"))


def until(condition, what, timeout=None, pause=0.01):
    """Polls for what nothing tells us of; returns the condition's value."""
    end = time.monotonic() + (timeout or PATIENCE)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(pause)


class Stage:
    def __init__(self, name):
        self.name = name
        # Short: a socket's path has room for 107 bytes.
        self.folder = tempfile.mkdtemp(prefix="oh")
        self._actors = []       # in the order of their start
        self._ended = []
        self._told = False      # what sanitizers report
        sanitizer.watch(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text, mode=0o600):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(path, mode)
        return path

    def add(self, actor):
        """actor.end() is called at the end, actor.log() when a story fails."""
        self._actors.append(actor)
        return actor

    def start(self, name, command, **options):
        return self.add(process.Process(self, name, command, **options))

    def logs(self):
        return "\n".join(f"---- {actor.name}\n{actor.log()}"
                         for actor in self._actors)

    def troubles_at_end(self):
        """Ends what was not ended yet, last started first."""
        troubles = []
        for actor in [a for a in self._actors[::-1] if a not in self._ended]:
            self._ended.append(actor)
            try:
                actor.end()
            except Exception as trouble:    # the others are to be ended too
                troubles.append(f"{actor.name}: {trouble}")
        said = sanitizer.reports(self.folder)
        if said and not self._told:
            self._told = True
            troubles.append(f"a sanitizer reports:\n{said}")
        return troubles

    def end(self):
        troubles = self.troubles_at_end()
        if troubles:
            raise AssertionError("; ".join(troubles))

    def remove(self):
        process.end_left_at(self.folder)
        if not os.environ.get("OFFHOOK_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)

    # What stories are made of; each module says more.

    def engine(self, config="", **options):
        import engine
        return engine.Engine(self, config, **options)

    def pbx(self, users, **options):
        import kamailio
        return kamailio.Kamailio(self, users, **options)
