"""Spools and their ledger: grams move only by adding a line to the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.spools import Movement, MovementReason, Spool, SpoolDetails
from printshop.domain.valuation import CostLine
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
# These say whether what is on a spool is known or assumed.
_WEIGHING: Final = (MovementReason.SET, MovementReason.COUNTED, MovementReason.MOVED)
_reversal: Final = movements.alias("reversal")
_SPOOL_COLUMNS: Final = [spools.c[_SPOOL.get(name, name)] for name in Spool.model_fields]
_MOVEMENT_COLUMNS: Final = [
    _reversal.c.id.label(name)
    if name == "reversed_by_id"
    else movements.c[_MOVEMENT.get(name, name)]
    for name in Movement.model_fields
]


_OF_LINE: Final = PurchaseLine.model_fields.keys() - {"count", "net_g", "price", "expires_on"}


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


class Spools:
    """Spools by id and by filament, and the only way to move their grams."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def all(self, *, with_archived: bool = False) -> tuple[Spool, ...]:
        """Every spool by number; those that are archived only `with_archived`."""
        query = _select()
        return self._list(query if with_archived else query.where(spools.c.archived_at.is_(None)))

    def of_filament(self, filament_id: UUID, *, are_archived: bool = False) -> tuple[Spool, ...]:
        """The spools of a filament that are not archived, or those that are, by number."""
        query = _select().where(spools.c.filament_id == filament_id)
        return self._list(query.where(spools.c.archived_at.is_not(None) == are_archived))

    def of_ids(self, spool_ids: Sequence[UUID]) -> tuple[Spool, ...]:
        """Those of these spools that there are, archived ones too, by number."""
        return self._list(_select().where(spools.c.id.in_(spool_ids)))

    def at(self, location: str) -> tuple[Spool, ...]:
        """The unarchived spools of a place that hold grams, by number; "" is every place."""
        query = _select().where(spools.c.archived_at.is_(None), spools.c.quantity_grams > 0)
        return self._list(query.where(spools.c.location == location) if location else query)

    def places(self) -> tuple[tuple[str, int], ...]:
        """The places of spools that `at` would give, each with how many; "" is no place said."""
        query = (
            select(spools.c.location, func.count())
            .where(spools.c.archived_at.is_(None), spools.c.quantity_grams > 0)
            .group_by(spools.c.location)
            .order_by(spools.c.location)
        )
        return tuple((row[0], row[1]) for row in self._connection.execute(query))

    def ids_of_filament(self, filament_id: UUID) -> tuple[UUID, ...]:
        """All spools of a filament, archived ones too, locked until the transaction ends."""
        query = select(spools.c.id).where(spools.c.filament_id == filament_id)
        rows = self._connection.scalars(
            query.order_by(spools.c.number).with_for_update(key_share=True)
        )
        return tuple(rows)

    def filaments_of(self, spool_ids: Sequence[UUID]) -> tuple[UUID, ...]:
        """The filaments that these spools are of."""
        query = select(spools.c.filament_id).where(spools.c.id.in_(spool_ids)).distinct()
        return tuple(self._connection.scalars(query))

    def of_purchase(self, purchase_id: UUID) -> tuple[Spool, ...]:
        """The spools of one purchase, by number."""
        return self._list(_select().where(spools.c.purchase_id == purchase_id))

    def of_purchases(self, purchase_ids: Sequence[UUID]) -> dict[UUID, tuple[Spool, ...]]:
        """The spools of each of these purchases that there is, by number."""
        found: dict[UUID, list[Spool]] = {}
        for spool in self._list(_select().where(spools.c.purchase_id.in_(purchase_ids))):
            found.setdefault(spool.purchase_id, []).append(spool)
        return {purchase_id: tuple(of_one) for purchase_id, of_one in found.items()}

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
        return self._list(query.with_for_update(key_share=True) if lock else query)

    def get(self, spool_id: UUID, *, lock: bool = False) -> Spool:
        """One spool, with `lock` held until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        query = _select().where(spools.c.id == spool_id)
        row = self._connection.execute(
            query.with_for_update(key_share=True) if lock else query
        ).one_or_none()
        if row is None:
            raise NotFoundError("spool", spool_id)
        return _spool(row)

    def by_number(self, number: int) -> Spool:
        """The spool with this number on its label.

        Raises:
            NotFoundError: there is none of this number in the shop.

        """
        row = self._connection.execute(_select().where(spools.c.number == number)).one_or_none()
        if row is None:
            raise NotFoundError("spool", f"#{number}")
        return _spool(row)

    def lock(self, spool_ids: Sequence[UUID]) -> tuple[Spool, ...]:
        """These spools, locked until the transaction ends, in the order `holding` takes them."""
        return self._list(
            _select().where(spools.c.id.in_(spool_ids)).with_for_update(key_share=True)
        )

    def add(
        self, purchase: NewPurchase, *, numbers: Sequence[int], costs: Sequence[Decimal]
    ) -> tuple[Spool, ...]:
        """Add the spools of a purchase, still empty: receiving them is a line of the ledger.

        Args:
            purchase: its lines, each of one or more like spools.
            numbers: one for each spool, in the order of the lines.
            costs: what a gram of each line really cost, 0 where unknown.

        Raises:
            DuplicateError: a purchase of this id was added by another browser meanwhile.
            NotFoundError: there is no such filament in the shop.

        """
        self.add_many([(purchase, numbers, costs)])
        return self.of_purchase(purchase.id)

    def add_many(
        self, purchases: Sequence[tuple[NewPurchase, Sequence[int], Sequence[Decimal]]]
    ) -> None:
        """Add the spools of many purchases at once, each with its numbers and costs. See `add`."""
        rows = [row for purchase in purchases for row in self._rows_of(*purchase)]
        with translated():
            self._connection.execute(insert(spools), rows)

    def _rows_of(
        self, purchase: NewPurchase, numbers: Sequence[int], costs: Sequence[Decimal]
    ) -> list[dict[str, object]]:
        # Of spools that are alike the one with the lower id is used first, so the lower number
        # gets the lower id.
        ids = sorted(uuid4() for _ in numbers)
        of_lines = [
            (line, cost, price)
            for line, cost in zip(purchase.lines, costs, strict=True)
            for price in line.prices
        ]
        return [
            {
                **line.model_dump(include=_OF_LINE),
                "id": ids[position],
                "user_id": self._user_id,
                "purchase_id": purchase.id,
                "purchase_position": position,
                "number": numbers[position],
                "initial_grams": line.net_g,
                "price": price,
                "landed_cost_per_gram": cost,
                "actual_cost_per_gram": cost,
                "supplier": purchase.supplier,
                "purchase_date": purchase.purchased_on,
                "expiry_date": line.expires_on,
            }
            for position, (line, cost, price) in enumerate(of_lines)
        ]

    def update_details(self, spool_id: UUID, details: SpoolDetails) -> None:
        """Replace what a person said of a spool."""
        self._set(
            spool_id,
            **{_SPOOL.get(name, name): value for name, value in details.model_dump().items()},
        )

    def set_notes(self, notes: Mapping[UUID, str]) -> None:
        """Write beside each of these spools what is to be known of it, all at once."""
        statement = update(spools).where(spools.c.id == bindparam("of_spool"))
        rows = [{"of_spool": spool_id, "said": note} for spool_id, note in notes.items()]
        if rows:
            with translated():
                self._connection.execute(statement.values(note=bindparam("said")), rows)

    def set_costs(
        self,
        spool_id: UUID,
        *,
        actual_cost_per_gram: Decimal,
        landed_cost_per_gram: Decimal | None = None,
        price: Decimal | None = None,
    ) -> None:
        """Note what a gram on a spool costs, and what was paid where that was corrected."""
        values: dict[str, object] = {"actual_cost_per_gram": actual_cost_per_gram}
        if landed_cost_per_gram is not None:
            values |= {"landed_cost_per_gram": landed_cost_per_gram, "price": price}
        self._set(spool_id, **values)

    def assign(self, spool_ids: Sequence[UUID], filament_id: UUID) -> None:
        """Say that these spools are of another filament."""
        with translated():
            self._connection.execute(
                update(spools).where(spools.c.id.in_(spool_ids)).values(filament_id=filament_id)
            )

    def archive(self, spool_id: UUID, *, is_archived: bool) -> None:
        """Put a spool away, or take it out again."""
        self._set(spool_id, archived_at=func.now() if is_archived else None)

    def _set(self, spool_id: UUID, **values: object) -> None:
        with translated():
            self._connection.execute(update(spools).where(spools.c.id == spool_id).values(values))

    def mark_weighed(self, *spool_ids: UUID) -> None:
        """Note that a person has said what is really on them."""
        values = {"is_weighed": True, "weighed_at": func.now()}
        with translated():
            self._connection.execute(
                update(spools).where(spools.c.id.in_(spool_ids)).values(values)
            )

    def mark_unweighed(self, spool_id: UUID) -> None:
        """Note that what is on it is only assumed."""
        self._set(spool_id, is_weighed=False)

    def forget_weighing(self, line: Movement) -> None:
        """Let a spool count as weighed or not as it did before a line that was taken back.

        What a later line says of it stays.
        """
        if line.reason not in _WEIGHING or line.was_weighed is None:
            return
        query = _lines().where(
            movements.c.spool_id == line.spool_id, movements.c.reason.in_(_WEIGHING)
        )
        rows = self._connection.execute(query.order_by(movements.c.id))
        said = [_movement(row) for row in rows]
        left = [one for one in said if one.reversed_by_id is None]
        on_scale = [one.booked_at for one in left if one.reason is not MovementReason.MOVED]
        values: dict[str, object] = {"weighed_at": max(on_scale, default=None)}
        if all(one.id < line.id for one in left):
            was = line if line.reason is MovementReason.MOVED else said[0]
            values["is_weighed"] = bool(on_scale) or was.was_weighed
        self._set(line.spool_id, **values)

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
        query = _lines().where(movements.c.request_id == request_id)
        row = self._connection.execute(query).one_or_none()
        return _movement(row) if row else None

    def ledger(
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

    def locations(self) -> tuple[str, ...]:
        """The places where unarchived spools are, by name."""
        query = select(spools.c.location).where(
            spools.c.archived_at.is_(None), spools.c.location != ""
        )
        query = query.group_by(spools.c.location)
        return tuple(self._connection.scalars(query.order_by(spools.c.location)))

    def line(self, movement_id: int) -> Movement:
        """One line of the ledger.

        Raises:
            NotFoundError: there is none of this number in the shop.

        """
        row = self._connection.execute(_lines().where(movements.c.id == movement_id)).one_or_none()
        if row is None:
            raise NotFoundError("booking", movement_id)
        return _movement(row)

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


def _lines() -> AnySelect:
    return select(*_MOVEMENT_COLUMNS).outerjoin(
        _reversal, _reversal.c.reverses_id == movements.c.id
    )


def _spool(row: AnyRow) -> Spool:
    return Spool(**dict(zip(Spool.model_fields, row, strict=True)))


def _movement(row: AnyRow) -> Movement:
    return Movement(**dict(zip(Movement.model_fields, row, strict=True)))
