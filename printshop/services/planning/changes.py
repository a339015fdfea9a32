"""An order of the waiting jobs that saves filament changes, for a person to take or not."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics.allocation import Allocation
from printshop.analytics.filament_changes import propose_queue
from printshop.domain.print_queue import JobStatus
from printshop.services.planning.reading import Reading
from printshop.services.planning.timing import asked
from printshop.services.planning.view import ChangeProposal

# Beyond, looking takes longer than a page may.
_MOST_WAITING: Final = 40


def small_proposal(
    reading: Reading, allocation: Allocation, *, as_of: datetime
) -> ChangeProposal | None:
    """An order that needs fewer loads, keeps priorities and lets nothing become late.

    Args:
        reading: the shop.
        allocation: of its queue.
        as_of: now, aware.

    Returns:
        None where there is none, or the queue is too long to look for one.

    """
    if reading.queue.filter(pl.col("status") == JobStatus.QUEUED).height > _MOST_WAITING:
        return None
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
