"""Ordered lines of the shopping list that come with a purchase, within its transaction.

What a delivery brings of a line becomes a line of its own, so that taking the purchase back puts
back exactly that, however many deliveries an order came in.
"""

from uuid import UUID

from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.shopping import ShoppingItem, ShoppingStatus
from printshop.errors import RuleError
from printshop.repo import UnitOfWork


def mark_received(uow: UnitOfWork, new: NewPurchase) -> None:
    """Note on the shopping list what came; the filaments are locked.

    More than was ordered is received all the same, and the line is done.

    Raises:
        NotFoundError: there is no such line.
        RuleError: a line is not on order any more.

    """
    linked = [(line, line.shopping_item_id) for line in new.lines if line.shopping_item_id]
    if not linked:
        return
    items = {item.id: item for item in uow.shopping_items.lock([one for _, one in linked])}
    for line, item_id in linked:
        items[item_id] = _receive(uow, new.id, line, items[item_id])


def put_back_on_order(uow: UnitOfWork, purchase_id: UUID) -> None:
    """Let lines that came with a purchase be on order again: the purchase is taken back."""
    items = uow.shopping_items.of_purchase(purchase_id)
    for item in uow.shopping_items.lock([one.id for one in items]):
        uow.shopping_items.set(
            item.id, status=ShoppingStatus.ORDERED, received_rolls=0, purchase_id=None
        )


def _receive(
    uow: UnitOfWork, purchase_id: UUID, line: PurchaseLine, item: ShoppingItem
) -> ShoppingItem:
    if item.status is not ShoppingStatus.ORDERED:
        filament = uow.filaments.get(item.filament_id)
        raise RuleError(
            f"{filament.label} is not on order any more: somebody changed the shopping list, or "
            "received it already.",
            hint="Take its line off the bill. If the spools are there and not booked, add the "
            "line again by its name.",
        )
    left = item.open_rolls - line.count
    if left <= 0:
        return uow.shopping_items.set(
            item.id,
            status=ShoppingStatus.RECEIVED,
            received_rolls=item.rolls,
            purchase_id=purchase_id,
        )
    price = item.price_of(line.count)
    uow.shopping_items.add_received(item, rolls=line.count, price=price, purchase_id=purchase_id)
    rest = None if item.price is None or price is None else item.price - price
    return uow.shopping_items.set(item.id, rolls=left, price=rest)
