"""The fields of the model that a file becomes, or becomes a version of."""

from collections.abc import Callable

import streamlit as st

from printshop.domain.catalog import Category, NewModel
from printshop.services.incoming.answers import proposed_model
from printshop.services.incoming.grouping import Kin
from printshop.ui.formats import escape_markdown
from printshop.ui.upload import answer, fields
from printshop.ui.upload.opened import Opened


def draw(shown: Opened, keep: Callable[[], None]) -> None:
    """Draw what a file becomes, the fields of a new model, and the name of the version.

    Args:
        shown: the file.
        keep: called when somebody said something.

    """
    proposal = shown.item.proposal
    ways = _ways(shown)
    with st.container():
        if len(ways) > 1:
            _draw_save_as(shown, ways, keep)
        elif proposal.kin is Kin.SAME_MODEL:
            st.markdown(
                ":material/join: Another file that waits is of the same model. The one that is "
                "saved first makes the model, this one becomes its next version."
            )
    chosen = answer.becomes(shown, shown.said)
    if chosen == answer.AS_MODEL:
        _draw_model_fields(proposed_model(shown.draft, shown.said), shown.place, keep)
    if chosen != answer.AS_PROJECT:
        _draw_variant_name(shown, keep)


def _ways(shown: Opened) -> dict[str, str]:
    """What it may become, each in words."""
    proposal, ways = shown.item.proposal, {}
    if proposal.project_of is not None:
        beside = escape_markdown(proposal.beside)
        ways[answer.AS_PROJECT] = f"The project of **{beside}**, kept beside it"
    if shown.newer_of is not None:
        name, version = escape_markdown(shown.newer_of.name), shown.newer_of.next_version
        ways[answer.AS_VERSION] = f"New version of **{name}** (version {version})"
    ways[answer.AS_MODEL] = "A new model"
    return ways


def _draw_save_as(shown: Opened, ways: dict[str, str], keep: Callable[[], None]) -> None:
    key = f"{shown.place}.save_as"
    fields.offer(key, answer.becomes_kept(shown, shown.said))
    if st.session_state[key] not in ways:
        st.session_state[key] = next(iter(ways))
    label = "Save as"
    if shown.newer_of is not None:
        label = f"Save as: the shop has {shown.newer_of.reason}"
    st.radio(
        label,
        list(ways),
        format_func=lambda option: ways[option],
        key=key,
        persist_state="session",
        on_change=keep,
    )


def _draw_variant_name(shown: Opened, keep: Callable[[], None]) -> None:
    key = f"{shown.place}.variant_name"
    fields.offer(key, shown.said.variant_name or shown.draft.variant.name)
    st.text_input(
        "Name of this version",
        max_chars=200,
        help="What tells this file from other versions of the model.",
        key=key,
        persist_state="session",
        on_change=keep,
    )


def _draw_model_fields(model: NewModel, place: str, keep: Callable[[], None]) -> None:
    for name in ("name", "category", "designer", "license", "source_url", "description"):
        fields.offer(f"{place}.{name}", getattr(model, name))
    fields.offer(f"{place}.tags", ", ".join(model.tags))
    left, right = st.columns(2)
    left.text_input(
        "Name", max_chars=200, key=f"{place}.name", persist_state="session", on_change=keep
    )
    right.selectbox(
        "Category",
        list(Category),
        format_func=lambda category: category.value.capitalize(),
        key=f"{place}.category",
        persist_state="session",
        on_change=keep,
    )
    left.text_input(
        "Designer", max_chars=100, key=f"{place}.designer", persist_state="session", on_change=keep
    )
    right.text_input(
        "Licence",
        max_chars=100,
        help="Some licences do not allow selling prints.",
        key=f"{place}.license",
        persist_state="session",
        on_change=keep,
    )
    left.text_input(
        "Where it comes from",
        max_chars=500,
        key=f"{place}.source_url",
        persist_state="session",
        on_change=keep,
    )
    right.text_input(
        "Tags, with commas",
        max_chars=2000,
        help="At most 50 tags of 100 characters each.",
        key=f"{place}.tags",
        persist_state="session",
        on_change=keep,
    )
    st.text_area(
        "Description",
        max_chars=20_000,
        height=100,
        key=f"{place}.description",
        persist_state="session",
        on_change=keep,
    )
