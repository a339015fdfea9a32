"""Whether a printer can print a job: the one place where starting asks the plan's rules."""

import polars as pl

from printshop.domain.print_queue import PrintJob
from printshop.domain.printers import Printer
from printshop.repo import UnitOfWork

_MICROMETERS_A_MILLIMETER = 1000


def refusals(uow: UnitOfWork, job: PrintJob, printer: Printer) -> tuple[str, ...]:
    """Why this printer cannot print this job, a sentence each; none where it can."""
    queue = uow.frames.queue().filter(pl.col("job_id") == str(job.id))
    [asked] = queue.iter_rows(named=True)
    said = []
    own_um = int(printer.nozzle_diameter_mm * _MICROMETERS_A_MILLIMETER)
    if asked["nozzle_um"] not in {None, own_um}:
        wanted_mm = asked["nozzle_um"] / _MICROMETERS_A_MILLIMETER
        said.append(
            f"{printer.name} has a {printer.nozzle_diameter_mm.normalize():f} mm nozzle; "
            f"the file needs {wanted_mm:g} mm."
        )
    accepted = {"", printer.model, *printer.accepts_models}
    if not printer.takes_any_model and printer.model and asked["sliced_for"] not in accepted:
        said.append(f"{printer.name} does not print files for {asked['sliced_for']}.")
    return tuple(said)
