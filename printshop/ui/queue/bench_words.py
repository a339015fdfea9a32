"""What a card by the printers says, as Markdown: few words, large enough to read from afar."""

from typing import Final

from printshop.domain.printers import EXTERNAL_SLOT
from printshop.services import clearing
from printshop.services.planning import Load, loads
from printshop.services.planning.view import PrinterState, QueuedJob
from printshop.ui import badges
from printshop.ui.formats import count, duration, escape_markdown, grams, joined
from printshop.ui.queue import words
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import swatch

CLEARED: Final = "Cleared, good"


def to_put_in(following: QueuedJob, state: PrinterState) -> int:
    """How many spools somebody has to put into a printer before a job starts on it."""
    return sum(1 for of in loads(following.planned, state) if not of.is_there)


def clear_and_start(following: QueuedJob, state: PrinterState) -> str:
    """What a tap says that was done, and what it starts."""
    n_spools = to_put_in(following, state)
    done = f"Cleared, {count(n_spools, 'spool')} put in" if n_spools else CLEARED
    return f"{done}: start {following.job.label}"


def start(following: QueuedJob, state: PrinterState) -> str:
    """What is to be done before a tap, and what it starts."""
    n_spools = to_put_in(following, state)
    if not n_spools:
        return f"Start {following.job.label}"
    return f"Put in {count(n_spools, 'spool')}, then start {following.job.label}"


def not_started(following: QueuedJob) -> str:
    """Why clearing the bed does not start the next job; empty where it can."""
    reasons = clearing.reasons_against(following)
    if not reasons:
        return ""
    return f"{following.job.label} does not start with it. {escape_markdown(reasons)}"


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
