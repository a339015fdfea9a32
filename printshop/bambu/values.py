"""The slicers' strings as values: every fault a finding, never an exception."""

import re
from decimal import Decimal
from functools import lru_cache

from printshop.errors import Finding

_NO_NUMBER = frozenset({"", "nil"})
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,9})?")
_WHOLE = re.compile(r"\d{1,9}")
_COLOR = re.compile(r"#?([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?")
# Longer texts are no list of a slicer: their words alone would fill the memory.
_LONGEST_LIST = 100_000
_LONGEST_QUOTE = 40
# The same numbers, colours and names stand again and again, in one file and in the next. Only
# short texts are kept, so that a thousand of them are no burden.
_MOST_KEPT = 1_024
_LONGEST_KEPT = 24
_SWITCHES = {"1": True, "true": True, "0": False, "false": False}


def decimal_of(
    text: str | None, *, where: str, key: str = "", findings: list[Finding]
) -> Decimal | None:
    """Read a number that is not negative, digit by digit as written; "" and "nil" are none.

    Args:
        text: as the file writes it.
        where: the place that a finding names.
        key: what a finding adds to the place, put together only where there is one.
        findings: takes what is no number.
    """
    if text is None:
        return None
    value = quick_decimal(text)
    if value is None:
        if _NUMBER.fullmatch(stripped := text.strip()):
            return Decimal(stripped)
        if stripped not in _NO_NUMBER:
            findings.append(_finding("a number", stripped, where=where, key=key))
    return value


def quick_decimal(text: str) -> Decimal | None:
    """Give a number that is written as plainly as can be; None for all that needs a closer look."""
    return _kept_decimal(text) if len(text) <= _LONGEST_KEPT else None


@lru_cache(_MOST_KEPT)
def _kept_decimal(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def millimetres_of(
    text: str | None, *, where: str, key: str = "", findings: list[Finding]
) -> float | None:
    """Read a length in mm."""
    value = decimal_of(text, where=where, key=key, findings=findings)
    return None if value is None else float(value)


def whole_of(text: str | None, *, where: str, key: str = "", findings: list[Finding]) -> int | None:
    """Read a whole number; digits after a point are cut off, as the slicers do."""
    if text and _WHOLE.fullmatch(text):
        return int(text)
    value = decimal_of(text, where=where, key=key, findings=findings)
    return None if value is None else int(value)


def wholes_of(text: str | None) -> tuple[int, ...]:
    """Read a list of whole numbers with blanks or commas between; others are left out."""
    if not text:
        return ()
    if _WHOLE.fullmatch(text):
        return (int(text),)
    words = text[:_LONGEST_LIST].replace(",", " ").split()
    return tuple([int(word) for word in words if _WHOLE.fullmatch(word)])


def switch_of(text: str | None) -> bool | None:
    """Read on or off; anything else is unknown."""
    return _SWITCHES.get(text.strip().lower()) if text else None


def color_of(text: str | None, *, where: str, key: str = "", findings: list[Finding]) -> str | None:
    """Read a colour as `#RRGGBB` in capitals; transparency is dropped."""
    if not text:
        return None
    color = quick_color(text) or _color(text.strip())
    if color is None:
        findings.append(_finding("a colour such as #00AE42", text, where=where, key=key))
    return color


def quick_color(text: str) -> str | None:
    """Give a colour that is written as plainly as can be, as `color_of`."""
    return _kept_color(text) if len(text) <= _LONGEST_KEPT else None


def _color(text: str) -> str | None:
    match = _COLOR.fullmatch(text)
    return "#" + match[1].upper() if match else None


_kept_color = lru_cache(_MOST_KEPT)(_color)


def _finding(expected: str, text: str, *, where: str, key: str) -> Finding:
    quoted = repr(text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…")
    place = f"{where}.{key}" if key else where
    return Finding(where=place, message=f"Expected {expected}, got {quoted}.")
