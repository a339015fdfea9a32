"""Figures of the dashboard within sentences: plain text."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from printshop.analytics.dashboard.spans import Span

_SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
_KILOGRAM_G: Final = 1000


def figure(value: float, unit: str, currency: str) -> str:
    """A value with its unit."""
    if unit == "money":
        symbol = _SYMBOLS.get(currency)
        return f"{symbol}{value:,.2f}" if symbol else f"{value:,.2f} {currency}"
    if unit == "grams":
        is_heavy = value >= _KILOGRAM_G
        return f"{value / _KILOGRAM_G:,.1f} kg" if is_heavy else f"{value:,.0f} g"
    return {"pct": f"{value:,.0f} %", "hours": f"{value:,.0f} h"}.get(unit, f"{value:,.0f}")


def count(number: float, noun: str, plural: str = "") -> str:
    """A number with its noun."""
    return f"{number:,.0f} {noun if number == 1 else plural or f'{noun}s'}"


def day(on: date) -> str:
    """A date with its year."""
    return f"{on.day} {on:%b %Y}"


def days(span: Span) -> str:
    """From when to when."""
    if span.since == span.until:
        return f"on {day(span.since)}"
    return f"from {day(span.since)} to {day(span.until)}"


def joined(names: Iterable[str]) -> str:
    """Names as a person lists them: a, b and c."""
    *first, last = [*names] or [""]
    return f"{', '.join(first)} and {last}" if first else last
