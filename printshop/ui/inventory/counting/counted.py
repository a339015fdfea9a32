"""What was counted, what is still to be, and booking it."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.domain.label_formats import MAX_LABELS
from printshop.domain.spools import Spool
from printshop.domain.stock_taking import CountedSpool
from printshop.services.shop import Shop
from printshop.services.stock.counting import Shelf
from printshop.ui import problems
from printshop.ui.formats import count, escape_markdown, joined
from printshop.ui.inventory.counting import steps
from printshop.ui.inventory.counting.words import (
    Sums,
    is_doubtful,
    signed_grams,
    signed_money,
    sums,
    value_of,
)
from printshop.ui.inventory.labels import labels_dialog
from printshop.ui.swatches import disc_uri

_COUNTED: Final = "inventory.count.counted"
_MISSING: Final = "inventory.count.missing"
_MOST_NAMED: Final = 8
_LARGE: Final = "Look again"
_OUTDATED: Final = "Count again"


def draw(shop: Shop, shelf: Shelf) -> None:
    """Draw the counts with their differences, the spools still missing, and the way to book."""
    currency = shop.settings().currency
    if shelf.counted:
        _draw_counted(shelf, currency)
    if shelf.missing:
        _draw_missing(shelf)
    _draw_booking(shop, shelf, currency)


def _draw_counted(shelf: Shelf, currency: str) -> None:
    # The newest first: what was just typed is in sight.
    pairs = shelf.counted[::-1]
    values = [value_of(line, spool) for line, spool in pairs]
    frame = pl.DataFrame(
        {
            "color": [disc_uri(shelf.filaments[s.filament_id].color_hex) for _, s in pairs],
            "spool": [spool.label for _, spool in pairs],
            "difference_g": [float(line.difference_g) for line, _ in pairs],
            "found_g": [float(line.net_g) for line, _ in pairs],
            "expected_g": [float(line.balance_g) for line, _ in pairs],
            "look": [_look(shelf, line, spool) for line, spool in pairs],
            "value": [None if value is None else float(value) for value in values],
            "filament": [shelf.filaments[spool.filament_id].label for _, spool in pairs],
        },
        schema_overrides={"value": pl.Float64},
    )
    st.markdown(f"**Counted: {len(pairs)}**")
    st.dataframe(
        frame,
        key=_COUNTED,
        hide_index=True,
        height=min(420, 38 + 35 * len(pairs)),
        on_select=partial(_pick_row, _COUNTED, [spool.id for _, spool in pairs]),
        selection_mode="single-row",
        alt="Counted spools with what was found and expected; choose a row to correct it",
        column_config={
            "color": st.column_config.ImageColumn("Colour", width=56, pinned=True),
            "spool": st.column_config.TextColumn("Spool"),
            "difference_g": st.column_config.NumberColumn("Difference, g", format="%+,.1f"),
            "found_g": st.column_config.NumberColumn("Found, g", format="%,.1f"),
            "expected_g": st.column_config.NumberColumn("Expected, g", format="%,.1f"),
            "look": st.column_config.TextColumn("Check", width=110),
            "value": st.column_config.NumberColumn(f"Difference, {currency}", format="%+,.2f"),
            "filament": st.column_config.TextColumn("Filament"),
        },
    )
    st.caption("To correct or remove a count, choose its row or scan the spool again.")


def _look(shelf: Shelf, line: CountedSpool, spool: Spool) -> str:
    if line.spool_id in shelf.outdated:
        return _OUTDATED
    return _LARGE if is_doubtful(line, spool) else ""


def _named(spools: Iterable[str]) -> str:
    all_of_them = list(spools)
    more = len(all_of_them) - _MOST_NAMED
    return ", ".join(all_of_them[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _draw_missing(shelf: Shelf) -> None:
    missing = shelf.missing
    opened = st.expander(
        f"Still to count: {len(missing):,}",
        icon=":material/pending:",
        key="inventory.count.missing_list",
        on_change="rerun",
    )
    # A whole shop may have thousands: they are sent to who wants to see them.
    if not opened.open:
        return
    with opened:
        filaments = [shelf.filaments[spool.filament_id] for spool in missing]
        st.dataframe(
            pl.DataFrame(
                {
                    "color": [disc_uri(filament.color_hex) for filament in filaments],
                    "spool": [spool.label for spool in missing],
                    "expected_g": [float(spool.quantity_g) for spool in missing],
                    "filament": [filament.label for filament in filaments],
                    "place": [spool.location for spool in missing],
                }
            ),
            key=_MISSING,
            hide_index=True,
            height=min(420, 38 + 35 * len(missing)),
            on_select=partial(_pick_row, _MISSING, [spool.id for spool in missing]),
            selection_mode="single-row",
            alt="Spools that nobody has counted yet; choose a row to count it",
            column_config={
                "color": st.column_config.ImageColumn("Colour", width=56, pinned=True),
                "spool": st.column_config.TextColumn("Spool"),
                "expected_g": st.column_config.NumberColumn("Expected, g", format="%,.1f"),
                "filament": st.column_config.TextColumn("Filament"),
                "place": st.column_config.TextColumn("Place"),
            },
        )


def _draw_booking(shop: Shop, shelf: Shelf, currency: str) -> None:
    if shelf.counted:
        _draw_review(shelf, sums(shelf.counted), currency)
    problems.draw(steps.BOOKING)
    with st.container(horizontal=True, key="inventory_count_ending"):
        if shelf.counted:
            st.button(
                f"Book all {len(shelf.counted)} at once",
                key="inventory.count.book",
                type="primary",
                icon=":material/done_all:",
                on_click=steps.book,
                args=(shop, shelf.stock_take),
            )
        st.button(
            "Go on later",
            key="inventory.count.leave",
            icon=":material/pause:",
            on_click=steps.leave,
        )
        spools = (*shelf.missing, *(spool for _, spool in shelf.counted))
        spool_ids = [spool.id for spool in sorted(spools, key=lambda one: one.number)]
        if st.button(
            "Print labels",
            key="inventory.count.labels",
            icon=":material/qr_code_2:",
            disabled=not 0 < len(spool_ids) <= MAX_LABELS,
            help=f"For every spool listed here, {MAX_LABELS} at most.",
        ):
            labels_dialog.ask(shop, spool_ids)
        st.button(
            "Drop this stock-take",
            key="inventory.count.drop",
            type="tertiary",
            icon=":material/delete:",
            on_click=steps.drop,
            args=(shop, shelf.stock_take),
        )


def _draw_review(shelf: Shelf, found: Sums, currency: str) -> None:
    unpriced = (
        f"without {count(found.unpriced_count, 'spool')} whose cost is unknown"
        if found.unpriced_count
        else ""
    )
    st.markdown(
        "**Booking changes** "
        + joined(
            f"{signed_grams(found.more_g)} and {signed_grams(found.less_g)}",
            signed_money(found.value, currency),
            unpriced,
        )
    )
    if found.large:
        named = _named(
            f"{escape_markdown(spool.label)} {signed_grams(line.difference_g)}"
            for line, spool in found.large
        )
        st.warning(
            f"Large differences: {named}. Weigh them again if you are not sure.",
            icon=":material/balance:",
        )
    if shelf.outdated:
        named = _named(
            escape_markdown(spool.label) for _, spool in shelf.counted if spool.id in shelf.outdated
        )
        st.warning(
            f"To count again: {named}. What is on them was said otherwise after they were "
            "counted here. Count them again, or remove their counts.",
            icon=":material/replay:",
        )
    if shelf.missing:
        st.markdown(f"{count(len(shelf.missing), 'spool')} not counted: they stay as they are.")


def _pick_row(table_key: str, spool_ids: Sequence[UUID]) -> None:
    rows = st.session_state[table_key].selection.rows
    if rows and rows[0] < len(spool_ids):
        steps.pick(spool_ids[rows[0]])
