"""The rows behind a figure: a page of them at a time, their sum, a file, the way to each."""

from datetime import UTC, datetime
from functools import partial
from typing import Final

import polars as pl
import streamlit as st

from printshop.domain.users import ShopSettings
from printshop.services.dashboard import words
from printshop.services.dashboard.view import Drill
from printshop.services.exchange import writing
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.analytics import asked, reading, row_columns
from printshop.ui.formats import count, escape_markdown, joined

_KEY: Final = "analytics.rows"
_PAGE_SIZE: Final = 50
_NOUNS: Final = {
    "jobs": ("Prints", "print"),
    "purchases": ("Spools bought", "spool"),
    "spools": ("Spools in stock", "spool"),
}


def draw(shop: Shop) -> None:
    """Draw the rows that the address asks for, and the way back."""
    with st.container(key="analytics_rows"):
        st.button(
            "Analytics",
            key=f"{_KEY}.back",
            type="tertiary",
            icon=":material/arrow_back:",
            on_click=asked.close_drill,
        )
        with boundary.errors():
            _draw(shop, asked.drill())


def _draw(shop: Shop, drill: Drill) -> None:
    settings = shop.settings()
    title, noun = _NOUNS[drill.rows]
    st.title(title, anchor=False)
    found = reading.rows_behind(shop, asked.query(), drill, datetime.now(UTC))
    about = row_columns.about(drill, found)
    if about:
        st.markdown(escape_markdown(about))
    if found.is_empty():
        st.markdown("There are none.")
        return
    st.markdown(joined(f"**{count(found.height, noun)}**", _sum(drill, found, settings.currency)))
    shown = row_columns.shown(drill, found, settings)
    _draw_page(drill, shown, settings.currency, title)
    st.download_button(
        "CSV of all",
        partial(_as_csv, drill, found, settings),
        file_name=f"printshop-{drill.rows}.csv",
        mime="text/csv",
        key=f"{_KEY}.csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _sum(drill: Drill, found: pl.DataFrame, currency: str) -> str:
    """The figure that these rows add up to, in words; empty where it is no sum."""
    if drill.sums not in found.columns:
        return ""
    column = found[drill.sums]
    name, unit = row_columns.name_of(drill.sums), row_columns.unit_of(drill.sums)
    known = column.drop_nulls()
    said = words.figure(float(known.sum()) if len(known) else None, unit, currency)
    unknown = column.null_count()
    more = f" and {count(unknown, 'row')} of which it is unknown" if unknown and len(known) else ""
    return f"{name} in all: **{said}**{more}"


def _draw_page(drill: Drill, shown: pl.DataFrame, currency: str, title: str) -> None:
    pages = -(-shown.height // _PAGE_SIZE)
    page = min(_page_number(), pages)
    part = shown.slice((page - 1) * _PAGE_SIZE, _PAGE_SIZE)
    st.dataframe(
        part,
        key=f"{_KEY}.{drill.rows}",
        hide_index=True,
        height=38 + 35 * min(part.height, 15),
        alt=f"{title}, the newest first",
        placeholder="unknown",
        column_config=row_columns.config(part, currency),
    )
    if pages > 1:
        with st.container(horizontal_alignment="center", key="analytics_rows_pages"):
            st.pagination(pages, key=asked.PAGE, bind="query-params")


def _page_number() -> int:
    """Read the page before it is known how many there are; whatever the address says."""
    said = str(st.session_state.get(asked.PAGE) or st.query_params.get(asked.PAGE) or 1)
    return min(int(said), 1_000_000) if said.isdecimal() and len(said) < 8 and int(said) else 1  # noqa: PLR2004 - as many digits as a page may have


def _as_csv(drill: Drill, found: pl.DataFrame, settings: ShopSettings) -> bytes:
    return writing.as_csv(row_columns.for_file(drill, found, settings))
