"""What a cell of an Excel sheet says, as text: numbers, days, shared texts.

Source: ECMA-376-1, 18.3.1.4 (cells), 18.8.30 (number formats), 18.17.4.1 (dates).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

_PLACE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
# A sign that XML cannot hold stands as its number.
_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
# In a format, what is only shown: quoted text, one escaped sign, colours and countries.
_SHOWN: Final = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]')
_LONGEST_CODE: Final = 255
_DATE_SIGNS: Final = frozenset("ymdhs")
# The formats without a code of their own that show days or times of day.
_BUILT_IN_DATES: Final = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - of no place
_DAY_S: Final = 86_400
_LAST_DAY: Final = 2_958_466
# Spreadsheets show 15 digits: 0.1 + 0.2 is 0.3 there.
_EXACT: Final = 1e15


def place_of(reference: str) -> tuple[int, int]:
    """Column and line of a reference such as B12, both from 1.

    Raises:
        ValueError: it is none.

    """
    match = _PLACE.fullmatch(reference)
    if match is None:
        raise ValueError("no reference of a cell")
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column, int(match[2])


def unescaped(text: str) -> str:
    """Text with the signs that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


def cell_text(value: str, kind: str, texts: Sequence[str], *, is_date: bool, is_1904: bool) -> str:
    """A cell's text.

    Args:
        value: what stands in the cell.
        kind: the cell's type: n, s, b, e, d, str, inlineStr.
        texts: those that cells share.
        is_date: whether its format shows a number as a day.
        is_1904: whether days are counted from 1904.

    Raises:
        LookupError: it names a shared text that there is not.
        ValueError: a number of a text is none.

    """
    if kind == "s":
        return texts[int(value)] if value else ""
    if kind == "b":
        return {"1": "true", "0": "false"}.get(value, value)
    if kind != "n" or not value:
        return unescaped(value)
    return _number_text(value, is_date=is_date, is_1904=is_1904)


def _number_text(value: str, *, is_date: bool, is_1904: bool) -> str:
    try:
        number = float(value)
    except ValueError:
        return value
    if is_date and 1 <= number < _LAST_DAY:
        return _day(number, _EPOCH_1904 if is_1904 else _EPOCH)
    if not abs(number) < _EXACT:
        return value
    return str(int(number)) if number == int(number) else f"{number:.15g}"


def _day(number: float, epoch: datetime) -> str:
    """A day; with the time of day where there is one."""
    moment = epoch + timedelta(seconds=round(number * _DAY_S))
    return moment.date().isoformat() if number == int(number) else moment.isoformat(sep=" ")


class DateFormats:
    """The styles of cells whose numbers are days, read from the part of the styles."""

    def __init__(self) -> None:
        """Know none."""
        self._codes: dict[str, str] = {}
        self._formats: list[str] = []
        self._are_dates: dict[str, bool] = {}
        self._is_of_cells = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Note a format, or the format of a style."""
        if tag == "cellXfs":
            self._is_of_cells = True
        elif tag == "numFmt":
            self._codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif tag == "xf" and self._is_of_cells:
            self._formats.append(attributes.get("numFmtId", "0"))

    def text(self, text: str) -> None:
        """Nothing of interest stands between tags."""

    def end(self, tag: str) -> None:
        """Styles of cells end."""
        if tag == "cellXfs":
            self._is_of_cells = False

    def is_date(self, style: str) -> bool:
        """Whether a cell of this style shows a day."""
        if not style:
            return False
        if style not in self._are_dates:
            number = self._formats[int(style)] if self._formats else "0"
            code = self._codes.get(number, "")[:_LONGEST_CODE]
            self._are_dates[style] = (
                not _DATE_SIGNS.isdisjoint(_SHOWN.sub("", code).lower())
                if code
                else int(number) in _BUILT_IN_DATES
            )
        return self._are_dates[style]
