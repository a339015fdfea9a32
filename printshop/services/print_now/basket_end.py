"""When a basket would be done if it were queued behind all that waits."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import polars as pl

from printshop.analytics.printable import asked
from printshop.analytics.schedule import schedule
from printshop.domain.catalog import Variant
from printshop.domain.print_queue import JobStatus
from printshop.frames import QUEUE
from printshop.repo import UnitOfWork
from printshop.services.planning import standing, timing
from printshop.services.planning.standing import Standing


def done_at(
    uow: UnitOfWork,
    stood: Standing,
    job_ids: Sequence[str],
    prints: Sequence[tuple[str, str]],
    variants: Mapping[UUID, Variant],
    *,
    as_of: datetime,
) -> datetime | None:
    """When the last of these prints is likely done, planned after the queue.

    Args:
        uow: the transaction of the reading.
        stood: the shop at one moment.
        job_ids: the ids that the prints were tried with.
        prints: (variant_id, plate_id) of each.
        variants: of the prints, by id.
        as_of: now, aware.

    Returns:
        None where the end of one of them cannot be said.

    """
    if not prints:
        return None
    reading = stood.reading
    everything = uow.frames.printable(demand_since=standing.demand_since(as_of))
    wishes = asked(everything, stood.requirements)
    queue = pl.concat([reading.queue, _jobs(job_ids, prints, variants, wishes)])
    planned = schedule(
        queue,
        reading.printers,
        as_of=as_of,
        with_late=False,
        **timing.asked(reading, stood.allocation, {}),
    ).planned
    ends = planned.filter(pl.col("job_id").is_in(list(job_ids)))["ends_at"].to_list()
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(prints) else None


def _jobs(
    job_ids: Sequence[str],
    prints: Sequence[tuple[str, str]],
    variants: Mapping[UUID, Variant],
    wishes: pl.DataFrame,
) -> pl.DataFrame:
    """QUEUE of prints that nobody has queued; they ask for what their versions do."""
    plates_s = {str(plate.id): plate.print_time_s for v in variants.values() for plate in v.plates}
    said = pl.DataFrame(
        {
            "job_id": list(job_ids),
            "plate_id": [plate_id for _, plate_id in prints],
            "variant_id": [variant_id for variant_id, _ in prints],
            "duration_s": [plates_s[plate_id] or None for _, plate_id in prints],
        },
        schema_overrides={"duration_s": pl.Int64},
    )
    return (
        said.join(wishes, on="variant_id", how="left", maintain_order="left")
        .with_columns(pl.lit(JobStatus.QUEUED.value).alias("status"))
        .match_to_schema(QUEUE, missing_columns="insert")
    )
