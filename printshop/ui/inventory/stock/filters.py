"""The filters of the stock, all in the address: a view can be kept and sent on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import polars as pl
import streamlit as st

from printshop.analytics.stock_listing import Holding, Wanted, places
from printshop.domain.filament import FilamentSort, Finish, Material
from printshop.ui.inventory.stock.words import FINISHES

PLACE: Final = "place"
COLOR: Final = "color"
_NEAR: Final = "near"
_SEARCH: Final = "filament_search"
_MATERIAL: Final = "material"
_BRAND: Final = "brand"
_FINISH: Final = "finish"
_HOLDING: Final = "stock"
_SORT: Final = "sort"
_LOW: Final = "low"
_FOLDED: Final = (_BRAND, _FINISH, PLACE, _HOLDING, _NEAR)
_SORTS: Final = {
    FilamentSort.DEMAND: "Most used",
    FilamentSort.NAME: "Name",
    FilamentSort.CREATED: "Newest",
}
_HOLDINGS: Final = {
    Holding.WITH: "With stock",
    Holding.WITHOUT: "Without stock",
    Holding.PUT_AWAY: "Put away",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the filters say. color_hex "" is no search by colour."""

    wanted: Wanted
    color_hex: str


def draw(stock: pl.DataFrame) -> Filters:
    """Draw the filters and return what they say.

    Args:
        stock: STOCK of the whole shop, for the brands and places to choose from.

    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="inventory_filters"):
        search = st.text_input(
            "Search",
            key=_SEARCH,
            bind="query-params",
            type="search",
            live="250ms",
            max_chars=200,
            placeholder="Brand, kind, colour, barcode…",
            width=260,
        )
        material = _choice("Material", _MATERIAL, list(Material), 140)
        # Drawn further down, and decides here.
        is_near = bool(st.session_state.get(_NEAR, st.query_params.get(_NEAR) == "true"))
        sort = st.segmented_control(
            "Order: the nearest colour first" if is_near else "Order",
            list(_SORTS),
            default=FilamentSort.DEMAND,
            required=True,
            format_func=lambda order: _SORTS[order],
            key=_SORT,
            bind="query-params",
            disabled=is_near,
        )
        is_low = st.toggle("Only what is low", key=_LOW, bind="query-params")
        folded = sum(name in st.query_params for name in _FOLDED)
        label = f"More filters ({folded})" if folded else "More filters"
        with st.popover(label, icon=":material/tune:", key="inventory.more_filters"):
            more, color_hex = _draw_more(stock)
    wanted = Wanted(
        search=(search or "")[:200],
        material=material or "",
        sort=sort or FilamentSort.DEMAND,
        is_low=is_low,
        **more,
    )
    return Filters(wanted=wanted, color_hex=color_hex)


def show_put_away() -> None:
    """Show the filaments that were put away. For callbacks."""
    st.session_state[_HOLDING] = Holding.PUT_AWAY


def _draw_more(stock: pl.DataFrame) -> tuple[dict[str, Any], str]:
    brands = sorted(stock["brand"].unique().to_list(), key=str.casefold)
    more = {
        "brand": _choice("Brand", _BRAND, brands) or "",
        "finish": _choice("Finish", _FINISH, list(Finish), words=FINISHES) or "",
        "place": _choice("Place", PLACE, places(stock)) or "",
        "holding": _choice("Stock", _HOLDING, list(_HOLDINGS), words=_HOLDINGS) or Holding.ANY,
    }
    is_near = st.toggle(
        "Something close to this colour",
        key=_NEAR,
        bind="query-params",
        help="The hundred nearest, the nearest first.",
    )
    color = st.color_picker("Colour", "#1F4FC4", key=COLOR, bind="query-params")
    return more, color.upper() if is_near else ""


def _choice(
    label: str,
    key: str,
    options: Sequence[str],
    width: int | None = None,
    words: Mapping[Any, str] | None = None,
) -> str | None:
    return st.selectbox(
        label,
        options,
        index=None,
        key=key,
        bind="query-params",
        placeholder="All",
        format_func=(lambda option: words.get(option, option)) if words else str,
        width=width or "stretch",
    )
