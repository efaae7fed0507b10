"""How soon a phone whose address has changed registers from the new one."""
import time

from away import Away

TIMES = 3


def _moves(away, former, address):
    """s from the new address to the REGISTER that comes from it."""
    before = away.registrar.count()
    away.wire.take(former)
    away.wire.give(address)
    begun = time.monotonic()
    away.registered_from(address, before)
    spent = time.monotonic() - begun
    away.phone.registered("ann")
    return spent


def network(stage, table):
    away = Away(stage)
    away.phone.registered("ann")
    former, times = "10.77.0.2", []
    for number in range(TIMES):
        address = f"10.78.0.{number + 3}"
        times.append(_moves(away, former, address))
        former = address
    table.most("another address to its REGISTER", max(times), 5, "s", digits=2)
