"""What uses up the rest of a spool."""

from itertools import product

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.allocation import FINISHER_NEEDS, Finish, finishers
from printshop.analytics.allocation.finishers import MAX_REST_CG


def needs(*rows: tuple[str, int, int]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FINISHER_NEEDS, orient="row")


PRINTS = needs(("peg", 22_00, 1), ("hook", 55_00, 1), ("cup", 64_00, 1))


def test_87_grams_are_used_up_by_22_and_64() -> None:
    best, second, *_ = finishers(87_00, PRINTS)

    assert best == Finish(left_cg=1_00, copies=(("peg", 1), ("cup", 1)))
    assert second == Finish(left_cg=10_00, copies=(("peg", 1), ("hook", 1)))


def test_143_grams_are_used_up_by_22_55_and_64() -> None:
    best, *_ = finishers(143_00, PRINTS)

    assert best == Finish(left_cg=2_00, copies=(("peg", 1), ("hook", 1), ("cup", 1)))


def test_no_more_copies_are_said_than_are_wanted_and_the_fewest_prints_do() -> None:
    best, *_ = finishers(90_00, needs(("peg", 30_00, 2), ("hook", 10_00, 9), ("cup", 45_00, 2)))

    assert best == Finish(left_cg=0, copies=(("cup", 2),))
    assert finishers(90_00, needs(("peg", 30_00, 2)))[0].left_cg == 30_00


def test_nothing_fits_a_rest_that_is_too_small_and_a_full_spool_is_no_rest() -> None:
    assert finishers(21_99, PRINTS) == ()
    assert finishers(0, PRINTS) == ()
    assert finishers(MAX_REST_CG + 1, PRINTS) == ()
    assert finishers(87_00, FINISHER_NEEDS.to_frame()) == ()


@settings(max_examples=40, deadline=None)
@given(
    rest_cg=st.integers(1, 60),
    prints=st.lists(st.tuples(st.integers(1, 40), st.integers(1, 3)), max_size=4),
)
def test_the_best_finish_leaves_as_little_as_trying_all_does(
    rest_cg: int, prints: list[tuple[int, int]]
) -> None:
    tries = product(*(range(most + 1) for _, most in prints))
    sums = {
        sum(count * cg for count, (cg, _) in zip(tried, prints, strict=True)) for tried in tries
    }
    expected = sorted(rest_cg - total for total in sums if 0 < total <= rest_cg)

    rows = needs(*((f"p{n}", cg, most) for n, (cg, most) in enumerate(prints)))
    found = finishers(rest_cg, rows, limit=100)

    assert [finish.left_cg for finish in found] == expected
    for finish in found:
        used = sum(count * prints[int(name[1:])][0] for name, count in finish.copies)
        assert used == rest_cg - finish.left_cg
