"""Grams, pieces and times far from what the file says: asked about before they are booked."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from printshop.domain.catalog import Plate
from printshop.domain.print_queue import PrintJob
from printshop.errors import DoubtfulPiecesError, DoubtfulTimeError, DoubtfulUseError
from printshop.repo import UnitOfWork
from printshop.services.printing.uses import Said

_LOWEST: Final = Decimal("0.3")
_HIGHEST: Final = Decimal(3)
_SECONDS_A_MINUTE: Final = 60
_MANY_MINUTES: Final = 120


def check_grams(uow: UnitOfWork, plate: Plate, said: Said, *, at_least: Decimal) -> None:
    """Doubt grams outside 0.3 to 3 times what is expected by the file.

    Args:
        uow: to name the filament by.
        plate: what was printed.
        said: what a person said; grams that nobody said are not doubted.
        at_least: the part of the plate that was printed at least, 0 to 1; `said.share` is
            what was printed at most.

    Raises:
        DoubtfulUseError: of a filament, it would have taken far more or far less.

    """
    for filament_id, used_g in said.used_g().items():
        parts_g = [n.used_g for n in plate.requirements if n.filament_id == filament_id]
        estimated_g = sum((part_g for part_g in parts_g if part_g), Decimal(0))
        if None in parts_g or not estimated_g:
            continue
        low_g, high_g = estimated_g * at_least * _LOWEST, estimated_g * said.share * _HIGHEST
        if not low_g <= used_g <= high_g:
            raise DoubtfulUseError(
                what=uow.filaments.get(filament_id).label,
                said=f"{used_g.normalize():,f} g",
                expected=f"{(estimated_g * said.share).quantize(Decimal('0.01')).normalize():,f} g",
            )


def check_pieces(job: PrintJob, plate: Plate, pieces: int) -> None:
    """Doubt more pieces, good and rejected, than the plate makes.

    Raises:
        DoubtfulPiecesError: there are more.

    """
    if pieces > plate.units:
        raise DoubtfulPiecesError(job=job.label, pieces=pieces, made=plate.units)


def check_clock(job: PrintJob, plate: Plate, *, as_of: datetime) -> None:
    """Doubt a print that was started, or was last looked at, too short a while ago to be done.

    Raises:
        DoubtfulTimeError: not 0.3 of its print time can have gone by.

    """
    estimated_s = plate.print_time_s
    if job.started_at is None or not estimated_s:
        return
    done, at = Decimal(0), job.started_at
    if job.progress_pct is not None and job.progress_at is not None:
        done, at = Decimal(job.progress_pct) / 100, job.progress_at
    elapsed_s = round((as_of - at).total_seconds())
    if done + Decimal(elapsed_s) / estimated_s < _LOWEST:
        since_s = round((as_of - job.started_at).total_seconds())
        raise DoubtfulTimeError(
            job=job.label, since=_time(max(since_s, 0)), expected=_time(estimated_s)
        )


def check_time(job: PrintJob, plate: Plate, print_s: int | None) -> None:
    """Doubt a print time outside 0.3 to 3 times the file's.

    Raises:
        DoubtfulUseError: it is.

    """
    estimated_s = plate.print_time_s
    if print_s is None or not estimated_s:
        return
    if not estimated_s * _LOWEST <= print_s <= estimated_s * _HIGHEST:
        raise DoubtfulUseError(
            what=job.label, said=_minutes(print_s), expected=_minutes(estimated_s)
        )


def _minutes(seconds: int) -> str:
    minutes = round(seconds / _SECONDS_A_MINUTE)
    return f"{minutes:,} minute" if minutes == 1 else f"{minutes:,} minutes"


def _time(seconds: int) -> str:
    """Minutes, or hours where those would be hard to grasp: `17 minutes`, `14 h 33 min`."""
    minutes = round(seconds / _SECONDS_A_MINUTE)
    if minutes < _MANY_MINUTES:
        return _minutes(seconds)
    return f"{minutes // 60:,} h {minutes % 60} min"
