"""What a good piece costs: its share of a run and of the runs that fail, and what is done once."""

from typing import Final

import polars as pl

from printshop.analytics.cost.materials import RUN_LINES
from printshop.domain.costing import MILLIONTHS, CostKind
from printshop.domain.users import ShopSettings
from printshop.frames import COST_LINES

_MIN_AN_HOUR: Final = 60
_PLATE: Final = ["variant_id", "plate_id", "plate_index"]
_ORDER: Final = pl.Enum([kind.value for kind in CostKind])


def terms_of(versions: pl.DataFrame, rates: pl.DataFrame, settings: ShopSettings) -> pl.DataFrame:
    """What is added to the runs of each version.

    Args:
        versions: COSTED_VERSIONS.
        rates: RATES with subject_id = variant_id; a version without one never fails.
        settings: the shop's own finishing, packaging and wage.

    Returns:
        variant_id, cost_factor, finishing_e6 and packaging_e6.

    """
    factors = rates.select(pl.col("subject_id").alias("variant_id"), "cost_factor")
    wage_e6 = float(settings.labour_per_hour) * MILLIONTHS / _MIN_AN_HOUR
    minutes = pl.col("finishing_min").fill_null(float(settings.finishing_min))
    packaging_e6 = int(settings.packaging_cost * MILLIONTHS)
    return versions.join(factors, on="variant_id", how="left", maintain_order="left").select(
        "variant_id",
        pl.col("cost_factor").fill_null(1.0),
        (minutes * wage_e6).round().cast(pl.Int64).alias("finishing_e6"),
        pl.col("packaging_e6").fill_null(packaging_e6),
    )


def with_pieces(
    lines: pl.DataFrame, plates: pl.DataFrame, terms: pl.DataFrame, *, lost_share: float
) -> pl.DataFrame:
    """COST_LINES: the lines of runs, with what each adds to a piece, and those of pieces alone.

    A run that fails loses `lost_share` of what goes in while it prints, and all of the labour.
    What is sold is one piece of each plate of a version, and it is finished and packed once:
    each plate's piece has an even share of that.

    Args:
        lines: RUN_LINES.
        plates: variant_id, plate_id, plate_index and units of each plate.
        terms: from `terms_of`.
        lost_share: of a run that is no good.

    """
    known = plates.join(terms, on="variant_id", how="left", maintain_order="left").with_columns(
        pl.len().over("variant_id").alias("plate_count"),
        pl.int_range(pl.len()).over("variant_id").alias("place"),
    )
    # Plates are in order: to sort by the row of each takes a fraction of sorting by ids.
    known = known.with_row_index("row")
    units = lines.join(known.select("plate_id", "units", "row"), on="plate_id", how="left")
    runs = units.with_columns(_each(pl.col("run_e6")))
    failures = _failures(lines, known, lost_share)
    once = [
        _line(known, CostKind.FINISHING, _even("finishing_e6")),
        _line(known, CostKind.PACKAGING, _even("packaging_e6")),
    ]
    together = [frame.select(*COST_LINES.names(), "row") for frame in (runs, failures, *once)]
    return (
        pl.concat(together)
        .with_columns(pl.col("kind").cast(_ORDER).to_physical().alias("order"))
        .sort("row", "order", "need", maintain_order=True)
        .select(COST_LINES.names())
    )


def _failures(lines: pl.DataFrame, known: pl.DataFrame, lost_share: float) -> pl.DataFrame:
    """What the runs that fail beside a good one add to it."""
    amount = pl.col("run_e6")
    lost = pl.when(pl.col("kind") == CostKind.LABOUR.value).then(1.0).otherwise(lost_share)
    sums = lines.group_by("plate_id").agg(
        pl.when(~amount.has_nulls()).then((amount * lost).sum()).alias("lost_e6")
    )
    plates = known.join(sums, on="plate_id", how="left", maintain_order="left")
    extra = (pl.col("lost_e6") * (pl.col("cost_factor") - 1)).round().cast(pl.Int64)
    return _line(plates, CostKind.FAILURES, extra, _each(extra))


def _line(
    plates: pl.DataFrame, kind: CostKind, amount_e6: pl.Expr, piece_e6: pl.Expr | None = None
) -> pl.DataFrame:
    """A line of one kind for each plate, for a piece the same as for its run, or else."""
    blank = [
        pl.lit(value=True if name == "is_whole" else None, dtype=dtype).alias(name)
        for name, dtype in RUN_LINES.items()
        if name not in {*_PLATE, "kind", "run_e6"}
    ]
    return plates.select(
        *_PLATE,
        pl.lit(kind.value).alias("kind"),
        amount_e6.alias("run_e6"),
        (amount_e6 if piece_e6 is None else piece_e6).alias("piece_e6"),
        "row",
        *blank,
    )


def _each(amount_e6: pl.Expr) -> pl.Expr:
    """An amount of a run, for each of its pieces."""
    return (amount_e6 / pl.col("units")).round().cast(pl.Int64).alias("piece_e6")


def _even(amount_e6: str) -> pl.Expr:
    """An amount of a unit, shared by its plates to the millionth."""
    amount, count, place = pl.col(amount_e6), pl.col("plate_count"), pl.col("place")
    before, after = (amount * place) // count, (amount * (place + 1)) // count
    return after - before
