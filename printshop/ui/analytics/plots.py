"""A chart of the dashboard as a figure of Plotly. Pure.

Colours are seen on light and on dark ground and told apart by people who see fewer of them; a
pattern, a dash or a sign says the same once more.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

import polars as pl

from printshop.services.dashboard import marks, words
from printshop.services.dashboard.view import Chart
from printshop.ui.formats import without_controls

_PATTERNS: Final = ("", "/", ".", "x", "\\", "-", "+", "|")
_DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
_SIGNS: Final = ("circle", "square", "diamond", "triangle-up", "x", "cross")
_LONGEST_NAME: Final = 22
# More of them would stand upon each other where a chart is as narrow as a phone.
_MOST_DAYS: Final = 5
_UPRIGHT_PX: Final = 280
_ROW_PX: Final = 30
_FRAME_PX: Final = 90
_MARGIN: Final = {"l": 8, "r": 12, "t": 28, "b": 8}

Trace = dict[str, Any]


def figure(chart: Chart, currency: str) -> dict[str, Any]:
    """The chart as Plotly draws it; each mark knows its row of the frame.

    Args:
        chart: with rows.
        currency: of the shop, for the axis.

    """
    is_lying = marks.is_lying(chart)
    rows = marks.named(chart).with_row_index("row")
    names = chart.frame["series"].unique(maintain_order=True).to_list()
    traces = [
        _trace(chart, rows.filter(pl.col("series") == name), at, currency)
        for at, name in enumerate(names)
    ]
    if is_lying:
        traces = [_laid(trace) for trace in traces]
    return {"data": traces, "layout": _layout(chart, names, currency, is_lying=is_lying)}


def row_of(point: Mapping[str, Any]) -> int | None:
    """The row of the frame that a clicked mark stands for."""
    said = point.get("customdata")
    if isinstance(said, (list, tuple)):
        said = next(iter(said), None)
    return said if isinstance(said, int) else None


def _trace(chart: Chart, rows: pl.DataFrame, at: int, currency: str) -> Trace:
    """One series as Plotly takes it, with names below and values upwards."""
    values, scale = rows["value"].to_list(), marks.scale(chart)
    trace: Trace = {
        "name": _short(rows["series"][0]),
        "x": [_text(name) for name in rows["name"].to_list()],
        "y": [None if value is None else value / scale for value in values],
        "customdata": rows["row"].to_list(),
        "hovertext": [_hover(chart, row, currency) for row in rows.iter_rows(named=True)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    color = marks.COLORS[at % len(marks.COLORS)]
    if chart.kind in {"bars", "stacked"}:
        pattern = {"shape": _PATTERNS[at % len(_PATTERNS)], "fillmode": "overlay", "solidity": 0.25}
        return trace | {"type": "bar", "marker": {"color": color, "pattern": pattern}}
    marker = {"color": color, "size": 9, "symbol": _SIGNS[at % len(_SIGNS)]}
    if chart.kind == "line":
        line = {"color": color, "width": 2, "dash": _DASHES[at % len(_DASHES)]}
        return trace | {"type": "scatter", "mode": "lines+markers", "marker": marker, "line": line}
    return trace | {
        "type": "scatter",
        "mode": "markers",
        "marker": marker | {"size": 11},
        "error_y": _bars(rows, color, scale),
    }


def _bars(rows: pl.DataFrame, color: str, scale: float) -> Trace:
    """The interval of each mark, from its value upwards and downwards."""
    above = (rows["high"] - rows["value"]) / scale
    below = (rows["value"] - rows["low"]) / scale
    return {
        "type": "data",
        "symmetric": False,
        "array": above.to_list(),
        "arrayminus": below.to_list(),
        "color": color,
        "thickness": 2,
        "width": 6,
    }


def _laid(trace: Trace) -> Trace:
    """The same, with names at the left and values to the right."""
    laid = trace | {"x": trace["y"], "y": trace["x"]}
    if "error_y" in laid:
        laid["error_x"] = laid.pop("error_y")
    if laid["type"] == "bar":
        laid["orientation"] = "h"
    return laid


def _layout(chart: Chart, names: Sequence[str], currency: str, *, is_lying: bool) -> dict[str, Any]:
    values: Trace = {"fixedrange": True, "title": None, "rangemode": "tozero", "automargin": True}
    values |= _ticks(chart, currency)
    # Whatever a name looks like, it is no number and no date.
    names_at: Trace = {"fixedrange": True, "title": None, "type": "category", "automargin": True}
    at = marks.names(chart)
    names_at |= {"categoryorder": "array", "categoryarray": [_text(one) for one in at]}
    if is_lying:
        names_at["autorange"] = "reversed"
        names_at |= {"tickvals": names_at["categoryarray"], "ticktext": [_short(one) for one in at]}
    else:
        every = -(-len(at) // _MOST_DAYS)
        shown = at[::every]
        names_at |= {"tickvals": [_text(one) for one in shown], "tickangle": 0}
        names_at |= {"ticktext": [_short(one) for one in shown]}
    return {
        "height": _FRAME_PX + _ROW_PX * max(len(at), 2) if is_lying else _UPRIGHT_PX,
        "margin": _MARGIN,
        "barmode": "stack" if chart.kind == "stacked" else "group",
        "showlegend": any(names),
        "legend": {"orientation": "h", "y": -0.15, "yanchor": "top", "x": 0, "title": None},
        # A finger that scrolls the page must not draw a box on it.
        "dragmode": False,
        "hovermode": "closest",
        "xaxis": values if is_lying else names_at,
        "yaxis": names_at if is_lying else values,
    }


def _ticks(chart: Chart, currency: str) -> Trace:
    if chart.unit == "money":
        symbol = marks.SYMBOLS.get(currency)
        return {"tickprefix": symbol} if symbol else {"ticksuffix": f" {escape(currency)}"}
    if chart.unit == "grams":
        return {"ticksuffix": " g" if marks.scale(chart) == 1 else " kg"}
    if chart.unit == "pct":
        return {"ticksuffix": " %", "range": [0, 104]}
    return {"ticksuffix": " h"} if chart.unit == "hours" else {"tickformat": ",d"}


def _hover(chart: Chart, row: Mapping[str, Any], currency: str) -> str:
    value = words.figure(row["value"], chart.unit, currency)
    low, high = row.get("low"), row.get("high")
    if low is not None and high is not None:
        ends = (words.figure(end, chart.unit, currency) for end in (low, high))
        value = f"{value} ({' to '.join(ends)})"
    if row.get("tried"):
        value = f"{value} of {words.count(row['tried'], 'print')}"
    about = ", ".join(part for part in (row["name"], row["series"]) if part)
    return f"{_text(about)}<br><b>{value}</b>"


def _short(name: str) -> str:
    return _text(name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…")


def _text(name: str) -> str:
    """A name from outside: Plotly would read tags in it."""
    return escape(without_controls(name), quote=False)
