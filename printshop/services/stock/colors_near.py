"""Which filaments look most like a colour."""

from typing import Final

import numpy as np
import polars as pl

from printshop.analytics.color_space import lab
from printshop.services.colors import distance

MOST_NEAR: Final = 100
# Distance in Lab misjudges blues and dark tones; with so many to spare no near one is missed.
_LOOKED_AT: Final = 3 * MOST_NEAR


def nearest(stock: pl.DataFrame, color_hex: str) -> pl.DataFrame:
    """The filaments nearest to a colour, the nearest first, at most `MOST_NEAR`.

    The order is by CIEDE2000. A filament of several colours is as near as the nearest of them.

    Args:
        stock: STOCK, with further columns or without.
        color_hex: `#RRGGBB`.

    Returns:
        `stock` with `color_distance`: under 5 is close, under 10 similar.

    """
    colors = (
        stock.select(
            "filament_id", color=pl.concat_str("color_hex", "other_color_hexes", separator="|")
        )
        .with_columns(pl.col("color").str.strip_chars("|").str.split("|"))
        .explode("color")
    )
    shades = colors["color"].unique(maintain_order=True).to_list()
    if not shades:
        return stock.with_columns(color_distance=pl.lit(None, pl.Float64))
    looked_at = [shades[place] for place in _roughly(shades, color_hex)[:_LOOKED_AT]]
    exact = pl.DataFrame(
        {
            "color": looked_at,
            "color_distance": [distance(color_hex.upper(), shade) for shade in looked_at],
        }
    )
    of_filament = (
        colors.join(exact, on="color", validate="m:1")
        .group_by("filament_id")
        .agg(pl.col("color_distance").min())
    )
    return (
        stock.join(of_filament, on="filament_id", validate="1:1", maintain_order="left")
        .sort("color_distance", maintain_order=True)
        .head(MOST_NEAR)
    )


def _roughly(shades: list[str], color_hex: str) -> list[int]:
    here, there = lab(shades), lab([color_hex])
    return np.argsort(((here - there) ** 2).sum(axis=1), kind="stable").tolist()
