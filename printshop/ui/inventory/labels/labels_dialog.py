"""The dialog that prints labels for spools: on which sheet or roll, and where it begins."""

from collections.abc import Sequence
from functools import partial
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import streamlit as st

from printshop.config import load_settings
from printshop.domain.label_formats import LABEL_FORMATS, LabelFormat
from printshop.domain.spool_codes import MAX_ADDRESS, is_this_machine
from printshop.services import labels
from printshop.services.labels import SpoolLabel
from printshop.services.shop import Shop
from printshop.ui import boundary
from printshop.ui.formats import count, escape_markdown, joined
from printshop.ui.forms import within
from printshop.ui.inventory.labels import sheet_map

_KEY: Final = "inventory.labels"
_MOST_NAMED: Final = 8


@st.dialog("Print labels", icon=":material/qr_code_2:")
def ask(shop: Shop, spool_ids: Sequence[UUID]) -> None:
    """Ask on what to print the labels of these spools, and hand the PDF over.

    Args:
        shop: whose.
        spool_ids: one label for each, in this order.

    """
    chosen = st.selectbox(
        "Labels you have",
        list(LABEL_FORMATS),
        format_func=_format_text,
        key=f"{_KEY}.format",
        persist_state="session",
    )
    label_format = LABEL_FORMATS[chosen]
    with boundary.errors():
        first = _draw_start(label_format, len(spool_ids))
        made = labels.labels_of(shop, spool_ids, address=_draw_address())
        _draw_summary(made, label_format, first)
        st.download_button(
            "Download the PDF",
            # Made when it is asked for: five hundred labels take some seconds.
            partial(labels.draw, made, label_format, first_position=first),
            file_name=_file_name(made),
            mime="application/pdf",
            key=f"{_KEY}.download",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
            width="stretch",
        )


def _format_text(key: str) -> str:
    one = LABEL_FORMATS[key]
    size = f"{one.width_mm:.4g} by {one.height_mm:.4g} mm"
    if one.kind == "roll":
        return f"{one.name} · {size}" if "mm" not in one.name else one.name
    page = "A4" if one.page_height_mm > 290 else "Letter"  # noqa: PLR2004 - A4 is 297 mm
    return f"{one.name} · {size} · {one.per_page} on {page}"


def _draw_start(label_format: LabelFormat, label_count: int) -> int:
    """Ask where the first label goes on a sheet; a roll has but one place."""
    if label_format.kind == "roll":
        return 1
    with st.container(horizontal=True, vertical_alignment="top", key="inventory_labels_start"):
        said = st.number_input(
            "First free label",
            value=1,
            step=1,
            help="Labels are counted row by row, from the left. The grey ones are used up.",
            key=f"{_KEY}.first.{label_format.name}",
            persist_state="session",
            width=200,
        )
        first = within(said, "First free label", 1, label_format.per_page) or 1
        st.markdown(sheet_map.picture(label_format, int(first), label_count), width="content")
    return int(first)


def _draw_address() -> str:
    address = st.text_input(
        "Address your phone can reach",
        _address_seen(),
        max_chars=MAX_ADDRESS,
        help="The code on a label holds it, followed by the number of the spool.",
        key=f"{_KEY}.address",
        persist_state="session",
    )
    if is_this_machine(address):
        st.warning(
            "This address works on this computer alone. For a phone, put the name or number of "
            "the computer in your network there, and let Printshop listen to it "
            "(PRINTSHOP_HOST). Scanning while you count works either way.",
            icon=":material/phonelink_off:",
        )
    return address


def _address_seen() -> str:
    """Where this browser found the shop."""
    seen = urlsplit(st.context.url or "")
    if seen.netloc:
        return f"{seen.scheme}://{seen.netloc}"
    settings = load_settings()
    return f"http://{settings.host}:{settings.port}"


def _draw_summary(made: Sequence[SpoolLabel], label_format: LabelFormat, first: int) -> None:
    pages = label_format.page_count(len(made), first_position=first)
    named = ", ".join(f"#{label.number}" for label in made[:_MOST_NAMED])
    more = f" and {len(made) - _MOST_NAMED} more" if len(made) > _MOST_NAMED else ""
    on_pages = count(pages, "page") if label_format.kind == "sheet" else ""
    st.markdown(joined(f"**{count(len(made), 'label')}**", on_pages, escape_markdown(named) + more))
    for finding in labels.findings(made):
        st.warning(escape_markdown(finding.message), icon=":material/font_download_off:")


def _file_name(made: Sequence[SpoolLabel]) -> str:
    if len(made) == 1:
        return f"label-{made[0].number}.pdf"
    return f"labels-{made[0].number}-and-{len(made) - 1}-more.pdf"
