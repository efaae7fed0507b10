"""What sound costs: CPU and memory of calls, threads and wake-ups."""
import math
import time

import baresip
import lines
import load
import measure

SETTLE = 2          # s: buffers fill, which cannot be seen
QUIET = 12          # s: after 10 it gives memory back
WINDOWS, WINDOW_SECONDS = 5, 1.6
PCMU_CALLS, OPUS_CALLS, MEMBERS = 200, 50, 32
GROWING = 50, 200, 1000
ERROR = 1.05        # of what is compared with itself


class _Load:
    """What a phone uses in so many calls, each a call and second."""

    def __init__(self, stage, phone, uri, count, sound):
        before = measure.memory_kb(phone.pid)
        self.calls = load.Calls(stage, uri, phone.port, count, sound)
        self._sender = load.Sender(stage, self.calls)
        time.sleep(SETTLE)
        cpu, self.wakeups = measure.windows(phone.pid, WINDOWS, WINDOW_SECONDS)
        self.cpu = cpu / count
        self.threads = measure.threads(phone.pid)
        self.kib = (measure.memory_kb(phone.pid) - before) / count
        self.by_thread = measure.by_thread(phone.pid)

    def silence(self):
        self._sender.stop()

    def end(self):
        self._sender.stop()
        self.calls.hang_up()
        return self


def _use_before(stage, phone, sound):
    """One call, so that what all calls share is there; then it rests until it
    has given back what it does not need."""
    calls = load.Calls(stage, phone.uri("bob"), phone.port, 1, sound)
    sender = load.Sender(stage, calls)
    time.sleep(SETTLE)
    sender.stop()
    calls.hang_up()
    lines.fill_journal(phone)
    time.sleep(QUIET)


def _ours(stage, count, sound, answer_with="echo", name="bob", memory=False,
          **options):
    """memory: that, too, is measured."""
    bob = lines.line(stage, answer_with, name=name, **options)
    if memory:
        _use_before(stage, bob, sound)
    used = _Load(stage, bob, bob.uri("bob"), count, sound).end()
    bob.stop()
    return used


def _theirs(stage, count, sound):
    keys = {"account": ";mediaenc=srtp-mand",
            "more": "module srtp.so\n"} if sound.line else {}
    peer = baresip.Baresip(stage, sound=sound.name, **keys)
    used = _Load(stage, peer, peer.uri(), count, sound).end()
    peer.end()
    return used


def _floor(stage, count, sound, *how):
    """ms of CPU a call and second, of the least that could do it."""
    floor = load.Floor(stage, count, *how)
    calls = load.Calls.without_sip(floor.ports, sound)
    sender = load.Sender(stage, calls)
    time.sleep(SETTLE)
    cost = measure.windows(floor.pid, WINDOWS, 0.6)[0] / count
    sender.stop()
    calls.hang_up()
    floor.end()
    return cost


def _cpu(table, name, used, limit, beside):
    table.most(name, used.cpu, limit, "ms", beside, digits=2,
               why=used.by_thread)


def pcmu(stage, table):
    sound = load.pcmu(stage)
    few = _ours(stage, 1, sound, name="one")
    ours = _ours(stage, PCMU_CALLS, sound, memory=True)
    theirs = _theirs(stage, PCMU_CALLS, sound)
    floor = _floor(stage, PCMU_CALLS, sound)
    _cpu(table, f"{PCMU_CALLS} PCMU echoes: CPU a call, s", ours,
         min(0.63, 1.5 * floor),
         f"baresip: {theirs.cpu:.2f}, bare loop: {floor:.2f}")
    table.most(f"threads with {PCMU_CALLS} calls", ours.threads, few.threads,
               "", f"1 call: {few.threads}; baresip: {theirs.threads}",
               digits=0)
    # a tick, and a departure of packets where one waits for the others
    table.most(f"wake-ups with {PCMU_CALLS} calls", ours.wakeups,
               2.2 * few.wakeups, "/s", f"1 call: {few.wakeups:.0f}; "
               f"baresip: {theirs.wakeups:.0f}", digits=0)
    table.most("memory (Pss) a PCMU call", ours.kib, 65, "KiB",
               f"baresip: {theirs.kib:.0f}", digits=0)


ALLOW = "auto_answer = all\nsrtp = required\nsrtp_clear_keys = allow"


def srtp(stage, table):
    """PCMU, encrypted: by AES and HMAC, as nearly everybody can, and by GCM,
    which is to be cheaper.  1.2 ms where the library alone takes 0.84; where it
    takes longer, as much longer."""
    clear, limit = load.pcmu(stage), math.inf
    for suite, name in (("AES_CM_128_HMAC_SHA1_80", "SRTP"),
                        ("AEAD_AES_128_GCM", "SRTP-GCM")):
        sound = clear.sealed(suite)
        ours = _ours(stage, PCMU_CALLS, sound, name="bob" + name, more=ALLOW)
        theirs = _theirs(stage, PCMU_CALLS, sound)
        floor = _floor(stage, PCMU_CALLS, sound, sound.key)
        limit = min(limit, max(1.2, 1.2 / 0.84 * floor))
        _cpu(table, f"{PCMU_CALLS} {name} echoes: CPU a call, s", ours, limit,
             f"baresip: {theirs.cpu:.2f}, libsrtp2: {floor:.2f}")
        limit = min(limit, ours.cpu)


def opus(stage, table):
    sound, coders = load.opus(stage, OPUS_CALLS)
    ours = _ours(stage, OPUS_CALLS, sound, memory=True)
    theirs = _theirs(stage, OPUS_CALLS, sound)
    _cpu(table, f"{OPUS_CALLS} Opus echoes: CPU a call, s", ours, 8.5,
         f"baresip: {theirs.cpu:.2f}, libopus: {coders:.2f}")
    table.most("memory (Pss) an Opus call", ours.kib, 180, "KiB",
               f"baresip: {theirs.kib:.0f}", digits=0)


def _conference(stage, sound, name, media):
    ports = f'{lines.OUR_RTP}-{lines.OUR_RTP + lines.RTP_PORTS - 1}'
    return _ours(stage, MEMBERS, sound, "conference", name="bridge" + name[2:],
                 media=f' rtp_ports = "{ports}"\n{media}')


def conference(stage, table):
    """All members speak, and each hears all the others."""
    sound = load.pcmu(stage)
    floor = _floor(stage, MEMBERS, sound, "mix")
    for media, name in ("", ""), (" mix = top-3\n", ", top-3"):
        _cpu(table, f"conference of {MEMBERS}{name}: CPU each, s",
             _conference(stage, sound, name, media), 0.8, f"bare mixer: {floor:.2f}")


def _hold(phone, calls):
    """All of them, by us; each is answered as one who is held does."""
    client, after = phone.connect(), 0
    while True:
        page = client.call("session.list", after=after, limit=100)
        for session in page["sessions"]:
            after = session["id"]
            client.call("session.hold", session=after)
            calls.hold_one()
        if not page["more"]:
            client.close()
            return


def on_hold(stage, table):
    bob = lines.line(stage)
    active = _Load(stage, bob, bob.uri("bob"), PCMU_CALLS, load.pcmu(stage))
    _hold(bob, active.calls)
    active.silence()
    time.sleep(SETTLE)
    cpu = measure.windows(bob.pid, WINDOWS, WINDOW_SECONDS)[0] / PCMU_CALLS
    table.most("a call on hold: CPU a second", cpu, active.cpu / 10, "ms",
               f"active: {active.cpu:.2f}", digits=3,
               why=measure.by_thread(bob.pid))
    active.calls.hang_up()


def growing(stage, table):
    """Each takes two ports: more than are set aside for the others."""
    most = max(GROWING)
    ports = f' rtp_ports = "{lines.OUR_RTP}-{lines.OUR_RTP + 3 * most}"\n'
    costs = {count: _ours(stage, count, load.pcmu(stage), name=f"bob{count}",
                          calls=most, media=ports) for count in GROWING}
    few, *others = (costs[count].cpu for count in GROWING)
    table.most(f"CPU a call, s: {most} PCMU calls", costs[most].cpu,
               few * ERROR, "ms", "; ".join(
                   f"{count}: {costs[count].cpu:.2f}" for count in GROWING),
               digits=2, why=costs[most].by_thread)
