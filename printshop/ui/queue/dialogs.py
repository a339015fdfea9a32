"""Opens the dialog of the queue that is asked for, where its job is still there."""

import streamlit as st

from printshop.domain.print_queue import JobStatus
from printshop.services import planning
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.queue import asked, bench_sure, details, finishing, progress, starting
from printshop.ui.queue.asked import Ask
from printshop.ui.queue.clock import Clock

_WAITING = {Ask.DETAILS, Ask.START}


def open_asked(shop: Shop, clock: Clock) -> None:
    """Open the dialog that a click asked for; where it came too late, say so."""
    about = asked.taken()
    if about is None:
        return
    with boundary.errors():
        queue = planning.list_queue(shop, as_of=clock.as_of)
        row = next((row for row in queue.jobs if row.job.id == about.job_id), None)
        wanted = JobStatus.QUEUED if about.ask in _WAITING else JobStatus.PRINTING
        if row is None or row.job.status is not wanted:
            st.error(_too_late(wanted), icon=":material/error:")
            return
        if about.ask is Ask.DETAILS:
            details.draw(shop, row, queue, clock)
        elif about.ask is Ask.START:
            starting.draw(shop, row, queue, about)
        elif about.ask is Ask.PROGRESS:
            progress.draw(shop, row, clock.progress(row))
        elif about.ask is Ask.CLEAR:
            bench_sure.draw(shop, row, queue, about)
        else:
            finishing.forget(row)
            if about.ask is Ask.COMPLETE:
                finishing.complete(shop, row, about.problem)
            else:
                finishing.fail(shop, row, clock.progress(row))


def _too_late(wanted: JobStatus) -> str:
    does = "waits" if wanted is JobStatus.QUEUED else "prints"
    return f"The job no longer {does}: somebody was quicker. The queue shows where it stands now."
