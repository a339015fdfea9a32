"""Figures of the dashboard as text: one way on the page, in sentences, in the report. Pure."""

from datetime import date
from typing import Final, Literal

from printshop.analytics.dashboard.spans import Span
from printshop.services.dashboard.marks import SYMBOLS
from printshop.services.dashboard.view import Tile

Unit = Literal["money", "grams", "pct", "count", "hours"]
UNKNOWN: Final = "unknown"
# A number and its unit stay on one line.
NO_BREAK: Final = "\u00a0"
MINUS: Final = "\u2212"
_KILOGRAM_G: Final = 1000.0
# Above these a digit more says nothing.
_WHOLE_FROM: Final = 100.0
_DECIMALS: Final[dict[Unit, int]] = {"money": 2, "grams": 2, "pct": 1, "count": 1, "hours": 1}
_WORDS: Final[dict[Unit, str]] = {
    "money": "",
    "grams": f"{NO_BREAK}g",
    "pct": f"{NO_BREAK}%",
    "count": "",
    "hours": f"{NO_BREAK}h",
}


def figure(value: float | None, unit: Unit, currency: str) -> str:
    """A value with its unit: `€1,204.50`, `12.4 kg`, `92.5 %`, `112`, `31.5 h`, `unknown`.

    Args:
        value: None is unknown.
        unit: of the value.
        currency: of the shop, ISO 4217.

    """
    if value is None:
        return UNKNOWN
    if value < 0:
        return f"{MINUS}{figure(-value, unit, currency)}"
    if unit == "money":
        symbol = SYMBOLS.get(currency)
        return f"{symbol}{value:,.2f}" if symbol else f"{value:,.2f}{NO_BREAK}{currency}"
    if unit == "grams" and value >= _KILOGRAM_G:
        return f"{_number(value / _KILOGRAM_G, 1 if value < 100 * _KILOGRAM_G else 0)}{NO_BREAK}kg"
    decimals = 0 if unit in {"grams", "hours"} and value >= _WHOLE_FROM else _DECIMALS[unit]
    return f"{_number(value, decimals)}{_WORDS[unit]}"


def change(tile: Tile, currency: str) -> str:
    """By how much a figure moved: `+€12.30`, `-3.1 points`; empty where it did not, or who knows.

    The minus is MINUS.
    """
    if tile.value is None or tile.before is None:
        return ""
    by = tile.value - tile.before
    text = figure(abs(by), "count" if tile.unit == "pct" else tile.unit, currency)
    if text == figure(0.0, "count" if tile.unit == "pct" else tile.unit, currency):
        return ""
    points = f"{NO_BREAK}points" if tile.unit == "pct" else ""
    return f"{'+' if by > 0 else MINUS}{text}{points}"


def interval(tile: Tile, currency: str) -> str:
    """Within what a rate lies: `between 85 % and 96 %`; empty where there is no interval."""
    if tile.interval is None or tile.value is None:
        return ""
    low, high = (figure(end, tile.unit, currency) for end in tile.interval)
    return f"between {low} and {high}"


def count(number: float, noun: str, plural: str = "") -> str:
    """A number with its noun: `1 spool`, `1,204 spools`."""
    return f"{number:,.0f} {noun if number == 1 else plural or f'{noun}s'}"


def day(on: date) -> str:
    """A date with its year: `4 May 2026`."""
    return f"{on.day} {on:%b %Y}"


def days(span: Span) -> str:
    """From when to when."""
    if span.since == span.until:
        return f"on {day(span.since)}"
    return f"from {day(span.since)} to {day(span.until)}"


def _number(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
