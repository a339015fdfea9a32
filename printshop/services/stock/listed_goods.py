"""Lines of the shopping list when a filament takes another's place, within its transaction.

They follow the filament as its spools do: whoever looks at the list, at what is on order or at a
line that comes back finds them under the one that stays.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.domain.shopping import ShoppingItem, ShoppingStatus
from printshop.repo import UnitOfWork

_STANDS: Final = ("status", "rolls", "price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Rolls of both filaments were needed: the line that stays before and after, the other one."""

    before: ShoppingItem
    after: ShoppingItem
    gone: ShoppingItem


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLines:
    """Lines that went over, as they stand since."""

    items: tuple[ShoppingItem, ...] = ()
    joined: Joined | None = None


def move(uow: UnitOfWork, gone_id: UUID, keep_id: UUID) -> MovedLines:
    """Let lines follow their filament; what is needed of both becomes one line. Both are locked."""
    gone, kept = (uow.shopping_items.needed_of(one) for one in (gone_id, keep_id))
    moved = uow.shopping_items.assign(gone_id, keep_id)
    if gone is None or kept is None:
        return MovedLines(items=moved)
    joined = Joined(
        before=kept,
        after=uow.shopping_items.set(kept.id, **kept.joined_by(gone.rolls)),
        gone=uow.shopping_items.set(gone.id, status=ShoppingStatus.DROPPED),
    )
    others = (one for one in moved if one.id != gone.id)
    return MovedLines(items=(*others, joined.gone), joined=joined)


def move_back(uow: UnitOfWork, moved: MovedLines, *, keep_id: UUID, gone_id: UUID) -> None:
    """Let lines that stand as they did be of the filament that comes back. Both are locked.

    What became one line stays one where somebody changed it since.
    """
    ids = [one.id for one in moved.items]
    joined = moved.joined
    known = uow.shopping_items.lock([*ids, joined.after.id] if joined else ids)
    now = {one.id: one for one in known}
    back = [one.id for one in moved.items if now[one.id].status is one.status]
    uow.shopping_items.assign(keep_id, gone_id, only=back)
    if joined is None or joined.gone.id not in back or not _stands(now, joined.after):
        return
    values = {name: getattr(joined.before, name) for name in _STANDS}
    uow.shopping_items.set(joined.before.id, **values)
    uow.shopping_items.set(joined.gone.id, status=ShoppingStatus.NEEDED)


def _stands(now: dict[UUID, ShoppingItem], was: ShoppingItem) -> bool:
    return all(getattr(now[was.id], name) == getattr(was, name) for name in _STANDS)
