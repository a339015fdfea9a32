"""The bill that is being typed in: kept for the session until it is booked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid4

import streamlit as st

from printshop.domain.purchases import (
    MAX_LINES,
    NewPurchase,
    PricedGoods,
    PurchaseExtras,
    PurchaseLine,
    landed_costs,
)
from printshop.domain.shopping import ShoppingItem
from printshop.domain.units import to_grams, to_money
from printshop.errors import InvalidInputError
from printshop.ui.forms import checked

KEY: Final = "inventory.receiving"
FULL_SPOOL_G: Final = 1000.0
LINE_LABELS: Final = {
    "count": "Spools",
    "net_g": "Grams each",
    "price": "Price of the line",
    "batch_identifier": "Lot",
    "location": "Place",
    "tare_g": "Empty reel, g",
    "opened_on": "Opened on",
    "dried_on": "Dried on",
    "expires_on": "Expires on",
}
BILL_LABELS: Final = {
    "supplier": "Supplier",
    "reference": "Number of the bill",
    "purchased_on": "Bought on",
    "discount": "Discount",
    "shipping": "Shipping",
    "tax": "Tax not reclaimed",
    "lines": "The bill",
}
EXTRAS: Final = ("shipping", "tax", "discount")
_TEXTS: Final = ("batch_identifier", "location")
_DATES: Final = ("opened_on", "dried_on", "expires_on")
# Kept with the fields: whether somebody said what the line costs.
_IS_PRICED: Final = "is_priced"
_NUMBERS: Final = ("count", "net_g", "price", "tare_g")
_LINE_FIELDS: Final = (*_NUMBERS, _IS_PRICED, "is_weighed", *_TEXTS, *_DATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the bill: which filament. What is said of it stands in its fields.

    item: the ordered line of the shopping list that comes with it.
    """

    number: int
    filament_id: str
    label: str
    color_hex: str
    item: ShoppingItem | None = None

    def key(self, name: str) -> str:
        """Key of one of its fields."""
        return f"{KEY}.line.{self.number}.{name}"


@dataclass
class Bill:
    """The bill. purchase_id stays until it is booked: sent twice, it is booked once."""

    purchase_id: UUID = field(default_factory=uuid4)
    lines: list[Line] = field(default_factory=list)
    numbers: count = field(default_factory=count)

    def add(
        self,
        row: Mapping[str, Any],
        *,
        spools: int,
        price: Decimal | None,
        net_g: Decimal | None,
        item: ShoppingItem | None = None,
    ) -> Line:
        """Add a line for a filament.

        Raises:
            InvalidInputError: there are as many as a bill can have.

        """
        if len(self.lines) >= MAX_LINES:
            raise InvalidInputError(
                f"A bill has at most {MAX_LINES} lines.", hint="Book this one, then go on."
            )
        line = Line(
            number=next(self.numbers),
            filament_id=row["filament_id"],
            label=row["label"],
            color_hex=row["color_hex"],
            item=item,
        )
        state = st.session_state
        state[line.key("count")] = spools
        state[line.key("net_g")] = FULL_SPOOL_G if net_g is None else float(net_g)
        state[line.key("price")] = None if price is None else float(price)
        self.lines.append(line)
        return line


def current() -> Bill:
    """The bill of this session."""
    return st.session_state.setdefault(f"{KEY}.bill", Bill())


def start_anew() -> None:
    """Begin the next bill; supplier, day and place stay as they were said."""
    state = st.session_state
    for line in current().lines:
        for name in _LINE_FIELDS:
            state.pop(line.key(name), None)
    for name in (*EXTRAS, "reference"):
        state[f"{KEY}.{name}"] = "" if name == "reference" else None
    numbers = current().numbers
    state[f"{KEY}.bill"] = Bill(numbers=numbers)


def kept() -> dict[str, Any]:
    """All that is said in the bill's fields, for a bill that is booked and may come back."""
    wanted = [line.key(name) for line in current().lines for name in _LINE_FIELDS]
    wanted += [f"{KEY}.{name}" for name in (*EXTRAS, "reference")]
    return {key: st.session_state[key] for key in wanted if key in st.session_state}


def typed() -> dict[str, Any]:
    """All that the fields hold, to tell whether it is still what could not be booked."""
    state = st.session_state
    head = {name: state.get(f"{KEY}.{name}") for name in ("supplier", "purchased_on", "location")}
    return head | kept()


def bring_back(lines: list[Line], fields: Mapping[str, Any]) -> None:
    """Let a bill that was taken back stand in its fields again, to be corrected."""
    bill = Bill(lines=list(lines), numbers=current().numbers)
    st.session_state[f"{KEY}.bill"] = bill
    for key, value in fields.items():
        st.session_state[key] = value


def note_price(line: Line) -> None:
    """Note that somebody said what a line costs. For callbacks."""
    st.session_state[line.key(_IS_PRICED)] = True


def is_priced(line: Line) -> bool:
    """Whether somebody said what a line costs, and not only its order."""
    return line.item is None or bool(st.session_state.get(line.key(_IS_PRICED)))


def follow_count(line: Line) -> None:
    """Let the price of ordered rolls follow how many of them came. For callbacks."""
    state = st.session_state
    spools = state.get(line.key("count")) or 0
    if line.item is None or is_priced(line) or spools < 1:
        return
    price = line.item.price_of(spools)
    state[line.key("price")] = None if price is None else float(price)


def opened_day(
    opened_on: date | None, purchased_on: date | None, *, is_weighed: bool
) -> date | None:
    """When spools were opened: those that nobody weighed are opened ones, if no day is said."""
    if opened_on is not None or is_weighed:
        return opened_on
    today = datetime.now(UTC).date()
    return today if purchased_on is None else max(today, purchased_on)


def line_said(line: Line) -> PurchaseLine:
    """What the fields of a line say.

    Raises:
        InvalidInputError: a value is outside its limits.

    """
    state = st.session_state
    values = {name: state.get(line.key(name)) for name in ("count", *_DATES)}
    values |= {name: state.get(line.key(name)) or "" for name in _TEXTS}
    values["location"] = values["location"] or state.get(f"{KEY}.location") or ""
    for name in ("net_g", "tare_g"):
        grams = state.get(line.key(name))
        values[name] = None if grams is None else to_grams(grams)
    price = state.get(line.key("price"))
    values["price"] = None if price is None else to_money(price)
    values["is_weighed"] = state.get(line.key("is_weighed"), True)
    values["opened_on"] = opened_day(
        values["opened_on"],
        state.get(f"{KEY}.purchased_on"),
        is_weighed=values["is_weighed"],
    )
    for name in ("count", "net_g"):
        if values[name] is None:
            raise InvalidInputError(f"{LINE_LABELS[name]} is missing.")
    values["shopping_item_id"] = line.item.id if line.item else None
    return checked(PurchaseLine, LINE_LABELS, filament_id=UUID(line.filament_id), **values)


def extras_said() -> dict[str, Decimal]:
    """Shipping, tax and discount; what is empty is nothing."""
    state = st.session_state
    return {name: to_money(state.get(f"{KEY}.{name}") or 0) for name in EXTRAS}


def purchase_said(bill: Bill, lines: list[PurchaseLine]) -> NewPurchase:
    """The whole bill.

    Raises:
        InvalidInputError: a value is outside its limits.

    """
    state = st.session_state
    return checked(
        NewPurchase,
        BILL_LABELS,
        id=bill.purchase_id,
        supplier=state.get(f"{KEY}.supplier") or "",
        reference=state.get(f"{KEY}.reference") or "",
        purchased_on=state.get(f"{KEY}.purchased_on"),
        lines=tuple(lines),
        **extras_said(),
    )


def landed(lines: Mapping[int, PurchaseLine]) -> dict[int, Decimal | None]:
    """What a gram of each line costs with its share of the extras, by the line's number."""
    goods = [PricedGoods(grams=line.grams, price=line.price) for line in lines.values()]
    try:
        extras = checked(PurchaseExtras, BILL_LABELS, **extras_said())
    except InvalidInputError:
        # Said beside the form when it is booked.
        extras = PurchaseExtras()
    return dict(zip(lines, landed_costs(goods, extras), strict=True)) if goods else {}
