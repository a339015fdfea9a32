"""A plan while it grows, job after job."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from printshop.analytics.schedule.abilities import Abilities
from printshop.analytics.schedule.calendar import Calendar
from printshop.analytics.schedule.factors import Stretch, Stretches
from printshop.analytics.schedule.jobs import Job, Machine
from printshop.analytics.schedule.reels import Reels
from printshop.analytics.schedule.shared_spools import SharedSpools
from printshop.analytics.schedule.stints import Stint

OVERDUE: Final = "Overdue: it should have ended by now."
UNKNOWN_TIME: Final = "Its print time is unknown: enter it to plan this job."
UNKNOWN_END: Final = "Its print time is unknown, so its printer counts as busy."
NO_PRINTER: Final = "There is no active printer."
NO_HOURS: Final = "No opening hours are set."
PRINTER_INACTIVE: Final = "Its printer is not active: choose another."
PRINTER_BUSY: Final = "It waits for a print whose end is unknown."
SPOOL_BUSY: Final = "Its spool is in a print whose end is unknown."
NO_ABLE_PRINTER: Final = "No printer can print it."
TOO_FAR: Final = "It would start more than ten years from now."
_ANOTHER: Final = "Choose another printer."
_PERCENT: Final = 100


@dataclass(frozen=True, slots=True)
class Row:
    """What the plan says of a job; times in microseconds, None where they cannot be said."""

    printer_id: str | None
    starts_us: int | None = None
    ends_us: int | None = None
    reason: str | None = None


class Line:
    """The plan while it grows.

    rows are the jobs by job_id, stints those with a known end in the order planned, refused
    the rows of REFUSED. turns_us is when those could start at the earliest that wait for
    filament.
    """

    def __init__(
        self,
        *,
        machines: Sequence[Machine],
        stretches: Stretches,
        calendar: Calendar | None,
        reels: Reels,
        spools: SharedSpools,
        waits: Mapping[str, str],
        success: Mapping[str, float],
        now_us: int,
    ) -> None:
        """Begin with all printers free as soon as somebody is there."""
        self.calendar, self.now_us = calendar, now_us
        self.rows: dict[str, Row] = {}
        self.stints: list[Stint] = []
        self.turns_us: dict[str, int | None] = {}
        self.refused: list[tuple[str, str, str]] = []
        self._machines, self._stretches, self._reels = machines, stretches, reels
        self._spools, self._waits, self._success = spools, waits, success
        self._row_of: dict[str, int] = {}
        self._place = {machine.printer_id: n for n, machine in enumerate(machines)}
        self._abilities = Abilities(machines)
        begins_us = now_us if calendar is None else calendar.next(now_us)
        # None where a printer's end is unknown.
        self._free: list[int | None] = [begins_us] * len(machines)

    def plan(self, jobs: Sequence[Job]) -> None:
        """Plan printing jobs first: they hold printers whatever their position.

        Jobs that wait for filament are left out. When it would be their turn behind all others
        is kept.
        """
        for job in jobs:
            if job.is_printing:
                self.rows[job.job_id] = self._printing(job)
        for job in jobs:
            if not job.is_printing and job.job_id not in self._waits:
                self.rows[job.job_id] = self._queued(job)
        planned = len(self.stints)
        for job in jobs:
            if not job.is_printing and job.job_id in self._waits:
                row = self._queued(job)
                self.turns_us[job.job_id] = row.starts_us
                reason = row.reason or self._waits[job.job_id]
                self.rows[job.job_id] = Row(job.printer_id, reason=reason)
        del self.stints[planned:]

    def _printing(self, job: Job) -> Row:
        place = self._place.get(job.printer_id or "")
        starts_us = min(job.started_us or self.now_us, self.now_us)
        if place is not None:
            self._reels.load(place, job.plate_id)
        if job.duration_us is None:
            if place is not None:
                self._free[place] = None
            self._spools.take(job.job_id, self._spools.started_with(job.job_id), None)
            return Row(job.printer_id, starts_us, None, UNKNOWN_END)
        from_us, remaining_us = _remaining(job, job.duration_us, starts_us, self.now_us)
        stretch = self._stretches.of(job, job.printer_id)
        ends_us = from_us + _stretched(remaining_us, stretch)
        reason = OVERDUE if ends_us < self.now_us else None
        ends_us = max(ends_us, self.now_us)
        spool_ids = self._spools.started_with(job.job_id)
        self._hold(job, place, stretch, (from_us, remaining_us, ends_us), spool_ids)
        return Row(job.printer_id, starts_us, ends_us, reason)

    def _queued(self, job: Job) -> Row:
        cannot = self._abilities.refusals(job)
        self.refused += self._refusals(job, cannot)
        ready_us, spool_ids = self._spools.for_job(job.job_id)
        chosen = self._chosen(job, cannot, ready_us)
        if chosen is None or job.duration_us is None or self.calendar is None:
            return Row(job.printer_id, reason=self._why_not(job, cannot, ready_us))
        starts_us, place = chosen
        if starts_us > self.calendar.end_us:
            return Row(job.printer_id, reason=TOO_FAR)
        printer_id = self._machines[place].printer_id
        stretch = self._stretches.of(job, printer_id)
        ends_us = starts_us + _stretched(job.duration_us, stretch)
        self._hold(job, place, stretch, (None, job.duration_us, ends_us), spool_ids)
        self._reels.load(place, job.plate_id)
        return Row(printer_id, starts_us, ends_us)

    def _chosen(
        self, job: Job, cannot: dict[str, str], ready_us: int | None
    ) -> tuple[int, int] | None:
        """When which printer starts a job; None where none that can print it is ever free.

        ready_us is when its spools are, None where they never are.
        """
        able = [
            (max(free_us, ready_us), place)
            for place, free_us in enumerate(self._free)
            if free_us is not None
            and ready_us is not None
            and self._machines[place].printer_id not in cannot
            and job.printer_id in {None, self._machines[place].printer_id}
        ]
        if not able:
            return None
        first_us = min(able)[0]
        first = [place for starts_us, place in able if starts_us == first_us]
        return first_us, min(first, key=lambda at: (self._reels.missing(at, job.plate_id), at))

    def _why_not(self, job: Job, cannot: dict[str, str], ready_us: int | None) -> str:
        wanted = job.printer_id
        reasons = (
            (job.duration_us is None, UNKNOWN_TIME),
            (wanted is not None and wanted not in self._place, PRINTER_INACTIVE),
            (not self._machines, NO_PRINTER),
            (self.calendar is None, NO_HOURS),
            (wanted in cannot, f"{cannot.get(wanted or '')} {_ANOTHER}"),
            (len(cannot) == len(self._machines), _no_able(cannot)),
            (ready_us is None and any(us is not None for us in self._free), SPOOL_BUSY),
        )
        return next((reason for holds, reason in reasons if holds), PRINTER_BUSY)

    def _refusals(self, job: Job, cannot: dict[str, str]) -> Iterator[tuple[str, str, str]]:
        if not cannot and job.printer_id is None and None not in self._free:
            return
        wanted = self._place.get(job.printer_id or "")
        chosen = None if wanted is None else self._machines[wanted].name
        for place, machine in enumerate(self._machines):
            sentence = cannot.get(machine.printer_id)
            if sentence is None and chosen is not None and place != wanted:
                sentence = f"{chosen} was chosen for this job."
            if sentence is None and self._free[place] is None:
                sentence = f"{machine.name} is busy with a print whose end is unknown."
            if sentence is not None:
                yield job.job_id, machine.printer_id, sentence

    def _hold(
        self,
        job: Job,
        place: int | None,
        stretch: Stretch,
        spans: tuple[int | None, int, int],
        spool_ids: Sequence[str],
    ) -> None:
        """Keep a printer until somebody has cleared its bed; two prints: the later end."""
        from_us, remaining_us, ends_us = spans
        turnaround_us = 0 if place is None else self._machines[place].turnaround_us
        cleared_us = ends_us
        if self.calendar is not None:
            cleared_us = self.calendar.next(self.calendar.next(ends_us) + turnaround_us)
        before = self._spools.take(job.job_id, spool_ids, cleared_us)
        stint = Stint(
            job_id=job.job_id,
            printer=place,
            from_us=from_us,
            remaining_us=remaining_us,
            stretch=stretch,
            turnaround_us=turnaround_us,
            run_us=job.duration_us or remaining_us,
            success=self._success.get(job.job_id, 1.0),
            after=tuple({self._row_of[job_id] for job_id in before if job_id in self._row_of}),
        )
        self._row_of[job.job_id] = len(self.stints)
        self.stints.append(stint)
        held_until = None if place is None else self._free[place]
        if place is not None and held_until is not None and self.calendar is not None:
            self._free[place] = max(held_until, cleared_us)


def _no_able(cannot: dict[str, str]) -> str:
    """A shop's only printer says itself why not."""
    return next(iter(cannot.values())) if len(cannot) == 1 else NO_ABLE_PRINTER


def _remaining(job: Job, duration_us: int, starts_us: int, now_us: int) -> tuple[int, int]:
    """From when the remaining sliced time of a printing job counts, and how much it is."""
    if job.progress_pct is None or job.progress_us is None:
        return starts_us, duration_us
    left = _PERCENT - min(max(job.progress_pct, 0), _PERCENT)
    return min(job.progress_us, now_us), duration_us * left // _PERCENT


def _stretched(duration_us: int, stretch: Stretch) -> int:
    return round(duration_us * stretch.factor)
