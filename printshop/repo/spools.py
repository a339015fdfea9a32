"""Spools and their ledger: grams move only by adding a line to the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, literal, select, update

from printshop.domain.filament import Movement, MovementReason, NewSpools, Spool
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow, AnySelect
from printshop.repo.tables import filament_inventory as spools
from printshop.repo.tables import inventory_movements as movements

_SPOOL: Final = {
    "initial_g": "initial_grams",
    "quantity_g": "quantity_grams",
    "purchased_on": "purchase_date",
    "expires_on": "expiry_date",
}
_MOVEMENT: Final = {"amount_g": "amount_grams", "balance_g": "balance_grams"}
_SPOOL_COLUMNS: Final = [spools.c[_SPOOL.get(name, name)] for name in Spool.model_fields]
_MOVEMENT_COLUMNS: Final = [movements.c[_MOVEMENT.get(n, n)] for n in Movement.model_fields]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A line to be added to a spool's ledger. amount_g is signed."""

    spool_id: UUID
    amount_g: Decimal
    reason: MovementReason
    note: str = ""
    job_id: UUID | None = None
    reverses_id: int | None = None
    request_id: UUID | None = None


def ledger_row(user_id: UUID, booking: Booking) -> dict[str, object]:
    """The booking as a row of the ledger's table."""
    return {
        "user_id": user_id,
        "spool_id": booking.spool_id,
        "amount_grams": booking.amount_g,
        # The trigger puts the true balance here.
        "balance_grams": literal(0),
        "reason": booking.reason,
        "note": booking.note,
        "job_id": booking.job_id,
        "reverses_id": booking.reverses_id,
        "request_id": booking.request_id,
    }


class Spools:
    """Spools by id and by filament, and the only way to move their grams."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def all(self) -> tuple[Spool, ...]:
        """Every spool that is not archived, by number."""
        return self._list(_select().where(spools.c.archived_at.is_(None)))

    def of_purchase(self, purchase_id: UUID) -> tuple[Spool, ...]:
        """The spools of one purchase, by number."""
        return self._list(_select().where(spools.c.purchase_id == purchase_id))

    def holding(self, filament_ids: Sequence[UUID], *, lock: bool = False) -> tuple[Spool, ...]:
        """The unarchived spools of these filaments that still hold grams, by number.

        With `lock` their rows stay locked until the transaction ends, always taken in
        the same order, so that two bookings wait for each other and never deadlock.
        """
        query = _select().where(
            spools.c.filament_id.in_(filament_ids),
            spools.c.archived_at.is_(None),
            spools.c.quantity_grams > 0,
        )
        return self._list(query.with_for_update() if lock else query)

    def get(self, spool_id: UUID, *, lock: bool = False) -> Spool:
        """One spool, with `lock` held until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = _select().where(spools.c.id == spool_id)
        row = self._connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is None:
            raise NotFoundError("spool", spool_id)
        return _spool(row)

    def lock(self, spool_ids: Sequence[UUID]) -> tuple[Spool, ...]:
        """These spools, locked until the transaction ends, in the order `holding` takes them."""
        return self._list(_select().where(spools.c.id.in_(spool_ids)).with_for_update())

    def add(self, new: NewSpools, *, numbers: range, cost_per_gram: Decimal) -> tuple[Spool, ...]:
        """Add the spools of a purchase, still empty: receiving them is a line of the ledger.

        Raises:
            DuplicateError: a purchase of this id was added by another browser meanwhile.
            NotFoundError: there is no such filament in the shop.

        """
        shared = new.model_dump(include={"batch_identifier", "location", "supplier", "is_weighed"})
        # Of spools that are alike the one with the lower id is used first, so the lower number
        # gets the lower id.
        ids = sorted(uuid4() for _ in numbers)
        rows = [
            {
                **shared,
                "id": ids[position],
                "user_id": self._user_id,
                "filament_id": new.filament_id,
                "purchase_id": new.purchase_id,
                "purchase_position": position,
                "number": number,
                "initial_grams": new.net_g,
                "actual_cost_per_gram": cost_per_gram,
                "purchase_date": new.purchased_on,
                "expiry_date": new.expires_on,
            }
            for position, number in enumerate(numbers)
        ]
        with translated():
            self._connection.execute(insert(spools), rows)
        return self.of_purchase(new.purchase_id)

    def mark_weighed(self, spool_id: UUID) -> None:
        """Note that a person has said what is really on it."""
        self._connection.execute(
            update(spools).where(spools.c.id == spool_id).values(is_weighed=True)
        )

    def book(self, bookings: Sequence[Booking]) -> list[int]:
        """Add lines to the ledger, in order; the database moves the balances with them.

        Returns:
            The ids of the new lines, in the order of `bookings`.

        Raises:
            InsufficientFilamentError: a balance would fall below zero.
            DuplicateError: a line was booked or reversed already.

        """
        if not bookings:
            return []
        rows = [ledger_row(self._user_id, booking) for booking in bookings]
        statement = insert(movements).values(rows).returning(movements.c.id)
        with translated():
            return sorted(self._connection.scalars(statement))

    def booked(self, request_id: UUID) -> Movement | None:
        """The line that a request booked, if it did."""
        query = select(*_MOVEMENT_COLUMNS).where(movements.c.request_id == request_id)
        row = self._connection.execute(query).one_or_none()
        return _movement(row) if row else None

    def ledger(self, spool_id: UUID) -> tuple[Movement, ...]:
        """All lines of a spool, newest first."""
        query = select(*_MOVEMENT_COLUMNS).where(movements.c.spool_id == spool_id)
        rows = self._connection.execute(query.order_by(movements.c.id.desc()))
        return tuple(_movement(row) for row in rows)

    def unreversed_of_job(self, job_id: UUID) -> tuple[Movement, ...]:
        """The lines a job booked that nothing has taken back yet."""
        reversal = movements.alias("reversal")
        query = select(*_MOVEMENT_COLUMNS).where(
            movements.c.job_id == job_id,
            movements.c.reverses_id.is_(None),
            ~select(reversal.c.id).where(reversal.c.reverses_id == movements.c.id).exists(),
        )
        rows = self._connection.execute(query.order_by(movements.c.id))
        return tuple(_movement(row) for row in rows)

    def totals(self, filament_ids: Sequence[UUID]) -> dict[UUID, Decimal]:
        """Grams on hand per filament, over its unarchived spools."""
        query = (
            select(spools.c.filament_id, func.sum(spools.c.quantity_grams))
            .where(spools.c.filament_id.in_(filament_ids), spools.c.archived_at.is_(None))
            .group_by(spools.c.filament_id)
        )
        return {row[0]: row[1] for row in self._connection.execute(query)}

    def _list(self, query: AnySelect) -> tuple[Spool, ...]:
        rows = self._connection.execute(query.order_by(spools.c.number))
        return tuple(_spool(row) for row in rows)


def _select() -> AnySelect:
    return select(*_SPOOL_COLUMNS)


def _spool(row: AnyRow) -> Spool:
    return Spool(**dict(zip(Spool.model_fields, row, strict=True)))


def _movement(row: AnyRow) -> Movement:
    return Movement(**dict(zip(Movement.model_fields, row, strict=True)))
