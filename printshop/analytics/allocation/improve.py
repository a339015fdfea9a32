"""A good plan for many jobs: spools filled to the brim, then changed in pairs."""

from collections.abc import Iterator, Sequence
from typing import Final

from printshop.analytics.allocation.greedy import best_fit
from printshop.analytics.allocation.subset_sum import best_parts, best_sum

# Steps are counted, not seconds: the same shop has the same plan on every machine. One step
# looks at one need for one spool of 1 kg.
STEPS: Final = 4_000
_STEP_CG: Final = 1000_00
_POOL_A_STEP: Final = 50


def good_plan(needs_cg: Sequence[int], spools_cg: Sequence[int]) -> tuple[list[int | None], int]:
    """Serve many grams from one spool each, and say what no plan can exceed.

    Two plans compete: the best fit, and spools filled one by one with what uses them up best,
    the smallest first (Martello and Toth's way for subset sums in several knapsacks). The
    better one is improved by emptying two spools at a time and filling them anew together with
    what has no place. At last an earlier job takes the place of a later equal one.

    Args:
        needs_cg: what is needed, in the order of the queue.
        spools_cg: what the spools hold, smallest first.

    Returns:
        For each need the spool's place in `spools_cg`, None where it must take several; and
        the bound in centigrams.

    """
    bound_cg = bound(needs_cg, spools_cg)
    plan = _Plan(needs_cg, spools_cg, best_fit(needs_cg, spools_cg))
    if plan.single_cg < bound_cg:
        filled = _Plan(needs_cg, spools_cg, [None] * len(needs_cg))
        filled.fill_all()
        plan = max(plan, filled, key=lambda plan: plan.single_cg)
        plan.improve(bound_cg)
        plan.settle()
    return _earliest_of_equals(needs_cg, plan.places()), bound_cg


def bound(needs_cg: Sequence[int], spools_cg: Sequence[int]) -> int:
    """Say what no plan can exceed, centigrams.

    No spool gives more than the largest sum of needs that it holds; and if needs could be cut
    up, the best would be to fill the spools from the smallest on with whatever is no larger
    than they are, since larger ones could take all of that as well.
    """
    waiting = sorted(needs_cg)
    if not _is_affordable(len(waiting), spools_cg):
        return min(sum(waiting), sum(spools_cg))
    brims: dict[int, int] = {}
    served_cg = fitting = fitting_cg = 0
    for held_cg in spools_cg:
        while fitting < len(waiting) and waiting[fitting] <= held_cg:
            fitting_cg += waiting[fitting]
            fitting += 1
        if held_cg not in brims:
            brims[held_cg] = best_sum(waiting[:fitting], min(held_cg, sum(waiting)))
        served_cg += min(brims[held_cg], fitting_cg - served_cg)
    return served_cg


def _is_affordable(n_needs: int, spools_cg: Sequence[int]) -> bool:
    return n_needs * sum(spools_cg) <= STEPS * _STEP_CG


class _Plan:
    """A plan while it is improved: which needs each spool serves, and which wait."""

    def __init__(
        self, needs_cg: Sequence[int], spools_cg: Sequence[int], places: Sequence[int | None]
    ) -> None:
        """Begin with the spools of the needs, None for those that wait."""
        self._needs_cg = needs_cg
        self._spools_cg = spools_cg
        self._served: list[list[int]] = [[] for _ in spools_cg]
        self._waiting: list[int] = []
        for number, place in enumerate(places):
            (self._waiting if place is None else self._served[place]).append(number)
        self._steps = STEPS

    @property
    def single_cg(self) -> int:
        return sum(self._sum(numbers) for numbers in self._served)

    def places(self) -> list[int | None]:
        """Return the spool of each need."""
        found: list[int | None] = [None] * len(self._needs_cg)
        for place, numbers in enumerate(self._served):
            for number in numbers:
                found[number] = place
        return found

    def fill_all(self) -> None:
        """Fill the spools one after the other, the smallest first."""
        for spool, held_cg in enumerate(self._spools_cg):
            self._served[spool], self._waiting = self._fill(held_cg, self._waiting)

    def improve(self, bound_cg: int) -> None:
        """Fill two spools anew as long as it serves more grams and steps are left."""
        best_cg, since_gain = self.single_cg, 0
        n_spools = len(self._spools_cg)
        pairs = _pairs_again_and_again(n_spools)
        while best_cg < bound_cg and since_gain < n_spools * (n_spools - 1) and self._steps > 0:
            gain_cg = self._refill(*next(pairs))
            best_cg += gain_cg
            since_gain = 0 if gain_cg else since_gain + 1

    def settle(self) -> None:
        """Put what waits where there is still room for it, the largest first."""
        left_cg = [
            held_cg - self._sum(numbers)
            for held_cg, numbers in zip(self._spools_cg, self._served, strict=True)
        ]
        order = sorted(range(len(left_cg)), key=left_cg.__getitem__)
        waiting, self._waiting = self._waiting, []
        places = best_fit(
            [self._needs_cg[number] for number in waiting], [left_cg[spool] for spool in order]
        )
        for number, place in zip(waiting, places, strict=True):
            (self._waiting if place is None else self._served[order[place]]).append(number)

    def _refill(self, first: int, second: int) -> int:
        """Fill two spools from what they serve and what waits; say what it gained."""
        before_cg = self._sum(self._served[first]) + self._sum(self._served[second])
        self._steps -= 1
        if before_cg == self._spools_cg[first] + self._spools_cg[second]:
            return 0
        pool = self._waiting + self._served[first] + self._served[second]
        of_first, rest = self._fill(self._spools_cg[first], pool)
        of_second, rest = self._fill(self._spools_cg[second], rest)
        gain_cg = self._sum(of_first) + self._sum(of_second) - before_cg
        if gain_cg <= 0:
            return 0
        self._served[first], self._served[second], self._waiting = of_first, of_second, rest
        return gain_cg

    def _fill(self, held_cg: int, pool: Sequence[int]) -> tuple[list[int], list[int]]:
        """Choose what uses up a spool best, of equals the earliest; return it and the rest."""
        fitting = [number for number in pool if self._needs_cg[number] <= held_cg]
        self._steps -= len(fitting) * held_cg // _STEP_CG + len(pool) // _POOL_A_STEP
        if self._steps <= 0:
            return [], list(pool)
        fitting.sort(key=lambda number: (self._needs_cg[number], -number))
        parts = best_parts([self._needs_cg[number] for number in fitting], held_cg)
        chosen = {fitting[part] for part in parts}
        return sorted(chosen), [number for number in pool if number not in chosen]

    def _sum(self, numbers: Sequence[int]) -> int:
        return sum(self._needs_cg[number] for number in numbers)


def _pairs_again_and_again(n_spools: int) -> Iterator[tuple[int, int]]:
    """Go through all ordered pairs of spools, the smallest first, without making a list."""
    while n_spools > 1:
        yield from ((a, b) for a in range(n_spools) for b in range(n_spools) if a != b)


def _earliest_of_equals(needs_cg: Sequence[int], places: Sequence[int | None]) -> list[int | None]:
    """Give the places of equal needs to the earliest of them."""
    free: dict[int, list[int]] = {}
    for needed_cg, place in zip(needs_cg, places, strict=True):
        if place is not None:
            free.setdefault(needed_cg, []).append(place)
    turns = {needed_cg: iter(found) for needed_cg, found in free.items()}
    return [next(turns.get(needed_cg, iter(())), None) for needed_cg in needs_cg]
