"""Purchases: what a delivery of spools really cost, spread over its grams."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from printshop.domain.spools import MAX_SPOOLS_AT_ONCE, NewSpools
from printshop.domain.units import (
    Frozen,
    Grams,
    Money,
    OptionalText,
    PositiveGrams,
    cost_per_gram,
)

MAX_LINES: Final = 100


class PurchaseExtras(Frozen):
    """What a bill has beside the price of its goods. tax: what is not reclaimed."""

    discount: Money = Decimal(0)
    shipping: Money = Decimal(0)
    tax: Money = Decimal(0)

    @property
    def total(self) -> Decimal:
        """What they add to the price of the goods; below zero where the discount is larger."""
        return self.shipping + self.tax - self.discount


class PurchaseLine(Frozen):
    """Like spools on a bill. price is that of all `count` together, None where unknown."""

    filament_id: UUID
    count: Annotated[int, Field(ge=1, le=MAX_SPOOLS_AT_ONCE)] = 1
    net_g: PositiveGrams
    price: Money | None = None
    is_weighed: bool = True
    batch_identifier: OptionalText = ""
    location: OptionalText = ""
    tare_g: Grams | None = None
    opened_on: date | None = None
    dried_on: date | None = None
    expires_on: date | None = None

    @property
    def grams(self) -> Decimal:
        """Net grams of all its spools."""
        return self.net_g * self.count


class NewPurchase(PurchaseExtras):
    """A delivery. id is chosen by the caller: the same purchase sent twice is received once."""

    id: UUID
    supplier: OptionalText = ""
    reference: OptionalText = ""
    purchased_on: date | None = None
    lines: Annotated[tuple[PurchaseLine, ...], Field(min_length=1, max_length=MAX_LINES)]

    @classmethod
    def of(cls, new: NewSpools) -> Self:
        """A delivery of one line."""
        shared = new.model_dump(include=PurchaseLine.model_fields.keys() - {"price"})
        return cls(
            id=new.purchase_id,
            supplier=new.supplier,
            purchased_on=new.purchased_on,
            discount=new.discount,
            shipping=new.shipping,
            tax=new.tax,
            lines=(PurchaseLine(**shared, price=new.total_price),),
        )

    @model_validator(mode="after")
    def _checked(self) -> Self:
        goods = [line.price for line in self.lines]
        known = sum((price for price in goods if price is not None), Decimal(0))
        if None not in goods and known + self.total < 0:
            message = f"the discount of {self.discount} is more than all of it costs"
            raise ValueError(message)
        for line in self.lines:
            for day, what in (
                (line.opened_on, "be opened"),
                (line.dried_on, "be dried"),
                (line.expires_on, "expire"),
            ):
                if self.purchased_on and day and day < self.purchased_on:
                    message = (
                        f"it cannot {what} before it was bought ({day} and {self.purchased_on})"
                    )
                    raise ValueError(message)
        return self


class Purchase(PurchaseExtras):
    """A delivery as it is kept."""

    id: UUID
    supplier: str
    reference: str
    purchased_on: date | None
    created_at: datetime
    updated_at: datetime


class PricedGoods(Frozen):
    """Goods of a bill, for spreading its extras: net grams, and their price where known."""

    grams: PositiveGrams
    price: Money | None


def landed_costs(
    goods: Sequence[PricedGoods], extras: PurchaseExtras
) -> tuple[Decimal | None, ...]:
    """What a gram of each goods really cost, in their order; None where its price is unknown.

    (price + share of (shipping + tax - discount)) / net grams. The shares go by net grams;
    by value where all prices are known and a gram of one costs more than of another. Division
    is by the FULL net weight, never by what is left on a reel.

    Worked example: 4 spools of 1,000 g for 4 x 19.99, 8 off, 6.90 shipping: 0.019715.
    """
    by_value = _differ(goods)
    whole = sum(((g.price or Decimal(0)) if by_value else g.grams for g in goods), Decimal(0))
    landed = []
    for one in goods:
        if one.price is None:
            landed.append(None)
            continue
        share = (one.price if by_value else one.grams) / whole
        landed.append(cost_per_gram(max(Decimal(0), one.price + extras.total * share), one.grams))
    return tuple(landed)


def _differ(goods: Sequence[PricedGoods]) -> bool:
    prices = [None if one.price is None else one.price / one.grams for one in goods]
    return None not in prices and len(set(prices)) > 1
