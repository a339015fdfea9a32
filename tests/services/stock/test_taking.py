"""Counting a shelf: what is there, what was counted twice, and all ways back."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.spools import Spool
from printshop.domain.stock_taking import Count
from printshop.errors import InsufficientFilamentError, NotFoundError, RuleError
from printshop.services import stock
from printshop.services.shop import Shop
from printshop.services.stock import counting as shelves
from printshop.services.stock import taking
from tests import builders


def begin(shop: Shop, location: str = "") -> UUID:
    return taking.start_stock_take(shop, uuid4(), location=location).id


def found(shop: Shop, take: UUID, spool: Spool, net_g: int) -> None:
    taking.count_spool(shop, take, Count(spool_id=spool.id, net_g=Decimal(net_g)))


def test_places_are_listed_with_the_spools_to_count(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    for location in ("Shelf B", "Shelf A", "Shelf A", ""):
        builders.a_spool(shop, filament, location=location)
    gone = builders.a_spool(shop, filament, location="Cellar")
    stock.archive_spool(shop, gone.id)

    assert shelves.places(shop) == (("", 1), ("Shelf A", 2), ("Shelf B", 1))


def test_the_later_count_replaces_the_earlier_and_says_so(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    take = begin(shop)

    first = taking.count_spool(shop, take, Count(spool_id=spool.id, net_g=Decimal(800)))
    second = taking.count_spool(shop, take, Count(spool_id=spool.id, net_g=Decimal(790)))

    assert first.replaced is None
    assert second.replaced is not None
    assert second.replaced.net_g == 800
    assert [line.net_g for line, _ in shelves.shelf(shop, take).counted] == [790]


def test_a_spool_from_another_place_is_counted_beside_those_expected(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    here = builders.a_spool(shop, filament, location="Shelf A")
    away = builders.a_spool(shop, filament, location="Shelf B")
    take = begin(shop, "Shelf A")

    found(shop, take, away, 1000)
    shelf = shelves.shelf(shop, take)

    assert shelf.missing == (here,)
    assert [spool.id for _, spool in shelf.counted] == [away.id]
    assert set(shelf.filaments) == {filament.id}


def test_a_spool_in_the_hand_shows_its_reel_and_its_count(shop: Shop) -> None:
    builders.a_filament(shop, color_hex="#FFFFFF", tare_g=Decimal(249))
    spool = builders.a_spool(shop, builders.a_filament(shop))
    take = begin(shop)
    found(shop, take, spool, 900)

    by_number = shelves.at_hand(shop, take, spool.number)

    assert by_number == shelves.at_hand(shop, take, spool.id)
    assert by_number.tare is not None
    assert (by_number.tare.grams, by_number.tare.source) == (249, "brand")
    assert by_number.counted is not None
    assert by_number.counted.net_g == 900
    with pytest.raises(NotFoundError, match="#999"):
        shelves.at_hand(shop, take, 999)


def test_a_spool_that_is_as_expected_counts_as_weighed(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), is_weighed=False)
    take = begin(shop)
    found(shop, take, spool, 1000)

    taking.book_stock_take(shop, take)

    assert builders.grams_on(shop, spool) == 1000
    assert stock.spool_by_id(shop, spool.id).is_weighed


def test_a_booked_stock_take_is_taken_back_whole_and_once(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament) for _ in range(2)]
    take = begin(shop)
    for spool in spools:
        found(shop, take, spool, 700)
    taking.book_stock_take(shop, take)

    taking.unbook_stock_take(shop, take)
    taking.unbook_stock_take(shop, take)

    assert [builders.grams_on(shop, spool) for spool in spools] == [1000, 1000]
    with pytest.raises(NotFoundError):
        taking.unbook_stock_take(shop, uuid4())


def test_a_dropped_stock_take_is_taken_up_again_with_its_counts(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    take = begin(shop)
    found(shop, take, spool, 700)
    taking.drop_stock_take(shop, take)
    assert taking.open_stock_takes(shop) == ()

    taking.reopen_stock_take(shop, take)

    assert [one.id for one in taking.open_stock_takes(shop)] == [take]
    taking.book_stock_take(shop, take)
    assert builders.grams_on(shop, spool) == 700
    with pytest.raises(RuleError, match="booked already"):
        taking.reopen_stock_take(shop, take)


def test_where_more_was_used_since_than_was_found_nothing_is_booked(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament) for _ in range(2)]
    take = begin(shop)
    for spool in spools:
        found(shop, take, spool, 30)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {filament.id: "100"}))
    builders.complete(shop, job)

    with pytest.raises(InsufficientFilamentError):
        taking.book_stock_take(shop, take)

    assert sum(builders.grams_on(shop, spool) for spool in spools) == 1900
