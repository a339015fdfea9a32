"""Where and when each version could start, and whether it would be done before the shop closes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import polars as pl

from printshop.analytics.calibration import time_factors
from printshop.analytics.print_ends import closes_after, done_at, is_open_today
from printshop.analytics.printable import ASKED, asked
from printshop.analytics.schedule import next_free, schedule
from printshop.analytics.schedule.abilities import refusal
from printshop.analytics.schedule.factors import Stretch, Stretches
from printshop.analytics.schedule.jobs import Job, Machine, listed
from printshop.analytics.staffed_hours import StaffedHours
from printshop.domain.catalog import MAX_PLATES, Variant
from printshop.domain.print_queue import JobStatus
from printshop.domain.units import MAX_DURATION_S
from printshop.services.planning import timing
from printshop.services.planning.standing import Standing
from printshop.services.planning.timing import staffed_hours, turnaround_s
from printshop.services.print_now.view import PrinterFree

_WISHES: Final = [name for name in ASKED.names() if name != "variant_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The printer that is free first for a version, and how much longer prints take there."""

    printer: PrinterFree
    stretch: Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """The start of each version, none where no printer can print it or nobody knows when.

    by_variant is as if it were printed next: now, or when what prints is done. behind is after
    all that is queued. `first` is the printer that is free first of all, whatever it can print.
    """

    as_of: datetime
    first: PrinterFree | None
    staffed: StaffedHours | None
    turnaround_s: int
    by_variant: Mapping[str, Start]
    behind: Mapping[str, Start]

    @classmethod
    def read(cls, everything: pl.DataFrame, stood: Standing, as_of: datetime) -> Self:
        """Find the printer of each version of PRINTABLE."""
        settings, turnaround = stood.reading.settings, turnaround_s(stood.reading.settings)
        machines = Machine.read(stood.reading.printers, turnaround_s=turnaround)
        by_id = {machine.printer_id: machine for machine in machines}
        free, behind = _free(stood, as_of)
        stretches = Stretches(time_factors(stood.reading.timed))
        found: dict[str, Start] = {}
        queued: dict[str, Start] = {}
        # Files ask for few different things, however many there are.
        for wishes, own in asked(everything, stood.requirements).group_by(_WISHES):
            job = _job(dict(zip(_WISHES, wishes, strict=True)))
            for frees, starts in ((free, found), (behind, queued)):
                able = (one for one in frees if not refusal(job, by_id[str(one.printer_id)]))
                printer = next(able, None)
                if printer is not None:
                    stretch = stretches.of(job, str(printer.printer_id))
                    start = Start(printer=printer, stretch=stretch)
                    starts.update(dict.fromkeys(own["variant_id"], start))
        return cls(
            as_of=as_of,
            first=free[0] if free else None,
            staffed=staffed_hours(settings),
            turnaround_s=turnaround,
            by_variant=found,
            behind=queued,
        )

    @property
    def is_open_today(self) -> bool:
        """Whether somebody is there today, now or later."""
        return self.staffed is not None and is_open_today(self.staffed, self.as_of)

    @property
    def closes_at(self) -> datetime | None:
        """When the shop closes today; None where it does not, or does not open any more."""
        if self.staffed is None or not self.is_open_today:
            return None
        return closes_after(self.staffed, self.as_of)

    def printer(self, variant_id: UUID) -> PrinterFree | None:
        """The printer that could print a version first."""
        start = self.by_variant.get(str(variant_id))
        return start.printer if start else None

    def done_at(self, variant: Variant) -> datetime | None:
        """When a version is likely done there, its plates one after the other."""
        return self._done_at(self.by_variant.get(str(variant.id)), variant)

    def done_behind_at(self, variant: Variant) -> datetime | None:
        """When it is likely done behind the queue; None where that is no later."""
        behind_at = self._done_at(self.behind.get(str(variant.id)), variant)
        done = self.done_at(variant)
        return behind_at if behind_at and done and behind_at > done else None

    def _done_at(self, start: Start | None, variant: Variant) -> datetime | None:
        plates_s = [plate.print_time_s for plate in variant.plates]
        known_s = [print_s for print_s in plates_s if print_s is not None]
        if start is None or self.staffed is None or len(known_s) < len(plates_s):
            return None
        real_s = [round(print_s * start.stretch.factor) for print_s in known_s]
        at = start.printer.free_at
        return done_at(at, real_s, self.staffed, turnaround_s=self.turnaround_s)

    def before_closing(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of RANKED that are done before the shop closes today, nine times in ten.

        While somebody is there, plates follow each other at once.
        """
        open_s = {start: self._open_s(start.printer) for start in set(self.by_variant.values())}
        starts = [self.by_variant.get(one) for one in rows["variant_id"]]
        most_s = pl.Series([open_s[one] if one else None for one in starts], dtype=pl.Int64)
        late = pl.Series(
            [one.stretch.factor * one.stretch.spread if one else None for one in starts],
            dtype=pl.Float64,
        )
        in_between_s = (rows["plate_count"].cast(pl.Int64) - 1) * self.turnaround_s
        return rows.filter((rows["print_s"] * late + in_between_s <= most_s).fill_null(value=False))

    def _open_s(self, printer: PrinterFree) -> int:
        """For how long somebody is there today once a printer is free; below zero for never."""
        closes_at = self.closes_at
        if not self.is_open_today:
            return -1
        if closes_at is None:
            return MAX_DURATION_S * MAX_PLATES
        return int((closes_at - printer.free_at).total_seconds())


def _free(
    stood: Standing, as_of: datetime
) -> tuple[tuple[PrinterFree, ...], tuple[PrinterFree, ...]]:
    """When each printer is free, the first one first: of what it prints, and of all queued."""
    reading = stood.reading
    said: dict[str, Any] = {
        "as_of": as_of,
        "staffed": staffed_hours(reading.settings),
        "turnaround_s": turnaround_s(reading.settings),
    }
    # Nobody reads here why a job waits, so no filament is named.
    arguments = timing.asked(reading, stood.allocation, {})
    made = schedule(reading.queue, reading.printers, as_of=as_of, **arguments)
    prints = reading.queue.filter(pl.col("status") == JobStatus.PRINTING)["job_id"]
    now = made.planned.filter(pl.col("job_id").is_in(prints.implode()))
    free, behind = (
        tuple(_known(next_free(of, reading.printers, **said))) for of in (now, made.planned)
    )
    return free, behind


def _known(free: pl.DataFrame) -> Iterator[PrinterFree]:
    for row in free.drop_nulls("free_at").sort("free_at", maintain_order=True).to_dicts():
        yield PrinterFree(
            printer_id=UUID(row["printer_id"]), name=row["name"], free_at=row["free_at"]
        )


def _job(wish: Mapping[str, Any]) -> Job:
    """A job that nobody has queued, as the schedule asks printers about it."""
    return Job(
        job_id="",
        plate_id="",
        is_printing=False,
        printer_id=None,
        duration_us=None,
        started_us=None,
        progress_pct=None,
        progress_us=None,
        due_us=None,
        priority=0,
        sliced_for=wish["sliced_for"] or "",
        nozzle_um=wish["nozzle_um"],
        bed_type=wish["bed_type"] or "",
        materials=listed(wish["materials"]),
        filament_count=wish["filament_count"],
    )
