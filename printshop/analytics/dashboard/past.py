"""A shop's facts put together: each finished job with what it printed, each use with its parts.

What a use took is divided as the file divides it: model, support, prime tower, flush. The parts
are whole centigrams that add up to what was used, and money is centigrams times millionths per
gram, so that no sum depends on an order.
"""

from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.frames import (
    FILAMENT_FACTS,
    JOB_FACTS,
    NEED_FACTS,
    PLATE_FACTS,
    PRINTER_FACTS,
    SPOOL_FACTS,
    USE_FACTS,
    conform,
)

# Where the filament or the printer of something is not there any more.
GONE: Final = "gone"
MATERIALS: Final = pl.Enum([*(one.value for one in Material), GONE])
CATEGORIES: Final = pl.Enum([one.value for one in Category])
# Centigrams times millionths of the currency per gram.
MONEY: Final = 10**8
PARTS: Final = ("model", "support", "tower", "support_or_tower", "flush", "untold")
# What uses are narrowed by, of their job.
OF_JOB: Final = ("on", "printer_key", "model_key", "variant_key", "category", "status", "reason")
_LONGEST_LINE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was read of a shop: frames of printshop.frames.facts."""

    jobs: pl.DataFrame
    running: pl.DataFrame
    uses: pl.DataFrame
    plates: pl.DataFrame
    needs: pl.DataFrame
    filaments: pl.DataFrame
    spools: pl.DataFrame
    printers: pl.DataFrame


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


def put_together(facts: Facts, *, zone: str) -> Past:
    """Join what was read.

    Args:
        facts: of a shop.
        zone: the shop's, an IANA name.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    filaments = _with_heirs(conform(facts.filaments, FILAMENT_FACTS, "filaments"))
    spools = conform(facts.spools, SPOOL_FACTS, "spools").with_columns(
        pl.col("landed_e6", "cost_e6").replace(0, None)
    )
    plates = conform(facts.plates, PLATE_FACTS, "plates")
    jobs = _with_plates(conform(facts.jobs, JOB_FACTS, "jobs"), plates, zone)
    running = _with_plates(conform(facts.running, JOB_FACTS, "running"), plates, zone)
    uses = _uses(conform(facts.uses, USE_FACTS, "uses"), jobs, facts.needs, spools, filaments)
    return Past(
        jobs=jobs,
        running=running,
        uses=uses,
        made_of=_made_of(pl.concat([jobs, running]), uses, facts.needs, filaments),
        spools=_with_material(spools, filaments).join(
            filaments.select("filament_key", "brand"),
            on="filament_key",
            how="left",
            maintain_order="left",
        ),
        printers=conform(facts.printers, PRINTER_FACTS, "printers"),
        plates=plates,
        filaments=filaments,
    )


def _with_heirs(filaments: pl.DataFrame) -> pl.DataFrame:
    """What each filament's key stands for: the one that it was merged into, however often."""
    heirs = filaments.select("filament_key", heir=pl.coalesce("heir_key", "filament_key"))
    onwards = heirs.rename({"filament_key": "heir", "heir": "next"})
    for _ in range(_LONGEST_LINE):
        further = heirs.join(onwards, on="heir", how="left", maintain_order="left")
        if further.select((pl.col("next") == pl.col("heir")).all()).item():
            break
        heirs = further.select("filament_key", heir="next")
    own = filaments.select(
        "filament_id", "brand", "name", pl.col("material").cast(MATERIALS), heir="filament_key"
    )
    return heirs.join(own, on="heir").rename({"heir": "own_key"})


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


def _uses(
    uses: pl.DataFrame,
    jobs: pl.DataFrame,
    needs: pl.DataFrame,
    spools: pl.DataFrame,
    filaments: pl.DataFrame,
) -> pl.DataFrame:
    costs = spools.select("spool_key", "cost_e6")
    of_job = jobs.select("number", *OF_JOB)
    return _with_material(
        uses.join(of_job, on="number")
        .join(_shares(needs), on="need_key", how="left")
        .join(costs, on="spool_key", how="left"),
        filaments,
    ).select("number", *OF_JOB, "filament_key", "material", "cost_e6", "used_cg", *_parts())


def _with_material(frame: pl.DataFrame, filaments: pl.DataFrame) -> pl.DataFrame:
    """By the key of what a filament was merged into."""
    own = filaments.select("filament_key", "own_key", "material")
    return (
        frame.join(own, on="filament_key", how="left", maintain_order="left")
        .with_columns(pl.col("material").fill_null(GONE), filament_key="own_key")
        .drop("own_key")
    )


def _shares(needs: pl.DataFrame) -> pl.DataFrame:
    """Of each position whose grams are told apart, its grams up to the end of each part."""
    flush, waste = pl.col("flush_cg").fill_null(0), pl.col("waste_cg")
    return (
        conform(needs, NEED_FACTS, "needs")
        .select(
            "need_key",
            whole=pl.col("model_cg") + waste + flush,
            flush=flush,
            support=flush + pl.col("support_cg"),
            waste=flush + waste,
        )
        .filter(pl.col("whole") > 0)
    )


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
    parts = {
        "model": used - waste,
        "support": support - flush,
        "tower": waste - support,
        "support_or_tower": pl.when(is_told & ~knows_support).then(waste - flush),
        "flush": flush,
        "untold": pl.when(~is_told).then(used),
    }
    return [part.fill_null(0).alias(f"{name}_cg") for name, part in parts.items()]


def _made_of(
    jobs: pl.DataFrame, uses: pl.DataFrame, needs: pl.DataFrame, filaments: pl.DataFrame
) -> pl.DataFrame:
    """Of what each job is printed; one that used nothing, of what its plate would take."""
    took = uses.select("number", "material").unique()
    took_nothing = jobs.select("number", "plate_key").join(took, on="number", how="anti")
    would = took_nothing.join(
        needs.select("plate_key", "filament_key").drop_nulls(), on="plate_key"
    )
    made_of = [took, _with_material(would, filaments).select("number", "material").unique()]
    return pl.concat(made_of).join(jobs.select("number", "made", *OF_JOB), on="number")
