"""The jobs that ended last, what was booked for each from which spool, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self
from uuid import UUID

import streamlit as st

from printshop.domain.failures import REASON_WORDS
from printshop.domain.filament import Filament
from printshop.domain.print_queue import JobStatus, UsageLine
from printshop.domain.spools import FilamentStock
from printshop.services import costs, planning, stock
from printshop.services.planning.view import FinishedJob
from printshop.services.shop import Shop
from printshop.ui.badges import Badge
from printshop.ui.formats import count, duration, escape_markdown, grams, joined
from printshop.ui.queue import steps, words
from printshop.ui.queue.clock import Clock
from printshop.ui.swatches import filament_label

_SHOWN: Final = 20
# Bound to the address, so that the open list can be kept as a bookmark.
_OPEN: Final = "finished_jobs"
_BADGES: Final = {
    JobStatus.COMPLETED: Badge(word="Completed", icon="check_circle", color="green"),
    JobStatus.FAILED: Badge(word="Failed", icon="report", color="red"),
    JobStatus.CANCELLED: Badge(word="Cancelled", icon="block", color="gray"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """What usage lines refer to: filaments, and the spools' labels."""

    filaments: Mapping[UUID | None, Filament]
    spools: Mapping[UUID | None, str]

    @classmethod
    def of(cls, rows: Sequence[FilamentStock]) -> Self:
        return cls(
            filaments={row.filament.id: row.filament for row in rows},
            spools={spool.id: spool.label for row in rows for spool in row.spools},
        )

    def line(self, used: UsageLine) -> str:
        """One line of Markdown: filament, grams, spool."""
        filament = self.filaments.get(used.filament_id)
        label = filament_label(filament) if filament else "Filament that the shop does not know"
        if used.spool_id is None:
            source = "not booked from a spool"
        else:
            spool = self.spools.get(used.spool_id)
            source = f"spool {escape_markdown(spool)}" if spool else "a spool that is gone"
        planned = f"planned {grams(used.estimated_g)}" if used.estimated_g != used.actual_g else ""
        return joined(f"{label} **{grams(used.actual_g)}**", source, planned)


def draw(shop: Shop, clock: Clock) -> None:
    """Draw the list, read only once somebody opens it."""
    opened = st.expander(
        "Finished jobs",
        icon=":material/history:",
        key=_OPEN,
        on_change="rerun",
        bind="query-params",
    )
    if not opened.open:
        return
    with opened:
        rows = planning.list_finished(shop, limit=_SHOWN)
        if not rows:
            st.markdown("No job is finished yet. What each one used will stand here.")
            return
        shelf = _Shelf.of(stock.list_filaments(shop))
        really, currency = costs.of_jobs(shop, rows), shop.settings().currency
        for row in rows:
            cost = words.really_cost(really.get(row.job.id), currency)
            _draw_row(shop, row, _words(row, shelf, clock, cost))


def _draw_row(shop: Shop, row: FinishedJob, said: str) -> None:
    job = row.job
    key = f"print_queue_finished_{job.id}"
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key=key):
        st.markdown(said, width="stretch")
        if job.status is JobStatus.FAILED:
            st.button(
                "Print again",
                key=f"print_queue.{job.id}.again",
                icon=":material/replay:",
                on_click=steps.print_again,
                args=(shop, job),
            )
        st.button(
            "Undo",
            key=f"print_queue.{job.id}.undo",
            icon=":material/undo:",
            on_click=steps.undo,
            args=(shop, job.id, job.status),
        )


def _words(row: FinishedJob, shelf: _Shelf, clock: Clock, cost: str) -> str:
    job = row.job
    is_failed, is_completed = (job.status is s for s in (JobStatus.FAILED, JobStatus.COMPLETED))
    is_short = is_completed and job.units_good != row.plate.units
    is_partial = is_failed and job.completion_percentage is not None
    facts = joined(
        words.part(row),
        clock.says(job.finished_at),
        f"on {escape_markdown(row.printer.name)}" if row.printer else "",
        f"{count(job.units_good or 0, 'good piece')} of {row.plate.units}" if is_short else "",
        f"**{job.units_rejected} rejected**" if job.units_rejected else "",
        f"printed {duration(job.print_s)}" if job.print_s else "",
        cost,
        REASON_WORDS[job.failure_reason] if job.failure_reason else "",
        f"at {job.completion_percentage} %" if is_partial else "",
        escape_markdown(job.failure_note),
        f"started all the same: {escape_markdown(job.start_note)}" if job.start_note else "",
    )
    used = sorted(row.usage, key=lambda line: -line.actual_g)
    lines = [f"{words.title(row)} {_BADGES[job.status].markdown}", facts]
    return "  \n".join(lines + [shelf.line(line) for line in used if line.actual_g])
