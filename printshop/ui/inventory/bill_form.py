"""The bill came later, or was wrong: what a purchase really cost, corrected after the fact."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.purchases import PurchaseExtras, goods_lines, landed_of_spools, shared_price
from printshop.domain.spools import Spool
from printshop.domain.units import to_money
from printshop.errors import ChangedMeanwhileError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import Bill
from printshop.ui import boundary, notices, problems
from printshop.ui.formats import count, escape_markdown, grams, joined
from printshop.ui.forms import checked, within
from printshop.ui.inventory import bill_head_form, facts
from printshop.ui.inventory.spool import words

_LABELS: Final = {"shipping": "Shipping", "discount": "Discount", "tax": "Tax"}
_MOST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Spools of a bill that are alike: one filament, one weight, one cost."""

    spools: tuple[Spool, ...]

    @property
    def first(self) -> Spool:
        """The one that speaks for all."""
        return self.spools[0]

    @property
    def price(self) -> Decimal | None:
        """What all of them cost together, None where unknown."""
        prices = [spool.price for spool in self.spools if spool.price is not None]
        return sum(prices, Decimal(0)) if prices else None


def lines_of(bill: Bill) -> tuple[Line, ...]:
    """The spools of a bill, like ones together, in the order of their numbers."""
    prices = {spool.id: spool.price for spool in bill.spools}
    return tuple(Line(spools=line) for line in goods_lines(bill.spools, prices))


def draw(
    shop: Shop, of: UUID, read: Callable[[], Sequence[Bill]], currency: str, today: date
) -> None:
    """Draw the form, closed at first; with several bills, one is chosen.

    Args:
        shop: whose.
        of: the filament or the purchase that the form belongs to.
        read: reads the bills; called once somebody opens the form.
        currency: of the shop, ISO 4217.
        today: in the shop's time zone.

    """
    key = f"inventory.bill.{of}"
    opened = st.expander(
        "Correct a bill", icon=":material/receipt_long:", key=f"{key}.section", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        bills = read()
        if not bills:
            st.markdown("Nothing was bought yet.")
            return
        by_id = {bill.purchase.id: bill for bill in bills}
        chosen = bills[0].purchase.id
        if len(by_id) > 1:
            chosen = st.selectbox(
                "Purchase",
                list(by_id),
                format_func=lambda each: words.bill_title(by_id[each], today),
                key=f"{key}.chosen",
            )
        _draw_form(shop, by_id.get(chosen, bills[0]), currency)
        bill_head_form.draw(shop, by_id.get(chosen, bills[0]))


def _draw_form(shop: Shop, now: Bill, currency: str) -> None:
    key = f"inventory.bill_form.{now.purchase.id}"
    bill: Bill = st.session_state.setdefault(f"{key}.was", now)
    fields = f"{key}.{st.session_state.setdefault(f'{key}.turn', 0)}"
    lines = lines_of(bill)
    for position, line in enumerate(lines):
        st.number_input(
            _line_label(line, bill, currency),
            value=None if line.price is None else float(line.price),
            step=1.0,
            format="%.2f",
            placeholder="unknown",
            key=f"{fields}.price.{position}",
        )
    for column, name in zip(st.columns(3, vertical_alignment="bottom"), _LABELS, strict=True):
        column.number_input(
            f"{_LABELS[name]}, {currency}",
            value=float(getattr(bill.purchase, name)),
            step=1.0,
            format="%.2f",
            help="Only what is not reclaimed." if name == "tax" else None,
            key=f"{fields}.{name}",
        )
    with boundary.errors():
        for text in _preview(lines, bill, fields, currency):
            st.markdown(text)
    problems.draw(key)
    st.button(
        "Save the bill",
        key=f"{key}.save",
        type="primary",
        icon=":material/save:",
        on_click=_save,
        args=(shop, bill, key),
    )


def _line_label(line: Line, bill: Bill, currency: str) -> str:
    name = escape_markdown(bill.filaments[line.first.filament_id].label)
    numbers = ", ".join(escape_markdown(spool.label) for spool in line.spools[:4])
    more = f" and {len(line.spools) - 4} more" if len(line.spools) > 4 else ""  # noqa: PLR2004 - fits on a phone
    return joined(
        f"Price of {count(len(line.spools), 'spool')} of {name}, {currency}",
        f"{grams(line.first.initial_g)} each",
        f"{numbers}{more}",
    )


def _preview(lines: Sequence[Line], bill: Bill, fields: str, currency: str) -> list[str]:
    prices, extras = _said(lines, fields)
    landed = landed_of_spools(bill.spools, prices, extras)
    told = []
    for line in lines:
        filament = bill.filaments[line.first.filament_id]
        cost = landed[line.first.id]
        after = filament.cost_per_gram_base if cost is None else cost
        before = line.first.landed_cost_per_gram
        change = "as it is" if after == before else f"{facts.per_gram(before, currency)} until now"
        told.append(
            f"{escape_markdown(line.first.label)}: **{facts.per_gram(after, currency)}**, {change}."
        )
    return told


def _said(lines: Sequence[Line], fields: str) -> tuple[dict[UUID, Decimal | None], PurchaseExtras]:
    """The price of each spool and the rest of the bill, as they stand in the fields.

    Raises:
        InvalidInputError: a field is outside its limits.

    """
    state = st.session_state
    prices: dict[UUID, Decimal | None] = {}
    for position, line in enumerate(lines):
        price = within(state.get(f"{fields}.price.{position}"), "The price", 0, _MOST)
        shares: Sequence[Decimal | None] = [None] * len(line.spools)
        if price is not None:
            shares = shared_price(to_money(price), len(line.spools))
        prices |= {spool.id: share for spool, share in zip(line.spools, shares, strict=True)}
    extras = checked(
        PurchaseExtras,
        _LABELS,
        **{name: to_money(state.get(f"{fields}.{name}") or 0) for name in _LABELS},
    )
    return prices, extras


def _save(shop: Shop, bill: Bill, key: str) -> None:
    state = st.session_state
    with problems.beside(key):
        prices, extras = _said(lines_of(bill), f"{key}.{state[f'{key}.turn']}")
        try:
            spools = stock.correct_price(shop, bill.purchase.id, prices, extras, was=bill)
        except ChangedMeanwhileError:
            # What was typed stays; saving again puts it in the place of what stands there now.
            state[f"{key}.was"] = stock.bill(shop, bill.purchase.id)
            raise
        del state[f"{key}.was"]
        state[f"{key}.turn"] += 1
        notices.offer_undo(
            f"The bill is corrected, and with it the cost of {count(len(prices), 'spool')}.",
            partial(_take_back, shop, bill, _saved(bill, spools, extras)),
        )


def _saved(bill: Bill, spools: tuple[Spool, ...], extras: PurchaseExtras) -> Bill:
    purchase = bill.purchase.model_copy(update=extras.model_dump())
    return Bill(purchase=purchase, spools=spools, filaments=bill.filaments)


@boundary.callback
def _take_back(shop: Shop, bill: Bill, saved: Bill) -> None:
    """Put the bill as it was; refused where somebody corrected it since it was saved."""
    prices = {spool.id: spool.price for spool in bill.spools}
    stock.correct_price(shop, bill.purchase.id, prices, bill.purchase, was=saved)
    st.session_state.pop(f"inventory.bill_form.{bill.purchase.id}.was", None)
    notices.say("The bill is as it was.")
