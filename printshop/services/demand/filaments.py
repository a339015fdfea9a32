"""What is asked of each filament: what the queue takes, and what is usual beside it."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.demand import Supply, SupplyRules, filament_demand
from printshop.domain.units import to_centigrams
from printshop.domain.users import ShopSettings
from printshop.errors import NotFoundError
from printshop.repo import UnitOfWork
from printshop.services.demand.queue_needs import needs_of_queue
from printshop.services.planning.holding import hold
from printshop.services.planning.reading import Reading
from printshop.services.shop import Shop

# Four half-lives: what is used half a year ago counts a sixteenth of what is used today.
LOOKED_AT_DAYS: Final = 180


def filaments(shop: Shop, as_of: datetime) -> pl.DataFrame:
    """FILAMENT_DEMAND of every filament of a shop.

    Args:
        shop: whose.
        as_of: now, aware.

    """
    with shop.snapshot() as uow:
        reading = Reading.of(uow)
        return filaments_within(uow, reading, hold(reading), as_of=as_of)


def filament(shop: Shop, filament_id: UUID, as_of: datetime) -> dict[str, Any]:
    """The row of one filament in FILAMENT_DEMAND, by column.

    Raises:
        NotFoundError: there is no such filament, or it was merged into another.

    """
    with shop.snapshot() as uow:
        reading = Reading.of(uow)
        found = filaments_within(uow, reading, hold(reading), as_of=as_of, filament_id=filament_id)
    if found.is_empty():
        kind = "filament"
        raise NotFoundError(kind, filament_id)
    return found.row(0, named=True)


def filaments_within(
    uow: UnitOfWork,
    reading: Reading,
    allocation: Allocation,
    *,
    as_of: datetime,
    filament_id: UUID | None = None,
) -> pl.DataFrame:
    """FILAMENT_DEMAND of what was read of a shop, for those who read it already.

    Args:
        uow: the transaction of the reading.
        reading: the shop.
        allocation: of its queue.
        as_of: now, aware.
        filament_id: of which alone.

    """
    today = reading.today(as_of)
    settings = reading.settings
    is_asked = pl.lit(value=True)
    if filament_id is not None:
        is_asked = pl.col("filament_id") == str(filament_id)
    stock = reading.stock.filter(is_asked)
    supply = Supply(
        stock=stock,
        reorder=uow.frames.reorder([UUID(one) for one in stock["filament_id"]]),
        spools=reading.spools.filter(is_asked),
        on_order=uow.frames.on_order().filter(is_asked),
    )
    daily_use = uow.frames.daily_use(
        since=today - timedelta(days=LOOKED_AT_DAYS - 1),
        zone=settings.time_zone,
        filament_id=filament_id,
    )
    known = needs_of_queue(reading, allocation, as_of=as_of).filter(is_asked)
    return filament_demand(supply, daily_use, known, rules=_rules(settings), as_of=today)


def _rules(settings: ShopSettings) -> SupplyRules:
    return SupplyRules(
        service_level_pct=settings.service_level_pct,
        lead_time_days=settings.lead_time_days,
        safety_days=settings.safety_days,
        tail_cg=to_centigrams(settings.spool_tail_g),
    )
