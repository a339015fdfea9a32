"""Receiving spools: how many, grams each, the price paid, and what a gram then costs."""

from datetime import date
from typing import Any, Final
from uuid import uuid4

import streamlit as st

from printshop.domain.filament import Filament
from printshop.domain.spools import MAX_SPOOLS_AT_ONCE, NewSpools
from printshop.domain.units import MAX_GRAMS, cost_per_gram, to_grams, to_money
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count, escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.inventory import facts

_FULL_SPOOL_G: Final = 1000.0
_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)
_LABELS: Final = {
    "count": "Spools",
    "net_g": "Grams each",
    "total_price": "Price of all",
    "batch_identifier": "Batch",
    "location": "Where they are",
    "supplier": "Supplier",
    "purchased_on": "Bought on",
    "expires_on": "Expires on",
}
_TEXTS: Final = ("batch_identifier", "location", "supplier")


def draw(shop: Shop, filament: Filament, currency: str) -> None:
    """Draw the form that adds spools of a filament."""
    key = f"inventory.receipt.{filament.id}"
    with st.container(border=True):
        st.markdown("**Add spools**")
        _draw_purchase(key, currency)
        _draw_cost(filament, key, currency)
        st.checkbox(
            "New and full, or weighed",
            value=True,
            help="Clear it for opened spools that nobody weighed: their grams are then a guess, "
            "and prints that need them are shown as unverified.",
            key=f"{key}.is_weighed",
        )
        _draw_particulars(key)
        problems.draw(key)
        st.button(
            "Add the spools",
            key=f"{key}.save",
            type="primary",
            icon=":material/add:",
            on_click=receive,
            args=(shop, filament, key),
        )


def receive(shop: Shop, filament: Filament, key: str) -> None:
    """Add the spools that the form describes, once however often it is clicked."""
    state = st.session_state
    with problems.beside(key):
        # Kept until the purchase is known to be booked: a repeated click is the same purchase.
        purchase_id = state.setdefault(f"{key}.purchase", uuid4())
        new = checked(
            NewSpools, _LABELS, purchase_id=purchase_id, filament_id=filament.id, **_said(key)
        )
        spools = stock.add_spools(shop, new)
        del state[f"{key}.purchase"]
        _clear(key)
        notices.say(
            f"{count(len(spools), 'spool')} of **{escape_markdown(filament.label)}** added, "
            f"{grams(new.net_g * new.count)} in all."
        )


def _draw_purchase(key: str, currency: str) -> None:
    left, middle, right = st.columns([2, 3, 4], vertical_alignment="bottom")
    left.number_input(
        "Spools",
        value=1,
        help=f"1 to {MAX_SPOOLS_AT_ONCE} alike.",
        key=f"{key}.count",
    )
    middle.number_input(
        "Grams each",
        value=_FULL_SPOOL_G,
        step=50.0,
        format="%.2f",
        help=f"Filament only, without the reel; up to {MAX_GRAMS:,} g.",
        key=f"{key}.net_g",
    )
    right.number_input(
        f"Price of all, {currency}",
        value=None,
        step=1.0,
        format="%.2f",
        placeholder="unknown",
        help="What all of them cost together, with shipping.",
        key=f"{key}.total_price",
    )


def _draw_cost(filament: Filament, key: str, currency: str) -> None:
    said = _said(key)
    price, bought_g = said.get("total_price"), said.get("net_g", 0) * said.get("count", 0)
    if price is not None and bought_g > 0:
        cost, why = cost_per_gram(price, bought_g), ""
    else:
        cost, why = filament.cost_per_gram_base, ", the filament's own price"
    if cost:
        st.markdown(f"That is **{facts.per_gram(cost, currency)}**{why}.")
    else:
        st.markdown("Without a price, the cost of prints from them stays unknown.")


def _draw_particulars(key: str) -> None:
    left, right = st.columns(2)
    left.text_input("Where they are", max_chars=100, placeholder="Shelf B", key=f"{key}.location")
    right.text_input("Supplier", max_chars=100, key=f"{key}.supplier")
    left.text_input("Batch", max_chars=100, key=f"{key}.batch_identifier")
    right.date_input(
        "Bought on",
        value=None,
        min_value=_OLDEST,
        max_value=_LATEST,
        format="YYYY-MM-DD",
        key=f"{key}.purchased_on",
    )
    left.date_input(
        "Expires on",
        value=None,
        min_value=_OLDEST,
        max_value=_LATEST,
        format="YYYY-MM-DD",
        help="The spool that expires first is used first.",
        key=f"{key}.expires_on",
    )


def _said(key: str) -> dict[str, Any]:
    """What the form holds, by the names of the purchase; empty fields are left out."""
    state = st.session_state
    net_g, price = state.get(f"{key}.net_g"), state.get(f"{key}.total_price")
    said = {
        "count": state.get(f"{key}.count", 1),
        "net_g": None if net_g is None else to_grams(net_g),
        "total_price": None if price is None else to_money(price),
        "is_weighed": state.get(f"{key}.is_weighed", True),
        "purchased_on": state.get(f"{key}.purchased_on"),
        "expires_on": state.get(f"{key}.expires_on"),
        **{name: state.get(f"{key}.{name}") or "" for name in _TEXTS},
    }
    return {name: value for name, value in said.items() if value is not None}


def _clear(key: str) -> None:
    """Ready for the next purchase; where it came from and lies is usually the same."""
    state = st.session_state
    state[f"{key}.count"] = 1
    state[f"{key}.total_price"] = None
    state[f"{key}.batch_identifier"] = ""
