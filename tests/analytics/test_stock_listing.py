"""Narrowing, ordering and adding up the stock."""

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl

from printshop.analytics.stock_listing import (
    Holding,
    Wanted,
    narrowed,
    needing_care,
    places,
    totals,
    with_labels,
)
from printshop.analytics.stock_rules import with_rules
from printshop.analytics.stock_values import StockValue, own_value, own_value_of_spools, value_of
from printshop.domain.filament import FilamentSort
from printshop.frames import STOCK

ROW = {
    "brand": "Bambu Lab",
    "material": "PLA",
    "slicer_name": "PLA Basic",
    "color_hex": "#101010",
    "other_color_hexes": "",
    "color_pattern": "single",
    "finish": "plain",
    "bambu_id": "",
    "gtin": "",
    "maker_code": "",
    "supplier": "",
    "is_archived": False,
    "created_at": datetime(2026, 3, 2, tzinfo=UTC),
    "demand_count": 0,
    "low_stock_cg": 10_000,
    "low_stock_spools": 0,
    "on_hand_cg": 100_000,
    "unweighed_cg": 0,
    "spool_count": 1,
    "sealed_count": 1,
    "unweighed_count": 0,
    "total_count": 1,
    "value_e8": 0,
    "unpriced_cg": 0,
    "average_cost_e6": 0,
    "base_cost_e6": 0,
    "next_expiry": None,
    "locations": "",
}


def a_stock(*rows: dict[str, object]) -> pl.DataFrame:
    """One row for each, its filament called by its colour's name."""
    filled = [ROW | {"filament_id": str(row["color_name"])} | row for row in rows]
    return with_labels(with_rules(pl.DataFrame(filled, schema=STOCK), as_of=date(2026, 3, 2)))


def names(stock: pl.DataFrame) -> list[str]:
    return stock["color_name"].to_list()


def test_all_words_of_a_search_must_be_found_whatever_their_capitals() -> None:
    stock = a_stock(
        {"color_name": "Black"}, {"color_name": "Blue"}, {"color_name": "Red", "gtin": "40170725"}
    )

    assert names(narrowed(stock, Wanted(search="BASIC bl"))) == ["Black", "Blue"]
    assert names(narrowed(stock, Wanted(search="40170725"))) == ["Red"]
    # A search is no pattern.
    assert names(narrowed(stock, Wanted(search=".*"))) == []


def test_a_place_is_found_among_several_and_never_by_a_part_of_its_name() -> None:
    stock = a_stock(
        {"color_name": "Black", "locations": "Shelf A\nShelf B"},
        {"color_name": "Red", "locations": "Shelf B2"},
        {"color_name": "White"},
    )

    assert places(stock) == ["Shelf A", "Shelf B", "Shelf B2"]
    assert names(narrowed(stock, Wanted(place="Shelf B"))) == ["Black"]


def test_filaments_are_listed_by_what_the_shop_holds_of_them() -> None:
    stock = a_stock(
        {"color_name": "Black"},
        {"color_name": "Red", "spool_count": 0, "on_hand_cg": 0},
        {"color_name": "Old", "is_archived": True},
    )

    found = {how: names(narrowed(stock, Wanted(holding=how))) for how in Holding}

    assert found == {
        Holding.ANY: ["Black", "Red"],
        Holding.WITH: ["Black"],
        Holding.WITHOUT: ["Red"],
        Holding.PUT_AWAY: ["Old"],
    }


def test_filaments_are_ordered_by_demand_by_name_or_the_newest_first() -> None:
    stock = a_stock(
        {"color_name": "Black", "brand": "eSUN", "demand_count": 2},
        {"color_name": "Red", "brand": "Zeta", "created_at": datetime(2026, 4, 1, tzinfo=UTC)},
        {"color_name": "Blue", "brand": "Alpha", "demand_count": 5},
    )

    found = {sort: names(narrowed(stock, Wanted(sort=sort))) for sort in FilamentSort}

    assert found == {
        FilamentSort.DEMAND: ["Blue", "Black", "Red"],
        FilamentSort.NAME: ["Blue", "Black", "Red"],
        FilamentSort.CREATED: ["Red", "Black", "Blue"],
    }


def test_what_is_most_pressing_and_most_used_is_looked_after_first() -> None:
    stock = a_stock(
        {"color_name": "Calm"},
        {"color_name": "Unweighed", "unweighed_cg": 5_000, "unweighed_count": 1},
        {"color_name": "Expired", "next_expiry": date(2026, 3, 1)},
        {"color_name": "Low", "on_hand_cg": 10_000},
        {"color_name": "Low and used", "on_hand_cg": 0, "demand_count": 3},
        {"color_name": "Low and put away", "on_hand_cg": 0, "is_archived": True},
    )

    assert names(needing_care(stock)) == ["Low and used", "Low", "Expired", "Unweighed"]


def test_both_values_leave_out_what_has_no_price() -> None:
    stock = a_stock(
        {
            "color_name": "Black",
            # 640 g at 0.0210, 4,000 g at 0.019715 and 500 g that nobody knows the price of.
            "on_hand_cg": 514_000,
            "value_e8": 64_000 * 21_000 + 400_000 * 19_715,
            "unpriced_cg": 50_000,
            "average_cost_e6": 19_892,
        },
        {"color_name": "Old", "is_archived": True, "value_e8": 10**12},
    )

    found = totals(stock)

    assert found.value == value_of(stock.row(0, named=True))
    assert found.value.own == Decimal("92.30")
    assert found.value.average == Decimal("92.30")
    assert found.value.unpriced_g == Decimal(500)
    assert found.on_hand_g == Decimal(5140)


def test_where_nothing_has_a_price_the_value_is_unknown_and_not_zero() -> None:
    stock = a_stock(
        {
            "color_name": "Old",
            "on_hand_cg": 5_000,
            "unpriced_cg": 5_000,
            "average_cost_e6": 20_000,
            "value_e8": 0,
        }
    )
    none_left = a_stock({"color_name": "Gone", "on_hand_cg": 0, "unpriced_cg": 0, "value_e8": 0})
    spools = pl.DataFrame({"on_hand_cg": [5_000, 0], "cost_e6": [0, 20_000]})

    unknown = StockValue(own=None, average=None, unpriced_g=Decimal(50))
    assert value_of(stock.row(0, named=True)) == totals(stock).value == unknown
    assert stock.select(own_value()).item() is None
    assert spools.select(own_value_of_spools()).item() is None
    assert totals(none_left).value.own == totals(none_left).value.average == 0


def test_two_filaments_of_the_same_words_are_told_apart() -> None:
    stock = a_stock({"color_name": "Red"}, {"color_name": "Red", "color_hex": "#FF0000"})

    assert stock["label"].to_list() == [
        "Bambu Lab PLA Basic Red (PLA, #101010)",
        "Bambu Lab PLA Basic Red (PLA, #FF0000)",
    ]
