"""What the shopping list shows: lines with their reasons, what they cost, what is on its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from printshop.analytics.shopping import Offer
from printshop.domain.filament import Filament
from printshop.domain.shopping import ShoppingItem, ShoppingOptions


class Section(StrEnum):
    """Why a line is on the list, the most pressing first."""

    URGENT = "urgent"
    REORDER = "reorder"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingJob:
    """A job of the queue that lacks a filament, grams."""

    id: UUID
    label: str
    short_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """How a filament is bought: rolls of so many grams in packs, from whom, at which price.

    cost_per_gram is None where nobody knows it. roll_source and cost_source say in words where
    the two come from.
    """

    grams: Decimal
    roll_source: str
    pack_size: int
    lead_time_days: int
    supplier: str
    purchase_url: str
    cost_per_gram: Decimal | None
    cost_source: str
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingLine:
    """Rolls of a filament to be bought.

    item is what a person put down of it; then its rolls count. proposed_rolls is what the rules
    ask for, 0 where they ask for none. cost is that of `rolls`, None where no price is known;
    bill_price is what they stand at on a bill, before its shipping, tax and discount.
    runs_out_at is when the first of `jobs` would start, None where nobody can say.
    """

    section: Section
    filament: Filament
    roll: Roll
    rolls: int
    proposed_rolls: int
    cost: Decimal | None
    reasons: tuple[str, ...]
    bill_price: Decimal | None = None
    item: ShoppingItem | None = None
    short_g: Decimal = Decimal(0)
    on_order_rolls: int = 0
    jobs: tuple[WaitingJob, ...] = ()
    runs_out_at: datetime | None = None

    @property
    def key(self) -> str:
        """What tells it from all other lines, and stays when a person puts it down."""
        return str(self.filament.id)

    @property
    def grams(self) -> Decimal:
        """Net grams of all its rolls."""
        return self.roll.grams * self.rolls


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedFilament:
    """Rolls of a filament that is missing. cost is None where no price is known."""

    filament: Filament
    roll: Roll
    rolls: int
    cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockedVersion:
    """A version that could be printed then, and how many pieces the rolls suffice for."""

    variant_id: UUID
    model_id: UUID
    model_name: str
    pieces: int
    per_week: float | None
    margin: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WishLine:
    """Rolls that are bought together and what they unlock, with why they stand where they do."""

    filaments: tuple[WishedFilament, ...]
    versions: tuple[UnlockedVersion, ...]
    cost: Decimal | None
    score: float | None
    reason: str

    @property
    def key(self) -> str:
        """What tells it from all other wishes."""
        return "+".join(str(one.filament.id) for one in self.filaments)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedLine:
    """Rolls that were ordered, who waits for them, and whether they ought to be here by now."""

    item: ShoppingItem
    filament: Filament
    jobs: tuple[WaitingJob, ...]
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """What lines come to; `cost` is at least that where `unpriced` lines have no price."""

    lines: int
    rolls: int
    grams: Decimal
    cost: Decimal
    unpriced: int

    @classmethod
    def of(cls, lines: Iterable[ShoppingLine]) -> "Total":
        """Add lines up."""
        found = list(lines)
        return cls(
            lines=len(found),
            rolls=sum(line.rolls for line in found),
            grams=sum((line.grams for line in found), Decimal(0)),
            cost=sum((line.cost for line in found if line.cost is not None), Decimal(0)),
            unpriced=sum(line.cost is None for line in found),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What is to be bought, at each supplier and in all. Wishes and orders are not in it."""

    in_all: Total
    by_supplier: tuple[tuple[str, Total], ...]

    @classmethod
    def of(cls, lines: Sequence[ShoppingLine]) -> "Totals":
        """Add lines up; the supplier where the most is to be spent first, those without last."""
        suppliers = {line.roll.supplier for line in lines}
        totals = [
            (name, Total.of(line for line in lines if line.roll.supplier == name))
            for name in suppliers
        ]
        ordered = sorted(totals, key=lambda of: (not of[0], -of[1].cost, of[0]))
        return cls(in_all=Total.of(lines), by_supplier=tuple(ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShoppingList:
    """What to buy as of a day, and what is on its way.

    more_wishes counts those that are not in `wishlist`; received are the lines that came last.
    """

    as_of: date
    options: ShoppingOptions
    currency: str
    time_zone: str
    urgent: tuple[ShoppingLine, ...]
    reorder: tuple[ShoppingLine, ...]
    by_hand: tuple[ShoppingLine, ...]
    wishlist: tuple[WishLine, ...]
    ordered: tuple[OrderedLine, ...]
    totals: Totals
    more_wishes: int = 0

    @property
    def lines(self) -> tuple[ShoppingLine, ...]:
        """All that is to be bought, the most pressing first."""
        return (*self.urgent, *self.reorder, *self.by_hand)
