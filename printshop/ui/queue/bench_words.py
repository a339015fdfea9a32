"""What a card by the printers says, as Markdown: few words, large enough to read from afar."""

from printshop.domain.printers import EXTERNAL_SLOT
from printshop.services.planning import Load
from printshop.services.planning.view import QueuedJob
from printshop.ui import badges
from printshop.ui.formats import duration, escape_markdown, grams, joined
from printshop.ui.queue import words
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import swatch


def clear(following: QueuedJob | None) -> str:
    """What the one tap does: where the next job is known to be blocked, it starts nothing."""
    if following is None or not following.feasibility.feasible:
        return "Cleared, good"
    return f"Cleared, good — start {following.job.label}"


def ends(row: QueuedJob, clock: Clock) -> str:
    """When it is done, and by when at worst."""
    due_at = clock.due_at(row)
    if due_at is None:
        return "Nobody knows when it ends."
    if due_at <= clock.as_of:
        return f":orange[:material/alarm: should be done since **{clock.says(due_at)}**]"
    ends_at = row.ends_at or due_at
    return joined(f"done **{clock.says(ends_at)}**", clock.worst(ends_at, row.late_ends_at))


def next_up(row: QueuedJob, clock: Clock) -> str:
    """A job that waits for the printer: what, how long, from when."""
    badge = "" if row.feasibility.feasible else badges.readiness_badge(row.feasibility)
    late = ":red-badge[:material/event_busy: late]" if row.is_late else ""
    facts = joined(duration(row.plate.print_time_s), f"from {clock.says(row.starts_at)}")
    return f"{words.title(row)} {badge} {late}  \n{words.part(row)} · {facts}"


def load(of: Load) -> str:
    """Which reel goes where, and whether it is there."""
    take = of.take
    name = f"{swatch(take.filament.color_hex, take.filament.color_name)} **#{take.spool_number}**"
    label = escape_markdown(take.filament.label)
    instead = (
        f"instead of {escape_markdown(take.substitute_for.label)}" if take.substitute_for else ""
    )
    return joined(f"{_where(of)} {name} {label}", grams(take.planned_g), instead)


def _where(of: Load) -> str:
    if of.slot is None:
        return ":material/hourglass_empty: when one is used up:"
    place = "holder" if of.slot == EXTERNAL_SLOT else f"slot {of.slot}"
    if of.is_there:
        return f":green[:material/check_circle:] in {place}:"
    return f":orange[:material/move_to_inbox:] **into {place}:**"
