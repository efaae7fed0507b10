"""sipp as an independent user agent, with the scenarios in sipp/."""
import os

import ports
import process
import stage

SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sipp")


class Sipp:
    """scenario: a name of sipp/NAME.xml.  remote: port to call, None: answers.

    words: what stands for [NAME] in the scenario, beside sipp's own names.
    """

    def __init__(self, on, scenario, remote=None, calls=1, service="anyone",
                 words=None, more=()):
        program = process.have("sipp")
        if not program:
            raise AssertionError("sipp is missing: package sip-tester")
        self.on, self.name = on, f"sipp-{scenario}"
        self.port, control, media = ports.port(), ports.port(), ports.some(6)
        self.errors = on.path(f"{self.name}-{self.port}.errors")
        command = [program, "-sf", self._scenario(scenario, words or {}),
                   "-nostdin", "-i", "127.0.0.1", "-p", self.port,
                   "-mi", "127.0.0.1", "-mp", media, "-cp", control,
                   "-m", calls, "-s", service, "-timeout", "100",
                   "-timeout_error", "-trace_err", "-error_file", self.errors]
        command += list(more)
        if remote:
            command.append(f"127.0.0.1:{remote}")
        self.process = on.start(f"{self.name}-{self.port}", command,
                                env=os.environ | {"TERM": "dumb"})
        if not remote:
            self._wait_until_bound()

    def _scenario(self, name, words):
        with open(f"{SCENARIOS}/{name}.xml", encoding="utf-8") as file:
            text = file.read()
        for word, value in words.items():
            text = text.replace(f"[{word}]", str(value))
        return self.on.write(f"{self.name}-{self.port}.xml", text)

    def _wait_until_bound(self):
        # bound, and no connection: a former one may wait for its end there
        wanted = f" 0100007F:{self.port:04X} 00000000:0000 "

        def bound():
            if not self.process.running():
                raise AssertionError(f"sipp did not start: {self.process.log()}")
            for table in ("/proc/net/udp", "/proc/net/tcp"):
                with open(table, encoding="ascii") as file:
                    if wanted in file.read():
                        return True
            return False
        stage.until(bound, "sipp listens")

    def uri(self, user="anyone"):
        return f"sip:{user}@127.0.0.1:{self.port}"

    def wait(self, timeout=None):
        """All calls went as in the scenario."""
        status = self.process.wait(timeout)
        if status != 0:
            raise AssertionError(f"{self.name} ended with {status}: "
                                 f"{self.complaints()}")

    def complaints(self):
        if not os.path.exists(self.errors):
            return "it says nothing"
        with open(self.errors, encoding="utf-8", errors="replace") as file:
            return file.read()[-2000:]
