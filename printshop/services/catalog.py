"""Models and variants as the pages ask for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from printshop.bambu import SettingValue
from printshop.bambu.reports.settings_diff import SettingDifference, diff_settings
from printshop.domain.catalog import (
    CatalogPage,
    Model,
    ModelWithVariants,
    NewModel,
    NewVariant,
    Plate,
    PlateUpdate,
    Variant,
    VariantUpdate,
)
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.feasibility import Feasibility, FeasibilityState
from printshop.errors import NotFoundError
from printshop.repo import UnitOfWork
from printshop.services.planning import readiness as plan
from printshop.services.shop import Shop


def list_models(shop: Shop, query: CatalogQuery) -> CatalogPage:
    """One page of the catalog."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What is stored of the file that a variant was made from; empty where it has none.

    `report` is the JSON of `printshop inspect`, `settings` the slicer's, by its own
    names. is_split_awaited: the worker will still tell its grams apart, which changes
    the report and the requirements.
    """

    report: Mapping[str, Any]
    settings: Mapping[str, SettingValue]
    is_split_awaited: bool


def file_report(shop: Shop, variant_id: UUID) -> FileReport:
    """What a variant's file says, as it was stored."""
    with shop.snapshot() as uow:
        metadata = uow.variants.metadata(variant_id)
        is_awaited = uow.splits.is_awaited(variant_id)
    return FileReport(
        report=metadata.get("report", {}),
        settings=_settings(metadata.get("rawMetadata", {})),
        is_split_awaited=is_awaited,
    )


def is_split_awaited(shop: Shop, variant_id: UUID) -> bool:
    """Whether the worker will still tell the grams of a variant's file apart."""
    with shop.snapshot() as uow:
        return uow.splits.is_awaited(variant_id)


def settings_diff(
    shop: Shop, variant_id: UUID, other_variant_id: UUID
) -> tuple[SettingDifference, ...]:
    """The settings in which the files of two variants differ, by name."""
    with shop.snapshot() as uow:
        left, right = (
            uow.variants.metadata(of).get("rawMetadata", {})
            for of in (variant_id, other_variant_id)
        )
    return diff_settings(_settings(left), _settings(right))


def readiness(
    shop: Shop, variant_ids: Sequence[UUID], *, as_of: date | None = None
) -> dict[UUID, Feasibility]:
    """Whether each variant can be printed now, all its plates once.

    One answer for all of them: the stock is read once and the queue's needs come off.

    Args:
        shop: whose.
        variant_ids: those asked about.
        as_of: today in the shop's time zone; without it nothing is warned of.

    """
    if not variant_ids:
        return {}
    with shop.snapshot() as uow:
        found = plan.of_variants(uow, list(variant_ids), as_of=as_of)
    unsaid = Feasibility(state=FeasibilityState.UNKNOWN)
    return {variant_id: found.get(variant_id, unsaid) for variant_id in variant_ids}


def check_feasibility(shop: Shop, variant_id: UUID, *, as_of: date | None = None) -> Feasibility:
    """Whether a variant can be printed now, and which filament is short by how much.

    Args:
        shop: whose.
        variant_id: the variant.
        as_of: today in the shop's time zone; without it nothing is warned of.

    """
    return readiness(shop, [variant_id], as_of=as_of)[variant_id]


def plate_feasibility(shop: Shop, variant_id: UUID) -> dict[UUID, Feasibility]:
    """Whether each plate of a variant can be printed now, by plate."""
    with shop.snapshot() as uow:
        return plan.of_plates(uow, variant_id)


def update_plate(shop: Shop, plate_id: UUID, update: PlateUpdate) -> Plate:
    """Say what a plate's filaments are in the shop, and its numbers where the file has none.

    Raises:
        NotFoundError: there is no such plate, requirement or filament.

    """
    with shop.unit_of_work() as uow:
        uow.plates.lock_matched(update.matches)
        _update_plate(uow, plate_id, update, uow.filaments.stand_ins())
        found = uow.plates.by_ids([plate_id])
        uow.commit()
    if plate_id not in found:
        raise NotFoundError("plate", plate_id)
    return found[plate_id]


def update_plates(shop: Shop, updates: Mapping[UUID, PlateUpdate]) -> None:
    """Say the same of several plates at once, by plate: all of it or nothing.

    Raises:
        NotFoundError: there is no such plate, requirement or filament.

    """
    with shop.unit_of_work() as uow:
        uow.plates.lock_matched({k: v for one in updates.values() for k, v in one.matches.items()})
        # The page may be older than a merge.
        stand_ins = uow.filaments.stand_ins()
        # Always in the same order: two pages that say it of the same plates wait in turn.
        for plate_id in sorted(updates):
            _update_plate(uow, plate_id, updates[plate_id], stand_ins)
        uow.commit()


def _update_plate(
    uow: UnitOfWork,
    plate_id: UUID,
    update: PlateUpdate,
    stand_ins: Mapping[UUID, UUID | None],
) -> None:
    if update.numbers is not None:
        uow.plates.set_numbers(
            plate_id,
            print_time_s=update.numbers.print_time_s,
            grams=dict(update.numbers.grams),
        )
    for requirement_id, filament_id in update.matches.items():
        heir = stand_ins.get(filament_id) if filament_id else None
        uow.plates.match(plate_id, requirement_id, heir or filament_id)


def picture(shop: Shop, key: str) -> bytes:
    """A stored thumbnail, or picture of a design.

    Raises:
        StorageError: it is not there or cannot be read.

    """
    with shop.store.open(key) as stream:
        return stream.read()


def _settings(stored: Mapping[str, Any]) -> dict[str, SettingValue]:
    """Stored settings as they were read: JSON has lists for tuples."""
    return {
        name: tuple(map(str, value)) if isinstance(value, list) else str(value)
        for name, value in stored.items()
    }
