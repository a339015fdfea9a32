"""What the address of the dashboard asks for: the filters, and which rows behind a figure.

An address can be kept and sent on. What it says wrongly of a filter is left out, and the page
says so; a list that it names wrongly is an error, since another list would be taken for it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final, Literal, TypeVar
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.errors import InvalidInputError
from printshop.services.dashboard.view import DRILL_FIELDS, DashboardQuery, Drill, Period

Rows = Literal["jobs", "purchases", "spools"]

PERIOD: Final = "period"
SINCE: Final = "since"
UNTIL: Final = "until"
PRINTER: Final = "printer"
MATERIAL: Final = "material"
CATEGORY: Final = "category"
PAGE: Final = "rows_page"
_FILTERS: Final = (PERIOD, SINCE, UNTIL, PRINTER, MATERIAL, CATEGORY)
_ROWS: Final[tuple[Rows, ...]] = ("jobs", "purchases", "spools")
_ALL: Final = "all"
# No shop has older prints; a date field cannot show a day before its first.
FIRST: Final = date(2000, 1, 1)
_MOST_FIELDS: Final = 20
_LONGEST: Final = 6000
_SUMS: Final = "sums"
T = TypeVar("T")


def query() -> DashboardQuery:
    """What of the history is asked for."""
    return DashboardQuery(
        period=one_of(PERIOD, list(Period)) or Period.MONTH,
        since=_day(SINCE),
        until=_day(UNTIL),
        printer_id=_id(PRINTER),
        material=one_of(MATERIAL, list(Material)),
        category=one_of(CATEGORY, list(Category)),
    )


def not_understood() -> list[str]:
    """The filters that the address names in no way that means anything."""
    of = query()
    meant = {
        PERIOD: one_of(PERIOD, list(Period)),
        SINCE: of.since,
        UNTIL: of.until,
        PRINTER: of.printer_id,
        MATERIAL: of.material,
        CATEGORY: of.category,
    }
    return [name for name in _FILTERS if name in st.query_params and meant[name] is None]


def is_narrowed() -> bool:
    """Whether the address says anything of the filters."""
    return any(name in st.query_params for name in _FILTERS)


def show_all() -> None:
    """Take all filters back. For callbacks."""
    _put(dict.fromkeys(_FILTERS, ""))


def show_days(since: date, until: date) -> None:
    """Look at these days. For callbacks."""
    _put({PERIOD: "", SINCE: since.isoformat(), UNTIL: until.isoformat()})


def show_period(period: Period) -> None:
    """Look at the days until today. For callbacks."""
    said = "" if period is Period.MONTH else period.value
    _put({PERIOD: said, SINCE: "", UNTIL: ""})


def show(name: str, value: str) -> None:
    """Narrow by one filter, or by none where the value is empty. For callbacks."""
    _put({name: value})


def has_drill() -> bool:
    """Whether the address asks for the rows behind a figure."""
    return any(name in st.query_params for name in _ROWS)


def drill() -> Drill:
    """The rows that the address asks for.

    Raises:
        InvalidInputError: it names a list that there is not.

    """
    rows = next(name for name in _ROWS if name in st.query_params)
    said = st.query_params[rows]
    try:
        fields = {} if said == _ALL else dict(_pairs(said))
    except ValueError as error:
        raise InvalidInputError(
            "The address names no list that the dashboard has.",
            hint="Go back to the dashboard and open the list from its figure.",
        ) from error
    return Drill(rows=rows, sums=fields.pop(_SUMS, ""), fields=fields)


def open_drill(wanted: Drill) -> None:
    """Show the rows behind a figure; the filters stay. For callbacks."""
    sums = {_SUMS: wanted.sums} if wanted.sums else {}
    said = urlencode({**sums, **wanted.fields}) or _ALL
    _put({name: said if name == wanted.rows else "" for name in (*_ROWS, PAGE)})


def close_drill() -> None:
    """Show the dashboard again. For callbacks."""
    _put(dict.fromkeys((*_ROWS, PAGE), ""))


def one_of(name: str, options: list[T]) -> T | None:
    """The option that the address names; None where it names none of them."""
    said = st.query_params.get(name)
    return next((option for option in options if option == said), None)


def _pairs(said: str) -> list[tuple[str, str]]:
    if len(said) > _LONGEST:
        message = "longer than any list's address"
        raise ValueError(message)
    pairs = parse_qsl(said, strict_parsing=True, max_num_fields=_MOST_FIELDS)
    if not all(name in {_SUMS, *DRILL_FIELDS} for name, _ in pairs):
        message = "a field that no list has"
        raise ValueError(message)
    return pairs


def _day(name: str) -> date | None:
    try:
        said = date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None
    return said if said >= FIRST else None


def _id(name: str) -> UUID | None:
    try:
        return UUID(st.query_params.get(name, ""))
    except ValueError:
        return None


def _put(changes: Mapping[str, str]) -> None:
    """Change the address once: a press of Back for each step that was taken."""
    said = st.query_params.to_dict() | dict(changes)
    st.query_params.from_dict({name: value for name, value in said.items() if value})
