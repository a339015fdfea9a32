"""What cannot be printed for lack of filament, and which rolls would bring the most."""

from typing import Any

import polars as pl
import pytest

from printshop.analytics.shopping import VERSIONS, wishes
from tests.analytics.shopping.frames import judged_of, rolls_of

PRICED = {"last_cost_e6": 20_000, "last_goods_e6": 20_000}


def short(variant: str, color: str, needed_cg: int, available_cg: int = 0) -> dict[str, Any]:
    return {
        "subject_id": variant,
        "filament_id": color,
        "needed_cg": needed_cg,
        "available_cg": available_cg,
        "short_cg": max(0, needed_cg - available_cg),
        "state": "short" if available_cg < needed_cg else "ready",
    }


def versions_of(**said: tuple[int, float | None, float | None]) -> pl.DataFrame:
    rows = [(name, *values) for name, values in said.items()]
    return pl.DataFrame(rows, schema=VERSIONS, orient="row")


def test_the_score_is_pieces_by_demand_by_margin_for_the_price_of_the_rolls() -> None:
    judged = judged_of(short("vase", "black", 10_000), short("lamp", "red", 1_000))
    versions = versions_of(vase=(1, 0.5, 4.0), lamp=(3, 0.1, 1.0))
    bought = rolls_of(*({"filament_id": color} | PRICED for color in ("black", "red")))

    lamp, vase = wishes(judged, versions, bought, {})

    # A roll for 20 gives 10 vases; another one 100 runs of 3 lamps.
    assert vase.score == pytest.approx(10 * 0.5 * 4 / 20)
    assert lamp.score == pytest.approx(300 * 0.1 * 1 / 20)
    assert vase.cost == pytest.approx(20.0)


def test_only_the_colour_that_is_missing_is_bought() -> None:
    judged = judged_of(short("vase", "black", 10_000), short("vase", "white", 5_000, 20_000))
    bought = rolls_of({"filament_id": "black"} | PRICED, {"filament_id": "white"} | PRICED)

    (wish,) = wishes(judged, versions_of(vase=(1, 1.0, 1.0)), bought, {})

    assert [one.filament_id for one in wish.rolls] == ["black"]
    # The white suffices for four.
    assert wish.unlocks[0].pieces == 4


def test_two_missing_colours_are_bought_together_and_unlock_what_one_of_them_does_too() -> None:
    judged = judged_of(
        short("flag", "red", 10_000), short("flag", "blue", 10_000), short("vase", "red", 10_000)
    )
    bought = rolls_of({"filament_id": "red"} | PRICED, {"filament_id": "blue"} | PRICED)

    found = wishes(judged, versions_of(flag=(1, 1.0, 1.0), vase=(1, 1.0, 1.0)), bought, {})

    by_set = {tuple(roll.filament_id for roll in wish.rolls): wish for wish in found}
    assert set(by_set) == {("blue", "red"), ("red",)}
    both = by_set["blue", "red"]
    assert {one.variant_id for one in both.unlocks} == {"flag", "vase"}
    assert both.cost == pytest.approx(40.0)


def test_what_is_on_order_or_on_the_list_is_as_good_as_there() -> None:
    judged = judged_of(short("vase", "black", 10_000))
    bought = rolls_of({"filament_id": "black"} | PRICED)

    assert not wishes(judged, versions_of(vase=(1, 1.0, 1.0)), bought, {"black": 10_000})


def test_unknown_prices_and_margins_come_last_and_say_so() -> None:
    judged = judged_of(
        short("vase", "black", 10_000), short("lamp", "red", 1_000), short("mug", "white", 1_000)
    )
    versions = versions_of(vase=(1, 0.1, 0.1), lamp=(1, 9.0, None), mug=(1, 9.0, 9.0))
    bought = rolls_of(
        {"filament_id": "black"} | PRICED, {"filament_id": "red"} | PRICED, {"filament_id": "white"}
    )

    found = wishes(judged, versions, bought, {})

    assert [one.unlocks[0].variant_id for one in found] == ["vase", "lamp", "mug"]
    assert [one.unknown for one in found] == [(), ("margin",), ("price",)]
    assert found[2].score is None


def test_no_roll_helps_a_file_whose_filament_is_none_of_the_shop_s() -> None:
    unmatched = {"subject_id": "vase", "filament_id": None, "needed_cg": 1, "state": "unmatched"}
    judged = judged_of(short("vase", "black", 10_000), unmatched)

    assert not wishes(
        judged, versions_of(vase=(1, 1.0, 1.0)), rolls_of({"filament_id": "black"}), {}
    )


def test_a_piece_sold_at_a_loss_is_worth_nothing_rather_than_less() -> None:
    judged = judged_of(short("vase", "black", 10_000))
    bought = rolls_of({"filament_id": "black"} | PRICED)

    (wish,) = wishes(judged, versions_of(vase=(1, 1.0, -3.0)), bought, {})

    assert wish.score == pytest.approx(0.0)
