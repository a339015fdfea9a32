"""Amounts of a currency as people write them."""

from decimal import Decimal
from typing import Final

SYMBOLS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}


def rate_text(amount: Decimal, currency: str) -> str:
    """What one hour, kWh or gram costs, with the decimals that say something: `€0.3057`.

    Args:
        amount: of one.
        currency: of the shop, ISO 4217.

    """
    symbol = SYMBOLS.get(currency)
    whole, _, decimals = f"{amount:,.4f}".partition(".")
    text = f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    return f"{symbol}{text}" if symbol else f"{text} {currency}"
