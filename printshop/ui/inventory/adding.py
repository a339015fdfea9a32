"""Adding a filament to the shop, and what to say where there is none."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from printshop.domain.filament import Filament
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import notices, places, problems
from printshop.ui.formats import escape_markdown
from printshop.ui.inventory import addresses, fields

_NEW: Final = "inventory.new"
_ADDED: Final = "inventory.added"


def draw_button(
    shop: Shop,
    currency: str,
    *,
    on_added: Callable[[Filament], None] | None = None,
    is_first: bool = True,
) -> None:
    """Draw the button that asks for a new filament.

    Args:
        shop: whose.
        currency: ISO 4217.
        on_added: takes the filament; without it the filament is opened.
        is_first: whether it is what the page is there for.

    """
    if st.button(
        "Add a filament",
        key="inventory.add",
        type="primary" if is_first else "secondary",
        icon=":material/add:",
    ):
        brand = shop.user().preferences.default_filament_brand
        problems.forget(_NEW)
        fields.forget(_NEW)
        st.session_state.pop(_ADDED, None)
        _draw_dialog(shop, currency, brand, on_added)


@st.dialog("Add a filament", width="medium")
def _draw_dialog(
    shop: Shop, currency: str, brand: str, on_added: Callable[[Filament], None] | None
) -> None:
    """Ask for a filament; what was typed stays until it is added."""
    if st.session_state.pop(_ADDED, False):
        st.rerun()
    fields.draw(None, _NEW, currency=currency, brand=brand)
    problems.draw(_NEW)
    fields.draw_twin(_NEW)
    st.button(
        "Add the filament",
        key=f"{_NEW}.save",
        type="primary",
        icon=":material/add:",
        on_click=_add,
        args=(shop, on_added),
    )


def _add(shop: Shop, on_added: Callable[[Filament], None] | None) -> None:
    if st.session_state.get(_ADDED):
        return
    with problems.beside(_NEW), fields.noting_twin(_NEW):
        filament = stock.create_filament(shop, fields.said(_NEW))
        st.session_state[_ADDED] = True
        if on_added is not None:
            on_added(filament)
            return
        notices.say(f"**{escape_markdown(filament.label)}** is added. Now add its spools.")
        addresses.go_to_filament(filament.id)


def draw_nothing(*, is_filtered: bool) -> None:
    """Say what to do where no filament is listed."""
    with st.container(border=True, key="inventory_nothing"):
        if is_filtered:
            st.markdown("**No filament fits these filters.** Clear one of them.")
        else:
            st.markdown(
                "**No filaments yet.** Add the first one here, or drop a sliced file: "
                "its filaments are created as it is saved. What you have in Spoolman or in a "
                "spreadsheet comes in under *Import and export*."
            )
            places.UPLOAD.link("Upload a file")
