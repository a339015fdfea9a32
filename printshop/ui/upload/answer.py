"""What the form of a dropped file says, checked, and ready to be saved."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import streamlit as st

from printshop.domain.catalog import NewModel, NewPlate, NewVariant
from printshop.domain.filament import NewFilament
from printshop.services.drafts import Draft, ModelSuggestion, Position
from printshop.ui import model_fields
from printshop.ui.forms import checked
from printshop.ui.upload import drop, filaments, new_filament, plates
from printshop.ui.upload.drop import Waiting

AS_VERSION: Final = "version"
AS_MODEL: Final = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A filled form, checked."""

    model: NewModel
    variant: NewVariant
    model_id: UUID | None
    model_name: str
    new_filaments: Mapping[Position, NewFilament]


def answer(waiting: Waiting) -> Answer:
    """What the form of a file says; fields that were never shown say what the file does.

    Raises:
        InvalidInputError: a field is outside its limits.

    """
    draft, place = waiting.draft, drop.place_of(waiting.key)
    chosen: dict[Position, UUID | None] = {}
    new: dict[Position, NewFilament] = {}
    for question in filaments.questions(draft.variant):
        choice = filaments.choice(question, draft, place)
        is_known = choice not in {filaments.OPEN, filaments.CREATE}
        chosen |= dict.fromkeys(question.positions, UUID(choice) if is_known else None)
        if choice == filaments.CREATE:
            wanted = new_filament.wanted(
                draft.new_filaments[question.positions[0]],
                question.key(place),
                question.need.filament_index,
            )
            new |= dict.fromkeys(question.positions, wanted)
    suggestion = chosen_model(draft, place)
    model = draft.model if suggestion else model_fields.said(place, draft.model)
    return Answer(
        model=model,
        variant=_variant(draft, place, chosen),
        model_id=suggestion.model_id if suggestion else None,
        model_name=suggestion.name if suggestion else model.name,
        new_filaments=new,
    )


def chosen_model(draft: Draft, place: str) -> ModelSuggestion | None:
    """The model whose next version this is to be; None for a new model."""
    chosen = st.session_state.get(f"{place}.save_as") or AS_VERSION
    return draft.newer_of if chosen == AS_VERSION else None


def _variant(draft: Draft, place: str, chosen: Mapping[Position, UUID | None]) -> NewVariant:
    def plate(of: NewPlate) -> NewPlate:
        said = plates.edited(of, place)
        needs = tuple(
            need.model_copy(update={"filament_id": chosen[of.index, need.filament_index]})
            for need in said.requirements
        )
        return said.model_copy(update={"requirements": needs})

    name = st.session_state.get(f"{place}.variant_name", draft.variant.name) or ""
    return checked(
        NewVariant,
        {"name": "Name of this version"},
        **draft.variant.model_dump(exclude={"name", "plates"}),
        name=name,
        plates=tuple(plate(of) for of in draft.variant.plates),
    )
