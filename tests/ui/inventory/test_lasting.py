"""For how long a filament lasts, in words."""

from datetime import date
from typing import Any

import pytest

from printshop.ui.inventory import lasting

TODAY = date(2026, 6, 1)
ROW: dict[str, Any] = {
    "rate_cg_per_day": 659.3,
    "lead_time_days": 7,
    "safety_cg": 128_00,
    "reorder_point_cg": 254_00,
    "on_order_cg": 0,
    "available_cg": 300_00,
    "is_due": False,
    "cover_days": 38.4,
    "runs_out_on": date(2026, 7, 9),
    "source": "Uses 6.6 g a day over 91 days.",
}


def text(**said: object) -> str:
    return " ".join(lasting.sentences(ROW | said, today=TODAY)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "38 days"),
        ({"cover_days": 1.9}, "1 day"),
        ({"cover_days": 0.4}, "not a day"),
        ({"cover_days": 400.0}, "more than a year"),
        ({"cover_days": None}, "for years"),
        ({"cover_days": None, "rate_cg_per_day": None}, "no use known"),
    ],
)
def test_how_long_it_lasts(said: dict[str, Any], words: str) -> None:
    assert lasting.lasts(ROW | said).replace("\u00a0", " ") == words


def test_why_it_lasts_so_long_and_when_to_order() -> None:
    assert text() == (
        "Uses 6.6 g a day over 91 days. So it runs out on Thu 9 Jul. Order when 254 g are left: "
        "126 g for the 7 days until new rolls come, and 128 g in reserve. Now 300 g are left for "
        "new jobs."
    )


def test_what_is_due_is_short_or_on_order_says_so() -> None:
    said = text(is_due=True, available_cg=-12_50, on_order_cg=1000_00, runs_out_on=TODAY)

    assert "does not suffice for today. 1,000 g are on order. Order now: 12.5 g are missing" in said
    assert "Order now: only 50 g are left for new jobs, and 254 g should be: 126 g for" in text(
        is_due=True, available_cg=50_00
    )


def test_without_a_rate_nothing_is_said_of_ordering() -> None:
    never = dict.fromkeys(
        ("rate_cg_per_day", "safety_cg", "reorder_point_cg", "cover_days", "runs_out_on")
    )

    assert text(**never, source="Never used yet.") == "Never used yet."
    assert lasting.use_in_a_day(ROW | never) == "unknown"
