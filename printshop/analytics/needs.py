"""How much of each filament a plate or a variant takes."""

from typing import Final

import polars as pl

from printshop.frames import REQUIREMENTS, conform

# One row per (subject_id, filament_id), a subject being a plate, a variant or a
# job: what it takes in all. filament_id is null for everything that no filament
# of the shop is matched to; needed_cg is null as soon as one of the summed
# requirements is unknown. In the order in which REQUIREMENTS first has them.
NEEDS: Final = pl.Schema({"subject_id": pl.String, "filament_id": pl.String, "needed_cg": pl.Int64})


def plate_needs(requirements: pl.DataFrame) -> pl.DataFrame:
    """Sum what one run of each plate takes of each filament.

    Args:
        requirements: REQUIREMENTS.

    Returns:
        NEEDS with subject_id = plate_id.

    Raises:
        FrameContractError: `requirements` does not match its contract.

    """
    return _needs(requirements, "plate_id")


def variant_needs(requirements: pl.DataFrame) -> pl.DataFrame:
    """Sum what a variant takes of each filament, all its plates printed once.

    Args:
        requirements: REQUIREMENTS.

    Returns:
        NEEDS with subject_id = variant_id.

    Raises:
        FrameContractError: `requirements` does not match its contract.

    """
    return _needs(requirements, "variant_id")


def _needs(requirements: pl.DataFrame, subject: str) -> pl.DataFrame:
    """Sum over (subject, filament), each pair packed into one integer.

    A group_by of the two text columns that keeps their order takes four times as
    long; the codes themselves differ from run to run, so the first row of a pair
    decides where it stands.
    """
    rows, runs, _ = runs_of(conform(requirements, REQUIREMENTS, "requirements"), subject)
    codes = pl.Categorical(pl.Categories.random())
    filament_code = pl.col("filament_id").cast(codes).to_physical().cast(pl.UInt64)
    subject_code = pl.col("run").cast(pl.UInt64)
    sums = (
        rows.lazy()
        .with_columns(runs)
        .select(
            (subject_code * 2**32 + filament_code.fill_null(2**32 - 1)).alias("pair"), "needed_cg"
        )
        .with_row_index("row")
        .group_by("pair")
        .agg(
            pl.col("row").min(),
            pl.col("needed_cg").sum(),
            pl.col("needed_cg").has_nulls().alias("is_unknown"),
        )
        .sort("row")
        .select("row", pl.when(~pl.col("is_unknown")).then("needed_cg").alias("needed_cg"))
        .collect()
    )
    return (
        rows.select(pl.col(subject).alias("subject_id"), "filament_id")[sums["row"]]
        .with_columns(sums["needed_cg"])
        .pipe(conform, NEEDS, "needs")
    )


def runs_of(frame: pl.DataFrame, subject: str) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
    """Bring the rows of each subject together and number the subjects from 0.

    The contracts keep them together, so mostly this costs a look; comparing
    neighbours is cheaper than hashing every text.

    Returns:
        The rows, the number of the subject of each row as "run", and the subjects
        in the order of their numbers as "subject_id".

    """
    runs = frame[subject].rle_id().alias("run")
    subjects = frame[subject].filter(runs.shift(1).ne_missing(runs)).alias("subject_id")
    if subjects.n_unique() < len(subjects):
        return runs_of(frame.sort(subject, maintain_order=True), subject)
    return frame, runs, subjects
