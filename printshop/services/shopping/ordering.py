"""Noting what was ordered: from whom, under which number, at which price, until when."""

from collections.abc import Mapping
from datetime import date, timedelta

from printshop.domain.filament import Filament
from printshop.domain.shopping import (
    NewOrder,
    NewShoppingItem,
    OrderLine,
    ShoppingItem,
    ShoppingStatus,
)
from printshop.errors import ChangedMeanwhileError, RuleError
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop
from printshop.services.shopping import words
from printshop.services.shopping.steps import Change, Step, part_of
from printshop.services.stock.holding import locked_filaments
from printshop.services.stock.once import once


def order(shop: Shop, new: NewOrder) -> Step:
    """Note an order. All of its lines are ordered or none; the same request sent twice is one.

    A line without an item was only proposed: where somebody put the filament down meanwhile,
    that line is the one that is ordered.

    Raises:
        ChangedMeanwhileError: somebody ordered some of it since it was looked at.
        NotFoundError: there is no such filament or line.
        RuleError: a line was taken off the list, or a filament was merged with another one.

    """

    def book(uow: UnitOfWork) -> Step:
        lead_days = uow.users.settings().lead_time_days
        filaments = locked_filaments(uow, [line.filament_id for line in new.lines])
        return tuple(
            _order(uow, new, line, filaments[line.filament_id], lead_days) for line in new.lines
        )

    return once(shop, book)


def expected_on(new: NewOrder, filament: Filament, lead_days: int) -> date:
    """When rolls of a filament are expected: as the order says, else by its lead time."""
    if new.expected_on is not None:
        return new.expected_on
    own = filament.lead_time_days
    return new.ordered_on + timedelta(days=lead_days if own is None else own)


def _order(
    uow: UnitOfWork, new: NewOrder, line: OrderLine, filament: Filament, lead_days: int
) -> Change:
    request_id = part_of(new.request_id, line.filament_id)
    known = uow.shopping_items.of_request(request_id)
    if known is not None:
        return Change(None, known)
    item = _needed(uow, line, filament)
    values = {
        "status": ShoppingStatus.ORDERED,
        "rolls": line.rolls,
        "price": line.price,
        "supplier": new.supplier or line.supplier,
        "reference": new.reference,
        "purchase_url": line.purchase_url,
        "ordered_on": new.ordered_on,
        "expected_on": expected_on(new, filament, lead_days),
    }
    if item is not None and _is_ordered_so(item, values):
        return Change(item, item)
    _check_seen(uow, line, filament)
    if item is not None:
        return Change(item, uow.shopping_items.set(item.id, **values))
    added = NewShoppingItem(
        filament_id=line.filament_id,
        roll_g=line.roll_g,
        reason=line.reason,
        is_manual=False,
        request_id=request_id,
    )
    return Change(None, uow.shopping_items.set(uow.shopping_items.add(added).id, **values))


def _needed(uow: UnitOfWork, line: OrderLine, filament: Filament) -> ShoppingItem | None:
    """The line of the list that is ordered, if there is one."""
    if line.item_id is None:
        return uow.shopping_items.needed_of(filament.id)
    (item,) = uow.shopping_items.lock([line.item_id])
    if item.status in {ShoppingStatus.NEEDED, ShoppingStatus.ORDERED}:
        return item
    raise RuleError(
        f"The line of {filament.label} is {item.status.value} already.",
        hint="Nothing was ordered. Look at the list as it is now.",
    )


def _is_ordered_so(item: ShoppingItem, values: Mapping[str, object]) -> bool:
    return all(getattr(item, name) == value for name, value in values.items())


def _check_seen(uow: UnitOfWork, line: OrderLine, filament: Filament) -> None:
    """Refuse what somebody else has ordered since.

    Raises:
        ChangedMeanwhileError: more of it is on order than the person saw.

    """
    now = uow.shopping_items.rolls_on_order(filament.id)
    if now > line.seen_on_order:
        is_or_are = "is" if now == 1 else "are"
        raise ChangedMeanwhileError(
            f"what is on order of {filament.label}",
            {},
            hint=f"{words.rolls(now)} of it {is_or_are} on order now. Nothing was "
            "noted: look at the list as it is now.",
        )
