"""Saving rows that were edited in a grid, each by itself: all of a row, or nothing of it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from printshop.domain.filament import NewFilament
from printshop.domain.spools import SpoolDetails
from printshop.domain.units import to_grams
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.ui.forms import checked

SPOOL_LABELS: Final = {
    "location": "Place",
    "batch_identifier": "Lot",
    "opened_on": "Opened",
    "dried_on": "Dried",
    "expires_on": "Expires",
    "tare_g": "Empty reel, g",
    "note": "Note",
}
FILAMENT_LABELS: Final = {
    "low_stock_g": "Low at, g",
    "low_stock_spools": "Low at, unopened",
    "lead_time_days": "Lead time, days",
    "pack_size": "Pack of",
    "supplier": "Supplier",
    "purchase_url": "Where to buy it",
}


def save_spool(shop: Shop, row: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Save what was edited of a spool.

    Args:
        shop: whose.
        row: the spool as the person saw it, a row of the grid of `editing`.
        said: the edited cells.

    Raises:
        ChangedMeanwhileError: somebody else changed a cell that was changed here too.
        InvalidInputError: a value is outside its limits.
        NotFoundError: there is no such spool any more.

    """
    seen = {name: row[name] for name in SpoolDetails.model_fields}
    was = checked(SpoolDetails, SPOOL_LABELS, **_decimals(seen))
    mine = checked(SpoolDetails, SPOOL_LABELS, **_decimals({**seen, **said}))
    stock.update_spool(shop, UUID(row["spool_id"]), mine, was=was)


def save_filament(shop: Shop, row: Mapping[str, Any], said: Mapping[str, Any]) -> None:
    """Save what was edited of a filament. See `save_spool`; the row is of the filaments' grid."""
    filament_id = UUID(row["filament_id"])
    # What the grid does not show is as it is now, for both of the two to be compared.
    unseen = stock.filament_by_id(shop, filament_id).filament.said.model_dump()
    seen = unseen | {name: row[name] for name in FILAMENT_LABELS}
    was = checked(NewFilament, FILAMENT_LABELS, **_decimals(seen))
    mine = checked(NewFilament, FILAMENT_LABELS, **_decimals({**seen, **said}))
    stock.update_filament(shop, filament_id, mine, was=was)


def _decimals(said: Mapping[str, Any]) -> dict[str, Any]:
    """Grams as the domain has them: a grid gives them as floats. An emptied pack is of one."""
    values = {
        name: to_grams(value) if name.endswith("_g") and isinstance(value, float) else value
        for name, value in said.items()
    }
    for name, empty in (("low_stock_g", Decimal(0)), ("low_stock_spools", 0), ("pack_size", 1)):
        if name in values and values[name] is None:
            values[name] = empty
    return values
