"""The first screen of the inventory: what is there, what is low, and the way to each filament."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.domain.filament import FilamentSort, Material
from printshop.domain.spools import FilamentStock
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import notices, places, problems
from printshop.ui.filament_names import told_apart
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory import facts as inventory_facts
from printshop.ui.inventory import fields
from printshop.ui.swatches import disc_uri

# Bound to the address, so a view can be kept and sent on.
_SEARCH: Final = "filament_search"
_MATERIAL: Final = "material"
_BRAND: Final = "brand"
_SORT: Final = "sort"
_LOW: Final = "low"
_TABLE: Final = "inventory.table"
_OPEN: Final = "inventory.open"
_NEW: Final = "inventory.new"
_ADDED: Final = "inventory.added"
_SORTS: Final = {
    FilamentSort.DEMAND: "Most used",
    FilamentSort.NAME: "Name",
    FilamentSort.CREATED: "Newest",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which filaments to list, in which order."""

    search: str
    material: Material | None
    brand: str
    sort: FilamentSort
    is_low: bool


def draw_summary(rows: Sequence[FilamentStock]) -> None:
    """Draw the stock in four numbers."""
    facts = inventory_facts.summary(rows)
    with st.grid(4, min_column_width=150, gap="small"):
        st.metric("Filaments", f"{facts.filament_count:,}", border=True)
        st.metric("On hand", inventory_facts.in_kilograms(facts.on_hand_g), border=True)
        st.metric("Running low", f"{facts.low_count:,}", border=True)
        st.metric(
            "Never weighed",
            f"{facts.unweighed_spool_count:,}",
            border=True,
            help="Spools whose grams are a guess; what needs them is shown as unverified.",
        )


def draw_filters(brands: Sequence[str]) -> Wanted:
    """Draw the filters and return what they say."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        search = st.text_input(
            "Search",
            key=_SEARCH,
            bind="query-params",
            type="search",
            live="250ms",
            max_chars=200,
            placeholder="Brand, kind, colour…",
            width=260,
        )
        material = st.selectbox(
            "Material",
            list(Material),
            index=None,
            key=_MATERIAL,
            bind="query-params",
            placeholder="All",
            width=140,
        )
        brand = st.selectbox(
            "Brand",
            brands,
            index=None,
            key=_BRAND,
            bind="query-params",
            placeholder="All",
            width=200,
        )
        sort = st.segmented_control(
            "Order",
            list(_SORTS),
            default=FilamentSort.DEMAND,
            required=True,
            format_func=lambda order: _SORTS[order],
            key=_SORT,
            bind="query-params",
        )
        is_low = st.toggle("Only what is low", key=_LOW, bind="query-params")
    return Wanted(
        search=(search or "")[:200],
        material=material,
        brand=brand or "",
        sort=sort or FilamentSort.DEMAND,
        is_low=is_low,
    )


def draw_table(rows: Sequence[FilamentStock], currency: str) -> None:
    """Draw the filaments; choosing a row opens its filament."""
    ids = [row.filament.id for row in rows]
    st.dataframe(
        _frame(rows),
        key=_TABLE,
        hide_index=True,
        height=min(620, 38 + 35 * len(rows)),
        on_select=partial(_open_row, ids),
        selection_mode="single-row",
        alt="Filaments with their stock; choose a row to open its filament",
        column_config={
            "color": st.column_config.ImageColumn("Colour", width=56, pinned=True),
            "on_hand_g": st.column_config.NumberColumn("On hand, g", format="%,.0f"),
            "label": st.column_config.TextColumn("Filament"),
            "status": st.column_config.TextColumn("Status"),
            "spools": st.column_config.NumberColumn("Spools"),
            "material": st.column_config.TextColumn("Material"),
            "cost": st.column_config.NumberColumn(f"{currency} per g", format="%.4f"),
            "demand": st.column_config.NumberColumn(
                "Used in plates", help="How many plates of the catalog take it."
            ),
        },
    )
    labels = told_apart(row.filament for row in rows)
    st.selectbox(
        "Open a filament",
        ids,
        index=None,
        format_func=lambda filament_id: labels.get(filament_id, ""),
        placeholder="Choose a row above, or type here",
        key=_OPEN,
        on_change=_open_chosen,
        width=420,
    )


def ask_for_filament(shop: Shop, currency: str, brand: str) -> None:
    """Open the dialog that adds a filament, with this brand in it at first."""
    problems.forget(_NEW)
    st.session_state.pop(_ADDED, None)
    _draw_dialog(shop, currency, brand)


@st.dialog("Add a filament", width="medium")
def _draw_dialog(shop: Shop, currency: str, brand: str) -> None:
    """Ask for a filament; what was typed stays until it is added."""
    if st.session_state.pop(_ADDED, False):
        st.rerun()
    fields.draw(None, _NEW, currency=currency, brand=brand)
    problems.draw(_NEW)
    st.button(
        "Add the filament",
        key=f"{_NEW}.save",
        type="primary",
        icon=":material/add:",
        on_click=_add,
        args=(shop,),
    )


def _add(shop: Shop) -> None:
    if st.session_state.get(_ADDED):
        return
    with problems.beside(_NEW):
        filament = stock.create_filament(shop, fields.said(_NEW))
        st.session_state[_ADDED] = True
        notices.say(f"**{escape_markdown(filament.label)}** is added. Now add its spools.")
        _open(filament.id)


def draw_nothing(*, is_filtered: bool) -> None:
    """Say what to do where no filament is listed."""
    with st.container(border=True, key="inventory_nothing"):
        if is_filtered:
            st.markdown("**No filament fits these filters.** Clear one of them.")
        else:
            st.markdown(
                "**No filaments yet.** Add the first one here, or drop a sliced file: "
                "its filaments are created as it is saved."
            )
            places.UPLOAD.link("Upload a file")


def _frame(rows: Sequence[FilamentStock]) -> pl.DataFrame:
    costs = [inventory_facts.cost_per_gram(row) for row in rows]
    return pl.DataFrame(
        {
            "color": [disc_uri(row.filament.color_hex) for row in rows],
            # Before the name, so that a phone shows it too.
            "on_hand_g": [float(row.on_hand_g) for row in rows],
            "label": [row.filament.label for row in rows],
            "status": [inventory_facts.status(row) for row in rows],
            "spools": [len(row.spools) for row in rows],
            "material": [row.filament.material.value for row in rows],
            "cost": [None if cost is None else float(cost) for cost in costs],
            "demand": [row.filament.demand_count for row in rows],
        },
        schema_overrides={"cost": pl.Float64},
    )


def _open_row(ids: Sequence[UUID]) -> None:
    rows = st.session_state[_TABLE].selection.rows
    if rows and rows[0] < len(ids):
        _open(ids[rows[0]])


def _open_chosen() -> None:
    if chosen := st.session_state[_OPEN]:
        _open(chosen)


def close_filament() -> None:
    """Go back from a filament to the list. A link to the same page would keep the address."""
    st.query_params.pop("filament", None)


def _open(filament_id: UUID) -> None:
    st.query_params["filament"] = str(filament_id)
