"""What is sold of each product in a week."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.demand import product_demand
from printshop.analytics.demand.latest_rates import latest_rates
from printshop.analytics.demand.product_weeks import product_weeks
from printshop.frames import PRODUCED, PRODUCT_DEMAND, PRODUCT_WEEKS

_VASE = pl.Series("model_id", ["vase"])


def produced(*plates: Mapping[int, int], model: str = "vase", version: str = "1") -> pl.DataFrame:
    """PRODUCED of one version: pieces by how many weeks ago, for each plate."""
    rows = [
        (model, f"{model}{version}", f"{model}{version}{plate}", week, good)
        for plate, of_plate in enumerate(plates)
        for week, good in sorted(of_plate.items())
    ]
    return pl.DataFrame(rows, schema=PRODUCED, orient="row")


def moved(
    sold: Mapping[int, int], other: Mapping[int, int] | None = None, model: str = "vase"
) -> pl.DataFrame:
    """PRODUCT_WEEKS: pieces sold, and otherwise moved, by how many weeks ago."""
    other = other or {}
    rows = [
        (model, week, sold.get(week, 0), other.get(week, 0) - sold.get(week, 0))
        for week in sorted({*sold, *other})
    ]
    return pl.DataFrame(rows, schema=PRODUCT_WEEKS, orient="row")


NOTHING_MADE, NOTHING_MOVED = produced(), moved({})


def vase(made: pl.DataFrame = NOTHING_MADE, went: pl.DataFrame = NOTHING_MOVED) -> dict[str, Any]:
    """The demand of the vase."""
    return product_demand(_VASE, made, went).row(0, named=True)


def test_a_shop_without_products_sells_nothing() -> None:
    none = pl.Series("model_id", [], pl.String)

    assert product_demand(none, NOTHING_MADE, NOTHING_MOVED).equals(
        pl.DataFrame(schema=PRODUCT_DEMAND)
    )


def test_seven_sold_in_twenty_weeks_with_any_to_sell() -> None:
    row = vase(produced({19: 100}), moved({18: 2, 10: 4, 9: 1}))

    assert (row["units"], row["weeks"], row["shelf_units"]) == (7, 20, 93)
    assert round(row["mean_per_week"], 2) == 0.36
    assert (round(row["next_mean"], 2), row["next_high"]) == (1.43, 3)
    assert row["basis"] == "sales"
    assert row["source"] == (
        "7 sold in 20 weeks with any to sell, drawn towards the 0.4 a week of products in usual "
        "shops."
    )


def test_a_week_with_an_empty_shelf_is_not_counted() -> None:
    row = vase(produced({19: 3, 1: 5}), moved({19: 1, 18: 2}))

    # Full in the weeks 19 and 18, empty until two pieces more were finished last week.
    assert (row["units"], row["weeks"]) == (3, 4)
    assert row["shelf_units"] == 5


def test_a_shelf_below_nothing_counts_as_holding_some() -> None:
    row = vase(went=moved({9: 4, 3: 1}))

    assert (row["shelf_units"], row["weeks"], row["units"]) == (-5, 10, 5)


def test_what_was_given_away_or_counted_is_on_the_shelf_but_no_sale() -> None:
    row = vase(produced({9: 10}), moved({9: 1}, {5: -2, 4: 3}))

    assert (row["units"], row["shelf_units"]) == (1, 10)


def test_without_any_sale_what_was_finished_stands_in_and_it_is_said() -> None:
    row = vase(produced({9: 4, 2: 1}))

    assert (row["units"], row["weeks"], row["basis"]) == (5, 10, "prints")
    assert row["source"].startswith("No sale was noted: 5 finished in 10 weeks stand in, ")


def test_what_was_never_finished_nor_sold_is_the_mean_product() -> None:
    row = vase()

    assert (row["units"], row["weeks"], row["basis"]) == (0, 0, "others")
    assert row["mean_per_week"] == 0.4
    assert row["recent_per_week"] is row["trend"] is row["pattern"] is None
    assert row["source"] == (
        "Nothing was finished or sold yet: expected are the 0.4 a week of products in usual shops."
    )


def test_sales_of_more_than_a_year_ago_are_on_the_shelf_s_account_only() -> None:
    row = vase(produced({52: 10}), moved({52: 4, 1: 1}))

    assert (row["units"], row["weeks"], row["shelf_units"]) == (1, 52, 5)


def test_what_came_back_was_not_sold() -> None:
    row = vase(produced({5: 10}), moved({4: 3, 1: -3}))

    assert (row["units"], row["shelf_units"]) == (3, 10)


def test_a_piece_is_one_of_what_each_plate_yields() -> None:
    lids, boxes = {4: 3}, {3: 2, 0: 4}

    assert vase(produced(lids, boxes))["shelf_units"] == 3
    assert vase(produced(lids, {52: 0}))["shelf_units"] == 0


def test_pieces_of_several_versions_lie_on_one_shelf() -> None:
    made = pl.concat([produced({4: 3}), produced({3: 2}, {3: 1}, version="2")])

    assert vase(made)["shelf_units"] == 4


def test_products_that_were_put_away_are_left_out() -> None:
    made = pl.concat([produced({4: 3}, model="bowl"), produced({4: 2})])
    demand = product_demand(_VASE, made, moved({1: 1}, model="bowl"))

    assert demand.select("model_id", "units").rows() == [("vase", 2)]


@pytest.mark.parametrize(
    ("sold", "trend"),
    [
        (dict.fromkeys(range(12, 30), 2), "falling"),
        ({30: 1, 3: 4, 2: 5, 1: 6, 0: 6}, "rising"),
        (dict.fromkeys(range(0, 30, 3), 1), "steady"),
        ({3: 1}, None),
    ],
)
def test_the_latest_weeks_say_whether_it_rises(sold: dict[int, int], trend: str | None) -> None:
    assert vase(produced({max(sold): 500}), moved(sold))["trend"] == trend


_SALES = [0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0]


def test_a_rate_fades_once_sales_stop() -> None:
    units = np.array([_SALES])

    assert np.mean(_SALES) == 0.35
    assert latest_rates(units, np.ones_like(units, dtype=bool))[0] == pytest.approx(
        0.25, abs=0.0005
    )


def test_croston_s_way_would_go_on_forecasting_what_nobody_buys() -> None:
    size, gap, since = 1.0, 1.0, 1
    for sold in _SALES[2:]:
        if sold:
            size, gap, since = 0.1 * sold + 0.9 * size, 0.1 * since + 0.9 * gap, 1
        else:
            since += 1

    assert size / gap == pytest.approx(0.805, abs=0.0005)
    assert size / gap * (1 - 0.1 / 2) == pytest.approx(0.765, abs=0.0005)


def test_weeks_without_anything_to_sell_change_no_rate() -> None:
    sold, idle = np.array([[1, 0, 0, 2]]), np.array([[True, False, False, True]])

    assert latest_rates(sold, idle) == latest_rates(np.array([[1, 2]]), np.ones((1, 2), dtype=bool))


_BY_WEEK = st.dictionaries(st.integers(0, 12), st.integers(0, 6), max_size=6)


@given(st.lists(_BY_WEEK, max_size=3), _BY_WEEK, _BY_WEEK)
@settings(max_examples=50, deadline=None)
def test_weeks_are_those_of_a_slow_walk_along_the_shelf(
    plates: list[dict[int, int]], sold: dict[int, int], given_away: dict[int, int]
) -> None:
    made, went = produced(*plates), moved(sold, {w: -n for w, n in given_away.items()})

    found = product_weeks(_VASE, made, went, weeks=12)

    # A plate without a line would not be there at all.
    whole = [plate for plate in plates if plate]
    shelf, parts = 0, [0] * len(whole)
    in_stock: list[bool] = []
    for week in range(12, -1, -1):
        before, done = shelf, min(parts, default=0)
        parts = [had + plate.get(week, 0) for had, plate in zip(parts, whole, strict=True)]
        finished = min(parts, default=0) - done
        in_stock.append(before != 0 or finished > 0 or sold.get(week, 0) > 0)
        shelf += finished - sold.get(week, 0) - given_away.get(week, 0)
    assert found.shelf[0] == shelf
    assert found.in_stock[0].tolist() == in_stock[1:]
