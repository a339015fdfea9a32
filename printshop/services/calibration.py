"""What the shop's own prints taught about the slicer's grams and minutes, to be shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import polars as pl

from printshop.analytics.calibration import (
    gram_factors,
    rejected,
    rejected_times,
    time_factors,
)
from printshop.domain.printers import plain_model
from printshop.domain.units import from_centigrams, rounded
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop

_STEP = Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntGrams:
    """Grams that prints take for each of the slicer's, on printers of a model; "" is any other."""

    printer_model: str
    material: str
    is_multicolor: bool
    factor: Decimal
    high_factor: Decimal
    job_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LearntTime:
    """Minutes that prints take for each of the slicer's, on one printer."""

    printer_name: str
    material: str
    factor: Decimal
    high_factor: Decimal
    job_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A print too far from its estimate to learn from: grams of a filament, or its seconds."""

    job_id: UUID
    job_label: str
    what: str
    estimated: Decimal
    actual: Decimal
    is_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """All that was learnt, and what was left out of it, latest first."""

    grams: tuple[LearntGrams, ...]
    times: tuple[LearntTime, ...]
    left_out: tuple[LeftOut, ...]


def factors(shop: Shop, *, most_left_out: int = 50) -> Calibration:
    """What the shop learnt from prints that were weighed and timed.

    Args:
        shop: whose prints.
        most_left_out: how many of the prints that teach nothing are named.

    """
    with shop.snapshot() as uow:
        measured, timed = uow.frames.measured(), uow.frames.timed()
        printers = uow.printers.all()
        names = {str(printer.id): printer.name for printer in printers}
        spelled = {plain_model(printer.model): printer.model for printer in printers}
        left_out = tuple(_left_out(uow, measured, timed, most_left_out))
    return Calibration(
        grams=tuple(
            LearntGrams(
                printer_model=spelled.get(row["printer_model"], row["printer_model"]),
                material=row["material"],
                is_multicolor=row["is_multicolor"],
                factor=rounded(row["factor"], _STEP),
                high_factor=rounded(row["high_factor"], _STEP),
                job_count=row["n_jobs"],
            )
            for row in gram_factors(measured).iter_rows(named=True)
        ),
        times=_times(time_factors(timed), names),
        left_out=left_out,
    )


def _times(learnt: pl.DataFrame, names: Mapping[str, str]) -> tuple[LearntTime, ...]:
    rows = sorted(
        learnt.iter_rows(named=True), key=lambda row: (names[row["printer_id"]], row["material"])
    )
    return tuple(
        LearntTime(
            printer_name=names[row["printer_id"]],
            material=row["material"],
            factor=rounded(row["factor"], _STEP),
            high_factor=rounded(row["high_factor"], _STEP),
            job_count=row["n_jobs"],
        )
        for row in rows
    )


def _left_out(
    uow: UnitOfWork, measured: pl.DataFrame, timed: pl.DataFrame, most: int
) -> Iterator[LeftOut]:
    grams, times = rejected(measured).head(most), rejected_times(timed).head(most)
    ids = [UUID(job_id) for job_id in {*grams["job_id"], *times["job_id"]}]
    labels = {job.id: job.label for job in uow.jobs.of_ids(ids)}
    filaments = {
        str(filament.id): filament.label
        for filament in (uow.filaments.list(with_archived=True) if len(grams) else ())
    }
    for row in grams.iter_rows(named=True):
        yield LeftOut(
            job_id=UUID(row["job_id"]),
            job_label=labels[UUID(row["job_id"])],
            what=filaments.get(row["filament_id"], row["material"]),
            estimated=from_centigrams(row["estimated_cg"]),
            actual=from_centigrams(row["actual_cg"]),
            is_time=False,
        )
    for row in times.iter_rows(named=True):
        yield LeftOut(
            job_id=UUID(row["job_id"]),
            job_label=labels[UUID(row["job_id"])],
            what="Print time",
            estimated=Decimal(row["estimated_s"]),
            actual=Decimal(row["actual_s"]),
            is_time=True,
        )
