"""When to buy anew."""

from decimal import Decimal

import polars as pl
import pytest

from printshop.analytics.demand import SupplyRules
from printshop.analytics.demand.reordering import reorder_point, safety_by_rules, safety_stock

_RATE, _SIGMA, _LEAD = pl.lit(18.0), pl.lit(26.0), pl.lit(7.0)


def value(expression: pl.Expr) -> float:
    """What an expression of constants comes to."""
    return pl.select(expression).item()


def safety_g(z: float, lead_sigma_days: float = 2.0) -> float:
    """The safety stock of the worked example, grams."""
    return value(safety_stock(_RATE, _SIGMA, _LEAD, z=z, lead_sigma_days=pl.lit(lead_sigma_days)))


def test_the_safety_stock_covers_busy_days_and_late_rolls() -> None:
    assert round(safety_g(1.65, lead_sigma_days=0)) == 114
    assert round(safety_g(1.65)) == 128


def test_the_reorder_point_is_what_the_lead_time_takes_and_the_safety_stock() -> None:
    assert round(value(reorder_point(_RATE, _LEAD, pl.lit(safety_g(1.65))))) == 254


@pytest.mark.parametrize(("z", "point_g"), [(1.28, 225), (2.05, 285), (2.33, 307)])
def test_who_wants_to_be_surer_orders_earlier(z: float, point_g: int) -> None:
    assert round(value(reorder_point(_RATE, _LEAD, pl.lit(safety_g(z))))) == point_g


@pytest.mark.parametrize(
    ("service_level_pct", "z"), [(50, 0.0), (90, 1.28), (95, 1.64), (98, 2.05), (99, 2.33)]
)
def test_a_service_level_is_so_many_deviations(service_level_pct: int, z: float) -> None:
    rules = SupplyRules(service_level_pct=Decimal(service_level_pct))

    assert rules.z == pytest.approx(z, abs=0.005)


def test_a_week_s_lead_time_is_held_to_lie_two_days_apart() -> None:
    by_rules = value(safety_by_rules(_RATE, _SIGMA, _LEAD, SupplyRules()))

    assert by_rules == pytest.approx(safety_g(SupplyRules().z), abs=1e-9)


def test_safety_days_are_the_least_and_come_not_on_top() -> None:
    assert value(safety_by_rules(_RATE, _SIGMA, _LEAD, SupplyRules(safety_days=14))) == 14 * 18
    assert round(value(safety_by_rules(_RATE, _SIGMA, _LEAD, SupplyRules(safety_days=2)))) == 128


def test_what_the_queue_takes_is_a_part_of_the_forecast_not_beside_it() -> None:
    safety = pl.lit(128.0)

    assert value(reorder_point(_RATE, _LEAD, safety, known=pl.lit(100.0))) == 154
    assert value(reorder_point(_RATE, _LEAD, safety, known=pl.lit(400.0))) == 128
