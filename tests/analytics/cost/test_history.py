"""What is kept of costs, and which are noted anew."""

from decimal import Decimal

import pytest

from printshop.analytics.cost.history import to_be_kept, worth_noting
from printshop.domain.units import to_money
from printshop.frames import COST_TOTALS, NOTED_COSTS, RATES
from tests.analytics.cost.frames import rows_of


@pytest.mark.parametrize("unit_e6", [1_125_000, 1_135_000, 1_124_999, 1_125_001, 0, 5_000])
def test_a_kept_cost_is_rounded_as_a_page_rounds_it(unit_e6: int) -> None:
    totals = rows_of(COST_TOTALS, {"variant_id": "vase", "unit_e6": unit_e6})

    kept = to_be_kept(totals, RATES.to_frame())

    assert Decimal(kept["unit_e2"].item()) / 100 == to_money(Decimal(unit_e6) / 10**6)
    assert kept["success_e2"].item() is None


def test_more_than_can_be_kept_is_unknown() -> None:
    totals = rows_of(COST_TOTALS, {"variant_id": "vase", "unit_e6": 10**14})

    assert to_be_kept(totals, RATES.to_frame())["unit_e2"].item() is None


@pytest.mark.parametrize(
    ("before", "now", "is_noted"),
    [
        (2_000_000, 2_009_999, False),
        (2_000_000, 2_010_000, True),
        (2_000_000, 1_990_000, True),
        (2_000_000, None, True),
        (None, 2_000_000, True),
        (None, None, False),
        (0, 0, False),
        (0, 1, True),
    ],
)
def test_a_cost_is_noted_when_it_moved_by_half_a_hundredth(
    before: int | None, now: int | None, *, is_noted: bool
) -> None:
    totals = rows_of(COST_TOTALS, {"variant_id": "vase"}).with_columns(unit_e6=now)
    noted = rows_of(NOTED_COSTS, {"variant_id": "vase", "noted_on": None}).with_columns(
        unit_e6=before
    )

    moved = worth_noting(totals.cast(dict(COST_TOTALS)), noted.cast(dict(NOTED_COSTS)))

    assert (not moved.is_empty()) == is_noted
