"""Upload: files on their way into the catalog, and the inbox of those that wait."""

from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from printshop.domain.filament import FilamentSort
from printshop.domain.incoming import IncomingStatus
from printshop.services import stock
from printshop.services.incoming import inbox
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import boundary, problems, wiring
from printshop.ui.components.upload import drop_zone
from printshop.ui.filament_names import told_apart
from printshop.ui.upload import (
    accepting,
    batch_filaments,
    failed,
    form,
    opened,
    outcomes,
    progress,
    rows,
    sending,
    several,
    words,
)
from printshop.ui.upload.opened import Stock

# As many forms as a page may hold; more files are listed.
_FORMS: Final = 5


def main() -> None:
    """Take in what comes, then draw how far it is, what became of it and what waits."""
    shop = wiring.guard()
    st.title("Upload", anchor=False)
    st.markdown(
        "Drop the files you sliced. Plates, filaments, grams and print times are read from "
        "them; you check and save."
    )
    # Places of their own: what comes and goes above must not move the form that somebody
    # types in, since the browser would draw it anew and forget what is not committed yet.
    way_in, under_way, done, below = (st.container() for _ in range(4))
    with way_in:
        if wiring.has_routes():
            drop_zone(shop, key="upload.zone")
        else:
            sending.draw(shop)
    items = inbox.waiting(shop).items
    with under_way:
        accepting.go_on(shop, items)
        progress.draw(shop, items)
    with done:
        outcomes.draw(shop)
    if items:
        with below:
            _draw_waiting(shop, items)
    if not wiring.has_routes():
        sending.process_here(shop, items)


def _draw_waiting(shop: Shop, items: Sequence[Item]) -> None:
    known = _stock(shop)
    is_list = len(items) > _FORMS
    together = st.container()
    if len(items) > 1:
        with together:
            several.draw(shop, items, has_boxes=is_list)
            batch_filaments.draw(shop, items, known)
    draw_form = partial(_draw_form, shop, known)
    if is_list:
        rows.draw(shop, items, draw_form)
        return
    first = next((item.id for item in items if item.has_form), None)
    for item in items:
        if item.incoming.status is IncomingStatus.FAILED:
            failed.draw(shop, item)
        elif item.has_form:
            _draw_section(item, draw_form, is_first=item.id == first)


def _draw_section(item: Item, draw_form: "partial[None]", *, is_first: bool) -> None:
    place = opened.place_of(item.id)
    section = st.expander(
        words.title(item), expanded=is_first, key=f"{place}.section", on_change="rerun"
    )
    if section.open:
        with section:
            draw_form(item)
    else:
        problems.draw(place)


def _draw_form(shop: Shop, known: Stock, item: Item) -> None:
    with boundary.errors():
        form.draw(shop, opened.opened(shop, item, frozenset(known.by_id)), known)


def _stock(shop: Shop) -> Stock:
    on_hand = {row.filament.id: row for row in stock.list_filaments(shop, sort=FilamentSort.NAME)}
    return Stock(
        by_id=on_hand,
        names=told_apart(row.filament for row in on_hand.values()),
        currency=shop.settings().currency,
    )


if __name__ == "__main__":
    main()
