"""The shopping list: what is needed, was ordered, has come."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from printshop.domain.units import (
    Frozen,
    Money,
    Note,
    OptionalText,
    PositiveGrams,
    WebAddress,
    to_money,
)

MAX_ROLLS: Final = 1_000
MAX_ORDER_LINES: Final = 100


class ShoppingStatus(StrEnum):
    """Where a line of the list stands. One that was dropped is not asked for any more."""

    NEEDED = "needed"
    ORDERED = "ordered"
    RECEIVED = "received"
    DROPPED = "dropped"


# The legal steps; a line that was ordered goes back to needed, and what was dropped comes back
# to where it stood.
STEPS: Final[dict[ShoppingStatus, frozenset[ShoppingStatus]]] = {
    ShoppingStatus.NEEDED: frozenset({ShoppingStatus.ORDERED, ShoppingStatus.DROPPED}),
    ShoppingStatus.ORDERED: frozenset(
        {ShoppingStatus.NEEDED, ShoppingStatus.RECEIVED, ShoppingStatus.DROPPED}
    ),
    ShoppingStatus.RECEIVED: frozenset({ShoppingStatus.ORDERED}),
    ShoppingStatus.DROPPED: frozenset({ShoppingStatus.NEEDED, ShoppingStatus.ORDERED}),
}


class NewShoppingItem(Frozen):
    """Rolls of a filament that are to be bought.

    price: of all rolls together, None where nobody knows. request_id: the same line sent twice
    is put down once.
    """

    filament_id: UUID
    rolls: Annotated[int, Field(ge=1, le=MAX_ROLLS)] = 1
    roll_g: PositiveGrams
    price: Money | None = None
    supplier: OptionalText = ""
    purchase_url: WebAddress = ""
    reason: Note = ""
    is_manual: bool = True
    request_id: UUID | None = None


class ShoppingItem(Frozen):
    """A line that a person put on the list or acted on."""

    id: UUID
    filament_id: UUID
    status: ShoppingStatus
    rolls: int
    received_rolls: int
    roll_g: Decimal
    price: Decimal | None
    supplier: str
    purchase_url: str
    reference: str
    reason: str
    is_manual: bool
    ordered_on: date | None
    expected_on: date | None
    purchase_id: UUID | None
    request_id: UUID | None
    created_at: datetime
    updated_at: datetime

    @property
    def open_rolls(self) -> int:
        """Rolls that have not come yet."""
        return self.rolls - self.received_rolls

    def price_of(self, rolls: int) -> Decimal | None:
        """The price of another number of rolls, at the same price of each; None stays None."""
        return None if self.price is None else to_money(self.price / self.rolls * rolls)

    def joined_by(self, rolls: int) -> dict[str, int | Decimal | None]:
        """Its rolls and price with so many more, as far as one line can hold them."""
        together = min(self.rolls + rolls, MAX_ROLLS)
        return {"rolls": together, "price": self.price_of(together)}


class OrderLine(Frozen):
    """Rolls of a filament that were ordered.

    item_id: the line of the list, None for one that was only proposed. price: of all rolls
    together, before shipping. supplier: where the order names none. seen_on_order: rolls of it
    that were on order when the person looked, so that two people do not order the same.
    """

    filament_id: UUID
    item_id: UUID | None = None
    rolls: Annotated[int, Field(ge=1, le=MAX_ROLLS)]
    roll_g: PositiveGrams
    price: Money | None = None
    supplier: OptionalText = ""
    purchase_url: WebAddress = ""
    reason: Note = ""
    seen_on_order: Annotated[int, Field(ge=0)] = 0


class NewOrder(Frozen):
    """An order at a supplier, or at those of its lines. The same request sent twice orders once.

    expected_on None: each line by the lead time of its filament. supplier empty: each line's own.
    """

    request_id: UUID
    ordered_on: date
    expected_on: date | None = None
    supplier: OptionalText = ""
    reference: OptionalText = ""
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1, max_length=MAX_ORDER_LINES)]

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.expected_on is not None and self.expected_on < self.ordered_on:
            message = (
                f"it cannot come before it was ordered ({self.expected_on} and {self.ordered_on})"
            )
            raise ValueError(message)
        filament_ids = [line.filament_id for line in self.lines]
        if len(set(filament_ids)) < len(filament_ids):
            message = "a filament stands in this order twice; put its rolls into one line"
            raise ValueError(message)
        return self


class ShoppingOptions(Frozen):
    """How the list is made.

    threshold_multiplier: at how many times a filament's threshold or reorder point it is called
    for; 1 is at it.
    """

    threshold_multiplier: Annotated[float, Field(ge=1, le=5)] = 1.0
    with_wishlist: bool = True
