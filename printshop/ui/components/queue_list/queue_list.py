"""The list of waiting jobs as a page draws it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson
import streamlit as st

from printshop.ui.components.scripts import joined

_FOLDER: Final = Path(__file__).parent
SCRIPTS: Final = ("dragging.js", "row.js", "queue_list.js")

_COMPONENT: Final = st.components.v2.component(
    "printshop_queue_list",
    html=(_FOLDER / "queue_list.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "queue_list.css").read_text(encoding="utf-8"),
    js=joined(_FOLDER, SCRIPTS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A filament of a job: its colour as `#RRGGBB`, its words, whether something is wrong."""

    color: str
    text: str
    is_bad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A job as plain text; the browser shows each of these as it stands.

    tone is a colour of the theme (green, red …), thumbnail a key of the pictures. start is what
    the button to start it says, empty where it cannot be started now.
    """

    id: str
    label: str
    title: str
    part: str
    thumbnail: str
    badge: str
    icon: str
    tone: str
    chips: Sequence[Chip]
    when: str
    where: str
    due: str = ""
    is_late: bool = False
    priority: str = ""
    note: str = ""
    start: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of the last order the browser asked for; no problem: it is the shop's now.

    said is what the move did besides, to be read out.
    """

    operation: str = ""
    problem: str = ""
    said: str = ""


def packed(rows: Sequence[QueueRow], pictures: Mapping[str, str]) -> str:
    """Rows as they are sent: JSON, made once however many pages show them.

    Args:
        rows: jobs, in order.
        pictures: addresses of the thumbnails, by the key that rows name.

    """
    return orjson.dumps({"rows": rows, "pictures": dict(pictures)}).decode()


def queue_list(
    shown: str,
    *,
    total: int,
    revision: str,
    verdict: Verdict,
    on: Mapping[str, Callable[[], None]],
    key: str,
) -> None:
    """Draw the waiting jobs.

    Args:
        shown: the first of them, from `packed`.
        total: how many wait in all.
        revision: names the order that they stand in.
        verdict: of the last order that was asked for.
        on: what to call when rows are `moved`, a job is to be opened (`details`) or started
            (`start`), or `more` rows are wanted; each reads the state of this component.
        key: of the component on its page.

    """
    _COMPONENT(
        key=key,
        data={
            "shown": shown,
            "total": total,
            "revision": revision,
            "operation": verdict.operation,
            "problem": verdict.problem,
            "said": verdict.said,
        },
        on_moved_change=on["moved"],
        on_details_change=on["details"],
        on_start_change=on["start"],
        on_more_change=on["more"],
    )
