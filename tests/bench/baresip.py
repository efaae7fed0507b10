"""baresip as the peer of a figure: a line that answers and echoes."""
import os
import socket

import lines
import ports
import process
import stage

CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{port}
call_local_timeout 120
call_max_calls 400
audio_channels 1
{audio}
rtp_ports {rtp}-{last}
module_path {modules}
{codec}
module_tmp account.so
{more}
"""


def _modules():
    for folder in ("/usr/lib/baresip/modules",
                   "/usr/lib/x86_64-linux-gnu/baresip/modules"):
        if os.path.isdir(folder):
            return folder
    raise AssertionError("baresip's modules are missing")


BRIDGE = """\
audio_player aubridge,nil
audio_source aubridge,nil
audio_alert aubridge,alert
module aubridge.so"""
CARD = """\
audio_player alsa,plug:{name}
audio_source alsa,plug:{name}
audio_alert alsa,null
module alsa.so"""

# Opus is at our complexity; as it comes it is 10.
CODECS = {"PCMU": "audio_srate 8000-8000\nmodule g711.so",
          "opus": "module opus.so\nopus_complexity 5\nopus_bitrate 28000\n"
                  "opus_application voip"}


class Baresip:
    """echo: answers each call with an echo of its own.  answers: answers with
    what it hears itself.  terminal: the descriptor of one for it.  sound: the
    codec.  account: parameters of it.  card: it speaks and hears by that one.
    commands: as if typed."""

    def __init__(self, on, echo=True, answers=False, terminal=None, more="",
                 sound="PCMU", card=None, commands=(), account=""):
        program = process.have("baresip")
        if not program:
            raise AssertionError("baresip is missing: package baresip-core")
        self.port = ports.port()
        name = f"baresip-{self.port}"
        mode = ";answermode=auto" if answers else ""
        on.write(f"{name}/config", CONFIG.format(
            port=self.port, rtp=lines.PEER_RTP,
            last=lines.PEER_RTP + lines.RTP_PORTS - 1,
            modules=_modules(), codec=CODECS[sound],
            audio=CARD.format(name=card.name) if card else BRIDGE,
            more=("module_app echo.so\n" if echo else "") + more))
        on.write(f"{name}/accounts",
                 f"<sip:bob@127.0.0.1:{self.port}>;regint=0{mode}{account}\n")
        on.write(f"{name}/contacts", "")
        # its meters go to standard error
        self.process = on.start(
            name + "-run", ["/bin/sh", "-c", 'exec "$0" "$@" 2>&1', program,
                            "-f", on.path(name),
                            *(w for c in commands for w in ("-e", c))],
            stdin=terminal, stdout=terminal,
            env=os.environ | {"TERM": "xterm"} |
            ({"ALSA_CONFIG_PATH": card.config} if card else {}))
        self.pid = self.process.pid
        stage.until(self._listens, "baresip listens")

    def end(self):
        self.process.end()

    def _listens(self):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def uri(self, user="bob"):
        return f"sip:{user}@127.0.0.1:{self.port}"
