"""An order of the whole queue that saves filament changes on all printers together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import polars as pl

from printshop.analytics.filament_changes.bounds import MAX_DELAY, Times
from printshop.analytics.filament_changes.loads import ChangeJob, Cost, cost_of
from printshop.analytics.filament_changes.ordering import (
    LOAD_MIN,
    PURGE_G,
    Proposal,
    proposal,
    propose,
)
from printshop.analytics.schedule import TURNAROUND_S, schedule
from printshop.analytics.schedule.calendar import S_US
from printshop.analytics.schedule.jobs import Machine
from printshop.analytics.schedule.reels import Reels
from printshop.analytics.staffed_hours import StaffedHours
from printshop.frames import REQUIREMENTS, conform

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
    max_delay: timedelta = MAX_DELAY,
) -> Proposal | None:
    """Look for an order of the waiting jobs that needs fewer filament changes.

    The jobs of each printer are put into a better order among their own places of the queue.
    Another order may send a job to another printer; so the queue is planned anew, and
    offered only if that plan saves changes, keeps every due date that was kept, and delays no
    job by more than `max_delay`. The plans are those of `schedule` with these very frames.

    Args:
        queue: QUEUE.
        requirements: REQUIREMENTS of its plates.
        printers: PRINTERS.
        loaded: LOADED.
        as_of: now, aware.
        staffed: when somebody can start a print or clear a bed; None where nobody ever can.
        turnaround_s: from clearing the bed to the next start, where a printer has none of its own.
        time_factors: TIME_FACTORS; without, the slicer is believed.
        max_delay: of each job.

    Returns:
        All waiting jobs in their new order, None where nothing is saved.

    Raises:
        InvalidInputError: `as_of` has no time zone, the turnaround is negative or
            a factor not above zero.
        FrameContractError: a frame does not match its contract.

    """
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
            "with_late": False,
        },
        machines=Machine.read(printers, turnaround_s=turnaround_s),
        filaments=_filaments(requirements),
        max_delay=max_delay,
    )
    before = turns.runs(turns.waiting)
    offers = turns.offers(before)
    together = turns.offer(before, [offer.job_ids for offer in offers])
    if together is not None or len(offers) <= 1:
        return together
    # Together they do not hold: the best ones that do, each on top of those before.
    taken: list[tuple[str, ...]] = []
    best: Proposal | None = None
    for offer in offers[:_ONE_BY_ONE]:
        found = turns.offer(before, [*taken, offer.job_ids])
        if found is not None and (best is None or found.saved_min > best.saved_min):
            best = found
            taken.append(offer.job_ids)
    return best


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What a printer prints of the waiting jobs, in turn, and what they find in it."""

    jobs: tuple[ChangeJob, ...]
    loaded: Mapping[str, str]
    slots: int
    times: Times | None
    ends_at: Mapping[str, datetime]

    @property
    def cost(self) -> Cost:
        return cost_of(self.jobs, slots=self.slots, loaded=self.loaded)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turns:
    """The queue, and what another order of it comes to."""

    queue: pl.DataFrame
    printers: pl.DataFrame
    arguments: Mapping[str, Any]  # Any: those of `schedule` differ in type
    machines: Sequence[Machine]
    filaments: Mapping[str, Mapping[str, str]]
    max_delay: timedelta

    @property
    def waiting(self) -> list[str]:
        return self.queue.filter(pl.col("status") != "printing")["job_id"].to_list()

    def runs(self, order: Sequence[str]) -> list[_Run]:
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

    def offers(self, runs: Sequence[_Run]) -> list[Proposal]:
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

    def offer(self, before: Sequence[_Run], orders: Sequence[tuple[str, ...]]) -> Proposal | None:
        """The queue with some printers' jobs in these orders, if it holds and saves anything."""
        if not orders:
            return None
        order = _put(self.waiting, orders)
        after = self.runs(order)
        if not self._holds(order, before, after):
            return None
        return proposal(tuple(order), _sum(before), _sum(after), load_min=LOAD_MIN, purge_g=PURGE_G)

    def _holds(self, order: Sequence[str], before: Sequence[_Run], after: Sequence[_Run]) -> bool:
        priority = dict(self.queue.select("job_id", "priority").iter_rows())
        if [priority[job_id] for job_id in order] != [priority[job_id] for job_id in self.waiting]:
            return False
        due_at = dict(self.queue.select("job_id", "due_at").iter_rows())
        then, now = _ends(before), _ends(after)
        for job_id, ends_at in then.items():
            due = due_at[job_id]
            breaks = due is not None and ends_at <= due < now.get(job_id, due)
            if job_id not in now or now[job_id] - ends_at > self.max_delay or breaks:
                return False
        return True

    def _run(self, machine: Machine, place: int, rows: pl.DataFrame | None, reels: Reels) -> _Run:
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
        families = {
            one: family for plate in self.filaments.values() for one, family in plate.items()
        }
        inside = {one: families.get(one, "") for one in reels.inside(place)}
        return _Run(
            jobs=tuple(jobs), loaded=inside, slots=machine.slots, times=times, ends_at=ends_at
        )


def _filaments(requirements: pl.DataFrame) -> dict[str, dict[str, str]]:
    """The matched filaments of each plate, with their material families."""
    rows = conform(requirements, REQUIREMENTS, "requirements").drop_nulls("filament_id")
    found: dict[str, dict[str, str]] = {}
    for plate_id, filament_id, material in rows.select(
        "plate_id", "filament_id", "material"
    ).iter_rows():
        found.setdefault(plate_id, {})[filament_id] = material or ""
    return found


def _put(waiting: Sequence[str], orders: Sequence[tuple[str, ...]]) -> list[str]:
    """Put each order into the places that its jobs have in the queue."""
    turns: dict[str, Iterator[str]] = {}
    for order in orders:
        turns |= dict.fromkeys(order, iter(order))  # one turn for all of them
    return [next(turns[job_id]) if job_id in turns else job_id for job_id in waiting]


def _sum(runs: Sequence[_Run]) -> Cost:
    costs = [run.cost for run in runs]
    return Cost(sum(cost.loads for cost in costs), sum(cost.weight for cost in costs))


def _ends(runs: Sequence[_Run]) -> dict[str, datetime]:
    return {job_id: ends_at for run in runs for job_id, ends_at in run.ends_at.items()}
