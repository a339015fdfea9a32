"""The waiting jobs in the order of the trade's rules, for a person to take or not."""

from datetime import datetime
from uuid import UUID

from printshop.analytics.schedule import suggested_order
from printshop.services.shop import Shop


def usual_order(shop: Shop, *, as_of: datetime) -> tuple[UUID, ...]:
    """Give all that wait: by priority, then what is due soonest, then the short prints first.

    Args:
        shop: whose queue.
        as_of: now, aware.

    """
    with shop.snapshot() as uow:
        queue = uow.frames.queue()
    return tuple(UUID(job_id) for job_id in suggested_order(queue, as_of=as_of))
