"""A terminal that nobody reads: no packet is late for it, no event is lost."""
import sip
import stage as module
from emulator import Emulator
from engine import direct
from rtp import Stream
from tap import run, story
from terminal import OFFHOOK, Terminal

CALLS, PACKETS, EVENTS = 6, 1500, 1000
FRAMES = 20_000     # bytes: what the terminal held, one frame, the newest one


def in_order(packets):
    numbers = [p.sequence for p in packets]
    first = numbers[0]
    return numbers == [(first + i) & 0xffff for i in range(len(numbers))]


def newest(terminal, words):
    """Reads until the screen says so; how many bytes that took."""
    screen, count = Emulator(), 0

    def there():
        nonlocal count
        data = terminal.take()
        screen.feed(data)
        count += len(data)
        return words in screen.screen()
    module.until(there, f"the screen shows {words}")
    return count


@story
def not_read(stage):
    "1,500 packets are sent and 1,000 events told while the terminal is not read"
    bob = stage.engine(direct("bob", "auto_answer = all\nanswer_with = echo"),
                       name="bob")
    terminal = Terminal(stage, [OFFHOOK], bob.environment())
    module.until(lambda: terminal.waiting() > 500, "the first screen")
    streams = []
    for number in range(CALLS):
        peer, stream = sip.Peer(stage, f"peer{number}"), Stream(stage)
        answer = peer.answered(bob.uri("bob"), bob.port, stream.port)
        stream.start(answer.rtp_address())
        streams.append(stream)
    session = bob.first()
    mark = bob.client.mark()

    def sent():
        return sum(len(s.received) for s in streams)

    def told():
        return len(bob.client.events) - mark
    while sent() < PACKETS or told() < EVENTS:
        bob.call("session.mute", session=session)
        bob.call("session.unmute", session=session)
        if told() > 2 * EVENTS:
            streams[0].heard(0.1)
    for stream in streams:
        assert in_order([p for p in stream.received if p.type == 0])
    numbers = [e["seq"] for e in bob.client.events]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    assert terminal.process.running()
    bob.call("session.focus", session=session)
    bob.call("session.mute", session=session)
    assert newest(terminal, "MUTED") < FRAMES
    # It was not dropped either: it still obeys.
    terminal.key("q")
    terminal.key("q")
    terminal.process.wait()
    assert bob.call("engine.status")["engine"]["sessions"] == CALLS


if __name__ == "__main__":
    run()
