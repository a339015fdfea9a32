"""What a shop's facts speak of: plates, filaments, spools and printers, joined once for all."""

from dataclasses import dataclass
from typing import Final

import polars as pl

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.frames import (
    FILAMENT_FACTS,
    NEED_FACTS,
    PLATE_FACTS,
    PRINTER_FACTS,
    SPOOL_FACTS,
    conform,
)

# Where the filament or the printer of something is not there any more.
GONE: Final = "gone"
MATERIALS: Final = pl.Enum([*(one.value for one in Material), GONE])
CATEGORIES: Final = pl.Enum([one.value for one in Category])
_LONGEST_LINE: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What facts are joined with.

    needs: NEED_FACTS. shares: need_key and, of its grams, those up to the end of each part; only
    where they are told apart. costs: spool_key and own_e6. prices: filament_key, average_e6 and
    base_e6, of the filament itself and not of what it was merged into. spools, printers, plates
    and filaments: as of Past.
    """

    plates: pl.DataFrame
    needs: pl.DataFrame
    shares: pl.DataFrame
    costs: pl.DataFrame
    prices: pl.DataFrame
    filaments: pl.DataFrame
    spools: pl.DataFrame
    printers: pl.DataFrame


def named(
    *,
    plates: pl.DataFrame,
    needs: pl.DataFrame,
    filaments: pl.DataFrame,
    spools: pl.DataFrame,
    printers: pl.DataFrame,
) -> Named:
    """Join what is named: frames of printshop.frames.facts.

    Raises:
        FrameContractError: a frame does not match its contract.

    """
    told = conform(filaments, FILAMENT_FACTS, "filaments")
    own = _with_heirs(told)
    priced = conform(spools, SPOOL_FACTS, "spools").with_columns(
        pl.col("landed_e6", "cost_e6").replace(0, None)
    )
    known = conform(needs, NEED_FACTS, "needs")
    return Named(
        plates=conform(plates, PLATE_FACTS, "plates"),
        needs=known,
        shares=_shares(known),
        costs=priced.select("spool_key", own_e6="cost_e6"),
        prices=told.select("filament_key", "average_e6", "base_e6"),
        filaments=own,
        spools=with_material(priced, own).join(
            own.select("filament_key", "brand"),
            on="filament_key",
            how="left",
            maintain_order="left",
        ),
        printers=conform(printers, PRINTER_FACTS, "printers"),
    )


def with_material(frame: pl.DataFrame, filaments: pl.DataFrame) -> pl.DataFrame:
    """By the key of what a filament was merged into."""
    own = filaments.select("filament_key", "own_key", "material")
    return (
        frame.join(own, on="filament_key", how="left", maintain_order="left")
        .with_columns(pl.col("material").fill_null(GONE), filament_key="own_key")
        .drop("own_key")
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


def _shares(needs: pl.DataFrame) -> pl.DataFrame:
    """Of each position whose grams are told apart, its grams up to the end of each part."""
    flush, waste = pl.col("flush_cg").fill_null(0), pl.col("waste_cg")
    return needs.select(
        "need_key",
        whole=pl.col("model_cg") + waste + flush,
        flush=flush,
        support=flush + pl.col("support_cg"),
        waste=flush + waste,
    ).filter(pl.col("whole") > 0)
