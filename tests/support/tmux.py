"""A terminal: tmux with a server of its own, keys in, screen out."""
import socket
import subprocess

import process
import stage

FIELDS = 100        # no page has as many


def listens(path):
    """A client that comes between its bind and its listen would start another
    server in its place."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


class Terminal:
    def __init__(self, on, command, env, columns=80, rows=24, name="tmux"):
        program = process.have("tmux")
        if not program:
            raise AssertionError("tmux is missing: package tmux")
        self.name = name
        self._tmux = [program, "-S", on.path(name + ".sock")]
        self._env = env | {"TERM": "xterm-256color"}
        # remain-on-exit: what a program said last can still be read.
        conf = on.write(name + ".conf", "set -g remain-on-exit on\n"
                        "set -g default-terminal tmux-256color\n"
                        "set -s escape-time 0\n")
        # -D: the server stays our child, and ends with us.
        self._server = process.Process(
            on, name + "-server", self._tmux + ["-D", "-f", conf],
            env=self._env)
        on.add(self)
        stage.until(lambda: listens(on.path(name + ".sock")), "tmux listens")
        self._run("new-session", "-d", "-x", columns, "-y", rows,
                  *(str(word) for word in command))
        self.pid = int(self._run("display", "-p", "#{pane_pid}"))

    def _run(self, *words):
        done = subprocess.run(self._tmux + [str(w) for w in words],
                              env=self._env, capture_output=True,
                              stdin=subprocess.DEVNULL, check=False,
                              timeout=stage.PATIENCE)
        if done.returncode:
            raise AssertionError(f"tmux {words}: {done.stderr.decode()}")
        return done.stdout.decode()

    def keys(self, *keys):
        """Names of keys, as tmux knows them: "d", "Enter", "C-u"."""
        self._run("send-keys", *keys)

    def type(self, text):
        self._run("send-keys", "-l", text)

    def resize(self, columns, rows):
        self._run("resize-window", "-x", columns, "-y", rows)

    def screen(self):
        return self._run("capture-pane", "-p")

    def see(self, *texts, timeout=None):
        """Waits until all texts are on the screen; returns the screen."""
        seen = ""

        def all_there():
            nonlocal seen
            seen = self.screen()
            return all(text in seen for text in texts)
        try:
            stage.until(all_there, f"the screen shows {texts}", timeout)
        except AssertionError as trouble:
            raise AssertionError(f"{trouble}:\n{seen}") from None
        return seen

    def prompt(self):
        """What the line at the bottom is for: "SIP address"; "": there is none.
        Below it are the hints, if there is room for them."""
        rows = self.screen().splitlines()[-2:]
        return next((row.split(" >")[0].strip() for row in rows
                     if " >" in row), "")

    def field(self, name, key="Tab"):
        """That key until the field whose name begins so has the focus,
        wherever it stands among the others."""
        for _ in range(FIELDS):
            at = self.prompt()
            if at.startswith(name):
                return
            self.keys(key)
            stage.until(lambda: self.prompt() not in ("", at),
                        f"{key} leaves the field {at!r}")
        raise AssertionError(f"no field {name!r}:\n{self.screen()}")

    def lose(self, text):
        """Waits until the text is on the screen no more; returns the screen."""
        stage.until(lambda: text not in self.screen(),
                    f"the screen shows {text!r} no more")
        return self.screen()

    def dead(self):
        return self._run("display", "-p", "#{pane_dead}").strip() == "1"

    def end(self):
        if self._server.running():
            self._run("kill-server")
            self._server.wait()

    def log(self):
        try:
            return self.screen()
        except Exception as trouble:
            return f"(no screen: {trouble})"
