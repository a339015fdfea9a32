"""Differences of a stock-take that somebody should look at."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.stock_taking import CountedSpool


@pytest.mark.parametrize(
    ("expected_g", "found_g", "is_large"),
    [
        # More than 50 g, or more than a fifth.
        (1000, 950, False),
        (1000, 949, True),
        (100, 80, False),
        (100, 79, True),
        (0, 0, False),
        (0, 1, True),
        (10, 13, True),
    ],
)
def test_a_large_difference_is_marked(expected_g: int, found_g: int, *, is_large: bool) -> None:
    line = CountedSpool(
        id=uuid4(),
        spool_id=uuid4(),
        gross_g=None,
        tare_g=None,
        net_g=Decimal(found_g),
        balance_g=Decimal(expected_g),
        counted_at=datetime.now(UTC),
    )

    assert line.is_large == is_large
