"""How a filament is bought, as the shopping list shows it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from printshop.analytics.shopping import ladder
from printshop.domain.shopping import ShoppingItem
from printshop.domain.units import from_centigrams
from printshop.services.shopping import words
from printshop.services.shopping.view import Roll


def roll_of(
    row: Mapping[str, Any],
    shipping_cents: Mapping[str, int],
    item: ShoppingItem | None = None,
) -> Roll:
    """How a filament is bought; what a person said of a line goes first.

    Args:
        row: of ROLLS.
        shipping_cents: of the last bill, by supplier.
        item: the line that a person put down.

    """
    supplier = (item.supplier if item else "") or row["supplier"]
    cost_e6: int | None = row["cost_e6"]
    return Roll(
        grams=item.roll_g if item else from_centigrams(row["roll_cg"]),
        roll_source=words.ROLL_SOURCES[row["roll_source"]],
        pack_size=row["pack_size"],
        lead_time_days=row["lead_time_days"],
        supplier=supplier,
        purchase_url=(item.purchase_url if item else "") or row["purchase_url"],
        cost_per_gram=None if cost_e6 is None else Decimal(cost_e6).scaleb(-6),
        cost_source=words.COST_SOURCES[row["cost_source"]],
        offers=ladder(
            roll_cg=row["roll_cg"],
            pack_size=row["pack_size"],
            cost_e6=cost_e6,
            goods_e6=row["goods_e6"],
            shipping_cents=shipping_cents.get(supplier),
        ),
    )
