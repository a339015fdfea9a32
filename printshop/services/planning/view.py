"""What a view of the print queue is made of: its jobs, their needs, the printers, the sums."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate, Requirement
from printshop.domain.feasibility import Feasibility
from printshop.domain.filament import Filament
from printshop.domain.print_queue import PrintJob, UsageLine
from printshop.domain.printers import Printer


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
class PlannedTake:
    """What the plan takes from one spool for a job, grams.

    substitute_for: the filament of the file that this one stands in for.
    """

    filament: Filament
    spool_id: UUID
    spool_number: int
    planned_g: Decimal
    substitute_for: Filament | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a printer cannot print a job, one sentence."""

    printer: Printer
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """A job that prints or waits. Times are aware; None where they cannot be said.

    starts_at and ends_at are as likely early as late; late_ends_at is exceeded by one print in
    ten. planned says which spools it is to take from, refusals why which printers were not
    chosen, warnings what is odd, is_late that it ends after it is due, is_at_risk that it may.
    """

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
    late_ends_at: datetime | None = None
    planned: tuple[PlannedTake, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[str, ...] = ()
    is_late: bool = False
    is_at_risk: bool = False


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
class LoadedReel:
    """A spool in a slot of a printer."""

    slot: int
    spool_id: UUID
    spool_number: int
    filament: Filament
    on_hand_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterState:
    """A printer, what it prints, what is in it, and when a further job could start on it."""

    printer: Printer
    current_job: PrintJob | None
    free_at: datetime | None
    loaded: tuple[LoadedReel, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the queue. unknown_time_jobs and unknown_grams_jobs are in no sum."""

    jobs: int
    print_time_s: int
    unknown_time_jobs: int
    needed_g: Decimal
    unknown_grams_jobs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOut:
    """Where in the queue a filament runs out: the first job it does not suffice for.

    short_g is what that job lacks, short_in_all_g what all jobs of the queue lack together;
    at is when that job would start, None where nobody can say.
    """

    filament: Filament
    job: PrintJob
    at: datetime | None
    short_g: Decimal
    short_in_all_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FilamentDemand:
    """What the queue takes of a filament against what is there, grams.

    needed_g is what files ask for and what it is to stand in for. replaced_g of that comes from
    `substitutes`; the rest is on_hand_g less tail_g, which stays on the reels, or it is short.
    short_jobs counts the jobs that lack some of it, unweighed_g says how much hangs on spools
    that were never weighed.
    """

    filament: Filament
    needed_g: Decimal
    on_hand_g: Decimal
    short_g: Decimal
    short_jobs: int = 0
    tail_g: Decimal = Decimal(0)
    unweighed_g: Decimal = Decimal(0)
    replaced_g: Decimal = Decimal(0)
    substitutes: tuple[Filament, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFilament:
    """A filament of which there is enough, though not every job can be served from one spool."""

    filament: Filament
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposal:
    """An order of the waiting jobs that saves filament changes; nobody has to take it."""

    job_ids: tuple[UUID, ...]
    saved_loads: int
    saved_min: int
    saved_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Tonight:
    """The longest waiting job that a printer prints while nobody is there.

    It is started before closing and done when somebody comes again. is_planned: the plan does so
    anyway. instead_of is what the plan starts there then; `order` of the waiting jobs makes it
    so, empty where none does without another priority or a broken due date.
    """

    printer: Printer
    job: PrintJob
    starts_at: datetime
    ends_at: datetime
    is_planned: bool = False
    instead_of: PrintJob | None = None
    order: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """The whole queue at one moment.

    revision changes with the order of the waiting jobs. done_at is when the last job that can
    be planned is done, late_done_at is exceeded one time in ten. Without opening hours (has_hours)
    no time can be said. tonight has one job at most for each printer. proposal is looked for only
    in a short queue.
    """

    jobs: tuple[QueuedJob, ...]
    printers: tuple[PrinterState, ...]
    totals: Totals
    next_free_at: datetime | None
    revision: str = ""
    done_at: datetime | None = None
    late_done_at: datetime | None = None
    demand: tuple[FilamentDemand, ...] = ()
    run_outs: tuple[RunOut, ...] = ()
    splits: tuple[SplitFilament, ...] = ()
    proposal: ChangeProposal | None = None
    tonight: tuple[Tonight, ...] = ()
    has_hours: bool = True
