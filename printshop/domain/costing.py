"""What a print costs, line by line, and what it has to be sold for."""

from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from printshop.domain.success import SuccessRate
from printshop.domain.units import Frozen, Money, to_money
from printshop.domain.users import ShopSettings
from printshop.errors import InvalidInputError
from printshop.errors.base import shown_amount


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


_NOTHING: Final = Decimal(0)
_ALL_PCT: Final = Decimal(100)
# What a run of a plate costs; the others are added to a piece that is good.
MATERIAL: Final = (CostKind.MODEL, CostKind.WASTE, CostKind.PURGE)
RUN: Final = (*MATERIAL, CostKind.ELECTRICITY, CostKind.MACHINE, CostKind.LABOUR)
# As they are added up and kept: a millionth of the currency.
MILLIONTHS: Final = 10**6


class CostLine(Frozen):
    """A line of a cost, in the shop's currency, not rounded.

    amount is None where it is unknown, and `source` then says what is missing; else it says
    where the number comes from. at_average: the same grams at the filament's moving average,
    None where that is unknown or no grams are meant. is_of_spools: the amount is, at least in
    part, what was paid for the spools that the grams are taken from.
    """

    kind: CostKind
    filament_id: UUID | None = None
    quantity: str = ""
    amount: Decimal | None
    at_average: Decimal | None = None
    source: str
    is_of_spools: bool = False


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
    unknown. A model's price is for a unit of its newest version, which has so many `plates`;
    where that is not the unit that was costed, it leaves nobody knows what.
    """

    suggested: Decimal | None
    asked: Decimal | None
    fees: Decimal | None
    profit: Decimal | None
    margin_pct: Decimal | None
    target_margin_pct: Decimal
    plates: int = 1
    is_of_its_unit: bool = True


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


def suggested_price(
    cost: Decimal,
    *,
    margin_pct: Decimal,
    fee_pct: Decimal = _NOTHING,
    fee_fixed: Decimal = _NOTHING,
) -> Decimal:
    """What a piece has to be sold for, so that after fees this part of the price is left.

    (cost + fixed fee) / (1 - fees - margin). A margin is a part of the price, a markup of the
    cost: 40 % of a price is two thirds on top of the cost.

    Worked example: 5.00, a fee of 0.45 and 9.5 %, and 40 % to be left: 10.79.

    Raises:
        InvalidInputError: fees and margin take all of the price.

    """
    left_pct = _ALL_PCT - fee_pct - margin_pct
    if left_pct <= 0:
        raise InvalidInputError(
            f"Fees of {shown_amount(fee_pct)} % and a margin of {shown_amount(margin_pct)} % leave"
            " nothing of a price for the cost.",
            hint="Together they must stay under 100 %.",
        )
    return (cost + fee_fixed) * _ALL_PCT / left_pct


def price_of(
    cost: Decimal | None,
    asked: Decimal | None,
    settings: ShopSettings,
    *,
    is_of_its_unit: bool = True,
) -> Price:
    """What a piece is, and ought to be, sold for, as the shop's settings have it.

    What a price leaves is of the cost to the cent, as it is shown and kept: so a list that is
    narrowed by margins, and whoever reckons with what stands on a card, come to the same.

    Args:
        cost: of a unit, None where it is unknown.
        asked: what a person said, None where nobody did.
        settings: fees and the wanted margin.
        is_of_its_unit: whether the price is for what the cost is of.

    """
    margin_pct = settings.target_margin_pct
    terms = {"fee_pct": settings.fee_pct, "fee_fixed": settings.fee_fixed}
    # Settings of before fees could be said may ask for the impossible: that is no suggestion.
    can_be = settings.fee_pct + margin_pct < _ALL_PCT
    suggested = None
    if cost is not None and can_be:
        suggested = suggested_price(cost, margin_pct=margin_pct, **terms)
    fees = profit = None
    if asked is not None and is_of_its_unit:
        fees = asked * settings.fee_pct / _ALL_PCT + settings.fee_fixed
        profit = None if cost is None else asked - fees - to_money(cost)
    return Price(
        suggested=suggested,
        asked=asked,
        fees=fees,
        profit=profit,
        margin_pct=profit * _ALL_PCT / asked if profit is not None and asked else None,
        target_margin_pct=margin_pct,
        is_of_its_unit=is_of_its_unit,
    )
