"""Which spools sit in which printers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select

from printshop.domain.printers import LoadedSpool
from printshop.repo.faults import translated
from printshop.repo.tables import filament_inventory as spools
from printshop.repo.tables import printer_slots as slots

_COLUMNS = [slots.c[name] for name in LoadedSpool.model_fields]


class PrinterSlots:
    """Loaded spools by printer and slot. A spool sits in one place, a slot holds one spool."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def all(self) -> tuple[LoadedSpool, ...]:
        """Every loaded spool, by printer and slot."""
        rows = self._connection.execute(
            select(*_COLUMNS).order_by(slots.c.printer_id, slots.c.slot)
        )
        return tuple(LoadedSpool(**row) for row in rows.mappings())

    def put(self, loaded: LoadedSpool) -> None:
        """Put a spool into a slot; it leaves where it sat, and what sat there leaves.

        Raises:
            NotFoundError: there is no such printer or spool in the shop.

        """
        self._lock()
        self.take_out_spool(loaded.spool_id)
        self.take_out(loaded.printer_id, loaded.slot)
        with translated():
            self._connection.execute(
                insert(slots).values(**loaded.model_dump(), user_id=self._user_id)
            )

    def take_out(self, printer_id: UUID, slot: int) -> None:
        """Empty a slot."""
        self._lock()
        self._connection.execute(
            delete(slots).where(slots.c.printer_id == printer_id, slots.c.slot == slot)
        )

    def take_out_spool(self, spool_id: UUID) -> None:
        """Take a spool out of wherever it sits."""
        self._lock()
        self._connection.execute(delete(slots).where(slots.c.spool_id == spool_id))

    def take_out_gone(self, spool_ids: Sequence[UUID]) -> None:
        """Take those of these spools that are empty or put away out of wherever they sit.

        The shop's slots are locked only where there is one to take out.
        """
        gone = select(spools.c.id).where(
            spools.c.id.in_(spool_ids),
            spools.c.archived_at.is_not(None) | (spools.c.quantity_grams == 0),
        )
        loaded = select(slots.c.spool_id).where(slots.c.spool_id.in_(gone))
        found = list(self._connection.scalars(loaded))
        if found:
            self._lock()
            self._connection.execute(delete(slots).where(slots.c.spool_id.in_(found)))

    def _lock(self) -> None:
        """Let one transaction of the shop move spools at a time.

        Two that swap the spools of two slots crosswise would wait for each other for ever.
        """
        key = func.hashtextextended(f"{self._user_id}:slots", 0)
        self._connection.execute(select(func.pg_advisory_xact_lock(key)))
