"""An offhookd of its own: home, configuration, socket, and a client on it."""
import os
import signal
import subprocess

import control
import ports
import process
import sanitizer
import stage
import wav

QUIET_ALSA = "</usr/share/alsa/alsa.conf>\npcm.!default { type null }\n"
RATE = 48000        # Hz, of the files that a phone writes
MICROPHONE = -12    # dBFS, of tone:HZ
# Of cards: their tones are to come through as they are.
UNTOUCHED = (" echo_cancel = off\n noise_suppression = off\n"
             " gain_control = off\n")
RTP_PORTS = 48      # for max_calls up to 24


def audio(capture="null", playback="null", ring="null"):
    """The audio section.  playback "wav": what is heard goes to heard.wav."""
    if playback == "wav":
        playback = "wav:%(folder)s/heard.wav"
    return (f'audio {{\n capture = {{"{capture}"}}\n playback = '
            f'{{"{playback}"}}\n ring = {{"{ring}"}}\n'
            f'{UNTOUCHED if "alsa:" in capture else ""}}}\n')


def direct(user, more=""):
    """An account that is called at its address: no registrar."""
    return (f'account "{user}" {{\n uri = "sip:{user}@127.0.0.1"\n'
            f' registrar = none\n{more}\n}}\n')


class Engine:
    """config: text of offhook.conf; %(folder)s in it is the engine's folder,
    %(listen)s the line that listens at self.port, %(rtp)s that of RTP's ports.

    Unless the text has the sections, sound goes nowhere, RTP has ports of its
    own, and SIP listens at self.port.
    """

    def __init__(self, on, config="", name="engine", alsa=None, instance=None,
                 start=True, options=(), wrapper=()):
        """wrapper: words before its command, which is to replace them."""
        self.on, self.name, self.instance = on, name, instance
        self.folder = on.path(name)
        self.process = self.client = None
        # Who is not root sees nothing of a process that is shielded.
        seen = [] if os.geteuid() == 0 else ["--dumpable"]
        self.options, self.wrapper = list(options) + seen, list(wrapper)
        self.port, self._rtp = ports.port(), ports.some(RTP_PORTS)
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
            config += audio()
        if "media {" not in config:
            config += "media {\n%(rtp)s\n}\n"
        if "sip {" not in config:
            config += f"sip {{\n{self.listen()}\n}}\n"
        self.config = self.on.write(f"{self.name}/config/offhook/offhook.conf",
                                    config.replace("%(folder)s", self.folder)
                                    .replace("%(listen)s", self.listen())
                                    .replace("%(rtp)s", self.rtp_ports()))

    def listen(self):
        return (f' listen = {{"udp:127.0.0.1:{self.port}", '
                f'"tcp:127.0.0.1:{self.port}"}}')

    def rtp_ports(self):
        return f' rtp_ports = "{self._rtp}-{self._rtp + RTP_PORTS - 1}"'

    def uri(self, user="anyone"):
        """To call it without a registrar."""
        return f"sip:{user}@127.0.0.1:{self.port}"

    def environment(self):
        keep = {k: v for k, v in os.environ.items()
                if k in ("PATH", "LD_LIBRARY_PATH") + sanitizer.NAMES}
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
        words = self.wrapper + [os.path.join(stage.BUILD, "offhookd"), "-f"]
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
        status = self.process.kill()
        assert status == -signal.SIGKILL, f"it had ended with {status}"
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
                control.brief(e) for e in self.client.events[-25:])
        return text

    def memory_kb(self, field="Pss"):
        with open(f"/proc/{self.pid}/smaps_rollup", encoding="ascii") as file:
            for line in file:
                if line.startswith(field + ":"):
                    return int(line.split()[1])
        raise AssertionError(f"no {field} of {self.name}")

    # Shorthands for what nearly all stories do.

    def call(self, method, /, **params):
        return self.client.call(method, **params)

    def refused(self, method, /, **params):
        return self.client.refused(method, **params)

    def dial(self, to, **params):
        """The id of the new session."""
        return self.call("session.call", to=to, **params)["session"]["id"]

    def session(self, number, **fields):
        """Waits until that session has these fields."""
        return self.client.session(number, **fields)

    def media(self, number):
        """What the engine tells of its sound now."""
        return self.call("session.get", session=number)["session"]["media"]

    def ended(self, number):
        """Waits for that: {by, status, reason}."""
        self.client.event("session.ended",
                          lambda e: e["session"]["id"] == number)
        return self.client.sessions[number]["end"]

    def incoming(self):
        """Waits for a call that rings here and was not returned before."""
        return self.client.incoming()

    def first(self):
        """The id of the first session there was, waited for."""
        return self.client.until(
            lambda: next(iter(self.client.sessions), None), "a session")

    def answer(self):
        """Answers the call that is to ring: its id."""
        number = self.incoming()
        self.call("session.answer", session=number)
        self.session(number, state="established")
        return number

    def registered(self, name=None):
        return self.client.account(name, "registered")

    # What its person hears; the configuration has playback = wav.

    @property
    def heard(self):
        return self.folder + "/heard.wav"

    def _hears(self, what, good, seconds=0.4):
        """From now on good(samples) of the last so many seconds."""
        need = int(seconds * RATE)
        before = wav.count(self.heard)
        last = []

        def now():
            last[:] = wav.tail(self.heard, need) \
                if wav.count(self.heard) >= before + need else []
            return last and good(last)
        try:
            stage.until(now, f"{self.name} hears {what}", pause=0.05)
        except AssertionError as trouble:
            raise AssertionError(
                f"{trouble}; it hears {wav.describe(last, RATE)}") from None
        return last

    def hears_tone(self, hz, loudness=MICROPHONE):
        """That and nothing else, so loud (dBFS); returns the samples.  A busy
        machine may tear a hole now and then: a whole stretch counts."""
        return self._hears(f"{hz} Hz",
                           lambda v: wav.is_tone(v, hz, RATE, loudness))

    def hears_mostly(self, hz, least=0.1):
        """That, as clear as a codec or an echo leaves it, at least so loud."""
        def clear(values):
            part = wav.goertzel(values, hz, RATE)
            return part > least and part > 0.9 * wav.rms(values) * 2 ** .5
        return self._hears(f"{hz} Hz", clear, seconds=0.25)

    def hears_nothing(self):
        return self._hears("nothing", lambda v: wav.rms(v) < 0.003)
