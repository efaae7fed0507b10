"""A keyring of its own: gnome-keyring on a D-Bus of its own, unlocked."""
import os
import subprocess

import stage

CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
 <type>session</type>
 <listen>unix:path=%(folder)s/bus</listen>
 <policy context="default">
  <allow send_destination="*" eavesdrop="true"/>
  <allow eavesdrop="true"/>
  <allow own="*"/>
 </policy>
</busconfig>
"""


class Keyring:
    def __init__(self, on, name="keyring"):
        self.folder = on.path(name)
        os.makedirs(self.folder, mode=0o700)
        self.bus = on.start(name + "-bus", [
            "dbus-daemon", "--nofork", "--nopidfile", "--config-file="
            + on.write(f"{name}/bus.conf", CONFIG % {"folder": self.folder})])
        stage.until(lambda: os.path.exists(self.folder + "/bus"), "D-Bus")
        self._unlock(on, name)

    def environment(self):
        """What a program needs to find it."""
        return {"DBUS_SESSION_BUS_ADDRESS": f"unix:path={self.folder}/bus"}

    def _unlock(self, on, name):
        """The first password makes the keyring; more would open it."""
        reading, writing = os.pipe()
        os.write(writing, b"of-the-keyring")
        os.close(writing)
        self.daemon = on.start(
            name, ["gnome-keyring-daemon", "--foreground", "--unlock",
                   "--components=secrets", "-C", self.folder], stdin=reading,
            env={"PATH": os.environ["PATH"], "HOME": self.folder,
                 "XDG_RUNTIME_DIR": self.folder} | self.environment())
        os.close(reading)
        stage.until(self._is_there, "the keyring is on D-Bus")

    def _is_there(self):
        said = subprocess.run(
            ["dbus-send", "--print-reply", "--dest=org.freedesktop.DBus", "/",
             "org.freedesktop.DBus.NameHasOwner",
             "string:org.freedesktop.secrets"], capture_output=True,
            check=False, env=os.environ | self.environment())
        return b"boolean true" in said.stdout
