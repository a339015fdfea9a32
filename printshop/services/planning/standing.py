"""The shop at one moment, as print now asks about it: the one place where the stock is judged.

What the queue holds is taken off once; every answer of the page is about what that leaves.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self
from uuid import UUID, uuid4

import polars as pl

from printshop.analytics import feasibility
from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.needs import plate_needs, variant_needs
from printshop.analytics.reservations import left_over, reserve
from printshop.analytics.schedule import next_free, schedule
from printshop.analytics.staffed_hours import StaffedHours
from printshop.domain.feasibility import Feasibility
from printshop.domain.filament import Filament
from printshop.domain.units import to_centigrams
from printshop.domain.users import ShopSettings
from printshop.frames import QUEUE
from printshop.repo import UnitOfWork
from printshop.services import readiness
from printshop.services.planning.print_now_view import PrinterFree
from printshop.services.print_queue import staffed_hours

# What was completed this long ago still says that people want it.
DEMAND_DAYS: Final = 60
_SECONDS_A_MINUTE: Final = 60
# QUEUE cells of a job that nobody has queued.
_THOUGHT_OF: Final = {
    "status": "queued",
    "printer_id": None,
    "duration_s": None,
    "started_at": None,
    "number": 0,
    "priority": 0,
    "due_at": None,
    "progress_pct": None,
    "progress_at": None,
    "sliced_for": "",
    "nozzle_um": None,
    "bed_type": "",
    "materials": "",
    "filament_count": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Frames of one snapshot: REQUIREMENTS, QUEUE, SPOOLS, and SPOOLS that the queue leaves."""

    requirements: pl.DataFrame
    queue: pl.DataFrame
    spools: pl.DataFrame
    left: pl.DataFrame
    tail_cg: int

    @classmethod
    def read(cls, uow: UnitOfWork, variant_ids: Sequence[UUID], settings: ShopSettings) -> Self:
        """Read what these versions need, and what the queue leaves for them."""
        requirements = uow.frames.requirements(variant_ids)
        queue, spools = uow.frames.queue(), uow.frames.spools()
        return cls(
            requirements=requirements,
            queue=queue,
            spools=spools,
            left=left_over(spools, reserve(requirements, queue, spools)),
            tail_cg=to_centigrams(settings.spool_tail_g),
        )

    def of_variants(self) -> pl.DataFrame:
        """FEASIBILITY_BY_FILAMENT of each version, printed once."""
        return feasibility.by_filament(variant_needs(self.requirements), self.left)

    def of_plates(self) -> pl.DataFrame:
        """FEASIBILITY_BY_FILAMENT of each plate, printed once."""
        return feasibility.by_filament(plate_needs(self.requirements), self.left)

    def behind_the_queue(
        self, plates: Sequence[tuple[str, str]]
    ) -> tuple[list[str], pl.DataFrame, pl.DataFrame]:
        """What becomes of (variant_id, plate_id) pairs that were queued after all others.

        Returns:
            The ids that the jobs were given, FEASIBILITY_BY_FILAMENT with subject_id = job_id,
            and HELD; both of these jobs only.

        """
        first = self.queue.height
        rows = [
            _THOUGHT_OF
            | {"job_id": str(uuid4()), "variant_id": variant, "plate_id": plate, "position": place}
            for place, (variant, plate) in enumerate(plates, start=first)
        ]
        longer = pl.concat([self.queue, pl.DataFrame(rows, schema=QUEUE)])
        judged = feasibility.in_queue_order(self.requirements, self.spools, longer)
        held = reserve(self.requirements, longer, self.spools)
        job_ids = [str(row["job_id"]) for row in rows]
        return (
            job_ids,
            judged.filter(pl.col("subject_id").is_in(job_ids)),
            held.filter(pl.col("job_id").is_in(job_ids)),
        )

    def takes(self, filament_id: str, needed_cg: int) -> list[tuple[str, int]]:
        """Which spools give the grams of one filament: (spool_id, centigrams)."""
        return booking_order(self._balances(filament_id), needed_cg)

    def left_on(self, spool_id: UUID) -> int:
        """Centigrams that the queue leaves on a spool."""
        left = self.left.filter(pl.col("spool_id") == str(spool_id))["on_hand_cg"]
        return left.item() if len(left) else 0

    def _balances(self, filament_id: str) -> Iterator[SpoolBalance]:
        columns = ("spool_id", "on_hand_cg", "is_weighed", "expires_on")
        rows = self.left.filter(pl.col("filament_id") == filament_id).select(columns)
        for row in rows.iter_rows(named=True):
            yield SpoolBalance(**row)


def filaments_by_text(uow: UnitOfWork) -> Mapping[str, Filament]:
    """Every filament of the shop by its id as frames write it."""
    return {str(one.id): one for one in uow.filaments.list(with_archived=True)}


def demand_since(as_of: datetime) -> datetime:
    """From when on completed prints count as demand."""
    return as_of - timedelta(days=DEMAND_DAYS)


def hours_of(settings: ShopSettings) -> StaffedHours | None:
    """When somebody is there; None where no day is named."""
    return staffed_hours(settings) if settings.staffed_days else None


def in_words(
    uow: UnitOfWork,  # noqa: ARG001 - warnings are told from what it reads
    stood: Standing,
    judged: pl.DataFrame,
    filaments: Mapping[str, Filament],
    as_of: datetime,  # noqa: ARG001 - like this day
) -> dict[UUID, Feasibility]:
    """FEASIBILITY_BY_FILAMENT in the shop's words, by subject."""
    return readiness.by_subject(judged, stood.spools, filaments)


def can_print(asked: Mapping[str, Any], printer: Mapping[str, Any]) -> bool:  # noqa: ARG001
    """Whether a printer (of PRINTERS) can print what asks for this (of ASKED)."""
    return True


def free_printers(
    queue: pl.DataFrame, printers: pl.DataFrame, settings: ShopSettings, as_of: datetime
) -> tuple[PrinterFree, ...]:
    """When a further job could start on each of PRINTERS, the first one first."""
    staffed = hours_of(settings)
    if staffed is None:
        return ()
    turnaround_s = settings.turnaround_min * _SECONDS_A_MINUTE
    planned = schedule(queue, printers, as_of=as_of, staffed=staffed, turnaround_s=turnaround_s)
    free = next_free(planned, printers, as_of=as_of, staffed=staffed, turnaround_s=turnaround_s)
    known = free.drop_nulls("free_at").sort("free_at", maintain_order=True)
    return tuple(
        PrinterFree(printer_id=UUID(row["printer_id"]), name=row["name"], free_at=row["free_at"])
        for row in known.iter_rows(named=True)
    )
