"""What is typed or scanned to add a line to a bill: `4 x basic black @ 79.96`. Pure."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import polars as pl

from printshop.analytics.stock_listing import Wanted, narrowed
from printshop.domain.gtin import is_gtin
from printshop.domain.spools import MAX_SPOOLS_AT_ONCE
from printshop.domain.units import MAX_MONEY, to_money
from printshop.errors import InvalidInputError
from printshop.services.exchange.cells import CellError
from printshop.services.exchange.cells import number as number_of

MOST_CHOICES: Final = 8
# "4 x", "4*" before the words; "@ 79.96" or "@79,96" behind them.
_ENTRY: Final = re.compile(
    r"(?:(?P<count>[-\u2212]?\d{1,6})\s*[x\u00d7*]\s*)?(?P<words>[^@]*?)\s*(?:@\s*(?P<price>[^@]*))?"
)
_MOST_SIGNS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line as it was typed. price is that of all its spools; None where nothing was said."""

    words: str
    count: int = 1
    price: Decimal | None = None

    @property
    def is_barcode(self) -> bool:
        """Whether it came from a scanner."""
        return is_gtin(self.words)


def read(typed: str) -> Entry:
    """Read what was typed.

    Raises:
        InvalidInputError: it cannot be read, or there are too many spools in it.

    """
    found = _ENTRY.fullmatch(" ".join(typed.split()))
    if found is None or not found["words"]:
        raise InvalidInputError(
            "This names no filament.",
            hint="Type a barcode or words, as in 4 x basic black @ 79.96.",
        )
    number = int((found["count"] or "1").replace("\u2212", "-"))
    if not 1 <= number <= MAX_SPOOLS_AT_ONCE:
        raise InvalidInputError(
            f"{number:,} spools cannot be one line; 1 to {MAX_SPOOLS_AT_ONCE} can."
        )
    return Entry(words=found["words"], count=number, price=_price(found["price"]))


def _price(typed: str | None) -> Decimal | None:
    if typed is None or not typed.strip():
        return None
    said = typed.strip()
    try:
        price = number_of(said, "") if len(said) <= _MOST_SIGNS else None
    except CellError as error:
        # It says both values where the sign may stand for thousands or for decimals.
        raise InvalidInputError(f"The price {error}.") from error
    if price is None or price != to_money(price) or not 0 <= price <= MAX_MONEY:
        raise InvalidInputError(
            f"{said[:_MOST_SIGNS]} is no price.", hint="Write it as 79.96, without a minus."
        )
    return price


def matching(entry: Entry, stock: pl.DataFrame) -> pl.DataFrame:
    """The filaments that an entry may mean, the most used first.

    Args:
        entry: what was typed.
        stock: STOCK_WITH_RULES with labels.

    Raises:
        InvalidInputError: none, or so many that they cannot be chosen from.

    """
    if entry.is_barcode:
        found = stock.filter(pl.col("gtin").str.zfill(14) == entry.words.zfill(14))
    else:
        found = narrowed(stock, Wanted(search=entry.words))
        exact = found.filter(pl.col("label").str.to_lowercase() == entry.words.lower())
        found = found if exact.is_empty() else exact
    if found.is_empty():
        raise _unknown(entry)
    if found.height > MOST_CHOICES:
        raise InvalidInputError(
            f"{found.height} filaments fit “{entry.words[:60]}”.", hint="Type one more word of it."
        )
    return found


def _unknown(entry: Entry) -> InvalidInputError:
    if entry.is_barcode:
        return InvalidInputError(
            f"No filament of your shop has the barcode {entry.words}.",
            hint="Type its name instead, or write the barcode into the filament first.",
        )
    return InvalidInputError(
        f"No filament of your shop fits “{entry.words[:60]}”.",
        hint="Type fewer words, or add the filament first.",
    )
