"""What prints really took against what the slicer said, learnt and shrunk to 1.

One rule for grams and for minutes: factor = (w + Σ actual) ÷ (w + Σ estimated), with a weight w
of 300 g or 10 h at which a shop's own prints count as much as the slicer's word. With nothing
measured it is exactly 1. A print outside 0.3 to 3 times its estimate is a slip or another print:
it teaches nothing and is listed instead.

The high factor is what nine prints in ten stay under: factor · e^(1.2816 · spread). The spread
is how far the ratios lie apart on a scale of logarithms, measured around the factor that is used,
and shrunk to a prior: four prints' worth of the 15 % that others add flat. From fewer than three
prints nothing is said about their spread, and the high factor is the factor.
"""

from math import log
from typing import Final

import polars as pl

from printshop.domain.printers import plain_model
from printshop.frames import MEASURED, REQUIREMENTS, TIMED, conform

# One row per (printer_model, material, is_multicolor) that was measured, sorted by them.
# printer_model is written small and without the maker's name; empty where nobody said it.
GRAM_FACTORS: Final = pl.Schema(
    {
        "printer_model": pl.String,
        "material": pl.String,
        "is_multicolor": pl.Boolean,
        "factor": pl.Float64,
        "high_factor": pl.Float64,
        "n_jobs": pl.Int32,
    }
)

# One row per (printer_id, material) whose prints were timed, sorted by them.
TIME_FACTORS: Final = pl.Schema(
    {
        "printer_id": pl.String,
        "material": pl.String,
        "factor": pl.Float64,
        "high_factor": pl.Float64,
        "n_jobs": pl.Int32,
    }
)

LOWEST_RATIO: Final = 0.3
HIGHEST_RATIO: Final = 3.0
GRAMS_WEIGHT_CG: Final = 300 * 100
TIME_WEIGHT_S: Final = 10 * 3600
_FEWEST_FOR_SPREAD: Final = 3
# While a shop has not learnt its own: one print in ten takes more than this much over the factor.
UNLEARNT_SPREAD: Final = 1.15
# Of a normal distribution, how many of its deviations nine in ten stay below.
P90_DEVIATIONS: Final = 1.2815515655446004
_PRIOR_SPREAD: Final = log(UNLEARNT_SPREAD) / P90_DEVIATIONS
_PRIOR_JOBS: Final = 4
_KEYS: Final = ["printer_model", "material", "is_multicolor"]


def gram_factors(measured: pl.DataFrame) -> pl.DataFrame:
    """Learn how many grams prints take for each gram of the slicer's.

    Args:
        measured: MEASURED.

    Returns:
        GRAM_FACTORS.

    Raises:
        FrameContractError: `measured` does not match its contract.

    """
    rows = conform(measured, MEASURED, "measured").filter(_is_credible("cg"))
    models = rows.with_columns(_plain(rows["printer_model"]))
    return _learnt(models, _KEYS, "cg", GRAMS_WEIGHT_CG).pipe(conform, GRAM_FACTORS, "factors")


def time_factors(timed: pl.DataFrame) -> pl.DataFrame:
    """Learn how long prints take for each minute of the slicer's.

    Args:
        timed: TIMED; prints whose printer is gone teach nothing.

    Returns:
        TIME_FACTORS.

    Raises:
        FrameContractError: `timed` does not match its contract.

    """
    rows = conform(timed, TIMED, "timed").filter(
        _is_credible("s") & pl.col("printer_id").is_not_null()
    )
    learnt = _learnt(rows, ["printer_id", "material"], "s", TIME_WEIGHT_S)
    return learnt.pipe(conform, TIME_FACTORS, "factors")


def rejected(measured: pl.DataFrame) -> pl.DataFrame:
    """MEASURED that teaches nothing, because it is too far from its estimate."""
    return conform(measured, MEASURED, "measured").filter(~_is_credible("cg"))


def rejected_times(timed: pl.DataFrame) -> pl.DataFrame:
    """TIMED that teaches nothing, because it is too far from its estimate."""
    return conform(timed, TIMED, "timed").filter(~_is_credible("s"))


def calibrated(
    requirements: pl.DataFrame, gram_factors: pl.DataFrame, *, is_safe: bool
) -> pl.DataFrame:
    """Say what plates will really take.

    The factor is that of the printer model the file was sliced for; where prints of that model
    were not measured, or the file does not say it, that of printers whose model nobody said;
    without either it is 1.

    Args:
        requirements: REQUIREMENTS, the slicer's grams.
        gram_factors: GRAM_FACTORS.
        is_safe: whether the high factor is meant, which nine prints in ten stay under.

    Returns:
        REQUIREMENTS with needed_cg rounded up.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    rows = conform(requirements, REQUIREMENTS, "requirements")
    learnt = conform(gram_factors, GRAM_FACTORS, "factors")
    if learnt.is_empty() or rows.is_empty():
        return rows
    which = pl.col("high_factor" if is_safe else "factor").alias("own")
    own = learnt.select(*_KEYS, which)
    others = own.filter(pl.col("printer_model") == "").drop("printer_model")
    plate = pl.col("plate_id")
    # The rows of a plate stand together, one for each filament.
    beside = plate.eq_missing(plate.shift(1)) | plate.eq_missing(plate.shift(-1))
    named = rows.with_columns(_plain(rows["sliced_for"]), is_multicolor=beside)
    factor = pl.coalesce("own", "others", 1.0)
    return (
        named.join(own, on=_KEYS, how="left", maintain_order="left")
        .join(
            others.rename({"own": "others"}),
            on=["material", "is_multicolor"],
            how="left",
            maintain_order="left",
        )
        # Rounded first: 10 g times 1.1 is not a hair more than 11 g.
        .with_columns((pl.col("needed_cg") * factor).round(6).ceil().cast(pl.Int64))
        .select(REQUIREMENTS.names())
        .pipe(conform, REQUIREMENTS, "requirements")
    )


def _is_credible(unit: str) -> pl.Expr:
    ratio = pl.col(f"actual_{unit}") / pl.col(f"estimated_{unit}")
    return ratio.is_between(LOWEST_RATIO, HIGHEST_RATIO)


def _plain(models: pl.Series) -> pl.Series:
    """As `plain_model`, of a column of few different models."""
    named = models.fill_null("").alias("printer_model")
    return named.replace({model: plain_model(model) for model in named.unique()})


def _learnt(rows: pl.DataFrame, keys: list[str], unit: str, weight: int) -> pl.DataFrame:
    actual, estimated = pl.col(f"actual_{unit}"), pl.col(f"estimated_{unit}")
    factor = (weight + actual.sum()) / (weight + estimated.sum())
    off = (actual / estimated).log() - factor.log()
    variance = (_PRIOR_JOBS * _PRIOR_SPREAD**2 + off.pow(2).sum()) / (_PRIOR_JOBS + pl.len())
    return (
        rows.group_by(keys)
        .agg(
            factor.alias("factor"),
            variance.sqrt().alias("spread"),
            pl.col("job_id").n_unique().cast(pl.Int32).alias("n_jobs"),
        )
        .with_columns(
            pl.when(pl.col("n_jobs") >= _FEWEST_FOR_SPREAD)
            .then(pl.col("factor") * (P90_DEVIATIONS * pl.col("spread")).exp())
            .otherwise("factor")
            .alias("high_factor")
        )
        .select(*keys, "factor", "high_factor", "n_jobs")
        .sort(keys)
    )
