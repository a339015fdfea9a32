"""What the jobs of the queue hold back, derived from the queue and never stored."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import polars as pl

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.needs import NEEDS, plate_needs
from printshop.frames import QUEUE, REQUIREMENTS, SPOOLS, conform

# One row per (job_id, spool_id): the grams a job holds back on a spool, above
# zero. Sorted as the jobs are printed, then as the spools would be booked.
HELD: Final = pl.Schema(
    {
        "job_id": pl.String,
        "filament_id": pl.String,
        "spool_id": pl.String,
        "held_cg": pl.Int64,
    }
)

_VISIBLE: Final = pl.Schema({"subject_id": pl.String, **SPOOLS})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """One job's claim on one filament: what it finds and what it takes.

    Both filament_id and needed_cg may be missing; then nothing is taken.
    """

    job_id: str
    filament_id: str | None
    needed_cg: int | None
    found: tuple[SpoolBalance, ...]
    taken: tuple[tuple[str, int], ...]


def reserve(requirements: pl.DataFrame, queue: pl.DataFrame, spools: pl.DataFrame) -> pl.DataFrame:
    """Say which grams of which spools each job of the queue holds.

    Jobs take in the order in which they are printed, printing ones first, and
    spools give in the order of `booking_order`, so that what a page calls
    reserved is what completing the job books. Three decisions:

    - A job for which there is not enough holds what there is. Otherwise a later,
      smaller job would show as ready and the shortage be counted too low.
    - Grams missing on weighed spools are held on assumed ones, as they will be
      booked, so that two jobs never count on the same assumed grams.
    - A job whose grams or filament nobody has said holds nothing: it is
      "unknown" or "unmatched" itself, and its claim cannot be put in figures.

    Args:
        requirements: REQUIREMENTS of the queued plates; others are ignored.
        queue: QUEUE.
        spools: SPOOLS.

    Returns:
        HELD, never more on a spool than it holds.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    rows = [
        (claim.job_id, claim.filament_id, spool_id, held_cg)
        for claim in _claims(requirements, queue, spools)
        for spool_id, held_cg in claim.taken
    ]
    return pl.DataFrame(rows, schema=HELD, orient="row")


def left_over(spools: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Take what is held off the spools.

    Args:
        spools: SPOOLS.
        held: HELD, from `reserve` on the same spools.

    Returns:
        SPOOLS without those of which nothing is left.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    spools = conform(spools, SPOOLS, "spools")
    per_spool = conform(held, HELD, "held").group_by("spool_id").agg(pl.col("held_cg").sum())
    return (
        spools.join(per_spool, on="spool_id", how="left", validate="1:1", maintain_order="left")
        .with_columns(pl.col("on_hand_cg") - pl.col("held_cg").fill_null(0))
        .filter(pl.col("on_hand_cg") > 0)
        .select(SPOOLS.names())
    )


def seen_by_jobs(
    requirements: pl.DataFrame, queue: pl.DataFrame, spools: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say what each job needs and which spools the jobs before it leave for it.

    Returns:
        NEEDS with subject_id = job_id in the order of printing, and SPOOLS with a
        subject_id before its columns: the same spool once for each job that could
        use it, with the grams left at that point of the queue.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    needs: list[tuple[str, str | None, int | None]] = []
    visible: list[tuple[object, ...]] = []
    for claim in _claims(requirements, queue, spools):
        needs.append((claim.job_id, claim.filament_id, claim.needed_cg))
        visible.extend(
            (
                claim.job_id,
                spool.spool_id,
                claim.filament_id,
                spool.on_hand_cg,
                spool.is_weighed,
                spool.expires_on,
            )
            for spool in claim.found
        )
    return (
        pl.DataFrame(needs, schema=NEEDS, orient="row"),
        pl.DataFrame(visible, schema=_VISIBLE, orient="row"),
    )


def _claims(
    requirements: pl.DataFrame, queue: pl.DataFrame, spools: pl.DataFrame
) -> Iterator[_Claim]:
    needs = _queued_needs(requirements, queue)
    shelf = _shelf(conform(spools, SPOOLS, "spools"), needs["filament_id"])
    for job_id, filament_id, needed_cg in needs.iter_rows():
        found = shelf.get(filament_id, ())
        taken = tuple(booking_order(found, needed_cg or 0))
        shelf[filament_id] = _without(found, taken)
        yield _Claim(
            job_id=job_id,
            filament_id=filament_id,
            needed_cg=needed_cg,
            found=found,
            taken=taken,
        )


def _queued_needs(requirements: pl.DataFrame, queue: pl.DataFrame) -> pl.DataFrame:
    """Return NEEDS of the jobs, printing ones first, then as queued."""
    jobs = conform(queue, QUEUE, "queue").sort(
        pl.col("status") != "printing", "position", maintain_order=True
    )
    wanted = conform(requirements, REQUIREMENTS, "requirements").filter(
        pl.col("plate_id").is_in(jobs["plate_id"].unique().implode())
    )
    return jobs.join(
        plate_needs(wanted),
        left_on="plate_id",
        right_on="subject_id",
        how="left",
        maintain_order="left_right",
    ).select(pl.col("job_id").alias("subject_id"), "filament_id", "needed_cg")


def _shelf(
    spools: pl.DataFrame, filament_ids: pl.Series
) -> dict[str | None, tuple[SpoolBalance, ...]]:
    """Sort the spools of the filaments asked for by filament."""
    asked_for = spools.filter(pl.col("filament_id").is_in(filament_ids.unique().implode()))
    balances: defaultdict[str | None, list[SpoolBalance]] = defaultdict(list)
    for spool_id, filament_id, on_hand_cg, is_weighed, expires_on in asked_for.iter_rows():
        balance = SpoolBalance(
            spool_id=spool_id,
            on_hand_cg=on_hand_cg,
            is_weighed=is_weighed,
            expires_on=expires_on,
        )
        balances[filament_id].append(balance)
    return {filament_id: tuple(found) for filament_id, found in balances.items()}


def _without(
    found: tuple[SpoolBalance, ...], taken: Iterable[tuple[str, int]]
) -> tuple[SpoolBalance, ...]:
    taken_cg = dict(taken)
    return tuple(
        replace(spool, on_hand_cg=spool.on_hand_cg - taken_cg[spool.spool_id])
        if spool.spool_id in taken_cg
        else spool
        for spool in found
    )
