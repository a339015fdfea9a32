"""What a delivery of ordered rolls puts on the bill: the same form as for any purchase."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from printshop.domain.filament import Filament
from printshop.domain.shopping import ShoppingItem, ShoppingStatus
from printshop.services.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """An ordered line that is about to be received, and its filament."""

    item: ShoppingItem
    filament: Filament


def lines_for_bill(shop: Shop, item_ids: Sequence[UUID]) -> tuple[BillLine, ...]:
    """The ordered lines among these, for the fields of a bill; others are left out.

    Booking the purchase marks them received (`PurchaseLine.shopping_item_id`), and taking it
    back puts them on order again.
    """
    with shop.snapshot() as uow:
        ordered = {
            item.id: item for item in uow.shopping_items.of_status((ShoppingStatus.ORDERED,))
        }
        found = [ordered[item_id] for item_id in item_ids if item_id in ordered]
        return tuple(
            BillLine(item=item, filament=uow.filaments.get(item.filament_id)) for item in found
        )
