"""What the page "Print now" is made of. Times are aware; None where they cannot be said."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from printshop.domain.catalog import Plate, Variant
from printshop.domain.feasibility import Feasibility, FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.printable import BasketLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterFree:
    """From when on a printer could print a further job."""

    printer_id: UUID
    name: str
    free_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolTake:
    """What is to be taken from one spool, grams.

    location is the slot of the printer that it sits in, else where it lies, "" where nobody
    said it.
    """

    filament: Filament
    spool_id: UUID
    spool_number: int
    location: str
    taken_g: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable:
    """A version and whether it can be printed now, all its plates once.

    demand counts its prints of late. takes says which spools give the grams. printer is the one
    that is free first of those that can print it, done_at when it is done there if it is printed
    next, done_behind_at where it is done later behind the queue. loaded_in names a printer that
    has all its filaments.
    """

    variant: Variant
    model_name: str
    thumbnail_key: str | None
    is_newest: bool
    demand: int
    feasibility: Feasibility
    takes: tuple[SpoolTake, ...]
    printer: PrinterFree | None
    done_at: datetime | None
    done_behind_at: datetime | None
    is_done_before_closing: bool
    loaded_in: str

    @property
    def units(self) -> int:
        """Pieces that come out."""
        return sum(plate.units for plate in self.variant.plates)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighFirst:
    """A spool that was never weighed: how many versions its weight makes sure, and helps.

    on_hand_g is what it is assumed to hold, assumed_g the part that the queue leaves.
    """

    filament: Filament
    spool_id: UUID
    spool_number: int
    location: str
    on_hand_g: Decimal
    assumed_g: Decimal
    unlocks: int
    helps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintNow:
    """One page of what can be printed, the best first.

    counts are of all that fits the other filters, by state; total of what fits them all.
    version_count and spool_count are of the whole shop. closes_at is when it closes today, None
    where it never does or is_open_today is no more. has_hours: opening hours are set.
    """

    rows: tuple[Printable, ...]
    total: int
    counts: Mapping[FeasibilityState, int]
    weigh_first: tuple[WeighFirst, ...]
    first_free: PrinterFree | None
    closes_at: datetime | None
    is_open_today: bool
    has_hours: bool
    version_count: int
    spool_count: int
    loaded_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """A line of the basket: how many of its copies can be printed, one after the other.

    print_s is of all copies, None where a plate's time is unknown. state is that of the first
    copy that cannot be printed.
    """

    line: BasketLine
    variant: Variant
    model_name: str
    thumbnail_key: str | None
    ready_copies: int
    state: FeasibilityState
    print_s: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketNeed:
    """What a basket takes of a filament, grams; usable_g is what the queue and the reels leave.

    needed_g is None where nobody has said it of one of the plates.
    """

    filament: Filament | None
    needed_g: Decimal | None
    usable_g: Decimal
    short_g: Decimal
    takes: tuple[SpoolTake, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedBasket:
    """What became of a basket that was put behind the queue. missing: lines that are gone.

    done_at is when its last print is likely done; None where that of one cannot be said.
    """

    lines: tuple[TriedLine, ...]
    needs: tuple[BasketNeed, ...]
    print_s: int
    unknown_time_prints: int
    missing: int
    done_at: datetime | None = None

    @property
    def copies(self) -> int:
        """Copies of all lines."""
        return sum(line.line.copies for line in self.lines)

    @property
    def ready_copies(self) -> int:
        """Copies that can be printed."""
        return sum(line.ready_copies for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinisherPart:
    """A plate that uses up a reel together with others, printed some times."""

    model_name: str
    variant: Variant
    plate: Plate
    needed_g: Decimal
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finisher:
    """Plates that use a reel up: what they take of it, and what is left."""

    parts: tuple[FinisherPart, ...]
    used_g: Decimal
    left_g: Decimal
    left_value: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A reel and what uses it up, the best first.

    usable_g is what is on it less what the queue takes and less what stays on a reel.
    """

    filament: Filament
    spool_id: UUID
    spool_number: int
    location: str
    on_hand_g: Decimal
    held_g: Decimal
    tail_g: Decimal
    usable_g: Decimal
    is_weighed: bool
    finishers: tuple[Finisher, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftoverSpool:
    """A reel that could be used up: little of what is on it is left by the queue."""

    filament: Filament
    spool_id: UUID
    spool_number: int
    location: str
    on_hand_g: Decimal
    left_g: Decimal
