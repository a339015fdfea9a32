"""The first view of the inventory: what needs care first, then all there is."""

from datetime import UTC, datetime
from typing import Final

import polars as pl
import streamlit as st

from printshop.analytics import stock_listing
from printshop.services import demand, planning, stock
from printshop.services.shop import Shop
from printshop.ui import address
from printshop.ui.days import today
from printshop.ui.inventory import adding
from printshop.ui.inventory.stock import care, editing, filters, grid, shelves, summary

_SHOW: Final = "show"
_SHOWS: Final = {
    "filaments": "Filaments",
    "places": "By place",
    "edit_filaments": "Edit filaments",
    "edit_spools": "Edit spools",
}


def draw(shop: Shop) -> None:
    """Draw the stock."""
    settings = shop.settings()
    as_of = today(settings)
    rows = stock_listing.with_labels(stock.overview(shop, as_of=as_of, with_archived=True))
    if rows.is_empty():
        adding.draw_button(shop, settings.currency)
        adding.draw_nothing(is_filtered=False)
        return
    shortages = planning.promised(shop).shortages
    pressing = stock_listing.needing_care(rows, map(str, shortages))
    care.draw(shop, pressing, as_of, shortages)
    summary.draw(stock_listing.totals(rows), settings.currency)
    summary.draw_put_away(stock_listing.put_away_g(rows), on_click=filters.show_put_away)
    adding.draw_button(shop, settings.currency)
    said = filters.draw(rows)
    found = stock_listing.narrowed(rows, said.wanted)
    if said.color_hex:
        found = stock.nearest(found, said.color_hex)
    _draw_found(shop, found, said, settings.currency)


def is_editing() -> bool:
    """Whether the address asks for a grid to type into: its rows stand still."""
    return st.query_params.get(_SHOW, "").startswith("edit_")


def _draw_found(shop: Shop, found: pl.DataFrame, said: filters.Filters, currency: str) -> None:
    shown = address.choose("Show", _SHOWS, name=_SHOW)
    place = said.wanted.place
    if shown == "edit_filaments":
        editing.draw_filaments(shop, found)
    elif shown == "edit_spools":
        editing.draw_spools(shop, found, place)
    # A grid with edits that wait is drawn whatever the filters say by now; the others are not.
    elif found.is_empty():
        adding.draw_nothing(is_filtered=True)
    elif shown == "places":
        shelves.draw(shop, found, place, currency)
    else:
        is_put_away = said.wanted.holding is stock_listing.Holding.PUT_AWAY
        asked = demand.filaments(shop, datetime.now(UTC))
        grid.draw(shop, grid.with_demand(found, asked), currency, is_put_away=is_put_away)
