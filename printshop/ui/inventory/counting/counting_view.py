"""Counting a shelf: where it begins, and the shelf while it is counted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.domain.stock_taking import StockTake
from printshop.services.shop import Shop
from printshop.services.stock import counting as shelves
from printshop.services.stock import taking
from printshop.ui import problems
from printshop.ui.formats import count, escape_markdown, moment
from printshop.ui.inventory.counting import at_hand, counted, steps

_PLACE: Final = "inventory.count.place"


def draw(shop: Shop) -> None:
    """Draw the stock-take that the address names, else where one begins."""
    stock_take_id = steps.current()
    if stock_take_id is None:
        _draw_beginning(shop)
        return
    shelf = shelves.shelf(shop, stock_take_id)
    if shelf.stock_take.is_open:
        _draw_shelf(shop, shelf)
    else:
        word = "booked" if shelf.stock_take.booked_at else "dropped"
        st.info(f"This stock-take is {word} already. Begin a new one.", icon=":material/info:")
        _draw_beginning(shop)


def _draw_beginning(shop: Shop) -> None:
    st.markdown(
        "Weigh what stands on a shelf, look at the differences, and book them all at once. "
        "Until then nothing changes."
    )
    open_ones = taking.open_stock_takes(shop)
    for one in open_ones:
        _draw_open(shop, one)
    places = shelves.places(shop)
    if not places:
        st.markdown("**Nothing to count yet.** There is no spool with filament on it.")
        return
    with st.container(border=True, key="inventory_count_begin"):
        st.selectbox(
            "What do you count?",
            ["", *(place for place, _ in places if place)],
            format_func=_texts_of(places).__getitem__,
            help="Only places that spools have are listed.",
            key=_PLACE,
        )
        st.button(
            "Begin",
            key="inventory.count.begin",
            type="primary",
            icon=":material/scale:",
            on_click=steps.begin,
            args=(shop, _PLACE),
        )
        problems.draw(steps.BEGINNING)


def _texts_of(places: Sequence[tuple[str, int]]) -> dict[str, str]:
    whole = sum(spool_count for _, spool_count in places)
    return {"": f"The whole shop ({count(whole, 'spool')})"} | {
        place: f"{place} ({count(spool_count, 'spool')})" for place, spool_count in places if place
    }


def _draw_open(shop: Shop, one: StockTake) -> None:
    zone = ZoneInfo(shop.settings().time_zone)
    begun = moment(one.created_at, zone, as_of=datetime.now(UTC))
    with st.container(
        border=True,
        horizontal=True,
        vertical_alignment="center",
        key=f"inventory_count_open_{one.id}",
    ):
        st.markdown(
            f"**{escape_markdown(steps.place_of(one))}** is being counted, begun {begun}.",
            width="stretch",
        )
        st.button(
            "Go on",
            key=f"inventory.count.open.{one.id}",
            icon=":material/play_arrow:",
            on_click=steps.go_on,
            args=(one.id,),
        )


def _draw_shelf(shop: Shop, shelf: shelves.Shelf) -> None:
    expected = len(shelf.expected)
    done = expected - len(shelf.missing)
    away = len(shelf.counted) - done
    found_too = f", and {away} found beside them" if away else ""
    st.subheader(escape_markdown(steps.place_of(shelf.stock_take)), anchor=False)
    st.progress(
        done / expected if expected else 1.0,
        text=f"{done} of {count(expected, 'spool')} counted{found_too}",
    )
    at_hand.draw(shop, shelf)
    counted.draw(shop, shelf)
