"""The plan of the demo: the same seed and moment give the same six months."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from printshop.domain.filament import Material
from printshop.domain.print_queue import JobStatus
from printshop.domain.printers import NewPrinter
from printshop.services.demo.assortment import DemoFilament, DemoModel
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.loaded import loaded, started
from printshop.services.demo.orders import orders, print_all
from printshop.services.demo.plan import Order, Plan, PlannedJob, PlannedLine, PlannedSpool
from printshop.services.demo.stock import Stock

PRINTERS: Final = (
    NewPrinter(name="Anvil", model="Bambu Lab P1S", ams_slots=4, watts=110),
    NewPrinter(
        name="Bellows", model="Bambu Lab X1 Carbon", ams_slots=8, watts=130, turnaround_min=10
    ),
    # No enclosure, and another head than the files were sliced for: not everything goes.
    NewPrinter(
        name="Chisel",
        model="Bambu Lab A1",
        ams_slots=4,
        watts=95,
        takes_any_model=False,
        accepts_models=("Bambu Lab P1S",),
        materials=(Material.PLA, Material.PETG, Material.TPU),
    ),
)
# Model, version, plate: what prints now, longest first, and what waits.
_PRINTING: Final = (("lamp", 1, 1), ("dragon", 3, 1))
_WAITING: Final = (
    (("fox", 3, 1), ("fox", 3, 1)),
    (("star", 1, 1),),
    (("bookends", 1, 1), ("bookends", 1, 2)),
    (("stand", 1, 1), ("stand", 1, 2)),
    (("moon", 1, 1),),
    (("bins", 3, 1),),
    (("tower", 1, 1),),
)
# By the place of the order above: what is in a hurry, and when it is to be there.
_PRIORITY: Final = {0: 1}
_DUE_IN: Final = {0: timedelta(hours=9), 2: timedelta(days=1), 4: timedelta(days=3)}
_BEGAN_AGO: Final = timedelta(minutes=40)


def make_plan(
    models: Sequence[DemoModel],
    filaments: Mapping[str, DemoFilament],
    *,
    seed: int,
    calendar: Calendar,
) -> Plan:
    """Everything that happened, and what prints and waits at the calendar's end.

    Args:
        models: what the shop sells.
        filaments: what it prints with, by key.
        seed: decides all chances.
        calendar: the shop's opening hours: nothing is started or cleared outside them.

    """
    live_at = calendar.last_staffed(calendar.as_of - _BEGAN_AGO)
    placed = orders(models, calendar, Random(f"{seed}: orders"))  # noqa: S311 - play, not secrets
    printed = print_all(
        placed,
        calendar,
        len(PRINTERS),
        done_by=live_at - timedelta(minutes=20),
        random=Random(f"{seed}: prints"),  # noqa: S311 - play, not secrets
    )
    stock = Stock(filaments, calendar, Random(f"{seed}: stock"))  # noqa: S311 - play, not secrets
    done = _booked(printed, stock, close_at=live_at - timedelta(minutes=5))
    jobs = done + _live(models, calendar, live_at)
    return replace(_in_order(jobs, stock, stock.put_away(calendar.as_of)), seed=seed)


def _booked(printed: Sequence[PlannedJob], stock: Stock, *, close_at: datetime) -> list[PlannedJob]:
    """The jobs there was filament for, with all they took, in the order they ended."""
    kept: list[PlannedJob] = []
    for job in sorted(printed, key=_ended):
        if job.status is not JobStatus.CANCELLED:
            if not stock.can_print(job):
                continue
            stock.book(len(kept), job)
            stock.tend(job)
        kept.append(job)
    stock.close(close_at)
    return kept


def _live(models: Sequence[DemoModel], calendar: Calendar, live_at: datetime) -> list[PlannedJob]:
    """What prints since `live_at`, and what was queued since yesterday."""
    by_key = {model.key: model for model in models}

    def order(what: tuple[str, int, int], batch: int, position: int, at: datetime) -> Order:
        key, version, plate_index = what
        model = by_key[key]
        return Order(
            batch=batch,
            position=position,
            model=model,
            variant=model.variants[version - 1],
            plate_index=plate_index,
            ordered_at=calendar.last_staffed(at),
        )

    printing = [
        PlannedJob(
            order=order(what, -1 - n, 0, live_at - timedelta(minutes=90 - 20 * n)),
            status=JobStatus.PRINTING,
            printer=n,
            started_at=live_at - timedelta(minutes=9 * n),
        )
        for n, what in enumerate(_PRINTING)
    ]
    waiting = [
        PlannedJob(
            order=order(what, -10 - n, position, live_at - timedelta(minutes=70 - 9 * n)),
            status=JobStatus.QUEUED,
            priority=_PRIORITY.get(n, 0),
            due_at=_due(calendar, n),
        )
        for n, batch in enumerate(_WAITING)
        for position, what in enumerate(batch)
    ]
    return [*printing, *waiting]


def _due(calendar: Calendar, place: int) -> datetime | None:
    """When an order is to be there, on a full hour."""
    if place not in _DUE_IN:
        return None
    return (calendar.as_of + _DUE_IN[place]).replace(minute=0, second=0)


def _in_order(jobs: Sequence[PlannedJob], stock: Stock, put_away: Mapping[int, datetime]) -> Plan:
    """Number jobs by when they were ordered, spools by when they were bought, lines by time."""
    job_places = sorted(range(len(jobs)), key=lambda place: _ordered(jobs[place]))
    spool_places = sorted(range(len(stock.spools)), key=lambda place: _bought(stock.spools[place]))
    line_places = sorted(range(len(stock.lines)), key=lambda p: (stock.lines[p].booked_at, p))
    reels = loaded(jobs, [printer.ams_slots for printer in PRINTERS], stock)
    new_job, new_spool, new_line = map(_inverse, (job_places, spool_places, line_places))
    return Plan(
        printers=PRINTERS,
        jobs=tuple(jobs[place] for place in job_places),
        spools=tuple(stock.spools[place] for place in spool_places),
        lines=tuple(_moved(stock.lines[place], new_spool, new_job) for place in line_places),
        uses=tuple(
            replace(
                use,
                job=new_job[use.job],
                spool=None if use.spool is None else new_spool[use.spool],
                line=None if use.line is None else new_line[use.line],
            )
            for use in stock.uses
        ),
        emptied={new_spool[place]: at for place, at in put_away.items()},
        reels=tuple(replace(reel, spool=new_spool[reel.spool]) for reel in reels),
        starts=tuple(
            replace(start, job=new_job[start.job], spool=new_spool[start.spool])
            for start in started(jobs, reels, stock)
        ),
    )


def _moved(
    line: PlannedLine, new_spool: Mapping[int, int], new_job: Mapping[int, int]
) -> PlannedLine:
    job = None if line.job is None else new_job[line.job]
    return replace(line, spool=new_spool[line.spool], job=job)


def _inverse(places: Sequence[int]) -> dict[int, int]:
    return {old: new for new, old in enumerate(places)}


def _ended(job: PlannedJob) -> tuple[datetime, int, int]:
    return job.finished_at or job.order.ordered_at, job.order.batch, job.order.position


def _ordered(job: PlannedJob) -> tuple[bool, bool, datetime, int, int]:
    """The live queue comes last, as it was given."""
    order = job.order
    is_open = job.finished_at is None
    return is_open, job.status is JobStatus.QUEUED, order.ordered_at, order.batch, order.position


def _bought(spool: PlannedSpool) -> tuple[datetime, int, int]:
    return spool.bought_at, spool.purchase, spool.position
