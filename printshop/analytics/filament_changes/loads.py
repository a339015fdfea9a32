"""How often somebody has to load a filament, for an order of jobs on one printer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

# A load of another material family than was printed before counts as so many: the nozzle is
# purged hotter and longer (PLA to PETG or ABS, and back).
FAMILY_WEIGHT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeJob:
    """A waiting job with what it needs loaded.

    filaments maps each filament to its material family, empty where nobody knows it.
    duration_s is what the plan reckons with, on its printer.
    """

    job_id: str
    filaments: Mapping[str, str]
    priority: int = 0
    due_at: datetime | None = None
    duration_s: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What an order costs. weight counts loads of another family threefold."""

    loads: int = 0
    weight: int = 0


class Slots:
    """A printer after some jobs. What stays in is decided backwards: what is needed soonest.

    A filament stays from one job that needs it to the next if all jobs in between leave a slot
    for it. Going through the jobs and keeping whatever can stay since its last use gives as few
    loads as taking out, each time, what is needed last again (*keep tool needed soonest*), and
    the cost of the first jobs does not depend on those that follow.
    """

    __slots__ = ("_full_at", "_last", "_materials", "_slots", "_used", "loads", "weight")

    def __init__(self, slots: int, loaded: Mapping[str, str]) -> None:
        """Begin with what is loaded; job 0 stands for it."""
        self._slots = slots
        self._used = [len(loaded)]
        self._last = dict.fromkeys(loaded, 0)
        self._full_at = 0
        self._materials = _known(loaded)
        self.loads = 0
        self.weight = 0

    def copy(self) -> "Slots":
        """The same, to go on from twice."""
        twin = object.__new__(Slots)
        twin._slots, twin._full_at = self._slots, self._full_at
        twin._used, twin._last = self._used.copy(), self._last.copy()
        twin._materials = self._materials
        twin.loads, twin.weight = self.loads, self.weight
        return twin

    def add(self, job: ChangeJob) -> None:
        """Print a job after those before."""
        now = len(self._used)
        # Of those that may stay, those used last need the fewest slots for it.
        for filament in sorted(job.filaments, key=lambda one: (-self._last.get(one, -1), one)):
            since = self._last.get(filament, -1)
            if since >= self._full_at and since >= 0:
                self._keep(since, now)
            else:
                self.loads += 1
                self.weight += self._weight(job.filaments[filament])
            self._last[filament] = now
        self._used.append(len(job.filaments))
        if len(job.filaments) >= self._slots:
            self._full_at = now
        self._materials = _known(job.filaments) or self._materials

    def must_load(self, filament: str) -> bool:
        """Whether a filament has to be loaded for a later job, whatever comes before that."""
        since = self._last.get(filament, -1)
        return since < 0 or since < self._full_at

    def _keep(self, since: int, now: int) -> None:
        for between in range(since + 1, now):
            self._used[between] += 1
            if self._used[between] >= self._slots:
                self._full_at = max(self._full_at, between)

    def _weight(self, material: str) -> int:
        changes = self._materials and material and material not in self._materials
        return FAMILY_WEIGHT if changes else 1


def _known(filaments: Mapping[str, str]) -> frozenset[str]:
    return frozenset(filter(None, filaments.values()))


def cost_of(order: Sequence[ChangeJob], *, slots: int, loaded: Mapping[str, str]) -> Cost:
    """What an order costs on one printer.

    Worked example: {w,k} {r,g} {w,k,y} {r,g,b} {w,y} {r,b} with four slots and nothing in them
    take 8 loads as they stand, 6 in the best order.

    Args:
        order: the jobs.
        slots: how many filaments are in the printer at a time.
        loaded: what is in it before, each with its material family.

    """
    state = Slots(slots, loaded)
    for job in order:
        state.add(job)
    return Cost(state.loads, state.weight)
