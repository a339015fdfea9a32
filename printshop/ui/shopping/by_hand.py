"""Putting a filament on the list by hand."""

from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.shopping import NewShoppingItem
from printshop.domain.units import to_grams, to_money
from printshop.errors import InvalidInputError
from printshop.services import shopping, stock
from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingList
from printshop.ui import problems
from printshop.ui.filament_names import told_apart
from printshop.ui.formats import count, escape_markdown
from printshop.ui.forms import checked
from printshop.ui.shopping import steps

_KEY: Final = "shopping.by_hand"
_DONE: Final = f"{_KEY}.done"
_FULL_SPOOL_G: Final = 1000.0
_LABELS: Final = {
    "filament_id": "Filament",
    "rolls": "Rolls",
    "roll_g": "Grams each",
    "price": "Price of all",
    "supplier": "Supplier",
    "reason": "Why",
}


def draw_button(shop: Shop, found: ShoppingList, wanted: UUID | None) -> None:
    """Draw the button that asks for a filament; it is asked at once where one is wanted."""
    if st.button("Add a filament", key="shopping.add", icon=":material/add:") or wanted:
        problems.forget(_KEY)
        state = st.session_state
        for name in ("rolls", "price", "supplier", "reason", "grams", "filament", "request"):
            state.pop(f"{_KEY}.{name}", None)
        state.pop(_DONE, None)
        _draw(shop, found, wanted)


@st.dialog("Put a filament on the list", icon=":material/add_shopping_cart:")
def _draw(shop: Shop, found: ShoppingList, wanted: UUID | None) -> None:
    if st.session_state.pop(_DONE, False):
        st.rerun()
    filaments = {one.filament.id: one.filament for one in stock.list_filaments(shop)}
    if not filaments:
        st.markdown("There is no filament in your shop yet. Add it to the inventory first.")
        return
    names = told_apart(filaments.values())
    with st.container(key="shopping_by_hand", gap="small"):
        chosen = st.selectbox(
            _LABELS["filament_id"],
            list(names),
            index=list(names).index(wanted) if wanted is not None and wanted in names else None,
            format_func=lambda one: names[one],
            placeholder="Choose one",
            key=f"{_KEY}.filament",
        )
        coming = sum(line.item.open_rolls for line in found.ordered if line.filament.id == chosen)
        if coming:
            st.info(
                f"{count(coming, 'roll')} of it are on the way already.",
                icon=":material/local_shipping:",
            )
        _draw_fields(filaments.get(chosen), found.currency)
        problems.draw(_KEY)
        st.button(
            "Put it on the list",
            key=f"{_KEY}.save",
            type="primary",
            icon=":material/add:",
            on_click=_add,
            args=(shop,),
        )


def _draw_fields(filament: Filament | None, currency: str) -> None:
    full_g = filament.net_g if filament and filament.net_g else None
    with st.grid(3, min_column_width=120, gap="small"):
        st.number_input(_LABELS["rolls"], value=1, step=1, key=f"{_KEY}.rolls")
        st.number_input(
            _LABELS["roll_g"],
            value=_FULL_SPOOL_G if full_g is None else float(full_g),
            step=50.0,
            format="%.2f",
            # Another filament has another weight.
            key=f"{_KEY}.grams.{filament.id if filament else ''}",
        )
        st.number_input(
            f"{_LABELS['price']}, {currency}",
            value=None,
            step=1.0,
            format="%.2f",
            placeholder="as last time",
            key=f"{_KEY}.price",
        )
    st.text_input(
        _LABELS["supplier"],
        max_chars=100,
        placeholder=filament.supplier if filament else "",
        key=f"{_KEY}.supplier",
    )
    st.text_input(_LABELS["reason"], max_chars=500, key=f"{_KEY}.reason")


def _add(shop: Shop) -> None:
    state = st.session_state
    if state.get(_DONE):
        return
    with problems.beside(_KEY):
        filament_id = state.get(f"{_KEY}.filament")
        if filament_id is None:
            raise InvalidInputError("No filament is chosen.", hint="Choose one from the list.")
        price, grams = state.get(f"{_KEY}.price"), state.get(f"{_KEY}.grams.{filament_id}")
        new = checked(
            NewShoppingItem,
            _LABELS,
            filament_id=filament_id,
            rolls=state.get(f"{_KEY}.rolls") or 0,
            roll_g=to_grams(grams or 0),
            price=None if price is None else to_money(price),
            supplier=state.get(f"{_KEY}.supplier") or "",
            reason=state.get(f"{_KEY}.reason") or "",
            request_id=steps.request_id(_KEY),
        )
        step = shopping.add(shop, new)
        state[_DONE] = True
        name = escape_markdown(stock.filament_by_id(shop, filament_id).filament.label)
        steps.offer_undo(shop, step, f"{count(new.rolls, 'roll')} of **{name}** on the list.")
