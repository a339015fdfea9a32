"""Queues, printers and hours for tests of the schedule."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import polars as pl

from printshop.analytics.schedule import schedule
from printshop.analytics.staffed_hours import StaffedHours
from printshop.frames import PRINTERS, QUEUE

EIGHT_TO_TWENTY = StaffedHours.every_day(time(8), time(20))
ALWAYS = StaffedHours.always()
PRINTER_A = ("A", "Anna")
PRINTER_B = ("B", "Bert")
TURNAROUND = timedelta(minutes=15)


def at(hour: int, minute: int = 0, *, day: int = 1) -> datetime:
    """Return a time of June 2026; the 1st is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


NINE = at(9)


def printers(*rows: tuple[str, str]) -> pl.DataFrame:
    cells = [(*row, *(None,) * (len(PRINTERS) - len(row))) for row in rows]
    return pl.DataFrame(cells, schema=PRINTERS, orient="row")


def queue(*jobs: dict[str, Any]) -> pl.DataFrame:  # Any: cells of QUEUE
    """Build QUEUE; a job is queued for any printer and prints an hour unless it says else."""
    rows = [
        {"job_id": f"job{n}", "position": n, "status": "queued", "duration_s": 3600, **job}
        for n, job in enumerate(jobs)
    ]
    return pl.DataFrame(rows, schema=QUEUE)


def hours(*durations: float) -> pl.DataFrame:
    return queue(*({"duration_s": round(duration * 3600)} for duration in durations))


def printing(printer_id: str, started_at: datetime, duration_s: int | None) -> dict[str, Any]:
    return {
        "status": "printing",
        "printer_id": printer_id,
        "started_at": started_at,
        "duration_s": duration_s,
    }


TWO = printers(PRINTER_A, PRINTER_B)
ONE = printers(PRINTER_A)
# The worked example: jobs of 5, 7, 9, 3, 4 and 2 hours.
SIX_JOBS = hours(5, 7, 9, 3, 4, 2)


# Any: the arguments of `schedule`.
def likely(jobs: pl.DataFrame, shop: pl.DataFrame, **arguments: Any) -> pl.DataFrame:  # noqa: ANN401
    """Plan, and leave the late times out."""
    return schedule(jobs, shop, **arguments).planned.drop("late_starts_at", "late_ends_at")


# Any: cells of PRINTERS.
def can(name: str, **abilities: Any) -> dict[str, Any]:  # noqa: ANN401
    """Build a row of PRINTERS that takes everything unless it says else."""
    return {
        "printer_id": name[0],
        "name": name,
        "model": "",
        "nozzle_um": 400,
        "ams_slots": 4,
        "extruder_count": 1,
        "takes_any_model": True,
        "accepts_models": "",
        "materials": "",
        "bed_types": "",
        "turnaround_s": None,
        **abilities,
    }


def shop_of(*rows: dict[str, Any]) -> pl.DataFrame:  # Any: cells of PRINTERS
    return pl.DataFrame(rows, schema=PRINTERS)
