"""What files mean by a filament: changed once, and with it what is open."""

from decimal import Decimal
from uuid import UUID

import pytest

from printshop.domain.catalog import (
    NewModel,
    NewPlate,
    NewRequirement,
    NewVariant,
    Variant,
    VariantStatus,
    VariantUpdate,
)
from printshop.domain.filament import Filament
from printshop.domain.incoming import FilamentWords
from printshop.errors import RuleError
from printshop.services import catalog, filament_meanings, stock
from printshop.services.incoming import saying
from printshop.services.shop import Shop
from tests import builders

WORDS = FilamentWords(slicer_type="PLA", slicer_name="House PLA", color_hex="#101010")


def a_named_variant(shop: Shop, filament: Filament, n_plates: int = 1) -> Variant:
    model = catalog.create_model(shop, NewModel(name="Vase"))
    need = NewRequirement(
        filament_index=1,
        filament_id=filament.id,
        model_g=Decimal(10),
        **WORDS.model_dump(),
    )
    plates = tuple(
        NewPlate(index=index, print_time_s=60, requirements=(need,))
        for index in range(1, n_plates + 1)
    )
    return catalog.create_variant(shop, model.id, NewVariant(name="Standard", plates=plates))


def taken(shop: Shop, variant: Variant) -> list[UUID | None]:
    with shop.unit_of_work() as uow:
        plates = uow.variants.get(variant.id).plates
    return [need.filament_id for plate in plates for need in plate.requirements]


def learnt(shop: Shop) -> dict[FilamentWords, UUID]:
    with shop.unit_of_work() as uow:
        return uow.filament_choices.all()


def test_what_hangs_on_a_meaning_is_told_with_it(shop: Shop) -> None:
    black = builders.a_filament(shop)
    variant = a_named_variant(shop, black, n_plates=2)
    builders.a_queued_job(shop, variant)

    (plain,) = filament_meanings.meanings_of(shop, black.id)
    saying.choose_filament(shop, WORDS, black.id)
    (chosen,) = filament_meanings.meanings_of(shop, black.id)

    assert (plain.is_learnt, chosen.is_learnt) == (False, True)
    assert (chosen.words, chosen.n_plates, chosen.n_variants) == (WORDS, 2, 1)
    assert (chosen.n_queued_jobs, chosen.n_other_plates) == (1, 0)


def test_a_meaning_is_changed_for_files_to_come_alone(shop: Shop) -> None:
    black, white = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FFFFFF")
    variant = a_named_variant(shop, black)

    filament_meanings.change_meaning(shop, WORDS, white.id, and_open_variants=False)

    assert learnt(shop) == {WORDS: white.id}
    assert taken(shop, variant) == [black.id]
    assert filament_meanings.meanings_of(shop, black.id) == ()
    (meaning,) = filament_meanings.meanings_of(shop, white.id)
    assert meaning.n_other_plates == 1


def test_open_versions_follow_on_request_and_come_back_with_an_undo(shop: Shop) -> None:
    black, white = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FFFFFF")
    saying.choose_filament(shop, WORDS, black.id)
    variant, retired = a_named_variant(shop, black, n_plates=2), a_named_variant(shop, black)
    retire = VariantUpdate(name="Old", status=VariantStatus.RETIRED)
    catalog.update_variant(shop, retired.id, retire)

    change = filament_meanings.change_meaning(shop, WORDS, white.id, and_open_variants=True)

    assert taken(shop, variant) == [white.id, white.id]
    assert taken(shop, retired) == [black.id]
    assert stock.filament_by_id(shop, white.id).filament.demand_count == 2

    filament_meanings.take_back(shop, change)

    assert taken(shop, variant) == [black.id, black.id]
    assert learnt(shop) == {WORDS: black.id}
    assert stock.filament_by_id(shop, white.id).filament.demand_count == 0


def test_a_plate_that_is_being_printed_keeps_its_filament(shop: Shop) -> None:
    black, white = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FFFFFF")
    spool = builders.a_spool(shop, black)
    variant = a_named_variant(shop, black, n_plates=2)
    job = builders.a_print_of_its_own(shop, variant)

    filament_meanings.change_meaning(shop, WORDS, white.id, and_open_variants=True)
    builders.complete(shop, job)

    assert taken(shop, variant) == [black.id, white.id]
    assert builders.grams_on(shop, spool) == Decimal("990.00")


def test_forgetting_leaves_the_catalog_as_it_is(shop: Shop) -> None:
    black = builders.a_filament(shop)
    saying.choose_filament(shop, WORDS, black.id)
    variant = a_named_variant(shop, black)

    change = filament_meanings.change_meaning(shop, WORDS, None, and_open_variants=False)

    assert (learnt(shop), taken(shop, variant)) == ({}, [black.id])
    filament_meanings.take_back(shop, change)
    assert learnt(shop) == {WORDS: black.id}


def test_an_undo_after_another_change_says_so_and_changes_nothing(shop: Shop) -> None:
    black, white = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FFFFFF")
    change = filament_meanings.change_meaning(shop, WORDS, white.id, and_open_variants=False)
    filament_meanings.change_meaning(shop, WORDS, black.id, and_open_variants=False)

    with pytest.raises(RuleError, match="given another meaning since"):
        filament_meanings.take_back(shop, change)

    assert learnt(shop) == {WORDS: black.id}


def test_files_cannot_mean_a_filament_that_is_put_away(shop: Shop) -> None:
    black = builders.a_filament(shop)
    stock.archive_filament(shop, black.id)

    with pytest.raises(RuleError, match="is put away"):
        filament_meanings.change_meaning(shop, WORDS, black.id, and_open_variants=False)


def test_a_choice_of_a_filament_that_was_merged_away_since_is_one_of_its_heir(shop: Shop) -> None:
    one, two, three = (builders.a_filament(shop, color_hex=f"#10101{n}") for n in range(3))
    stock.merge_filaments(shop, keep_id=two.id, gone_id=one.id)
    stock.merge_filaments(shop, keep_id=three.id, gone_id=two.id)

    saying.choose_filament(shop, WORDS, one.id)

    assert learnt(shop) == {WORDS: three.id}
