"""The spools that the row of a job names, and that starting it takes therefore."""

from printshop.domain.print_queue import SpoolChoice
from printshop.services import planning
from printshop.services.planning.view import PrinterState, QueuedJob


def chosen(row: QueuedJob, state: PrinterState | None = None) -> tuple[SpoolChoice, ...]:
    """The spools that the row of a job names; none where it is short, as then there are others.

    Args:
        row: the job.
        state: of the printer, where the person was shown which spool goes into which slot.

    """
    if not row.feasibility.feasible:
        return ()
    found = planning.loads(row.planned, state) if state else ()
    slots = {load.take.spool_id: load.slot for load in found}
    return tuple(
        SpoolChoice(
            filament_id=(take.substitute_for or take.filament).id,
            spool_id=take.spool_id,
            slot=slots.get(take.spool_id),
        )
        for take in row.planned
    )


def has_substitute(row: QueuedJob) -> bool:
    """Whether the row names a spool of another filament than the file asks for."""
    return any(take.substitute_for for take in row.planned)
