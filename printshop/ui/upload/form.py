"""The form of one dropped file: what it becomes in the catalog, and saving it, once."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from printshop.domain.catalog import Category, NewModel
from printshop.errors import InvalidInputError
from printshop.services import uploads
from printshop.services.drafts import Draft, ModelSuggestion
from printshop.services.shop import Shop
from printshop.ui import picture_row, problems
from printshop.ui.file_details import facts, section, settings, sources
from printshop.ui.file_details.facts import Report
from printshop.ui.formats import UNKNOWN, count, duration, escape_markdown, joined, size
from printshop.ui.upload import answer, filaments, plates
from printshop.ui.upload import drop as upload_drop
from printshop.ui.upload.drop import Drop, Waiting
from printshop.ui.upload.filaments import Stock
from printshop.ui.weights import weight

_KINDS: Final = {
    "sliced": "sliced",
    "numbers_only": "the slicer's numbers without gcode",
    "project": "not sliced: say grams and minutes below, or leave them open",
    "generic": "from another program: say grams and minutes below, or leave them open",
}


def draw(shop: Shop, drop: Drop, waiting: Waiting, stock: Stock) -> None:
    """Draw everything a person may say of a file before it is saved."""
    draft, place = waiting.draft, upload_drop.place_of(waiting.key)
    st.markdown(_about(draft))
    if waiting.name != draft.file_name:
        st.markdown(
            ":material/info: Another file of the same name was dropped too; to tell them apart "
            f"this one is called **{escape_markdown(waiting.name)}** here."
        )
    _draw_model(draft, place)
    picture_row.draw(draft.pictures)
    st.header("Filaments", anchor=False)
    filaments.draw_all(draft, stock, place)
    st.header("Plates", anchor=False)
    report = _report(draft)
    plates.draw(waiting, report, stock)
    section.draw(report, place)
    sources.draw(report, place)
    settings.draw(draft.variant.bambu_metadata["rawMetadata"], report, place)
    problems.draw(place)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Save to the catalog",
            key=f"{place}.save",
            type="primary",
            icon=":material/save:",
            on_click=save,
            args=(shop, drop, [waiting.key]),
        )
        st.button(
            "Leave it out",
            key=f"{place}.leave_out",
            type="tertiary",
            icon=":material/close:",
            on_click=_leave_out,
            args=(drop, waiting.key),
        )


def title(waiting: Waiting) -> str:
    """Markdown of the name of a file and of what is in it."""
    variant = waiting.draft.variant
    times_s = [plate.print_time_s for plate in variant.plates]
    known_s = [time_s for time_s in times_s if time_s is not None]
    weighed = weight(variant.plates)
    return joined(
        f"**{escape_markdown(waiting.name)}**",
        count(len(variant.plates), "plate"),
        duration(sum(known_s)) if len(known_s) == len(times_s) else "time unknown",
        "grams unknown" if weighed == UNKNOWN else weighed,
    )


def save(shop: Shop, drop: Drop, keys: Sequence[str]) -> None:
    """Save these files, each on its own; what cannot be saved says why beside its form.

    A second click finds nothing that waits, and the same bytes are saved once whoever asks.
    """
    created: set[str] = set()
    for key in keys:
        waiting = drop.waiting.get(key)
        if waiting is None:
            continue
        with problems.beside(upload_drop.place_of(key)):
            said = answer.answer(waiting)
            if said.model_id is None and said.model_name in created:
                raise InvalidInputError(
                    f"A model named {said.model_name} was saved a moment ago.",
                    hint="Say whether this is its next version, then save it too.",
                )
            saved = uploads.save(
                shop,
                waiting.draft,
                waiting.data,
                model=said.model,
                variant=said.variant,
                model_id=said.model_id,
                new_filaments=said.new_filaments,
            )
            created.add(said.model_name)
            upload_drop.settle(drop, key, saved, said.model_name)


def _leave_out(drop: Drop, key: str) -> None:
    if key in drop.waiting:
        upload_drop.leave_out(drop, key)


def _about(draft: Draft) -> str:
    wrote = draft.content.producer
    return joined(
        escape_markdown(facts.producer(wrote.name, wrote.version)),
        escape_markdown(draft.variant.printer_model),
        size(draft.size_bytes),
        _KINDS[draft.content.kind],
    )


def _draw_model(draft: Draft, place: str) -> None:
    if draft.newer_of:
        _draw_save_as(draft.newer_of, place)
    if answer.chosen_model(draft, place) is None:
        _draw_model_fields(draft.model, place)
    st.text_input(
        "Name of this version",
        draft.variant.name,
        max_chars=200,
        help="What tells this file from other versions of the model.",
        key=f"{place}.variant_name",
        persist_state="session",
    )


def _draw_save_as(suggestion: ModelSuggestion, place: str) -> None:
    name = escape_markdown(suggestion.name)
    texts = {
        answer.AS_VERSION: f"New version of **{name}** (version {suggestion.next_version})",
        answer.AS_MODEL: "A new model",
    }
    st.radio(
        f"Save as: the shop has {suggestion.reason}",
        list(texts),
        format_func=lambda option: texts[option],
        key=f"{place}.save_as",
        persist_state="session",
    )


def _draw_model_fields(model: NewModel, place: str) -> None:
    left, right = st.columns(2)
    left.text_input(
        "Name",
        model.name,
        max_chars=200,
        key=f"{place}.name",
        persist_state="session",
    )
    right.selectbox(
        "Category",
        list(Category),
        index=list(Category).index(model.category),
        format_func=lambda category: category.value.capitalize(),
        key=f"{place}.category",
        persist_state="session",
    )
    left.text_input(
        "Designer",
        model.designer,
        max_chars=100,
        key=f"{place}.designer",
        persist_state="session",
    )
    right.text_input(
        "Licence",
        model.license,
        max_chars=100,
        help="Some licences do not allow selling prints.",
        key=f"{place}.license",
        persist_state="session",
    )
    left.text_input(
        "Where it comes from",
        model.source_url,
        max_chars=500,
        key=f"{place}.source_url",
        persist_state="session",
    )
    right.text_input(
        "Tags, with commas",
        ", ".join(model.tags),
        max_chars=2000,
        help="At most 50 tags of 100 characters each.",
        key=f"{place}.tags",
        persist_state="session",
    )
    st.text_area(
        "Description",
        model.description,
        max_chars=20_000,
        height=100,
        key=f"{place}.description",
        persist_state="session",
    )


def _report(draft: Draft) -> Report:
    """The report that is stored with the version, and what of the file is left out of it."""
    findings = [{"where": found.where, "message": found.message} for found in draft.findings]
    return {**draft.variant.bambu_metadata.get("report", {}), "findings": findings}
