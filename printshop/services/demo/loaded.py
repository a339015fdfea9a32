"""What sits in the demo's printers: the reels of what prints, then of what waits."""

from collections.abc import Iterator, Sequence
from typing import Final

from printshop.domain.print_queue import JobStatus
from printshop.services.demo.plan import PlannedJob, PlannedReel, PlannedStart
from printshop.services.demo.stock import Stock

# A slot stays empty in each, as there is always one that somebody has just cleared.
_EMPTY_SLOTS: Final = 1


def loaded(
    jobs: Sequence[PlannedJob], slots: Sequence[int], stock: Stock
) -> tuple[PlannedReel, ...]:
    """Fill the printers' slots.

    Args:
        jobs: what happened; those that print have their printer.
        slots: how many each printer has, by its place.
        stock: the shelf at the end.

    """
    free = {n: list(range(1, count + 1 - _EMPTY_SLOTS)) for n, count in enumerate(slots)}
    used: set[int] = set()
    reels: list[PlannedReel] = []

    def put(printer: int, key: str) -> None:
        spool = next((spool for spool in stock.on_shelf(key)[::-1] if spool not in used), None)
        if spool is not None and free[printer]:
            used.add(spool)
            reels.append(PlannedReel(printer=printer, slot=free[printer].pop(0), spool=spool))

    for job in jobs:
        if job.status is JobStatus.PRINTING and job.printer is not None:
            for key in _keys(job):
                put(job.printer, key)
    waiting = [key for job in jobs if job.status is JobStatus.QUEUED for key in _keys(job)]
    for place, key in enumerate(dict.fromkeys(waiting)):
        put(place % len(slots), key)
    return tuple(reels)


def started(
    jobs: Sequence[PlannedJob], reels: Sequence[PlannedReel], stock: Stock
) -> Iterator[PlannedStart]:
    """Which loaded spools the printing jobs were started with, where one holds all of a need."""
    for place, job in enumerate(jobs):
        if job.status is not JobStatus.PRINTING:
            continue
        for number, need in enumerate(job.order.plate.needs):
            fits = (
                reel.spool
                for reel in reels
                if reel.printer == job.printer
                and stock.spools[reel.spool].key == need.key
                and stock.left_g(reel.spool) >= need.used_g
            )
            spool = next(fits, None)
            if spool is not None:
                yield PlannedStart(job=place, need=number, spool=spool)


def _keys(job: PlannedJob) -> list[str]:
    return [need.key for need in job.order.plate.needs]
