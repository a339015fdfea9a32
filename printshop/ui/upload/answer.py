"""What the form of a file says, as the values that are kept with it."""

from typing import Final

import streamlit as st

from printshop.domain.catalog import NewModel
from printshop.domain.incoming import (
    FilamentChoice,
    FormValues,
    ModelValues,
    PlateValues,
)
from printshop.errors import InvalidInputError
from printshop.services import matching
from printshop.services.drafts import Draft
from printshop.services.incoming import saying
from printshop.services.incoming.answers import proposed_model
from printshop.services.incoming.grouping import Kin
from printshop.services.incoming.inbox import Item
from printshop.services.shop import Shop
from printshop.ui import model_fields
from printshop.ui.forms import checked
from printshop.ui.upload import fields, filaments, plates
from printshop.ui.upload.opened import Opened, draft_kept

AS_VERSION: Final = "version"
AS_MODEL: Final = "model"
AS_PROJECT: Final = "project"


def said(shown: Opened, kept: FormValues) -> FormValues:
    """What a form says, ready to be saved; fields nobody touched say what is kept.

    Args:
        shown: the form as it was drawn.
        kept: what is kept by now of what people said, in this browser or another.

    Raises:
        InvalidInputError: a field is outside its limits; the sentence names it.

    """
    return _said(shown, kept, is_strict=True)


def so_far(shown: Opened, kept: FormValues) -> FormValues:
    """As `said`, while somebody still types: a field outside its limits is not kept yet."""
    return _said(shown, kept, is_strict=False)


def becomes(shown: Opened, kept: FormValues) -> str:
    """Whether it is to be the next version of a model, a new one, or a version's project."""
    return fields.value(f"{shown.place}.save_as", becomes_kept(shown, kept))


def becomes_kept(shown: Opened, kept: FormValues) -> str:
    """What it becomes by what is kept, and where nobody said anything, as it is proposed."""
    if kept.is_new_model:
        return AS_MODEL
    if kept.project_of is not None:
        return AS_PROJECT
    if kept.model_id is None and shown.item.proposal.kin is Kin.PROJECT:
        return AS_PROJECT
    return AS_VERSION if kept.model_id or shown.newer_of else AS_MODEL


def _said(shown: Opened, kept: FormValues, *, is_strict: bool) -> FormValues:
    draft, place = shown.draft, shown.place
    chosen = becomes(shown, kept)
    name = str(fields.value(f"{place}.variant_name", kept.variant_name or draft.variant.name) or "")
    if is_strict:
        checked(ModelValues, {"name": "Name of this version"}, name=name)
    is_kept_name = not name.strip() or name == draft.variant.name
    return kept.model_copy(
        update={
            **_decision(shown, kept, chosen),
            "model": _model(draft, kept, place, is_strict=is_strict and chosen == AS_MODEL),
            "variant_name": None if is_kept_name else name.strip(),
            "plates": _plates(draft, kept, place, is_strict=is_strict),
            "filaments": _filaments(draft, kept, place, is_strict=is_strict),
        }
    )


def _decision(shown: Opened, kept: FormValues, chosen: str) -> dict[str, object]:
    """What it becomes; what nobody decided stays open, and is proposed anew when it is saved."""
    decided: dict[str, object] = {"model_id": None, "is_new_model": False, "project_of": None}
    if chosen == AS_PROJECT:
        # Saving does not look for the sliced file by itself.
        return decided | {"project_of": kept.project_of or shown.item.proposal.project_of}
    if not fields.is_said(f"{shown.place}.save_as"):
        return {name: getattr(kept, name) for name in decided}
    if chosen == AS_VERSION and shown.newer_of is not None:
        return decided | {"model_id": shown.newer_of.model_id}
    return decided | {"is_new_model": chosen == AS_MODEL}


def _model(draft: Draft, kept: FormValues, place: str, *, is_strict: bool) -> ModelValues:
    typed = {
        str(key): value
        for key, value in st.session_state.items()
        if str(key).startswith(f"{place}.") and fields.is_said(str(key))
    }
    model = proposed_model(draft, kept)
    if is_strict:
        model = model_fields.said(place, model, state=typed)
    else:
        for key, value in typed.items():
            model = _with_field(place, model, key, value)
    names = ModelValues.model_fields
    changed = {name: getattr(model, name) for name in names}
    return ModelValues(
        **{
            name: value if value != getattr(draft.model, name) else None
            for name, value in changed.items()
        }
    )


def _with_field(place: str, model: NewModel, key: str, value: object) -> NewModel:
    try:
        return model_fields.said(place, model, state={key: value})
    except InvalidInputError:
        return model


def _plates(
    draft: Draft, kept: FormValues, place: str, *, is_strict: bool
) -> dict[int, PlateValues]:
    found = dict(kept.plates)
    for plate in draft.variant.plates:
        before = kept.plates.get(plate.index) or PlateValues()
        try:
            found[plate.index] = plates.said_of(plate, before, place)
        except InvalidInputError:
            if is_strict:
                raise
    return {index: values for index, values in found.items() if values != PlateValues()}


def _filaments(
    draft: Draft, kept: FormValues, place: str, *, is_strict: bool
) -> tuple[FilamentChoice, ...]:
    asked = filaments.questions(draft.variant)
    of_form = {matching.words_of(question.need) for question in asked}
    found = [choice for choice in kept.filaments if choice.words not in of_form]
    for question in asked:
        try:
            chosen = filaments.said_of(question, draft, kept, place)
        except InvalidInputError:
            if is_strict:
                raise
            continue
        if chosen is not None and chosen not in found:
            found.append(chosen)
    return tuple(found)


def keep_strictly(shop: Shop, item: Item) -> None:
    """Keep what stands in the form of a file, where this browser shows one.

    Raises:
        InvalidInputError: a field is outside its limits; the sentence names it.

    """
    draft = draft_kept(item.id)
    if draft is not None:
        shown = Opened(item=item, draft=draft)
        saying.say(shop, item.id, lambda kept: said(shown, kept))
