"""One maker's filament: all that is said of it, and the way into the shop."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.domain.known_filaments import KnownFilament
from printshop.services import makers
from printshop.services.shop import Shop
from printshop.ui import notices, places, problems, text_table
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory.finder import words
from printshop.ui.swatches import swatches

ADDRESS: Final = "known"
_PROBLEM: Final = "finder.card"


def open_one(known_id: UUID) -> None:
    """Open a filament: it stands in the address."""
    problems.forget(_PROBLEM)
    st.query_params[ADDRESS] = str(known_id)


def close() -> None:
    """Go back to what was found."""
    st.query_params.pop(ADDRESS, None)


def draw(shop: Shop, known: KnownFilament) -> None:
    """Draw the filament, and the button that adds it to the shop."""
    with st.container(border=True, key="finder_card"):
        st.subheader(f"{swatches(known.color_hexes)} {escape_markdown(known.label)}", anchor=False)
        if known.is_discontinued:
            st.markdown(":orange-badge[:material/production_quantity_limits: No longer made]")
        _draw_way_in(shop, known)
        text_table.draw(
            ("", "The maker says"), {"": words.said(known)}, alt="All that the maker says"
        )
        for finding in known.findings:
            st.markdown(f":material/warning: {escape_markdown(finding)}")
        zone = ZoneInfo(shop.settings().time_zone)
        st.caption(escape_markdown(words.source(known, zone, as_of=datetime.now(UTC))))
        if st.query_params.get(ADDRESS) is not None:
            st.button(
                "Back to what was found",
                key="finder.close",
                type="tertiary",
                icon=":material/arrow_back:",
                on_click=close,
            )


def _draw_way_in(shop: Shop, known: KnownFilament) -> None:
    there = makers.in_shop(shop, known)
    with st.container(horizontal=True, vertical_alignment="center"):
        if there is None:
            st.button(
                "Add to the shop",
                key="finder.add",
                type="primary",
                icon=":material/add:",
                on_click=_add,
                args=(shop, known.id),
            )
        else:
            put_away = ", put away" if there.archived_at else ""
            st.markdown(f":green-badge[:material/check: In your shop{put_away}]")
            places.INVENTORY.link(
                escape_markdown(there.label), filament=str(there.id), icon=":material/shelves:"
            )
        if known.purchase_url:
            st.link_button("Where to buy it", known.purchase_url, icon=":material/open_in_new:")
    problems.draw(_PROBLEM)


def _add(shop: Shop, known_id: UUID) -> None:
    with problems.beside(_PROBLEM):
        filament = makers.add_to_shop(shop, known_id)
        notices.say(f"**{escape_markdown(filament.label)}** is added. Now add its spools.")
