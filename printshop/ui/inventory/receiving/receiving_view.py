"""Receiving a delivery: a bill with its lines, typed or scanned, booked at once."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final

import streamlit as st

from printshop.analytics import stock_listing
from printshop.domain.purchases import PurchaseLine
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.components.unsaved import ask_before_leaving
from printshop.ui.days import today
from printshop.ui.formats import count, grams, joined, money
from printshop.ui.inventory import adding as new_filament
from printshop.ui.inventory.receiving import adding, bill, booking, lines, ordered
from printshop.ui.inventory.receiving.bill import BILL_LABELS, EXTRAS, KEY

_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)


def draw(shop: Shop) -> None:
    """Draw the bill."""
    settings = shop.settings()
    as_of = today(settings)
    rows = stock_listing.with_labels(stock.overview(shop, as_of=as_of))
    if rows.is_empty():
        _draw_new(shop, settings.currency)
        new_filament.draw_nothing(is_filtered=False)
        return
    ordered.take_from_address(shop)
    booking.draw_received(shop)
    _draw_head(settings.currency, as_of)
    adding.draw(shop, rows)
    readable = lines.draw(settings.currency, as_of=as_of)
    if not bill.current().lines:
        st.markdown("The lines of the bill come here, one for each filament.")
        _draw_new(shop, settings.currency)
        return
    ask_before_leaving(key=f"{KEY}.unsaved")
    _draw_new(shop, settings.currency)
    st.markdown(_total(readable, settings.currency))
    problems.draw(booking.FORM, bill.typed())
    spools = sum(line.count for line in readable.values())
    n_wrong = len(bill.current().lines) - len(readable)
    st.button(
        f"{count(n_wrong, 'line')} to correct" if n_wrong else f"Receive {count(spools, 'spool')}",
        key=f"{KEY}.save",
        type="primary",
        icon=":material/error:" if n_wrong else ":material/add:",
        on_click=booking.book,
        args=(shop, settings.currency),
    )


def _draw_new(shop: Shop, currency: str) -> None:
    """Draw the way to a filament that the shop never had; it leads back to the bill."""
    new_filament.draw_button(
        shop, currency, on_added=partial(adding.add_filament, shop), is_first=False
    )


def _draw_head(currency: str, as_of: date) -> None:
    with st.container(border=True, key="inventory_receiving_bill"):
        with st.grid(4, min_column_width=150, gap="small"):
            _draw_text("supplier", "Supplier")
            st.date_input(
                BILL_LABELS["purchased_on"],
                value=as_of,
                min_value=_OLDEST,
                max_value=_LATEST,
                format="YYYY-MM-DD",
                key=f"{KEY}.purchased_on",
                persist_state="session",
            )
            _draw_text("reference", BILL_LABELS["reference"])
            _draw_text("location", "Where they go", placeholder="Shelf B")
        with st.grid(3, min_column_width=150, gap="small"):
            for name in EXTRAS:
                st.number_input(
                    f"{BILL_LABELS[name]}, {currency}",
                    value=None,
                    step=1.0,
                    format="%.2f",
                    placeholder="none",
                    key=f"{KEY}.{name}",
                    persist_state="session",
                )


def _draw_text(name: str, label: str, placeholder: str = "") -> None:
    st.text_input(
        label,
        max_chars=100,
        placeholder=placeholder,
        key=f"{KEY}.{name}",
        persist_state="session",
    )


def _total(readable: Mapping[int, PurchaseLine], currency: str) -> str:
    """What the bill comes to, before it is booked."""
    bought = list(readable.values())
    goods = sum((line.price for line in bought if line.price is not None), Decimal(0))
    extras = bill.extras_said()
    total = goods + extras["shipping"] + extras["tax"] - extras["discount"]
    unpriced = sum(line.price is None for line in bought)
    return joined(
        f"**{count(sum(line.count for line in bought), 'spool')}**",
        grams(sum((line.grams for line in bought), Decimal(0))),
        f"**{money(total, currency)}** in all",
        f"{count(unpriced, 'line')} without a price" if unpriced else "",
    )
