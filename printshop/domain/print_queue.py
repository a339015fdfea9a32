"""Print jobs (one plate printed once) and their legal steps."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID, uuid5

from pydantic import AwareDatetime, Field

from printshop.domain.units import DurationSeconds, Frozen, Grams, Note, Percent
from printshop.errors import IllegalTransitionError

# One batch is one wish; what is more than a batch of ten is queued as several.
MAX_RUNS_AT_ONCE: Final = 10
MAX_RUNS: Final = 200
MAX_PRIORITY: Final = 100
# As many as a queue of several farms holds; a request that names more is no person's.
MAX_JOBS_AT_ONCE: Final = 10_000


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

# How far along each is; the legal steps only go on.
_PLACES: Final = dict.fromkeys(FINISHED, 2) | {JobStatus.QUEUED: 0, JobStatus.PRINTING: 1}
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


def batch_ids(batch_id: UUID, runs: int = MAX_RUNS) -> tuple[UUID, ...]:
    """The batches that so many runs are queued as, the same ones each time they are asked for."""
    batches = -(-runs // MAX_RUNS_AT_ONCE)
    return batch_id, *(uuid5(batch_id, str(number)) for number in range(1, batches))


Priority = Annotated[int, Field(ge=-MAX_PRIORITY, le=MAX_PRIORITY)]


class NewJobs(Frozen):
    """Put plates of a variant into the queue.

    Without `plate_ids` every plate of the variant is meant; `quantity` runs of each.
    batch_id is chosen by the caller: the same batch sent twice is queued once.
    """

    batch_id: UUID
    variant_id: UUID
    plate_ids: Annotated[tuple[UUID, ...], Field(max_length=1_000)] = ()
    quantity: Annotated[int, Field(ge=1, le=MAX_RUNS)] = 1
    priority: Priority = 0
    due_at: AwareDatetime | None = None


class PrintJob(Frozen):
    """One plate, printed once. Percent done only where the person said it.

    print_s is how long it printed, where a person said so; retry_of the failed job that it
    prints again; start_note why it was started although something stood against it.
    """

    id: UUID
    number: int
    variant_id: UUID
    plate_id: UUID
    printer_id: UUID | None
    batch_id: UUID
    status: JobStatus
    priority: int
    position: int
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    progress_pct: int | None
    progress_at: datetime | None
    failure_reason: FailureReason | None
    failure_note: str
    completion_percentage: int | None
    units_good: int | None
    units_rejected: int | None
    print_s: int | None
    start_note: str
    retry_of: UUID | None
    created_at: datetime

    @property
    def label(self) -> str:
        """How people call it."""
        return f"Job {self.number}"


def queue_revision(jobs: Iterable[PrintJob]) -> str:
    """A word for what waits, in which order and how urgent: another order has another word.

    Args:
        jobs: open jobs in the order of the queue; those that print are passed over.

    """
    waiting = (job for job in jobs if job.status is JobStatus.QUEUED)
    told = "\n".join(f"{job.id} {job.priority}" for job in waiting)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


class ActualUse(Frozen):
    """Grams of a filament that a run really took, from whichever spools are booked first."""

    filament_id: UUID
    used_g: Grams


class SpoolUse(Frozen):
    """Grams that a run took from one spool; is_measured where somebody weighed them."""

    filament_id: UUID
    spool_id: UUID
    used_g: Grams
    is_measured: bool = False


class SpoolChoice(Frozen):
    """A spool that a job is to take a filament of its file from.

    slot is where the spool is put in the printer; without one it stays where it sits.
    """

    filament_id: UUID
    spool_id: UUID
    slot: Annotated[int, Field(ge=0, le=64)] | None = None


class PlannedSpool(Frozen):
    """What a running job is to take from a spool, in the order of `position`.

    filament_id is the filament of the file, which a spool of another one may stand in for.
    """

    filament_id: UUID
    spool_id: UUID
    job_id: UUID
    position: int
    planned_g: Decimal


class StartJob(Frozen):
    """Start a queued job on a printer.

    Without `spools` the plan's own are taken. `note` says why it is started although
    something stands against it. request_id: the same request sent twice starts it once.
    """

    job_id: UUID
    printer_id: UUID
    spools: Annotated[tuple[SpoolChoice, ...], Field(max_length=200)] = ()
    note: Note = ""
    request_id: UUID | None = None


class ReportProgress(Frozen):
    """How far a printing job is."""

    job_id: UUID
    progress_pct: Percent


class CompleteJob(Frozen):
    """Finish a job well. Without any use the plate's own grams are booked.

    is_confirmed: the person looked again at numbers far from the estimate. asks_when_early:
    what can hardly be done by the clock is asked about as well, as a person may have tapped the
    wrong printer.
    """

    job_id: UUID
    units_good: Annotated[int, Field(ge=0, le=10_000)] | None = None
    units_rejected: Annotated[int, Field(ge=0, le=10_000)] = 0
    actual_use: tuple[ActualUse, ...] = ()
    spool_use: Annotated[tuple[SpoolUse, ...], Field(max_length=200)] = ()
    print_s: DurationSeconds | None = None
    asks_when_early: bool = False
    is_confirmed: bool = False
    request_id: UUID | None = None


class FailJob(Frozen):
    """Finish a job as failed: grams by progress, or as really used."""

    job_id: UUID
    reason: FailureReason
    note: Note = ""
    completion_percentage: Percent | None = None
    actual_use: tuple[ActualUse, ...] = ()
    spool_use: Annotated[tuple[SpoolUse, ...], Field(max_length=200)] = ()
    is_confirmed: bool = False
    request_id: UUID | None = None


class JobStep(Frozen):
    """A step that a job took, and who took it."""

    job_id: UUID
    from_status: JobStatus
    to_status: JobStatus
    request_id: UUID | None
    done_by: str
    done_at: datetime


def was_undone(step: JobStep, steps: Sequence[JobStep]) -> bool:
    """Whether a step was taken back: only undoing leads to an earlier place than it led to.

    Args:
        step: one of `steps`.
        steps: all of its job, oldest first.

    """
    later = steps[steps.index(step) + 1 :]
    return any(_PLACES[each.to_status] < _PLACES[step.to_status] for each in later)


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
    """A job after a step, with what the step booked, and what is odd about it."""

    job: PrintJob
    inventory_updates: tuple[InventoryUpdate, ...] = ()
    warnings: tuple[str, ...] = ()
