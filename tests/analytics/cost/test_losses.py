"""How much of a run is lost when it is no good."""

import polars as pl
import pytest

from printshop.analytics.cost import lost_share
from printshop.analytics.success import COUNTS
from printshop.frames import LOST_RUNS
from tests.analytics.cost.frames import rows_of

FIVE_FAILED = rows_of(LOST_RUNS, *[{"estimated_cg": 400_00, "actual_cg": 180_00}] * 5)


def counts(good: float, tried: int) -> pl.DataFrame:
    """COUNTS of one version."""
    return rows_of(COUNTS, {"subject_id": "vase", "good": good, "tried": tried})


def test_nothing_learnt_loses_a_whole_run() -> None:
    assert lost_share(LOST_RUNS.to_frame(), COUNTS.to_frame(), 0) == 1


def test_prints_that_stop_early_lose_a_part() -> None:
    assert lost_share(FIVE_FAILED, counts(5, 10), 5) == pytest.approx(0.522, abs=0.0005)


def test_what_is_rejected_at_the_end_loses_all() -> None:
    assert lost_share(FIVE_FAILED, counts(5, 15), 5) == pytest.approx(0.761, abs=0.0005)


def test_no_failure_loses_more_than_a_run() -> None:
    over = rows_of(LOST_RUNS, {"estimated_cg": 100_00, "actual_cg": 900_00})

    assert lost_share(over, counts(0, 1), 1) == 1
