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
    return _lock(uow, spool_ids, has_wound=False)


def lock_wound(uow: UnitOfWork, spool_ids: Sequence[UUID]) -> Held:
    """Lock spools and all that grams were wound to or from, with their filaments.

    What a gram on them costs hangs together. Winding over locks both of its spools, so once
    all are locked no other one joins them; one that joined while they were waited for is
    locked along.
    """
    return _lock(uow, spool_ids, has_wound=True)


def _lock(uow: UnitOfWork, spool_ids: Sequence[UUID], *, has_wound: bool) -> Held:
    wanted = uow.reels.wound_with(spool_ids) if has_wound else set(spool_ids)
    filament_ids = set(uow.spools.filaments_of(list(wanted)))
    while True:
        savepoint = uow.savepoint()
        filaments = uow.filaments.lock(sorted(filament_ids))
        spools = uow.spools.lock(list(wanted))
        joined = uow.reels.wound_with(wanted) - wanted if has_wound else set()
        others = {spool.filament_id for spool in spools} - filament_ids
        if not joined and not others:
            return Held(filaments, spools)
        savepoint.rollback()
        wanted |= joined
        filament_ids |= others | set(uow.spools.filaments_of(list(joined)))
