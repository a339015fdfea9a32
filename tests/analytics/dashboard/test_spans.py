"""Days, and the pieces of time that they are divided into."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from printshop.analytics.dashboard.spans import Span

_BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("since", "step"),
    [
        (date(2026, 11, 27), "day"),
        (date(2026, 10, 28), "day"),
        (date(2026, 10, 27), "week"),
        (date(2026, 5, 1), "month"),
        (date(2021, 1, 1), "year"),
    ],
)
def test_the_longer_the_period_the_larger_its_pieces(since: date, step: str) -> None:
    assert Span(since=since, until=date(2026, 11, 27)).step == step


def test_weeks_begin_on_monday_and_the_first_and_last_are_cut_short() -> None:
    span = Span(since=date(2026, 9, 30), until=date(2026, 11, 27))

    pieces = span.pieces()

    assert all(start.weekday() == 0 for start in pieces)
    assert pieces[date(2026, 9, 28)] == Span(since=date(2026, 9, 30), until=date(2026, 10, 4))
    assert pieces[date(2026, 11, 23)] == Span(since=date(2026, 11, 23), until=date(2026, 11, 27))
    assert sum(piece.days for piece in pieces.values()) == span.days


def test_the_days_before_are_as_many() -> None:
    span = Span(since=date(2026, 11, 1), until=date(2026, 11, 30))

    assert span.before == Span(since=date(2026, 10, 2), until=date(2026, 10, 31))


def test_the_day_on_which_the_clock_goes_back_has_25_hours() -> None:
    begins, ends = Span(since=date(2026, 10, 25), until=date(2026, 10, 25)).moments(_BERLIN)

    assert begins.astimezone(UTC) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert ends.astimezone(UTC) == datetime(2026, 10, 25, 23, tzinfo=UTC)
