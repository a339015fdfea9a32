"""Frames of a small shop, for the tests of the allocation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from printshop.analytics import allocation
from printshop.analytics.allocation import Allocation, Ground
from printshop.analytics.substitutes import SUBSTITUTES
from printshop.frames import QUEUE, REQUIREMENTS, SPOOLS

SpoolRow = tuple[str, str, int, bool, date | None]


# Any: the other fields of Ground.
def allocate(
    requirements: pl.DataFrame,
    jobs: pl.DataFrame,
    spools: pl.DataFrame,
    **rules: Any,  # noqa: ANN401
) -> Allocation:
    """Serve jobs from these spools."""
    return allocation.allocate(requirements, jobs, Ground(spools=spools, **rules))


def shelf(*rows: SpoolRow) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SPOOLS, orient="row")


def weighed(filament: str, *grams: int) -> pl.DataFrame:
    """Build spools named by their filament and grams' order: red0, red1 …"""
    rows = [(f"{filament}{n}", filament, held * 100, True, None) for n, held in enumerate(grams)]
    return pl.DataFrame(rows, schema=SPOOLS, orient="row")


def assumed(filament: str, *grams: int) -> pl.DataFrame:
    rows = [(f"{filament}?{n}", filament, held * 100, False, None) for n, held in enumerate(grams)]
    return pl.DataFrame(rows, schema=SPOOLS, orient="row")


def plates(*rows: tuple[str, str | None, int | None]) -> pl.DataFrame:
    """Build REQUIREMENTS from (plate, filament, centigrams)."""
    cells = [("v", plate, 1, n, name, cg, None, None) for n, (plate, name, cg) in enumerate(rows)]
    return pl.DataFrame(cells, schema=REQUIREMENTS, orient="row")


def queue(*jobs: str, printing: Sequence[int] = (), priority: Sequence[int] = ()) -> pl.DataFrame:
    """Build QUEUE of jobs named job0, job1 … that print these plates, in this order."""
    rows = [
        {
            **dict.fromkeys(QUEUE),
            "job_id": f"job{n}",
            "plate_id": plate,
            "status": "printing" if n in printing else "queued",
            "position": n,
            "priority": priority[n] if priority else 0,
        }
        for n, plate in enumerate(jobs)
    ]
    return pl.DataFrame(rows, schema=QUEUE, orient="row")


def one_filament(*grams: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Build REQUIREMENTS and QUEUE of jobs that take these grams of red, in this order."""
    needed = plates(*((f"plate{n}", "red", needed * 100) for n, needed in enumerate(grams)))
    return needed, queue(*(f"plate{n}" for n in range(len(grams))))


def substitutes(*rows: tuple[str, str, float]) -> pl.DataFrame:
    cells = [(*row, row[2] <= 5) for row in rows]
    return pl.DataFrame(cells, schema=SUBSTITUTES, orient="row")
