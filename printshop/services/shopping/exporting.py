"""The shopping list as a table and as text, to send on or to paste into an order."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import polars as pl

from printshop.services.exchange.writing import as_csv as written
from printshop.services.shopping.view import Section, ShoppingLine, ShoppingList, Total

SECTIONS: Final = {
    Section.URGENT: "Needed by jobs that wait",
    Section.REORDER: "Running low",
    Section.BY_HAND: "Put on by hand",
}
NO_SUPPLIER: Final = "No supplier named"
UNKNOWN: Final = "unknown"


def as_csv(found: ShoppingList) -> bytes:
    """The lines to be bought as CSV, which a spreadsheet opens and takes no formula from."""
    rows = [
        {
            "why": SECTIONS[line.section],
            "filament": line.filament.label,
            "material": line.filament.material.value,
            "color_hex": line.filament.color_hex,
            "maker_code": line.filament.maker_code,
            "barcode": line.filament.gtin,
            "rolls": line.rolls,
            "grams_each": float(line.roll.grams),
            "supplier": line.roll.supplier,
            "link": line.roll.purchase_url,
            "cost": None if line.cost is None else float(line.cost),
            "currency": found.currency,
            "reason": " ".join(line.reasons),
        }
        for line in found.lines
    ]
    return written(pl.DataFrame(rows, schema=_CSV))


_CSV: Final = pl.Schema(
    {
        "why": pl.String,
        "filament": pl.String,
        "material": pl.String,
        "color_hex": pl.String,
        "maker_code": pl.String,
        "barcode": pl.String,
        "rolls": pl.Int64,
        "grams_each": pl.Float64,
        "supplier": pl.String,
        "link": pl.String,
        "cost": pl.Float64,
        "currency": pl.String,
        "reason": pl.String,
    }
)


def as_text(found: ShoppingList) -> str:
    """The lines to be bought, supplier by supplier, as one would write them into a message."""
    if not found.lines:
        return "Nothing is to be bought."
    parts = [
        "\n".join((f"{supplier or NO_SUPPLIER}:", *(_text(line) for line in of_it)))
        + f"\n  {total_text(total, found.currency)}"
        for supplier, total, of_it in by_supplier(found)
    ]
    return "\n\n".join(parts)


def by_supplier(
    found: ShoppingList,
) -> Sequence[tuple[str, Total, tuple[ShoppingLine, ...]]]:
    """The lines of each supplier with their total, in the order of the totals."""
    return [
        (name, total, tuple(line for line in found.lines if line.roll.supplier == name))
        for name, total in found.totals.by_supplier
    ]


def total_text(total: Total, currency: str) -> str:
    """What lines come to: `3 rolls, at least 59.97 EUR (1 line without a price)`."""
    said = f"{total.rolls:,} roll{'' if total.rolls == 1 else 's'}"
    if total.unpriced == total.lines:
        return f"{said}, price unknown"
    cost = f"{total.cost:,.2f} {currency}"
    if not total.unpriced:
        return f"{said}, {cost}"
    without = f"{total.unpriced} line{'' if total.unpriced == 1 else 's'} without a price"
    return f"{said}, at least {cost} ({without})"


def grams_text(grams: Decimal) -> str:
    """Grams without the zeros that say nothing."""
    return f"{grams.normalize():,f} g"


def _text(line: ShoppingLine) -> str:
    code = f" ({line.filament.maker_code})" if line.filament.maker_code else ""
    link = f" {line.roll.purchase_url}" if line.roll.purchase_url else ""
    return f"- {line.rolls} x {line.filament.label}{code}, {grams_text(line.roll.grams)}{link}"
