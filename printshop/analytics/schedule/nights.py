"""What to start last before going home, so that the night is used."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

import polars as pl

from printshop.analytics.schedule.abilities import Abilities
from printshop.analytics.schedule.calendar import S_US, Calendar, us_of
from printshop.analytics.schedule.factors import Stretches
from printshop.analytics.schedule.jobs import Job, Machine, times
from printshop.analytics.schedule.planning import TURNAROUND_S, check_times
from printshop.analytics.staffed_hours import StaffedHours
from printshop.frames import SCHEDULE, UTC_TIME, conform

# One row per printer of PRINTERS, in its order. starts_at is the last start before people go
# home at closes_at; room_s how long a print may then take until somebody is back at opens_at.
# Null where the printer is not free before closing; all of them where nobody ever comes, or
# ever goes. job_id is the waiting job to start then, null where there is none, ends_at its end;
# is_done says whether it is done by opens_at nine times in ten.
TONIGHT: Final = pl.Schema(
    {
        "printer_id": pl.String,
        "closes_at": UTC_TIME,
        "opens_at": UTC_TIME,
        "starts_at": UTC_TIME,
        "room_s": pl.Int64,
        "job_id": pl.String,
        "ends_at": UTC_TIME,
        "is_done": pl.Boolean,
    }
)


def longest_tonight(
    queue: pl.DataFrame,
    printers: pl.DataFrame,
    planned: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours | None,
    turnaround_s: int = TURNAROUND_S,
    time_factors: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Say which waiting job to start last on each printer before going home.

    It is the longest one that nine times in ten is done when somebody is back, of those that
    are not planned to start before that anyway; where none is, the one that ends soonest, as it
    can at least be started. Printers choose in the order of their room, the smallest first: what
    fits there fits into the others as well. No job is given twice. Nothing is changed by this.

    Worked example: free at 18:00, staffed 8 to 20, so 14 hours until 8:00. Of jobs of 3, 12 and
    13 hours, the one of 12: that of 13 takes 14 h 57 min one time in ten, while nothing is learnt.

    Args:
        queue: QUEUE.
        printers: PRINTERS.
        planned: SCHEDULE, from `schedule` with the same arguments.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed; None where nobody ever can.
        turnaround_s: from clearing the bed to the next start, where a printer has none of its own.
        time_factors: TIME_FACTORS; without, the slicer is believed.

    Returns:
        TONIGHT.

    Raises:
        InvalidInputError: `as_of` has no time zone, the turnaround is negative or
            a factor not above zero.
        FrameContractError: a frame does not match its contract.

    """
    check_times(as_of, turnaround_s)
    machines = Machine.read(printers, turnaround_s=turnaround_s)
    jobs = Job.read(queue)
    rows = conform(planned, SCHEDULE, "schedule")
    calendar = Calendar(staffed, as_of) if staffed else None
    closes_us = calendar.closing(us_of(as_of)) if calendar else None
    if calendar is None or closes_us is None:
        return pl.DataFrame({"printer_id": [m.printer_id for m in machines]}).match_to_schema(
            TONIGHT, missing_columns="insert"
        )
    night = _Night(calendar, us_of(as_of), closes_us)
    printing = {job.job_id for job in jobs if job.is_printing}
    begins = night.last_starts(machines, rows, printing)
    starts = dict(rows.select("job_id", pl.col("starts_at").dt.epoch("us")).iter_rows())
    offer = _Offer(
        waiting=[job for job in jobs if not job.is_printing and job.duration_us is not None],
        starts=starts,
        abilities=Abilities(machines),
        stretches=Stretches(time_factors),
    )
    return _tonight(night, machines, begins, offer.choose(night, machines, begins))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Last:
    """The last print before closing; opens_us is when somebody is back."""

    job_id: str
    ends_us: int
    is_done: bool


class _Night:
    """From the next closing to the opening that follows."""

    def __init__(self, calendar: Calendar, now_us: int, closes_us: int) -> None:
        """Of the day that is, or of the next one on which somebody comes."""
        self.closes_us, self.opens_us = closes_us, calendar.next(closes_us)
        self._calendar, self._now_us = calendar, now_us

    def last_starts(
        self, machines: Sequence[Machine], planned: pl.DataFrame, printing: set[str]
    ) -> list[int | None]:
        """When the last print before closing could start on each printer."""
        before = planned.with_columns(pl.col("starts_at", "ends_at").dt.epoch("us")).filter(
            pl.col("starts_at") < self.closes_us
        )
        by_printer = {
            key[0]: rows.sort("starts_at", "ends_at", nulls_last=True)
            .select("job_id", "starts_at", "ends_at")
            .rows()
            for key, rows in before.group_by("printer_id")
        }
        return [
            self._last_start(machine, by_printer.get(machine.printer_id, []), printing)
            for machine in machines
        ]

    def _last_start(
        self, machine: Machine, rows: Sequence[tuple[str, int, int | None]], printing: set[str]
    ) -> int | None:
        free_us = self._calendar.next(self._now_us)
        for job_id, starts_us, ends_us in rows:
            cleared_us = None if ends_us is None else self._cleared(machine, ends_us)
            if cleared_us is None or cleared_us >= self.closes_us:
                return None if job_id in printing else starts_us
            free_us = max(free_us, cleared_us)
        return free_us if free_us < self.closes_us else None

    def _cleared(self, machine: Machine, ends_us: int) -> int:
        return self._calendar.next(self._calendar.next(ends_us) + machine.turnaround_us)


# Not slotted: what is asked of it for every printer is looked up once.
@dataclass(frozen=True, kw_only=True)
class _Offer:
    """The waiting jobs of known time; starts says when each is planned, None where it is not."""

    waiting: Sequence[Job]
    starts: Mapping[str, int | None]
    abilities: Abilities
    stretches: Stretches

    def choose(
        self, night: _Night, machines: Sequence[Machine], begins: Sequence[int | None]
    ) -> dict[int, _Last]:
        """The last print of each printer, by the printer's place."""
        chosen: dict[int, _Last] = {}
        # The latest start has the least room.
        for begins_us, place in sorted(
            ((us, n) for n, us in enumerate(begins) if us is not None), key=lambda b: (-b[0], b[1])
        ):
            given = {last.job_id for last in chosen.values()}
            lasts = [
                last
                for last in self._lasts(machines[place], begins_us, night.opens_us)
                if last.job_id not in given
            ]
            done = [last for last in lasts if last.is_done]
            if lasts:
                chosen[place] = max(done, key=_when) if done else min(lasts, key=_when)
        return chosen

    def _lasts(self, machine: Machine, begins_us: int, opens_us: int) -> Iterator[_Last]:
        """When each job would end that this printer can take and that is not printed before."""
        for job, starts_us, cannot in self._asked:
            if job.printer_id not in {None, machine.printer_id} or machine.printer_id in cannot:
                continue
            if starts_us is None or starts_us >= begins_us:
                stretch = self.stretches.of(job, machine.printer_id)
                likely_us = (job.duration_us or 0) * stretch.factor
                yield _Last(
                    job_id=job.job_id,
                    ends_us=begins_us + round(likely_us),
                    is_done=begins_us + round(likely_us * stretch.spread) <= opens_us,
                )

    @cached_property
    def _asked(self) -> Sequence[tuple[Job, int | None, Mapping[str, str]]]:
        """Each job with its planned start and its refusals, looked up once for all printers."""
        return [
            (job, self.starts.get(job.job_id), self.abilities.refusals(job)) for job in self.waiting
        ]


def _when(last: _Last) -> int:
    return last.ends_us


def _tonight(
    night: _Night,
    machines: Sequence[Machine],
    begins: Sequence[int | None],
    chosen: dict[int, _Last],
) -> pl.DataFrame:
    lasts = [chosen.get(place) for place in range(len(machines))]
    columns = {
        "printer_id": [machine.printer_id for machine in machines],
        "closes_at": times("closes_at", [night.closes_us] * len(machines)),
        "opens_at": times("opens_at", [night.opens_us] * len(machines)),
        "starts_at": times("starts_at", list(begins)),
        "room_s": [None if us is None else (night.opens_us - us) // S_US for us in begins],
        "job_id": [last.job_id if last else None for last in lasts],
        "ends_at": times("ends_at", [last.ends_us if last else None for last in lasts]),
        "is_done": [last.is_done if last else None for last in lasts],
    }
    return pl.DataFrame(columns, schema=TONIGHT)
