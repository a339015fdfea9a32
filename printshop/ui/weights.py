"""What plates weigh, in words: the same figure wherever it stands on a page."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from printshop.domain.catalog import NewPlate
from printshop.domain.plate_weight import adds_up, filaments_g, total_g
from printshop.ui.formats import UNKNOWN, grams


def weight(plates: Sequence[NewPlate]) -> str:
    """What these plates weigh together, and what their filaments do where that does not fit.

    Returns:
        `25 g`, `85 g (filaments add up to 127.5 g)`, or `unknown` while one plate's is.

    """
    whole_g = _sum(map(total_g, plates))
    together_g = _sum(map(filaments_g, plates))
    return summed_up(whole_g, None if all(map(adds_up, plates)) else together_g)


def summed_up(whole_g: Decimal | None, misfit_g: Decimal | None) -> str:
    """A weight in words, as `weight` says it.

    Args:
        whole_g: of all plates; None while one plate's is unknown.
        misfit_g: what the filaments add up to, where that does not fit.

    """
    if whole_g is None:
        return UNKNOWN
    if misfit_g is None:
        return grams(whole_g)
    return f"{grams(whole_g)} (filaments add up to {grams(misfit_g)})"


def _sum(values_g: Iterable[Decimal | None]) -> Decimal | None:
    together_g = Decimal(0)
    for value_g in values_g:
        if value_g is None:
            return None
        together_g += value_g
    return together_g
