"""Noting what was sold of a model, and what else became of its pieces."""

from datetime import UTC, date, datetime
from functools import partial
from typing import Final

import streamlit as st

from printshop.domain.catalog import Model
from printshop.domain.sales import (
    MAX_UNITS_AT_ONCE,
    NewProductMove,
    NewSale,
    ProductMovement,
    ProductReason,
    ShelfCount,
)
from printshop.domain.units import MAX_MONEY, to_money
from printshop.services import sales
from printshop.services.shop import Shop
from printshop.ui import batches, boundary, notices, problems
from printshop.ui.catalog import sales_words
from printshop.ui.formats import count, escape_markdown, money
from printshop.ui.forms import checked, within

_LABELS: Final = {"units": "Pieces", "unit_price": "Price of each", "sold_on": "Day"}
# What may happen to pieces beside a sale, in the order of the form.
_MOVES: Final = (
    ProductReason.RETURNED,
    ProductReason.GIVEN,
    ProductReason.SCRAPPED,
    ProductReason.COUNTED,
)


def draw_sale(shop: Shop, model: Model, currency: str, on: date) -> None:
    """Draw the form that notes a sale; `on` is today."""
    key = f"catalog.sale.{model.id}"
    with st.form(key, border=True):
        st.number_input(
            "Pieces sold", min_value=1, max_value=MAX_UNITS_AT_ONCE, value=1, key=f"{key}.units"
        )
        price, when = st.columns(2)
        own = money(model.unit_price, currency) if model.unit_price is not None else "unknown"
        price.number_input(
            f"Price of each, {currency}",
            value=None,
            step=0.5,
            format="%.2f",
            placeholder=own,
            help=f"Left empty, it is the model's own: {own}.",
            key=f"{key}.price",
        )
        when.date_input("Day", value=on, max_value=on, key=f"{key}.day")
        st.form_submit_button(
            "Sold",
            type="primary",
            icon=":material/point_of_sale:",
            width="stretch",
            on_click=_note_sale,
            args=(shop, model, key, currency),
        )
    problems.draw(key)


@boundary.callback
def _note_sale(shop: Shop, model: Model, key: str, currency: str) -> None:
    state = st.session_state
    with problems.beside(key):
        price = within(state.get(f"{key}.price"), "Price of each", 0, MAX_MONEY)
        sale = checked(
            NewSale,
            _LABELS,
            model_id=model.id,
            units=state.get(f"{key}.units") or 1,
            unit_price=None if price is None else to_money(price),
            sold_on=state[f"{key}.day"],
            request_id=batches.batch_id(key),
        )
        booked = sales.note_sale(shop, sale, as_of=datetime.now(UTC))
        _done(key)
        each = f" at {money(booked.unit_price, currency)}" if booked.unit_price is not None else ""
        sold = f"{count(sale.units, 'piece')} of **{escape_markdown(model.name)}** sold{each}."
        _offer_undo(shop, booked, sold)


def draw_other(shop: Shop, model: Model, on: date) -> None:
    """Draw the folded form of what else became of pieces; `on` is today."""
    opened = st.expander(
        "Came back, given away, broke, counted",
        icon=":material/inventory:",
        key=f"catalog.moved.{model.id}",
        on_change="rerun",
    )
    if not opened.open:
        return
    key = f"catalog.move.{model.id}"
    with opened, st.form(key, border=False):
        st.segmented_control(
            "What happened",
            list(_MOVES),
            default=ProductReason.RETURNED,
            required=True,
            format_func=lambda reason: sales_words.REASONS[reason],
            key=f"{key}.reason",
        )
        units, when = st.columns(2)
        units.number_input(
            "Pieces",
            min_value=0,
            max_value=MAX_UNITS_AT_ONCE,
            value=1,
            help="Counted: how many really lie there. The difference is booked.",
            key=f"{key}.units",
        )
        when.date_input("Day", value=on, max_value=on, key=f"{key}.day")
        st.text_input("Note", max_chars=500, key=f"{key}.note")
        st.form_submit_button(
            "Book it",
            icon=":material/edit_note:",
            on_click=_note_move,
            args=(shop, model, key),
        )
    with opened:
        problems.draw(key)


@boundary.callback
def _note_move(shop: Shop, model: Model, key: str) -> None:
    state = st.session_state
    with problems.beside(key):
        reason = state[f"{key}.reason"]
        said = {
            "model_id": model.id,
            "units": state.get(f"{key}.units") or 0,
            "note": state.get(f"{key}.note") or "",
            "request_id": batches.batch_id(key),
        }
        day, now = state[f"{key}.day"], datetime.now(UTC)
        if reason is ProductReason.COUNTED:
            counted = checked(ShelfCount, _LABELS, counted_on=day, **said)
            booked = sales.note_count(shop, counted, as_of=now)
        else:
            move = checked(NewProductMove, _LABELS, reason=reason, moved_on=day, **said)
            booked = sales.note_move(shop, move, as_of=now)
        _done(key)
        name = escape_markdown(model.name)
        if booked is None:
            notices.say(f"As many of **{name}** lie there as ought to: nothing was booked.")
            return
        _offer_undo(
            shop, booked, f"**{name}**: {sales_words.REASONS[reason].lower()}, {booked.units:+,}."
        )


def _offer_undo(shop: Shop, booked: ProductMovement, text: str) -> None:
    notices.offer_undo(text, partial(take_back, shop, booked.id))


@boundary.callback
def take_back(shop: Shop, movement_id: int) -> None:
    """Take a movement back, and say so. For callbacks."""
    sales.take_back(shop, movement_id)
    notices.say("It is taken back.")


def _done(key: str) -> None:
    """Ready for the next booking of a form; what day and price it was stays."""
    batches.note_queued(key)
    st.session_state[f"{key}.units"] = 1
    if f"{key}.note" in st.session_state:
        st.session_state[f"{key}.note"] = ""
