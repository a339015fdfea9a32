"""The shop's printers: what each can do, whether it is planned with, and what sits in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import LoadedSpool, NewPrinter, Printer
from printshop.errors import RuleError
from printshop.repo import UnitOfWork
from printshop.services import running_reels
from printshop.services.shop import Shop


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChange:
    """A printer after a change, and the waiting jobs that were freed of it."""

    printer: Printer
    freed_jobs: tuple[str, ...] = ()
    is_removed: bool = False


def list_printers(shop: Shop) -> tuple[Printer, ...]:
    """Every printer of the shop, by name."""
    with shop.unit_of_work() as uow:
        return uow.printers.all()


def create_printer(shop: Shop, new: NewPrinter) -> Printer:
    """Add a printer.

    Raises:
        DuplicateError: its name is taken.

    """
    with shop.unit_of_work() as uow:
        printer = uow.printers.add(new)
        uow.commit()
    return printer


def update_printer(shop: Shop, printer_id: UUID, changes: NewPrinter) -> Printer:
    """Say anew what a printer is and can do; the plan follows at the next look.

    Raises:
        DuplicateError: its name is taken.
        RuleError: a spool sits in a slot that it would not have any more.
        NotFoundError: there is no such printer.

    """
    with shop.unit_of_work() as uow:
        uow.printers.lock(printer_id)
        homeless = next(
            (reel for reel in _reels_in(uow, printer_id) if reel.slot > changes.ams_slots), None
        )
        if homeless is not None:
            spool = uow.spools.get(homeless.spool_id)
            raise RuleError(
                f"Slot {homeless.slot} still holds spool {spool.label}.",
                hint="Take it out first, then say how many slots there are.",
            )
        printer = uow.printers.update(printer_id, changes)
        uow.commit()
    return printer


def set_printer_active(shop: Shop, printer_id: UUID, *, is_active: bool) -> PrinterChange:
    """Take a printer into planning or out of it; jobs that wait for it become free for others.

    Raises:
        RuleError: it prints.
        NotFoundError: there is no such printer.

    """
    with shop.unit_of_work() as uow:
        freed = () if is_active else _free_of_jobs(uow, printer_id)
        printer = uow.printers.lock(printer_id)
        if not is_active:
            _refuse_while_it_prints(uow, printer)
        uow.printers.set_active(printer_id, is_active=is_active)
        uow.commit()
    return PrinterChange(
        printer=printer.model_copy(update={"is_active": is_active}), freed_jobs=freed
    )


def remove_printer(shop: Shop, printer_id: UUID) -> PrinterChange:
    """Remove a printer that never printed; one that did stays for its history, out of use.

    Raises:
        RuleError: it prints.
        NotFoundError: there is no such printer.

    """
    with shop.unit_of_work() as uow:
        freed = _free_of_jobs(uow, printer_id)
        printer = uow.printers.lock(printer_id)
        _refuse_while_it_prints(uow, printer)
        is_removed = not uow.printers.has_jobs(printer_id)
        if is_removed:
            uow.printers.remove(printer_id)
        else:
            uow.printers.set_active(printer_id, is_active=False)
        uow.commit()
    return PrinterChange(
        printer=printer.model_copy(update={"is_active": False}),
        freed_jobs=freed,
        is_removed=is_removed,
    )


def load_spool(shop: Shop, loaded: LoadedSpool) -> None:
    """Put a spool into a slot; it leaves where it sat, and what sat there is taken out.

    Raises:
        RuleError: the printer has no such slot, the spool is put away or empty, or another
            printer prints from it.
        NotFoundError: there is no such printer or spool.

    """
    with shop.unit_of_work() as uow:
        put_in(uow, [loaded])
        uow.commit()


def unload_slot(shop: Shop, printer_id: UUID, slot: int) -> None:
    """Take out what sits in a slot; an empty one stays empty.

    Raises:
        NotFoundError: there is no such printer.

    """
    with shop.unit_of_work() as uow:
        uow.printers.lock(printer_id)
        uow.printer_slots.take_out(printer_id, slot)
        uow.commit()


def put_in(uow: UnitOfWork, reels: Sequence[LoadedSpool]) -> None:
    """Put spools into slots within a transaction: printers are locked first, as by a start.

    Raises:
        RuleError: a printer has no such slot, a spool is put away or empty, or another printer
            prints from it.
        NotFoundError: there is no such printer or spool.

    """
    printers = {
        printer_id: uow.printers.lock(printer_id)
        for printer_id in sorted({reel.printer_id for reel in reels})
    }
    spools = {spool.id: spool for spool in uow.spools.lock(sorted(r.spool_id for r in reels))}
    in_use = running_reels.running(uow, spools)
    for reel in reels:
        printer = printers[reel.printer_id]
        if reel.slot > printer.ams_slots:
            raise RuleError(
                f"{printer.name} has {_slots(printer)}, so there is no slot {reel.slot}.",
                hint="Choose another slot, or say how many slots the printer has.",
            )
        spool = spools.get(reel.spool_id) or uow.spools.get(reel.spool_id)
        if spool.archived_at is not None or spool.quantity_g == 0:
            state = "put away" if spool.archived_at is not None else "empty"
            raise RuleError(
                f"Spool {spool.label} is {state}.",
                hint="Choose another spool, or weigh this one first.",
            )
        running_reels.refuse_to_move(uow, spool, reel.printer_id, in_use)
        uow.printer_slots.put(reel)


def _slots(printer: Printer) -> str:
    if printer.ams_slots == 0:
        return "no AMS"
    return "1 AMS slot" if printer.ams_slots == 1 else f"{printer.ams_slots} AMS slots"


def _reels_in(uow: UnitOfWork, printer_id: UUID) -> list[LoadedSpool]:
    return [reel for reel in uow.printer_slots.all() if reel.printer_id == printer_id]


def _refuse_while_it_prints(uow: UnitOfWork, printer: Printer) -> None:
    busy = uow.jobs.printing_on(printer.id)
    if busy is not None:
        raise RuleError(
            f"{printer.name} prints {busy.label}.",
            hint=f"Finish or cancel {busy.label} first, then take the printer out of use.",
        )


def _free_of_jobs(uow: UnitOfWork, printer_id: UUID) -> tuple[str, ...]:
    """Let the jobs that wait for a printer go to any; jobs are locked before printers."""
    waiting = [
        job.id
        for job in uow.jobs.open()
        if job.status is JobStatus.QUEUED and job.printer_id == printer_id
    ]
    locked = [uow.jobs.get(job_id, lock=True) for job_id in sorted(waiting)]
    return tuple(
        uow.jobs.change(job.id, printer_id=None).label
        for job in locked
        if job.status is JobStatus.QUEUED
    )
