"""The states, and the rule that chooses between them."""

from typing import Final

import polars as pl

from printshop.analytics.feasibility.ladders import ladder_of, spools_needed, usable
from printshop.analytics.feasibility.stand_ins import stand_ins
from printshop.analytics.needs import NEEDS, runs_of
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.frames import FEASIBILITY, FEASIBILITY_BY_FILAMENT, SPOOLS, conform

# From what stops a print least to what stops it most.
STATES: Final = (
    "ready",
    "ready_refill",
    "ready_swap",
    "ready_substitute",
    "unverified",
    "short",
    "unmatched",
    "unknown",
)


def by_filament(
    needs: pl.DataFrame,
    spools: pl.DataFrame,
    *,
    tail_cg: int = 0,
    refill_slots: int = 0,
    substitutes: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Judge each filament of each subject, every subject as if it were alone.

    Usable on a spool is what it holds less its tail. Weighed and assumed grams stay
    apart: unknown is never enough. The first case that holds is the state:

    1. unknown: nobody has said the grams; short_cg is 0 because it cannot be said.
    2. unmatched: no filament of the shop is matched, so nothing is available and
       short_cg is all that is needed.
    3. ready: one weighed spool is enough.
    4. ready_refill: several weighed spools are, and the AMS goes from one to the next
       by itself: all reels of all filaments of the subject fit into `refill_slots`. A
       filament that is not there counts as the one reel it will be on.
    5. ready_swap: several weighed spools are; somebody changes them.
    6. ready_substitute: the weighed spools of another filament are, by themselves. The
       nearest is named in substitute_id, and spools_needed counts its spools; short_cg
       stays what the filament itself lacks. It is none that the subject asks for itself,
       and none that already stands in for another of its filaments: two colours would
       become one.
    7. unverified: enough only if spools that were never weighed are counted.
    8. short: not enough even then; short_cg = needed - (weighed + assumed).

    Worked example, grams on spools 220, 180, 90, all weighed, no tail: 200 is ready, 300
    is ready_swap with 2 spools (ready_refill in an AMS of 4), 500 is short by 10. With
    another 50 assumed, 500 is unverified. With a tail of 15 on each only 445 are usable:
    460 is short by 15 although 490 are on hand.

    Args:
        needs: NEEDS, from `plate_needs` or `variant_needs`.
        spools: SPOOLS, what may be used for these subjects.
        tail_cg: what stays on every reel because it cannot be fed to the end.
        refill_slots: reels that the AMS can go through by itself (`refill.refill_slots`).
        substitutes: SUBSTITUTES; without it nothing stands in for anything.

    Returns:
        FEASIBILITY_BY_FILAMENT, one row for each row of `needs`, in its order.
        available_cg and assumed_cg are usable grams.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    needs = conform(needs, NEEDS, "needs")
    spools = usable(conform(spools, SPOOLS, "spools"), tail_cg)
    standing_in = None if substitutes is None else conform(substitutes, SUBSTITUTES, "substitutes")
    return judged(
        needs, spools, keys=["filament_id"], refill_slots=refill_slots, substitutes=standing_in
    )


def overall(by_filament: pl.DataFrame) -> pl.DataFrame:
    """Give each subject the worst state of its filaments, in the order of STATES.

    The worst is what must be dealt with first: without grams nothing can be
    said, without a filament no spool can be looked up, and only when both are
    there is "short" the whole truth and its grams the ones to buy.

    Args:
        by_filament: FEASIBILITY_BY_FILAMENT.

    Returns:
        FEASIBILITY, subjects in the order of their first row.

    Raises:
        FrameContractError: `by_filament` does not match its contract.

    """
    rows = conform(by_filament, FEASIBILITY_BY_FILAMENT, "by_filament")
    rows, runs, subjects = runs_of(rows, "subject_id")
    ranks = pl.Enum(STATES)
    worst = (
        pl.LazyFrame([runs, rows["state"].cast(ranks)])
        .group_by("run", maintain_order=True)
        .agg(pl.col("state").max())
        .select(pl.col("state").cast(pl.String))
        .collect()
    )
    return worst.with_columns(subjects).pipe(conform, FEASIBILITY, "feasibility")


def judged(
    needs: pl.DataFrame,
    spools: pl.DataFrame,
    *,
    keys: list[str],
    refill_slots: int = 0,
    substitutes: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Judge needs against the usable grams of the spools that share their keys.

    `keys` is filament_id where all subjects see the same spools, subject_id and
    filament_id where each subject sees its own; then nothing can stand in.
    """
    ladder = ladder_of(spools, keys)
    stocks = ladder.group_by(*keys, maintain_order=True).agg(
        pl.col("weighed_cg").last().alias("available_cg"),
        pl.col("weighed_cg").first().alias("largest_cg"),
        pl.col("assumed_cg").last(),
        pl.col("stock").first(),
        pl.col("rung").first().alias("first_rung"),
    )
    rows = needs.with_row_index("row").join(
        stocks, on=keys, how="left", validate="m:1", maintain_order="left"
    )
    rows = rows.with_columns(pl.col("available_cg", "assumed_cg").fill_null(0))
    rows = rows.with_columns(spools_needed(rows, ladder))
    rows = _with_stand_ins(rows, stocks, ladder, substitutes)
    covered = pl.col("available_cg") + pl.col("assumed_cg")
    short = (pl.col("needed_cg") - covered).clip(lower_bound=0).fill_null(0)
    return (
        rows.with_columns(_fits_the_ams(rows, refill_slots), short.alias("short_cg"))
        .with_columns(_state().alias("state"))
        .select(FEASIBILITY_BY_FILAMENT.names())
        .pipe(conform, FEASIBILITY_BY_FILAMENT, "feasibility by filament")
    )


def _state() -> pl.Expr:
    """Choose the state from the grams; the order of the cases is the rule."""
    return (
        pl.when(pl.col("needed_cg").is_null())
        .then(pl.lit("unknown"))
        .when(pl.col("filament_id").is_null())
        .then(pl.lit("unmatched"))
        .when(pl.col("substitute_id").is_not_null())
        .then(pl.lit("ready_substitute"))
        .when(pl.col("spools_needed") <= 1)
        .then(pl.lit("ready"))
        .when(pl.col("spools_needed").is_not_null() & pl.col("fits_ams"))
        .then(pl.lit("ready_refill"))
        .when(pl.col("spools_needed").is_not_null())
        .then(pl.lit("ready_swap"))
        .when(pl.col("short_cg") == 0)
        .then(pl.lit("unverified"))
        .otherwise(pl.lit("short"))
    )


def _with_stand_ins(
    rows: pl.DataFrame, stocks: pl.DataFrame, ladder: pl.DataFrame, substitutes: pl.DataFrame | None
) -> pl.DataFrame:
    """Name what stands in for the filaments that are not enough, and count its spools."""
    nobody = rows.with_columns(pl.lit(None, pl.String).alias("substitute_id"))
    if substitutes is None or substitutes.is_empty():
        return nobody
    found = stand_ins(rows, stocks, substitutes)
    if found.is_empty():
        return nobody
    counted = found.with_columns(spools_needed(found, ladder).alias("spools_of_it"))
    return (
        rows.join(
            counted.select("row", "substitute_id", "spools_of_it"),
            on="row",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .with_columns(pl.coalesce("spools_needed", "spools_of_it").alias("spools_needed"))
        .drop("spools_of_it")
    )


def _fits_the_ams(rows: pl.DataFrame, refill_slots: int) -> pl.Series:
    """Whether all reels of a row's subject fit into the AMS together."""
    several = rows["spools_needed"] > 1
    if refill_slots <= 1 or not several.any():
        return pl.repeat(value=False, n=len(rows), dtype=pl.Boolean, eager=True).alias("fits_ams")
    reels = pl.col("spools_needed").fill_null(1).sum()
    fitting = (
        rows.join(rows.filter(several).select("subject_id").unique(), on="subject_id", how="semi")
        .group_by("subject_id")
        .agg(reels)
        .filter(pl.col("spools_needed") <= refill_slots)
    )
    return rows["subject_id"].is_in(fitting["subject_id"].implode()).alias("fits_ams")
