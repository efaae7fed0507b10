"""What stands in another process's memory; needs to be root, or its tracer."""
import re


def regions(pid):
    """(start, end, name) of all that it may write to."""
    with open(f"/proc/{pid}/maps", encoding="ascii") as maps:
        for line in maps:
            words = line.split(maxsplit=5)
            if "rw" in words[1]:
                start, end = (int(n, 16) for n in words[0].split("-"))
                yield start, end, words[5].strip() if words[5:] else ""


def find(pid, secret, around=48):
    """[(where, bytes around it)] of each place in which it stands."""
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for start, end, name in regions(pid):
            try:
                memory.seek(start)
                data = memory.read(end - start)
            except OSError:     # [vvar] and the like
                continue
            for hit in re.finditer(re.escape(secret), data):
                at = hit.start()
                found.append((f"{name or 'anonymous'} {start + at:x}",
                              data[max(0, at - around):at + len(secret)
                                   + around]))
    return found
