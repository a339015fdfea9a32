"""The order of one printer's jobs that needs the fewest filament changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from printshop.analytics.filament_changes.bounds import MAX_DELAY, Bounds, Times
from printshop.analytics.filament_changes.loads import ChangeJob, Cost, Slots, cost_of

# Up to so many jobs the best order is found, beyond that a good one.
MAX_EXACT: Final = 8
# Beyond so many, the rest of the queue keeps its order: what is printed in weeks is not yet sure.
MAX_JOBS: Final = 40
LOAD_MIN: Final = 5
PURGE_G: Final = 5
# How many orders are looked at when a good one is improved: so that a page need not wait.
TRIES: Final = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An order that saves filament changes; nobody has to take it.

    saved_min and saved_g count a change of the material family threefold.
    """

    job_ids: tuple[str, ...]
    saved_loads: int
    saved_min: int
    saved_g: int


def propose(
    jobs: Sequence[ChangeJob],
    *,
    slots: int,
    loaded: Mapping[str, str],
    times: Times,
    max_delay: timedelta = MAX_DELAY,
    load_min: int = LOAD_MIN,
    purge_g: int = PURGE_G,
    tries: int = TRIES,
) -> Proposal | None:
    """Look for an order of one printer's jobs that needs fewer filament changes.

    Up to eight jobs it is the best there is. Beyond, the job with the fewest changes goes next,
    and the order is improved by turning parts of it round and by moving jobs, as long as that
    helps. No job passes one of higher priority that stood before it, none that was in time
    becomes late, and none ends more than `max_delay` later than as they stand.

    Worked example: {w,k} {r,g} {w,k,y} {r,g,b} {w,y} {r,b} with four empty slots: 6 loads
    instead of 8, which saves 2 loads, 10 minutes and 10 g.

    Args:
        jobs: in the order in which they would be printed.
        slots: how many filaments are in the printer at a time.
        loaded: what is in it, each with its material family.
        times: when it prints.
        max_delay: of each job.
        load_min: minutes of work for a load.
        purge_g: grams purged for a load.
        tries: how many orders of more than eight jobs are looked at.

    Returns:
        None where no order saves anything without more loads.

    """
    ahead = jobs[:MAX_JOBS]
    search = _Search(ahead, slots, loaded, Bounds(ahead, times, max_delay))
    order = search.exact() if len(ahead) <= MAX_EXACT else search.improved(tries)
    # What follows keeps its order, but may find other filaments.
    after = (*order, *jobs[MAX_JOBS:])
    return proposal(
        tuple(job.job_id for job in after),
        cost_of(jobs, slots=slots, loaded=loaded),
        cost_of(after, slots=slots, loaded=loaded),
        load_min=load_min,
        purge_g=purge_g,
    )


def proposal(
    job_ids: tuple[str, ...], before: Cost, after: Cost, *, load_min: int, purge_g: int
) -> Proposal | None:
    """What an order saves; None where that is nothing, or where it needs more loads."""
    saved = before.weight - after.weight
    if saved <= 0 or after.loads > before.loads:
        return None
    return Proposal(
        job_ids=job_ids,
        saved_loads=before.loads - after.loads,
        saved_min=saved * load_min,
        saved_g=saved * purge_g,
    )


class _Search:
    def __init__(
        self, jobs: Sequence[ChangeJob], slots: int, loaded: Mapping[str, str], bounds: Bounds
    ) -> None:
        self._jobs, self._bounds = tuple(jobs), bounds
        self._slots, self._loaded = slots, loaded
        self._best: tuple[ChangeJob, ...] = self._jobs
        stands = cost_of(jobs, slots=slots, loaded=loaded)
        self._best_weight, self._most_loads = stands.weight, stands.loads

    def exact(self) -> tuple[ChangeJob, ...]:
        """Go through all orders, leaving out what cannot become better than what was found."""
        self._take(self._greedy())
        self._extend([], list(self._jobs), Slots(self._slots, self._loaded), self._bounds.begins_us)
        return self._best

    def improved(self, tries: int) -> tuple[ChangeJob, ...]:
        """Begin with the nearest job each time, then turn and move as long as it helps."""
        self._take(self._greedy())
        helped = True
        while helped and tries > 0:
            helped = False
            for order in _neighbours(self._best):
                tries -= 1
                if self._take(order):
                    helped = True
                    break
                if tries <= 0:
                    break
        return self._best

    def _take(self, order: Sequence[ChangeJob]) -> bool:
        """Keep an order if it is better and within the bounds."""
        if len(order) < len(self._jobs):
            return False
        state = Slots(self._slots, self._loaded)
        for job in order:
            state.add(job)
            if state.weight >= self._best_weight or state.loads > self._most_loads:
                return False
        if not self._bounds.hold(order):
            return False
        self._best, self._best_weight = tuple(order), state.weight
        return True

    def _greedy(self) -> list[ChangeJob]:
        """The nearest job next; shorter than all where the bounds leave none."""
        order: list[ChangeJob] = []
        left = list(self._jobs)
        state, free_us = Slots(self._slots, self._loaded), self._bounds.begins_us
        while left:
            steps = self._steps(order, left, state, free_us)
            if not steps:
                return order
            state, job, ends_us = steps[0]
            order.append(job)
            left.remove(job)
            free_us = self._bounds.free_after(ends_us)
        return order

    def _extend(
        self, order: list[ChangeJob], left: list[ChangeJob], state: Slots, free_us: int
    ) -> None:
        if not left:
            self._best, self._best_weight = tuple(order), state.weight
            return
        for after, job, ends_us in self._steps(order, left, state, free_us):
            others = [other for other in left if other is not job]
            needed = {filament for other in others for filament in other.filaments}
            still = sum(map(after.must_load, needed))
            if after.loads + still > self._most_loads:
                continue
            if after.weight + still < self._best_weight:
                free_after_us = self._bounds.free_after(ends_us)
                self._extend([*order, job], others, after, free_after_us)

    def _steps(
        self, order: Sequence[ChangeJob], left: Sequence[ChangeJob], state: Slots, free_us: int
    ) -> list[tuple[Slots, ChangeJob, int]]:
        """What may come next, the cheapest first, as they stand among equals."""
        done = {job.job_id for job in order}
        steps: list[tuple[Slots, ChangeJob, int]] = []
        for job in left:
            ends_us = self._bounds.end(job, free_us)
            if self._bounds.allow(job, ends_us, done):
                after = state.copy()
                after.add(job)
                steps.append((after, job, ends_us))
        steps.sort(key=lambda step: step[0].weight)
        return steps


def _neighbours(order: tuple[ChangeJob, ...]) -> Iterator[tuple[ChangeJob, ...]]:
    """Orders with one job moved, then with one part turned round."""
    for n in range(len(order)):
        rest = (*order[:n], *order[n + 1 :])
        for place in range(len(order)):
            if place not in {n, n - 1}:
                yield (*rest[:place], order[n], *rest[place:])
    for begin in range(len(order) - 2):
        for end in range(begin + 3, len(order) + 1):
            yield (*order[:begin], *reversed(order[begin:end]), *order[end:])
