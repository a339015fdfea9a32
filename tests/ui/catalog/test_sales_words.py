"""What the catalog says of what is sold."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from printshop.domain.sales import ProductMovement, ProductReason
from printshop.ui.catalog import sales_words

TODAY = date(2026, 6, 1)
ROW = {
    "mean_per_week": 0.358,
    "low": 0.18,
    "high": 0.58,
    "next_mean": 1.43,
    "next_high": 3,
    "recent_per_week": 0.3,
    "trend": "steady",
    "shelf_units": 4,
}


def moved(units: int, reason: ProductReason, **said: object) -> ProductMovement:
    values = {
        "id": 1,
        "model_id": UUID(int=1),
        "variant_id": None,
        "units": units,
        "reason": reason,
        "unit_price": None,
        "moved_on": TODAY,
        "note": "",
        "reverses_id": None,
        "booked_by": "",
        "booked_at": datetime(2026, 6, 1, tzinfo=UTC),
    }
    return ProductMovement.model_validate(values | said)


@pytest.mark.parametrize(
    ("movement", "words"),
    [
        (moved(-3, ProductReason.SOLD, unit_price=Decimal(9)), "Sold 3 · €9.00 each · Mon 1 Jun"),
        (moved(-1, ProductReason.SOLD), "Sold 1 · price unknown · Mon 1 Jun"),
        (moved(2, ProductReason.RETURNED, note="torn"), "Came back 2 · Mon 1 Jun · torn"),
        (moved(-2, ProductReason.COUNTED), "Counted -2 · Mon 1 Jun"),
        (moved(2, ProductReason.COUNTED), "Counted +2 · Mon 1 Jun"),
    ],
)
def test_a_movement_is_one_line(movement: ProductMovement, words: str) -> None:
    assert sales_words.line(movement, "EUR", today=TODAY, is_taken_back=False) == words
    told = sales_words.line(movement, "EUR", today=TODAY, is_taken_back=True)
    assert told == f"{words} · taken back"


def test_few_sales_are_said_with_how_sure_they_are() -> None:
    assert sales_words.per_week(ROW) == "0.4"
    assert sales_words.interval(ROW) == "0.2 to 0.6, nine times in ten"
    assert sales_words.coming_weeks(ROW) == "1.4 expected, no more than 3 nine times in ten"
    assert sales_words.trend(ROW) == "About as many as before: 0.3 a week by the latest weeks."
    assert sales_words.trend(ROW | {"trend": None}) == ""


@pytest.mark.parametrize(("value", "words"), [(0.034, "0.03"), (0.97, "1"), (12.4, "12")])
def test_large_numbers_have_no_tenths(value: float, words: str) -> None:
    assert sales_words.per_week(ROW | {"mean_per_week": value}) == words


@pytest.mark.parametrize(
    ("shelf_units", "words"),
    [
        (4, "Enough for about 11 weeks."),
        (0, ""),
        (-2, ""),
        (1000, "Enough for more than two years."),
    ],
)
def test_for_how_long_the_shelf_suffices(shelf_units: int, words: str) -> None:
    said = sales_words.enough(ROW | {"shelf_units": shelf_units})
    assert said.replace("\u00a0", " ") == words
