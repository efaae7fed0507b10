"""A phone in a browser: headless Chromium with SIP.js, registered at kamailio.

    page = Browser(stage, pbx, "carol")
    page.call(pbx.uri("bob")); page.is_("Established"); page.hears_tone(1000)

What it does is tests/browser/page.js; SIP.js comes by npm, into the build
folder ("make browser-packages", and `./run check` does).  The page is driven
by the DevTools protocol over a pipe; what it says is the file that Chromium
takes for a microphone.
"""
import array
import base64
import functools
import http.server
import os
import sys
import threading

import devtools
import process
import stage
import wav

RATE = 48000        # Hz, of all that is heard
LOUDNESS = -12      # dBFS, of what it says
MODULES = "tests/browser/node_modules/sip.js/lib"

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
    "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-default-apps",
    "--disable-dev-shm-usage", "--disable-extensions", "--mute-audio",
    "--disable-breakpad", "--ignore-certificate-errors",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-pipe")
MICROPHONE = (
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--allow-loopback-in-peer-connection")

# The browser reads requests from descriptor 3 and writes answers to 4.
TO_3_AND_4 = ("import fcntl, os, sys; r, w = (fcntl.fcntl(int(n), "
              "fcntl.F_DUPFD, 10) for n in sys.argv[1:3]); os.dup2(r, 3); "
              "os.dup2(w, 4); os.execv(sys.argv[3], sys.argv[3:])")


class _Pages(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def translate_path(self, path):
        path = os.path.normpath(path.split("?")[0])
        if path.startswith("/sip.js/"):
            return os.path.join(stage.BUILD, MODULES, path[len("/sip.js/"):])
        return os.path.join(stage.SOURCE, "tests/browser", path[1:])

    def log_message(self, *words):
        pass


@functools.cache
def _server():
    """One for all browsers of this test; files do not change."""
    if not os.path.isdir(os.path.join(stage.BUILD, MODULES)):
        raise AssertionError("SIP.js is missing: make browser-packages")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"


class Browser:
    """It says a tone of hz and is registered as user.  hidden: it uses no
    microphone, and so offers names (mDNS) in the place of addresses.  tls: it
    comes by TLS, and believes any certificate."""

    def __init__(self, on, pbx, user, password="x", hz=700, hidden=False,
                 name=None, tls=False):
        self.on, self.user, self.name = on, user, name or f"browser-{user}"
        program = process.have("chromium")
        if not program:
            raise AssertionError("chromium is missing: package chromium")
        folder = on.path(self.name)
        os.makedirs(folder)
        self._pipe = devtools.Pipe()
        self.process = process.Process(
            on, f"{self.name}/chromium", [
                sys.executable, "-c", TO_3_AND_4, *self._pipe.theirs, program,
                *FLAGS, f"--user-data-dir={folder}/profile",
                *(() if hidden else self._microphone(folder, hz))],
            env={"HOME": folder, "PATH": os.environ["PATH"],
                 "LANG": "C.UTF-8"}, cwd=folder, group=True,
            pass_fds=self._pipe.theirs)
        self._pipe.started()
        on.add(self)
        self.page = devtools.Page(self._pipe, _server() + "/page.html")
        self.page.until("document.title === 'ready'", "its page is there")
        self.does("register", {
            "user": user, "domain": pbx.address, "password": password,
            "server": f"wss://localhost:{pbx.tls_ports[0]}" if tls else
            f"ws://{pbx.address}", "hidden": hidden and hz})

    @staticmethod
    def _microphone(folder, hz):
        says = wav.write(f"{folder}/says.wav", wav.sine(
            hz, 1, 10 ** (LOUDNESS / 20), RATE), RATE)
        return *MICROPHONE, f"--use-file-for-fake-audio-capture={says}"

    def does(self, what, *params):
        """A method of `phone` in page.js, and its value."""
        return self.page.call("phone." + what, *params)

    def call(self, uri, video=False):
        self.does("call", uri, video)

    def answer(self, video=False):
        self.is_("Initial")
        self.does("answer", video)
        self.is_("Established")

    def is_(self, state):
        """Waits until its call is in that state, in the words of SIP.js."""
        self.page.until(f"phone.state === '{state}'",
                        f"{self.name} is {state}")

    def facts(self):
        return self.does("facts")

    def connected(self):
        """Waits until sound may go; returns what it tells of the connection:
        its figures may be older than its states, and have no pair yet."""
        def there():
            facts = self.facts()
            return facts.get("connection") == facts.get("dtls") == \
                "connected" and "local" in facts and "remote" in facts and facts
        return stage.until(there, f"{self.name} is connected", pause=0.05)

    def _samples(self, number):
        data = base64.b64decode(self.does("newest", number))
        return [v / 32768 for v in array.array("h", data)]

    def _hears(self, what, good, seconds=0.4):
        """From now on good(samples) of the last so many seconds."""
        need = int(seconds * RATE)
        before, last = self.does("count"), []

        def now():
            if self.does("count") >= before + need:
                last[:] = self._samples(need)
            return last and good(last)
        try:
            stage.until(now, f"{self.name} hears {what}", pause=0.05)
        except AssertionError as trouble:
            raise AssertionError(
                f"{trouble}; it hears {wav.describe(last, RATE)}") from None

    def hears_tone(self, hz, loudness=LOUDNESS):
        self._hears(f"{hz} Hz", lambda v: wav.is_tone(v, hz, RATE, loudness))

    def hears_both(self, *tones):
        """Those together and nothing else, as of a key; each one loud.  A key
        is short, and may be over: all of the newest second counts."""
        need, step = RATE * 60 // 1000, RATE * 20 // 1000

        def good(values):
            parts = [wav.goertzel(values, hz, RATE) for hz in tones]
            return min(parts) > 0.7 * wav.rms(values) > 0.01

        def now():
            values = self._samples(min(self.does("count"), RATE))
            return any(good(values[at:at + need])
                       for at in range(0, len(values) - need + 1, step))
        stage.until(now, f"{self.name} hears {tones} Hz", pause=0.05)

    def hears_nothing(self):
        self._hears("nothing", lambda v: wav.rms(v) < 0.003)

    def end(self):
        self._pipe.close()
        self.process.kill_group()

    def log(self):
        try:
            said = "\n".join(self.does("log"))
            facts = self.facts()
        except Exception as trouble:    # also of a browser that has gone
            said, facts = str(trouble), None
        return f"{said}\n{facts}\n{self.process.log()}"
