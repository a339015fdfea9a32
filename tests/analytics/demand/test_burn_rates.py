"""What a day takes of a filament, busy or idle."""

import math
from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.demand import BURN_RATES, burn_rates
from tests.analytics.demand.frames_of_demand import TODAY, ago, used

_BURSTS = dict.fromkeys((90, 89, 60, 59, 30, 29), 100.0)
_FOREVER = 1e9


def rate_g(by_age: dict[int, float], **said: float) -> float:
    """Grams a day of one filament, to a tenth."""
    return round(burn_rates(used(by_age), as_of=TODAY, **said)["rate_cg_per_day"].item() / 100, 1)


def test_bursts_are_spread_over_the_days_without_use() -> None:
    assert rate_g(_BURSTS, half_life_days=_FOREVER) == 6.6


def test_an_idle_month_counts_more_than_what_was_used_long_ago() -> None:
    assert rate_g(_BURSTS, half_life_days=30) == 4.6
    assert rate_g(_BURSTS) == 5.2


def test_the_bias_of_others_on_the_same_bursts() -> None:
    ages = sorted(_BURSTS, reverse=True)
    gaps = [earlier - later for earlier, later in pairwise(ages)]
    weights = [math.exp(-math.log(2) / 30 * age) for age in ages[1:]]
    over_gaps = [100 / gap * weight for gap, weight in zip(gaps, weights, strict=True)]

    assert sum(_BURSTS.values()) / len(_BURSTS) == 100
    assert round(sum(over_gaps) / sum(weights)) == 56
    assert rate_g(_BURSTS, half_life_days=_FOREVER) == 6.6


@pytest.mark.parametrize("half_life_days", [10, 45, _FOREVER])
def test_steady_use_is_what_it_is_at_any_half_life(half_life_days: float) -> None:
    found = burn_rates(used(dict.fromkeys(range(90), 20.0)), as_of=TODAY)

    assert rate_g(dict.fromkeys(range(90), 20.0), half_life_days=half_life_days) == 20
    assert found["sigma_cg"].item() == pytest.approx(0, abs=0.01)
    assert found["pattern"].item() == "smooth"


def test_what_was_never_used_has_no_rate() -> None:
    assert burn_rates(used({}), as_of=TODAY).equals(pl.DataFrame(schema=BURN_RATES))


def test_one_day_of_use_is_no_pace_for_ever() -> None:
    found = burn_rates(used({0: 140.0}), as_of=TODAY).row(0, named=True)

    assert found["rate_cg_per_day"] / 100 == pytest.approx(11.0, abs=0.1)
    assert found["is_little"]
    assert found["days_seen"] == 1
    assert found["pattern"] is None


def test_little_history_is_never_held_to_be_steady() -> None:
    found = burn_rates(used(dict.fromkeys(range(13), 20.0)), as_of=TODAY).row(0, named=True)

    assert found["is_little"]
    assert found["sigma_cg"] >= 0.2 * found["rate_cg_per_day"]


def test_what_is_stopped_fades_and_a_correction_upwards_is_no_use() -> None:
    assert rate_g({400: 1000.0}) == 0
    assert rate_g({20: 50.0, 10: -80.0}) == 0


@pytest.mark.parametrize(
    ("by_age", "pattern"),
    [
        ({0: 10, 1: 11, 2: 9, 3: 10}, "smooth"),
        ({0: 10, 10: 11, 20: 9}, "intermittent"),
        ({0: 1, 1: 1, 2: 1, 3: 30}, "erratic"),
        ({0: 1, 10: 1, 20: 30}, "lumpy"),
        ({0: 10, 20: 10}, None),
    ],
)
def test_how_use_comes_is_named(by_age: dict[int, float], pattern: str | None) -> None:
    assert burn_rates(used(by_age), as_of=TODAY)["pattern"].item() == pattern


_DAYS = st.dictionaries(st.integers(0, 120), st.integers(-20, 300), min_size=1, max_size=12)


@given(_DAYS, st.sampled_from([5, 45, 200]))
@settings(max_examples=50, deadline=None)
def test_rates_are_those_of_a_slow_look_at_every_day(
    by_age: dict[int, float], half_life_days: int
) -> None:
    found = burn_rates(used(by_age), as_of=TODAY, half_life_days=half_life_days).row(0, named=True)

    rate, sigma = _slowly({ago(days): g for days, g in by_age.items()}, half_life_days)
    assert found["rate_cg_per_day"] / 100 == pytest.approx(rate, abs=1e-9)
    if not found["is_little"]:
        assert found["sigma_cg"] / 100 == pytest.approx(sigma, abs=1e-6)


def _slowly(by_day: dict[date, float], half_life_days: int) -> tuple[float, float]:
    """Rate and spread, grams, day by day."""
    days = max(14, (TODAY - min(by_day)).days + 1)
    weights = [0.5 ** (age / half_life_days) for age in range(days)]
    grams = [by_day.get(ago(age), 0) for age in range(days)]
    mean = sum(g * w for g, w in zip(grams, weights, strict=True)) / sum(weights)
    rate = max(0.0, mean)
    squares = sum(g * g * w for g, w in zip(grams, weights, strict=True)) / sum(weights)
    return rate, math.sqrt(max(0.0, squares - rate**2))
