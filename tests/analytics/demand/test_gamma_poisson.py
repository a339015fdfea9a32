"""Rates of products that sell seldom."""

import numpy as np
import pytest

from printshop.analytics.demand.gamma_poisson import FALLBACK, RatePrior, fit_rates, rates

PRIOR = RatePrior(mean_per_week=0.4, weeks=3.75)


def of(sold: float, weeks: float) -> float:
    """The rate of one product."""
    return rates(PRIOR, np.array([sold]), np.array([weeks])).mean[0]


@pytest.mark.parametrize(
    ("sold", "weeks", "rate"), [(0, 2, 0.26), (3, 2, 0.78), (7, 20, 0.36), (0, 0, 0.4)]
)
def test_few_sales_lean_on_what_all_products_do(sold: int, weeks: int, rate: float) -> None:
    assert round(of(sold, weeks), 2) == rate


def test_the_coming_weeks_are_negative_binomial() -> None:
    found = rates(PRIOR, np.array([7.0]), np.array([20.0]))

    assert round(found.mean[0] * 4, 2) == 1.43
    assert found.quantile(4)[0] == 3
    assert found.low[0] < found.mean[0] < found.high[0]


def test_the_quantile_is_that_of_a_slow_sum_of_chances() -> None:
    sold, weeks = np.array([0.0, 1.0, 40.0, 900.0]), np.array([30.0, 0.0, 10.0, 52.0])
    found = rates(PRIOR, sold, weeks)

    for row, high in enumerate(found.quantile(4)):
        chance = found.b[row] / (found.b[row] + 4)
        mass, total, units = chance ** found.a[row], 0.0, -1
        while total < 0.9:
            total += mass
            units += 1
            mass *= (found.a[row] + units) / (units + 1) * (1 - chance)
        assert high == units


def test_a_young_catalogue_takes_what_usual_shops_sell() -> None:
    few, none = np.ones(7), np.zeros(20)

    assert fit_rates(few, few) is FALLBACK
    assert fit_rates(none, np.full(20, 10.0)) is FALLBACK
    assert fit_rates(np.ones(20), none) is FALLBACK


def test_a_catalogue_says_what_a_product_of_it_sells() -> None:
    drawn = np.random.default_rng(5)
    weeks = drawn.integers(1, 52, 5000).astype(float)
    sold = drawn.poisson(drawn.gamma(2.0, 0.25, 5000) * weeks).astype(float)

    prior = fit_rates(sold, weeks)

    assert prior.mean_per_week == pytest.approx(0.5, rel=0.05)
    assert prior.weeks == pytest.approx(4, rel=0.1)


def test_products_that_all_sell_alike_say_no_more_than_a_year_does() -> None:
    prior = fit_rates(np.full(10, 5.0), np.full(10, 10.0))

    assert prior.mean_per_week == 0.5
    assert prior.weeks == 52
