"""The dialog that notes an order: from whom, under which number, at which prices."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import streamlit as st

from printshop.domain.shopping import MAX_ORDER_LINES, NewOrder, OrderLine
from printshop.domain.units import to_money
from printshop.errors import InvalidInputError
from printshop.services import shopping
from printshop.services.shop import Shop
from printshop.services.shopping.view import ShoppingLine, ShoppingList
from printshop.ui import problems
from printshop.ui.formats import count, escape_markdown, grams, joined
from printshop.ui.forms import checked
from printshop.ui.shopping import steps, words
from printshop.ui.swatches import filament_label

_KEY: Final = "shopping.order_form"
_DONE: Final = f"{_KEY}.done"
_LABELS: Final = {
    "supplier": "Supplier",
    "reference": "Number of the order",
    "ordered_on": "Ordered on",
    "expected_on": "Expected on",
    "lines": "Lines of an order",
    "price": "Price",
    "rolls": "Rolls",
}
_OLDEST: Final = date(2000, 1, 1)
_LATEST: Final = date(2100, 12, 31)


def ask(shop: Shop, found: ShoppingList, lines: Sequence[ShoppingLine]) -> None:
    """Ask what was ordered of these lines."""
    problems.forget(_KEY)
    state = st.session_state
    for name in ("reference", "expected_on", "request"):
        state.pop(f"{_KEY}.{name}", None)
    suppliers = {line.roll.supplier for line in lines}
    state[f"{_KEY}.supplier"] = "" if len(suppliers) > 1 else suppliers.pop()
    state[f"{_KEY}.ordered_on"] = found.as_of
    for line in lines:
        price = line.bill_price
        state[_price_key(line)] = None if price is None else float(price)
    state.pop(_DONE, None)
    _draw(shop, found, tuple(lines))


@st.dialog("Mark as ordered", width="medium", icon=":material/local_shipping:")
def _draw(shop: Shop, found: ShoppingList, lines: tuple[ShoppingLine, ...]) -> None:
    if st.session_state.pop(_DONE, False):
        st.rerun()
    with st.container(key="shopping_order_form", gap="small"):
        with st.grid(2, min_column_width=150, gap="small"):
            _draw_text("supplier", _suppliers(lines))
            _draw_text("reference")
            _draw_day("ordered_on", "")
            _draw_day("expected_on", "by the lead time of each")
        is_own = not st.session_state.get(f"{_KEY}.supplier")
        for line in lines:
            _draw_line(line, found.currency, with_supplier=is_own)
        longest = max(line.roll.lead_time_days for line in lines)
        st.caption(
            f"Without a day, each is expected after its own lead time; the last by "
            f"{found.as_of + timedelta(days=longest):%d %b}, if ordered today. "
            "Prices are those of the rolls alone: shipping, tax and discount come with the bill. "
            "One left empty is unknown."
        )
        problems.draw(_KEY)
        rolls = sum(line.rolls for line in lines)
        st.button(
            f"{count(rolls, 'roll')} are ordered" if rolls > 1 else "1 roll is ordered",
            key=f"{_KEY}.save",
            type="primary",
            icon=":material/check:",
            on_click=_order,
            args=(shop, lines),
        )


def _suppliers(lines: Sequence[ShoppingLine]) -> str:
    """Where lines are ordered if nobody says it for all of them."""
    named = {line.roll.supplier for line in lines}
    return "each line's own" if len(named) > 1 else named.pop()


def _draw_text(name: str, placeholder: str = "") -> None:
    st.text_input(_LABELS[name], max_chars=100, placeholder=placeholder, key=f"{_KEY}.{name}")


def _draw_day(name: str, hint: str) -> None:
    st.date_input(
        _LABELS[name],
        value=None,
        min_value=_OLDEST,
        max_value=_LATEST,
        format="YYYY-MM-DD",
        help=f"Empty: {hint}." if hint else None,
        key=f"{_KEY}.{name}",
    )


def _draw_line(line: ShoppingLine, currency: str, *, with_supplier: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        at = escape_markdown(words.supplier(line.roll.supplier)) if with_supplier else ""
        of_each = joined(f"{count(line.rolls, 'roll')} of {grams(line.roll.grams)}", at)
        st.markdown(f"{filament_label(line.filament)}  \n{of_each}", width="stretch")
        st.number_input(
            f"Price of all, {currency}",
            value=None,
            step=1.0,
            format="%.2f",
            placeholder="unknown",
            key=_price_key(line),
            width=150,
        )


def _order(shop: Shop, lines: tuple[ShoppingLine, ...]) -> None:
    if st.session_state.get(_DONE):
        return
    with problems.beside(_KEY):
        new = _said(lines)
        step = shopping.order(shop, new)
        st.session_state[_DONE] = True
        for line in lines:
            st.session_state.pop(f"shopping.chosen.{line.key}", None)
        rolls = sum(line.rolls for line in lines)
        n_orders = len({change.after.supplier for change in step})
        orders = f" in {count(n_orders, 'order')}" if n_orders > 1 else ""
        said = f"{count(rolls, 'roll')} ordered{orders}: {steps.labels(lines)}."
        steps.offer_undo(shop, step, said)


def _said(lines: Sequence[ShoppingLine]) -> NewOrder:
    """What the form says.

    Raises:
        InvalidInputError: a value is outside its limits.

    """
    state = st.session_state
    if len(lines) > MAX_ORDER_LINES:
        raise InvalidInputError(
            f"An order has at most {MAX_ORDER_LINES} lines.", hint="Choose fewer, then go on."
        )
    ordered_on = state.get(f"{_KEY}.ordered_on")
    if ordered_on is None:
        raise InvalidInputError("Ordered on is missing.", hint="Say the day, as in 2026-03-02.")
    return checked(
        NewOrder,
        _LABELS,
        request_id=steps.request_id(_KEY),
        ordered_on=ordered_on,
        expected_on=state.get(f"{_KEY}.expected_on"),
        supplier=state.get(f"{_KEY}.supplier") or "",
        reference=state.get(f"{_KEY}.reference") or "",
        lines=tuple(_line_said(line) for line in lines),
    )


def _line_said(line: ShoppingLine) -> OrderLine:
    price: float | None = st.session_state.get(_price_key(line))
    return checked(
        OrderLine,
        _LABELS | {"price": f"The price of {line.filament.label}"},
        filament_id=line.filament.id,
        item_id=line.item.id if line.item else None,
        rolls=line.rolls,
        roll_g=line.roll.grams,
        price=None if price is None else to_money(Decimal(str(price))),
        supplier=line.roll.supplier,
        purchase_url=line.roll.purchase_url,
        reason=" ".join(line.reasons)[:500],
        seen_on_order=line.on_order_rolls,
    )


def _price_key(line: ShoppingLine) -> str:
    return f"{_KEY}.price.{line.key}"
