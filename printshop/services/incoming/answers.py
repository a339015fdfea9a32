"""What a person said of an incoming file, put into what the file says of itself."""

from collections.abc import Mapping
from uuid import UUID

from printshop.domain.catalog import GramSource, NewModel, NewPlate, NewRequirement
from printshop.domain.filament import NewFilament
from printshop.domain.incoming import FilamentChoice, FormValues, PlateValues
from printshop.services import matching
from printshop.services.drafts import Answer, Draft, Position


def answer_of(draft: Draft, said: FormValues) -> Answer:
    """What a draft becomes, with what a person said of it; the file says the rest.

    Made when it is saved and not before: a form that was filled from the browser's reading
    meets the file as the server read it, and what nobody touched follows the file.

    Args:
        draft: the file against the shop as it is now.
        said: by a person; positions and plates that the file lacks are passed over.

    """
    new: dict[Position, NewFilament] = {}
    variant = draft.variant
    plates = tuple(_plate(plate, draft, said, new) for plate in variant.plates)
    model = _model(draft.model, said)
    return Answer(
        model=model,
        variant=variant.model_copy(
            update={"plates": plates, "name": said.variant_name or variant.name}
        ),
        model_id=model_id_of(draft, said),
        new_filaments=new,
    )


def model_id_of(draft: Draft, said: FormValues) -> UUID | None:
    """The model whose next version it becomes; None for a model of its own."""
    if said.model_id is not None or said.is_new_model:
        return said.model_id
    return draft.newer_of.model_id if draft.newer_of else None


def of_today(said: FormValues, stand_ins: Mapping[UUID, UUID | None]) -> FormValues:
    """What was said, with filaments that were put away since replaced by what they became.

    Args:
        said: by a person, perhaps days ago.
        stand_ins: the heir of each filament that was put away. A choice of one without an
            heir is no choice any more, as the form shows it.

    """
    kept = []
    for choice in said.filaments:
        if choice.filament_id is not None and choice.filament_id in stand_ins:
            heir = stand_ins[choice.filament_id]
            if heir is not None:
                kept.append(choice.model_copy(update={"filament_id": heir}))
        else:
            kept.append(choice)
    return said.model_copy(update={"filaments": tuple(kept)})


def proposed_model(draft: Draft, said: FormValues) -> NewModel:
    """The model as a form shows it first."""
    return _model(draft.model, said)


def _model(model: NewModel, said: FormValues) -> NewModel:
    return model.model_copy(update=said.model.model_dump(exclude_none=True))


def _plate(
    plate: NewPlate, draft: Draft, said: FormValues, new: dict[Position, NewFilament]
) -> NewPlate:
    values = said.plates.get(plate.index) or PlateValues()
    changes: dict[str, object] = {
        "units": values.units or plate.units,
        "requirements": tuple(
            _with_filament(_with_grams(need, values), plate.index, draft, said, new)
            for need in plate.requirements
        ),
    }
    if plate.print_time_s is None and values.print_time_s is not None:
        changes["print_time_s"] = values.print_time_s
    return plate.model_copy(update=changes)


def _with_grams(need: NewRequirement, values: PlateValues) -> NewRequirement:
    grams = values.grams.get(need.filament_index)
    if need.used_g is not None or grams is None:
        return need
    return need.model_copy(update={"model_g": grams, "source": GramSource.MANUAL})


def _with_filament(
    need: NewRequirement,
    plate_index: int,
    draft: Draft,
    said: FormValues,
    new: dict[Position, NewFilament],
) -> NewRequirement:
    position = (plate_index, need.filament_index)
    choice = choice_of(need, said)
    if choice is not None:
        if choice.new is not None:
            new[position] = choice.new
        return need.model_copy(update={"filament_id": choice.filament_id})
    taken = matching.preselected(need, draft.candidates.get(position, ()))
    if taken == "create":
        new[position] = draft.new_filaments[position]
    filament_id = taken if isinstance(taken, UUID) else None
    return need.model_copy(update={"filament_id": filament_id})


def choice_of(need: NewRequirement, said: FormValues) -> FilamentChoice | None:
    """What was said of this very position, else of its words wherever they stand."""
    words = matching.words_of(need)
    of_words = [choice for choice in said.filaments if choice.words == words]
    of_position = [c for c in of_words if c.filament_index == need.filament_index]
    anywhere = [choice for choice in of_words if choice.filament_index is None]
    return next(iter((*of_position, *anywhere)), None)
