"""What prints cost, line by line: the one function that says it."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.analytics.calibration import calibrated
from printshop.analytics.cost import materials, pieces
from printshop.analytics.cost.machines import machine_hours
from printshop.analytics.cost.prices import PriceLadder
from printshop.domain.costing import MILLIONTHS, RUN, CostKind
from printshop.domain.users import ShopSettings
from printshop.frames import (
    COST_LINES,
    COST_TOTALS,
    COSTED_GRAMS,
    COSTED_PLATES,
    COSTED_VERSIONS,
    RATES,
    REQUIREMENTS,
    conform,
)

_MIN_AN_HOUR: Final = 60
CENT_E6: Final = 10_000

# One row per plate, key plate_id, in the order of COSTED_PLATES: how long its run takes, and on
# what. runs_s is null where nobody has said how long.
RUNS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "units": pl.Int32,
        "runs_s": pl.Int64,
        "time_factor": pl.Float64,
        "watts": pl.Float64,
        "printers": pl.String,
        "choice": pl.String,
        "electricity_e6": pl.Int64,
        "machine_e6": pl.Int64,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Costed:
    """What costs are worked out from.

    grams and plates are those of the versions asked about, as their files say; what prints
    taught (gram_factors, time_factors) is put on top here, as in feasibility. rates are of all
    of the versions; lost_share is how much of a run is lost when it is no good.
    """

    versions: pl.DataFrame
    plates: pl.DataFrame
    grams: pl.DataFrame
    prices: PriceLadder
    printers: pl.DataFrame
    gram_factors: pl.DataFrame
    time_factors: pl.DataFrame
    rates: pl.DataFrame
    lost_share: float
    settings: ShopSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What it comes to: COST_LINES, COST_TOTALS, and what the lines stand on (TAKES, RUNS)."""

    lines: pl.DataFrame
    totals: pl.DataFrame
    takes: pl.DataFrame
    runs: pl.DataFrame


def costs(of: Costed) -> Costs:
    """Work out what versions cost.

    A run of a plate is its filament, electricity, machine time and the labour of setting it up.
    A good piece is its share of the run, of the runs that fail beside it, and what is done to
    it once: finishing and packaging. Each line is rounded once, to a millionth; all sums are
    sums of these.

    Worked example: 82 g at 0.01999 and 31.5 g at 0.0221 are 2.335; 6.5 h at 120 W and 0.30 per
    kWh 0.234, at 0.1698 per hour 1.104; 6 min at 15.00 per hour 1.500. Of ten such runs nine
    are good: 5.173 ÷ 0.9, and 0.35 for packaging, is 6.098 for a good print.

    Args:
        of: frames and settings of one moment.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    plates = conform(of.plates, COSTED_PLATES, "plates")
    grams = _really_used(conform(of.grams, COSTED_GRAMS, "grams"), of.gram_factors)
    needs = materials.needs_of(grams)
    takes = of.prices.takes(needs.select("filament_id", "needed_cg", "file_cost_e6"))
    filament = materials.lines(grams, materials.priced(needs, takes, of.prices))
    runs = _runs(plates, grams, of)
    run_lines = pl.concat([filament, *_lines_of_time(runs, of.settings)])
    versions = conform(of.versions, COSTED_VERSIONS, "versions")
    rates = conform(of.rates, RATES, "rates")
    lines = pieces.with_pieces(
        run_lines,
        runs.select("variant_id", "plate_id", "plate_index", "units"),
        pieces.terms_of(versions, rates, of.settings),
        lost_share=of.lost_share,
    ).pipe(conform, COST_LINES, "cost lines")
    return Costs(lines=lines, totals=_totals(lines), takes=takes, runs=runs)


def _really_used(grams: pl.DataFrame, gram_factors: pl.DataFrame) -> pl.DataFrame:
    """The grams as prints really take them, each part by the same factor."""
    whole = calibrated(grams.select(REQUIREMENTS.names()), gram_factors, is_safe=False)
    used = pl.col("used_cg")
    return (
        grams.with_columns(whole["needed_cg"].alias("used_cg"))
        # What rounding gives one part too much, the next has less: the sum is what is booked.
        .with_columns(_part("purge_cg", used))
        .with_columns(_part("waste_cg", used - pl.col("purge_cg").fill_null(0)), needed_cg=used)
        .select(COSTED_GRAMS.names())
    )


def _part(part_cg: str, left_cg: pl.Expr) -> pl.Expr:
    """A part as really used, no more than is left; null stays null, it is not told apart."""
    factor = (pl.col("used_cg") / pl.col("needed_cg")).fill_nan(1)
    part = (pl.col(part_cg) * factor).round().cast(pl.Int64)
    return pl.when(part > left_cg).then(left_cg).otherwise(part).alias(part_cg)


def _runs(plates: pl.DataFrame, grams: pl.DataFrame, of: Costed) -> pl.DataFrame:
    """RUNS: the time of a plate counts by the filament that it takes most of."""
    most = (
        grams.sort("plate_id", "needed_cg", descending=[False, True], nulls_last=True)
        .unique("plate_id", keep="first", maintain_order=True)
        .select("plate_id", pl.col("material").fill_null(""))
    )
    kinds = plates.join(most, on="plate_id", how="left", maintain_order="left").with_columns(
        pl.col("material").fill_null("")
    )
    hours = machine_hours(
        kinds.select("sliced_for", "material").unique(), of.printers, of.time_factors, of.settings
    )
    seconds = pl.col("print_s")
    return (
        kinds.join(hours, on=["sliced_for", "material"], how="left", maintain_order="left")
        .with_columns(
            (seconds * pl.col("time_factor")).round().cast(pl.Int64).alias("runs_s"),
            *(_of_time(seconds, f"{what}_e6") for what in ("electricity", "machine")),
        )
        .select(RUNS.names())
    )


def _of_time(seconds: pl.Expr, per_second_e6: str) -> pl.Expr:
    """Unknown where the time is, but for what costs nothing in any case."""
    rate = pl.col(per_second_e6)
    amount = (seconds * rate).round().cast(pl.Int64)
    return pl.when(rate == 0).then(0).otherwise(amount).alias(per_second_e6)


def _lines_of_time(runs: pl.DataFrame, settings: ShopSettings) -> list[pl.DataFrame]:
    """Electricity, machine and labour of each run."""
    setup_e6 = round(settings.setup_min * settings.labour_per_hour / _MIN_AN_HOUR * MILLIONTHS)
    amounts = {
        CostKind.ELECTRICITY: pl.col("electricity_e6"),
        CostKind.MACHINE: pl.col("machine_e6"),
        CostKind.LABOUR: pl.lit(setup_e6, pl.Int64),
    }
    return [materials.other_lines(runs, kind, amount) for kind, amount in amounts.items()]


def _totals(lines: pl.DataFrame) -> pl.DataFrame:
    """COST_TOTALS: of all plates printed once, and of a piece of each."""
    in_run = pl.col("kind").is_in([kind.value for kind in RUN])
    run, piece = pl.col("run_e6").filter(in_run), pl.col("piece_e6")
    return (
        lines.group_by("variant_id")
        .agg(
            pl.when(~run.has_nulls()).then(run.sum()).alias("run_e6"),
            pl.when(~piece.has_nulls()).then(piece.sum()).alias("unit_e6"),
            run.sum().alias("known_run_e6"),
            piece.sum().alias("known_unit_e6"),
        )
        .sort("variant_id")
        .pipe(conform, COST_TOTALS, "cost totals")
    )


def in_currency(amounts_e6: pl.Series) -> pl.Series:
    """Millionths as the nearest number in the currency.

    Polars multiplies by the inverse instead, which is off by a last digit: enough to round half a
    cent the other way than elsewhere.
    """
    exact = amounts_e6.cast(pl.Float64).to_numpy() / MILLIONTHS
    return pl.Series(amounts_e6.name, exact, dtype=pl.Float64, nan_to_null=True)


def to_the_cent(amount_e6: pl.Expr) -> pl.Expr:
    """Millionths rounded to whole cents, exactly and half to even: as `domain.units.to_money`."""
    down, rest = amount_e6 // CENT_E6, amount_e6 % CENT_E6
    half = CENT_E6 // 2
    up = (rest > half) | ((rest == half) & (down % 2 == 1))
    return (down + up.cast(pl.Int64)) * CENT_E6
