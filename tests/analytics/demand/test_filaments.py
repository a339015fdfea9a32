"""What is asked of each filament, for how long it lasts, and when to buy anew."""

from datetime import date
from decimal import Decimal
from math import floor
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.demand import Supply, SupplyRules, filament_demand
from printshop.frames import FILAMENT_DEMAND
from tests.analytics.demand.frames_of_demand import TODAY, ago, known, supply, used

_STEADY = dict.fromkeys(range(60), 10.0)
_RULES = SupplyRules(lead_time_days=7)


def asked(
    of: Supply,
    use: pl.DataFrame | None = None,
    needs: pl.DataFrame | None = None,
    rules: SupplyRules = _RULES,
) -> dict[str, Any]:
    """The row of the first filament."""
    demand = filament_demand(
        of,
        used({}) if use is None else use,
        known() if needs is None else needs,
        rules=rules,
        as_of=TODAY,
    )
    return demand.row(0, named=True)


def test_a_shop_without_filaments_asks_for_nothing() -> None:
    demand = filament_demand(supply({}), used({}), known(), rules=_RULES, as_of=TODAY)

    assert demand.equals(pl.DataFrame(schema=FILAMENT_DEMAND))


def test_the_usual_rate_says_when_it_runs_out() -> None:
    row = asked(supply({"red": [500]}), used(_STEADY))

    assert row["cover_days"] == pytest.approx(50)
    assert row["runs_out_on"] == ago(-50)
    assert row["source"] == "Uses 10 g a day over 60 days."


def test_the_end_of_each_reel_cannot_be_printed() -> None:
    row = asked(supply({"red": [105, 5, 60]}), used(_STEADY), rules=SupplyRules(tail_cg=1000))

    assert row["on_hand_cg"] == 17_000
    assert row["available_cg"] == 9_500 + 5_000
    assert row["cover_days"] == pytest.approx(14.5)


def test_what_is_known_is_within_the_forecast_until_it_is_more() -> None:
    reels = supply({"red": [500]})

    within = asked(reels, used(_STEADY), known((240, 0)))
    beyond = asked(reels, used(_STEADY), known((240, 0), (300, 10)))

    assert within["cover_days"] == pytest.approx(50)
    assert within["source"] == "Uses 10 g a day over 60 days, 240 g promised to the queue."
    assert within["available_cg"] == 26_000
    assert beyond["cover_days"] == 10
    assert beyond["runs_out_on"] == ago(-10)


def test_a_need_without_a_day_or_of_a_past_one_is_today_s() -> None:
    for needs in (known((600, None)), known((600, -3))):
        row = asked(supply({"red": [500]}), needs=needs)
        assert row["cover_days"] == 0
        assert row["runs_out_on"] == TODAY
        assert row["is_due"]


def test_what_was_never_used_is_not_forecast_and_only_due_for_what_is_known() -> None:
    unused = asked(supply({"red": [500]}))
    wanted = asked(supply({"red": []}), needs=known((30, None)))

    assert unused["rate_cg_per_day"] is None
    assert unused["reorder_point_cg"] is unused["safety_cg"] is None
    assert unused["cover_days"] is unused["runs_out_on"] is None
    assert unused["source"] == "Never used yet: nothing is forecast."
    assert not unused["is_due"]
    assert wanted["source"] == ("Never used yet: nothing is forecast, 30 g promised to the queue.")
    assert wanted["is_due"]


def test_an_empty_shelf_lasts_no_day_if_anything_is_used() -> None:
    assert asked(supply({"red": []}), used(_STEADY))["cover_days"] == 0
    assert asked(supply({"red": []}))["cover_days"] is None


def test_what_lasts_for_more_than_ten_years_runs_out_on_no_day() -> None:
    row = asked(supply({"red": [90_000]}), used({300: 1.0, 200: 1.0, 100: 1.0}))

    assert row["rate_cg_per_day"] > 0
    assert row["cover_days"] is row["runs_out_on"] is None


def test_it_is_due_when_what_is_available_is_no_more_than_the_reorder_point() -> None:
    rules = SupplyRules(lead_time_days=7, safety_days=14)
    point_g = 10 * 7 + 10 * 14

    at_it = asked(supply({"red": [point_g]}), used(_STEADY), rules=rules)
    above = asked(supply({"red": [point_g + 1]}), used(_STEADY), rules=rules)
    ordered = asked(supply({"red": [50]}, on_order={"red": 1000}), used(_STEADY), rules=rules)

    assert at_it["reorder_point_cg"] == point_g * 100
    assert at_it["is_due"]
    assert not above["is_due"]
    assert not ordered["is_due"]
    assert ordered["cover_days"] == pytest.approx(5)


def test_a_filament_s_own_lead_time_goes_before_the_shop_s() -> None:
    row = asked(supply({"red": [500]}, lead_days={"red": 30}), used(_STEADY))

    assert row["lead_time_days"] == 30
    assert asked(supply({"red": [500]}), used(_STEADY))["lead_time_days"] == 7


def test_what_was_put_away_is_never_due() -> None:
    assert not asked(supply({"red": []}, put_away=["red"]), used(_STEADY))["is_due"]


def test_thresholds_of_nothing_ask_for_nothing() -> None:
    rules = SupplyRules(service_level_pct=Decimal(50), lead_time_days=0, safety_days=0)
    row = asked(supply({"red": []}), used(_STEADY), rules=rules)

    assert row["safety_cg"] == row["reorder_point_cg"] == 0
    assert not row["is_due"]


def test_another_source_of_demand_is_one_more_row() -> None:
    fair = known((120, 20)).with_columns(source=pl.lit("Spring fair"))
    row = asked(supply({"red": [500]}), needs=pl.concat([known((40, 1)), fair]))

    assert row["known_cg"] == 16_000
    assert row["source"].endswith("120 g for Spring fair, 40 g promised to the queue.")


@pytest.mark.parametrize(
    ("by_age", "source"),
    [
        ({0: 70.0}, "Uses 5.5 g a day over 14 days, first used today."),
        ({1: 70.0}, "Uses 5.4 g a day over 14 days, first used yesterday."),
        ({5: 70.0}, "Uses 5.1 g a day over 14 days, first used 5 days ago."),
        ({40: 700.0, 3: 70.0}, "Uses 14.5 g a day over 41 days, used on few of them."),
    ],
)
def test_little_history_is_said(by_age: dict[int, float], source: str) -> None:
    assert asked(supply({"red": [500]}), used(by_age))["source"] == source


_NEEDS = st.lists(st.tuples(st.integers(1, 300), st.none() | st.integers(-2, 60)), max_size=6)


@given(
    st.lists(st.integers(0, 400), max_size=4),
    st.dictionaries(st.integers(0, 90), st.integers(1, 200), max_size=8),
    _NEEDS,
)
@settings(max_examples=50, deadline=None)
def test_it_runs_out_on_the_day_on_which_a_slow_walk_finds_it_short(
    reels: list[float], by_age: dict[int, float], needs: list[tuple[float, int | None]]
) -> None:
    row = asked(supply({"red": reels}), used(by_age), known(*needs), rules=SupplyRules(tail_cg=500))

    usable_g = sum(max(0, g - 5) for g in reels)
    rate_g = (row["rate_cg_per_day"] or 0) / 100
    assert row["runs_out_on"] == _slowly(usable_g, rate_g, needs)


def _slowly(usable_g: float, rate_g: float, needs: list[tuple[float, int | None]]) -> date | None:
    """The first day by whose end more is asked than there is."""
    for day in range(3651):
        known_g = sum(g for g, due in needs if max(0, due or 0) <= day)
        if known_g > usable_g or (rate_g > 0 and floor(usable_g / rate_g + 1e-6) <= day):
            return ago(-day)
    return None
