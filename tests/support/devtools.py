"""Chromium's DevTools protocol over a pipe: JSON texts that end with NUL."""
import json
import os
import select
import time

import stage


class Refused(AssertionError):
    """The browser says that it cannot."""


class Pipe:
    """One request at a time; events are let go."""

    def __init__(self):
        self._their_in, self._out = os.pipe()
        self._in, self._their_out = os.pipe()
        self._count, self._rest = 0, b""

    @property
    def theirs(self):
        """The descriptors of the browser: what it reads, what it writes."""
        return self._their_in, self._their_out

    def started(self):
        os.close(self._their_in)
        os.close(self._their_out)

    def close(self):
        os.close(self._in)
        os.close(self._out)

    def ask(self, method, session=None, patience=1, **params):
        """patience: of the usual one, how often."""
        self._count += 1
        request = {"id": self._count, "method": method, "params": params}
        if session:
            request["sessionId"] = session
        data = json.dumps(request).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data):]
        end = time.monotonic() + stage.PATIENCE * patience
        while True:
            said = self._read(end)
            if said.get("id") == self._count:
                break
        if "error" in said:
            raise Refused(f"{method}: {said['error']}")
        return said["result"]

    def _read(self, end):
        while b"\0" not in self._rest:
            if not select.select([self._in], [], [],
                                 max(end - time.monotonic(), 0))[0]:
                raise AssertionError("the browser does not answer")
            more = os.read(self._in, 1 << 16)
            if not more:
                raise AssertionError("the browser has gone")
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        return json.loads(line)


class Page:
    def __init__(self, pipe, url):
        self._pipe = pipe
        # The very first start reads some hundred megabytes from the disk.
        pipe.ask("Browser.getVersion", patience=4)
        target = pipe.ask("Target.createTarget", url=url)["targetId"]
        self._session = pipe.ask("Target.attachToTarget", targetId=target,
                                 flatten=True)["sessionId"]

    def value(self, expression):
        """Of a promise, what it comes to."""
        said = self._pipe.ask("Runtime.evaluate", self._session,
                              expression=expression, awaitPromise=True,
                              returnByValue=True)
        if "exceptionDetails" in said:
            details = said["exceptionDetails"]
            raise AssertionError(f"{expression}: " + details.get(
                "exception", {}).get("description", details["text"]))
        return said["result"].get("value")

    def call(self, function, *params):
        words = ", ".join(json.dumps(p) for p in params)
        return self.value(f"{function}({words})")

    def until(self, condition, what):
        def holds():
            try:
                return self.value(condition)
            except Refused as trouble:      # it is still being loaded
                if "context" not in str(trouble) and \
                        "navigated" not in str(trouble):
                    raise
                return None
        stage.until(holds, what, pause=0.02)
