"""How long an engine takes to end though nobody answers its farewells."""
import signal
import time

import measure
from engine import direct
from silent_peers import among_silent_peers

TIMES = 5


def _leaves(engine):
    """s from SIGTERM to the exit."""
    begun = time.monotonic()
    engine.process.signal(signal.SIGTERM)
    status = engine.process.wait()
    if status:
        raise AssertionError(f"exit status {status}")
    return time.monotonic() - begun


def leaving(stage, table):
    silent = [_leaves(among_silent_peers(stage, f"silent-{i}")[0])
              for i in range(TIMES)]
    idle = [_leaves(stage.engine(direct("ann"), name=f"idle-{i}"))
            for i in range(TIMES)]
    table.most("SIGTERM to the exit, peers silent", max(silent), 3, "s",
               f"no peers: {measure.percentile(idle, .5):.2f}", digits=2)
