"""Spools: where they are, what is said of them, what they cost. Grams move by their ledger."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    insert,
    select,
    update,
)

from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.spools import Spool, SpoolDetails
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.printer_slots import PrinterSlots
from printshop.repo.rows import AnyRow, AnySelect
from printshop.repo.tables import filament_inventory as spools

_SPOOL: Final = {
    "initial_g": "initial_grams",
    "quantity_g": "quantity_grams",
    "purchased_on": "purchase_date",
    "expires_on": "expiry_date",
}
# These say whether what is on a spool is known or assumed.
_SPOOL_COLUMNS: Final = [spools.c[_SPOOL.get(name, name)] for name in Spool.model_fields]


_OF_LINE: Final = PurchaseLine.model_fields.keys() - {
    "count",
    "net_g",
    "price",
    "expires_on",
    "shopping_item_id",
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

    def archive(self, *spool_ids: UUID, is_archived: bool) -> None:
        """Put spools away, out of the printers they sit in, or take them out again."""
        values = {"archived_at": func.now() if is_archived else None}
        with translated():
            self._connection.execute(
                update(spools).where(spools.c.id.in_(spool_ids)).values(values)
            )
        if is_archived:
            PrinterSlots(self._connection, self._user_id).take_out_gone(spool_ids)

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

    def say_weighed(
        self, spool_id: UUID, *, at: datetime | None, is_weighed: bool | None = None
    ) -> None:
        """Say when a spool was last weighed, and whether its grams are known; None keeps that."""
        known = {} if is_weighed is None else {"is_weighed": is_weighed}
        self._set(spool_id, weighed_at=at, **known)

    def locations(self) -> tuple[str, ...]:
        """The places where unarchived spools are, by name."""
        query = select(spools.c.location).where(
            spools.c.archived_at.is_(None), spools.c.location != ""
        )
        query = query.group_by(spools.c.location)
        return tuple(self._connection.scalars(query.order_by(spools.c.location)))

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
