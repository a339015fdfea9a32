"""Receiving spools: how many, grams each, the price paid, and what a gram then costs."""

from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import uuid4

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from printshop.domain.filament import Filament
from printshop.domain.purchases import PricedGoods, PurchaseExtras, landed_costs
from printshop.domain.spools import MAX_SPOOLS_AT_ONCE, NewSpools
from printshop.domain.units import MAX_GRAMS, to_grams, to_money
from printshop.errors import InvalidInputError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import notices, problems
from printshop.ui.formats import count, escape_markdown, grams
from printshop.ui.forms import checked
from printshop.ui.inventory import facts
from printshop.ui.inventory.receiving.bill import opened_day

_FULL_SPOOL_G: Final = 1000.0
_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)
_LABELS: Final = {
    "count": "Spools",
    "net_g": "Grams each",
    "total_price": "Price of all",
    "batch_identifier": "Lot",
    "location": "Where they are",
    "supplier": "Supplier",
    "purchased_on": "Bought on",
    "opened_on": "Opened on",
    "dried_on": "Dried on",
    "expires_on": "Expires on",
    "shipping": "Shipping",
    "tax": "Tax not reclaimed",
    "discount": "Discount",
    "tare_g": "Empty reel, g",
}
_TEXTS: Final = ("batch_identifier", "location", "supplier")
_DATES: Final = ("purchased_on", "opened_on", "dried_on", "expires_on")
_EXTRAS: Final = ("shipping", "tax", "discount")


def draw(shop: Shop, filament: Filament, currency: str) -> None:
    """Draw the form that adds spools of a filament."""
    key = f"inventory.receipt.{filament.id}"
    with st.container(border=True):
        st.markdown("**Add spools**")
        _draw_purchase(filament, key, currency)
        _draw_cost(filament, key, currency)
        st.checkbox(
            "New and full, or weighed",
            value=True,
            help="Clear it for opened spools that nobody weighed: their grams are then a guess, "
            "and prints that need them are shown as unverified.",
            key=f"{key}.is_weighed",
        )
        _draw_particulars(key)
        with st.expander("More: shipping, tax, discount, reel, opened and dried"):
            _draw_more(key, currency)
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


def _draw_purchase(filament: Filament, key: str, currency: str) -> None:
    left, middle, right = st.columns([2, 3, 4], vertical_alignment="bottom")
    left.number_input(
        "Spools",
        value=1,
        help=f"1 to {MAX_SPOOLS_AT_ONCE} alike.",
        key=f"{key}.count",
    )
    middle.number_input(
        "Grams each",
        value=_FULL_SPOOL_G if filament.net_g is None else float(filament.net_g),
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
        help="What all of them cost together; shipping, tax and discount are under More.",
        key=f"{key}.total_price",
    )


def _draw_cost(filament: Filament, key: str, currency: str) -> None:
    cost, why = _landed(_said(key)), ""
    if cost is None:
        cost, why = filament.cost_per_gram_base, ", the filament's own price"
    if cost:
        st.markdown(f"That is **{facts.per_gram(cost, currency)}**{why}.")
    else:
        st.markdown("Without a price, the cost of prints from them stays unknown.")


def _landed(said: dict[str, Any]) -> Decimal | None:
    """What a gram costs with its share of shipping, tax and discount; None where unknown."""
    bought_g = said.get("net_g", Decimal(0)) * (said.get("count") or 0)
    extras = {name: said[name] for name in _EXTRAS if name in said}
    try:
        goods = checked(PricedGoods, _LABELS, grams=bought_g, price=said.get("total_price"))
        return landed_costs([goods], checked(PurchaseExtras, _LABELS, **extras))[0]
    except InvalidInputError:
        # Said beside the form when it is booked.
        return None


def _draw_particulars(key: str) -> None:
    left, right = st.columns(2)
    left.text_input("Where they are", max_chars=100, placeholder="Shelf B", key=f"{key}.location")
    right.text_input("Supplier", max_chars=100, key=f"{key}.supplier")
    left.text_input("Lot", max_chars=100, key=f"{key}.batch_identifier")
    _draw_day(right, key, "purchased_on")
    _draw_day(left, key, "expires_on", "The spool that expires first is used first.")


def _draw_more(key: str, currency: str) -> None:
    left, right = st.columns(2)
    for place, name in enumerate(_EXTRAS):
        (left, right)[place % 2].number_input(
            f"{_LABELS[name]}, {currency}",
            value=None,
            step=1.0,
            format="%.2f",
            placeholder="none",
            key=f"{key}.{name}",
        )
    right.number_input(
        _LABELS["tare_g"],
        value=None,
        step=10.0,
        format="%.1f",
        placeholder="as the filament's",
        key=f"{key}.tare_g",
    )
    _draw_day(left, key, "opened_on")
    _draw_day(right, key, "dried_on")


def _draw_day(column: DeltaGenerator, key: str, name: str, hint: str | None = None) -> None:
    column.date_input(
        _LABELS[name],
        value=None,
        min_value=_OLDEST,
        max_value=_LATEST,
        format="YYYY-MM-DD",
        help=hint,
        key=f"{key}.{name}",
    )


def _said(key: str) -> dict[str, Any]:
    """What the form holds, by the names of the purchase; empty fields are left out."""
    state = st.session_state
    weights = {name: state.get(f"{key}.{name}") for name in ("net_g", "tare_g")}
    amounts = {name: state.get(f"{key}.{name}") for name in ("total_price", *_EXTRAS)}
    is_weighed = state.get(f"{key}.is_weighed", True)
    days = {name: state.get(f"{key}.{name}") for name in _DATES}
    days["opened_on"] = opened_day(days["opened_on"], days["purchased_on"], is_weighed=is_weighed)
    said = {
        "count": state.get(f"{key}.count", 1),
        **{name: None if one is None else to_grams(one) for name, one in weights.items()},
        **{name: None if one is None else to_money(one) for name, one in amounts.items()},
        "is_weighed": is_weighed,
        **days,
        **{name: state.get(f"{key}.{name}") or "" for name in _TEXTS},
    }
    return {name: value for name, value in said.items() if value is not None}


def _clear(key: str) -> None:
    """Ready for the next purchase; where it came from and lies is usually the same."""
    state = st.session_state
    state[f"{key}.count"] = 1
    for name in ("total_price", *_EXTRAS):
        state[f"{key}.{name}"] = None
    state[f"{key}.batch_identifier"] = ""
