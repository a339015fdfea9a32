"""Where in the queue a filament runs out, what is left after it, and why a job is split."""

from decimal import Decimal

import polars as pl

from printshop.analytics.allocation.shapes import HELD, RUN_OUTS, Allocation
from printshop.frames import QUEUE, SPOOLS, conform


def run_outs(allocation: Allocation, queue: pl.DataFrame) -> pl.DataFrame:
    """Say which filaments do not suffice, and from which job on.

    A job that takes a substitute lacks nothing: it is printed all the same. All that the
    others lack together is what must be bought to print them as they are.

    Worked example, grams: 200 on the spools, jobs of 150, 112 and 30: it runs out at the
    second, which is 62 short; 92 are short in all.

    Args:
        allocation: from `allocate`.
        queue: QUEUE; jobs that are not in it are left out.

    Returns:
        RUN_OUTS.

    Raises:
        FrameContractError: `queue` does not match its contract.

    """
    jobs = conform(queue, QUEUE, "queue")["job_id"].implode()
    return (
        allocation.by_filament.filter(
            pl.col("short_cg") > 0,
            pl.col("state") != "ready_substitute",
            pl.col("filament_id").is_not_null(),
            pl.col("subject_id").is_in(jobs),
        )
        .group_by("filament_id", maintain_order=True)
        .agg(
            pl.col("subject_id").first().alias("job_id"),
            pl.col("short_cg").first(),
            pl.col("short_cg").sum().alias("short_in_all_cg"),
        )
        .pipe(conform, RUN_OUTS, "run-outs")
    )


def left_over(spools: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Take what is held off the spools.

    Args:
        spools: SPOOLS.
        held: HELD, from `allocate` on the same spools.

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


def split_sentence(needed_cg: int, single_cg: int, bound_cg: int) -> str:
    """Say why jobs are split although there is enough, from a row of SPLIT."""
    needed, single = _grams(needed_cg), _grams(single_cg)
    if single_cg == bound_cg:
        return (
            "There is enough in all, but no way of sharing out the spools serves every job from"
            f" one: {single} of {needed} at best."
        )
    return (
        "There is enough in all, but this plan serves not every job from one spool:"
        f" {single} of {needed}."
    )


def _grams(centigrams: int) -> str:
    return f"{Decimal(centigrams).scaleb(-2).normalize():,f} g"
