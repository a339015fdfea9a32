"""What a person does with a model: queue it, say more about it."""

from datetime import UTC, datetime
from functools import partial
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import (
    Category,
    Model,
    Variant,
    VariantStatus,
    VariantUpdate,
)
from printshop.domain.print_queue import MAX_RUNS, NewJobs
from printshop.services import catalog, printing
from printshop.services.shop import Shop
from printshop.ui import batches, boundary, model_fields, notices, places
from printshop.ui.formats import count, escape_markdown
from printshop.ui.forms import checked
from printshop.ui.priorities import PRIORITIES

_VARIANT_LABELS = {"name": "Name of this version", "notes": "Notes"}


def draw_add_to_queue(shop: Shop, model: Model, variant: Variant) -> None:
    """Draw the form that puts plates of a variant into the queue."""
    key = f"catalog.queue.{variant.id}"
    labels = {plate.id: plate.label for plate in variant.plates}
    with st.form(key, border=True):
        st.markdown("**Add to the queue**")
        if len(labels) > 1:
            st.pills(
                "Plates",
                list(labels),
                default=list(labels),
                selection_mode="multi",
                format_func=lambda plate_id: escape_markdown(labels[plate_id]),
                key=f"{key}.plates",
            )
        st.number_input(
            "How many runs of each plate",
            min_value=1,
            max_value=MAX_RUNS,
            value=1,
            key=f"{key}.quantity",
        )
        st.segmented_control(
            "Priority", list(PRIORITIES), default="Normal", required=True, key=f"{key}.priority"
        )
        st.form_submit_button(
            "Add to the queue",
            type="primary",
            icon=":material/playlist_add:",
            width="stretch",
            on_click=_add_to_queue,
            args=(shop, model, variant, key),
        )
    places.PRINT_QUEUE.link("See the queue")


@boundary.callback
def _add_to_queue(shop: Shop, model: Model, variant: Variant, key: str) -> None:
    state = st.session_state
    plate_ids = state.get(f"{key}.plates", [plate.id for plate in variant.plates])
    if not plate_ids:
        notices.fail("No plate is chosen.", hint="Choose at least one plate to print.")
        return
    new = checked(
        NewJobs,
        {"quantity": "How many runs"},
        batch_id=batches.batch_id(key),
        variant_id=variant.id,
        plate_ids=tuple(plate_ids),
        quantity=state[f"{key}.quantity"],
        priority=PRIORITIES.get(state[f"{key}.priority"], 0),
    )
    jobs = printing.add_to_queue(shop, new)
    batches.note_queued(key)
    notices.offer_undo(
        f"{count(len(jobs), 'job')} of **{escape_markdown(model.name)}** added to the queue.",
        partial(_take_out_of_queue, shop, new.batch_id),
    )


@boundary.callback
def _take_out_of_queue(shop: Shop, batch_id: UUID) -> None:
    jobs = printing.cancel_batch(shop, batch_id, as_of=datetime.now(UTC))
    notices.say(f"{count(len(jobs), 'job')} taken out of the queue again.")


def draw_edit(shop: Shop, model: Model, variant: Variant | None) -> None:
    """Draw the form of what a person says of a model and of its chosen version."""
    opened = st.expander(
        "Edit", icon=":material/edit:", key=f"catalog.edit.{model.id}", on_change="rerun"
    )
    if not opened.open:
        return
    key = f"catalog.edit.{variant.id if variant else model.id}"
    with opened, st.form(key, border=False):
        _draw_model_fields(model, key)
        if variant is not None:
            _draw_variant_fields(variant, key)
        st.form_submit_button(
            "Save",
            type="primary",
            icon=":material/save:",
            on_click=_save,
            args=(shop, model, variant, key),
        )


def _draw_model_fields(model: Model, key: str) -> None:
    left, right = st.columns(2)
    left.text_input("Name", model.name, max_chars=200, key=f"{key}.name")
    right.selectbox(
        "Category",
        list(Category),
        index=list(Category).index(model.category),
        format_func=lambda category: category.value.capitalize(),
        key=f"{key}.category",
    )
    left.text_input("Designer", model.designer, max_chars=100, key=f"{key}.designer")
    right.text_input("Licence", model.license, max_chars=100, key=f"{key}.license")
    left.text_input("Where it comes from", model.source_url, max_chars=500, key=f"{key}.source_url")
    right.text_input("Tags, with commas", ", ".join(model.tags), max_chars=2000, key=f"{key}.tags")
    st.text_area("Description", model.description, max_chars=20_000, key=f"{key}.description")


def _draw_variant_fields(variant: Variant, key: str) -> None:
    left, right = st.columns(2)
    left.text_input(
        f"Name of version {variant.version}",
        variant.name,
        max_chars=200,
        key=f"{key}.variant_name",
    )
    right.segmented_control(
        "How far it is trusted",
        list(VariantStatus),
        default=variant.status,
        required=True,
        format_func=lambda status: status.value.capitalize(),
        key=f"{key}.status",
    )
    st.text_area(
        f"Notes on version {variant.version}",
        variant.notes,
        max_chars=20_000,
        key=f"{key}.notes",
    )


@boundary.callback
def _save(shop: Shop, model: Model, variant: Variant | None, key: str) -> None:
    state = st.session_state
    changes = model_fields.said(key, model)
    updates = {}
    if variant is not None:
        updates[variant.id] = checked(
            VariantUpdate,
            _VARIANT_LABELS,
            name=state[f"{key}.variant_name"],
            notes=state[f"{key}.notes"],
            status=state[f"{key}.status"],
        )
    catalog.update_model(shop, model.id, changes, variants=updates)
    notices.say(f"**{escape_markdown(changes.name)}** is saved.")
