"""Stock-takes: counts of a shelf on their way to the ledger."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from printshop.domain.spools import MovementReason
from printshop.domain.stock_taking import CountedSpool, StockTake
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow
from printshop.repo.tables import inventory_movements as movements
from printshop.repo.tables import stock_take_lines as lines
from printshop.repo.tables import stock_takes

_SAYS_ALL: Final = (MovementReason.SET, MovementReason.COUNTED)
_COLUMNS: Final = [stock_takes.c[name] for name in StockTake.model_fields]
_LINE_COLUMNS: Final = [lines.c[name] for name in CountedSpool.model_fields]


class StockTakes:
    """Stock-takes by id, and their counted spools."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def start(self, stock_take_id: UUID, *, location: str) -> None:
        """Begin one.

        Raises:
            DuplicateError: one of this id was begun already, or one of this place is open.

        """
        values = {"id": stock_take_id, "user_id": self._user_id, "location": location}
        with translated():
            self._connection.execute(insert(stock_takes).values(values))

    def open(self) -> tuple[StockTake, ...]:
        """Those neither booked nor dropped, newest first."""
        query = select(*_COLUMNS).where(
            stock_takes.c.booked_at.is_(None), stock_takes.c.dropped_at.is_(None)
        )
        rows = self._connection.execute(query.order_by(stock_takes.c.created_at.desc()))
        return tuple(_stock_take(row) for row in rows)

    def open_at(self, location: str) -> StockTake | None:
        """The one that a place is being counted by."""
        return next((one for one in self.open() if one.location == location), None)

    def find(self, stock_take_id: UUID, *, lock: bool = False) -> StockTake | None:
        """One stock-take if there is one of this id, with `lock` held as by `get`."""
        query = select(*_COLUMNS).where(stock_takes.c.id == stock_take_id)
        row = self._connection.execute(
            query.with_for_update(key_share=True) if lock else query
        ).one_or_none()
        return None if row is None else _stock_take(row)

    def get(self, stock_take_id: UUID, *, lock: bool = False) -> StockTake:
        """One stock-take, with `lock` held until the transaction ends.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        found = self.find(stock_take_id, lock=lock)
        if found is None:
            raise NotFoundError("stock-take", stock_take_id)
        return found

    def count(self, stock_take_id: UUID, values: Mapping[str, object]) -> None:
        """Note what was found on a spool; counting it again replaces the earlier count.

        The spool must be locked: what its ledger says now is what the count is compared with.
        """
        newest = select(func.coalesce(func.max(movements.c.id), 0)).where(
            movements.c.spool_id == values["spool_id"]
        )
        said = {**values, "ledger_id": self._connection.scalar(newest)}
        row = {**said, "user_id": self._user_id, "stock_take_id": stock_take_id}
        statement = upsert(lines).values(row)
        statement = statement.on_conflict_do_update(
            constraint="uq_stock_take_lines_spool", set_={**said, "counted_at": func.now()}
        )
        with translated():
            self._connection.execute(statement)

    def forget(self, stock_take_id: UUID, spool_id: UUID) -> None:
        """Take a count out again."""
        self._connection.execute(
            delete(lines).where(
                lines.c.stock_take_id == stock_take_id, lines.c.spool_id == spool_id
            )
        )

    def counted(self, stock_take_id: UUID) -> tuple[CountedSpool, ...]:
        """What was found so far, in the order of counting."""
        query = select(*_LINE_COLUMNS).where(lines.c.stock_take_id == stock_take_id)
        rows = self._connection.execute(query.order_by(lines.c.counted_at, lines.c.id))
        return tuple(_line(row) for row in rows)

    def outdated(self, stock_take_id: UUID) -> frozenset[UUID]:
        """The counted spools whose difference does not hold any more.

        After the count, somebody said anew what is on them, or took back a line from before
        it. What was booked since and taken back again changes nothing.
        """
        reversal = movements.alias("reversal")
        query = (
            select(lines.c.spool_id)
            .join(movements, movements.c.spool_id == lines.c.spool_id)
            .outerjoin(reversal, reversal.c.reverses_id == movements.c.id)
            .where(
                lines.c.stock_take_id == stock_take_id,
                movements.c.id > lines.c.ledger_id,
                or_(
                    and_(movements.c.reason.in_(_SAYS_ALL), reversal.c.id.is_(None)),
                    movements.c.reverses_id <= lines.c.ledger_id,
                ),
            )
        )
        return frozenset(self._connection.scalars(query))

    def count_of(self, stock_take_id: UUID, spool_id: UUID) -> CountedSpool | None:
        """What was found on one spool, if it was counted."""
        query = select(*_LINE_COLUMNS).where(
            lines.c.stock_take_id == stock_take_id, lines.c.spool_id == spool_id
        )
        row = self._connection.execute(query).one_or_none()
        return None if row is None else _line(row)

    def close(self, stock_take_id: UUID, *, is_booked: bool) -> None:
        """End one: booked, or dropped."""
        column = "booked_at" if is_booked else "dropped_at"
        self._connection.execute(
            update(stock_takes)
            .where(stock_takes.c.id == stock_take_id)
            .values({column: func.now()})
        )

    def reopen(self, stock_take_id: UUID) -> None:
        """Take one up again that was dropped.

        Raises:
            DuplicateError: its place is being counted by another one.

        """
        with translated():
            self._connection.execute(
                update(stock_takes).where(stock_takes.c.id == stock_take_id).values(dropped_at=None)
            )

    def unbook(self, stock_take: StockTake) -> None:
        """Open one again whose booking was taken back; it is dropped if its place has another.

        Raises:
            DuplicateError: another one of its place is begun at this moment.

        """
        another = self.open_at(stock_take.location)
        with translated():
            self._connection.execute(
                update(stock_takes)
                .where(stock_takes.c.id == stock_take.id)
                .values(booked_at=None, dropped_at=None if another is None else func.now())
            )


def _line(row: AnyRow) -> CountedSpool:
    return CountedSpool(**dict(zip(CountedSpool.model_fields, row, strict=True)))


def _stock_take(row: AnyRow) -> StockTake:
    return StockTake(**dict(zip(StockTake.model_fields, row, strict=True)))
