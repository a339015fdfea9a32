"""Adding a line to the bill by typing or scanning, without leaving the keyboard."""

from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import polars as pl
import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.known_filaments import KnownFilament
from printshop.errors import InvalidInputError
from printshop.services import makers, stock
from printshop.services.shop import Shop
from printshop.ui import notices, places, problems
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory.receiving import bill, entry
from printshop.ui.inventory.receiving.bill import KEY
from printshop.ui.inventory.receiving.entry import Entry

_TYPED: Final = f"{KEY}.typed"
_ASKED: Final = f"{KEY}.asked"
_OFFERED: Final = f"{KEY}.offered"
_PLACE: Final = f"{KEY}.entry"


def draw(shop: Shop, rows: pl.DataFrame) -> None:
    """Draw the field that adds lines.

    Args:
        shop: whose.
        rows: STOCK_WITH_RULES with labels.

    """
    # A form is emptied by the browser itself: what is typed at once after Enter is not lost to
    # an answer that comes later.
    with (
        st.form(f"{KEY}.adding", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Scan a barcode, or type and press Enter",
            key=_TYPED,
            max_chars=200,
            placeholder="4 x basic black @ 79.96",
            help="Any words of brand, kind and colour. Before them how many spools, behind them "
            "what they cost together; both can be left out. The same barcode again is one more "
            "spool.",
        )
        st.form_submit_button(
            "Add", key=f"{KEY}.add", icon=":material/add:", on_click=_take, args=(shop, rows)
        )
    problems.draw(_PLACE)
    _draw_offered(shop)
    asked: tuple[Entry, list[dict[str, Any]]] | None = st.session_state.get(_ASKED)
    if asked is None:
        return
    said, choices = asked
    with st.container(horizontal=True, key="inventory_receiving_choices"):
        st.markdown(f"Which one is “{escape_markdown(said.words)}”?")
        for row in choices:
            st.button(
                escape_markdown(row["label"]),
                key=f"{KEY}.choose.{row['filament_id']}",
                on_click=_choose,
                args=(shop, said, row),
            )


def forget() -> None:
    """Forget what could not be read or was to be chosen from: the bill is booked."""
    problems.forget(_PLACE)
    st.session_state.pop(_ASKED, None)
    st.session_state.pop(_OFFERED, None)


def add_filament(shop: Shop, filament: Filament, said: Entry | None = None) -> None:
    """Add a line for a filament that the shop has just got."""
    said = said or Entry(words=filament.label)
    row = {
        "filament_id": str(filament.id),
        "label": filament.label,
        "color_hex": filament.color_hex,
    }
    _add(shop, said, row)
    notices.say(f"**{escape_markdown(filament.label)}** is in your shop, and on the bill.")


def _draw_offered(shop: Shop) -> None:
    """Draw what makers say of a barcode that the shop does not know."""
    offered: tuple[Entry, tuple[KnownFilament, ...]] | None = st.session_state.get(_OFFERED)
    if offered is None:
        return
    said, known = offered
    with st.container(horizontal=True, key="inventory_receiving_offered"):
        for one in known[: entry.MOST_CHOICES]:
            st.button(
                f"Add {escape_markdown(one.label)} to the shop and to this bill",
                key=f"{KEY}.offer.{one.id}",
                icon=":material/add:",
                on_click=_take_offered,
                args=(shop, said, one),
            )
        if not known:
            places.INVENTORY.link(
                f"Look for {said.words} among the makers' filaments",
                icon=":material/palette:",
                view="find",
                known_search=said.words,
            )


def _take_offered(shop: Shop, said: Entry, known: KnownFilament) -> None:
    with problems.beside(_PLACE):
        add_filament(shop, makers.add_to_shop(shop, known.id), said)
        st.session_state.pop(_OFFERED, None)
        st.session_state[_TYPED] = ""


def _offer(shop: Shop, said: Entry) -> None:
    """Look for a barcode that the shop does not have among what makers say."""
    known = tuple(one for one in makers.of_barcode(shop, said.words) if one.gtin_is_valid)
    st.session_state[_OFFERED] = (said, known)


def _take(shop: Shop, rows: pl.DataFrame) -> None:
    state = st.session_state
    typed = state[_TYPED] or ""
    state.pop(_ASKED, None)
    state.pop(_OFFERED, None)
    if not typed.strip():
        problems.forget(_PLACE)
        return
    is_read = False
    with problems.beside(_PLACE):
        said = entry.read(typed)
        try:
            found = entry.matching(said, rows)
        except InvalidInputError:
            if said.is_barcode:
                _offer(shop, said)
            raise
        choices = found.select("filament_id", "label", "color_hex").to_dicts()
        if len(choices) == 1:
            _add(shop, said, choices[0])
        else:
            state[_ASKED] = (said, choices)
        is_read = True
    if not is_read:
        # Back in the field, to be corrected.
        state[_TYPED] = typed


def _choose(shop: Shop, said: Entry, row: dict[str, Any]) -> None:
    with problems.beside(_PLACE):
        _add(shop, said, row)
        st.session_state.pop(_ASKED, None)


def _add(shop: Shop, said: Entry, row: dict[str, Any]) -> None:
    same = [x for x in bill.current().lines if x.filament_id == row["filament_id"]]
    if said.is_barcode and said.price is None and same:
        key = same[-1].key("count")
        st.session_state[key] = (st.session_state.get(key) or 0) + said.count
        bill.follow_count(same[-1])
        return
    bill.current().add(row, spools=said.count, price=said.price, net_g=_full_g(shop, row))


def _full_g(shop: Shop, row: dict[str, Any]) -> Decimal | None:
    return stock.filament_by_id(shop, UUID(row["filament_id"])).filament.net_g
