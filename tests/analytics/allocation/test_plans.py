"""Plans of one filament and priority: exact for few jobs, good for many."""

from random import Random

import pytest

from printshop.analytics.allocation.exact import best_plan, is_small
from printshop.analytics.allocation.greedy import best_fit
from printshop.analytics.allocation.improve import bound, good_plan


def served_cg(needs_cg: list[int], spools_cg: list[int], plan: list[int | None]) -> int:
    """Add up what is served, and see that no spool gives more than it holds."""
    left = list(spools_cg)
    for needed_cg, place in zip(needs_cg, plan, strict=True):
        if place is not None:
            left[place] -= needed_cg
    assert min(left) >= 0
    return sum(spools_cg) - sum(left)


def cut_up(draw: Random, n_spools: int) -> tuple[list[int], list[int]]:
    """Cut spools into needs without any waste, so that the best plan serves all of it."""
    spools_cg = sorted(draw.randint(200_00, 1000_00) for _ in range(n_spools))
    needs_cg: list[int] = []
    for held_cg in spools_cg:
        cuts = sorted(draw.sample(range(1, held_cg), draw.randint(2, 9)))
        ends = zip([0, *cuts], [*cuts, held_cg], strict=True)
        needs_cg += [end - start for start, end in ends]
    draw.shuffle(needs_cg)
    return needs_cg, spools_cg


@pytest.mark.parametrize("seed", range(12))
def test_many_jobs_are_served_within_2_percent_of_the_optimum(seed: int) -> None:
    needs_cg, spools_cg = cut_up(Random(seed), n_spools=4 + seed)  # noqa: S311 - grams

    plan, bound_cg = good_plan(needs_cg, spools_cg)

    assert bound_cg == sum(spools_cg)
    assert served_cg(needs_cg, spools_cg, plan) >= 0.98 * bound_cg


@pytest.mark.parametrize("seed", range(12))
def test_long_queues_that_use_up_a_stock_come_within_2_percent_of_the_bound(seed: int) -> None:
    draw = Random(seed)  # noqa: S311 - grams, not secrets
    spools_cg = sorted(draw.randint(150_00, 1000_00) for _ in range(draw.randint(4, 16)))
    needs_cg: list[int] = []
    while sum(needs_cg) < sum(spools_cg):
        needs_cg.append(draw.randint(5_00, 140_00))

    plan, bound_cg = good_plan(needs_cg[:-1], spools_cg)

    assert served_cg(needs_cg[:-1], spools_cg, plan) >= 0.98 * bound_cg


def test_the_bound_is_never_below_the_best_plan() -> None:
    draw = Random(5)  # noqa: S311 - grams, not secrets
    for _ in range(40):
        needs_cg = [draw.randint(1, 30) for _ in range(draw.randint(1, 9))]
        spools_cg = sorted(draw.randint(1, 60) for _ in range(draw.randint(1, 4)))
        best_cg = served_cg(needs_cg, spools_cg, best_plan(needs_cg, spools_cg))
        plan, bound_cg = good_plan(needs_cg, spools_cg)
        assert served_cg(needs_cg, spools_cg, plan) <= best_cg <= bound_cg


def test_a_spool_too_large_to_be_looked_at_closely_is_still_shared_out() -> None:
    needs_cg, spools_cg = [60_000_00] * 90, [100_000_00] * 80

    plan, bound_cg = good_plan(needs_cg, spools_cg)

    assert served_cg(needs_cg, spools_cg, plan) == 80 * 60_000_00
    assert bound_cg == bound(needs_cg, spools_cg) == 90 * 60_000_00


def test_the_earlier_of_equal_needs_is_served() -> None:
    plan, _ = good_plan([7, 6, 7], [7])

    assert plan == [0, None, None]


def test_a_batch_of_many_equal_jobs_is_planned_exactly() -> None:
    needs_cg = [30_00] * 20 + [70_00] * 20
    spools_cg = [100_00] * 20

    assert is_small(needs_cg)
    assert None not in best_plan(needs_cg, spools_cg)
    assert None not in best_fit(needs_cg, spools_cg)


def test_what_is_small_is_bounded() -> None:
    assert is_small(list(range(1, 13)))
    assert not is_small(list(range(1, 14)))
    assert not is_small([5] * 65)
