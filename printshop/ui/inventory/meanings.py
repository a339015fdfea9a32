"""What files mean by a filament: the names by which they call it, each to be changed."""

from functools import partial
from hashlib import sha256
from uuid import UUID

import streamlit as st

from printshop.domain.filament import Filament, FilamentSort
from printshop.domain.incoming import FilamentWords, Meaning
from printshop.services import filament_meanings, stock
from printshop.services.filament_meanings import MeaningChange
from printshop.services.shop import Shop
from printshop.ui import boundary, notices, problems
from printshop.ui.filament_names import told_apart
from printshop.ui.formats import count, escape_markdown, joined
from printshop.ui.swatches import swatch


def draw(shop: Shop, filament: Filament) -> None:
    """Draw the section, closed at first and read only once somebody opens it."""
    key = f"inventory.meanings.{filament.id}"
    opened = st.expander(
        "What files mean by this filament",
        icon=":material/link:",
        key=f"{key}.section",
        on_change="rerun",
    )
    if not opened.open:
        return
    with opened:
        found = filament_meanings.meanings_of(shop, filament.id)
        if not found:
            st.markdown(
                "No file names it yet. What you choose when a file is uploaded is remembered here."
            )
            return
        rows = stock.list_filaments(shop, sort=FilamentSort.NAME, include_inventory=False)
        names = told_apart(row.filament for row in rows)
        for meaning in found:
            _draw(shop, meaning, names)


def _draw(shop: Shop, meaning: Meaning, names: dict[UUID, str]) -> None:
    key = _key(meaning.words)
    with st.container(border=True, key=key.replace(".", "_"), gap="small"):
        st.markdown(line(meaning))
        chosen = st.selectbox(
            "Means",
            list(names),
            index=list(names).index(meaning.filament_id) if meaning.filament_id in names else None,
            format_func=lambda filament_id: names.get(filament_id, "A filament that is gone"),
            key=f"{key}.to",
        )
        is_other = chosen is not None and chosen != meaning.filament_id
        affected = meaning.n_plates if is_other else meaning.n_other_plates
        if affected:
            st.checkbox(
                f"Also on {count(affected, 'plate')} of versions in use",
                help="Retired versions, jobs that are over, and plates that are being printed "
                "keep what they have.",
                key=f"{key}.open",
            )
        _draw_buttons(shop, meaning, chosen, key, can_change=is_other or bool(affected))
        problems.draw(key)


def _draw_buttons(
    shop: Shop, meaning: Meaning, chosen: UUID | None, key: str, *, can_change: bool
) -> None:
    with st.container(horizontal=True):
        st.button(
            "Change it",
            key=f"{key}.change",
            icon=":material/check:",
            disabled=not can_change,
            on_click=_change,
            args=(shop, meaning.words, chosen, key),
        )
        if meaning.is_learnt:
            st.button(
                "Forget it",
                key=f"{key}.forget",
                type="tertiary",
                icon=":material/close:",
                help="The next file that names it so is asked about. The catalog stays as it is.",
                on_click=_change,
                args=(shop, meaning.words, None, key),
            )


def line(meaning: Meaning) -> str:
    """A meaning as Markdown: the words of the files, and what hangs on them."""
    words = meaning.words
    name = escape_markdown(words.slicer_name or words.slicer_type or "Filament")
    color = words.color_hex.replace("#", r"\#")
    told = joined(
        escape_markdown(words.slicer_vendor),
        escape_markdown(words.slicer_type) if words.slicer_name else "",
        f"Bambu id {escape_markdown(words.bambu_id)}" if words.bambu_id else "",
        color,
        "chosen by hand" if meaning.is_learnt else "matched by itself",
    )
    return f"{swatch(words.color_hex)} **{name}**  \n{told}  \n{effect(meaning)}"


def effect(meaning: Meaning) -> str:
    """What hangs on a meaning, in a sentence."""
    if not meaning.n_plates:
        return "No version in use names it so."
    plates, versions = count(meaning.n_plates, "plate"), count(meaning.n_variants, "version")
    verb = "names" if meaning.n_plates == 1 else "name"
    queued = count(meaning.n_queued_jobs, "queued job")
    told = f"{plates} of {versions} in use {verb} it so, {queued} among them."
    if meaning.n_other_plates:
        verb = "takes" if meaning.n_other_plates == 1 else "take"
        told += f" {count(meaning.n_other_plates, 'plate')} of them {verb} another filament."
    if meaning.n_printing_plates:
        verb = "is" if meaning.n_printing_plates == 1 else "are"
        told += f" {count(meaning.n_printing_plates, 'plate')} {verb} being printed and would stay."
    return told


def _change(shop: Shop, words: FilamentWords, filament_id: UUID | None, key: str) -> None:
    with problems.beside(key):
        is_open = bool(st.session_state.get(f"{key}.open")) and filament_id is not None
        change = filament_meanings.change_meaning(
            shop, words, filament_id, and_open_variants=is_open
        )
        said = escape_markdown(words.slicer_name or words.slicer_type or "The filament")
        if filament_id is None:
            text = f"What files mean by **{said}** is forgotten."
        else:
            meant = stock.filament_by_id(shop, filament_id).filament
            text = f"**{said}** of files means **{escape_markdown(meant.label)}** from now on"
            text += f", also on {count(len(change.needs), 'plate')}." if change.needs else "."
        notices.offer_undo(text, partial(_take_back, shop, change))


@boundary.callback
def _take_back(shop: Shop, change: MeaningChange) -> None:
    filament_meanings.take_back(shop, change)
    notices.say("Files mean what they meant before.")


def _key(words: FilamentWords) -> str:
    said = "\n".join(map(str, words.model_dump().values()))
    return f"inventory.meaning.{sha256(said.encode()).hexdigest()[:16]}"
