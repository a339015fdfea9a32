"""The best plan for few jobs, by going through every group of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

import numpy as np
import numpy.typing as npt

from printshop.analytics.allocation.greedy import best_fit

# Groups of jobs that are gone through: those of 12 different jobs, or of many more where
# batches are equal. The second figure bounds how many rounds there are.
MAX_GROUPS: Final = 4096
MAX_NEEDS: Final = 64
_NOWHERE: Final = 2**62

_Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Needs by size, since equal ones are interchangeable: a group is a count of each size.

    Groups are numbered by their counts as digits; `strides` is what one more of a size adds.
    """

    sizes: _Numbers
    counts: _Numbers
    strides: _Numbers

    @classmethod
    def of(cls, needs_cg: Sequence[int]) -> "_Sizes":
        sizes, counts = np.unique(np.asarray(needs_cg, dtype=np.int64), return_counts=True)
        strides = np.append(np.cumprod((counts + 1)[::-1])[::-1][1:], 1)
        return cls(sizes, counts.astype(np.int64), strides.astype(np.int64))

    def groups(self) -> _Numbers:
        """How many of each size are in each group, a row for each group."""
        digits = np.unravel_index(np.arange(prod((self.counts + 1).tolist())), self.counts + 1)
        return np.stack(digits, axis=1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Reach:
    """How far along the spools, laid end to end, each group comes at best.

    `along_cg` is _NOWHERE where the group does not fit; `last` is the size laid on last;
    `ends` are where the spools end.
    """

    along_cg: _Numbers
    last: _Numbers
    ends: _Numbers


def is_small(needs_cg: Sequence[int]) -> bool:
    """Whether `best_plan` may be asked."""
    if len(needs_cg) > MAX_NEEDS:
        return False
    _, counts = np.unique(np.asarray(needs_cg), return_counts=True)
    return prod((counts + 1).tolist()) <= MAX_GROUPS


def best_plan(needs_cg: Sequence[int], spools_cg: Sequence[int]) -> list[int | None]:
    """Serve the most grams from one spool each; among such plans the earliest jobs.

    Spools are filled one after the other, and of each group of needs it is kept how far along
    the spools it can be brought at best: everything that can follow a fuller state can follow
    an emptier one, so the best state of a group is enough to know (Held and Karp's way for
    packing). All orders of a group are tried, so no plan is missed.

    Args:
        needs_cg: what is needed, in the order of the queue; `is_small` holds for them.
        spools_cg: what the spools hold, smallest first.

    Returns:
        For each need the spool's place in `spools_cg`, None where it must take several.

    """
    sizes = _Sizes.of(needs_cg)
    groups = sizes.groups()
    reach = _reach(sizes, groups, np.asarray(spools_cg, dtype=np.int64))
    grams = groups @ sizes.sizes
    possible = np.flatnonzero(reach.along_cg < _NOWHERE)
    best = possible[grams[possible] == grams[possible].max()]
    chosen, numbers = _earliest(needs_cg, sizes, groups, best)
    kept_cg = [needs_cg[number] for number in numbers]
    places = best_fit(kept_cg, spools_cg)
    if None in places:
        places = _walk_back(kept_cg, sizes, reach, chosen)
    plan: list[int | None] = [None] * len(needs_cg)
    for number, place in zip(numbers, places, strict=True):
        plan[number] = place
    return plan


def _reach(sizes: _Sizes, groups: _Numbers, spools_cg: _Numbers) -> _Reach:
    """Lay each group along the spools, one more need after the other."""
    ends = np.append(np.cumsum(spools_cg), _NOWHERE)
    starts = np.concatenate([ends[:-1] - spools_cg, [_NOWHERE, _NOWHERE]])
    first_that_holds = np.searchsorted(spools_cg, sizes.sizes)
    reached = np.full(len(groups), _NOWHERE, dtype=np.int64)
    reached[0] = 0
    last = np.zeros(len(groups), dtype=np.int64)
    in_group = groups.sum(axis=1)
    for count in range(1, int(in_group.max()) + 1):
        layer = np.flatnonzero(in_group == count)
        before = layer[:, None] - sizes.strides
        from_cg = np.where(groups[layer] > 0, reached[np.maximum(before, 0)], _NOWHERE)
        spool = np.searchsorted(ends, from_cg)
        stays = from_cg + sizes.sizes <= ends[spool]
        onward = starts[np.maximum(spool + 1, first_that_holds)]
        to_cg = np.minimum(np.where(stays, from_cg, onward) + sizes.sizes, _NOWHERE)
        last[layer] = to_cg.argmin(axis=1)
        reached[layer] = to_cg.min(axis=1)
    return _Reach(along_cg=reached, last=last, ends=ends)


def _earliest(
    needs_cg: Sequence[int], sizes: _Sizes, groups: _Numbers, best: _Numbers
) -> tuple[int, list[int]]:
    """Of equally good groups the one with the earliest jobs, and the numbers of its jobs."""
    seen = [0] * len(sizes.sizes)
    numbers = []
    for number, size in enumerate(np.searchsorted(sizes.sizes, needs_cg).tolist()):
        with_it = best[groups[best, size] > seen[size]]
        if len(with_it):
            best = with_it
            numbers.append(number)
            seen[size] += 1
    return int(best[0]), numbers


def _walk_back(
    needs_cg: Sequence[int], sizes: _Sizes, reach: _Reach, group: int
) -> list[int | None]:
    """Take the needs of a group out one by one, each from the spool it was laid on last."""
    waiting: dict[int, list[int]] = {}
    for number, needed_cg in enumerate(needs_cg):
        waiting.setdefault(needed_cg, []).append(number)
    places: list[int | None] = [None] * len(needs_cg)
    while group:
        size = int(reach.last[group])
        number = waiting[int(sizes.sizes[size])].pop()
        places[number] = int(np.searchsorted(reach.ends, reach.along_cg[group]))
        group -= int(sizes.strides[size])
    return places
