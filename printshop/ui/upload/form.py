"""The form of one file that waits: what it becomes in the catalog, and saving it, once."""

from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from printshop.services.drafts import Draft
from printshop.services.incoming import saying, tending
from printshop.services.incoming.inbox import Item
from printshop.services.incoming.saving import accept
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, picture_row, problems
from printshop.ui.file_details import facts, section, settings, sources
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import escape_markdown, joined, size
from printshop.ui.upload import answer, costs, filaments, model_form, opened, plates
from printshop.ui.upload.opened import Opened, Stock

_KINDS: Final = {
    "sliced": "sliced",
    "numbers_only": "the slicer's numbers without gcode",
    "project": "not sliced: say grams and minutes below, or leave them open",
    "generic": "from another program: say grams and minutes below, or leave them open",
}


def draw(shop: Shop, shown: Opened, stock: Stock) -> None:
    """Draw everything a person may say of a file before it is saved."""
    draft, place, item = shown.draft, shown.place, shown.item
    keep = partial(_keep, shop, shown)
    st.markdown(_about(draft))
    # What comes while somebody types must not move the fields below it.
    with st.container():
        _draw_notes(item, draft)
    model_form.draw(shown, keep)
    with st.container():
        picture_row.draw(draft.pictures)
    st.header("Filaments", anchor=False)
    filaments.draw_all(shown, stock, keep)
    st.header("Plates", anchor=False)
    report = _report(draft)
    cost = costs.estimate(shop, shown)
    plates.draw(shown, report, cost, stock.currency, keep)
    with st.container():
        costs.draw(cost, stock, place)
    section.draw(report, place)
    sources.draw(report, place)
    settings.draw(draft.variant.bambu_metadata["rawMetadata"], report, place)
    problems.draw(place)
    draw_end(shop, item, partial(save, shop, shown))


def draw_end(shop: Shop, item: Item, on_save: Callable[[], None]) -> None:
    """Draw the two ways out of a form."""
    place = opened.place_of(item.id)
    if item.is_under_way and item.incoming.accepted_at is not None:
        st.markdown(
            ":material/schedule_send: It is saved as soon as it has arrived and was read. What "
            "you change until then counts."
        )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Save to the catalog",
            key=f"{place}.save",
            type="primary",
            icon=":material/save:",
            help="It is saved as soon as it has arrived." if item.is_under_way else None,
            on_click=on_save,
        )
        draw_leave_out(shop, item)


def draw_leave_out(shop: Shop, item: Item) -> None:
    """Draw the button that leaves a file out."""
    st.button(
        "Leave it out",
        key=f"{opened.place_of(item.id)}.leave_out",
        type="tertiary",
        icon=":material/close:",
        on_click=_leave_out,
        args=(shop, item),
    )


def save(shop: Shop, shown: Opened) -> None:
    """Save a file as its form says; what stands in its way is said beside the form.

    A second click finds it saved, and the same bytes are saved once whoever asks.
    """
    with problems.beside(shown.place):
        said = saying.say(shop, shown.item.id, lambda kept: answer.said(shown, kept))
        saved = accept(shop, shown.item.id, said)
        if saved is not None:
            opened.forget(shown.item.id)


@boundary.callback
def _keep(shop: Shop, shown: Opened) -> None:
    """Keep what was just said, so that a closed browser loses nothing of it."""
    saying.say(shop, shown.item.id, lambda kept: answer.so_far(shown, kept))


@boundary.callback
def _leave_out(shop: Shop, item: Item) -> None:
    tending.dismiss(shop, item.id)
    opened.forget(item.id)
    notices.offer_undo(
        f"**{escape_markdown(item.name)}** is left out.",
        partial(_take_back, shop, item),
    )


@boundary.callback
def _take_back(shop: Shop, item: Item) -> None:
    tending.undismiss(shop, item.id)


def _about(draft: Draft) -> str:
    wrote = draft.content.producer
    return joined(
        escape_markdown(facts.producer(wrote.name, wrote.version)),
        escape_markdown(draft.variant.printer_model),
        size(draft.size_bytes),
        _KINDS[draft.content.kind],
    )


def _draw_notes(item: Item, draft: Draft) -> None:
    if item.name != draft.file_name:
        st.markdown(
            ":material/info: Another file of the same name waits too; to tell them apart "
            f"this one is called **{escape_markdown(item.name)}** here."
        )
    if item.incoming.message and not item.is_under_way:
        st.markdown(f":material/info: {escape_markdown(item.incoming.message)}")
    if item.summary and item.summary.damage:
        st.error(
            "The gcode of this file is damaged: a printer would stop in the middle. Slice it "
            "again, or copy it again from where it is whole.",
            icon=":material/error:",
        )
    for sentence in item.summary.differences if item.summary else ():
        st.warning(escape_markdown(sentence), icon=":material/difference:")


def _report(draft: Draft) -> Report:
    """The report that is stored with the version, and what of the file is left out of it."""
    findings = [{"where": found.where, "message": found.message} for found in draft.findings]
    return {**draft.variant.bambu_metadata.get("report", {}), "findings": findings}
