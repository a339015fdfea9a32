"""What can be printed now: the best first, and which weighing would say the most."""

from typing import Final

import polars as pl

from printshop.analytics.feasibility import STATES, overall
from printshop.frames import (
    FEASIBILITY_BY_FILAMENT,
    LOADED,
    PRINTABLE,
    REQUIREMENTS,
    SPOOLS,
    conform,
)

# One row per version of PRINTABLE with its state, the best first.
RANKED: Final = pl.Schema({**PRINTABLE, "state": pl.String})

# One row per version and printer in which all its filaments sit.
LOADED_IN: Final = pl.Schema({"variant_id": pl.String, "printer_id": pl.String})

# One row per version: what it asks of a printer, in the columns that QUEUE has for it. A version
# is printed on one printer, so it asks for the materials of all its plates, and for as many
# trays as the plate of most filaments.
ASKED: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "sliced_for": pl.String,
        "nozzle_um": pl.Int32,
        "bed_type": pl.String,
        "materials": pl.String,
        "filament_count": pl.Int32,
    }
)

# One row per spool that was never weighed and that versions wait for, the most telling first.
# unlocks counts the versions that are ready once it is weighed and holds what it is assumed to;
# helps counts all that wait for it, be it among others.
WEIGH_FIRST: Final = pl.Schema(
    {
        "spool_id": pl.String,
        "filament_id": pl.String,
        "assumed_cg": pl.Int64,
        "unlocks": pl.Int64,
        "helps": pl.Int64,
    }
)


def ranked(printable: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    """Put versions into the order in which they are offered.

    By state, the best first; inside a state what was asked for most of late, then the newest
    versions, then what is done soonest.

    Args:
        printable: PRINTABLE.
        judged: FEASIBILITY_BY_FILAMENT, subject_id = variant_id. A version that is not in it
            takes nothing that anybody has said, so it is "unknown".

    Returns:
        RANKED.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    states = overall(judged).rename({"subject_id": "variant_id"})
    return (
        conform(printable, PRINTABLE, "printable")
        .join(states, on="variant_id", how="left", validate="1:1", maintain_order="left")
        .with_columns(pl.col("state").fill_null("unknown"))
        .sort(
            pl.col("state").cast(pl.Enum(STATES)),
            "demand",
            "is_newest",
            "print_s",
            descending=[False, True, True, False],
            nulls_last=True,
            maintain_order=True,
        )
        .pipe(conform, RANKED, "ranked")
    )


def asked(printable: pl.DataFrame, requirements: pl.DataFrame) -> pl.DataFrame:
    """Say what each version asks of a printer.

    Args:
        printable: PRINTABLE.
        requirements: REQUIREMENTS.

    Returns:
        ASKED, in the order of `printable`.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    needs = conform(requirements, REQUIREMENTS, "requirements")
    trays = (
        needs.group_by("variant_id", "plate_id")
        .agg(pl.col("filament_index").n_unique())
        .group_by("variant_id")
        .agg(pl.col("filament_index").max().cast(pl.Int32).alias("filament_count"))
    )
    materials = needs.group_by("variant_id").agg(
        pl.col("material").drop_nulls().unique().sort().str.join("|").alias("materials")
    )
    return (
        conform(printable, PRINTABLE, "printable")
        .join(trays, on="variant_id", how="left", maintain_order="left")
        .join(materials, on="variant_id", how="left", maintain_order="left")
        .with_columns(pl.col("filament_count").fill_null(0), pl.col("materials").fill_null(""))
        .pipe(lambda frame: conform(frame.select(ASKED.names()), ASKED, "asked"))
    )


def counts(found: pl.DataFrame) -> dict[str, int]:
    """How many versions are in each state.

    Args:
        found: RANKED.

    """
    states = conform(found, RANKED, "ranked").group_by("state").len()
    return dict(states.iter_rows())


def loaded_in(judged: pl.DataFrame, loaded: pl.DataFrame) -> pl.DataFrame:
    """Say of which versions all filaments sit in one printer already.

    Args:
        judged: FEASIBILITY_BY_FILAMENT, subject_id = variant_id.
        loaded: LOADED.

    Returns:
        LOADED_IN. A version with a filament that nobody matched is in none.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    needs = conform(judged, FEASIBILITY_BY_FILAMENT, "judged").select(
        pl.col("subject_id").alias("variant_id"), "filament_id"
    )
    wanted = needs.group_by("variant_id").agg(pl.len().alias("wanted"))
    sitting = conform(loaded, LOADED, "loaded").select("printer_id", "filament_id").unique()
    return (
        needs.join(sitting, on="filament_id")
        .group_by("variant_id", "printer_id")
        .agg(pl.len().alias("found"))
        .join(wanted, on="variant_id")
        .filter(pl.col("found") == pl.col("wanted"))
        .sort("variant_id", "printer_id")
        .pipe(lambda frame: conform(frame.select(LOADED_IN.names()), LOADED_IN, "loaded in"))
    )


def weigh_first(judged: pl.DataFrame, spools: pl.DataFrame, *, tail_cg: int = 0) -> pl.DataFrame:
    """Say which spool to put on the scale first: the one that makes most versions sure.

    Worked example: two versions wait for 200 g of one filament and one for 600 g; 50 g are
    weighed, and two spools of 500 g and of 180 g were never weighed. Weighing the first makes
    two sure, weighing the second the same two; the third waits for both.

    Args:
        judged: FEASIBILITY_BY_FILAMENT.
        spools: SPOOLS, what the queue leaves over.
        tail_cg: what stays on each reel.

    Returns:
        WEIGH_FIRST.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    states = overall(judged).filter(pl.col("state") == "unverified")
    waiting = (
        judged.join(states.select("subject_id"), on="subject_id", how="semi")
        .filter(pl.col("state") == "unverified")
        .with_columns((pl.len().over("subject_id") == 1).alias("is_last"))
    )
    usable = (
        conform(spools, SPOOLS, "spools")
        .filter(~pl.col("is_weighed") & (pl.col("on_hand_cg") > tail_cg))
        .select("spool_id", "filament_id", pl.col("on_hand_cg").alias("spool_cg"))
    )
    reaches = pl.col("needed_cg") <= pl.col("available_cg") + pl.col("spool_cg") - tail_cg
    return (
        usable.join(waiting, on="filament_id")
        .group_by("spool_id", "filament_id")
        .agg(
            pl.col("spool_cg").first().alias("assumed_cg"),
            (pl.col("is_last") & reaches).sum().cast(pl.Int64).alias("unlocks"),
            pl.len().cast(pl.Int64).alias("helps"),
        )
        .sort("unlocks", "helps", "assumed_cg", "spool_id", descending=[True, True, True, False])
        .pipe(lambda frame: conform(frame.select(WEIGH_FIRST.names()), WEIGH_FIRST, "weigh first"))
    )
