"""An order of the waiting jobs that saves filament changes, for a person to take or not."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.analytics.calibration import time_factors
from printshop.analytics.filament_changes import propose_queue
from printshop.services.planning.reading import Reading
from printshop.services.planning.timing import staffed_hours, turnaround_s
from printshop.services.planning.view import ChangeProposal


def fewer_changes(reading: Reading, *, as_of: datetime) -> ChangeProposal | None:
    """An order that needs fewer loads, keeps priorities and lets nothing become late.

    Args:
        reading: the shop.
        as_of: now, aware.

    """
    found = propose_queue(
        reading.queue,
        reading.requirements,
        reading.printers,
        reading.loaded,
        as_of=as_of,
        staffed=staffed_hours(reading.settings),
        turnaround_s=turnaround_s(reading.settings),
        time_factors=time_factors(reading.timed),
    )
    if found is None:
        return None
    return ChangeProposal(
        job_ids=tuple(UUID(job_id) for job_id in found.job_ids),
        saved_loads=found.saved_loads,
        saved_min=found.saved_min,
        saved_g=Decimal(found.saved_g),
    )
