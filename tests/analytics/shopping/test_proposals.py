"""What to buy: enough for the jobs that wait, and to last until more comes."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.shopping import Thresholds, proposals
from tests.analytics.shopping.frames import known_of, rolls_of, stock_of

BLACK = {"filament_id": "black"}
AMPLE = BLACK | {"on_hand_cg": 500_000}


def proposed(found: pl.DataFrame) -> list[tuple[str, int, str]]:
    return [
        ("urgent" if row["is_urgent"] else "reorder", row["rolls"], row["rules"])
        for row in found.to_dicts()
    ]


def forecast(**said: float | None) -> dict[str, Any]:
    """18 g a day, 7 days, 128 g of safety: the worked example of the reorder point."""
    point = {"reorder_point_cg": 25_400, "safety_cg": 12_800, "rate_cg_per_day": 1_800.0}
    return BLACK | point | said


def test_what_jobs_lack_is_urgent_in_rolls_that_leave_a_tail_on_the_reel() -> None:
    known = known_of(stock_of(AMPLE), short_cg={"black": 100_000})

    # 1,000 g short, 990 g of each roll can be printed.
    found = proposals(rolls_of(BLACK, tail_cg=1_000), known, Thresholds(tail_cg=1_000))

    assert proposed(found) == [("urgent", 2, "shortage")]
    assert found["missing_cg"].item() == 100_000


def test_rolls_come_in_whole_packs() -> None:
    known = known_of(stock_of(AMPLE), short_cg={"black": 250_000})

    found = proposals(rolls_of(BLACK | {"pack_size": 4}), known, Thresholds())

    assert found["rolls"].item() == 4


def test_what_is_on_order_is_not_bought_twice() -> None:
    coming = {"filament_id": "black", "on_order_cg": 100_000, "rolls": 1}
    known = known_of(stock_of(BLACK), short_cg={"black": 150_000}, on_order=[coming])

    found = proposals(rolls_of(BLACK), known, Thresholds())

    assert proposed(found) == [("urgent", 1, "shortage")]
    assert found["missing_cg"].item() == 50_000


def test_a_shortage_that_is_on_order_asks_for_nothing_more() -> None:
    coming = {"filament_id": "black", "on_order_cg": 200_000, "rolls": 2}
    known = known_of(stock_of(AMPLE), short_cg={"black": 150_000}, on_order=[coming])

    assert proposals(rolls_of(BLACK), known, Thresholds()).is_empty()


@pytest.mark.parametrize(
    ("available_cg", "n_rolls"),
    [(25_401, []), (25_400, [1]), (20_000, [1]), (-70_000, [2])],
    ids=["above the point", "at the point", "one roll to 380 g", "two rolls from 700 g below"],
)
def test_it_is_bought_anew_at_the_reorder_point_up_to_it_and_the_use_until_it_comes(
    available_cg: int, n_rolls: list[int]
) -> None:
    known = known_of(stock_of(AMPLE), demand=[forecast(available_cg=available_cg)])

    found = proposals(rolls_of(BLACK), known, Thresholds())

    assert found["rolls"].to_list() == n_rolls
    assert found["level_cg"].to_list() == [25_400 + 7 * 1_800 for _ in n_rolls]


def test_an_own_threshold_asks_for_rolls_until_it_is_passed() -> None:
    low = BLACK | {"on_hand_cg": 50_000, "low_stock_cg": 150_000}
    known = known_of(stock_of(low))

    # One roll would bring it to 1,500 g, which is still at the threshold.
    assert proposed(proposals(rolls_of(BLACK), known, Thresholds())) == [("reorder", 2, "grams")]


def test_unopened_spools_count_with_those_on_order() -> None:
    few = AMPLE | {"low_stock_cg": 0, "low_stock_spools": 3, "sealed_count": 1}
    coming = {"filament_id": "black", "on_order_cg": 100_000, "rolls": 1}
    known = known_of(stock_of(few), on_order=[coming])

    assert proposed(proposals(rolls_of(BLACK), known, Thresholds())) == [("reorder", 2, "spools")]


def test_the_multiplier_calls_earlier() -> None:
    known = known_of(stock_of(BLACK | {"on_hand_cg": 15_000}))

    assert proposals(rolls_of(BLACK), known, Thresholds()).is_empty()
    found = proposals(rolls_of(BLACK), known, Thresholds(multiplier=1.5))
    assert proposed(found) == [("reorder", 1, "grams")]


@pytest.mark.parametrize(
    "said",
    [
        {"low_stock_cg": 0, "low_stock_spools": 0},
        {"is_archived": True},
        {"total_count": 0},
    ],
    ids=["thresholds of 0: none wanted", "put away", "never had a spool"],
)
def test_what_is_not_kept_in_stock_is_bought_for_jobs_only(said: dict[str, Any]) -> None:
    known = known_of(stock_of(BLACK | said), demand=[forecast(available_cg=0)])
    assert proposals(rolls_of(BLACK), known, Thresholds(multiplier=5)).is_empty()

    known = known_of(stock_of(BLACK | said), short_cg={"black": 1})
    assert proposed(proposals(rolls_of(BLACK), known, Thresholds())) == [("urgent", 1, "shortage")]


def test_a_shop_without_anything_buys_nothing() -> None:
    assert proposals(rolls_of(), known_of(stock_of()), Thresholds()).is_empty()


def test_no_forecast_is_no_reason_to_buy() -> None:
    unknown = forecast(reorder_point_cg=None, rate_cg_per_day=None, safety_cg=None)
    known = known_of(stock_of(AMPLE), demand=[unknown])

    assert proposals(rolls_of(BLACK), known, Thresholds()).is_empty()


grams_cg = st.integers(0, 500_000)


@settings(max_examples=25)
@given(
    short=grams_cg,
    on_hand=grams_cg,
    coming=st.integers(0, 4),
    roll=st.integers(1_500, 200_000),
    pack=st.integers(1, 5),
    tail=st.integers(0, 1_000),
    multipliers=st.tuples(st.floats(1, 5), st.floats(1, 5)),
    point=st.none() | grams_cg,
    spools=st.integers(0, 4),
)
def test_never_less_than_what_is_short_nothing_twice_and_more_with_a_larger_multiplier(  # noqa: PLR0917 - what it draws
    short: int,
    on_hand: int,
    coming: int,
    roll: int,
    pack: int,
    tail: int,
    multipliers: tuple[float, float],
    point: int | None,
    spools: int,
) -> None:
    ordered = {"filament_id": "black", "on_order_cg": coming * roll, "rolls": coming}
    known = known_of(
        stock_of(BLACK | {"on_hand_cg": on_hand, "low_stock_spools": spools}),
        demand=[forecast(reorder_point_cg=point, available_cg=on_hand + coming * roll - short)],
        short_cg={"black": short} if short else {},
        on_order=[ordered] if coming else [],
    )
    bought = rolls_of(BLACK | {"full_cg": roll, "pack_size": pack}, tail_cg=tail)

    low, high = (
        proposals(bought, known, Thresholds(multiplier=one, tail_cg=tail))
        for one in sorted(multipliers)
    )

    n_low, n_high = (int(found["rolls"].sum()) for found in (low, high))
    assert n_low <= n_high
    assert n_low % pack == 0
    assert (n_low + coming) * (roll - tail) >= short
    if low.filter("is_urgent").height and low["decides"].item() == "shortage":
        # A pack less would leave a job waiting.
        assert (n_low - pack + coming) * (roll - tail) < short
