"""What the stock-take says of differences. Pure: no Streamlit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from printshop.domain.spools import Spool
from printshop.domain.stock_taking import CountedSpool
from printshop.domain.units import to_money
from printshop.services.stock.tares import Tare
from printshop.ui.formats import grams, money

_MINUS: Final = "\u2212"
_SOURCES: Final = {
    "spool": "said of this spool",
    "filament": "said of its filament",
    "brand": "usual for the brand",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What booking would do. value leaves out the spools whose cost is unknown."""

    more_g: Decimal
    less_g: Decimal
    value: Decimal
    unpriced_count: int
    large: tuple[tuple[CountedSpool, Spool], ...]


def sums(counted: Sequence[tuple[CountedSpool, Spool]]) -> Sums:
    """Add up the differences."""
    differences = [line.difference_g for line, _ in counted]
    values = [value_of(line, spool) for line, spool in counted if line.difference_g]
    return Sums(
        more_g=sum((one for one in differences if one > 0), Decimal(0)),
        less_g=sum((one for one in differences if one < 0), Decimal(0)),
        value=sum((value for value in values if value is not None), Decimal(0)),
        unpriced_count=sum(value is None for value in values),
        large=tuple(pair for pair in counted if is_doubtful(*pair)),
    )


def is_doubtful(line: CountedSpool, spool: Spool) -> bool:
    """Whether a count is to be looked at again: a large difference, or more than it came with."""
    return line.is_large or spool.is_overfull_with(line.net_g)


def value_of(line: CountedSpool, spool: Spool) -> Decimal | None:
    """What a difference is worth, to the cent; None where the spool's cost is unknown."""
    if not spool.actual_cost_per_gram:
        return None
    return to_money(line.difference_g * spool.actual_cost_per_gram)


def signed_grams(value_g: Decimal) -> str:
    """A difference of grams, with its sign."""
    return _signed(value_g, grams(abs(value_g)))


def signed_money(value: Decimal, currency: str) -> str:
    """A difference of money, with its sign."""
    return _signed(value, money(abs(value), currency))


def tare_text(tare: Tare) -> str:
    """What an empty reel weighs, and who says so."""
    return f"{grams(tare.grams)}, {_SOURCES[tare.source]}"


def _signed(value: Decimal, text: str) -> str:
    if not value:
        return f"±{text}"
    return f"+{text}" if value > 0 else f"{_MINUS}{text}"
