"""The filters of the dashboard, all in the address: a view can be kept and sent on."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

import streamlit as st

from printshop.domain.catalog import Category
from printshop.domain.filament import Material
from printshop.errors import InvalidInputError
from printshop.services import printers
from printshop.services.dashboard.view import DashboardQuery, Period
from printshop.services.shop import Shop
from printshop.ui import problems
from printshop.ui.analytics import asked
from printshop.ui.formats import day, escape_markdown

_KEY: Final = "analytics"
_OWN: Final = "own"
_DAYS_FORM: Final = f"{_KEY}.days"
_PERIODS: Final = {
    Period.WEEK: "7 days",
    Period.MONTH: "30 days",
    Period.QUARTER: "90 days",
    Period.YEAR: "1 year",
    Period.ALL: "All",
}
_WORDS: Final = {
    asked.PERIOD: "period",
    asked.SINCE: "first day",
    asked.UNTIL: "last day",
    asked.PRINTER: "printer",
    asked.MATERIAL: "material",
    asked.CATEGORY: "category",
}
_FOLDED: Final = (asked.PRINTER, asked.MATERIAL, asked.CATEGORY)


def draw(shop: Shop, query: DashboardQuery, today: date) -> None:
    """Draw the filters as they are set.

    Args:
        shop: for its printers.
        query: what they say.
        today: the day that it is in the shop.

    """
    with st.container(horizontal=True, vertical_alignment="bottom", key="analytics_filters"):
        _draw_period(query, today)
        with st.popover("Own days", icon=":material/date_range:", key=f"{_KEY}.own_days"):
            _draw_days(query, today)
        wrong = asked.not_understood()
        folded = sum(name in st.query_params and name not in wrong for name in _FOLDED)
        label = f"Filters ({folded})" if folded else "Filters"
        with st.popover(label, icon=":material/tune:", key=f"{_KEY}.more_filters"):
            known = _draw_more(shop, query)
        if asked.is_narrowed():
            st.button(
                "Reset",
                key=f"{_KEY}.reset",
                icon=":material/filter_alt_off:",
                type="tertiary",
                on_click=asked.show_all,
            )
    _draw_wrong(wrong, is_gone=query.printer_id is not None and str(query.printer_id) not in known)


def days(since: date, until: date, today: date) -> str:
    """Days from the first to the last, in words."""
    if since == until:
        return day(since, as_of=today)
    return f"{day(since, as_of=today)} to {day(until, as_of=today)}"


def _draw_wrong(names: Sequence[str], *, is_gone: bool) -> None:
    """Say what of the address means nothing: other figures would be taken for those asked for."""
    if names:
        *first, last = [f"a {_WORDS[name]}" for name in names]
        listed = f"{', '.join(first)} and {last}" if first else last
        left_out = "They are left out." if first else "It is left out."
        st.warning(f"The address names {listed} that there is not. {left_out}")
    if is_gone:
        st.warning("The printer of this address is not in the shop: nothing is counted of it.")


def _draw_more(shop: Shop, query: DashboardQuery) -> Mapping[str, str]:
    """Draw the others; returns the printers that there are."""
    known = {str(one.id): one.name for one in printers.list_printers(shop)}
    _pick("Printer", asked.PRINTER, known, query.printer_id)
    _pick("Material", asked.MATERIAL, {one.value: one.value for one in Material}, query.material)
    categories = {one.value: one.value.capitalize() for one in Category}
    _pick("Category", asked.CATEGORY, categories, query.category)
    return known


def _draw_period(query: DashboardQuery, today: date) -> None:
    words: dict[str, str] = {period.value: text for period, text in _PERIODS.items()}
    chosen = query.period.value
    if query.since is not None or query.until is not None:
        words[_OWN] = _own_words(query, today)
        chosen = _OWN
    key = f"{_KEY}.period"
    st.session_state[key] = chosen
    st.segmented_control(
        "Period",
        list(words),
        required=True,
        format_func=lambda one: words.get(one, one),
        key=key,
        on_change=_note_period,
        args=(key,),
        label_visibility="collapsed",
        wrap=True,
    )


def _own_words(query: DashboardQuery, today: date) -> str:
    if query.since is None:
        return f"until {day(query.until, as_of=today)}"
    if query.until is None:
        return f"since {day(query.since, as_of=today)}"
    return days(query.since, query.until, today)


def _note_period(key: str) -> None:
    chosen = st.session_state[key]
    if chosen != _OWN:
        asked.show_period(Period(chosen))


def _draw_days(query: DashboardQuery, today: date) -> None:
    """Ask for the first and the last day, together: one alone is no period yet."""
    asked_for = {
        "since": _within(query.since or today - timedelta(days=29), today),
        "until": _within(query.until or today, today),
    }
    keys = {name: _anew(f"days.{name}", str(value)) for name, value in asked_for.items()}
    with st.form(_DAYS_FORM, border=False):
        for name, label in (("since", "First day"), ("until", "Last day")):
            st.date_input(
                label, asked_for[name], min_value=asked.FIRST, max_value=today, key=keys[name]
            )
        st.form_submit_button(
            "Show these days",
            icon=":material/check:",
            on_click=_note_days,
            args=(keys["since"], keys["until"]),
            width="stretch",
        )
    problems.draw(_DAYS_FORM)


def _within(on: date, today: date) -> date:
    return max(asked.FIRST, min(on, today))


def _note_days(since_key: str, until_key: str) -> None:
    with problems.beside(_DAYS_FORM):
        since, until = st.session_state[since_key], st.session_state[until_key]
        if since is None or until is None:
            raise InvalidInputError("Say the first and the last day.")
        if since > until:
            raise InvalidInputError(
                "The first day is after the last.", hint="Give them the other way round."
            )
        asked.show_days(since, until)


def _pick(label: str, name: str, words: Mapping[str, str], chosen: object) -> None:
    said = str(chosen) if str(chosen) in words else None
    key = _anew(name, said or "")
    st.selectbox(
        label,
        list(words),
        list(words).index(said) if said else None,
        format_func=lambda one: escape_markdown(words.get(one, one)),
        key=key,
        placeholder="All",
        on_change=_note,
        args=(name, key),
    )


def _anew(name: str, said: str) -> str:
    """The key of a field; another one each time that the address says something else.

    A browser keeps what was said in a field that it does not show any more, and sends it with the
    next click: under one key, a filter that was taken back would stand again.
    """
    drawn = f"{_KEY}.drawn.{name}"
    before, times = st.session_state.get(drawn, (said, 0))
    times += said != before
    st.session_state[drawn] = said, times
    return _key_of(name)


def _key_of(name: str) -> str:
    _, times = st.session_state[f"{_KEY}.drawn.{name}"]
    return f"{_KEY}.{name}.{times}"


def _note(name: str, key: str) -> None:
    # What a field says that is not drawn any more was said before.
    if key == _key_of(name):
        asked.show(name, st.session_state[key] or "")
