"""What the demo shop sells its pieces for, and when they were sold."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from random import Random
from typing import Final

from printshop.domain.print_queue import JobStatus
from printshop.services.demo.assortment import DemoModel, DemoPlate, DemoVariant
from printshop.services.demo.calendar import Calendar
from printshop.services.demo.plan import PlannedJob

# Roughly what the shop's own settings make of it: this is how its owner guessed the prices.
_PER_GRAM: Final = Decimal("0.022")
_PER_HOUR: Final = Decimal("0.24")
_PER_PLATE: Final = Decimal("2.50")
_SUCCESS: Final = Decimal("0.9")
_MARKUP: Final = Decimal("2.3")
# Every sixth price is an old one that nobody looked at again.
_OLD_MARKUP: Final = Decimal("1.6")
_OLD_EVERY: Final = 6
_UNDER_A_UNIT: Final = Decimal("0.10")
_SOLD_SHARE: Final = 0.88
_LONGEST_ON_SHELF_DAYS: Final = 12
_BARGAIN_SHARE: Final = 0.06
_BARGAIN: Final = Decimal("0.8")
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSale:
    """Pieces of a model that were sold on a day, at so much each."""

    model: DemoModel
    variant: DemoVariant
    units: int
    unit_price: Decimal
    sold_on: date


def asking_price(model: DemoModel, place: int) -> Decimal:
    """What a piece of a model is offered for; its newest sliced version decides."""
    newest = next((v for v in reversed(model.variants) if v.is_sliced), model.variants[-1])
    made_for = sum((_piece(plate) for plate in newest.plates), Decimal(0))
    markup = _OLD_MARKUP if place % _OLD_EVERY == _OLD_EVERY - 1 else _MARKUP
    return (made_for * markup).to_integral_value(ROUND_CEILING) - _UNDER_A_UNIT


def sales(
    models: Sequence[DemoModel], jobs: Sequence[PlannedJob], calendar: Calendar, random: Random
) -> list[DemoSale]:
    """Who bought what was printed, earliest first; some of it still stands on the shelf."""
    price_of = {model.key: asking_price(model, place) for place, model in enumerate(models)}
    sold: list[DemoSale] = []
    for model, variant, made, made_at in _made(jobs):
        units = sum(random.random() < _SOLD_SHARE for _ in range(made))
        sold_at = made_at + timedelta(days=random.randint(0, _LONGEST_ON_SHELF_DAYS))
        if not units or sold_at >= calendar.as_of:
            continue
        asked = price_of[model.key]
        is_bargain = random.random() < _BARGAIN_SHARE
        sold.append(
            DemoSale(
                model=model,
                variant=variant,
                units=units,
                unit_price=(asked * _BARGAIN).quantize(_CENT) if is_bargain else asked,
                sold_on=sold_at.date(),
            )
        )
    return sorted(sold, key=lambda sale: (sale.sold_on, sale.model.key))


def _made(jobs: Sequence[PlannedJob]) -> Iterator[tuple[DemoModel, DemoVariant, int, datetime]]:
    """Units that were complete when a print ended: one of what each plate yields."""
    good: defaultdict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    done = [job for job in jobs if job.status is JobStatus.COMPLETED and job.finished_at]
    for job in sorted(done, key=lambda job: (job.finished_at, job.order.batch)):
        order = job.order
        plates = good[order.model.key, order.model.variants.index(order.variant)]
        places = range(1, len(order.variant.plates) + 1)
        before = min(plates[place] for place in places)
        plates[order.plate_index] += job.units_good or 0
        made = min(plates[place] for place in places) - before
        if made and job.finished_at:
            yield order.model, order.variant, made, job.finished_at


def _piece(plate: DemoPlate) -> Decimal:
    used_g = sum((need.used_g for need in plate.needs), Decimal(0))
    hours = Decimal(plate.print_min) / 60
    run = used_g * _PER_GRAM + hours * _PER_HOUR + _PER_PLATE
    return run / _SUCCESS / plate.units
