"""The waiting jobs in their order, and what a person does with the list."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.print_queue import PrintJob
from printshop.errors import InvalidInputError, NotFoundError
from printshop.services import printing
from printshop.services.printing import Move
from printshop.services.shop import Shop
from printshop.ui import boundary, places
from printshop.ui.boundary import sentence
from printshop.ui.components.queue_list import Verdict, queue_list
from printshop.ui.formats import count
from printshop.ui.queue import asked, moving, steps
from printshop.ui.queue.asked import Ask
from printshop.ui.queue.seen import Seen

PAGE_SIZE: Final = 100
_KEY: Final = "print_queue_list"
_SHOWN: Final = "print_queue.shown"
_VERDICT: Final = "print_queue.verdict"
_MOST_MOVES: Final = 500


def draw(shop: Shop, seen: Seen) -> None:
    """Draw the first of the waiting jobs."""
    waiting = seen.waiting
    _draw_head(shop, seen)
    if not waiting:
        _draw_nothing()
        return
    jobs = [row.job for row in waiting]
    queue_list(
        seen.packed(shop, st.session_state.get(_SHOWN, PAGE_SIZE)),
        total=len(waiting),
        revision=seen.queue.revision,
        verdict=st.session_state.get(_VERDICT, Verdict()),
        on={
            "moved": lambda: move(shop, jobs, st.session_state[_KEY].moved),
            "details": lambda: ask(Ask.DETAILS, st.session_state[_KEY].details),
            "start": lambda: ask(Ask.START, st.session_state[_KEY].start),
            "more": _show_more,
        },
        key=_KEY,
    )


def move(shop: Shop, before: Sequence[PrintJob], wanted: object) -> None:
    """Move jobs as the browser did already, and keep the verdict for it.

    Args:
        shop: whose queue.
        before: the waiting jobs in the order that stood on the page.
        wanted: what the browser sent: the name of the operation, the revision that the person
            saw, and the moves, each the id of a job and its place among all that wait, from 0.

    """
    asked_for = wanted if isinstance(wanted, Mapping) else {}
    operation, problem, said = str(asked_for.get("operation", ""))[:100], "", ""
    try:
        revision = str(asked_for.get("revision", ""))[:100]
        moves = _moves(asked_for.get("moves"))
        after = printing.move(shop, moves, expected_revision=revision)
        moved = {one.job_id for one in moves}
        said = moving.say(shop, before, after, moved.pop() if len(moved) == 1 else None)
    except NotFoundError:
        problem = "A job does not wait any more, so nothing was moved. This is the order now."
    except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
        problem = " ".join(sentence(error)).replace("\\", "").strip()
    st.session_state[_VERDICT] = Verdict(operation=operation, problem=problem, said=said)


@boundary.callback
def ask(what: Ask, job_id: object) -> None:
    """Open a dialog about the job whose button was pressed."""
    asked.request(what, _id(job_id))
    st.rerun()


def _moves(said: object) -> list[Move]:
    """What was sent, if it is of the right shape: it comes from a browser."""
    if not isinstance(said, list) or not 0 < len(said) <= _MOST_MOVES:
        raise InvalidInputError("The move did not arrive whole, so nothing was moved.")
    return [_one_move(one) for one in said]


def _one_move(said: object) -> Move:
    one = said if isinstance(said, Mapping) else {}
    place = one.get("to")
    if not isinstance(place, int) or isinstance(place, bool):
        raise InvalidInputError("The move did not arrive whole, so nothing was moved.")
    return Move(_id(one.get("id")), place)


def _id(said: object) -> UUID:
    try:
        return UUID(str(said))
    except ValueError as error:
        raise InvalidInputError("There is no such job in the queue.") from error


def _show_more() -> None:
    st.session_state[_SHOWN] = st.session_state.get(_SHOWN, PAGE_SIZE) + PAGE_SIZE


def _draw_head(shop: Shop, seen: Seen) -> None:
    waiting = seen.waiting
    with st.container(horizontal=True, vertical_alignment="center", key="print_queue_next"):
        title = f"Next · {count(len(waiting), 'job')}" if waiting else "Next"
        st.header(title, anchor=False, width="stretch")
        if len(waiting) > 1:
            st.button(
                "Sort",
                key="print_queue.sort",
                icon=":material/sort:",
                type="tertiary",
                help="By priority, then what is due soonest, then the short prints first. "
                "No job is passed by more than three from behind.",
                on_click=steps.sort,
                args=(shop, seen.queue),
            )
        places.CATALOG.link("Add from the catalog", icon=":material/playlist_add:")


def _draw_nothing() -> None:
    with st.container(border=True, key="print_queue_nothing"):
        st.markdown(
            "**Nothing waits.** Choose in the catalog what to print next; each plate becomes "
            "a job here, with its filament and its time."
        )
