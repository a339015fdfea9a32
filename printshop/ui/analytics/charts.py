"""A chart of the dashboard with its table: read with eyes, a keyboard or a spreadsheet."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import polars as pl
import streamlit as st

from printshop.services.dashboard.view import Chart
from printshop.services.exchange import writing
from printshop.ui import boundary
from printshop.ui.analytics import asked, plots, tables
from printshop.ui.formats import escape_markdown

_KEY: Final = "analytics.chart"
_COLUMN_PX: Final = 330
# The only button that is left makes a picture; all else of it moves the axes.
_MODE_BAR: Final = {
    "displayModeBar": True,
    "displaylogo": False,
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "png", "scale": 2},
    "doubleClick": False,
    "scrollZoom": False,
    "showTips": False,
}


def draw(charts: Sequence[Chart], currency: str) -> None:
    """Draw these charts, two beside each other where there is room."""
    with st.grid(2, min_column_width=_COLUMN_PX, gap="medium", key="analytics_charts"):
        for chart in charts:
            with (
                st.container(border=True, key=f"analytics_chart_{chart.key}"),
                boundary.errors(),
            ):
                _draw(chart, currency)


def _draw(chart: Chart, currency: str) -> None:
    st.subheader(escape_markdown(chart.title), anchor=False)
    if chart.frame.is_empty():
        st.markdown(escape_markdown(chart.missing or "Nothing of it in these days."))
        return
    key = f"{_KEY}.{chart.key}"
    st.plotly_chart(
        plots.figure(chart, currency),
        key=key,
        on_select=partial(_open_mark, chart, key),
        selection_mode="points",
        config=_MODE_BAR | {"toImageButtonOptions": _picture(chart)},
        alt=chart.alt,
    )
    for said in (chart.note, chart.missing):
        if said:
            st.caption(escape_markdown(said))
    _draw_table(chart, currency)


def _picture(chart: Chart) -> dict[str, object]:
    return {"format": "png", "scale": 2, "filename": _file_name(chart)}


def _draw_table(chart: Chart, currency: str) -> None:
    """Draw the table once somebody opens it, and the file beside it."""
    key = f"{_KEY}.{chart.key}.table"
    opened = st.expander("Table", icon=":material/table_rows:", key=key, on_change="rerun")
    if not opened.open:
        return
    with opened:
        frame = tables.of_chart(chart, currency)
        shown = frame
        if any(chart.drills):
            words = ["Show" if drill else None for drill in chart.drills]
            shown = frame.with_columns(pl.Series(tables.BEHIND, words, dtype=pl.String))
        clicks = f"{key}.clicks"
        st.dataframe(
            shown,
            key=f"{key}.rows",
            hide_index=True,
            height=min(320, 38 + 35 * frame.height),
            alt=f"Table of the chart: {chart.title}",
            placeholder="unknown",
            column_config=tables.columns_of(chart, currency)
            | {
                tables.BEHIND: st.column_config.ButtonColumn(
                    tables.BEHIND,
                    type="tertiary",
                    key=clicks,
                    on_click=_open_row,
                    args=(chart, clicks),
                )
            },
        )
        st.download_button(
            "CSV",
            partial(writing.as_csv, frame),
            file_name=f"{_file_name(chart)}.csv",
            mime="text/csv",
            key=f"{key}.csv",
            on_click="ignore",
            icon=":material/download:",
            help=f"The table of {chart.title}, for a spreadsheet.",
        )


def _file_name(chart: Chart) -> str:
    return f"printshop-{chart.key.replace('_', '-')}"


def _open_mark(chart: Chart, key: str) -> None:
    """Show what is behind the mark that was clicked."""
    points = st.session_state[key].selection.points
    row = plots.row_of(points[0]) if points else None
    _open(chart, row)


def _open_row(chart: Chart, key: str) -> None:
    clicked = st.session_state[key]
    _open(chart, clicked.row if clicked else None)


def _open(chart: Chart, row: int | None) -> None:
    if row is None or not 0 <= row < len(chart.drills):
        return
    drill = chart.drills[row]
    if drill is not None:
        asked.open_drill(drill)
