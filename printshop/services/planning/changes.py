"""An order of the waiting jobs that saves filament changes, for a person to take or not."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.filament_changes import propose_queue
from printshop.domain.print_queue import JobStatus
from printshop.services.planning.holding import hold
from printshop.services.planning.reading import Reading
from printshop.services.planning.timing import asked
from printshop.services.planning.view import ChangeProposal
from printshop.services.shop import Shop

# Beyond, looking takes longer than a page may: `propose_order` does it when a person asks.
_AT_ONCE: Final = 40


def propose_order(shop: Shop, *, as_of: datetime) -> ChangeProposal | None:
    """An order that saves filament changes, however long the queue: seconds for hundreds of jobs.

    Args:
        shop: whose queue.
        as_of: now, aware.

    """
    with shop.snapshot() as uow:
        reading = Reading.of(uow)
    return fewer_changes(reading, hold(reading), as_of=as_of)


def small_proposal(
    reading: Reading, allocation: Allocation, *, as_of: datetime
) -> ChangeProposal | None:
    """What `fewer_changes` says of a queue that it takes no time for; None for a longer one."""
    waiting = reading.queue.filter(pl.col("status") == JobStatus.QUEUED).height
    return fewer_changes(reading, allocation, as_of=as_of) if waiting <= _AT_ONCE else None


def fewer_changes(
    reading: Reading, allocation: Allocation, *, as_of: datetime
) -> ChangeProposal | None:
    """An order that needs fewer loads, keeps priorities and lets nothing become late.

    Args:
        reading: the shop.
        allocation: of its queue.
        as_of: now, aware.

    """
    arguments = asked(reading, allocation, {})
    found = propose_queue(
        reading.queue,
        arguments.pop("requirements"),
        reading.printers,
        arguments.pop("loaded"),
        as_of=as_of,
        **arguments,
    )
    # Who prints in another order wants to see fewer reels changed, not only nearer ones.
    if found is None or found.saved_loads <= 0:
        return None
    return ChangeProposal(
        job_ids=tuple(UUID(job_id) for job_id in found.job_ids),
        saved_loads=found.saved_loads,
        saved_min=found.saved_min,
        saved_g=Decimal(found.saved_g),
    )
