"""Writing a past in bulk, with its own times: for the demo shop and for imports.

The ledger's rules hold here too: balances are moved by the database, line by line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, insert, text, update

from printshop.domain.print_queue import FailureReason, JobStatus
from printshop.repo.faults import translated
from printshop.repo.ledger import Booking, ledger_row
from printshop.repo.tables import filament_inventory as spools
from printshop.repo.tables import filaments, model_variants, models
from printshop.repo.tables import inventory_movements as movements
from printshop.repo.tables import print_jobs as jobs

# PostgreSQL takes 65,535 parameters in a statement; a line of the ledger has ten.
_LINES_AT_ONCE: Final = 2_000


# The costs as noted last, with the lines of one filament made cheaper.
_CHEAPER: Final = text("""
    INSERT INTO variant_costs (user_id, variant_id, noted_on, unit_cost, lines)
    SELECT c.user_id, c.variant_id, :noted_on, c.unit_cost - was.saved, was.lines
      FROM (SELECT DISTINCT ON (variant_id) * FROM variant_costs
             ORDER BY variant_id, noted_on DESC) c,
           LATERAL (
               SELECT sum((line ->> 'amount')::numeric * part.share) AS saved,
                      jsonb_agg(line || CASE WHEN part.share = 0 THEN '{}'
                          ELSE jsonb_build_object(
                              'amount', (line ->> 'amount')::numeric * (1 - part.share),
                              'per_g', round((line ->> 'per_g')::numeric * (1 - part.share), 6)
                          ) END ORDER BY place) AS lines
                 FROM jsonb_array_elements(c.lines) WITH ORDINALITY AS of_cost (line, place),
                      LATERAL (SELECT CASE WHEN line ->> 'filament_id' = :filament
                                           THEN cast(:share AS numeric) ELSE 0 END) AS part (share)
           ) was
     WHERE c.unit_cost IS NOT NULL
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastJob:
    """A job as it stood when the history was told, with all its times."""

    id: UUID
    number: int
    variant_id: UUID
    plate_id: UUID
    printer_id: UUID | None
    batch_id: UUID
    batch_position: int
    status: JobStatus
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    failure_reason: FailureReason | None
    failure_note: str
    completion_percentage: int | None
    units_good: int | None
    print_s: int | None = None
    priority: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastBooking:
    """A line of the ledger and when it was booked."""

    booking: Booking
    booked_at: datetime


class History:
    """What happened before it was told to Printshop."""

    def __init__(self, connection: Connection, user_id: UUID) -> None:
        """Bind to a transaction."""
        self._connection = connection
        self._user_id = user_id

    def add_jobs(self, past: Sequence[PastJob]) -> None:
        """Add jobs in whatever state they are; each stands at its number in the queue.

        Raises:
            DuplicateError: a number or batch is taken.
            NotFoundError: a plate or printer is not of this shop.

        """
        rows = [
            asdict(job) | {"user_id": self._user_id, "queue_position": job.number} for job in past
        ]
        if rows:
            with translated():
                self._connection.execute(insert(jobs), rows)

    def book(self, past: Sequence[PastBooking]) -> list[int]:
        """Add lines to the ledger, oldest first.

        Returns:
            The ids of the new lines, in the order of `past`.

        Raises:
            InsufficientFilamentError: a balance would fall below zero.

        """
        ids: list[int] = []
        for first in range(0, len(past), _LINES_AT_ONCE):
            rows = [
                ledger_row(self._user_id, line.booking) | {"booked_at": line.booked_at}
                for line in past[first : first + _LINES_AT_ONCE]
            ]
            statement = insert(movements).values(rows).returning(movements.c.id)
            with translated():
                ids += sorted(self._connection.scalars(statement))
        return ids

    def backdate_models(self, created_at: Mapping[UUID, datetime]) -> None:
        """Say when models came into the catalog."""
        self._backdate(models, created_at)

    def backdate_variants(self, created_at: Mapping[UUID, datetime]) -> None:
        """Say when versions came into the catalog."""
        self._backdate(model_variants, created_at)

    def backdate_filaments(self, created_at: Mapping[UUID, datetime]) -> None:
        """Say when filaments were first known."""
        self._backdate(filaments, created_at)

    def archive_spools(self, archived_at: Mapping[UUID, datetime]) -> None:
        """Say when spools were put away."""
        self._stamp(spools, "archived_at", archived_at)

    def note_cheaper_costs(self, noted_on: date, filament_id: UUID, share: Decimal) -> None:
        """Say of all costs that were noted that a filament was cheaper then, by this share."""
        with translated():
            self._connection.execute(
                _CHEAPER, {"noted_on": noted_on, "filament": str(filament_id), "share": share}
            )

    def _backdate(self, table: Table, created_at: Mapping[UUID, datetime]) -> None:
        self._stamp(table, "created_at", created_at)

    def _stamp(self, table: Table, column: str, times: Mapping[UUID, datetime]) -> None:
        rows = [{"row_id": row_id, "moment": moment} for row_id, moment in times.items()]
        if rows:
            statement = (
                update(table)
                .where(table.c.id == bindparam("row_id"))
                .values({column: bindparam("moment")})
            )
            with translated():
                self._connection.execute(statement, rows)
