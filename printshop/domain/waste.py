"""What of a plate's filament does not end up in the pieces, in grams and per cent."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from printshop.domain.catalog import GramSource, NewRequirement
from printshop.domain.units import Frozen, rounded

_TENTH_PCT: Final = Decimal("0.1")
_HUNDRED: Final = 100


class Waste(Frozen):
    """The waste of one run of a plate: support, prime tower and flush of all its filaments.

    waste_g and share_pct (of all grams, to 0.1) are None while the grams of one filament are
    not told apart.
    """

    waste_g: Decimal | None = None
    share_pct: Decimal | None = None
    is_estimate: bool = False


def of_need(need: NewRequirement) -> Decimal | None:
    """Support, prime tower and flush of one filament, grams; None while not told apart."""
    if not need.split_known or need.used_g is None:
        return None
    return (need.waste_g or Decimal(0)) + (need.purge_g or Decimal(0))


def of_plate(needs: Iterable[NewRequirement]) -> Waste:
    """The waste of one run of a plate, from all its filaments."""
    all_needs = tuple(needs)
    wasted_g = Decimal(0)
    for need in all_needs:
        need_waste_g = of_need(need)
        if need_waste_g is None:
            return Waste()
        wasted_g += need_waste_g
    used_g = sum((need.used_g or Decimal(0) for need in all_needs), Decimal(0))
    if not used_g:
        return Waste()
    return Waste(
        waste_g=wasted_g,
        share_pct=rounded(wasted_g * _HUNDRED / used_g, _TENTH_PCT),
        is_estimate=any(need.source is GramSource.ESTIMATE for need in all_needs),
    )
