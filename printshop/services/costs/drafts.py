"""What a file will cost, before it is saved: the same function, on frames of its draft."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import polars as pl

from printshop.domain.catalog import NewPlate, NewRequirement
from printshop.domain.costing import MILLIONTHS, ModelPricing, VariantCost
from printshop.domain.filament import Filament, NewFilament
from printshop.domain.units import to_centigrams
from printshop.frames import COSTED_GRAMS, COSTED_PLATES, COSTED_VERSIONS
from printshop.repo import UnitOfWork
from printshop.services.costs.reading import Reading
from printshop.services.costs.variants import in_words
from printshop.services.drafts import Answer, Position
from printshop.services.shop import Shop
from printshop.services.success.rates import Belief

# Stands for the version that a save would make; its plates are named by their index.
DRAFT: Final = UUID(int=0)


def of_plates_of_draft(
    shop: Shop, answer: Answer, *, offered: Mapping[Position, NewFilament] | None = None
) -> VariantCost:
    """What the plates of an upload cost, as it would be saved now.

    Filaments that the shop has no price for, or does not have yet, cost what the file says, and
    the line says so. A next version of a model fails as the one before it is expected to.

    Args:
        shop: whose stock and settings.
        answer: what the draft becomes, with what was typed so far.
        offered: what each position of the file would become as a filament of its own, with the
            price of the file; those that are to be created, without it.

    Returns:
        The cost; its variant_id is `DRAFT`, the subject of a plate UUID(int=index of the plate).

    """
    # A price that was emptied is none of the shop's: the file's counts again.
    said = {at: new for at, new in answer.new_filaments.items() if new.cost_per_gram_base}
    of_file = {**answer.new_filaments, **(offered or {}), **said}
    with shop.snapshot() as uow:
        pricing = _pricing(uow, answer.model_id)
        named = {need.filament_id for plate in answer.variant.plates for need in plate.requirements}
        filaments = {f.id: f for f in uow.filaments.of_ids([of for of in named if of is not None])}
        reading = Reading.around(
            uow,
            versions=_versions(pricing, len(answer.variant.plates)),
            plates=_plates(answer),
            grams=_grams(answer, of_file, filaments),
            belief=_belief(uow, answer.model_id),
        )
    return in_words(reading.work_out())[DRAFT]


def _pricing(uow: UnitOfWork, model_id: UUID | None) -> ModelPricing:
    if model_id is None:
        return ModelPricing()
    model = uow.models.get(model_id)
    return ModelPricing(**{name: getattr(model, name) for name in ModelPricing.model_fields})


def _belief(uow: UnitOfWork, model_id: UUID | None) -> Belief:
    """What is known of all versions, and of the draft as the next one, that was never printed."""
    known = Belief.read(uow)
    never = pl.DataFrame([(str(DRAFT), 0.0, 0)], schema=known.counts.schema, orient="row")
    before = uow.variants.of_model(model_id) if model_id is not None else ()
    previous = {str(DRAFT): str(before[0].id)} if before else {}
    return replace(
        known,
        counts=pl.concat([known.counts, never]),
        previous={**known.previous, **previous},
    )


def _versions(pricing: ModelPricing, plate_count: int) -> pl.DataFrame:
    """The draft becomes the newest version: the price is for its unit."""
    row = (
        str(DRAFT),
        "",
        True,
        _millionths(pricing.unit_price),
        _millionths(pricing.packaging_cost),
        None if pricing.finishing_min is None else float(pricing.finishing_min),
        plate_count,
        plate_count,
    )
    return pl.DataFrame([row], schema=COSTED_VERSIONS, orient="row")


def _plates(answer: Answer) -> pl.DataFrame:
    sliced_for = answer.variant.printer_model
    rows = [
        (
            str(DRAFT),
            _plate_id(plate),
            plate.index,
            plate.print_time_s or None,
            plate.units,
            sliced_for,
        )
        for plate in _in_order(answer)
    ]
    return pl.DataFrame(rows, schema=COSTED_PLATES, orient="row")


def _grams(
    answer: Answer, of_file: Mapping[Position, NewFilament], filaments: Mapping[UUID, Filament]
) -> pl.DataFrame:
    rows = []
    for plate in _in_order(answer):
        for need in sorted(plate.requirements, key=lambda need: need.filament_index):
            file = of_file.get((plate.index, need.filament_index))
            own = filaments.get(need.filament_id) if need.filament_id is not None else None
            rows.append(
                (
                    str(DRAFT),
                    _plate_id(plate),
                    plate.index,
                    need.filament_index,
                    None if own is None else str(own.id),
                    _cg(need, "used_g"),
                    _material(own, file),
                    answer.variant.printer_model,
                    _cg(need, "waste_g"),
                    _cg(need, "purge_g"),
                    None if file is None else _millionths(file.cost_per_gram_base),
                )
            )
    return pl.DataFrame(rows, schema=COSTED_GRAMS, orient="row")


def _in_order(answer: Answer) -> list[NewPlate]:
    return sorted(answer.variant.plates, key=lambda plate: plate.index)


def _material(own: Filament | None, file: NewFilament | None) -> str | None:
    meant = own or file
    return None if meant is None else meant.material.value


def _plate_id(plate: NewPlate) -> str:
    return str(UUID(int=plate.index))


def _cg(need: NewRequirement, part: str) -> int | None:
    grams = getattr(need, part)
    return None if grams is None else to_centigrams(grams)


def _millionths(amount: Any) -> int | None:  # noqa: ANN401 - a Decimal, or None
    return None if amount is None else int(amount * MILLIONTHS)
