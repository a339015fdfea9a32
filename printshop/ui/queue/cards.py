"""The waiting jobs as cards, in the order in which they will be printed.

Four short texts in one element: 20 cards are then about 200 elements, containers included.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.feasibility import FeasibilityState
from printshop.domain.printers import Printer
from printshop.services.queue_view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui import pictures, places
from printshop.ui.formats import escape_markdown
from printshop.ui.queue import steps, words
from printshop.ui.queue.clock import Clock

PAGE_SIZE: Final = 20
_PAGE: Final = "queue_page"
_PICTURE_PX: Final = 88
_NEXT_STEP: Final = {
    FeasibilityState.UNMATCHED: "Match its filaments",
    FeasibilityState.UNKNOWN: "Say its grams",
}
_NEEDS_SPOOLS: Final = {FeasibilityState.SHORT, FeasibilityState.UNVERIFIED}
CATALOG: Final = "Open in the catalog"


def draw(shop: Shop, waiting: Sequence[QueuedJob], idle: Sequence[Printer], clock: Clock) -> None:
    """Draw one page of the waiting jobs; `idle` are the printers a job can start on now."""
    pages = max(1, -(-len(waiting) // PAGE_SIZE))
    first = (min(_page_number(), pages) - 1) * PAGE_SIZE
    order = [row.job.id for row in waiting]
    for place, row in enumerate(waiting[first : first + PAGE_SIZE], start=first):
        with st.container(border=True, gap="xsmall", key=f"print_queue_card_{row.job.id}"):
            with st.container(horizontal=True, wrap=False, gap="small"):
                draw_picture(shop, row, width_px=_PICTURE_PX)
                st.markdown(words.waiting(row, clock), width="stretch")
            with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
                _draw_actions(shop, row, place, order, idle)
    if pages > 1:
        with st.container(horizontal_alignment="center"):
            st.pagination(pages, key=_PAGE, bind="query-params")


def draw_picture(shop: Shop, row: QueuedJob, *, width_px: int) -> None:
    """Draw the plate's thumbnail.

    The container gives the width: an image that is given one is scaled again in each run,
    which took more time than all else on the page, and is blurred on a phone.
    """
    with st.container(width=width_px):
        st.image(pictures.picture(shop, row.plate.thumbnail_key), alt="", width="stretch")


def start_button(shop: Shop, row: QueuedJob, printer: Printer, *, key: str, is_first: bool) -> None:
    """Draw the button that starts a job on a printer at once."""
    st.button(
        f"Start on {escape_markdown(printer.name)}",
        key=key,
        icon=":material/play_arrow:",
        type="primary" if is_first else "secondary",
        on_click=steps.start,
        args=(shop, row, printer),
    )


def open_in_catalog(row: QueuedJob) -> None:
    """Go to the model of a job."""
    st.switch_page(places.CATALOG.path, query_params={"model": str(row.model_id)})


def choose(key: str, choices: Mapping[str, Callable[[], None]]) -> None:
    """Do what was chosen from a menu; for its callback."""
    action = choices.get(st.session_state[key])
    if action is not None:
        action()


def _draw_actions(
    shop: Shop, row: QueuedJob, place: int, order: Sequence[UUID], idle: Sequence[Printer]
) -> None:
    name = f"print_queue.{row.job.id}"
    planned = _planned(row, idle)
    if planned is not None:
        start_button(shop, row, planned, key=f"{name}.start", is_first=place == 0)
    for label, icon, target in (
        ("Up", ":material/arrow_upward:", place - 1),
        ("Down", ":material/arrow_downward:", place + 1),
    ):
        st.button(
            label,
            key=f"{name}.{label.lower()}",
            icon=icon,
            disabled=not 0 <= target < len(order),
            on_click=steps.move,
            args=(shop, order, row.job.id, target),
        )
    others = [printer for printer in idle if printer is not planned]
    choices = _choices(shop, row, place, order, others)
    chosen = st.menu_button(
        "More",
        [*choices, CATALOG],
        key=f"{name}.more",
        icon=":material/more_horiz:",
        type="tertiary",
        on_click=choose,
        args=(f"{name}.more", choices),
    )
    if chosen == CATALOG:
        open_in_catalog(row)
    _draw_next_step(row)


def _choices(
    shop: Shop, row: QueuedJob, place: int, order: Sequence[UUID], others: Sequence[Printer]
) -> Mapping[str, Callable[[], None]]:
    choices: dict[str, Callable[[], None]] = {
        f"Start on {escape_markdown(printer.name)}": partial(steps.start, shop, row, printer)
        for printer in others
    }
    if place:
        choices["To the top"] = partial(steps.move, shop, order, row.job.id, 0)
    choices["Take out of the queue"] = partial(steps.cancel, shop, row)
    return choices


def _draw_next_step(row: QueuedJob) -> None:
    state = row.feasibility.state
    if state in _NEXT_STEP:
        places.CATALOG.link(_NEXT_STEP[state], model=str(row.model_id))
    elif state in _NEEDS_SPOOLS:
        places.INVENTORY.link("Open the inventory")


def _planned(row: QueuedJob, idle: Sequence[Printer]) -> Printer | None:
    """Where it starts by default: as planned, or on the first printer that is free."""
    scheduled = (p for p in idle if row.printer is not None and p.id == row.printer.id)
    return next(scheduled, next(iter(idle), None))


def _page_number() -> int:
    """Read the page before it is known how many there are; whatever the address says."""
    said = str(st.session_state.get(_PAGE) or st.query_params.get(_PAGE) or 1)
    return min(int(said), 10_000) if said.isdecimal() and int(said) else 1
