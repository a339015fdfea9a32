"""Which days a query means."""

from datetime import date, timedelta
from typing import Final

from printshop.analytics.dashboard.spans import Span
from printshop.errors import InvalidInputError
from printshop.services.dashboard.view import DashboardQuery, Period
from printshop.services.dashboard.words import day

_DAYS: Final = {Period.WEEK: 7, Period.MONTH: 30, Period.QUARTER: 90, Period.YEAR: 365}
# Nobody printed for money before.
FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2200, 1, 1)


def span_of(query: DashboardQuery, *, today: date, first_on: date | None) -> Span:
    """The days that a query means.

    Args:
        query: of the page.
        today: the day it is in the shop.
        first_on: the first day of which the shop knows anything; None of an empty one.

    Raises:
        InvalidInputError: the period ends before it begins, or is still to come.

    """
    since, until = query.since, query.until
    if since and until and until < since:
        raise InvalidInputError(
            f"The period ends on {day(until)}, before it begins on {day(since)}.",
            hint="Choose a first day that is not after the last one.",
        )
    if since and since > today:
        raise InvalidInputError(
            f"The period begins on {day(since)}, which is still to come.",
            hint="Choose days up to today.",
        )
    last = min(until or today, today)
    if since is None:
        length = _DAYS.get(query.period)
        first = min(first_on or last, last) if length is None else last - timedelta(days=length - 1)
    else:
        first = since
    return Span(since=max(first, FIRST), until=max(last, FIRST))


def before(query: DashboardQuery, span: Span, *, first_on: date | None) -> Span | None:
    """The days to compare with; None where the shop knows nothing of them."""
    is_all = query.period is Period.ALL and query.since is None
    if is_all or first_on is None or first_on > span.before.since:
        return None
    return span.before
