"""Small charts of the report, as lines and areas of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from printshop.services.dashboard import marks
from printshop.services.dashboard.report_sheet import GREY, INK, Sheet
from printshop.services.dashboard.view import Chart
from printshop.services.labels.drawing import Box

_TEXT_PT: Final = 7
_ROW_MM: Final = 5.0
_WIDEST_MM: Final = 12.0
_MOST_SERIES: Final = 6
# How far apart the stripes of a series are, 0 for none, and how they lean.
_STRIPES: Final = ((0.0, 0.0), (0.7, 0.0), (0.9, 1.0), (0.9, -1.0), (1.5, 0.0), (1.8, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """What stands where: a value by series and day, none of them above `largest`."""

    series: list[str]
    days: list[str]
    values: Mapping[tuple[str, str], float]
    largest: float

    def color(self, name: str) -> str:
        """The colour of a series."""
        return marks.COLORS[self.series.index(name) % len(marks.COLORS)]


def draw(sheet: Sheet, chart: Chart, box: Box) -> None:
    """Draw a chart into its place, under its title."""
    title = Box(box.left, box.top, box.width, 5)
    sheet.write(chart.title, title, size_pt=9, is_bold=True)
    inner = Box(box.left, box.top + 6, box.width, box.height - 6)
    frame = marks.named(chart).filter(pl.col("value").is_not_null())
    if frame.is_empty():
        said = chart.missing or "Nothing of it in these days."
        sheet.write(said, Box(box.left, inner.top, box.width, 4), size_pt=_TEXT_PT, color=GREY)
    elif marks.is_lying(chart):
        _draw_rows(sheet, chart, frame, inner)
    else:
        _draw_days(sheet, chart, frame, inner)


def _draw_rows(sheet: Sheet, chart: Chart, frame: pl.DataFrame, box: Box) -> None:
    """Names with a bar each, as many as there is room for."""
    rows = frame if chart.kind == "intervals" else _summed(frame)
    fit = int(box.height / _ROW_MM)
    shown = rows.head(fit if rows.height <= fit else fit - 1).to_dicts()
    largest = max(max(row["value"], row.get("high") or 0) for row in shown) or 1.0
    name_mm, value_mm = box.width * 0.36, box.width * 0.2
    for at, row in enumerate(shown):
        top = box.top + at * _ROW_MM
        name = Box(box.left, top, name_mm - 2, _ROW_MM)
        sheet.write(row["name"], name, size_pt=_TEXT_PT)
        end = Box(box.left + box.width - value_mm, top, value_mm, _ROW_MM)
        said = sheet.figure(row["value"], chart.unit)
        sheet.write(said, end, size_pt=_TEXT_PT, align="R")
        track = Box(box.left + name_mm, top, box.width - name_mm - value_mm, _ROW_MM)
        _draw_bar(sheet, row, track, largest)
    if rows.height > len(shown):
        top = box.top + len(shown) * _ROW_MM
        more = f"and {rows.height - len(shown)} more"
        sheet.write(more, Box(box.left, top, box.width, _ROW_MM), size_pt=_TEXT_PT, color=GREY)


def _draw_bar(sheet: Sheet, row: Mapping[str, Any], box: Box, largest: float) -> None:
    """A bar as long as the value; for intervals a line with the value as a point on it."""
    low, value, high = row.get("low"), row["value"], row.get("high")
    middle, scale = box.top + box.height / 2, box.width / largest
    sheet.pdf.set_fill_color(marks.COLORS[0])
    if low is None or high is None:
        sheet.pdf.rect(box.left, middle - 1.4, max(value * scale, 0.2), 2.8, style="F")
        return
    sheet.pdf.set_draw_color(marks.COLORS[0])
    sheet.pdf.set_line_width(0.5)
    sheet.pdf.line(box.left + low * scale, middle, box.left + high * scale, middle)
    sheet.pdf.circle(box.left + value * scale, middle, 1.0, style="F")


def _summed(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each name, whatever series it is in; the order stays."""
    return frame.group_by("name", maintain_order=True).agg(pl.col("value").sum())


def _draw_days(sheet: Sheet, chart: Chart, frame: pl.DataFrame, box: Box) -> None:
    """Days from the left to the right: columns upon each other, or lines."""
    sums = frame if chart.kind == "line" else _summed(frame)
    rows = frame.select("series", "name", "value").iter_rows()
    grid = _Grid(
        series=frame["series"].unique(maintain_order=True).to_list()[:_MOST_SERIES],
        days=marks.names(chart),
        values={(series, day): value for series, day, value in rows},
        largest=max(sums["value"].to_list()) or 1.0,
    )
    foot_mm = 12 if any(grid.series) else 8
    plot = Box(box.left, box.top + 4, box.width, box.height - foot_mm)
    said = f"up to {sheet.figure(grid.largest, chart.unit)}"
    sheet.write(said, Box(box.left, box.top, box.width, 4), size_pt=_TEXT_PT, color=GREY)
    if chart.kind == "line":
        _draw_lines(sheet, grid, plot)
    else:
        _draw_columns(sheet, grid, plot)
    _draw_foot(sheet, grid, plot)


def _draw_columns(sheet: Sheet, grid: _Grid, plot: Box) -> None:
    step = plot.width / len(grid.days)
    width = min(step * 0.8, _WIDEST_MM)
    for at, day in enumerate(grid.days):
        base = plot.top + plot.height
        left = plot.left + at * step + (step - width) / 2
        for name in grid.series:
            height = plot.height * max(grid.values.get((name, day), 0.0), 0.0) / grid.largest
            if height:
                base -= height
                # A gap of the paper's white tells the parts apart without their colours.
                part = Box(left, base, width, max(height - 0.2, 0.1))
                _fill(sheet, part, grid.series.index(name), grid.color(name))


def _fill(sheet: Sheet, box: Box, place: int, color: str) -> None:
    """Fill a part of a column with its colour and white stripes: printed grey they differ too.

    Every other series has stripes, lying or leaning, farther apart or nearer.
    """
    sheet.pdf.set_fill_color(color)
    sheet.pdf.rect(box.left, box.top, box.width, box.height, style="F")
    step_mm, lean = _STRIPES[place % len(_STRIPES)]
    if not step_mm:
        return
    sheet.pdf.set_draw_color("#ffffff")
    sheet.pdf.set_line_width(0.2)
    right, bottom = box.left + box.width, box.top + box.height
    with sheet.pdf.rect_clip(box.left, box.top, box.width, box.height):
        top = box.top - abs(lean) * box.width
        # By the page and not by the part: stripes of parts upon each other go on.
        top -= top % step_mm
        while top < bottom + abs(lean) * box.width:
            sheet.pdf.line(box.left, top, right, top + lean * box.width)
            top += step_mm


def _draw_lines(sheet: Sheet, grid: _Grid, plot: Box) -> None:
    step = plot.width / max(len(grid.days) - 1, 1)
    sheet.pdf.set_line_width(0.5)
    for name in grid.series:
        sheet.pdf.set_draw_color(grid.color(name))
        sheet.pdf.set_fill_color(grid.color(name))
        points = [
            (
                plot.left + at * step,
                plot.top + plot.height * (1 - grid.values[name, day] / grid.largest),
            )
            for at, day in enumerate(grid.days)
            if (name, day) in grid.values
        ]
        if len(points) > 1:
            sheet.pdf.polyline(points)
        for left, top in points[-1:]:
            sheet.pdf.circle(left, top, 0.8, style="F")


def _draw_foot(sheet: Sheet, grid: _Grid, plot: Box) -> None:
    """The line under the columns, its first and last day, and which colour is which."""
    base = plot.top + plot.height
    sheet.pdf.set_draw_color(GREY)
    sheet.pdf.set_line_width(0.2)
    sheet.pdf.line(plot.left, base, plot.left + plot.width, base)
    ends = Box(plot.left, base + 0.5, plot.width, 3.5)
    sheet.write(grid.days[0], ends, size_pt=_TEXT_PT, color=GREY)
    if len(grid.days) > 1:
        sheet.write(grid.days[-1], ends, size_pt=_TEXT_PT, color=GREY, align="R")
    if not any(grid.series):
        return
    width = plot.width / len(grid.series)
    for place, name in enumerate(grid.series):
        left = plot.left + place * width
        _fill(sheet, Box(left, base + 5.2, 2, 2), place, grid.color(name))
        words = Box(left + 2.6, base + 4.4, width - 3, 3.6)
        sheet.write(name, words, size_pt=_TEXT_PT, color=INK)
