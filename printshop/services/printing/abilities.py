"""Whether a printer can print a job: the one place where starting asks the plan's rules."""

import polars as pl

from printshop.analytics.schedule.abilities import refusal
from printshop.analytics.schedule.jobs import Job, Machine
from printshop.domain.print_queue import PrintJob
from printshop.domain.printers import Printer
from printshop.repo import UnitOfWork


def refusals(uow: UnitOfWork, job: PrintJob, printer: Printer) -> tuple[str, ...]:
    """Why this printer cannot print this job, a sentence each; none where it can."""
    queue = uow.frames.queue().filter(pl.col("job_id") == str(job.id))
    machines = uow.frames.printers().filter(pl.col("printer_id") == str(printer.id))
    asked, able = Job.read(queue), Machine.read(machines, turnaround_s=0)
    return tuple(filter(None, (refusal(j, m) for j in asked for m in able)))
