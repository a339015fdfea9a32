"""A spool's history: a page of its ledger, and how it burnt down."""

from dataclasses import dataclass
from uuid import UUID

import polars as pl

from printshop.analytics import burn_down as burning
from printshop.domain.spools import Movement
from printshop.services.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Some lines of a ledger, newest first, and how many it has in all."""

    lines: tuple[Movement, ...]
    n_lines: int


def history(shop: Shop, spool_id: UUID, *, limit: int, offset: int = 0) -> History:
    """So many lines of a spool's ledger, newest first, after the first so many."""
    with shop.snapshot() as uow:
        return History(
            lines=uow.ledger.of_spool(spool_id, limit=limit, offset=offset),
            n_lines=uow.ledger.count_lines(spool_id),
        )


def burn_down(shop: Shop, spool_id: UUID) -> pl.DataFrame:
    """BURN_DOWN of a spool: what was on it, with few enough points to be drawn at once."""
    with shop.snapshot() as uow:
        ledger = uow.frames.ledger(spool_id)
    return burning.burn_down(ledger)
