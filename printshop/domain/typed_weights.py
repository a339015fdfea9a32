"""Weights as people type them beside a scale: `812`, `812,5 g`, `0.8 kg`, `1,250`."""

import re
from decimal import Decimal
from typing import Final

from printshop.domain.units import GRAMS_PER_KILOGRAM, MAX_GRAMS, to_grams
from printshop.errors import InvalidInputError

_WEIGHT: Final = re.compile(r"([0-9][0-9.,\u2019' \u00a0]*)\s*(k?g)?", re.IGNORECASE | re.ASCII)
_NUMBER: Final = re.compile(r"[0-9]+(\.[0-9]+)?|\.[0-9]+")
_MOST_SIGNS: Final = 20
_THOUSANDS: Final = 3


def typed_grams(text: str) -> Decimal | None:
    """The grams that a person typed; None for an empty field.

    A comma or a point before exactly three digits groups thousands where the weight is in
    grams: no scale at a shelf shows milligrams. In kilograms it is where the decimals begin.

    Raises:
        InvalidInputError: it is not a weight, or more than a spool can weigh.

    """
    said = text.strip()
    if not said:
        return None
    found = _WEIGHT.fullmatch(said) if len(said) <= _MOST_SIGNS else None
    digits = re.sub(r"[\u2019' \u00a0]", "", found[1]) if found else ""
    is_kilograms = found is not None and (found[2] or "").lower() == "kg"
    plain = _with_point(digits, is_grams=not is_kilograms)
    if not _NUMBER.fullmatch(plain):
        raise InvalidInputError(f"{said[:_MOST_SIGNS]} is not a weight in grams.")
    grams = to_grams(Decimal(plain) * (GRAMS_PER_KILOGRAM if is_kilograms else 1))
    if grams > MAX_GRAMS:
        raise InvalidInputError(f"A weight may be at most {MAX_GRAMS:,} g.")
    return grams


def _with_point(digits: str, *, is_grams: bool) -> str:
    """The number with a point before its decimals and no other sign."""
    at = max(digits.rfind("."), digits.rfind(","))
    if at < 0:
        return digits
    whole, decimals, sign = digits[:at], digits[at + 1 :], digits[at]
    groups = re.split(r"[.,]", whole)
    if any(len(group) != _THOUSANDS for group in groups[1:]) or (sign in whole and not is_grams):
        return ""
    is_grouped = is_grams and len(decimals) == _THOUSANDS and whole.lstrip("0") != ""
    if sign in whole and not is_grouped:
        return ""
    joined = "".join(groups)
    return joined + decimals if is_grouped else f"{joined}.{decimals or '0'}"
