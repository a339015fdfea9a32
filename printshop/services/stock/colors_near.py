"""Which filaments look most like a colour."""

from typing import Final

import polars as pl

from printshop.analytics.color_space import distances, lab

MOST_NEAR: Final = 100


def nearest(stock: pl.DataFrame, color_hex: str) -> pl.DataFrame:
    """The filaments nearest to a colour, the nearest first, at most `MOST_NEAR`.

    The order is by CIEDE2000, and every shade is looked at. A filament of several colours is
    as near as the nearest of them.

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
    away = distances(lab([color_hex])[0], lab(shades))
    exact = pl.DataFrame({"color": shades, "color_distance": away})
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
