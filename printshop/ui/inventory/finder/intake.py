"""Taking in a data set from files or from an address, and what came of it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.errors import InvalidInputError
from printshop.services import makers
from printshop.services.shop import Shop
from printshop.ui import problems, text_table, wiring
from printshop.ui.formats import count, day, escape_markdown
from printshop.ui.inventory.finder import words

_KEY: Final = "finder.intake"
_FILES: Final = f"{_KEY}.files"
_ADDRESS: Final = f"{_KEY}.address"
_ROUND: Final = f"{_KEY}.round"
_REPORT: Final = f"{_KEY}.report"
_MOST_MB: Final = 60
_MOST_LISTED: Final = 100
_WHERE_FROM: Final = """
Printshop carries no data of its own. Two open projects collect what makers say of their
filaments, and both let you use it freely under the MIT licence:

- **[Open Filament Database](https://github.com/OpenFilamentCollective/open-filament-database)**
  by the Open Filament Collective: *Code, Download ZIP* on that page, or the flat table, `.csv`,
  with a row for each size.
- **[SpoolmanDB](https://github.com/Donkie/SpoolmanDB)** by Donkie and its contributors: the same,
  or single makers' `.json` files, or the compiled `filaments.json`,
  which is at `https://donkie.github.io/SpoolmanDB/filaments.json`.
"""


def draw_first(shop: Shop) -> None:
    """Draw the way in where no data set is there yet."""
    st.markdown(
        "**Find a filament by name, code, barcode or colour, and add it in one click.** "
        "Take in a data set first."
    )
    _draw_form(shop)


def draw_again(shop: Shop, sets: Sequence[makers.DataSet]) -> None:
    """Draw which data sets are there, and the way to take in a newer one."""
    with st.expander(
        "Take in a newer data set, or another", icon=":material/download:", key=f"{_KEY}.section"
    ):
        zone = ZoneInfo(shop.settings().time_zone)
        today = datetime.now(UTC).astimezone(zone).date()
        for data_set in sets:
            taken = day(data_set.taken_in_at.astimezone(zone).date(), as_of=today)
            n_filaments = count(data_set.n_filaments, "filament")
            st.markdown(f"- {escape_markdown(data_set.source)}: {n_filaments}, last change {taken}")
        _draw_form(shop)


def _draw_form(shop: Shop) -> None:
    st.markdown(_WHERE_FROM)
    # A new key empties the field: files that were taken in need not stay.
    key = f"{_FILES}.{st.session_state.get(_ROUND, 0)}"
    files = st.file_uploader(
        "Files of a data set",
        accept_multiple_files=True,
        key=key,
        max_upload_size=_MOST_MB,
        help="`.json`, `.csv`, `.zip`, `.tar.gz`. What they are is told by what is in them.",
    )
    st.button(
        "Take in these files",
        key=f"{_KEY}.take_files",
        type="primary",
        icon=":material/download_done:",
        disabled=not files,
        on_click=_take,
        args=(lambda: makers.take_in(shop, [(file.name, file.getvalue()) for file in files]),),
    )
    st.text_input(
        "Or its address",
        key=_ADDRESS,
        type="url",
        max_chars=500,
        placeholder="https://donkie.github.io/SpoolmanDB/filaments.json",
        width=560,
    )
    st.button(
        "Fetch and take in",
        key=f"{_KEY}.take_address",
        icon=":material/cloud_download:",
        on_click=_take,
        args=(lambda: _fetch(shop),),
    )
    problems.draw(_KEY)


def _fetch(shop: Shop) -> makers.TakenIn:
    address = (st.session_state[_ADDRESS] or "").strip()
    if not address:
        raise InvalidInputError("The address of the data set is missing.")
    return makers.take_in_from(shop, address, private_allowed=wiring.may_fetch_privately())


def _take(take: Callable[[], makers.TakenIn]) -> None:
    st.session_state.pop(_REPORT, None)
    with problems.beside(_KEY), st.spinner("Taking it in…"):
        st.session_state[_REPORT] = take()
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def draw_report() -> None:
    """Draw what came of the last one: counts, what was left out and why, what was updated."""
    result: makers.TakenIn | None = st.session_state.get(_REPORT)
    if result is None:
        return
    with st.container(border=True, key="finder_report"):
        st.markdown(f"**{escape_markdown(result.source)}**: {words.outcome(result)}")
        if result.n_findings:
            st.markdown(
                f"{count(result.n_findings, 'filament')} with something odd; each says what."
            )
        for reason, (n_rows, example) in result.left_out.items():
            st.markdown(
                f"- {count(n_rows, 'row')} left out: {escape_markdown(reason)}, "
                f"such as *{escape_markdown(example)}*."
            )
        _draw_taken_over(result.updates)
        st.button(
            "Close",
            key=f"{_KEY}.close",
            type="tertiary",
            icon=":material/close:",
            on_click=lambda: st.session_state.pop(_REPORT, None),
        )


def _draw_taken_over(updates: Sequence[makers.FilamentUpdate]) -> None:
    groups = {
        update.label: [words.change(change) for change in update.taken_over]
        for update in updates[:_MOST_LISTED]
        if update.taken_over
    }
    if groups:
        st.markdown("Your filaments took over what you had not changed:")
        text_table.draw(("Field", "Was", "Is now"), groups, alt="What your filaments took over")
