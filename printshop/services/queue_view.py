"""What a view of the print queue is made of: its jobs, their needs, the printers, the sums."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate, Requirement
from printshop.domain.feasibility import Feasibility
from printshop.domain.filament import Filament
from printshop.domain.print_queue import Printer, PrintJob, UsageLine


@dataclass(frozen=True, slots=True, kw_only=True)
class JobNeed:
    """What a job takes of one position of its file. needed_g None: nobody has said."""

    requirement: Requirement
    filament: Filament | None

    @property
    def label(self) -> str:
        """The shop's filament, or what the slicer called it."""
        if self.filament:
            return self.filament.label
        return self.requirement.slicer_name or self.requirement.slicer_type or "Filament"

    @property
    def color_hex(self) -> str:
        """The colour to show beside it."""
        return self.filament.color_hex if self.filament else self.requirement.color_hex

    @property
    def needed_g(self) -> Decimal | None:
        """Grams of one run."""
        return self.requirement.used_g


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """A job that prints or waits. Times are aware; None where they cannot be said."""

    job: PrintJob
    model_id: UUID
    model_name: str
    variant_label: str
    plate: Plate
    needs: tuple[JobNeed, ...]
    feasibility: Feasibility
    printer: Printer | None
    starts_at: datetime | None
    ends_at: datetime | None
    schedule_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedJob:
    """A finished job and what was booked for it."""

    job: PrintJob
    model_id: UUID
    model_name: str
    variant_label: str
    plate: Plate
    needs: tuple[JobNeed, ...]
    printer: Printer | None
    usage: tuple[UsageLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterState:
    """A printer, what it prints, and when a further job could start on it."""

    printer: Printer
    current_job: PrintJob | None
    free_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the queue. unknown_time_jobs and unknown_grams_jobs are in no sum."""

    jobs: int
    print_time_s: int
    unknown_time_jobs: int
    needed_g: Decimal
    unknown_grams_jobs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The whole queue at one moment."""

    jobs: tuple[QueuedJob, ...]
    printers: tuple[PrinterState, ...]
    totals: Totals
    next_free_at: datetime | None
