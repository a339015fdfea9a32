"""What a card of the queue says of a job, as Markdown."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from printshop.domain.costing import CostKind, ProductionCost
from printshop.domain.feasibility import Feasibility, FilamentNeed
from printshop.domain.units import CENTIGRAM
from printshop.services.planning.view import FinishedJob, JobNeed, PlannedTake, QueuedJob
from printshop.ui import badges
from printshop.ui.formats import (
    UNKNOWN,
    amount,
    duration,
    escape_markdown,
    grams,
    joined,
    money,
    unbroken,
)
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label, swatch

_MANY: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A filament of a job with the grams of all positions that take it; None: unknown."""

    filament_id: UUID | None
    label: str
    color_hex: str
    needed_g: Decimal | None


def positions(of_job: Iterable[JobNeed]) -> list[Position]:
    """The filaments of a job, positions of one filament together."""
    found: dict[tuple[UUID | None, str, str], Decimal | None] = {}
    for need in of_job:
        key = (need.filament.id if need.filament else None, need.label, need.color_hex)
        known = found.get(key, Decimal(0))
        found[key] = None if known is None or need.needed_g is None else known + need.needed_g
    return [
        Position(filament_id=key[0], label=key[1], color_hex=key[2], needed_g=needed_g)
        for key, needed_g in found.items()
    ]


def title(row: QueuedJob | FinishedJob) -> str:
    """Number and model."""
    return f"**{row.job.label} · {escape_markdown(row.model_name)}**"


def part(row: QueuedJob | FinishedJob) -> str:
    """Which version and plate of the model; the model's own name is not said again."""
    version = row.variant_label.removeprefix(row.model_name).strip() or row.variant_label
    return joined(escape_markdown(version), unbroken(escape_markdown(row.plate.label)))


def needs(of_job: Iterable[JobNeed], feasibility: Feasibility | None = None) -> str:
    """Its filaments with their swatches and grams, positions of one filament together.

    Args:
        of_job: the positions of the file.
        feasibility: says why a filament stops the print; those are named first.

    """
    missing = feasibility.missing if feasibility else ()
    stops: dict[UUID | None, FilamentNeed] = {
        need.filament.id: need for need in missing if need.filament
    }
    found = sorted(positions(of_job), key=lambda at: at.filament_id not in stops)
    shown = [
        f"{swatch(at.color_hex, at.label)} {escape_markdown(at.label)} **{grams(at.needed_g)}**"
        + (f" ({badges.reason(stops[at.filament_id])})" if at.filament_id in stops else "")
        for at in found[:_MANY]
    ]
    left_out = f"and {len(found) - _MANY} more" if len(found) > _MANY else ""
    return joined(*shown, left_out)


def needs_and_takes(row: QueuedJob) -> list[str]:
    """Each filament with its grams by the file and as planned, then the spools it comes from."""
    feasibility = row.feasibility
    planned = {need.filament.id: need for need in feasibility.filaments if need.filament}
    stops = {need.filament.id: need for need in feasibility.missing if need.filament}
    lines = []
    for at in positions(row.needs):
        need = planned.get(at.filament_id) if at.filament_id else None
        why = stops.get(at.filament_id) if at.filament_id else None
        lines.append(
            f"{swatch(at.color_hex, at.label)} {escape_markdown(at.label)} "
            + _grams_both_ways(at.needed_g, need.required_g if need else None)
            + (f" ({badges.reason(why)})" if why else "")
        )
        takes = _takes_for(row, at.filament_id)
        lines += [_take(take, is_only=len(takes) == 1) for take in takes]
    return lines


def _grams_both_ways(by_file_g: Decimal | None, planned_g: Decimal | None) -> str:
    """The file's grams; where prints taught more, also what is planned so that it suffices."""
    if by_file_g is None or planned_g is None or by_file_g == planned_g:
        return f"**{grams(by_file_g)}**"
    return f"**{grams(by_file_g)}** by the file, up to **{grams(planned_g)}** planned"


def expected(by_file_g: Decimal | None, expected_g: Decimal) -> str:
    """Why a field starts with other grams than the file's; empty where it does not."""
    if not by_file_g or abs(expected_g - by_file_g) <= CENTIGRAM:
        return ""
    return (
        f"Expected by what the shop's weighed prints took: {grams(expected_g)}. "
        f"The file says {grams(by_file_g)}."
    )


def _takes_for(row: QueuedJob, filament_id: UUID | None) -> list[PlannedTake]:
    return [
        take for take in row.planned if (take.substitute_for or take.filament).id == filament_id
    ]


def _take(take: PlannedTake, *, is_only: bool) -> str:
    """A spool of the plan; grams only where several share them."""
    of_it = "" if is_only else f"**{grams(take.planned_g)}** "
    instead = (
        f", {filament_label(take.filament)} in place of {filament_label(take.substitute_for)}"
        if take.substitute_for
        else ""
    )
    spool = f"from spool \\#{take.spool_number}{instead}"
    return f":material/subdirectory_arrow_right: {of_it}{spool}"


def by_the_file(print_time_s: int | None) -> str:
    """The slicer's print time, which is not what the plan counts with."""
    return f"{duration(print_time_s)} by the file" if print_time_s else "print time unknown"


def run_cost(cost: ProductionCost | None, currency: str) -> str:
    """What one run of a plate costs, none failing: `€1.93`; empty where that is not known."""
    if cost is None or cost.total is None:
        return ""
    return unbroken(amount(cost.total, currency))


def really_cost(cost: ProductionCost | None, currency: str) -> str:
    """What a print that ended cost, and its filament of it; empty where it never began."""
    if cost is None:
        return ""
    if cost.total is None:
        return (
            f"cost unknown, {money(cost.known, currency)} known" if cost.known else "cost unknown"
        )
    filament = cost.of(CostKind.MODEL)
    of_it = f", filament {amount(filament, currency)}" if filament else ""
    return f"cost **{amount(cost.total, currency)}**{of_it}"


def plan(row: QueuedJob, clock: Clock) -> str:
    """When and where it prints, or why that cannot be said; its time and grams."""
    times = escape_markdown(row.schedule_reason)
    if row.starts_at is not None and row.ends_at is not None:
        times = f"{clock.says(row.starts_at)} → **{clock.ends(row.starts_at, row.ends_at)}**" + (
            f" on {escape_markdown(row.printer.name)}" if row.printer else ""
        )
        times = joined(times, clock.worst(row.ends_at, row.late_ends_at))
    time = row.plate.print_time_s
    return joined(
        times,
        by_the_file(time) if time else "",
        _in_all(row),
    )


def _in_all(row: QueuedJob) -> str:
    """Grams of one run where they are not those of a single filament."""
    parts = [need.needed_g for need in row.needs]
    known = [part_g for part_g in parts if part_g is not None]
    if not parts or len(known) < len(parts):
        return f"grams {UNKNOWN}"
    return unbroken(f"{grams(sum(known, Decimal(0)))} in all") if len(parts) > 1 else ""
