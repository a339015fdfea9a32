"""A shop's facts put together: each finished job with what it printed, each use with its parts.

What a use took is divided as the file divides it: model, support, prime tower, flush; what a print
took that failed is a part of its own. The parts are whole centigrams that add up to what was used,
and money is centigrams times millionths per gram, so that no sum depends on an order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.analytics.cost import used_at
from printshop.analytics.dashboard.naming import (
    CATEGORIES,
    Named,
    with_material,
)
from printshop.frames import JOB_FACTS, USE_FACTS, conform

# Centigrams times millionths of the currency per gram.
MONEY: Final = 10**8
PARTS: Final = ("model", "support", "tower", "support_or_tower", "flush", "failed", "untold")
# What uses are narrowed by, of their job.
OF_JOB: Final = ("on", "printer_key", "model_key", "variant_key", "category", "status", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """Some finished jobs and what they took: jobs, uses and made_of as of Past."""

    jobs: pl.DataFrame
    uses: pl.DataFrame
    made_of: pl.DataFrame

    @property
    def size_bytes(self) -> int:
        """How much memory it takes."""
        return int(sum(one.estimated_size() for one in (self.jobs, self.uses, self.made_of)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Frames that figures are counted from.

    jobs: JOB_FACTS with `on` (the shop's day it finished), `made` (what of it ended well, null
    where that is no question), variant_key, model_key, category and expected_s. running: the
    same of what prints now. uses: number, OF_JOB of it, filament_key, material, used_cg, a
    column of centigrams for each of PARTS, and cost_e6, null where nobody knows it. made_of:
    number, material, `made` and OF_JOB, once for each that a job is printed of, running ones too.
    spools: SPOOL_FACTS with material and brand, its costs null where nobody knows them.
    filaments: own_key, filament_id, brand, material and name of what a filament_key stands for.
    """

    jobs: pl.DataFrame
    running: pl.DataFrame
    uses: pl.DataFrame
    made_of: pl.DataFrame
    spools: pl.DataFrame
    printers: pl.DataFrame
    plates: pl.DataFrame
    filaments: pl.DataFrame


def ended(jobs: pl.DataFrame, uses: pl.DataFrame, known: Named, *, zone: str) -> Ended:
    """Join finished jobs and their uses with what they speak of.

    Args:
        jobs: JOB_FACTS.
        uses: USE_FACTS of these jobs.
        known: of the shop.
        zone: the shop's, an IANA name.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    of_plates = _with_plates(conform(jobs, JOB_FACTS, "jobs"), known.plates, zone)
    took = _uses(conform(uses, USE_FACTS, "uses"), of_plates, known)
    return Ended(jobs=of_plates, uses=took, made_of=_made_of(of_plates, took, known))


def put_together(parts: Sequence[Ended], running: pl.DataFrame, known: Named, *, zone: str) -> Past:
    """The past that is made of these parts, none of whose jobs is in two, and of what prints now.

    Args:
        parts: by time.
        running: JOB_FACTS.
        known: of the shop.
        zone: the shop's, an IANA name.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    now = ended(running, USE_FACTS.to_frame(), known, zone=zone)
    return Past(
        jobs=pl.concat([now.jobs.clear(), *(one.jobs for one in parts)], rechunk=True),
        running=now.jobs,
        uses=pl.concat([now.uses, *(one.uses for one in parts)], rechunk=True),
        made_of=pl.concat([*(one.made_of for one in parts), now.made_of], rechunk=True),
        spools=known.spools,
        printers=known.printers,
        plates=known.plates,
        filaments=known.filaments,
    )


def parted(past: Past, parts: Sequence[Ended]) -> Iterator[Ended]:
    """The same parts, as slices of the past that was made of them: in memory but once."""
    jobs, uses, made_of = 0, 0, 0
    for one in parts:
        yield Ended(
            jobs=past.jobs.slice(jobs, len(one.jobs)),
            uses=past.uses.slice(uses, len(one.uses)),
            made_of=past.made_of.slice(made_of, len(one.made_of)),
        )
        jobs += len(one.jobs)
        uses += len(one.uses)
        made_of += len(one.made_of)


def _with_plates(jobs: pl.DataFrame, plates: pl.DataFrame, zone: str) -> pl.DataFrame:
    of_plate = plates.select(
        "plate_key",
        "variant_key",
        "model_key",
        pl.col("category").cast(CATEGORIES),
        expected_s="print_s",
    )
    return jobs.join(of_plate, on="plate_key", how="left", maintain_order="left").with_columns(
        on=pl.col("finished_at").dt.convert_time_zone(zone).dt.date(), made=_good_share()
    )


def _good_share() -> pl.Expr:
    """What of a run ended well, 0 to 1; null where it was cancelled or is not finished.

    A run that nobody counted is as good as it ended.
    """
    good, rejected = pl.col("good").fill_null(0), pl.col("rejected").fill_null(0)
    counted = good + rejected
    return (
        pl.when(pl.col("status") == "failed")
        .then(0.0)
        .when(pl.col("status") != "completed")
        .then(None)
        .when(counted > 0)
        .then(good / counted)
        .otherwise(pl.col("good").is_null().cast(pl.Float64))
    )


def _uses(uses: pl.DataFrame, jobs: pl.DataFrame, known: Named) -> pl.DataFrame:
    of_job = jobs.select("number", *OF_JOB)
    return with_material(
        uses.join(of_job, on="number")
        .join(known.shares, on="need_key", how="left")
        .join(known.costs, on="spool_key", how="left")
        .join(known.prices, on="filament_key", how="left")
        .with_columns(used_at()[0].alias("cost_e6")),
        known.filaments,
    ).select("number", *OF_JOB, "filament_key", "material", "cost_e6", "used_cg", *_parts())


def _parts() -> list[pl.Expr]:
    def until(end: str) -> pl.Expr:
        """Centigrams up to the end of a part, to the nearest: so the parts add up."""
        whole = pl.col("whole")
        return (2 * pl.col("used_cg") * pl.col(end) + whole) // (2 * whole)

    flush, support, waste, used = (
        until("flush"),
        until("support"),
        until("waste"),
        pl.col("used_cg"),
    )
    is_told, knows_support = pl.col("whole").is_not_null(), pl.col("support").is_not_null()
    is_lost = pl.col("status") == "failed"
    parts = {
        "model": used - waste,
        "support": support - flush,
        "tower": waste - support,
        "support_or_tower": pl.when(is_told & ~knows_support).then(waste - flush),
        "flush": flush,
        "untold": pl.when(~is_told).then(used),
    }
    # Of a print that failed all is lost, whatever it would have become.
    kept = {name: pl.when(~is_lost).then(part) for name, part in parts.items()}
    kept["failed"] = pl.when(is_lost).then(used)
    return [kept[name].fill_null(0).alias(f"{name}_cg") for name in PARTS]


def _made_of(jobs: pl.DataFrame, uses: pl.DataFrame, known: Named) -> pl.DataFrame:
    """Of what each job is printed; one that used nothing, of what its plate would take."""
    took = uses.select("number", "material").unique()
    took_nothing = jobs.select("number", "plate_key").join(took, on="number", how="anti")
    would = took_nothing.join(
        known.needs.select("plate_key", "filament_key").drop_nulls(), on="plate_key"
    )
    made_of = [took, with_material(would, known.filaments).select("number", "material").unique()]
    return pl.concat(made_of).join(jobs.select("number", "made", *OF_JOB), on="number")
