"""What alerts say, for whoever wonders why one came, or why none did."""

from datetime import date
from typing import Any

import pytest

from printshop.services import alerts, stock
from printshop.services.shop import Shop
from printshop.services.stock.standing_words import Row
from tests import builders

TODAY = date(2026, 3, 2)


def row_of(shop: Shop) -> Row:
    return stock.overview(shop, as_of=TODAY).row(0, named=True)


@pytest.mark.parametrize(
    ("spools", "thresholds", "low", "why"),
    [
        (
            ["44", "40"],
            {"low_stock_g": 100},
            "84 g on hand over 2 spools, at or under the 100 g you set.",
            "Low at 100 g or less: 84 g on hand over 2 spools, reached.",
        ),
        # A nearly empty spool beside a full one is not low by grams, but may be by spools.
        (
            ["40", "1000"],
            {"low_stock_g": 100, "low_stock_spools": 2},
            "2 unopened spools, you want more than 2.",
            (
                "Low at 100 g or less: 1,040 g on hand over 2 spools, 940 g to go. "
                "Low at 2 unopened spools or fewer: 2 unopened spools, reached."
            ),
        ),
        (
            ["40", "1000.5"],
            {"low_stock_g": 0, "low_stock_spools": 1},
            "",
            "Low at 1 unopened spool or fewer: 2 unopened spools, 1 to go.",
        ),
        (["40"], {"low_stock_g": 0}, "", "No threshold is set, so it is never called low."),
        (
            [],
            {},
            "",
            (
                "Low at 100 g or less: nothing on hand, reached. "
                "The shop never had a spool of it, so it is not called low."
            ),
        ),
    ],
)
def test_each_threshold_is_said_with_the_way_to_it(
    shop: Shop, spools: list[str], thresholds: dict[str, Any], low: str, why: str
) -> None:
    filament = builders.a_filament(shop, **thresholds)
    for grams in spools:
        builders.a_spool(shop, filament, grams)

    assert stock.low_text(row_of(shop)) == low
    assert " ".join(said.text for said in stock.why(row_of(shop))) == why


def test_what_was_never_weighed_is_said(shop: Shop) -> None:
    builders.a_spool(shop, builders.a_filament(shop), "90", is_weighed=False)

    assert alerts.alert_text(row_of(shop)) == (
        "Bambu Lab PLA Basic Black: 90 g on hand over 1 spool (90 g of it never weighed),"
        " at or under the 100 g you set."
    )
