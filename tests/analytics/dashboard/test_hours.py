"""Hours that printers printed."""

from datetime import UTC, datetime, time, timedelta

import polars as pl
import pytest

from printshop.analytics.dashboard.hours import HOUR_S, Stretch, busy, stretch_of, utilisation
from printshop.analytics.staffed_hours import StaffedHours

_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
_EIGHT_TO_EIGHT = StaffedHours.every_day(time(8), time(20))


def _at(hours: float) -> datetime:
    return _MONDAY + timedelta(hours=hours)


def _stretch(ends_h: float = 24) -> Stretch:
    return stretch_of(_MONDAY, _at(ends_h), as_of=_at(1000), staffed=_EIGHT_TO_EIGHT)


def _jobs(*rows: dict[str, object]) -> pl.DataFrame:
    plain = {
        "printer_key": 1,
        "finished_at": None,
        "print_s": None,
        "expected_s": None,
        "done_pct": None,
    }
    schema = {
        "printer_key": pl.Int64,
        "started_at": pl.Datetime("us", "UTC"),
        "finished_at": pl.Datetime("us", "UTC"),
        "print_s": pl.Int32,
        "expected_s": pl.Int64,
        "done_pct": pl.Int16,
    }
    return pl.DataFrame([plain | row for row in rows], schema=schema)


@pytest.mark.parametrize(
    ("said", "hours"),
    [
        ({"print_s": 2 * HOUR_S, "expected_s": 3 * HOUR_S}, 2),
        ({"expected_s": 3 * HOUR_S}, 3),
        ({"expected_s": 4 * HOUR_S, "done_pct": 25}, 1),
        ({"expected_s": 20 * HOUR_S}, 8),
        ({}, None),
    ],
    ids=["as said", "as sliced", "as far as it got", "no longer than the clock", "unknown"],
)
def test_a_print_took_what_is_known_of_it(said: dict[str, object], hours: float | None) -> None:
    ran = busy(_jobs({"started_at": _at(10), "finished_at": _at(18), **said}), _stretch())

    assert ran["busy_s"].to_list() == [None if hours is None else hours * HOUR_S]


def test_of_a_night_s_print_each_day_gets_its_part() -> None:
    night = _jobs(
        {"started_at": _at(18), "finished_at": _at(34), "expected_s": 12 * HOUR_S},
    )

    first = busy(night, _stretch())
    second = busy(night, stretch_of(_at(24), _at(48), as_of=_at(48), staffed=_EIGHT_TO_EIGHT))

    assert (first["busy_s"].item(), first["staffed_s"].item()) == (6 * HOUR_S, 2 * HOUR_S)
    assert (second["busy_s"].item(), second["staffed_s"].item()) == (6 * HOUR_S, 0)


def test_a_running_print_counts_up_to_now_and_one_to_come_not_at_all() -> None:
    jobs = _jobs(
        {"started_at": _at(10), "expected_s": 12 * HOUR_S},
        {"started_at": _at(30), "expected_s": HOUR_S},
    )

    ran = busy(jobs, stretch_of(_MONDAY, _at(24), as_of=_at(13), staffed=None))

    assert ran["busy_s"].to_list() == [3 * HOUR_S]
    assert ran["staffed_s"].to_list() == [0]


def test_a_printer_counts_from_when_it_was_there() -> None:
    jobs = _jobs({"started_at": _at(15), "finished_at": _at(18), "print_s": 3 * HOUR_S})
    printers = pl.DataFrame(
        {"printer_key": [1, 2], "there_since": [_at(12), _at(-99)]},
        schema_overrides={"there_since": pl.Datetime("us", "UTC")},
    )

    found = utilisation(busy(jobs, _stretch()), printers, _stretch()).rows()

    assert found == [
        (1, 3 * HOUR_S, 3 * HOUR_S, 12 * HOUR_S, 8 * HOUR_S),
        (2, 0, 0, 24 * HOUR_S, 12 * HOUR_S),
    ]
