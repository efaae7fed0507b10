"""An offhookd of its own: home, configuration, socket, and a client on it."""
import json
import os
import signal

import control
import process
import stage

QUIET_ALSA = '</usr/share/alsa/alsa.conf>\npcm.!default { type null }\n'


class Engine:
    """config: the text of offhook.conf, without instance_dir.

    %(folder)s in it stands for the engine's folder.  Unless the text has an
    audio section, sound goes nowhere.
    """

    def __init__(self, on, config="", name="engine", alsa=None, instance=None,
                 start=True, options=()):
        self.on, self.name, self.instance = on, name, instance
        self.folder = on.path(name)
        self.process = self.client = None
        self.options = list(options)
        self._starts = 0
        for folder in ("run", "config/offhook", "home"):
            os.makedirs(os.path.join(self.folder, folder), mode=0o700)
        self.alsa = alsa or on.write(f"{name}/asound.conf", QUIET_ALSA)
        self.configure(config)
        on.add(self)
        if start:
            self.start()

    def configure(self, config):
        if "audio {" not in config:
            config += ('\naudio {\n capture = {"null"}\n playback = {"null"}\n'
                       ' ring = {"null"}\n}\n')
        self.config = self.on.write(f"{self.name}/config/offhook/offhook.conf",
                                    config.replace("%(folder)s", self.folder))

    def environment(self):
        keep = {k: v for k, v in os.environ.items()
                if k in ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS",
                         "UBSAN_OPTIONS", "LSAN_OPTIONS")}
        return keep | {
            "HOME": self.folder + "/home", "LANG": "C.UTF-8",
            "XDG_RUNTIME_DIR": self.folder + "/run",
            "XDG_CONFIG_HOME": self.folder + "/config",
            "ALSA_CONFIG_PATH": self.alsa}

    @property
    def socket(self):
        return f"{self.folder}/run/offhook/{self.instance or 'default'}.sock"

    @property
    def data(self):
        """Where history and the lock are."""
        folder = self.folder + "/home/.local/share/offhook"
        return f"{folder}/{self.instance}" if self.instance else folder

    def command(self):
        words = [os.path.join(stage.BUILD, "offhookd"), "-f"]
        return words + (["-L", self.instance] if self.instance else []) \
            + self.options

    def launch(self, death=signal.SIGKILL):
        """Starts it and returns what it wrote to its ready descriptor."""
        self._starts += 1
        ready, theirs = os.pipe()
        self.process = process.Process(
            self.on, f"{self.name}-{self._starts}",
            self.command() + ["--ready-fd", str(theirs)],
            env=self.environment(), pass_fds=(theirs,), death=death)
        os.close(theirs)
        with os.fdopen(ready, "rb") as pipe:
            return control.read_line_of_pipe(pipe)

    def start(self):
        said = self.launch()
        if said.strip() != "ready":
            raise AssertionError(f"{self.name} did not start: {said!r}")
        self.client = self.connect()
        self.client.subscribe()
        return self

    def connect(self):
        return control.Client(self.socket)

    @property
    def pid(self):
        return self.process.pid

    def kill(self):
        """-9: as a crash would."""
        self.process.kill()
        self.client.close()

    def stop(self):
        """SIGTERM; the exit status."""
        self.process.signal(signal.SIGTERM)
        status = self.process.wait()
        if self.client:
            self.client.close()
        return status

    def end(self):
        if not self.process or not self.process.running():
            status = self.process.popen.returncode if self.process else 0
            if status not in (0, -signal.SIGKILL, None, 1):
                raise AssertionError(f"ended by itself with status {status}")
            return
        self.process.signal(signal.SIGCONT)
        status = self.stop()
        if status != 0:
            raise AssertionError(f"exit status {status} after SIGTERM")

    def one_shot(self, *words, timeout=None):
        """(exit status, standard output, standard error) of `offhook ...`."""
        import subprocess
        instance = ["-L", self.instance] if self.instance else []
        done = subprocess.run(
            [os.path.join(stage.BUILD, "offhook"), *instance, *words],
            env=self.environment(), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=timeout or stage.PATIENCE, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def log(self):
        text = self.process.log() if self.process else "(not started)"
        if self.client:
            text += "\nlast events:\n" + "\n".join(
                json.dumps(e)[:400] for e in self.client.events[-15:])
        return text

    def memory_kb(self, field="Pss"):
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
        raise AssertionError(f"no {field} of {self.name}")

    # Shorthands for what nearly all stories do.

    def call(self, method, **params):
        return self.client.call(method, **params)

    def dial(self, to, **params):
        """The id of the new session."""
        return self.call("session.call", to=to, **params)["session"]["id"]

    def session(self, number, **fields):
        """Waits until that session has these fields."""
        return self.client.session(number, **fields)

    def incoming(self):
        """Waits for a call that rings here and was not returned before."""
        return self.client.incoming()

    def registered(self, name=None):
        return self.client.account(name, "registered")
