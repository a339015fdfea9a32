"""What a card of the queue says of a job, as Markdown."""

from collections.abc import Iterable
from decimal import Decimal

from printshop.domain.feasibility import Feasibility
from printshop.services.queue_view import FinishedJob, JobNeed, QueuedJob
from printshop.ui import badges
from printshop.ui.formats import UNKNOWN, duration, escape_markdown, grams, joined, unbroken
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import swatch

_MANY = 4


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
    stops = {
        str(need.filament.id): need
        for need in (feasibility.missing if feasibility else ())
        if need.filament
    }
    found: dict[tuple[str, str, str], Decimal | None] = {}
    for need in of_job:
        key = (str(need.filament.id) if need.filament else "", need.label, need.color_hex)
        known = found.get(key, Decimal(0))
        found[key] = None if known is None or need.needed_g is None else known + need.needed_g
    first = sorted(found, key=lambda key: key[0] not in stops)[:_MANY]
    shown = [
        f"{swatch(key[2], key[1])} {escape_markdown(key[1])} **{grams(found[key])}**"
        + (f" ({badges.reason(stops[key[0]])})" if key[0] in stops else "")
        for key in first
    ]
    left_out = f"and {len(found) - _MANY} more" if len(found) > _MANY else ""
    return joined(*shown, left_out)


def plan(row: QueuedJob, clock: Clock) -> str:
    """When and where it prints, or why that cannot be said; its time and grams."""
    times = escape_markdown(row.schedule_reason)
    if row.starts_at is not None and row.ends_at is not None:
        times = f"{clock.says(row.starts_at)} → **{clock.says(row.ends_at)}**"
        times += f" on {escape_markdown(row.printer.name)}" if row.printer else ""
    time = row.plate.print_time_s
    return joined(
        times,
        duration(time) if time is not None else "",
        _in_all(row),
    )


def waiting(row: QueuedJob, clock: Clock) -> str:
    """All that a card of a waiting job says."""
    lines = (
        f"{title(row)} {badges.readiness_badge(row.feasibility)}",
        part(row),
        needs(row.needs, row.feasibility),
        plan(row, clock),
    )
    return "  \n".join(filter(None, lines))


def _in_all(row: QueuedJob) -> str:
    """Grams of one run where they are not those of a single filament."""
    parts = [need.needed_g for need in row.needs]
    known = [part_g for part_g in parts if part_g is not None]
    if not parts or len(known) < len(parts):
        return f"grams {UNKNOWN}"
    return unbroken(f"{grams(sum(known, Decimal(0)))} in all") if len(parts) > 1 else ""
