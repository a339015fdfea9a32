"""The grams of one filament by what they are printed for, at the precision that is booked."""

from decimal import Decimal

from printshop.domain.units import Frozen, Grams, to_grams

_NOTHING = Decimal(0)


class GramParts(Frozen):
    """Grams that add up to what is booked, to the hundredth.

    waste_g is support and prime tower, purge_g the flush; `support_g` is a part of
    waste_g. A part that is None is not told apart and stands in model_g.
    """

    model_g: Grams
    waste_g: Grams | None = None
    purge_g: Grams | None = None
    support_g: Grams | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all parts are told apart."""
        return self.waste_g is not None and self.purge_g is not None


def parts_of(
    used_g: Decimal,
    *,
    support_g: Decimal | None,
    tower_g: Decimal | None,
    flush_g: Decimal | None,
) -> GramParts:
    """Divide the grams that are booked; whatever is no part stands in the model.

    Rounding and the tolerance of the split fall to the model, which has the most of
    nearly every print. Where it has too little for that, the larger of the others
    gives the rest: no part is negative and the sum is exact.

    Args:
        used_g: all grams, as booked, to the hundredth.
        support_g: grams of support, None while unknown, like the next two.
        tower_g: grams of the prime tower.
        flush_g: grams flushed.

    """
    waste, purge = _within(
        used_g,
        _NOTHING if support_g is None or tower_g is None else to_grams(support_g + tower_g),
        _NOTHING if flush_g is None else to_grams(flush_g),
    )
    is_waste_known = support_g is not None and tower_g is not None
    return GramParts(
        model_g=used_g - waste - purge,
        waste_g=waste if is_waste_known else None,
        purge_g=None if flush_g is None else purge,
        support_g=None
        if support_g is None or not is_waste_known
        else min(to_grams(support_g), waste),
    )


def _within(used_g: Decimal, one_g: Decimal, other_g: Decimal) -> tuple[Decimal, Decimal]:
    """Both as they are where they fit; else the larger gives way."""
    if one_g > other_g:
        return _within(used_g, other_g, one_g)[::-1]
    one_g = min(one_g, used_g)
    return one_g, min(other_g, used_g - one_g)
