"""What charts and lists say, as tables. Pure but for the columns' looks."""

from typing import Any, Final

import polars as pl
import streamlit as st

from printshop.services.dashboard.view import Chart

BEHIND: Final = "Behind it"
_SERIES: Final = "Of"
_VALUES: Final = {
    "money": "Amount, {currency}",
    "grams": "Grams",
    "pct": "Percent",
    "count": "Number",
    "hours": "Hours",
}
_FORMATS: Final = {
    "money": "%,.2f",
    "grams": "%,.2f",
    "pct": "%.1f",
    "count": "%,.6g",
    "hours": "%,.1f",
}


def of_chart(chart: Chart, currency: str) -> pl.DataFrame:
    """The rows of a chart under names for people; unknown is empty."""
    value = value_name(chart, currency)
    names = {"x": chart.x_label, "series": _SERIES, "value": value}
    if chart.kind == "intervals":
        names |= {"low": "From", "high": "To", "tried": "Prints"}
    kept = [name for name in names if name in chart.frame.columns]
    if (chart.frame["series"] == "").all():
        kept.remove("series")
    rounded = chart.frame.select(kept).with_columns(pl.col(pl.Float64).round(4))
    return rounded.rename({name: names[name] for name in kept})


def columns_of(chart: Chart, currency: str) -> dict[str, Any]:
    """How the columns of `of_chart` are shown."""
    number = st.column_config.NumberColumn(format=_FORMATS[chart.unit])
    columns: dict[str, Any] = dict.fromkeys((value_name(chart, currency), "From", "To"), number)
    if chart.frame.schema["x"] == pl.Date:
        columns[chart.x_label] = st.column_config.DateColumn(format="D MMM YYYY")
    return columns


def value_name(chart: Chart, currency: str) -> str:
    """What the values of a chart are."""
    return _VALUES[chart.unit].format(currency=currency)
