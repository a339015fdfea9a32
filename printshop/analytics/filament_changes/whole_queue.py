"""An order of the whole queue that saves filament changes on all printers together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, Final

import polars as pl

from printshop.analytics.filament_changes.bounds import MAX_DELAY, Bounds, Times
from printshop.analytics.filament_changes.loads import ChangeJob
from printshop.analytics.filament_changes.ordering import (
    LOAD_MIN,
    PURGE_G,
    Proposal,
    proposal,
    propose,
)
from printshop.analytics.filament_changes.runs import Run, cost_in_all, ends_of, filaments_of
from printshop.analytics.schedule import TURNAROUND_S, schedule
from printshop.analytics.schedule.calendar import S_US
from printshop.analytics.schedule.jobs import Machine
from printshop.analytics.schedule.reels import Reels
from printshop.analytics.staffed_hours import StaffedHours

# Shared out among the printers, so that a page need not wait.
_TRIES: Final = 3000
# Where all new orders together do not hold, so many are tried one by one.
_ONE_BY_ONE: Final = 4


def propose_queue(
    queue: pl.DataFrame,
    requirements: pl.DataFrame,
    printers: pl.DataFrame,
    loaded: pl.DataFrame,
    *,
    as_of: datetime,
    staffed: StaffedHours | None,
    turnaround_s: int = TURNAROUND_S,
    time_factors: pl.DataFrame | None = None,
    held: pl.DataFrame | None = None,
    spools: pl.DataFrame | None = None,
    tail_cg: int = 0,
    waits: Mapping[str, str] | None = None,
    max_delay: timedelta = MAX_DELAY,
) -> Proposal | None:
    """Look for an order of the waiting jobs that needs fewer filament changes.

    The jobs of each printer are put into a better order, and jobs of one priority into the order
    in which they then start, so that each finds its own printer again. As another order may
    still send a job elsewhere, the queue is planned anew, and offered only if that plan saves
    changes, keeps every due date that was kept, and delays no job by more than
    `max_delay`. The plans are those of `schedule` with these very frames.

    Args:
        queue: QUEUE.
        requirements: REQUIREMENTS of its plates.
        printers: PRINTERS.
        loaded: LOADED.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed; None where nobody ever can.
        turnaround_s: from clearing the bed to the next start, where a printer has none of its own.
        time_factors: TIME_FACTORS; without, the slicer is believed.
        held: as in `schedule`, like the three that follow.
        spools: SPOOLS.
        tail_cg: what stays on each reel.
        waits: why jobs wait for filament.
        max_delay: of each job.

    Returns:
        All waiting jobs in their new order, None where nothing is saved.

    Raises:
        InvalidInputError: `as_of` has no time zone, the turnaround is negative or
            a factor not above zero.
        FrameContractError: a frame does not match its contract.

    """
    filaments = filaments_of(requirements)
    turns = _Turns(
        queue=queue,
        printers=printers,
        arguments={
            "as_of": as_of,
            "staffed": staffed,
            "turnaround_s": turnaround_s,
            "time_factors": time_factors,
            "requirements": requirements,
            "loaded": loaded,
            "held": held,
            "spools": spools,
            "tail_cg": tail_cg,
            "waits": waits,
            "with_late": False,
        },
        machines=Machine.read(printers, turnaround_s=turnaround_s),
        filaments=filaments,
        families={one: family for plate in filaments.values() for one, family in plate.items()},
        max_delay=max_delay,
    )
    return turns.best()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turns:
    """The queue, and what another order of it comes to."""

    queue: pl.DataFrame
    printers: pl.DataFrame
    arguments: Mapping[str, Any]  # Any: those of `schedule` differ in type
    machines: Sequence[Machine]
    filaments: Mapping[str, Mapping[str, str]]
    families: Mapping[str, str]
    max_delay: timedelta

    @property
    def waiting(self) -> list[str]:
        return self.queue.filter(pl.col("status") != "printing")["job_id"].to_list()

    def runs(self, order: Sequence[str]) -> list[Run]:
        """Plan an order, and say what each printer prints in it."""
        turn = {job_id: n for n, job_id in enumerate(order)}
        places = [turn.get(job_id, -1) for job_id in self.queue["job_id"]]
        ordered = self.queue[sorted(range(len(places)), key=places.__getitem__)]
        planned = schedule(ordered, self.printers, **self.arguments).planned
        said = ordered.select("job_id", "plate_id", "status", "priority", "due_at")
        rows = planned.join(said, on="job_id", maintain_order="left").drop_nulls("starts_at")
        by_printer = rows.partition_by("printer_id", as_dict=True, maintain_order=True)
        reels = Reels(self.machines, self.arguments["requirements"], self.arguments["loaded"])
        return [
            self._run(machine, place, by_printer.get((machine.printer_id,)), reels)
            for place, machine in enumerate(self.machines)
        ]

    def best(self) -> Proposal | None:
        """All better orders together; where they do not hold, the best ones that do."""
        before = self.runs(self.waiting)
        offers = self.offers(before)
        together = self.offer(before, [offer.job_ids for offer in offers])
        if together is not None or len(offers) <= 1:
            return together
        taken: list[tuple[str, ...]] = []
        best: Proposal | None = None
        for offer in offers[:_ONE_BY_ONE]:
            found = self.offer(before, [*taken, offer.job_ids])
            if found is not None and (best is None or found.saved_min > best.saved_min):
                best = found
                taken.append(offer.job_ids)
        return best

    def offers(self, runs: Sequence[Run]) -> list[Proposal]:
        """A better order for each printer by itself, the one that saves most first."""
        found = [
            propose(
                run.jobs,
                slots=run.slots,
                loaded=run.loaded,
                times=run.times,
                max_delay=self.max_delay,
                tries=_TRIES // len(runs),
            )
            for run in runs
            if run.times is not None
        ]
        return sorted(filter(None, found), key=lambda offer: -offer.saved_min)

    def offer(self, before: Sequence[Run], orders: Sequence[tuple[str, ...]]) -> Proposal | None:
        """The queue with some printers' jobs in these orders, if it holds and saves anything."""
        if not orders:
            return None
        order = self._merged(before, orders)
        after = self.runs(order)
        if not self._holds(order, before, after):
            return None
        return proposal(
            tuple(order),
            cost_in_all(before),
            cost_in_all(after),
            load_min=LOAD_MIN,
            purge_g=PURGE_G,
        )

    def _merged(self, runs: Sequence[Run], orders: Sequence[tuple[str, ...]]) -> list[str]:
        """The whole queue in the order in which its jobs start, each priority for itself."""
        starts: dict[str, int] = {}
        order_of = {job_id: order for order in orders for job_id in order}
        for run in runs:
            if run.times is not None:
                named = {job.job_id: job for job in run.jobs}
                order = order_of.get(run.jobs[0].job_id, tuple(named))
                bounds = Bounds(run.jobs, run.times, self.max_delay)
                starts |= bounds.starts([named[job_id] for job_id in order])
        priority = dict(self.queue.select("job_id", "priority").iter_rows())
        merged: list[str] = []
        for _, alike in groupby(self.waiting, key=priority.__getitem__):
            merged += _by_start(list(alike), starts)
        return merged

    def _holds(self, order: Sequence[str], before: Sequence[Run], after: Sequence[Run]) -> bool:
        priority = dict(self.queue.select("job_id", "priority").iter_rows())
        if [priority[job_id] for job_id in order] != [priority[job_id] for job_id in self.waiting]:
            return False
        due_at = dict(self.queue.select("job_id", "due_at").iter_rows())
        then, now = ends_of(before), ends_of(after)
        for job_id, ends_at in then.items():
            due = due_at[job_id]
            breaks = due is not None and ends_at <= due < now.get(job_id, due)
            if job_id not in now or now[job_id] - ends_at > self.max_delay or breaks:
                return False
        return True

    def _run(self, machine: Machine, place: int, rows: pl.DataFrame | None, reels: Reels) -> Run:
        jobs: list[ChangeJob] = []
        ends_at: dict[str, datetime] = {}
        times: Times | None = None
        for row in rows.iter_rows(named=True) if rows is not None else ():
            if row["status"] == "printing":
                reels.load(place, row["plate_id"])
                continue
            if times is None:
                times = Times(
                    free_at=row["starts_at"],
                    staffed=self.arguments["staffed"],
                    turnaround_s=machine.turnaround_us // S_US,
                )
            ends_at[row["job_id"]] = row["ends_at"]
            jobs.append(
                ChangeJob(
                    job_id=row["job_id"],
                    filaments=self.filaments.get(row["plate_id"], {}),
                    priority=row["priority"] or 0,
                    due_at=row["due_at"],
                    duration_s=round((row["ends_at"] - row["starts_at"]).total_seconds()),
                )
            )
        inside = {one: self.families.get(one, "") for one in reels.inside(place)}
        return Run(
            jobs=tuple(jobs), loaded=inside, slots=machine.slots, times=times, ends_at=ends_at
        )


def _by_start(alike: Sequence[str], starts: Mapping[str, int]) -> list[str]:
    """Jobs of one priority by their start; what is not planned stays behind whom it followed."""
    order = sorted((job_id for job_id in alike if job_id in starts), key=starts.__getitem__)
    for place, job_id in enumerate(alike):
        if job_id not in starts:
            order.insert(order.index(alike[place - 1]) + 1 if place else 0, job_id)
    return order
