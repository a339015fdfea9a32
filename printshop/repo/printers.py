"""The shop's printers."""

from uuid import UUID

from sqlalchemy import Connection, delete, exists, insert, select, update

from printshop.domain.printers import NewPrinter, Printer
from printshop.errors import NotFoundError
from printshop.repo.faults import translated
from printshop.repo.tables import model_variants, print_jobs, printers

# More than a list to choose from can show.
_MANY = 200
_COLUMNS = [printers.c[name] for name in Printer.model_fields]


class Printers:
    """Printers by name."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def all(self) -> tuple[Printer, ...]:
        """Every printer, active or not, by name."""
        rows = self._connection.execute(select(*_COLUMNS).order_by(printers.c.name))
        return tuple(Printer(**row) for row in rows.mappings())

    def get(self, printer_id: UUID) -> Printer:
        """One printer.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        return self._one(printer_id, lock=False)

    def lock(self, printer_id: UUID) -> Printer:
        """One printer, locked until the transaction ends: it can start one job only.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        return self._one(printer_id, lock=True)

    def add(self, new: NewPrinter, *, is_demo: bool = False) -> Printer:
        """Add a printer.

        Raises:
            DuplicateError: its name is taken.

        """
        values = {**new.model_dump(), "user_id": self._user_id, "is_demo": is_demo}
        with translated():
            row = self._connection.execute(insert(printers).values(values).returning(*_COLUMNS))
        return Printer(**row.mappings().one())

    def update(self, printer_id: UUID, changes: NewPrinter) -> Printer:
        """Say anew what a printer is.

        Raises:
            DuplicateError: its name is taken.
            NotFoundError: there is none of this id in the shop.

        """
        statement = update(printers).where(printers.c.id == printer_id)
        with translated():
            row = self._connection.execute(
                statement.values(
                    changes.model_dump(include=set(NewPrinter.model_fields))
                ).returning(*_COLUMNS)
            )
        found = row.mappings().one_or_none()
        if found is None:
            raise NotFoundError("printer", printer_id)
        return Printer(**found)

    def set_active(self, printer_id: UUID, *, is_active: bool) -> None:
        """Take a printer into or out of planning.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        changed = self._connection.execute(
            update(printers).where(printers.c.id == printer_id).values(is_active=is_active)
        )
        if changed.rowcount == 0:
            raise NotFoundError("printer", printer_id)

    def has_jobs(self, printer_id: UUID) -> bool:
        """Whether any job, finished ones too, was ever put on a printer."""
        query = select(exists().where(print_jobs.c.printer_id == printer_id))
        return bool(self._connection.execute(query).scalar_one())

    def remove(self, printer_id: UUID) -> None:
        """Forget a printer, and what sits in it; its jobs would lose their printer.

        Raises:
            NotFoundError: there is none of this id in the shop.

        """
        gone = self._connection.execute(delete(printers).where(printers.c.id == printer_id))
        if gone.rowcount == 0:
            raise NotFoundError("printer", printer_id)

    def models_in_files(self) -> tuple[str, ...]:
        """The printer models that the shop's files were sliced for."""
        return self._said_in_files("printer_model")

    def bed_types_in_files(self) -> tuple[str, ...]:
        """The slicer's words for the plates that the shop's files were sliced for."""
        return self._said_in_files("bed_type")

    def _said_in_files(self, column: str) -> tuple[str, ...]:
        said = model_variants.c[column]
        query = select(said).where(said != "").distinct().order_by(said)
        return tuple(self._connection.execute(query.limit(_MANY)).scalars())

    def _one(self, printer_id: UUID, *, lock: bool) -> Printer:
        query = select(*_COLUMNS).where(printers.c.id == printer_id)
        if lock:
            # Keys stay free: what only refers to it, such as a loaded spool, need not wait.
            query = query.with_for_update(key_share=True)
        row = self._connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFoundError("printer", printer_id)
        return Printer(**row)
