"""Finished goods: what was sold, came back, was given away, broke or was counted."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import Field

from printshop.domain.units import Frozen, Money, Note

MAX_UNITS_AT_ONCE: Final = 10_000
MAX_UNITS_ON_SHELF: Final = 1_000_000


class ProductReason(StrEnum):
    """Why finished goods left the shelf, or came to it."""

    SOLD = "sold"
    RETURNED = "returned"
    GIVEN = "given"
    SCRAPPED = "scrapped"
    COUNTED = "counted"
    UNDONE = "undone"


class ProductMovement(Frozen):
    """Units that left the shelf (below zero) or came to it. unit_price: really got for each."""

    id: int
    model_id: UUID
    variant_id: UUID | None
    units: int
    reason: ProductReason
    unit_price: Decimal | None
    moved_on: date
    note: str
    reverses_id: int | None
    booked_by: str
    booked_at: datetime


class NewSale(Frozen):
    """Pieces that were sold.

    Without a price the model's own is meant, and where that is none, nobody knows what came in.
    request_id: the same sale sent twice is booked once.
    """

    model_id: UUID
    units: Annotated[int, Field(ge=1, le=MAX_UNITS_AT_ONCE)] = 1
    unit_price: Money | None = None
    sold_on: date
    note: Note = ""
    request_id: UUID


class NewProductMove(Frozen):
    """Pieces that came back, were given away or broke. request_id: sent twice, booked once."""

    model_id: UUID
    units: Annotated[int, Field(ge=1, le=MAX_UNITS_AT_ONCE)] = 1
    reason: Literal[ProductReason.RETURNED, ProductReason.GIVEN, ProductReason.SCRAPPED]
    moved_on: date
    note: Note = ""
    request_id: UUID


class ShelfCount(Frozen):
    """How many pieces really lie on the shelf. request_id: sent twice, booked once."""

    model_id: UUID
    units: Annotated[int, Field(ge=0, le=MAX_UNITS_ON_SHELF)]
    counted_on: date
    note: Note = ""
    request_id: UUID
