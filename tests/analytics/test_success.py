"""How often prints succeed, as far as few prints can tell."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.analytics.success import (
    COUNTS,
    MOST_RUNS,
    Prior,
    Trials,
    fit_prior,
    probability_better,
    rates,
)
from printshop.errors import InvalidInputError
from printshop.frames import RATES

SHOP = Prior(0.92, 10.0)
priors = st.builds(Prior, st.floats(0.05, 0.99), st.floats(2, 100))
trials = st.integers(0, 200).flatmap(
    lambda tried: st.builds(Trials, st.floats(0, tried), st.just(tried))
)


def counts(*seen: tuple[float, int]) -> pl.DataFrame:
    """Build COUNTS of subjects 0, 1, 2 … from (good, tried)."""
    rows = [(str(n), float(good), tried) for n, (good, tried) in enumerate(seen)]
    return pl.DataFrame(rows, schema=COUNTS, orient="row")


def rate(good: float, tried: int, prior: Prior = SHOP) -> dict[str, Any]:
    """Rate one subject."""
    return rates(counts((good, tried)), prior).row(0, named=True)


@pytest.mark.parametrize(
    ("seen", "wilson", "mean", "interval", "cost_factor"),
    [
        (Trials(1, 1), (0.21, 1.00), 0.93, (0.77, 1.00), 1.087),
        (Trials(3, 3), (0.44, 1.00), 0.94, (0.81, 1.00), 1.071),
        (Trials(8, 10), (0.49, 0.94), 0.86, (0.72, 0.96), 1.173),
        (Trials(0, 2), (0.00, 0.66), 0.77, (0.55, 0.93), 1.341),
        (Trials(46, 50), (0.81, 0.97), 0.92, (0.86, 0.97), 1.089),
    ],
)
def test_few_prints_are_weighed_against_what_the_shop_sees(
    seen: Trials,
    wilson: tuple[float, float],
    mean: float,
    interval: tuple[float, float],
    cost_factor: float,
) -> None:
    row = rate(*seen)

    assert (round(row["wilson_low"], 2), round(row["wilson_high"], 2)) == wilson
    assert round(row["mean"], 2) == mean
    assert (round(row["low"], 2), round(row["high"], 2)) == interval
    assert round(row["cost_factor"], 3) == cost_factor


def test_what_was_never_tried_is_as_the_shop_expects_and_has_no_interval_of_its_own() -> None:
    row = rate(0, 0)

    assert row["mean"] == pytest.approx(0.92)
    assert (row["wilson_low"], row["wilson_high"]) == (None, None)


def test_no_subjects_have_no_rates() -> None:
    assert rates(counts(), SHOP).equals(pl.DataFrame(schema=RATES))


@settings(max_examples=50, deadline=None)
@given(trials, priors)
def test_a_rate_lies_within_its_interval_and_is_never_certain(seen: Trials, prior: Prior) -> None:
    row = rate(*seen, prior)

    assert 0 < row["low"] <= row["mean"] <= row["high"] < 1
    assert 1 <= row["cost_factor"] <= MOST_RUNS
    assert row["cost_factor"] >= min(1 / row["mean"], MOST_RUNS) - 1e-9


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 100), priors)
def test_one_more_good_print_never_looks_worse(tried: int, prior: Prior) -> None:
    said = rates(counts(*[(good, tried) for good in range(tried + 1)]), prior)

    for column in ("mean", "low", "high", "wilson_low", "wilson_high"):
        assert said[column].is_sorted()
    assert said["cost_factor"].is_sorted(descending=True)


def test_what_takes_too_many_runs_to_believe_takes_a_hundred() -> None:
    # a = 0.05 · 2 = 0.1: E[1/p] does not exist.
    assert rate(0, 50, Prior(0.05, 2.0))["cost_factor"] == MOST_RUNS


def test_more_good_than_tried_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"0 has 3\.0 good runs of 2 tried: count them"):
        rates(counts((3, 2)), SHOP)


def test_up_to_eight_subjects_the_owner_is_believed() -> None:
    few = counts(*[(9, 10)] * 8, (0, 0), (0, 0))

    assert fit_prior(few, mean=0.8) == Prior(0.8, 10.0)
    assert fit_prior(counts(), mean=0.8) == Prior(0.8, 10.0)


def test_more_subjects_show_the_shops_own_rate_and_how_far_they_lie_apart() -> None:
    # Twelve subjects of 20 prints each: of half of them 19 were good, of the others 13.
    prior = fit_prior(counts(*[(19, 20), (13, 20)] * 6), mean=0.8)

    assert prior.mean == pytest.approx((8 + 192) / 250)
    # squares = 240 · 0.15² ÷ 0.16 = 33.75, room = 240 - 20 - 11 = 209: r = 22.75 ÷ 209
    assert prior.weight == pytest.approx(209 / 22.75 - 1)


def test_subjects_that_differ_by_chance_alone_are_taken_to_be_alike() -> None:
    assert fit_prior(counts(*[(9, 10)] * 12), mean=0.9).weight == 30.0


def test_one_print_each_says_nothing_of_how_far_they_lie_apart() -> None:
    prior = fit_prior(counts(*[(1, 1)] * 10), mean=0.8)

    assert prior == (pytest.approx((8 + 10) / 20), 10.0)


@pytest.mark.parametrize("share", [0, 1])
def test_all_failures_and_all_successes_leave_a_prior_that_can_still_learn(share: int) -> None:
    prior = fit_prior(counts(*[(share * n, n) for n in range(50, 70)]), mean=0.9)

    assert 0.05 <= prior.mean <= 0.99
    assert 2.0 <= prior.weight <= 30.0


@settings(max_examples=50, deadline=None)
@given(st.lists(trials, max_size=20), st.floats(0.001, 0.999))
def test_any_outcomes_give_a_prior(seen: list[Trials], mean: float) -> None:
    prior = fit_prior(counts(*seen), mean=mean)

    assert 0.05 <= prior.mean <= 0.99
    assert 2.0 <= prior.weight <= 30.0


@pytest.mark.parametrize(("mean", "weight"), [(0.0, 10.0), (1.0, 10.0), (0.9, 0.0)])
def test_certainty_is_no_expectation(mean: float, weight: float) -> None:
    with pytest.raises(InvalidInputError, match="must be above 0"):
        fit_prior(counts(), mean=mean, weight=weight)


def test_a_new_version_begins_where_the_one_before_it_stands_worth_five_runs() -> None:
    # (9.2 + 2) ÷ 20 = 0.56 of the old one
    new = rates(counts((2, 10), (0, 0)), SHOP, previous={"1": "0"}).row(1, named=True)

    alone = rate(0, 0, Prior(0.56, 5.0))
    assert new["mean"] == pytest.approx(0.56)
    assert new["low"] == pytest.approx(alone["low"])


def test_what_a_version_hands_on_fades_with_each_further_one() -> None:
    chain = {"1": "0", "2": "1", "3": "2"}
    said = rates(counts((2, 10), (10, 10), (0, 0), (0, 0)), SHOP, previous=chain)

    # (5 · 0.56 + 10) ÷ 15 of the second, and as much of the third and fourth, which saw nothing.
    assert said["mean"].to_list() == pytest.approx([0.56, 12.8 / 15, 12.8 / 15, 12.8 / 15])


def test_a_version_before_it_that_was_never_tried_hands_nothing_on() -> None:
    said = rates(counts((0, 0), (1, 1), (1, 1)), SHOP, previous={"1": "0", "2": "gone"})

    assert said["cost_factor"].to_list()[1:] == [rate(1, 1)["cost_factor"]] * 2


def test_versions_in_a_ring_are_rated_all_the_same() -> None:
    said = rates(counts((1, 2), (2, 2)), SHOP, previous={"0": "1", "1": "0"})

    assert said["mean"].is_between(0.5, 1).all()


def test_equals_are_as_likely_better_as_worse() -> None:
    assert probability_better(Trials(3, 4), Trials(3, 4), SHOP) == 0.5
    assert probability_better(Trials(0, 0), Trials(0, 0), SHOP) == 0.5


def test_three_of_three_is_hardly_better_than_eight_of_ten() -> None:
    # Checked by 10 million draws of Beta(12.2, 0.8) and Beta(17.2, 2.8).
    assert probability_better(Trials(3, 3), Trials(8, 10), SHOP) == pytest.approx(0.817, abs=1e-3)


def test_many_prints_leave_no_doubt() -> None:
    assert probability_better(Trials(98, 100), Trials(60, 100), SHOP) > 0.999


@settings(max_examples=50, deadline=None)
@given(trials, trials, priors)
def test_better_one_way_is_worse_the_other_way(one: Trials, other: Trials, prior: Prior) -> None:
    there = probability_better(one, other, prior)

    assert 0 <= there <= 1
    assert there + probability_better(other, one, prior) == pytest.approx(1)
