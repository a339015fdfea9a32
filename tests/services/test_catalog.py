"""The catalog: listing, readiness, versions, and numbers said by hand."""

from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.catalog import (
    Category,
    NewModel,
    NewPlate,
    NewRequirement,
    NewVariant,
    PlateNumbers,
    PlateUpdate,
    VariantStatus,
    VariantUpdate,
)
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.print_queue import NewJobs
from printshop.errors import NotFoundError
from printshop.services import catalog, printing
from printshop.services.shop import Shop
from tests import builders


def test_models_are_listed_newest_first_a_page_at_a_time(shop: Shop) -> None:
    for number in range(5):
        catalog.create_model(shop, NewModel(name=f"Vase {number}"))

    first = catalog.list_models(shop, CatalogQuery(limit=2))
    last = catalog.list_models(shop, CatalogQuery(limit=2, offset=4))
    behind = catalog.list_models(shop, CatalogQuery(limit=2, offset=6))

    assert [card.model.name for card in first.models] == ["Vase 4", "Vase 3"]
    assert (first.total, first.has_more) == (5, True)
    assert (last.total, last.has_more) == (5, False)
    assert (behind.models, behind.total) == ((), 5)


def test_models_are_found_by_words_in_name_designer_description_and_tags(shop: Shop) -> None:
    catalog.create_model(
        shop,
        NewModel(
            name="Flexi dragon",
            designer="Ada",
            description="Prints in one piece, 100% support free.",
            tags=("articulated",),
            category=Category.FUNCTIONAL,
        ),
    )
    catalog.create_model(shop, NewModel(name="Vase"))

    def found(**wanted: object) -> int:
        return catalog.list_models(shop, CatalogQuery.model_validate(wanted)).total

    assert found(search="DRAGON ada") == 1
    assert found(search="articulated") == 1
    assert found(search="100%") == 1
    assert found(search="1%0") == 0
    assert found(search="dragon vase") == 0
    assert found(category="functional") == 1


def test_a_card_sums_the_newest_variant_of_its_model(shop: Shop) -> None:
    black = builders.a_filament(shop)
    white = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    variant = builders.a_variant(shop, {black.id: "10.5", white.id: "2"}, {black.id: "4"})

    card = catalog.list_models(shop, CatalogQuery()).models[0]

    assert card.variant_id == variant.id
    assert card.plate_count == 2
    assert card.print_duration_s == 7200
    assert card.used_g == Decimal("16.5")


def test_a_variant_is_ready_when_its_filaments_are_there_and_says_what_is_short(
    shop: Shop,
) -> None:
    black = builders.a_filament(shop)
    white = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    builders.a_spool(shop, black, "100")
    builders.a_spool(shop, white, "11.5")
    variant = builders.a_variant(shop, {black.id: "10", white.id: "2"})

    found = catalog.check_feasibility(shop, variant.id)

    assert found.state is FeasibilityState.SHORT
    assert not found.feasible
    assert [need.filament and need.filament.id for need in found.missing] == [white.id]
    assert found.missing[0].short_g == Decimal("0.5")

    builders.a_spool(shop, white, "1000")
    assert catalog.check_feasibility(shop, variant.id).state is FeasibilityState.READY


def test_what_the_queue_needs_is_not_there_for_the_catalog(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, "35")
    variant = builders.a_variant(shop, {black.id: "10"})
    printing.add_to_queue(shop, NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=2))

    found = catalog.check_feasibility(shop, variant.id)

    assert found.state is FeasibilityState.SHORT
    assert found.missing[0].short_g == Decimal(5)


def test_each_plate_is_judged_alone(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, "20")
    variant = builders.a_variant(shop, {black.id: "8"}, {black.id: "12"})

    found = catalog.plate_feasibility(shop, variant.id)

    assert [found[plate.id].state for plate in variant.plates] == [
        FeasibilityState.READY,
        FeasibilityState.SHORT,
    ]


def test_a_spool_that_was_never_weighed_makes_it_unverified(shop: Shop) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, "1000", is_weighed=False)
    variant = builders.a_variant(shop, {black.id: "8"})

    assert catalog.check_feasibility(shop, variant.id).state is FeasibilityState.UNVERIFIED


def test_matching_a_requirement_to_another_filament_changes_the_answer(shop: Shop) -> None:
    black = builders.a_filament(shop)
    white = builders.a_filament(shop, color_hex="#FFFFFF")
    builders.a_spool(shop, white)
    variant = builders.a_variant(shop, {black.id: "8"})

    plate = variant.plates[0]
    update = PlateUpdate(matches={plate.requirements[0].id: white.id})
    catalog.update_plate(shop, plate.id, update)

    assert catalog.check_feasibility(shop, variant.id).feasible


def test_grams_and_time_of_a_plate_can_be_said_by_hand(shop: Shop) -> None:
    black = builders.a_filament(shop)
    variant = builders.a_variant(shop, {black.id: "8"})

    said = PlateNumbers(print_time_s=5400, grams={1: Decimal("33.3")})
    plate = catalog.update_plate(shop, variant.plates[0].id, PlateUpdate(numbers=said))

    assert (plate.print_time_s, plate.weight_g) == (5400, Decimal("33.30"))
    assert plate.requirements[0].used_g == Decimal("33.30")
    stored = catalog.model_by_id(shop, variant.model_id).variants[0]
    assert stored.print_duration_s == 5400


def test_a_plate_weighs_what_is_said_and_what_the_file_says_together(shop: Shop) -> None:
    black = builders.a_filament(shop)
    needs = (
        NewRequirement(
            filament_index=1, model_g=Decimal(8), waste_g=Decimal(1), purge_g=Decimal("0.5")
        ),
        NewRequirement(filament_index=2, filament_id=black.id),
        NewRequirement(filament_index=3),
    )
    model = catalog.create_model(shop, NewModel(name="Vase"))
    new = NewVariant(name="Any", plates=(NewPlate(index=1, requirements=needs),))
    plate_id = catalog.create_variant(shop, model.id, new).plates[0].id

    weights_g = [
        catalog.update_plate(
            shop, plate_id, PlateUpdate(numbers=PlateNumbers(grams={index: Decimal(2)}))
        ).weight_g
        for index in (2, 3)
    ]

    # The third filament is unknown until it is said.
    assert weights_g == [None, Decimal("13.50")]


def test_grams_of_a_filament_the_plate_does_not_have_are_refused(shop: Shop) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "8"})
    said = PlateNumbers(grams={2: Decimal(1)})

    with pytest.raises(NotFoundError, match="There is no filament position 2"):
        catalog.update_plate(shop, variant.plates[0].id, PlateUpdate(numbers=said))


def test_name_notes_and_status_of_a_variant_can_be_changed(shop: Shop) -> None:
    black = builders.a_filament(shop)
    variant = builders.a_variant(shop, {black.id: "8"})
    changes = VariantUpdate(name="Fast", notes="0.28 mm", status=VariantStatus.PROVEN)

    changed = catalog.update_variant(shop, variant.id, changes)

    assert (changed.name, changed.notes, changed.status) == ("Fast", "0.28 mm", "proven")


def test_a_model_can_be_renamed_and_a_missing_one_cannot(shop: Shop) -> None:
    model = catalog.create_model(shop, NewModel(name="Vase"))

    changed = catalog.update_model(shop, model.id, NewModel(name="Tall vase"))

    assert changed.name == "Tall vase"
    with pytest.raises(NotFoundError, match="There is no model"):
        catalog.update_model(shop, uuid4(), NewModel(name="Tall vase"))


def test_a_plate_is_updated_whole_or_not_at_all(shop: Shop) -> None:
    black = builders.a_filament(shop)
    variant = builders.a_variant(shop, {black.id: "8"})
    said = PlateNumbers(print_time_s=5400, grams={1: Decimal(9)})
    update = PlateUpdate(numbers=said, matches={uuid4(): black.id})

    with pytest.raises(NotFoundError, match="There is no requirement"):
        catalog.update_plate(shop, variant.plates[0].id, update)

    stored = catalog.model_by_id(shop, variant.model_id).variants[0]
    assert stored.plates == variant.plates


def test_a_model_and_its_version_are_changed_together(shop: Shop) -> None:
    black = builders.a_filament(shop)
    variant = builders.a_variant(shop, {black.id: "8"})

    catalog.update_model(
        shop,
        variant.model_id,
        NewModel(name="Tall vase"),
        variants={variant.id: VariantUpdate(name="Fast")},
    )

    stored = catalog.model_by_id(shop, variant.model_id)
    assert (stored.model.name, stored.variants[0].name) == ("Tall vase", "Fast")


def test_a_card_names_every_version_of_its_model_newest_first(shop: Shop) -> None:
    black = builders.a_filament(shop)
    first = builders.a_variant(shop, {black.id: "8"})
    plates = (NewPlate(index=1, print_time_s=60),)
    second = catalog.create_variant(shop, first.model_id, NewVariant(name="Fast", plates=plates))

    card = catalog.list_models(shop, CatalogQuery()).models[0]

    assert [(v.version, v.variant_id) for v in card.versions] == [(2, second.id), (1, first.id)]
