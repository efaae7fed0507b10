"""An engine that only talks: control.md's lines on a socket, told by a story.

    engine = FakeEngine(stage, clock)
    engine.account("work", "sip:agent7@pbx.example.net")
    engine.session(1, remote="sip:2014@pbx.example.net", state="established")
    engine.change(1, muted=True)            # an event goes to all front ends
    engine.asked("session.hold")            # waits for that request
"""
import copy
import json
import os
import socket
import threading

import stage

SESSION = {
    "account": None, "direction": "outgoing", "state": "established",
    "progress": None, "call_id": "c", "established": None, "ended": None,
    "held_by_us": False, "held_by_them": False, "hold_pending": False,
    "muted": False, "focused": False, "silenced": False, "early_media": False,
    "dtmf_received": "", "conference": None, "member": None,
    "recording": None, "media": None, "end": None, "consults": None,
    "transfer": None, "referral": None,
    "redirect": None, "referred_by": None, "dtmf_waiting": 0,
    "session_timer": None, "privacy": False,
}
MEDIA = {"codec": "PCMA", "sample_rate_hz": 8000, "ptime_ms": 20,
         "direction": "sendrecv", "security": "none", "suite": None,
         "keying_problem": None, "ice": None, "ice_local": None,
         "ice_remote": None}
DTLS = MEDIA | {"codec": "opus", "sample_rate_hz": 48000, "security": "dtls",
                "suite": "AEAD_AES_256_GCM"}
SDES = MEDIA | {"security": "sdes", "suite": "AES_CM_128_HMAC_SHA1_80"}
TLS = {"version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384",
       "peer": "pbx.example.net", "verify": "full", "expires": None,
       "problem": None}


def by_ice(here, there, state="connected"):
    """What media tells of the pair that ICE chose."""
    return {"ice": state} | {
        name: {"type": kind, "address": "203.0.113.9", "port": 31044}
        for name, kind in (("ice_local", here), ("ice_remote", there))}


class Refused(Exception):
    pass


class FakeEngine:
    def __init__(self, on, clock, path=None):
        self.name = "fake engine"
        self.clock = clock
        self.path = path or on.path("s")
        self.accounts, self.sessions, self.history = {}, {}, []
        self.contacts = []          # by name
        self.has_contacts = True    # False: older than contact.*
        self.audio = {end: {"device": "alsa:default", "state": "running",
                            "reason": None, "volume_percent": 70}
                      for end in ("capture", "playback", "ring")}
        self.audio["processing"] = {
            "echo_cancel": "auto", "noise_suppression": "auto",
            "gain_control": "auto"}
        self.traces = {}            # session: messages
        self.qualities = {}
        self.dnd = False
        self.config_file = "/home/ann/.config/offhook/offhook.conf"
        self.started = clock.text(3_600_000)
        self.seq = 100
        self.requests = []          # [(method, params)]
        self.refusals = {}          # method: message
        self.silent = False         # takes requests, answers none
        self.late = set()           # methods answered only by answer_late()
        self._waiting = []
        self.meters_hz = 0
        self._clients = []
        self._lock = threading.RLock()
        self._listener = None
        self.listen()
        on.add(self)

    # --- the socket ---

    def listen(self):
        self._listener = socket.socket(socket.AF_UNIX)
        if os.path.exists(self.path):
            os.unlink(self.path)
        self._listener.bind(self.path)
        self._listener.listen(8)
        threading.Thread(target=self._accept, args=(self._listener,),
                         daemon=True).start()

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            with self._lock:
                self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,),
                             daemon=True).start()

    def _serve(self, client):
        with client.makefile("r", encoding="utf-8", newline="\n") as lines:
            try:
                for line in lines:
                    self._take(client, json.loads(line))
            except (OSError, ValueError):
                pass

    def _send(self, client, message):
        try:
            client.sendall((json.dumps(message) + "\n").encode())
        except OSError:
            pass

    def _take(self, client, message):
        method, params = message["method"], message.get("params", {})
        answer = {"jsonrpc": "2.0", "id": message["id"]}
        with self._lock:
            self.requests.append((method, params))
            if method.startswith("contact.") and not self.has_contacts:
                self._send(client, answer | {"error": {
                    "code": -32601, "message": f"no method {method}"}})
                return
            if self.silent and not method.startswith("engine."):
                return
            try:
                if method in self.refusals:
                    raise Refused(self.refusals[method])
                answer["result"] = self._do(method, params)
            except (Refused, KeyError) as refusal:
                answer["error"] = {"code": 2, "message": str(refusal)}
            if method in self.late:
                self._waiting.append((client, answer))
            else:
                self._send(client, answer)

    def answer_late(self):
        """What was held back, in its order."""
        with self._lock:
            for client, answer in self._waiting:
                self._send(client, answer)
            self._waiting = []

    def take_nobody(self):
        """Until listen(): who is lost does not come back by himself."""
        listener, self._listener = self._listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        if os.path.exists(self.path):
            os.unlink(self.path)

    def close(self):
        """The engine is gone: nobody listens, all are cut off."""
        self.take_nobody()
        with self._lock:
            for client in self._clients:
                try:
                    client.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
                client.close()
            self._clients = []

    end = close

    def raw(self, data):
        with self._lock:
            for client in self._clients:
                try:
                    client.sendall(data)
                except OSError:
                    pass

    def connected(self):
        return bool(self._clients)

    # --- what there is ---

    def account(self, name, aor, state="registered", **registration):
        number = len(self.accounts) + 1
        self.accounts[number] = {
            "id": number, "name": name, "aor": aor, "display_name": None,
            "transport": "udp", "registrar": "sip:pbx.example.net",
            "registration": {"state": state, "status": None, "reason": None,
                             "contact": None, "expires_in_s": 300,
                             "next_attempt_in_s": None,
                             "since": None} | registration,
            "mwi": {"new": 0, "old": 0}, "enabled": True,
            "forward": {"always": None, "busy": None, "no_answer": None},
            "srtp": "optional", "tls": None, "nat": None}
        return number

    def by_tls(self, number, days=None, **tls):
        """It goes by TLS; their certificate ends in so many days."""
        account = self.accounts[number]
        expires = self.clock.text(-days * 86_400_000) if days else None
        account["tls"] = TLS | {"expires": expires} | tls
        account["registration"]["contact"] = \
            "<sip:agent7@192.0.2.14:40110;transport=tls>"
        self.event("account.changed", account=account)

    def change_account(self, number, **registration):
        with self._lock:
            self.accounts[number]["registration"].update(registration)
            self.event("account.changed", account=self.accounts[number])

    def session(self, number, remote, name=None, account=None, ago_ms=0,
                tell=True, **fields):
        """A call; established ago_ms before now where that is its state."""
        s = copy.deepcopy(SESSION) | {
            "id": number, "number": number, "created": self.clock.text(ago_ms),
            "remote": {"uri": remote, "display_name": name},
            "local": {"uri": "sip:agent7@pbx.example.net",
                      "display_name": None}} | fields
        if account:
            s["account"] = {"id": 1, "name": account, "aor": "sip:x@y"}
        if s["state"] == "established":
            s["established"] = s["established"] or self.clock.text(ago_ms)
            s["media"] = s["media"] or dict(MEDIA)
        with self._lock:
            self.sessions[number] = s
            if tell:
                self.event("session.created", session=s)
        return s

    def ring(self, number, remote, name=None, **fields):
        return self.session(number, remote, name, direction="incoming",
                            state="establishing", progress="incoming", **fields)

    def change(self, number, /, **fields):
        with self._lock:
            s = self.sessions[number]
            s.update(fields)
            if s["state"] == "established" and not s["established"]:
                s.update(established=self.clock.text(), progress=None,
                         media=s["media"] or dict(MEDIA))
            self.event("session.changed", session=s)

    def finish(self, number, by="remote", status=200, reason=None,
               cause=None):
        with self._lock:
            s = self.sessions.pop(number)
            s.update(state="terminated", progress=None, focused=False,
                     ended=self.clock.text(),
                     end={"by": by, "status": status, "reason": reason,
                          "cause": cause})
            self.event("session.ended", session=s)

    def called(self, remote, name=None, ago_ms=0, seconds=None, **fields):
        """An entry of the history; the newest is added last."""
        entry = {"id": len(self.history) + 1, "direction": "outgoing",
                 "account": "work", "created": self.clock.text(ago_ms),
                 "remote": {"uri": remote, "display_name": name},
                 "local": {"uri": "sip:agent7@pbx.example.net"},
                 "established": None, "ended": self.clock.text(ago_ms),
                 "end": {"by": "local", "status": 200, "reason": None},
                 "missed": False} | fields
        if seconds is not None:
            entry["established"] = entry["created"]
            entry["ended"] = self.clock.text(ago_ms - seconds * 1000)
        self.history.insert(0, entry)
        return entry

    def contact(self, name, *numbers, **fields):
        """One more in the book; numbers as "work 2014"."""
        contact = {"id": f"c{len(self.contacts) + 1}", "name": name,
                   "organization": None, "note": None, "favourite": False,
                   "numbers": [dict(zip(("label", "to"), n.split(" ", 1)))
                               for n in numbers]} | fields
        self.contacts.append(contact)
        self.contacts.sort(key=lambda c: c["name"].lower())
        return contact

    def event(self, topic, **params):
        with self._lock:
            self.seq += 1
            self.tell(topic, self.seq, **params)

    def tell(self, topic, seq, **params):
        self.raw((json.dumps({"jsonrpc": "2.0", "method": "event", "params": {
            "topic": topic, "seq": seq, "time": self.clock.text()} | params}) +
            "\n").encode())

    def levels(self, number, input_dbfs, output_dbfs, clipped=False):
        with self._lock:
            self.tell("session.levels", self.seq, id=number,
                      input_dbfs=input_dbfs, output_dbfs=output_dbfs,
                      clipped=clipped)

    def statistics(self, number, **fields):
        self.event("session.statistics", id=number, statistics={
            "loss_fraction": 0.002, "jitter_ms": 4.2, "rtt_ms": 38.0,
            "mos_lq": None} | fields)

    def wake(self):
        """Whoever sleeps looks at the clock again."""
        self.event("engine.nudge")

    # --- what is asked ---

    def asked(self, method, nth=1, timeout=None):
        """The params of its nth request."""
        def found():
            return [p for m, p in self.requests if m == method][nth - 1:nth]
        stage.until(found, f"the engine is asked {method} ({nth})", timeout)
        return found()[0]

    def count(self, method):
        return sum(m == method for m, _ in self.requests)

    def _do(self, method, params):
        words = method.split(".")
        handler = getattr(self, "_" + method.replace(".", "_"), None)
        if handler:
            return handler(params)
        if words[0] == "session":
            return self._session_request(words[1], params)
        return {}

    def _engine_hello(self, params):
        return {"version": "0.1.0", "protocol": params["protocol"], "pid": 1,
                "read_only": params.get("read_only", False)}

    def _engine_status(self, _):
        return {"seq": self.seq, "engine": {
            "version": "0.1.0", "instance": "default", "dnd": self.dnd,
            "config_file": self.config_file, "max_calls": 8,
            "started": self.started},
            "accounts": list(self.accounts.values()),
            "sessions": list(self.sessions.values()),
            "audio": self.audio, "agent": None}

    def set_dnd(self, on):
        with self._lock:
            self.dnd = on
            engine = self._engine_status({})["engine"]
            self.event("engine.changed", engine=engine)
        return {"engine": engine}

    def _engine_set(self, params):
        if "latency" in params:
            if params["latency"] not in ("default", "ultra-low"):
                raise Refused(f"\"{params['latency']}\" is no latency")
            return {}
        return self.set_dnd(params["dnd"])

    def _events_subscribe(self, params):
        self.meters_hz = params.get("meters_hz", 0)
        return {"seq": self.seq, "complete": True}

    def _history_list(self, params):
        text = params.get("text", "").lower()
        calls = [c for c in self.history if text in json.dumps(c).lower()]
        first = params.get("offset", 0)
        return {"calls": calls[first:first + params["limit"]],
                "total": len(calls)}

    def _contact_list(self, params):
        text = params.get("text", "").lower()
        found = [c for c in self.contacts if text in json.dumps(c).lower()]
        first = params.get("offset", 0)
        return {"contacts": found[first:first + params["limit"]],
                "total": len(found)}

    def _find_contact(self, params):
        for contact in self.contacts:
            if contact["id"] == params["contact"]:
                return contact
        raise Refused("there is no such contact")

    def _contact_get(self, params):
        return {"contact": self._find_contact(params)}

    def _contact_add(self, params):
        fields = {k: v for k, v in params.items() if k not in ("name", "numbers")}
        contact = self.contact(params["name"], **fields)
        contact["numbers"] = params["numbers"]
        self.event("contact.changed", contact=contact)
        return {"contact": contact}

    def _contact_update(self, params):
        contact = self._find_contact(params)
        contact.update({k: v for k, v in params.items() if k != "contact"})
        self.event("contact.changed", contact=contact)
        return {"contact": contact}

    def _contact_remove(self, params):
        contact = self._find_contact(params)
        self.contacts.remove(contact)
        self.event("contact.removed", id=contact["id"])
        return {}

    def _contact_search(self, params):
        """Words that begin with the letters, favourites first."""
        text = params["text"].lower()
        matches = []
        for c in sorted(self.contacts, key=lambda c: not c["favourite"]):
            for n in c["numbers"]:
                if any(w.startswith(text) for w in (
                        *c["name"].lower().split(), n["to"])):
                    calls = [h for h in self.history if n["to"] in
                             h["remote"]["uri"]]
                    matches.append({
                        "name": c["name"], "to": n["to"], "label": n["label"],
                        "account": None, "source": "contact",
                        "contact": c["id"], "favourite": c["favourite"],
                        "calls": len(calls), "last": None})
        known = {m["to"] for m in matches}
        for h in self.history:
            uri, name = h["remote"]["uri"], h["remote"]["display_name"] or ""
            user = uri.split(":", 1)[-1].split("@")[0]
            if user in known or not (user.startswith(text) or any(
                    w.startswith(text) for w in name.lower().split())):
                continue
            known.add(user)
            matches.append({
                "name": name or None, "to": uri, "label": None,
                "account": h["account"], "source": "history", "contact": None,
                "favourite": False, "last": None,
                "calls": sum(o["remote"]["uri"] == uri for o in self.history)})
        return {"matches": matches[:params.get("limit", 20)],
                "total": len(matches)}

    def _session_list(self, _):
        return {"sessions": list(self.sessions.values())}

    def _account_list(self, _):
        return {"accounts": list(self.accounts.values())}

    def _audio_volume(self, params):
        self.audio[params["device"]]["volume_percent"] = params["percent"]
        self.event("audio.changed", audio=self.audio)
        return {"audio": self.audio}

    def _audio_processing(self, params):
        self.audio["processing"].update(params)
        self.event("audio.changed", audio=self.audio)
        return {"audio": self.audio}

    # --- accounts and devices, as the pages of settings want them ---

    def _account_get(self, params):
        a = self.accounts[params["account"]]
        keys = {"enabled": True, "uri": a["aor"], "display_name": "",
                "user": "", "registrar": "", "proxy": [], "transport": "auto",
                "expires": 600, "options_ping": 30,
                "password_keyring": False,
                "codecs": ["opus", "G722", "PCMA", "PCMU"], "dtmf": "auto",
                "ring_with": "ring-1", "auto_answer": "off",
                "auto_answer_delay": 0, "auto_answer_from": [],
                "answer_with": "microphone", "privacy": False,
                "record": "default", "srtp": "optional", "keying": "auto",
                "srtp_clear_keys": "refuse", "tls_verify": "full",
                "tls_pin": "", "tls_ca": "", "tls_wildcard": False,
                "tls_cert": "", "tls_key": "", "realm": [],
                "accept_from": "auto", "accept_list": [], "ice": "auto",
                "ice_servers": [], "ice_user": "", "ice_wait": "srflx",
                "ice_hide_host": False,
                "nat": "auto", "public_address": ""} | a.get("keys", {})
        file = a.get("file")
        return {"account": a, "keys": keys, "secret": "password",
                "file": file, "line": 12 if file else None,
                "codecs": ["opus", "G722", "PCMA", "PCMU", "GSM"]}

    def _change_keys(self, number, params):
        a = self.accounts[number]
        keys = {k: v for k, v in params.items()
                if k not in ("account", "name", "password")}
        a["keys"] = a.get("keys", {}) | keys
        a["aor"] = keys.get("uri", a["aor"])
        self.change_account(number, state="registering", status=None)
        return {"account": a}

    def _account_add(self, params):
        number = self.account(params["name"], params["uri"], "registering")
        return self._change_keys(number, params)

    def _account_update(self, params):
        return self._change_keys(params["account"], params)

    def _account_register(self, params):
        self.change_account(params["account"], state="registering")
        return {"account": self.accounts[params["account"]]}

    def _account_remove(self, params):
        gone = self.accounts.pop(params["account"])
        self.event("account.removed", account=gone)
        return {}

    def _audio_devices(self, _):
        both = {"capture": True, "playback": True}
        return {"devices": [
            {"name": "alsa:default", "description": "the default"} | both,
            {"name": "alsa:usb", "description": "USB headset"} | both,
            {"name": "alsa:hdmi", "description": "HDMI", "capture": False,
             "playback": True}]}

    def _audio_select(self, params):
        self.audio[params["device"]]["device"] = params["name"]
        self.event("audio.changed", audio=self.audio)
        return {"audio": self.audio}

    def sound_test(self, **fields):
        self.event("audio.test", test={
            "running": True, "capture": "alsa:default",
            "playback": "alsa:default", "level_dbfs": -20, "peak_dbfs": -12,
            "verdict": None, "text": None, "advice": None} | fields)

    def _account_forward(self, params):
        account = self.accounts[params["account"]]
        for name in account["forward"]:
            if name in params:
                account["forward"][name] = params[name] or None
        self.event("account.changed", account=account)
        return {"account": account}

    def message(self, number, direction, first, *headers, body="", at_ms=0,
                peer="198.51.100.2:5060"):
        """One more of its trace, at_ms after the first; an event tells."""
        lines = [first, "Via: SIP/2.0/UDP 192.0.2.14;branch=z9hG4bK1",
                 "Max-Forwards: 70", *headers]
        lines += ["Content-Type: application/sdp"] if body else []
        with self._lock:
            self.traces.setdefault(number, []).append({
                "time": self.clock.text(10_000 - at_ms), "peer": peer,
                "direction": direction, "transport": "udp",
                "text": "\r\n".join(lines) + "\r\n\r\n" + body})
            self.event("session.changed", session=self.sessions[number])

    def _session_trace(self, params):
        if params["session"] not in self.sessions:
            raise Refused("there is no such call")
        return {"session": self.sessions[params["session"]], "dropped": 0,
                "messages": self.traces.get(params["session"], [])}

    def sounds(self, number, seconds=200, **series):
        """How a call sounded: a function of the second for each figure."""
        usual = {"mos_lq": lambda i: 4.3, "loss_fraction": lambda i: 0,
                 "jitter_ms": lambda i: 4, "rtt_ms": lambda i: 38,
                 "jitter_buffer_ms": lambda i: 40} | series
        lists = {name: [value(i) for i in range(seconds)]
                 for name, value in usual.items()}
        worst = {name: {"mean": sum(v) / len(v),
                        "worst": min(v) if name == "mos_lq" else max(v)}
                 for name, v in lists.items()}
        self.qualities[number] = {
            "interval_s": 1, "until": self.clock.text(), "series": lists,
            "summary": worst | {"seconds": seconds, "concealed_ms": 420}}

    def _session_quality(self, params):
        number = params["session"]
        return {"session": self.sessions[number],
                "quality": self.qualities.get(number, {
                    "interval_s": 1, "until": None, "series": {},
                    "summary": None})}

    def _session_redirect(self, params):
        self.finish(params["session"], "local", 302)
        return {}

    def _session_call(self, params):
        number = 1
        while number in self.sessions:
            number += 1
        to, waits = params["to"], params.get("consults")
        if waits:
            self.change(waits, focused=False, held_by_us=True)
        uri = to if to.startswith("sip:") else f"sip:{to}@pbx.example.net"
        return {"session": self.session(
            number, uri, state="establishing", progress="calling",
            account=params.get("account") or "work",
            consults=params.get("consults"))}

    def _conference_join(self, params):
        for other in list(self.sessions.values()):
            if other["focused"] and other["id"] not in params["sessions"]:
                self.change(other["id"], focused=False, held_by_us=True)
        for number in params["sessions"]:
            self.change(number, conference=1, held_by_us=False,
                        focused=number == params["sessions"][0],
                        member={"gain_db": 0, "muted": False})
        return {"conferences": []}

    def _conference_split(self, params):
        members = [s["id"] for s in self.sessions.values() if s["conference"]]
        out = [params["session"]] if "session" in params else members
        for number in out if len(members) > len(out) + 1 else members:
            self.change(number, conference=None, member=None,
                        held_by_us=number in out,
                        focused=number not in out)
        return {"conferences": []}

    def _conference_leave(self, _):
        for s in list(self.sessions.values()):
            if s["focused"]:
                self.change(s["id"], focused=False)
        return {"conferences": []}

    def _conference_update(self, params):
        number = params["session"]
        more = {k: v for k, v in params.items() if k != "session"}
        self.change(number, member=self.sessions[number]["member"] | more)
        return {"session": self.sessions[number]}

    def _session_request(self, verb, params):
        number = params["session"]
        if number not in self.sessions:
            raise Refused(f"there is no call {number}")
        effects = {
            "hold": {"held_by_us": True, "focused": False},
            "unhold": {"held_by_us": False}, "mute": {"muted": True},
            "unmute": {"muted": False}, "silence": {"silenced": True},
            "focus": {"held_by_us": False, "focused": True},
            "answer": {"state": "established", "focused": True},
        }
        if verb in ("hangup", "decline"):
            self.finish(number, "local", 486 if verb == "decline" else 200)
            return {}
        if verb in ("answer", "focus"):
            for other in list(self.sessions.values()):
                if other["focused"] and other["id"] != number:
                    self.change(other["id"], focused=False, held_by_us=True)
        if verb in effects:
            self.change(number, **effects[verb])
        return {"session": self.sessions[number]}

    def log(self):
        return "\n".join(f"{m} {json.dumps(p)}" for m, p in self.requests[-40:])
