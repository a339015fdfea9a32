"""What the demo's six months consist of: jobs, purchases and lines of the ledger.

Everything here is a value that follows from the seed and the moment; the database
gives identifiers and numbers later. Spools and jobs are known by their place.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from printshop.domain.print_queue import FailureReason, JobStatus
from printshop.domain.printers import NewPrinter
from printshop.domain.spools import MovementReason
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One plate of one variant, asked for once. `batch` counts the orders."""

    batch: int
    position: int
    model: DemoModel
    variant: DemoVariant
    plate_index: int
    ordered_at: datetime

    @property
    def plate(self) -> DemoPlate:
        """What is to be printed."""
        return self.variant.plates[self.plate_index - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedJob:
    """An order and what became of it. `share` is the part of the grams that was used."""

    order: Order
    status: JobStatus
    printer: int | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure_reason: FailureReason | None = None
    failure_note: str = ""
    completion_percentage: int | None = None
    units_good: int | None = None
    print_s: int | None = None
    share: Decimal = Decimal(0)
    priority: int = 0
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSpool:
    """A reel as it was bought. Reels of one purchase share all but their position."""

    key: str
    purchase: int
    position: int
    net_g: Decimal
    total_price: Decimal
    count: int
    bought_at: datetime
    expires_on: date | None
    batch_identifier: str
    location: str
    is_weighed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """A line of a spool's ledger."""

    spool: int
    amount_g: Decimal
    reason: MovementReason
    booked_at: datetime
    note: str = ""
    job: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUse:
    """What a job took for one of its needs; without a line it took nothing."""

    job: int
    need: int
    spool: int | None
    line: int | None
    estimated_g: Decimal
    actual_g: Decimal
    is_measured: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReel:
    """A spool in a slot of a printer, each by its place."""

    printer: int
    slot: int
    spool: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStart:
    """What a printing job takes of a need from a spool, each by its place."""

    job: int
    need: int
    spool: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole demo, in the order in which it happened.

    `emptied` says when a spool was put away, by place; `seed` decides what is not planned here.
    """

    printers: tuple[NewPrinter, ...]
    jobs: tuple[PlannedJob, ...]
    spools: tuple[PlannedSpool, ...]
    lines: tuple[PlannedLine, ...]
    uses: tuple[PlannedUse, ...]
    emptied: dict[int, datetime]
    reels: tuple[PlannedReel, ...] = ()
    starts: tuple[PlannedStart, ...] = ()
    seed: int = 0
