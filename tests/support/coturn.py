"""A STUN and TURN server: coturn on ports, an address and files of its own.

    turn = coturn.Coturn(stage, users={"ann": "secret"}, address=nat.SERVER)
    turn.stun, turn.turn, turn.turn_tcp, turn.turns     as in ice_servers

Credentials are long-term ones.  certificate (of support/authority): it speaks
TLS as well.  stop() and start(): it is away meanwhile.
"""
import os
import signal
import socket

import ports
import process
import stage
import stun

CONFIG = """
listening-ip=%(address)s
relay-ip=%(address)s
listening-port=%(port)d
min-port=%(relay)d
max-port=%(relay_last)d
realm=%(realm)s
lt-cred-mech
fingerprint
relay-threads=1
no-cli
no-dtls
no-multicast-peers
allow-loopback-peers
cli-password=unused
userdb=%(folder)s/users.sqlite
pidfile=%(folder)s/pid
log-file=stdout
verbose
%(tls)s
%(users)s
"""
RELAYS = 64         # ports; two for each allocation without rtcp-mux


class Coturn:
    def __init__(self, on, users=None, address="127.0.0.1", realm="turn.test",
                 certificate=None, name="coturn", start=True, wrapper=(),
                 more=""):
        """more: lines of its configuration."""
        self.on, self.name, self.address = on, name, address
        self.host = ports.host(address)
        self.port, self.tls_port = ports.port(), ports.port()
        self.wrapper, self.process, self._starts = list(wrapper), None, 0
        relay = ports.some(RELAYS)
        self.folder = on.path(name)
        os.makedirs(self.folder)
        tls = f"tls-listening-port={self.tls_port}\n" \
            f"cert={certificate.cert}\npkey={certificate.key}" \
            if certificate else "no-tls"
        self.config = on.write(f"{name}/turnserver.conf", CONFIG % {
            "address": address, "port": self.port, "realm": realm,
            "relay": relay, "relay_last": relay + RELAYS - 1,
            "folder": self.folder, "tls": tls,
            "users": "".join(f"user={user}:{password}\n" for user, password
                             in (users or {}).items())} + more)
        on.add(self)
        if start:
            self.start()

    def start(self):
        program = process.have("turnserver")
        if not program:
            raise AssertionError("turnserver is missing: package coturn")
        self._starts += 1
        self.process = process.Process(
            self.on, f"{self.name}-{self._starts}",
            [*self.wrapper, program, "-c", self.config], death=signal.SIGTERM)
        with socket.socket(ports.family(self.address),
                           socket.SOCK_DGRAM) as probe:
            stage.until(lambda: self._answers(probe), "coturn answers")
        return self

    def _answers(self, probe):
        if not self.process.running():
            raise AssertionError("coturn did not start")
        return stun.ask(probe, (self.address, self.port), times=1)

    @property
    def stun(self):
        return f"stun:{self.host}:{self.port}"

    @property
    def turn(self):
        return f"turn:{self.host}:{self.port}?transport=udp"

    @property
    def turn_tcp(self):
        return f"turn:{self.host}:{self.port}?transport=tcp"

    @property
    def turns(self):
        return f"turns:{self.host}:{self.tls_port}?transport=tcp"

    def stop(self):
        """At once, as if it lost its power."""
        self.process.kill()

    def end(self):
        if self.process:
            self.process.kill()

    def log(self):
        return self.process.log() if self.process else "(not started)"
