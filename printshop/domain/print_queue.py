"""Print jobs (one plate printed once), their legal steps, and printers."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from printshop.domain.units import Frozen, Grams, Note, OptionalText, Percent, ShortName
from printshop.errors import IllegalTransitionError

MAX_RUNS_AT_ONCE: Final = 10


class JobStatus(StrEnum):
    """Where a job stands. Cancelled is not a failure."""

    QUEUED = "queued"
    PRINTING = "printing"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN: Final = frozenset({JobStatus.QUEUED, JobStatus.PRINTING})
FINISHED: Final = frozenset({JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED})

# The legal steps. A finished job goes back only by undo, to where it stood before.
TRANSITIONS: Final[dict[JobStatus, frozenset[JobStatus]]] = {
    JobStatus.QUEUED: frozenset({JobStatus.PRINTING, JobStatus.CANCELLED}),
    JobStatus.PRINTING: FINISHED,
    JobStatus.COMPLETED: frozenset(),
    JobStatus.FAILED: frozenset(),
    JobStatus.CANCELLED: frozenset(),
}


_STEPS: Final = {
    JobStatus.QUEUED: "queued",
    JobStatus.PRINTING: "started",
    JobStatus.COMPLETED: "completed",
    JobStatus.FAILED: "noted as failed",
    JobStatus.CANCELLED: "cancelled",
}


class FailureReason(StrEnum):
    """Why a print failed."""

    ADHESION = "adhesion"
    SPAGHETTI = "spaghetti"
    CLOG = "clog"
    TANGLE = "tangle"
    RUN_OUT = "run_out"
    LAYER_SHIFT = "layer_shift"
    SUPPORT = "support"
    POWER = "power"
    QUALITY = "quality"
    OPERATOR = "operator"
    OTHER = "other"


def check_transition(job: str, status: JobStatus, wanted: JobStatus) -> None:
    """Raise unless a job may go from `status` to `wanted`.

    Raises:
        IllegalTransitionError: naming the job and both states.

    """
    if wanted not in TRANSITIONS[status]:
        raise IllegalTransitionError(job=job, status=status, wanted=_STEPS[wanted])


class NewPrinter(Frozen):
    """A printer of the shop."""

    name: ShortName
    model: OptionalText = ""
    nozzle_diameter_mm: Annotated[Decimal, Field(gt=0, lt=10)] = Decimal("0.4")
    ams_slots: Annotated[int, Field(ge=0, le=64)] = 4
    watts: Annotated[int, Field(ge=0, le=10_000)] = 120


class Printer(NewPrinter):
    """A stored printer."""

    id: UUID
    is_active: bool
    created_at: datetime


class NewJobs(Frozen):
    """Put plates of a variant into the queue.

    Without `plate_ids` every plate of the variant is meant; `quantity` runs of each.
    batch_id is chosen by the caller: the same batch sent twice is queued once.
    """

    batch_id: UUID
    variant_id: UUID
    plate_ids: tuple[UUID, ...] = ()
    quantity: Annotated[int, Field(ge=1, le=MAX_RUNS_AT_ONCE)] = 1
    priority: Annotated[int, Field(ge=-100, le=100)] = 0


class PrintJob(Frozen):
    """One plate, printed once. Percent done only where the person said it."""

    id: UUID
    number: int
    variant_id: UUID
    plate_id: UUID
    printer_id: UUID | None
    batch_id: UUID
    status: JobStatus
    priority: int
    position: int
    started_at: datetime | None
    finished_at: datetime | None
    failure_reason: FailureReason | None
    failure_note: str
    completion_percentage: int | None
    units_good: int | None
    created_at: datetime

    @property
    def label(self) -> str:
        """How people call it."""
        return f"Job {self.number}"


class ActualUse(Frozen):
    """Grams of a filament that a run really took."""

    filament_id: UUID
    used_g: Grams


class StartJob(Frozen):
    """Start a queued job on a printer."""

    job_id: UUID
    printer_id: UUID


class CompleteJob(Frozen):
    """Finish a job well. Without actual_use the plate's own grams are booked."""

    job_id: UUID
    units_good: Annotated[int, Field(ge=0, le=10_000)] | None = None
    actual_use: tuple[ActualUse, ...] = ()


class FailJob(Frozen):
    """Finish a job as failed: grams by progress, or as really used."""

    job_id: UUID
    reason: FailureReason
    note: Note = ""
    completion_percentage: Percent | None = None
    actual_use: tuple[ActualUse, ...] = ()


class UsageLine(Frozen):
    """What one job took from one spool for one filament, grams.

    filament_id and spool_id are None for a position of the file that no filament of
    the shop was matched to: its grams are known, but there was nothing to book from.
    """

    filament_id: UUID | None
    spool_id: UUID | None
    estimated_g: Decimal
    actual_g: Decimal


class InventoryUpdate(Frozen):
    """What a finished job did to a filament's stock, grams."""

    filament_id: UUID
    consumed_g: Decimal
    new_quantity_g: Decimal


class JobOutcome(Frozen):
    """A job after a step, with what the step booked."""

    job: PrintJob
    inventory_updates: tuple[InventoryUpdate, ...] = ()
