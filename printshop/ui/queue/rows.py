"""A waiting job as a row of the list: plain words, no Markdown."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from printshop.domain.feasibility import Feasibility, FeasibilityState, FilamentNeed
from printshop.domain.printers import Printer
from printshop.services.planning.view import JobNeed, QueuedJob
from printshop.services.shop import Shop
from printshop.ui import badges, pictures
from printshop.ui.components.queue_list import Chip, QueueRow
from printshop.ui.formats import count, duration, grams, joined
from printshop.ui.priorities import priority_word
from printshop.ui.queue.clock import Clock
from printshop.ui.queue.words import Position, by_the_file, positions
from printshop.ui.swatches import known_color, placeholder_uri

_MANY: Final = 4
_PICTURE_PX: Final = 112
_NONE: Final = ""


def row_of(row: QueuedJob, idle: Sequence[Printer], clock: Clock, cost: str = "") -> QueueRow:
    """Make the row of a job.

    Args:
        row: the job.
        idle: the printers that a job can start on now.
        clock: now.
        cost: what is said of money.

    """
    badge = badges.readiness(row.feasibility)
    return QueueRow(
        id=str(row.job.id),
        label=row.job.label,
        title=row.model_name,
        part=joined(_version(row), row.plate.label, by_the_file(row.plate.print_time_s), cost),
        thumbnail=row.plate.thumbnail_key or _NONE,
        badge=badge.word,
        icon=badge.icon,
        tone=badge.color,
        chips=_chips(row.needs, row.feasibility),
        when=_when(row, clock),
        where=_where(row, clock),
        due=_due(row, clock),
        is_late=row.is_late,
        priority=priority_word(row.job.priority) if row.job.priority else "",
        note=_note(row.warnings),
        start="Start" if idle else "",
    )


def pictures_of(shop: Shop, rows: Iterable[QueuedJob]) -> dict[str, str]:
    """Addresses of the rows' thumbnails, each sent once however many jobs show it."""
    keys = {row.plate.thumbnail_key for row in rows}
    found = {
        key: pictures.address(shop, key, width_px=_PICTURE_PX) for key in keys if key is not None
    }
    return found | {_NONE: placeholder_uri()}


def _version(row: QueuedJob) -> str:
    return row.variant_label.removeprefix(row.model_name).strip() or row.variant_label


def _chips(needs: Iterable[JobNeed], feasibility: Feasibility) -> list[Chip]:
    """Its filaments with grams and state; those that stop the print stand first."""
    states = {need.filament.id: need for need in feasibility.filaments if need.filament}
    found = positions(needs)
    found.sort(key=lambda at: not _is_bad(states.get(at.filament_id)))
    chips = [
        Chip(
            color=known_color(at.color_hex),
            text=joined(f"{at.label} {_grams(at, states)}", _state(states.get(at.filament_id))),
            is_bad=_is_bad(states.get(at.filament_id)),
        )
        for at in found[:_MANY]
    ]
    if len(found) > _MANY:
        left_out = f"and {len(found) - _MANY} more"
        chips.append(Chip(color=known_color(found[_MANY].color_hex), text=left_out))
    return chips


def _grams(at: Position, states: Mapping[UUID, FilamentNeed]) -> str:
    """What is planned with, which what was learnt makes more or less than the file says."""
    need = states.get(at.filament_id) if at.filament_id else None
    return grams(at.needed_g if need is None or need.required_g is None else need.required_g)


def _is_bad(need: FilamentNeed | None) -> bool:
    return need is not None and need.state in {
        FeasibilityState.SHORT,
        FeasibilityState.UNVERIFIED,
    }


def _state(need: FilamentNeed | None) -> str:
    """What the grams alone do not say; nothing where all is well."""
    if need is None:
        return ""
    match need.state:
        case FeasibilityState.SHORT:
            return f"short by {grams(need.short_g)}"
        case FeasibilityState.UNVERIFIED:
            return "weigh the spools"
        case FeasibilityState.READY_SWAP | FeasibilityState.READY_REFILL:
            return count(need.spools_needed or 0, "spool")
        case FeasibilityState.READY_SUBSTITUTE if need.substitute:
            return f"{need.substitute.label} can stand in"
        case _:
            return ""


def _when(row: QueuedJob, clock: Clock) -> str:
    if row.starts_at is None or row.ends_at is None:
        return ""
    return f"{clock.says(row.starts_at)} → {clock.ends(row.starts_at, row.ends_at)}"


def _where(row: QueuedJob, clock: Clock) -> str:
    if row.starts_at is None or row.ends_at is None:
        return row.schedule_reason
    worst = clock.worst(row.ends_at, row.late_ends_at)
    return joined(worst, f"on {row.printer.name}" if row.printer else "")


def _due(row: QueuedJob, clock: Clock) -> str:
    if row.job.due_at is None:
        return ""
    late = late_by(row)
    if late is not None:
        return f"would end {duration(round(late.total_seconds()))} after it is due"
    return f"{'late: ' if row.is_late else ''}due {clock.says(row.job.due_at)}"


def late_by(row: QueuedJob) -> timedelta | None:
    """How long after its due time a job is likely to end; None where it is in time."""
    due_at: datetime | None = row.job.due_at
    if due_at is None or row.ends_at is None or row.ends_at <= due_at:
        return None
    return row.ends_at - due_at


def _note(warnings: Sequence[str]) -> str:
    more = f" And {len(warnings) - 1} more." if len(warnings) > 1 else ""
    return f"{warnings[0]}{more}" if warnings else ""
