"""Grams cost what those on the spools that they are taken from cost."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.booking import SpoolBalance, booking_order
from printshop.analytics.cost.prices import NEEDED, price_ladder
from printshop.frames import LOADED, TAKES
from tests.analytics.cost.frames import a_spool, a_stock, shelf, stock

PRICED = stock(a_stock(average_e6=21_000, base_e6=25_000))


def needed(
    *cg: int | None, filament: str | None = "black", file_e6: int | None = None
) -> pl.DataFrame:
    """Needs of one filament."""
    return pl.DataFrame([(filament, one, file_e6) for one in cg], schema=NEEDED, orient="row")


def taken(frame: pl.DataFrame) -> list[tuple[int | None, int, int | None, str]]:
    """Number, centigrams, price and origin of each take."""
    return frame.select("number", "cg", "cost_e6", "origin").rows()


def test_a_need_that_one_spool_holds_costs_what_the_smallest_such_one_did() -> None:
    spools = shelf(a_spool(1, 200_00, 19_000), a_spool(2, 500_00, 23_000), a_spool(3, 50_00))

    takes = price_ladder(spools, PRICED).takes(needed(100_00))

    assert taken(takes) == [(1, 100_00, 19_000, "own")]


def test_a_need_that_spans_two_spools_has_the_price_of_each() -> None:
    spools = shelf(a_spool(1, 220_00, 19_715), a_spool(2, 180_00, 21_000))

    takes = price_ladder(spools, PRICED).takes(needed(300_00))

    assert taken(takes) == [(1, 220_00, 19_715, "own"), (2, 80_00, 21_000, "own")]


def test_beyond_the_stock_grams_cost_the_moving_average() -> None:
    takes = price_ladder(shelf(a_spool(1, 10_00)), PRICED).takes(needed(30_00))

    assert taken(takes) == [(1, 10_00, 20_000, "own"), (None, 20_00, 21_000, "average")]


@pytest.mark.parametrize(
    ("filament", "file_e6", "price"),
    [
        (a_stock(average_e6=21_000, base_e6=25_000), 30_000, (21_000, "average")),
        (a_stock(base_e6=25_000), 30_000, (25_000, "base")),
        (a_stock(), 30_000, (30_000, "file")),
        (a_stock(), None, (None, "unknown")),
        (a_stock(), 0, (None, "unknown")),
    ],
)
def test_a_spool_that_nobody_priced_is_priced_by_the_next_best_word(
    filament: dict[str, object], file_e6: int | None, price: tuple[int | None, str]
) -> None:
    ladder = price_ladder(shelf(a_spool(7, 100_00, 0)), stock(filament))

    assert taken(ladder.takes(needed(5_00, file_e6=file_e6))) == [(7, 5_00, *price)]


def test_a_filament_that_is_none_of_the_shops_costs_what_its_file_says() -> None:
    ladder = price_ladder(shelf(a_spool(1, 100_00)), PRICED)

    assert taken(ladder.takes(needed(5_00, filament=None, file_e6=18_000))) == [
        (None, 5_00, 18_000, "file")
    ]
    assert taken(ladder.takes(needed(5_00, filament=None))) == [(None, 5_00, None, "unknown")]


def test_unknown_grams_and_no_grams_are_taken_from_nowhere() -> None:
    takes = price_ladder(shelf(a_spool(1, 100_00)), PRICED).takes(needed(None, 0, 1))

    assert takes["need"].to_list() == [2]


def test_an_empty_shop_has_no_prices() -> None:
    takes = price_ladder(shelf(), stock()).takes(needed(1_00))

    assert taken(takes) == [(None, 1_00, None, "unknown")]
    assert takes.schema == TAKES


def test_of_equal_spools_the_one_in_a_printer_gives() -> None:
    spools = shelf(a_spool(1, 100_00, 19_000), a_spool(2, 100_00, 23_000))
    loaded = pl.DataFrame([("P1S", 1, "spool 002", "black")], schema=LOADED, orient="row")

    takes = price_ladder(spools, PRICED, loaded).takes(needed(10_00))

    assert takes["number"].to_list() == [2]


_DAYS = st.none() | st.sampled_from([date(2026, 5, 1), date(2026, 6, 1)])
_SPOOL = st.tuples(st.sampled_from([0, 5, 10, 10, 20, 35]), st.booleans(), _DAYS, _DAYS)


@settings(max_examples=30)
@given(st.lists(_SPOOL, max_size=6), st.lists(st.integers(0, 90), min_size=1, max_size=8))
def test_needs_are_taken_as_a_booking_takes_them(
    drawn: list[tuple[int, bool, date | None, date | None]], needs: list[int]
) -> None:
    """The slow, obviously right way: one booking after the other."""
    spools = shelf(
        *(
            a_spool(n, cg, 100 + n, is_weighed=is_weighed, expires_on=expires_on, dried_on=dried_on)
            for n, (cg, is_weighed, expires_on, dried_on) in enumerate(drawn)
        )
    )
    balances = [
        SpoolBalance(
            spool_id=f"{n:03}", on_hand_cg=cg, is_weighed=w, expires_on=expires, dried_on=dried
        )
        for n, (cg, w, expires, dried) in enumerate(drawn)
    ]

    takes = price_ladder(spools, PRICED).takes(needed(*needs))

    for need, cg in enumerate(needs):
        booked = [(int(spool), taken_cg) for spool, taken_cg in booking_order(balances, cg)]
        mine = takes.filter(pl.col("need") == need)
        own = mine.filter(pl.col("number").is_not_null())
        assert sorted(own.select("number", "cg").rows()) == sorted(booked)
        assert mine["cg"].sum() == cg
