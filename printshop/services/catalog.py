"""Models and variants as the pages ask for them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from printshop.domain.catalog import (
    CatalogPage,
    CatalogQuery,
    Model,
    ModelWithVariants,
    NewModel,
    NewVariant,
    Plate,
    PlateUpdate,
    Variant,
    VariantUpdate,
)
from printshop.domain.feasibility import Feasibility, FeasibilityState
from printshop.errors import NotFoundError
from printshop.services import readiness as rooms
from printshop.services.shop import Shop


def list_models(shop: Shop, query: CatalogQuery) -> CatalogPage:
    """One page of the catalog, newest model first."""
    with shop.snapshot() as uow:
        cards, total = uow.models.cards(query)
    return CatalogPage(models=cards, total=total, has_more=query.offset + len(cards) < total)


def create_model(shop: Shop, new: NewModel) -> Model:
    """Add a model without a file."""
    with shop.unit_of_work() as uow:
        model = uow.models.add(new)
        uow.commit()
    return model


def model_by_id(shop: Shop, model_id: UUID) -> ModelWithVariants:
    """A model with all its variants, newest first.

    Raises:
        NotFoundError: there is no such model.

    """
    with shop.snapshot() as uow:
        return ModelWithVariants(
            model=uow.models.get(model_id), variants=uow.variants.of_model(model_id)
        )


def update_model(
    shop: Shop,
    model_id: UUID,
    changes: NewModel,
    *,
    variants: Mapping[UUID, VariantUpdate] | None = None,
) -> Model:
    """Replace what is said of a model, and with it of some of its variants.

    Raises:
        NotFoundError: there is no such model or variant.

    """
    with shop.unit_of_work() as uow:
        model = uow.models.update(model_id, changes)
        for variant_id, update in (variants or {}).items():
            uow.variants.update(variant_id, update)
        uow.commit()
    return model


def create_variant(shop: Shop, model_id: UUID, new: NewVariant) -> Variant:
    """Add the next version of a model.

    Raises:
        NotFoundError: there is no such model.

    """
    with shop.unit_of_work() as uow:
        variant = uow.variants.add(model_id, new)
        uow.commit()
    return variant


def update_variant(shop: Shop, variant_id: UUID, changes: VariantUpdate) -> Variant:
    """Change name, notes and status of a variant.

    Raises:
        NotFoundError: there is no such variant.

    """
    with shop.unit_of_work() as uow:
        variant = uow.variants.update(variant_id, changes)
        uow.commit()
    return variant


def raw_settings(shop: Shop, variant_id: UUID) -> dict[str, Any]:
    """What the slicer wrote of a variant: its settings by the slicer's own names."""
    with shop.unit_of_work() as uow:
        return uow.variants.metadata(variant_id)


def readiness(shop: Shop, variant_ids: Sequence[UUID]) -> dict[UUID, Feasibility]:
    """Whether each variant can be printed now, all its plates once.

    One answer for all of them: the stock is read once and the queue's needs come off.
    """
    if not variant_ids:
        return {}
    with shop.snapshot() as uow:
        found = rooms.of_variants(uow, list(variant_ids))
    unsaid = Feasibility(state=FeasibilityState.UNKNOWN)
    return {variant_id: found.get(variant_id, unsaid) for variant_id in variant_ids}


def check_feasibility(shop: Shop, variant_id: UUID) -> Feasibility:
    """Whether a variant can be printed now, and which filament is short by how much."""
    return readiness(shop, [variant_id])[variant_id]


def plate_feasibility(shop: Shop, variant_id: UUID) -> dict[UUID, Feasibility]:
    """Whether each plate of a variant can be printed now, by plate."""
    with shop.snapshot() as uow:
        return rooms.of_plates(uow, variant_id)


def update_plate(shop: Shop, plate_id: UUID, update: PlateUpdate) -> Plate:
    """Say what a plate's filaments are in the shop, and its numbers where the file has none.

    Raises:
        NotFoundError: there is no such plate, requirement or filament.

    """
    with shop.unit_of_work() as uow:
        if update.numbers is not None:
            uow.plates.set_numbers(
                plate_id,
                print_time_s=update.numbers.print_time_s,
                grams=dict(update.numbers.grams),
            )
        for requirement_id, filament_id in update.matches.items():
            uow.plates.match(plate_id, requirement_id, filament_id)
        found = uow.plates.by_ids([plate_id])
        uow.commit()
    if plate_id not in found:
        raise NotFoundError("plate", plate_id)
    return found[plate_id]


def picture(shop: Shop, key: str) -> bytes:
    """A stored thumbnail.

    Raises:
        StorageError: it is not there or cannot be read.

    """
    with shop.store.open(key) as stream:
        return stream.read()
