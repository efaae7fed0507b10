"""baresip as a phone that answers or calls, and says what it hears."""
import os
import socket

import ports
import process
import stage as module

CONFIG = """\
poll_method epoll
sip_listen 127.0.0.1:{port}
audio_player aubridge,nil
audio_source aubridge,nil
audio_alert aubridge,alert
audio_channels 1
rtp_ports {rtp}-{last}
module_path {modules}
{codecs}
module aubridge.so
module_tmp account.so
module_app echo.so
"""
FOLDERS = ("/usr/lib/baresip/modules",
           "/usr/lib/x86_64-linux-gnu/baresip/modules")
RTP_PORTS = 16


class Baresip:
    """codecs: lines of its configuration, the modules that it has.  account:
    parameters of its account, ";mediaenc=srtp".  commands: as if typed."""

    def __init__(self, stage, name, codecs, account="", commands=()):
        program = process.have("baresip")
        if not program:
            raise AssertionError("baresip is missing: package baresip-core")
        self.port, rtp = ports.port(), ports.some(RTP_PORTS)
        stage.write(f"{name}/config", CONFIG.format(
            port=self.port, rtp=rtp, last=rtp + RTP_PORTS - 1, codecs=codecs,
            modules=next(f for f in FOLDERS if os.path.isdir(f))))
        stage.write(f"{name}/accounts",
                    f"<sip:bob@127.0.0.1:{self.port}>;regint=0{account}\n")
        stage.write(f"{name}/contacts", "")
        self.process = stage.start(name + "-run", [
            program, "-f", stage.path(name),
            *(word for c in commands for word in ("-e", c))],
            env=os.environ | {"TERM": "dumb"})
        module.until(self._listens, "baresip listens")

    def _listens(self):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def uri(self):
        return f"sip:bob@127.0.0.1:{self.port}"
