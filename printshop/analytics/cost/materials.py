"""The lines of a run that are filament: each at the price of the spools it is taken from."""

from typing import Final

import polars as pl

from printshop.analytics.cost.prices import PriceLadder
from printshop.domain.costing import CostKind

# Centigrams times millionths per gram, in millionths.
_CG_A_GRAM: Final = 100
# The lines of a run before it is said what a piece of it costs.
RUN_LINES: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "kind": pl.String,
        "filament_id": pl.String,
        "filament_index": pl.Int32,
        "need": pl.UInt32,
        "cg": pl.Int64,
        "run_e6": pl.Int64,
        "average_e6": pl.Int64,
        "is_whole": pl.Boolean,
    }
)
_PLATE: Final = ["variant_id", "plate_id", "plate_index"]
# A plate that uses a filament twice needs it once; what is none of the shop's stands by itself.
_OF_NEED: Final = ["plate_id", "filament_id", "alone"]
_ALONE: Final = pl.when(pl.col("filament_id").is_null()).then("filament_index").alias("alone")


def needs_of(grams: pl.DataFrame) -> pl.DataFrame:
    """What a run of each plate needs of each filament.

    Args:
        grams: COSTED_GRAMS, as really used.

    Returns:
        plate_id, filament_id, alone, needed_cg and file_cost_e6, in the order in which they
        first stand in `grams`; the grams are null as soon as some of them are.

    """
    needed = pl.col("needed_cg")
    return (
        grams.with_columns(_ALONE)
        .group_by(_OF_NEED, maintain_order=True)
        .agg(
            pl.when(~needed.has_nulls()).then(needed.sum()).alias("needed_cg"),
            pl.col("file_cost_e6").drop_nulls().first(),
        )
    )


def priced(needs: pl.DataFrame, takes: pl.DataFrame, prices: PriceLadder) -> pl.DataFrame:
    """The needs with what they cost.

    Returns:
        `needs` with their row as `need`, per_cg_e6 and average_cg_e6: millionths per centigram,
        null where unknown.

    """
    cost, cg = pl.col("cost_e6"), pl.col("cg")
    sums = takes.group_by("need").agg(
        pl.when(~cost.has_nulls())
        .then((cg * cost).sum() / cg.sum() / _CG_A_GRAM)
        .alias("per_cg_e6")
    )
    return (
        prices.fallback(needs)
        .with_row_index("need")
        .join(sums, on="need", how="left", maintain_order="left")
        .with_columns((pl.col("average_e6") / _CG_A_GRAM).alias("average_cg_e6"))
    )


def lines(grams: pl.DataFrame, priced_needs: pl.DataFrame) -> pl.DataFrame:
    """RUN_LINES of the filament: model, and waste and purge where they are told apart.

    Args:
        grams: COSTED_GRAMS, as really used.
        priced_needs: from `priced`.

    """
    keyed = grams.with_columns(_ALONE).join(
        priced_needs.select(*_OF_NEED, "need", "per_cg_e6", "average_cg_e6"),
        on=_OF_NEED,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    apart = [pl.col(part).fill_null(0) for part in ("waste_cg", "purge_cg")]
    parts = {
        CostKind.MODEL: pl.col("needed_cg") - apart[0] - apart[1],
        CostKind.WASTE: pl.col("waste_cg"),
        CostKind.PURGE: pl.col("purge_cg"),
    }
    return pl.concat([_of_part(keyed, kind, cg) for kind, cg in parts.items()])


def other_lines(runs: pl.DataFrame, kind: CostKind, amount_e6: pl.Expr) -> pl.DataFrame:
    """RUN_LINES of one kind that is no filament, one for each plate."""
    return _shaped(
        runs.select(*_PLATE, pl.lit(kind.value).alias("kind"), amount_e6.alias("run_e6"))
    )


def _of_part(keyed: pl.DataFrame, kind: CostKind, cg: pl.Expr) -> pl.DataFrame:
    """One line for each filament of a plate."""
    rows = keyed.with_columns(cg.alias("cg"))
    if kind is not CostKind.MODEL:
        # What is not told apart stands in the model, and nothing is no line.
        rows = rows.filter(pl.col("cg") > 0)
    grams = pl.col("cg")
    total_cg = pl.when(~grams.has_nulls()).then(grams.sum())
    # A need is of one plate and one filament: one number says what five columns would.
    summed = rows.group_by("need", maintain_order=True).agg(
        total_cg.alias("cg"),
        pl.col(*_PLATE, "filament_id", "alone", "per_cg_e6", "average_cg_e6").first(),
        (pl.col("waste_cg").is_not_null() & pl.col("purge_cg").is_not_null())
        .all()
        .alias("is_whole"),
    )
    return _shaped(
        summed.with_columns(
            pl.lit(kind.value).alias("kind"),
            pl.col("alone").alias("filament_index"),
            _amount("per_cg_e6").alias("run_e6"),
            _amount("average_cg_e6").alias("average_e6"),
        )
    )


def _amount(per_cg_e6: str) -> pl.Expr:
    """No grams cost nothing, whatever a gram does."""
    cg = pl.col("cg")
    return pl.when(cg == 0).then(0).otherwise((cg * pl.col(per_cg_e6)).round().cast(pl.Int64))


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    missing = [
        pl.lit(value=True if name == "is_whole" else None, dtype=dtype).alias(name)
        for name, dtype in RUN_LINES.items()
        if name not in frame.columns
    ]
    return frame.with_columns(missing).select(RUN_LINES.names())
