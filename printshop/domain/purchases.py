"""Purchases: what a delivery of spools really cost, spread over its grams."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final, Self
from uuid import UUID

from pydantic import Field, model_validator

from printshop.domain.spools import MAX_SPOOLS_AT_ONCE, NewSpools, Spool
from printshop.domain.units import (
    Frozen,
    Grams,
    Money,
    OptionalText,
    PositiveGrams,
    cost_per_gram,
)

MAX_LINES: Final = 100
_CENT: Final = Decimal("0.01")


class PurchaseExtras(Frozen):
    """What a bill has beside the price of its goods. tax: what is not reclaimed."""

    discount: Money = Decimal(0)
    shipping: Money = Decimal(0)
    tax: Money = Decimal(0)

    @property
    def total(self) -> Decimal:
        """What they add to the price of the goods; below zero where the discount is larger."""
        return self.shipping + self.tax - self.discount


class PurchaseHead(Frozen):
    """From whom something was bought, under which number, and when."""

    supplier: OptionalText = ""
    reference: OptionalText = ""
    purchased_on: date | None = None


class PurchaseLine(Frozen):
    """Like spools on a bill. price is that of all `count` together, None where unknown.

    shopping_item_id: the ordered line of the shopping list that comes with them.
    """

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
    shopping_item_id: UUID | None = None

    @property
    def grams(self) -> Decimal:
        """Net grams of all its spools."""
        return self.net_g * self.count

    @property
    def prices(self) -> tuple[Decimal | None, ...]:
        """What each of its spools cost; together they are what the line cost."""
        return (None,) * self.count if self.price is None else shared_price(self.price, self.count)


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

    @property
    def head(self) -> PurchaseHead:
        """Its head, as a form holds it."""
        return PurchaseHead(
            supplier=self.supplier, reference=self.reference, purchased_on=self.purchased_on
        )


class PricedGoods(Frozen):
    """Goods of a bill, for spreading its extras: net grams, and their price where known."""

    grams: PositiveGrams
    price: Money | None


def shared_price(total: Decimal, count: int) -> tuple[Decimal, ...]:
    """A price spread over so many spools, to the cent: their sum is the price.

    The first ones bear the cents that are left. Worked example: 3 for 10.00 are 3.34, 3.33
    and 3.33.
    """
    each, left = divmod(int(total / _CENT), count)
    return tuple((each + (position < left)) * _CENT for position in range(count))


def goods_lines(
    spools: Sequence[Spool], prices: Mapping[UUID, Decimal | None]
) -> tuple[tuple[Spool, ...], ...]:
    """The lines of a bill that spools came with: neighbours that are alike.

    Alike are spools of one filament and weight that cost the same until now, and whose
    prices differ by no more than the cent that a shared price leaves.

    Args:
        spools: of one purchase, by number.
        prices: of each of them alone.

    """
    lines: list[list[Spool]] = []
    for spool in spools:
        if lines and _fits(spool, lines[-1], prices):
            lines[-1].append(spool)
        else:
            lines.append([spool])
    return tuple(tuple(line) for line in lines)


def _fits(spool: Spool, line: Sequence[Spool], prices: Mapping[UUID, Decimal | None]) -> bool:
    said = [prices[one.id] for one in (*line, spool)]
    known = [price for price in said if price is not None]
    return _kind(spool) == _kind(line[0]) and (
        not known or (len(known) == len(said) and max(known) - min(known) <= _CENT)
    )


def _kind(spool: Spool) -> tuple[UUID, Decimal, Decimal]:
    return spool.filament_id, spool.initial_g, spool.landed_cost_per_gram


def landed_of_spools(
    spools: Sequence[Spool], prices: Mapping[UUID, Decimal | None], extras: PurchaseExtras
) -> dict[UUID, Decimal | None]:
    """What a gram on each spool of a purchase really cost, over whole lines of its bill.

    So the cents of a shared price are no difference between its spools. See `landed_costs`.
    """
    lines = goods_lines(spools, prices)
    goods = [
        PricedGoods(
            grams=sum((one.initial_g for one in line), Decimal(0)),
            price=None
            if prices[line[0].id] is None
            else sum((prices[one.id] or Decimal(0) for one in line), Decimal(0)),
        )
        for line in lines
    ]
    costs = landed_costs(goods, extras)
    return {one.id: cost for line, cost in zip(lines, costs, strict=True) for one in line}


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
