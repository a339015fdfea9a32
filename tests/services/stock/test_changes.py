"""Two people at one thing: merging, archiving, stock-takes, and saves that meet."""

from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.spools import MovementReason, SpoolDetails
from printshop.domain.stock_taking import Count
from printshop.errors import (
    ChangedMeanwhileError,
    DuplicateError,
    InvalidInputError,
    RuleError,
)
from printshop.services import catalog, stock
from printshop.services.shop import Shop
from printshop.services.stock import taking
from printshop.services.stock.counting import shelf as shelf_of
from tests import builders


def test_what_two_people_change_in_different_fields_is_kept_from_both(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    seen = spool.details
    stock.update_spool(shop, spool.id, seen.model_copy(update={"location": "Shelf B"}), was=seen)

    mine = seen.model_copy(update={"note": "Tangled"})
    saved = stock.update_spool(shop, spool.id, mine, was=seen)

    assert (saved.location, saved.note) == ("Shelf B", "Tangled")


def test_the_later_saver_sees_what_changed_and_nothing_is_overwritten(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    seen = spool.details
    stock.update_spool(shop, spool.id, seen.model_copy(update={"location": "Shelf B"}), was=seen)

    with pytest.raises(ChangedMeanwhileError, match="Place is Shelf B now, it was empty"):
        stock.update_spool(shop, spool.id, SpoolDetails(location="Attic"), was=seen)

    assert stock.spool_by_id(shop, spool.id).location == "Shelf B"


def test_a_filament_is_not_added_twice_whatever_its_capitals(shop: Shop) -> None:
    builders.a_filament(shop, brand="Bambu Lab")

    with pytest.raises(DuplicateError, match="in your shop already"):
        builders.a_filament(shop, brand="BAMBU LAB", slicer_name="pla basic")


def test_a_second_colour_or_another_diameter_is_another_filament(shop: Shop) -> None:
    builders.a_filament(shop)
    builders.a_filament(shop, other_color_hexes=("#FFFFFF",))
    builders.a_filament(shop, diameter_mm=Decimal("2.85"))

    assert len(stock.list_filaments(shop)) == 3


def test_merging_moves_spools_and_requirements_and_can_be_taken_back(shop: Shop) -> None:
    keep, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    spool = builders.a_spool(shop, gone, total_price=Decimal(20))
    variant = builders.a_variant(shop, {gone.id: "10"})

    merge = stock.merge_filaments(shop, keep_id=keep.id, gone_id=gone.id)
    together = stock.filament_by_id(shop, keep.id)
    needs = catalog.model_by_id(shop, variant.model_id).variants[0].plates[0].requirements
    stock.unmerge(shop, merge)
    apart = stock.filament_by_id(shop, gone.id)

    assert [one.id for one in together.spools] == [spool.id]
    assert together.filament.average_cost_per_gram == Decimal("0.020000")
    assert [need.filament_id for need in needs] == [keep.id]
    assert [one.id for one in apart.spools] == [spool.id]
    assert apart.filament.archived_at is None
    assert stock.filament_by_id(shop, keep.id).filament.average_cost_per_gram == 0


def test_filaments_of_different_materials_are_not_merged(shop: Shop) -> None:
    keep, gone = builders.a_filament(shop), builders.a_filament(shop, material="PETG")

    with pytest.raises(InvalidInputError, match="cannot be the same"):
        stock.merge_filaments(shop, keep_id=keep.id, gone_id=gone.id)


def test_a_stock_take_books_all_differences_at_once_and_only_once(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    first = builders.a_spool(shop, filament, location="Shelf A", is_weighed=False)
    second = builders.a_spool(shop, filament, location="Shelf A", tare_g=Decimal(200))
    builders.a_spool(shop, filament, location="Shelf B")
    count = taking.start_stock_take(shop, uuid4(), location="Shelf A")
    taking.count_spool(shop, count.id, Count(spool_id=first.id, net_g=Decimal(640)))
    taking.count_spool(shop, count.id, Count(spool_id=second.id, gross_g=Decimal(1150)))
    shelf = shelf_of(shop, count.id)

    taking.book_stock_take(shop, count.id)
    taking.book_stock_take(shop, count.id)

    assert [line.difference_g for line, _ in shelf.counted] == [Decimal(-360), Decimal(-50)]
    assert shelf.missing == ()
    assert builders.grams_on(shop, first) == Decimal(640)
    assert builders.grams_on(shop, second) == Decimal(950)
    assert stock.spool_by_id(shop, first.id).is_weighed
    assert stock.ledger(shop, first.id)[0].reason is MovementReason.COUNTED
    with pytest.raises(RuleError, match="closed"):
        taking.count_spool(shop, count.id, Count(spool_id=first.id, net_g=Decimal(1)))


def test_what_a_print_took_between_counting_and_booking_is_not_lost(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    count = taking.start_stock_take(shop, uuid4())
    taking.count_spool(shop, count.id, Count(spool_id=spool.id, net_g=Decimal(900)))
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {filament.id: "50"}))
    builders.complete(shop, job)

    taking.book_stock_take(shop, count.id)

    assert builders.grams_on(shop, spool) == Decimal(850)


def test_the_reel_of_a_brand_weighs_what_most_of_its_reels_weigh(shop: Shop) -> None:
    for number, tare in enumerate(("250", "250", "216")):
        builders.a_filament(shop, color_hex=f"#00000{number}", tare_g=Decimal(tare))
    spool = builders.a_spool(shop, builders.a_filament(shop))

    tare = stock.tare_of(shop, spool.id)

    assert tare is not None
    assert (tare.grams, tare.source) == (Decimal(250), "brand")
