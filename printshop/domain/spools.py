"""Spools (one reel), their state, and the ledger of their grams."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from printshop.domain.filament import Filament
from printshop.domain.units import (
    Frozen,
    Grams,
    Money,
    Note,
    OptionalText,
    PositiveGrams,
)

MAX_SPOOLS_AT_ONCE: Final = 100
# Makers wind on a little more than they say, and scales and reels differ by a little.
_MOST_OF_INITIAL: Final = Decimal("1.05")


class MovementReason(StrEnum):
    """Why grams came or went."""

    RECEIVED = "received"
    USED = "used"
    SET = "set"
    ADDED = "added"
    SUBTRACTED = "subtracted"
    UNDONE = "undone"
    MOVED = "moved"
    SCRAPPED = "scrapped"
    COUNTED = "counted"


class QuantityOperation(StrEnum):
    """How `update_quantity` reads its amount."""

    SET = "set"
    ADD = "add"
    SUBTRACT = "subtract"


class SpoolStatus(StrEnum):
    """Where a reel stands in its life."""

    SEALED = "sealed"
    OPEN = "open"
    EMPTY = "empty"
    ARCHIVED = "archived"


class _Dates(Frozen):
    """The days of a reel, in the order in which they can come."""

    purchased_on: date | None = None
    opened_on: date | None = None
    dried_on: date | None = None
    expires_on: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for earlier, later, message in (
            (self.purchased_on, self.opened_on, "it cannot be opened before it was bought"),
            (self.purchased_on, self.expires_on, "it cannot expire before it was bought"),
            (self.purchased_on, self.dried_on, "it cannot be dried before it was bought"),
        ):
            if earlier is not None and later is not None and later < earlier:
                raise ValueError(f"{message} ({later} and {earlier})")
        return self


class SpoolDetails(_Dates):
    """What a person says of one reel, and may say otherwise later."""

    batch_identifier: OptionalText = ""
    location: OptionalText = ""
    supplier: OptionalText = ""
    tare_g: Grams | None = None
    note: Note = ""


class NewSpools(_Dates):
    """A purchase of like spools. total_price is what all of them cost together, on the bill.

    purchase_id is chosen by the caller: the same purchase sent twice is one purchase.
    """

    purchase_id: UUID
    filament_id: UUID
    count: Annotated[int, Field(ge=1, le=MAX_SPOOLS_AT_ONCE)] = 1
    net_g: PositiveGrams
    total_price: Money | None = None
    discount: Money = Decimal(0)
    shipping: Money = Decimal(0)
    tax: Money = Decimal(0)
    is_weighed: bool = True
    batch_identifier: OptionalText = ""
    location: OptionalText = ""
    supplier: OptionalText = ""
    tare_g: Grams | None = None


class Spool(SpoolDetails):
    """One reel. quantity_g is the balance of its ledger.

    Costs are per gram, and 0 means unknown: landed is what it was bought for with its share
    of shipping, tax and discount; actual the same until grams of another reel are wound onto
    it. price is that of this reel alone on the bill. is_weighed is false where the grams were
    only assumed; weighed_at is the last time somebody said what is on it.
    """

    id: UUID
    filament_id: UUID
    purchase_id: UUID
    number: int
    initial_g: Decimal
    quantity_g: Decimal
    price: Decimal | None = None
    landed_cost_per_gram: Decimal = Decimal(0)
    actual_cost_per_gram: Decimal
    is_weighed: bool
    weighed_at: datetime | None = None
    archived_at: datetime | None = None
    created_at: datetime
    updated_at: datetime

    @property
    def label(self) -> str:
        """How people at the shelf call it."""
        return f"#{self.number}"

    @property
    def status(self) -> SpoolStatus:
        """Where it stands: what is put away is archived, whatever it holds."""
        if self.archived_at is not None:
            return SpoolStatus.ARCHIVED
        if self.quantity_g == 0:
            return SpoolStatus.EMPTY
        return SpoolStatus.OPEN if self.opened_on is not None else SpoolStatus.SEALED

    def is_overfull_with(self, after_g: Decimal) -> bool:
        """Whether these grams are more than it holds now, and by a twentieth than it came with.

        A gross weight taken for a net one, or a digit too many, is rarely less.
        """
        return after_g > max(self.quantity_g, self.initial_g * _MOST_OF_INITIAL)

    @property
    def details(self) -> SpoolDetails:
        """What a person said of it, as a form holds it."""
        return SpoolDetails(**{name: getattr(self, name) for name in SpoolDetails.model_fields})


class QuantityChange(Frozen):
    """Set, add or subtract grams of a spool, with a reason for the ledger.

    request_id is chosen by the caller: the same request sent twice books once. Where is_sure
    is false, more than the spool came with is asked about (`Spool.is_overfull_with`).
    """

    request_id: UUID
    spool_id: UUID
    operation: QuantityOperation
    quantity_g: Grams
    reason: Note = ""
    is_sure: bool = True


class WeighIn(Frozen):
    """A reel on the scale. gross_g is filament and reel; tare_g the reel where it is known.

    is_sure as in `QuantityChange`.
    """

    request_id: UUID
    spool_id: UUID
    gross_g: Grams
    tare_g: Grams | None = None
    reason: Note = ""
    is_sure: bool = True


class Respooling(Frozen):
    """Grams wound from one reel onto another of the same filament.

    is_sure as in `QuantityChange`.
    """

    request_id: UUID
    from_spool_id: UUID
    to_spool_id: UUID
    quantity_g: PositiveGrams
    reason: Note = ""
    is_sure: bool = True


class Scrapping(Frozen):
    """Grams thrown away; all that is on the reel where quantity_g is None."""

    request_id: UUID
    spool_id: UUID
    quantity_g: PositiveGrams | None = None
    reason: Note = ""


class Movement(Frozen):
    """One line of a spool's ledger; amount_g is signed, balance_g what stood after it.

    group_id is shared by lines that were booked together, and are taken back together.
    reverses_id is the line it takes back; reversed_by_id the one that took it back.
    was_weighed is whether the spool counted as weighed before it, None where nobody noted it.
    """

    id: int
    spool_id: UUID
    amount_g: Decimal
    balance_g: Decimal
    reason: MovementReason
    note: str
    job_id: UUID | None
    group_id: UUID | None
    request_id: UUID | None
    reverses_id: int | None
    reversed_by_id: int | None
    cost_per_gram: Decimal | None
    booked_by: str
    booked_at: datetime
    was_weighed: bool | None = None


class FilamentStock(Frozen):
    """A filament with what is on hand, grams. `spools` are those not archived."""

    filament: Filament
    spools: tuple[Spool, ...] = ()

    @property
    def on_hand_g(self) -> Decimal:
        """Grams on all spools, weighed or not."""
        return sum((spool.quantity_g for spool in self.spools), Decimal(0))

    @property
    def unweighed_g(self) -> Decimal:
        """Grams on spools whose weight was never checked."""
        return sum((s.quantity_g for s in self.spools if not s.is_weighed), Decimal(0))
