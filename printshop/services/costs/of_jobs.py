"""What finished jobs really cost: what was booked for them, and the time they took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

import polars as pl

from printshop.analytics.cost import used_at
from printshop.domain.costing import MILLIONTHS, CostKind, CostLine, ProductionCost, summed
from printshop.domain.filament import Filament
from printshop.domain.print_queue import JobStatus, UsageLine
from printshop.domain.printers import NewPrinter
from printshop.domain.spools import Spool
from printshop.domain.users import ShopSettings
from printshop.errors.base import shown_amount
from printshop.repo import UnitOfWork
from printshop.services.planning.view import FinishedJob
from printshop.services.shop import Shop

_SECONDS_AN_HOUR: Final = 3600
_MINUTES_AN_HOUR: Final = 60
_WATTS_A_KW: Final = 1000
_HUNDRED: Final = 100
_HUNDREDTH: Final = Decimal("0.01")
# A spool and a filament that grams were booked from; None of what is gone or never was.
_Source = tuple[UUID | None, UUID | None]
# A printer that is gone; as of one that nobody has described.
_NO_PRINTER: Final = NewPrinter(name="-")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prices:
    """What the lines of jobs are priced with."""

    settings: ShopSettings
    spools: Mapping[UUID, Spool]
    filaments: Mapping[UUID, Filament]
    per_gram: Mapping[_Source, tuple[Decimal | None, str]]

    @classmethod
    def read(cls, uow: UnitOfWork, jobs: Sequence[FinishedJob]) -> "_Prices":
        used = [line for job in jobs for line in job.usage]
        spool_ids = {line.spool_id for line in used if line.spool_id}
        filament_ids = {line.filament_id for line in used if line.filament_id}
        spools = {spool.id: spool for spool in uow.spools.of_ids(sorted(spool_ids))}
        filaments = {one.id: one for one in uow.filaments.of_ids(sorted(filament_ids))}
        sources = {(line.spool_id, line.filament_id) for line in used}
        return cls(
            settings=uow.users.settings(),
            spools=spools,
            filaments=filaments,
            per_gram=_per_gram(list(sources), spools, filaments),
        )


def of_jobs(shop: Shop, jobs: Sequence[FinishedJob]) -> dict[UUID, ProductionCost]:
    """What each of these jobs cost, by its id: filament, electricity, printer, setting up.

    Grams cost what was paid for the spool they were booked from; where nobody has said that,
    what the filament costs on average or by itself. A print that failed took its share of the
    time. What never began cost nothing and is left out.

    Args:
        shop: whose.
        jobs: that ended.

    """
    began = [job for job in jobs if job.job.started_at is not None or job.usage]
    if not began:
        return {}
    with shop.snapshot() as uow:
        prices = _Prices.read(uow, began)
    return {job.job.id: _cost(job, prices) for job in began}


def _cost(job: FinishedJob, prices: _Prices) -> ProductionCost:
    lines = (*_filament(job.usage, prices), *_time(job, prices.settings))
    return ProductionCost(
        subject_id=job.job.id,
        lines=lines,
        total=summed(line.amount for line in lines),
        known=sum((line.amount for line in lines if line.amount is not None), Decimal(0)),
        units=max(1, job.job.units_good or 0),
        missing=tuple(dict.fromkeys(line.source for line in lines if line.amount is None)),
    )


def _filament(usage: Sequence[UsageLine], prices: _Prices) -> list[CostLine]:
    lines = []
    for used in usage:
        if not used.actual_g:
            continue
        per_gram, source = _price(used, prices)
        spool = prices.spools.get(used.spool_id) if used.spool_id else None
        average = prices.filaments.get(used.filament_id) if used.filament_id else None
        at_average = average.average_cost_per_gram if average else None
        lines.append(
            CostLine(
                kind=CostKind.MODEL,
                filament_id=used.filament_id,
                quantity=f"{shown_amount(used.actual_g)} g",
                amount=None if per_gram is None else per_gram * used.actual_g,
                at_average=at_average * used.actual_g if at_average else None,
                source=source,
                is_of_spools=spool is not None and bool(spool.actual_cost_per_gram),
            )
        )
    return lines


def _per_gram(
    sources: Sequence[_Source], spools: Mapping[UUID, Spool], filaments: Mapping[UUID, Filament]
) -> dict[_Source, tuple[Decimal | None, str]]:
    """What a gram of each cost and whose price that is, as the dashboard counts it."""
    own = [spools.get(spool_id) if spool_id else None for spool_id, _ in sources]
    of = [filaments.get(filament_id) if filament_id else None for _, filament_id in sources]
    prices = {
        "own_e6": [_e6(one.actual_cost_per_gram) if one else None for one in own],
        "average_e6": [_e6(one.average_cost_per_gram) if one else None for one in of],
        "base_e6": [_e6(one.cost_per_gram_base) if one else None for one in of],
    }
    price, origin = used_at()
    found = pl.DataFrame(prices, schema=dict.fromkeys(prices, pl.Int64)).select(
        price.alias("cost_e6"), origin.alias("origin")
    )
    return {
        source: (None if cost_e6 is None else Decimal(cost_e6) / MILLIONTHS, whose)
        for source, (cost_e6, whose) in zip(sources, found.iter_rows(), strict=True)
    }


def _e6(price: Decimal) -> int:
    return int(price * MILLIONTHS)


def _price(used: UsageLine, prices: _Prices) -> tuple[Decimal | None, str]:
    """What a gram cost, and whose price that is."""
    per_gram, origin = prices.per_gram[used.spool_id, used.filament_id]
    if origin == "own" and used.spool_id:
        return per_gram, f"#{prices.spools[used.spool_id].number}'s own price."
    if origin == "average":
        return per_gram, "The filament's average."
    if origin == "base":
        return per_gram, "The filament's own price."
    filament = prices.filaments.get(used.filament_id) if used.filament_id else None
    if filament is None:
        return None, "Filament that is none of the shop's was used: its price is not known."
    return None, f"Nobody has said what {filament.label} costs: add a price to its spool."


def _time(job: FinishedJob, settings: ShopSettings) -> list[CostLine]:
    """Electricity and printer for the time it took, and a person's minutes for the run."""
    printer = job.printer or _NO_PRINTER
    seconds = _seconds(job)
    hours = None if seconds is None else Decimal(seconds) / _SECONDS_AN_HOUR
    per_hour = settings.machine_per_hour if printer.cost_per_hour is None else printer.cost_per_hour
    kwh_an_hour = Decimal(printer.watts) / _WATTS_A_KW
    said = "" if hours is None else f"{shown_amount(hours.quantize(_HUNDREDTH))} h"
    where = f"on {job.printer.name}" if job.printer else "on a printer that is gone"
    unknown = "Nobody has said how long it printed."
    rates = {
        CostKind.ELECTRICITY: kwh_an_hour * settings.electricity_per_kwh,
        CostKind.MACHINE: per_hour,
    }
    lines = [
        CostLine(
            kind=kind,
            quantity=said,
            amount=rate * hours if hours is not None else Decimal(0) if not rate else None,
            source=unknown if hours is None and rate else f"By the hour, {where}.",
        )
        for kind, rate in rates.items()
    ]
    setup = CostLine(
        kind=CostKind.LABOUR,
        quantity=f"{shown_amount(settings.setup_min)} min",
        amount=settings.setup_min * settings.labour_per_hour / _MINUTES_AN_HOUR,
        source="Setting up a run.",
    )
    return [*lines, setup]


def _seconds(job: FinishedJob) -> int | None:
    """How long it printed: as noted, else as the file says, and of a failed one its share."""
    if job.job.print_s:
        return job.job.print_s
    planned_s = job.plate.print_time_s
    if not planned_s or job.job.status is JobStatus.COMPLETED:
        return planned_s or None
    share_pct = job.job.completion_percentage
    return None if share_pct is None else planned_s * share_pct // _HUNDRED
