"""Requests of over 1,300 bytes, where nobody takes them by TCP."""
import re
import socket
import subprocess
import sys

import networks
import process
from stage import PATIENCE
from tap import run, story

LONG = {"X-Long": "y" * 900}


class Peer:
    """Hears by UDP alone."""
    name = "peer"

    def __init__(self, stage):
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(PATIENCE)
        self.port = self._socket.getsockname()[1]
        self._ids = set()
        stage.add(self)

    def hears(self):
        """The next INVITE that is not a repeated one."""
        while True:
            text = self._socket.recv(65536).decode()
            lines = text.split("\r\n")
            call_id = [line for line in lines if line.startswith("Call-ID:")]
            if lines[0].startswith("INVITE ") and call_id[0] not in self._ids:
                self._ids.add(call_id[0])
                return text

    def log(self):
        return ""

    def end(self):
        self._socket.close()


def nft(words):
    return subprocess.run([process.have("nft"), "-f", "-"], check=True,
                          input=words, text=True)


def fall(port):
    """TCP to that port is lost without a word."""
    nft("table inet fall {\n"
        "set tries {\ntype inet_service; flags dynamic; size 100;\n}\n"
        "chain input {\ntype filter hook input priority 0;\n"
        f"tcp dport {port} add @tries {{ tcp sport }} drop\n}}\n}}\n")


def tries():
    """The ports that it came from: the kernel goes on trying for a while."""
    done = subprocess.run([process.have("nft"), "list", "set", "inet",
                           "fall", "tries"], check=True, text=True,
                          capture_output=True)
    return re.findall(r"\d+", done.stdout.partition("elements")[2])


def phone(stage, peer):
    return stage.engine(
        'account "ann" {\nuri = "sip:ann@127.0.0.1"\nregistrar = none\n}\n'
        'sip {\n%(listen)s\n}\n'), f"sip:bob@127.0.0.1:{peer.port}"


@story
def lost_by_tcp(stage):
    "the first waits for TCP in vain and goes by UDP; the next ones at once"
    networks.leave()
    peer = Peer(stage)
    fall(peer.port)
    ann, bob = phone(stage, peer)
    ann.dial(bob, headers=LONG)
    assert len(peer.hears()) > 1300
    before = tries()
    assert before
    ann.dial(bob, headers=LONG)
    peer.hears()
    assert tries() == before, "TCP was tried once more"


@story
def refused_by_tcp(stage):
    "a port that is closed for TCP costs nothing"
    peer = Peer(stage)
    ann, bob = phone(stage, peer)
    ann.dial(bob, headers=LONG)
    assert "\r\nVia: SIP/2.0/UDP" in peer.hears()


if __name__ == "__main__":
    trouble = networks.possible() or \
        (None if process.have("nft") else "nft is missing: package nftables")
    if trouble:
        print(f"1..0 # SKIP {trouble}")
        sys.exit(77)
    run()
