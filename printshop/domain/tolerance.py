"""How far grams that mean the same may lie apart: rounding of two digits per filament."""

from decimal import Decimal
from typing import Final

TOLERANCE_G: Final = Decimal("0.02")
_TOLERANCE_SHARE: Final = Decimal("0.002")


def fits(found_g: Decimal, said_g: Decimal) -> bool:
    """Whether grams are what somebody says they are, within 0.02 g + 0.2 %."""
    return abs(found_g - said_g) <= TOLERANCE_G + _TOLERANCE_SHARE * said_g
