"""The jobs and printers of a plan, as it reckons with them: times in microseconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import polars as pl

from printshop.analytics.schedule.calendar import S_US
from printshop.frames import PRINTERS, QUEUE, UTC_TIME, conform


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A row of QUEUE. What the file says of printers is None or empty where it does not."""

    job_id: str
    plate_id: str
    is_printing: bool
    printer_id: str | None
    duration_us: int | None
    started_us: int | None
    progress_pct: int | None
    progress_us: int | None
    due_us: int | None
    priority: int
    sliced_for: str
    nozzle_um: int | None
    bed_type: str
    materials: tuple[str, ...]
    filament_count: int

    @classmethod
    def read(cls, queue: pl.DataFrame) -> list[Self]:
        """The jobs of QUEUE, in its order.

        Raises:
            FrameContractError: `queue` does not match its contract.

        """
        rows = conform(queue, QUEUE, "queue").with_columns(
            pl.col("started_at", "due_at", "progress_at").dt.epoch("us")
        )
        return [
            cls(
                job_id=row["job_id"],
                plate_id=row["plate_id"],
                is_printing=row["status"] == "printing",
                printer_id=row["printer_id"],
                duration_us=None if row["duration_s"] is None else row["duration_s"] * S_US,
                started_us=row["started_at"],
                progress_pct=row["progress_pct"],
                progress_us=row["progress_at"],
                due_us=row["due_at"],
                priority=row["priority"] or 0,
                sliced_for=row["sliced_for"] or "",
                nozzle_um=row["nozzle_um"],
                bed_type=row["bed_type"] or "",
                materials=listed(row["materials"]),
                filament_count=row["filament_count"] or 0,
            )
            for row in rows.iter_rows(named=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A row of PRINTERS. What it takes is empty where it takes any."""

    printer_id: str
    name: str
    model: str
    nozzle_um: int | None
    slots: int
    takes_any_model: bool
    accepts_models: tuple[str, ...]
    materials: tuple[str, ...]
    bed_types: tuple[str, ...]
    turnaround_us: int

    @classmethod
    def read(cls, printers: pl.DataFrame, *, turnaround_s: int) -> list[Self]:
        """The printers of PRINTERS, in its order; `turnaround_s` where one has none of its own.

        Raises:
            FrameContractError: `printers` does not match its contract.

        """
        rows = conform(printers, PRINTERS, "printers")
        return [
            cls(
                printer_id=row["printer_id"],
                name=row["name"],
                model=row["model"] or "",
                nozzle_um=row["nozzle_um"],
                slots=_slots(row),
                takes_any_model=row["takes_any_model"] is not False,
                accepts_models=listed(row["accepts_models"]),
                materials=listed(row["materials"]),
                bed_types=listed(row["bed_types"]),
                turnaround_us=_own_or(row["turnaround_s"], turnaround_s) * S_US,
            )
            for row in rows.iter_rows(named=True)
        ]


# Jobs ask for few different things, however many there are.
@lru_cache(maxsize=256)
def listed(joined: str | None) -> tuple[str, ...]:
    """The words of a cell that joins them by a bar."""
    return tuple(word for word in (joined or "").split("|") if word)


def times(name: str, moments_us: list[int | None]) -> pl.Series:
    """A column of aware UTC times."""
    moments = pl.Series(name, moments_us, dtype=pl.Int64).cast(pl.Datetime("us"))
    return moments.dt.replace_time_zone("UTC").cast(UTC_TIME)


def _own_or(own_s: int | None, shops_s: int) -> int:
    return shops_s if own_s is None else own_s


def _slots(row: Mapping[str, int | None]) -> int:
    """Without an AMS, the holder outside counts: one for each extruder."""
    return max(row["ams_slots"] or 0, row["extruder_count"] or 1, 1)
