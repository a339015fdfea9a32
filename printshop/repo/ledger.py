"""The ledger of the spools' grams: they move only by adding a line to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, func, insert, literal, select

from printshop.domain.spools import Movement, MovementReason
from printshop.domain.valuation import CostLine
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.printer_slots import PrinterSlots
from printshop.repo.rows import AnyRow, AnySelect
from printshop.repo.tables import filament_inventory as spools
from printshop.repo.tables import inventory_movements as movements

_MOVEMENT: Final = {"amount_g": "amount_grams", "balance_g": "balance_grams"}
# Winding over counts too: what comes from a reel of unknown grams is as little known.
WEIGHING: Final = (MovementReason.SET, MovementReason.COUNTED, MovementReason.MOVED)
_reversal: Final = movements.alias("reversal")
_MOVEMENT_COLUMNS: Final = [
    _reversal.c.id.label(name)
    if name == "reversed_by_id"
    else movements.c[_MOVEMENT.get(name, name)]
    for name in Movement.model_fields
]


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
    group_id: UUID | None = None
    cost_per_gram: Decimal | None = None


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
        "group_id": booking.group_id,
        "cost_per_gram": booking.cost_per_gram,
    }


class Ledger:
    """Lines of the ledger by spool, by request, by what was booked together."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def book(self, bookings: Sequence[Booking]) -> list[int]:
        """Add lines to the ledger, in order; the database moves the balances with them.

        A spool that is empty afterwards is taken out of the printer it sits in.

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
            movement_ids = sorted(self._connection.scalars(statement))
        if taken := [booking.spool_id for booking in bookings if booking.amount_g < 0]:
            PrinterSlots(self._connection, self._user_id).take_out_gone(taken)
        return movement_ids

    def booked(self, request_id: UUID) -> Movement | None:
        """The line that a request booked, if it did."""
        query = _lines().where(movements.c.request_id == request_id)
        row = self._connection.execute(query).one_or_none()
        return _movement(row) if row else None

    def of_spool(
        self, spool_id: UUID, *, limit: int | None = None, offset: int = 0
    ) -> tuple[Movement, ...]:
        """The lines of a spool, newest first: all, or so many after the first so many."""
        query = _lines().where(movements.c.spool_id == spool_id)
        query = query.order_by(movements.c.id.desc()).limit(limit).offset(offset)
        return tuple(_movement(row) for row in self._connection.execute(query))

    def count_lines(self, spool_id: UUID) -> int:
        """How many lines the ledger of a spool has."""
        query = select(func.count()).select_from(movements).where(movements.c.spool_id == spool_id)
        return self._connection.scalar(query) or 0

    def line(self, movement_id: int) -> Movement:
        """One line of the ledger.

        Raises:
            NotFoundError: there is none of this number in the shop.

        """
        row = self._connection.execute(_lines().where(movements.c.id == movement_id)).one_or_none()
        if row is None:
            raise NotFoundError("booking", movement_id)
        return _movement(row)

    def weighings(self, spool_id: UUID) -> tuple[Movement, ...]:
        """The lines that say of a spool whether its grams are known, oldest first."""
        query = _lines().where(movements.c.spool_id == spool_id, movements.c.reason.in_(WEIGHING))
        rows = self._connection.execute(query.order_by(movements.c.id))
        return tuple(_movement(row) for row in rows)

    def of_group(self, group_id: UUID) -> tuple[Movement, ...]:
        """The lines that were booked together, oldest first."""
        query = _lines().where(movements.c.group_id == group_id)
        rows = self._connection.execute(query.order_by(movements.c.id))
        return tuple(_movement(row) for row in rows)

    def costs_of_filament(self, filament_id: UUID) -> list[CostLine]:
        """The ledgers of all spools of a filament as `moving_average` reads them."""
        return self._cost_lines(spools.c.filament_id == filament_id)

    def _cost_lines(self, which: ColumnElement[bool]) -> list[CostLine]:
        cost = case(
            (movements.c.reason == MovementReason.RECEIVED, spools.c.landed_cost_per_gram),
            else_=func.coalesce(movements.c.cost_per_gram, 0),
        )
        query = (
            select(
                movements.c.id,
                movements.c.reverses_id,
                movements.c.reason,
                movements.c.amount_grams,
                cost,
            )
            .join(spools, spools.c.id == movements.c.spool_id)
            .where(which)
            .order_by(movements.c.id)
        )
        rows = self._connection.execute(query).all()
        # A reversal is a line of the same spool. Joined with themselves, the lines of a shop
        # whose statistics are old were held against each other one by one.
        taken_back = {row[1] for row in rows} - {None}
        return [
            CostLine(*told, is_taken_back=reverses_id is not None or line_id in taken_back)
            for line_id, reverses_id, *told in rows
        ]

    def unreversed_of_job(self, job_id: UUID) -> tuple[Movement, ...]:
        """The lines a job booked that nothing has taken back yet."""
        query = _lines().where(
            movements.c.job_id == job_id,
            movements.c.reverses_id.is_(None),
            _reversal.c.id.is_(None),
        )
        rows = self._connection.execute(query.order_by(movements.c.id))
        return tuple(_movement(row) for row in rows)


def _lines() -> AnySelect:
    return select(*_MOVEMENT_COLUMNS).outerjoin(
        _reversal, _reversal.c.reverses_id == movements.c.id
    )


def _movement(row: AnyRow) -> Movement:
    return Movement(**dict(zip(Movement.model_fields, row, strict=True)))
