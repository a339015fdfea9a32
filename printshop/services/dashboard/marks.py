"""How charts of the dashboard are drawn, the same on the page and in the report. Pure."""

from typing import Final

import polars as pl

from printshop.services.dashboard.view import Chart

# Seen on light and on dark ground, and told apart by people who see fewer colours.
COLORS: Final = ("#1f7265", "#3c95f0", "#b58b2b", "#b02e9a", "#ed4f8d", "#68672c")
SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_KILOGRAM_G: Final = 1000.0


def is_lying(chart: Chart) -> bool:
    """Whether names stand at the left, where there is room for them; days stand below."""
    return chart.kind != "line" and chart.frame.schema["x"] == pl.String


def scale(chart: Chart) -> float:
    """How many grams an axis counts as one: a thousand where there are many."""
    largest = chart.frame["value"].max()
    is_heavy = chart.unit == "grams" and isinstance(largest, float) and largest >= _KILOGRAM_G
    return _KILOGRAM_G if is_heavy else 1.0


def named(chart: Chart) -> pl.DataFrame:
    """The frame with what stands beside each mark, `name`: days as people write them."""
    x = chart.frame["x"]
    if x.dtype != pl.Date:
        return chart.frame.with_columns(pl.col("x").cast(pl.String).alias("name"))
    starts = x.unique()
    if len(starts) == 1 or not (starts.dt.day() == 1).all():
        said = pl.col("x").dt.strftime("%-d %b")
    elif (starts.dt.month() == 1).all():
        said = pl.col("x").dt.strftime("%Y")
    else:
        said = pl.col("x").dt.strftime("%b %Y")
    return chart.frame.with_columns(said.alias("name"))


def names(chart: Chart) -> list[str]:
    """What stands beside the marks, each once, as drawn: days by time, others in their order."""
    rows = named(chart)
    if rows.schema["x"] == pl.Date:
        rows = rows.sort("x")
    return rows["name"].unique(maintain_order=True).to_list()
