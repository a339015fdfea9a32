"""Whether the AMS changes reels by itself, or somebody must."""

from collections.abc import Mapping

import polars as pl

from printshop.analytics.schedule.abilities import Abilities
from printshop.analytics.schedule.jobs import Job, Machine
from printshop.frames import FEASIBILITY_BY_FILAMENT, PRINTERS, QUEUE, REQUIREMENTS, conform

_OF_ONE_EXTRUDER = pl.col("ams_slots") // pl.col("extruder_count").clip(lower_bound=1)


def refill_slots(printers: pl.DataFrame) -> int:
    """How many reels that feed one extruder can wait in the AMS of the best printer.

    The AMS goes on with the next reel of the same kind by itself, and only within one
    extruder's side: with two extruders the trays are shared out evenly. A job is refilled
    by the AMS where all reels of all its filaments together are at most these.

    Args:
        printers: PRINTERS that come into question.

    Returns:
        0 where none has an AMS.

    Raises:
        FrameContractError: `printers` does not match its contract.

    """
    slots = conform(printers, PRINTERS, "printers").select(_OF_ONE_EXTRUDER.max())
    return slots.item() or 0


def able_slots(queue: pl.DataFrame, printers: pl.DataFrame) -> dict[str, int]:
    """What `refill_slots` is for each job: of the printers that can print it.

    A job with a printer is printed on that one.

    Args:
        queue: QUEUE.
        printers: PRINTERS.

    Returns:
        By job_id; 0 where no printer that can print it has an AMS.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    machines = Machine.read(printers, turnaround_s=0)
    slots = dict(printers.select("printer_id", _OF_ONE_EXTRUDER.fill_null(0)).iter_rows())
    abilities = Abilities(machines)
    found = {}
    for job in Job.read(queue):
        cannot = abilities.refusals(job)
        found[job.job_id] = max(
            (
                of_one
                for printer_id, of_one in slots.items()
                if printer_id not in cannot and job.printer_id in {None, printer_id}
            ),
            default=0,
        )
    return found


def as_jobs(requirements: pl.DataFrame, subject: str) -> pl.DataFrame:
    """QUEUE of what is not queued, as far as printers are asked about it.

    Args:
        requirements: REQUIREMENTS.
        subject: the column that becomes job_id, variant_id or plate_id. Of several plates the one
            with the most filaments counts.

    Raises:
        FrameContractError: `requirements` does not match its contract.

    """
    rows = conform(requirements, REQUIREMENTS, "requirements")
    per_plate = pl.col("filament_index").n_unique().over("plate_id")
    return (
        rows.with_columns(per_plate.alias("filament_count"))
        .group_by(pl.col(subject).alias("job_id"), maintain_order=True)
        .agg(
            pl.col("sliced_for").first(),
            pl.col("material").drop_nulls().unique().sort().str.join("|").alias("materials"),
            pl.col("filament_count").max().cast(pl.Int32),
        )
        .match_to_schema(QUEUE, missing_columns="insert")
    )


def refilled(by_filament: pl.DataFrame, slots: Mapping[str, int]) -> pl.DataFrame:
    """Leave the reels to the AMS only where printers that can print a subject hold them all.

    Args:
        by_filament: FEASIBILITY_BY_FILAMENT, judged with the best printer of the shop.
        slots: from `able_slots`, by subject_id.

    Returns:
        FEASIBILITY_BY_FILAMENT: somebody changes the reels of all others.

    Raises:
        FrameContractError: `by_filament` does not match its contract.

    """
    rows = conform(by_filament, FEASIBILITY_BY_FILAMENT, "feasibility by filament")
    is_refill = pl.col("state") == "ready_refill"
    subjects = rows.filter(is_refill)["subject_id"].unique().to_list()
    if not subjects:
        return rows
    reels = pl.col("spools_needed").fill_null(1).clip(lower_bound=1).sum().over("subject_id")
    own = {subject: slots.get(subject, 0) for subject in subjects}
    room = pl.col("subject_id").replace_strict(own, default=0, return_dtype=pl.Int64)
    by_hand = is_refill & (reels > room)
    return rows.with_columns(
        pl.when(by_hand).then(pl.lit("ready_swap")).otherwise("state").alias("state")
    )
