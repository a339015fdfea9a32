"""Who ordered what, which printer took it, and how it ended."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from printshop.domain.catalog import VariantStatus
from printshop.domain.print_queue import FailureReason, JobStatus
from printshop.services.demo.assortment import DemoModel, DemoVariant
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.plan import Order, PlannedJob

ORDERED_PLATES: Final = 352
# How long each printer takes of what the slicer says.
_PACES: Final = (1.02, 0.96, 1.05)
_TIMED_BATCHES: Final = 3
_CANCELLED_SHARE: Final = 0.03
_NEWEST_SHARE: Final = 0.6
_UNIT_LOST_SHARE: Final = 0.07
_MIN_UNITS_TO_LOSE: Final = 4

# From which percent to which a print has come when it fails of this.
_PROGRESS_PCT: Final = {
    FailureReason.ADHESION: (1, 9),
    FailureReason.SPAGHETTI: (18, 82),
    FailureReason.CLOG: (12, 90),
    FailureReason.TANGLE: (8, 88),
    FailureReason.RUN_OUT: (55, 96),
    FailureReason.LAYER_SHIFT: (15, 92),
    FailureReason.SUPPORT: (30, 90),
    FailureReason.POWER: (5, 95),
    FailureReason.QUALITY: (100, 100),
    FailureReason.OPERATOR: (1, 6),
}
_NOTES: Final = {
    FailureReason.ADHESION: ("First layer came off at the corner.", "Plate was greasy; washed it."),
    FailureReason.SPAGHETTI: ("Came loose and went on in the air.", ""),
    FailureReason.CLOG: ("Cold pull, then fine again.", "Nozzle changed."),
    FailureReason.TANGLE: ("Loop on the reel.", ""),
    FailureReason.RUN_OUT: ("Reel ran out in the night.", "Nobody there to change the reel."),
    FailureReason.LAYER_SHIFT: ("Belt tightened.", "Hit a curled edge."),
    FailureReason.SUPPORT: ("Supports broke off.", ""),
    FailureReason.POWER: ("Fuse blew.", "Power cut in the street."),
    FailureReason.QUALITY: ("Stringing; not for sale.", "Colours bled into each other."),
    FailureReason.OPERATOR: ("Wrong reel loaded.", "Old print was still on the plate."),
}


def orders(models: Sequence[DemoModel], calendar: Calendar, random: Random) -> list[Order]:
    """The plates that were asked for, earliest first; a batch is one customer's wish."""
    until = calendar.as_of - timedelta(hours=26)
    popular = [model for model in models if model.popularity]
    weights = [model.popularity for model in popular]
    placed: list[Order] = []
    batch = 0
    while len(placed) < ORDERED_PLATES:
        ordered_at = calendar.ordering(random, until=until)
        model = random.choices(popular, weights)[0]
        variant = _variant(model, calendar, ordered_at, random)
        if variant is None:
            continue
        batch += 1
        runs = random.choices((1, 2, 3), (10, 4, 1))[0] if len(variant.plates) == 1 else 1
        placed += [
            Order(
                batch=batch,
                position=position,
                model=model,
                variant=variant,
                plate_index=position % len(variant.plates) + 1,
                ordered_at=ordered_at,
            )
            for position in range(runs * len(variant.plates))
        ]
    return sorted(placed, key=lambda order: (order.ordered_at, order.batch, order.position))


def print_all(
    placed: Sequence[Order], calendar: Calendar, printers: int, *, done_by: datetime, random: Random
) -> list[PlannedJob]:
    """Print the orders one after another, each on the printer that is free first.

    A printer prints one thing at a time, and only when somebody is there it is started
    or cleared. What would not be cleared before `done_by` was never ordered.
    """
    causes = _failures(placed, random)
    free_at = [calendar.begins_at] * printers
    jobs: list[PlannedJob] = []
    for place, order in enumerate(placed):
        if place not in causes and random.random() < _CANCELLED_SHARE:
            jobs.append(_cancelled(order, calendar, random))
            continue
        printer = min(range(printers), key=lambda p: (free_at[p], p))
        pause = timedelta(minutes=random.randint(6, 75))
        ready_at = max(order.ordered_at, free_at[printer]) + pause
        started_at = calendar.noticed(ready_at, random)
        pace = _PACES[printer % len(_PACES)]
        job = _printed(order, calendar, started_at, causes.get(place), random, pace=pace)
        if job.finished_at is not None and job.finished_at <= done_by:
            free_at[printer] = job.finished_at
            jobs.append(replace(job, printer=printer))
    return [job for job in jobs if job.finished_at and job.finished_at <= done_by]


def _variant(
    model: DemoModel, calendar: Calendar, at: datetime, random: Random
) -> DemoVariant | None:
    """The newest version most of the time, else another one that could be ordered then."""
    there = [
        (n, variant)
        for n, variant in enumerate(model.variants)
        if variant.is_sliced and calendar.days_ago(variant.uploaded_days_ago) < at
    ]
    if not there:
        return None
    newest = there[-1][0]
    offered = [v for n, v in there if v.status is not VariantStatus.RETIRED or n == newest]
    return offered[-1] if random.random() < _NEWEST_SHARE else random.choice(offered)


def _failures(placed: Sequence[Order], random: Random) -> dict[int, FailureReason]:
    """Which orders fail and why: each model's share of its prints, evenly or not by chance."""
    by_model: dict[str, list[int]] = defaultdict(list)
    for place, order in enumerate(placed):
        by_model[order.model.key].append(place)
    causes: dict[int, FailureReason] = {}
    for places in by_model.values():
        model = placed[places[0]].model
        count = round(len(places) * model.failure_share)
        for place in random.sample(places, count):
            causes[place] = random.choice(model.failures)
    return causes


def _cancelled(order: Order, calendar: Calendar, random: Random) -> PlannedJob:
    after = timedelta(minutes=random.randint(15, 900))
    return PlannedJob(
        order=order,
        status=JobStatus.CANCELLED,
        finished_at=calendar.noticed(order.ordered_at + after, random),
    )


def _printed(
    order: Order,
    calendar: Calendar,
    started_at: datetime,
    cause: FailureReason | None,
    random: Random,
    *,
    pace: float,
) -> PlannedJob:
    print_s = order.plate.print_min * 60 * random.uniform(0.97, 1.03) * pace
    if cause is not None:
        percent = random.randint(*_PROGRESS_PCT[cause])
        stopped_at = started_at + timedelta(seconds=print_s * percent // 100)
        seen_at = stopped_at + timedelta(minutes=random.randint(4, 70))
        return PlannedJob(
            order=order,
            status=JobStatus.FAILED,
            started_at=started_at,
            finished_at=calendar.noticed(seen_at, random),
            failure_reason=cause,
            failure_note=random.choice(_NOTES[cause]),
            completion_percentage=percent,
            units_good=0,
            share=Decimal(percent) / 100,
        )
    ended_at = started_at + timedelta(seconds=print_s // 1)
    units = order.plate.units
    loses_one = units >= _MIN_UNITS_TO_LOSE and random.random() < _UNIT_LOST_SHARE
    return PlannedJob(
        order=order,
        status=JobStatus.COMPLETED,
        started_at=started_at,
        finished_at=calendar.noticed(ended_at + timedelta(minutes=random.randint(1, 22)), random),
        completion_percentage=100,
        units_good=units - 1 if loses_one else units,
        print_s=int(print_s) if order.batch % _TIMED_BATCHES == 0 else None,
        share=Decimal(1),
    )
