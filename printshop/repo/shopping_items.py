"""Lines of the shopping list that a person put on it or acted on."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from printshop.domain.shopping import NewShoppingItem, ShoppingItem, ShoppingStatus
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.tables import shopping_list_items as items

_COLUMNS: Final = [items.c[name] for name in ShoppingItem.model_fields]
# What no other line has or what the database says.
_OWN: Final = {"id", "request_id", "created_at", "updated_at"}


class ShoppingItems:
    """Lines by status and by id."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def of_status(self, statuses: Collection[ShoppingStatus]) -> tuple[ShoppingItem, ...]:
        """Lines that stand there, the latest first."""
        query = select(*_COLUMNS).where(items.c.status.in_(statuses))
        ordered = query.order_by(items.c.created_at.desc(), items.c.id)
        return tuple(ShoppingItem(**row) for row in self._connection.execute(ordered).mappings())

    def needed_of(self, filament_id: UUID) -> ShoppingItem | None:
        """The line that asks for rolls of a filament, if there is one; the filament is locked."""
        query = (
            select(*_COLUMNS)
            .where(items.c.filament_id == filament_id, items.c.status == ShoppingStatus.NEEDED)
            .order_by(items.c.created_at.desc(), items.c.id)
            .limit(1)
            .with_for_update()
        )
        row = self._connection.execute(query).mappings().one_or_none()
        return ShoppingItem(**row) if row else None

    def filaments_of(self, item_ids: Sequence[UUID]) -> set[UUID]:
        """The filaments that these lines are of."""
        query = select(items.c.filament_id).where(items.c.id.in_(item_ids))
        return set(self._connection.scalars(query))

    def count_open(self, filament_id: UUID) -> int:
        """How many lines of a filament are needed or on order."""
        is_open = items.c.status.in_((ShoppingStatus.NEEDED, ShoppingStatus.ORDERED))
        query = select(func.count()).where(items.c.filament_id == filament_id, is_open)
        return int(self._connection.scalar(query) or 0)

    def assign(
        self, from_id: UUID, to_id: UUID, *, only: Collection[UUID] | None = None
    ) -> tuple[ShoppingItem, ...]:
        """Let lines of one filament, whatever became of them, be of another; returns them.

        Args:
            from_id: the filament they are of.
            to_id: the one they are to be of.
            only: these lines; all without it.

        """
        which = items.c.filament_id == from_id
        if only is not None:
            which &= items.c.id.in_(only)
        statement = update(items).where(which).values(filament_id=to_id)
        with translated():
            rows = self._connection.execute(statement.returning(*_COLUMNS)).mappings()
        return tuple(ShoppingItem(**row) for row in rows)

    def rolls_on_order(self, filament_id: UUID) -> int:
        """How many rolls of a filament were ordered and have not come."""
        query = select(func.sum(items.c.rolls - items.c.received_rolls)).where(
            items.c.filament_id == filament_id, items.c.status == ShoppingStatus.ORDERED
        )
        return int(self._connection.scalar(query) or 0)

    def of_purchase(self, purchase_id: UUID) -> tuple[ShoppingItem, ...]:
        """Lines whose last rolls came with this delivery."""
        query = select(*_COLUMNS).where(items.c.purchase_id == purchase_id).order_by(items.c.id)
        return tuple(ShoppingItem(**row) for row in self._connection.execute(query).mappings())

    def of_request(self, request_id: UUID) -> ShoppingItem | None:
        """The line that this request put down, if it did."""
        query = select(*_COLUMNS).where(items.c.request_id == request_id)
        row = self._connection.execute(query).mappings().one_or_none()
        return ShoppingItem(**row) if row else None

    def lock(self, item_ids: Sequence[UUID]) -> tuple[ShoppingItem, ...]:
        """These lines, held, in the order of their ids.

        Raises:
            NotFoundError: there is none of one of these ids in the shop.

        """
        query = select(*_COLUMNS).where(items.c.id.in_(item_ids)).order_by(items.c.id)
        rows = self._connection.execute(query.with_for_update()).mappings()
        found = tuple(ShoppingItem(**row) for row in rows)
        if missing := set(item_ids) - {item.id for item in found}:
            raise NotFoundError("line of the shopping list", min(missing))
        return found

    def add(self, new: NewShoppingItem, **more: Any) -> ShoppingItem:  # noqa: ANN401 - a column's value
        """Put a line down. `more`: columns beside what a person says of a new one."""
        values = {**new.model_dump(), "user_id": self._user_id, **more}
        with translated():
            row = self._connection.execute(insert(items).values(values).returning(*_COLUMNS))
        return ShoppingItem(**row.mappings().one())

    def add_received(
        self, of: ShoppingItem, *, rolls: int, price: Decimal | None, purchase_id: UUID
    ) -> ShoppingItem:
        """Put down that a part of an ordered line came, as a line of its own."""
        values = of.model_dump(exclude=_OWN) | {
            "user_id": self._user_id,
            "status": ShoppingStatus.RECEIVED,
            "rolls": rolls,
            "received_rolls": rolls,
            "price": price,
            "purchase_id": purchase_id,
        }
        with translated():
            row = self._connection.execute(insert(items).values(values).returning(*_COLUMNS))
        return ShoppingItem(**row.mappings().one())

    def set(self, item_id: UUID, **values: Any) -> ShoppingItem:  # noqa: ANN401 - a column's value
        """Change a line.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        statement = update(items).where(items.c.id == item_id).values(values)
        with translated():
            row = self._connection.execute(statement.returning(*_COLUMNS)).mappings().one_or_none()
        if row is None:
            raise NotFoundError("line of the shopping list", item_id)
        return ShoppingItem(**row)
