"""What a print costs, line by line, and what it has to be sold for."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from printshop.domain.success import SuccessRate
from printshop.domain.units import Frozen, Money


class CostKind(StrEnum):
    """What a line of a cost is for, in the order in which it is shown."""

    MODEL = "model"
    WASTE = "waste"
    PURGE = "purge"
    ELECTRICITY = "electricity"
    MACHINE = "machine"
    LABOUR = "labour"
    FAILURES = "failures"
    FINISHING = "finishing"
    PACKAGING = "packaging"


class CostLine(Frozen):
    """A line of a cost, in the shop's currency, not rounded.

    amount is None where it is unknown, and `source` then says what is missing; else it says
    where the number comes from. at_average: the same grams at the filament's moving average,
    None where that is unknown or no grams are meant.
    """

    kind: CostKind
    filament_id: UUID | None = None
    quantity: str = ""
    amount: Decimal | None
    at_average: Decimal | None = None
    source: str


class ProductionCost(Frozen):
    """What a subject costs: a run of a plate, all plates of a version, or one piece.

    total is None as long as one line is unknown; known is what is known of it in any case.
    missing says, a sentence each, what a person would have to say.
    """

    subject_id: UUID
    lines: tuple[CostLine, ...]
    total: Decimal | None
    known: Decimal
    units: int = 1
    missing: tuple[str, ...] = ()

    def of(self, *kinds: CostKind) -> Decimal | None:
        """The sum of the lines of these kinds; None where one of them is unknown."""
        return summed(line.amount for line in self.lines if line.kind in kinds)


class Price(Frozen):
    """What a piece is, or ought to be, sold for.

    suggested reaches the wanted margin after fees; asked is what a person said. margin_pct is of
    what is asked, after fees, and below zero at a loss; None where the cost or the price is
    unknown.
    """

    suggested: Decimal | None
    asked: Decimal | None
    fees: Decimal | None
    profit: Decimal | None
    margin_pct: Decimal | None
    target_margin_pct: Decimal


class VariantCost(Frozen):
    """A version's cost: each plate, all its plates printed once, and a piece.

    A piece is one of what each plate yields. The cost of a piece has the runs that fail in it;
    `run` has not.
    """

    variant_id: UUID
    plates: tuple[ProductionCost, ...]
    pieces: tuple[ProductionCost, ...]
    run: ProductionCost
    unit: ProductionCost
    success: SuccessRate
    price: Price


class ModelPricing(Frozen):
    """What a person says of a model's money; None where the shop's own holds."""

    unit_price: Money | None = None
    packaging_cost: Money | None = None
    finishing_min: Money | None = None


def summed(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None as soon as one of them is unknown."""
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
