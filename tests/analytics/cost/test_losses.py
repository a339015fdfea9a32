"""How much of a run is lost when it is no good."""

import polars as pl
import pytest

from printshop.analytics.cost import lost_share
from printshop.frames import LOST_RUNS, OUTCOMES
from tests.analytics.cost.frames import rows_of

FIVE_FAILED = rows_of(LOST_RUNS, *[{"estimated_cg": 400_00, "actual_cg": 180_00}] * 5)


def outcomes(**said: float) -> pl.DataFrame:
    """OUTCOMES of one version."""
    return rows_of(OUTCOMES, {"completed": 0, "failed": 0, "good": 0.0} | said)


def test_nothing_learnt_loses_a_whole_run() -> None:
    assert lost_share(LOST_RUNS.to_frame(), OUTCOMES.to_frame()) == 1


def test_prints_that_stop_early_lose_a_part() -> None:
    assert lost_share(FIVE_FAILED, outcomes(failed=5)) == pytest.approx(0.522, abs=0.0005)


def test_what_is_rejected_at_the_end_loses_all() -> None:
    share = lost_share(FIVE_FAILED, outcomes(failed=5, completed=10, good=5.0))

    assert share == pytest.approx(0.761, abs=0.0005)


def test_no_failure_loses_more_than_a_run() -> None:
    over = rows_of(LOST_RUNS, {"estimated_cg": 100_00, "actual_cg": 900_00})

    assert lost_share(over, outcomes(failed=1)) == 1
