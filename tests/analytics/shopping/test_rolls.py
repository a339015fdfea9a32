"""What a roll holds and costs when it is bought anew."""

from decimal import Decimal
from typing import Any

import pytest

from printshop.analytics.shopping import cost_of_rolls, ladder, rolls
from printshop.frames import BUYING
from tests.analytics.shopping.frames import frame, stock_of

BLACK = {"filament_id": "black"}


def roll_of(bought: dict[str, Any], costs: dict[str, Any] | None = None) -> dict[str, Any]:
    unknown = {"lead_time_days": None, "full_cg": None, "last_full_cg": None}
    buying = frame(BUYING, BLACK | unknown | bought)
    found = rolls(buying, stock_of(BLACK | (costs or {})), tail_cg=1_000, lead_time_days=7)
    return found.row(0, named=True)


@pytest.mark.parametrize(
    ("said", "roll_cg", "source"),
    [
        ({"full_cg": 75_000, "last_full_cg": 100_000}, 75_000, "filament"),
        ({"last_full_cg": 25_000}, 25_000, "last"),
        ({}, 100_000, "assumed"),
    ],
)
def test_a_roll_holds_what_the_filament_says_else_the_last_one_else_a_kilogram(
    said: dict[str, Any], roll_cg: int, source: str
) -> None:
    roll = roll_of(said)

    assert (roll["roll_cg"], roll["roll_source"]) == (roll_cg, source)
    assert roll["usable_cg"] == roll_cg - 1_000


def test_a_roll_smaller_than_its_tail_still_serves_for_something() -> None:
    assert roll_of({"full_cg": 500})["usable_cg"] == 500


@pytest.mark.parametrize(
    ("last", "average", "base", "cost", "source"),
    [
        (22_000, 20_000, 25_000, 22_000, "last"),
        (0, 20_000, 25_000, 20_000, "average"),
        (0, 0, 25_000, 25_000, "base"),
        (0, 0, 0, None, ""),
    ],
)
def test_a_gram_costs_what_it_did_last_else_on_average_else_as_said_else_nobody_knows(
    last: int, average: int, base: int, cost: int | None, source: str
) -> None:
    roll = roll_of({"last_cost_e6": last}, {"average_cost_e6": average, "base_cost_e6": base})

    assert (roll["cost_e6"], roll["cost_source"]) == (cost, source)


def test_a_bill_says_the_price_without_shipping_where_it_is_known_apart() -> None:
    last = {"last_cost_e6": 19_715, "last_price_e6": 19_990}

    assert roll_of(last)["price_e6"] == 19_990
    assert roll_of({}, {"base_cost_e6": 25_000})["price_e6"] == 25_000
    assert roll_of({})["price_e6"] is None


def test_a_gram_costs_less_the_more_packs_share_the_shipping() -> None:
    # 4 x 19.99, 8 off: 0.01799 a gram, and 6.90 for shipping.
    offers = ladder(
        roll_cg=100_000, pack_size=1, cost_e6=19_715, goods_e6=17_990, shipping_cents=690
    )

    assert [(offer.packs, offer.per_gram) for offer in offers[:3]] == [
        (1, Decimal("0.024890")),
        (2, Decimal("0.021440")),
        (4, Decimal("0.019715")),
    ]
    assert offers[2].cost == Decimal("78.86")


def test_a_price_with_its_shipping_in_it_is_the_same_at_any_number() -> None:
    offers = ladder(roll_cg=75_000, pack_size=2, cost_e6=20_000, goods_e6=None, shipping_cents=690)

    assert {offer.per_gram for offer in offers} == {Decimal("0.020000")}
    assert [offer.rolls for offer in offers] == [2, 4, 8, 16]


def test_what_nobody_knows_the_price_of_has_no_offers_and_costs_unknown_not_nothing() -> None:
    assert not ladder(roll_cg=75_000, pack_size=2, cost_e6=None, goods_e6=None, shipping_cents=690)
    assert cost_of_rolls(3, roll_g=Decimal(1000), cost_e6=None) is None
    assert cost_of_rolls(3, roll_g=Decimal(1000), cost_e6=19_715) == Decimal("59.14")
