"""What moved between two weeks by more than chance."""

import polars as pl
import pytest

from printshop.analytics.dashboard.counting import RUNS
from printshop.analytics.dashboard.movers import movers


def _runs(**prints: int) -> pl.DataFrame:
    keys = [key for key, number in prints.items() for _ in range(number)]
    return pl.DataFrame({"model": keys}, schema={"model": pl.String})


@pytest.mark.parametrize(
    ("now", "before", "is_news"),
    [
        (3, 1, False),
        (6, 0, False),
        (14, 9, False),
        (30, 10, True),
        (0, 20, True),
        (400, 380, False),
    ],
    ids=["few", "from nothing, few", "chance", "three times", "none any more", "a seventh"],
)
def test_small_counts_and_small_changes_are_no_news(
    now: int, before: int, *, is_news: bool
) -> None:
    found = movers(_runs(vase=now), _runs(vase=before), "model", RUNS)

    assert found.select("key", "now", "before").rows() == (
        [("vase", now, before)] if is_news else []
    )


def test_the_surest_stands_first() -> None:
    found = movers(_runs(vase=40, cat=90), _runs(vase=10, cat=10), "model", RUNS)

    assert found["key"].to_list() == ["cat", "vase"]


def test_without_any_rows_nothing_moved() -> None:
    assert movers(_runs(), _runs(), None, RUNS).is_empty()
