"""Locks on spools together with their filaments, always in the same order."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.spools import Spool
from printshop.repo import UnitOfWork


class Held(NamedTuple):
    """Spools by number and their filaments, locked until the transaction ends."""

    filaments: tuple[Filament, ...]
    spools: tuple[Spool, ...]


def lock_with_filaments(uow: UnitOfWork, spool_ids: Sequence[UUID]) -> Held:
    """Lock the filaments of spools, then the spools.

    Which filaments these are is only known before the locks: a merge that was waited for may
    have given the spools to another one, which must not be locked behind them. Then all locks
    are given back, and the other one is locked along.
    """
    wanted = set(uow.spools.filaments_of(spool_ids))
    while True:
        savepoint = uow.savepoint()
        filaments = uow.filaments.lock(sorted(wanted))
        spools = uow.spools.lock(spool_ids)
        meanwhile = {spool.filament_id for spool in spools} - wanted
        if not meanwhile:
            return Held(filaments, spools)
        savepoint.rollback()
        wanted |= meanwhile
