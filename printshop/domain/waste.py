"""What of a plate's filament does not end up in the pieces, in grams, per cent and money."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from printshop.domain.catalog import GramSource, NewRequirement
from printshop.domain.units import GRAMS_PER_KILOGRAM, Frozen, rounded, to_money

_TENTH_PCT: Final = Decimal("0.1")
_HUNDRED: Final = 100


class PriceSource(StrEnum):
    """Who says what a gram costs."""

    SHOP = "shop"
    FILE = "file"


class GramPrice(Frozen):
    """What a gram of a filament costs, more than 0, and who says so.

    The shop's prices have the shop's currency; the price in a file has its slicer's, which the
    file does not name and which is taken for the same.
    """

    per_gram: Decimal
    source: PriceSource


class Waste(Frozen):
    """The waste of one run of a plate: support, prime tower and flush of all its filaments.

    waste_g and share_pct (of all grams, to 0.1) are None while the grams of one filament are
    not told apart. cost, rounded once, is None while they are not or where a filament that is
    wasted has no known price; `unpriced` says which ones by their index in the file.
    """

    waste_g: Decimal | None = None
    share_pct: Decimal | None = None
    cost: Decimal | None = None
    unpriced: tuple[int, ...] = ()
    price_sources: frozenset[PriceSource] = frozenset()
    is_estimate: bool = False


def gram_price(shop_per_gram: Decimal | None, file_per_kg: Decimal | None) -> GramPrice | None:
    """The price of a gram: the shop's, else the file's, else none. A price of 0 is unknown."""
    if shop_per_gram:
        return GramPrice(per_gram=shop_per_gram, source=PriceSource.SHOP)
    if file_per_kg:
        return GramPrice(per_gram=file_per_kg / GRAMS_PER_KILOGRAM, source=PriceSource.FILE)
    return None


def of_need(need: NewRequirement) -> Decimal | None:
    """Support, prime tower and flush of one filament, grams; None while not told apart."""
    if not need.split_known or need.used_g is None:
        return None
    return (need.waste_g or Decimal(0)) + (need.purge_g or Decimal(0))


def of_plate(needs: Iterable[NewRequirement], prices: Mapping[int, GramPrice]) -> Waste:
    """The waste of one run of a plate.

    Args:
        needs: all filaments of the plate.
        prices: what a gram costs, by filament index; indexes without a price are left out.

    """
    all_needs = tuple(needs)
    wasted_g: dict[int, Decimal] = {}
    for need in all_needs:
        need_waste_g = of_need(need)
        if need_waste_g is None:
            return Waste()
        wasted_g[need.filament_index] = need_waste_g
    used_g = sum((need.used_g or Decimal(0) for need in all_needs), Decimal(0))
    if not used_g:
        return Waste()
    paid_for = {index: value_g for index, value_g in wasted_g.items() if value_g}
    unpriced = tuple(index for index in paid_for if index not in prices)
    known = {index: prices[index] for index in paid_for if index in prices}
    cost = sum((price.per_gram * paid_for[index] for index, price in known.items()), Decimal(0))
    waste_g = sum(wasted_g.values(), Decimal(0))
    return Waste(
        waste_g=waste_g,
        share_pct=rounded(waste_g * _HUNDRED / used_g, _TENTH_PCT),
        cost=None if unpriced else to_money(cost),
        unpriced=unpriced,
        price_sources=frozenset(price.source for price in known.values()),
        is_estimate=any(need.source is GramSource.ESTIMATE for need in all_needs),
    )
