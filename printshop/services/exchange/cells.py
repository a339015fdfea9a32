"""From the text of a cell to a value: decimal commas, dates, colours with and without #."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Final, Literal
from uuid import UUID

from printshop.domain.filament import ColorPattern, Finish, Material
from printshop.domain.units import GRAMS_PER_KILOGRAM, rounded, to_grams, to_money
from printshop.services.exchange.color_words import hex_of
from printshop.services.exchange.columns import Kind

Sign = Literal[".", ",", ""]

NUMBERS: Final = frozenset({Kind.GRAMS, Kind.MONEY, Kind.DECIMAL, Kind.INTEGER})
_NUMBER: Final = re.compile(r"[+-]?\d[\d.,]*")
_SCIENTIFIC: Final = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d{1,2}")
_WHOLE: Final = {
    ",": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)"),
    ".": re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)"),
}
_DECIMALS: Final = re.compile(r"\d*")
_KILOGRAMS: Final = re.compile(r"\s*kg$", re.IGNORECASE)
_UNIT: Final = re.compile(
    r"\s*(g|gr|gramm|grams|mm|g/cm³|g/cm3|°c|c|h|d|€|eur|\$|usd)$", re.IGNORECASE
)
# One sign before exactly three digits: 1,000 is a thousand or one.
_EITHER: Final = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")
_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?")
_SHORT_HEX: Final = re.compile(r"#([0-9A-Fa-f]{3})")
_LOST_ZEROS: Final = re.compile(r"\d{1,5}")
_ISO: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_DOTS: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_SLASHES: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_YES: Final = {"yes", "y", "true", "1", "ja", "j", "x", "wahr", "✓"}
_NO: Final = {"no", "n", "false", "0", "nein", "falsch"}
_MONTHS: Final = 12
_STEP: Final = Decimal("0.000001")
_NAMED: Final = {"nylon": Material.PA, "tpe": Material.TPU, "polycarbonate": Material.PC}


class CellError(ValueError):
    """A cell does not hold what its column is for; the text says what to write."""


def decimal_sign(texts: Iterable[str]) -> Sign:
    """The sign before the decimals in these numbers, "" where they do not tell.

    1,5 and 1.234,5 speak for the comma, 1.5 and 1,234.5 for the point, 1,000 for neither.
    """
    signs = {sign for text in texts if (sign := _sign_of(text))}
    return signs.pop() if len(signs) == 1 else ""


def read(kind: Kind, text: str, sign: Sign) -> object:
    """The value of a cell that is not empty.

    Raises:
        CellError: it holds something else than its column is for.

    """
    return _of_number(kind, text, sign) if kind in NUMBERS else _READERS[kind](text)


def number(text: str, sign: Sign) -> Decimal:
    """A number with a point or a comma before its decimals.

    Raises:
        CellError: it is none, or nobody can say which of the two it has.

    """
    plain = _bare(text)
    if _SCIENTIFIC.fullmatch(plain):
        # As programs write very small ones.
        return Decimal(plain)
    own = _sign_of(plain) or sign
    if not own and _EITHER.fullmatch(plain):
        whole = plain.replace(",", "").replace(".", "")
        part = Decimal(plain.replace(",", ".")).normalize()
        raise CellError(f"{_shown(text)} can be {whole} or {part}. Write it without the sign")
    thousands = "." if own == "," else ","
    head, _, decimals = plain.partition(own) if own else (plain, "", "")
    if not _WHOLE[thousands].fullmatch(head) or not _DECIMALS.fullmatch(decimals):
        raise CellError(f"{_shown(text)} is not a number. Write it in digits, such as 1000 or 12.5")
    return Decimal(f"{head.replace(thousands, '')}.{decimals or 0}")


def color(text: str) -> str:
    """A colour as #RRGGBB, from hex with or without #, or from a word for it.

    Raises:
        CellError: it is neither.

    """
    if whole := _HEX.fullmatch(text):
        return f"#{whole[1].upper()}"
    if short := _SHORT_HEX.fullmatch(text):
        return "#" + "".join(2 * digit for digit in short[1].upper())
    if _LOST_ZEROS.fullmatch(text):
        # A spreadsheet takes 000080 for the number 80.
        return f"#{text.zfill(6)}"
    if word := hex_of(text):
        return word
    raise CellError(
        f"{_shown(text)} is not a colour that is known. Write it as hex, such as 1A2B3C"
    )


def _sign_of(text: str) -> Sign:
    plain = _bare(text)
    if not _NUMBER.fullmatch(plain) or _EITHER.fullmatch(plain):
        return ""
    point, comma = plain.rfind("."), plain.rfind(",")
    if point < 0 and comma < 0:
        return ""
    last: Sign = "." if point > comma else ","
    if plain.count(last) > 1:
        # Groups of thousands: the decimals, if there are any, would have the other one.
        return "," if last == "." else "."
    return last


def _bare(text: str) -> str:
    bare = re.sub(r"[\s\u00a0\u202f'’]", "", _UNIT.sub("", text.strip()))  # noqa: RUF001 - Swiss
    return bare.removeprefix("€").removeprefix("$")


def _integer(text: str, sign: Sign) -> int:
    value = number(text.lstrip("#"), sign)
    if value != value.to_integral_value() or value.adjusted() > 8:  # noqa: PLR2004 - nine digits
        raise CellError(f"{_shown(text)} is not a whole number. Write one, such as 3")
    return int(value)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CellError(
            f"{_shown(text)} is not an id of Printshop. Leave it as exported, or empty"
        ) from error


def _day(text: str) -> date:
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DOTS.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _SLASHES.fullmatch(text):
        first, second, year = map(int, found.groups())
        if first <= _MONTHS and second <= _MONTHS and first != second:
            raise CellError(f"{_shown(text)} can be two days. Write it as year-month-day")
        month, day = (second, first) if first > _MONTHS else (first, second)
    else:
        raise CellError(f"{_shown(text)} is not a date. Write it as year-month-day, 2026-03-02")
    try:
        return date(year, month, day)
    except ValueError as error:
        raise CellError(f"{_shown(text)} is not a day of the calendar") from error


def _yes_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise CellError(f"{_shown(text)} is neither yes nor no")


def _member(choices: type[Finish] | type[ColorPattern], text: str) -> Finish | ColorPattern:
    try:
        return choices(text.lower())
    except ValueError as error:
        known = ", ".join(choices)
        raise CellError(f"{_shown(text)} is not known. Write one of {known}") from error


def _shown(text: str) -> str:
    longest = 40
    return f"“{text[:longest]}…”" if len(text) > longest else f"“{text}”"


def _of_number(kind: Kind, text: str, sign: Sign) -> object:
    match kind:
        case Kind.GRAMS:
            plain = _KILOGRAMS.sub("", text)
            factor = GRAMS_PER_KILOGRAM if plain != text else 1
            return to_grams(number(plain, sign) * factor)
        case Kind.MONEY:
            return to_money(number(text, sign))
        case Kind.INTEGER:
            return _integer(text, sign)
        case _:
            return rounded(number(text, sign), _STEP).normalize()


def _material(text: str) -> Material:
    return _NAMED.get(text.lower()) or Material.from_slicer(text)


def _colors(text: str) -> tuple[str, ...]:
    return tuple(color(one) for one in re.split(r"[\s,;|]+", text) if one)


_READERS: Final[Mapping[Kind, Callable[[str], object]]] = {
    Kind.ID: _id,
    Kind.TEXT: str,
    Kind.DATE: _day,
    Kind.COLOR: color,
    Kind.COLORS: _colors,
    Kind.YES_NO: _yes_no,
    Kind.MATERIAL: _material,
    Kind.FINISH: partial(_member, Finish),
    Kind.PATTERN: partial(_member, ColorPattern),
}
