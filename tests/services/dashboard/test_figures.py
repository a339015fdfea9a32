"""Figures against a slow, plain count, and against the rows behind them."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.errors import InvalidInputError
from printshop.services.dashboard.asking import board_of
from printshop.services.dashboard.drilling import rows_of
from printshop.services.dashboard.view import Dashboard, DashboardQuery, Drill
from tests.services.dashboard.a_past import SPAN, ZONE, PlainFacts, facts_of, look_at

_NARROWED = st.sampled_from([{}, {"material": "PLA"}, {"category": "keychain"}])


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6), narrowed=_NARROWED)
def test_the_rows_behind_a_figure_add_up_to_it(seed: int, narrowed: dict[str, str]) -> None:
    look = look_at(facts_of(seed), **narrowed)
    figures = list(_figures(board_of(look, DashboardQuery())))

    for what, value, drill in figures[seed % 9 :: 9]:
        found = rows_of(look, drill)[drill.sums].sum()
        assert found == pytest.approx(value, abs=1e-6), (what, drill)


@settings(max_examples=12)
@given(seed=st.integers(0, 10**6))
def test_figures_are_those_of_a_slow_and_plain_count(seed: int) -> None:
    plain = facts_of(seed)
    tiles = {tile.key: tile for tile in board_of(look_at(plain), DashboardQuery()).tiles}

    used_g, cost, waste_g = _took(plain)
    assert tiles["used"].value == pytest.approx(float(used_g))
    assert (tiles["used_cost"].value or 0) == pytest.approx(float(cost))
    assert (tiles["waste"].value or 0) == pytest.approx(float(waste_g), abs=0.02 * len(plain.uses))
    assert tiles["made"].value == sum(job["good"] or 0 for job in _finished(plain))
    assert (tiles["spent"].value or 0) == pytest.approx(
        sum(
            spool["initial_cg"] * spool["landed_e6"] / 10**8
            for spool in plain.spools
            if SPAN.since <= spool["received_on"] <= SPAN.until
        )
    )


def test_every_figure_of_an_empty_shop_is_nothing_or_unknown_in_words() -> None:
    board = board_of(look_at(PlainFacts([], [], [], [], [], [], [])), DashboardQuery())

    assert {tile.key: tile.value for tile in board.tiles if tile.value} == {}
    assert {tile.key: tile.missing for tile in board.tiles if tile.value is None} == {
        "success": "No print ended well or badly in these days.",
        "utilisation": "No printer is in use.",
    }
    assert all(chart.alt and chart.frame.is_empty() for chart in board.charts)


@pytest.mark.parametrize(("used_cg", "waste_cg", "said"), [(30_000, 5, None), (11_000, 50, False)])
def test_more_waste_is_bad_news_where_it_is_more_of_what_was_used(
    used_cg: int, waste_cg: int, said: object
) -> None:
    plain = facts_of(1)
    days = (SPAN.since - timedelta(days=1), SPAN.since)
    job = {**plain.jobs[0], "status": "completed", "reason": "", "plate_key": 1}
    use = {**plain.uses[0], "filament_key": 1, "spool_key": 1}
    whole = {"plate_key": 1, "support_cg": None, "flush_cg": 0}
    plain.needs = [
        {**plain.needs[0], **whole, "need_key": 1, "model_cg": 90, "waste_cg": 10},
        {**plain.needs[0], **whole, "need_key": 2, "model_cg": 100 - waste_cg},
    ]
    plain.needs[1]["waste_cg"] = waste_cg
    plain.jobs = [
        {**job, "number": at, "finished_at": datetime.combine(on, time(12), UTC)}
        for at, on in enumerate(days, 1)
    ]
    plain.uses = [
        {**use, "number": 1, "need_key": 1, "used_cg": 10_000},
        {**use, "number": 2, "need_key": 2, "used_cg": used_cg},
    ]

    tiles = {tile.key: tile for tile in board_of(look_at(plain), DashboardQuery()).tiles}

    assert (tiles["waste"].value or 0) > (tiles["waste"].before or 0) > 0
    assert tiles["waste"].is_more_better is said


@pytest.mark.parametrize(
    "fields",
    [
        {"colour": "red"},
        {"since": "yesterday", "until": "today"},
        {"model": "nobody's"},
        {"material": "WOOD"},
        {"part": "lid"},
        {"brand": "x" * 5_000},
        {"since": "2026-10-01"},
    ],
)
def test_an_address_that_means_nothing_is_refused_in_one_sentence(fields: dict[str, str]) -> None:
    look = look_at(facts_of(1))

    with pytest.raises(InvalidInputError, match=r"there are not|there is not|There is no"):
        rows_of(look, Drill(rows="jobs", fields=fields))


def test_a_sum_that_no_list_has_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="there are not"):
        rows_of(look_at(facts_of(1)), Drill(rows="jobs", sums="evil"))


def _figures(board: Dashboard) -> Iterator[tuple[str, float, Drill]]:
    for tile in board.tiles:
        if tile.drill and tile.drill.sums and tile.value is not None:
            yield tile.key, tile.value, tile.drill
    for chart in board.charts:
        assert len(chart.drills) == len(chart.frame)
        for value, drill in zip(chart.frame["value"], chart.drills, strict=True):
            if drill and drill.sums:
                yield chart.key, value, drill


def _finished(plain: PlainFacts) -> list[dict[str, Any]]:
    zone = ZoneInfo(ZONE)
    return [
        job
        for job in plain.jobs
        if SPAN.since <= job["finished_at"].astimezone(zone).date() <= SPAN.until
    ]


def _took(plain: PlainFacts) -> tuple[Fraction, Fraction, Fraction]:
    numbers = {job["number"] for job in _finished(plain)}
    costs = {spool["spool_key"]: spool["cost_e6"] for spool in plain.spools}
    else_at = {one["filament_key"]: one["average_e6"] or one["base_e6"] for one in plain.filaments}
    needs = {need["need_key"]: need for need in plain.needs}
    failed = {job["number"] for job in plain.jobs if job["status"] == "failed"}
    used = cost = waste = Fraction(0)
    for use in plain.uses:
        if use["number"] not in numbers:
            continue
        used += Fraction(use["used_cg"], 100)
        per_g = costs.get(use["spool_key"]) or else_at.get(use["filament_key"], 0)
        cost += Fraction(use["used_cg"] * per_g, 10**8)
        need = needs.get(use["need_key"])
        if use["number"] in failed:
            waste += Fraction(use["used_cg"], 100)
        elif need and need["waste_cg"] is not None:
            wasted = need["waste_cg"] + need["flush_cg"]
            whole = wasted + need["model_cg"]
            waste += Fraction(use["used_cg"] * wasted, 100 * whole) if whole else 0
    return used, cost, waste
