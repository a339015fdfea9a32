"""Putting versions into the queue from here: one at a click, several with their wishes."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import streamlit as st

from printshop.domain.print_queue import MAX_RUNS, PrintJob
from printshop.domain.printable import BasketLine
from printshop.domain.users import ShopSettings
from printshop.services.print_now import basket as baskets
from printshop.services.print_now.view import Printable
from printshop.services.shop import Shop
from printshop.ui import batches, boundary, notices, problems
from printshop.ui.days import today
from printshop.ui.formats import count, escape_markdown
from printshop.ui.forms import checked
from printshop.ui.print_now import words
from printshop.ui.priorities import PRIORITIES


@boundary.callback
def queue_one(shop: Shop, row: Printable) -> None:
    """Queue all plates of a version once. For callbacks."""
    key = f"print_now.one.{row.variant.id}"
    queue(shop, (BasketLine(variant_id=row.variant.id),), key, of=row.model_name)


def queue(  # noqa: PLR0917 - all that a booking says
    shop: Shop,
    lines: Sequence[BasketLine],
    key: str,
    of: str,
    priority: int = 0,
    due_at: datetime | None = None,
    put_back: Callable[[], None] | None = None,
    note: str = "",
) -> None:
    """Queue lines once for each press of a button, and offer to take them out again.

    Args:
        shop: whose queue.
        lines: what to queue.
        key: of the button: a double click queues once.
        of: what it is, for the notice.
        priority: of all jobs.
        due_at: by when all are to be done, aware.
        put_back: what else an undo does.
        note: a sentence more for the notice.

    """
    request_id = batches.batch_id(key)
    jobs = baskets.queue_all(shop, lines, request_id=request_id, priority=priority, due_at=due_at)
    batches.note_queued(key)
    added = f"{count(len(jobs), 'job')} of **{escape_markdown(of)}** added to the queue."
    notices.offer_undo(
        f"{added} {note}".strip(),
        partial(_take_back, shop, tuple(dict.fromkeys(job.batch_id for job in jobs)), put_back),
    )


@st.dialog("Add to the queue")
def ask(shop: Shop, row: Printable) -> None:
    """Ask how often, how urgently and by when a version is to be printed, and queue it."""
    key = f"print_now.ask.{row.variant.id}"
    settings = shop.settings()
    st.markdown(words.name(row.model_name, row.variant))
    with st.form(key, border=False):
        st.number_input("Copies", min_value=1, max_value=MAX_RUNS, value=1, key=f"{key}.copies")
        _draw_fields(settings, key)
        is_sent = st.form_submit_button(
            "Add to the queue", type="primary", icon=":material/playlist_add:", width="stretch"
        )
    if is_sent:
        with problems.beside(key):
            _send(shop, row, key, settings)
            st.rerun()
    problems.draw(key)


def draw_wishes(shop: Shop, key: str) -> None:
    """Draw the fields that `wishes` reads, folded away: most baskets have none."""
    with st.expander("Priority and due date", icon=":material/event:", key=f"{key}.wishes"):
        _draw_fields(shop.settings(), key)


def wishes(settings: ShopSettings, key: str) -> tuple[int, datetime | None]:
    """How urgent it is, and by when it is to be done; nothing said is nothing wished."""
    state = st.session_state
    priority = PRIORITIES.get(state.get(f"{key}.priority", ""), 0)
    return priority, _closing(state.get(f"{key}.due_on"), settings)


def _draw_fields(settings: ShopSettings, key: str) -> None:
    st.segmented_control(
        "Priority", list(PRIORITIES), default="Normal", required=True, key=f"{key}.priority"
    )
    st.date_input(
        "Due on",
        value=None,
        min_value=today(settings),
        key=f"{key}.due_on",
        help="Until you close that day. Leave it empty where there is no hurry.",
    )


def _send(shop: Shop, row: Printable, key: str, settings: ShopSettings) -> None:
    state = st.session_state
    line = checked(
        BasketLine,
        {"copies": "Copies"},
        variant_id=row.variant.id,
        copies=state[f"{key}.copies"],
    )
    priority, due_at = wishes(settings, key)
    queue(shop, (line,), key, row.model_name, priority, due_at)


def _closing(due_on: date | None, settings: ShopSettings) -> datetime | None:
    """When the shop closes on a day."""
    if due_on is None:
        return None
    zone = ZoneInfo(settings.time_zone)
    return datetime.combine(due_on, settings.closes_at, tzinfo=zone).astimezone(UTC)


@boundary.callback
def _take_back(shop: Shop, batch_ids: Sequence[UUID], put_back: Callable[[], None] | None) -> None:
    jobs: tuple[PrintJob, ...] = baskets.take_back(shop, batch_ids, as_of=datetime.now(UTC))
    notices.say(f"{count(len(jobs), 'job')} taken out of the queue again.")
    if put_back is not None:
        put_back()
