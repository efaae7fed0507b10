"""A disk that is full: a small tmpfs where we may mount, else a limit."""
import os
import resource
import subprocess


class SmallDisk:
    """A folder with little room."""

    def __init__(self, on, folder, size_kb=512):
        self.name, self.folder = "disk", folder
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self.mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k,mode=700",
             "offhook-test", folder], capture_output=True,
            check=False).returncode == 0
        self._filler = os.path.join(folder, "filler")
        self._limited = None
        on.add(self)

    def fill(self, pid):
        """No byte more can be written there by that process."""
        if not self.mounted:
            self._limited = pid
            _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, hard))
            return
        with open(self._filler, "wb", buffering=0) as file:
            try:
                while True:
                    file.write(b"\0" * 4096)
            except OSError:
                pass

    def make_room(self):
        if self._limited:
            _, hard = resource.prlimit(self._limited, resource.RLIMIT_FSIZE)
            resource.prlimit(self._limited, resource.RLIMIT_FSIZE, (hard, hard))
        else:
            os.unlink(self._filler)

    def end(self):
        if self.mounted:
            subprocess.run(["umount", "-l", self.folder], check=True)

    def log(self):
        return "mounted" if self.mounted else "by a limit of the file size"
