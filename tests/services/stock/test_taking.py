"""Counting a shelf: what is there, what was counted twice, and all ways back."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.domain.stock_taking import Count
from printshop.errors import (
    DuplicateError,
    InsufficientFilamentError,
    InvalidInputError,
    NotFoundError,
    RuleError,
)
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


def test_a_stock_take_that_was_taken_back_goes_on_and_is_booked_anew(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    wrong, right = (builders.a_spool(shop, filament) for _ in range(2))
    take = begin(shop)
    found(shop, take, wrong, 70)
    found(shop, take, right, 990)
    taking.book_stock_take(shop, take)

    assert taking.unbook_stock_take(shop, take).is_open
    found(shop, take, wrong, 700)
    taking.book_stock_take(shop, take)

    assert [builders.grams_on(shop, one) for one in (wrong, right)] == [700, 990]
    # The way back from the spool's own history opens it as well.
    stock.take_back(shop, stock.ledger(shop, right.id)[0].id)
    assert [one.id for one in taking.open_stock_takes(shop)] == [take]
    assert [builders.grams_on(shop, one) for one in (wrong, right)] == [1000, 1000]


def test_where_the_place_is_counted_anew_what_is_taken_back_stays_dropped(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    take = begin(shop)
    found(shop, take, spool, 700)
    taking.book_stock_take(shop, take)
    anew = begin(shop)

    assert taking.unbook_stock_take(shop, take).dropped_at is not None

    assert [one.id for one in taking.open_stock_takes(shop)] == [anew]
    assert builders.grams_on(shop, spool) == 1000
    with pytest.raises(DuplicateError, match="counted anew already"):
        taking.reopen_stock_take(shop, take)


def test_a_place_that_two_people_begin_is_counted_once(shop: Shop) -> None:
    with ThreadPoolExecutor(4) as pool:
        begun = set(pool.map(lambda _: begin(shop, "Shelf A"), range(4)))

    assert {one.id for one in taking.open_stock_takes(shop)} == begun
    assert len(begun) == 1
    with pytest.raises(InvalidInputError, match="has 101"):
        begin(shop, "A" * 101)


def weighed(shop: Shop, spool: Spool, net_g: int) -> None:
    stock.update_quantity(
        shop,
        QuantityChange(
            request_id=uuid4(),
            spool_id=spool.id,
            operation=QuantityOperation.SET,
            quantity_g=Decimal(net_g),
        ),
    )


def test_a_spool_that_was_weighed_since_must_be_counted_again(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spool, other = (builders.a_spool(shop, filament) for _ in range(2))
    take = begin(shop)
    found(shop, take, spool, 900)
    found(shop, take, other, 950)
    weighed(shop, spool, 900)

    assert shelves.shelf(shop, take).outdated == {spool.id}
    with pytest.raises(RuleError, match="Nothing is booked: what is on spool #1 was said"):
        taking.book_stock_take(shop, take)
    assert [builders.grams_on(shop, one) for one in (spool, other)] == [900, 1000]

    found(shop, take, spool, 900)
    taking.book_stock_take(shop, take)
    assert [builders.grams_on(shop, one) for one in (spool, other)] == [900, 950]


def test_two_stock_takes_do_not_book_one_difference_twice(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), location="Shelf A")
    whole, shelf = begin(shop), begin(shop, "Shelf A")
    for take in (whole, shelf):
        found(shop, take, spool, 900)
    taking.book_stock_take(shop, whole)

    with pytest.raises(RuleError, match="#1"):
        taking.book_stock_take(shop, shelf)
    # What was taken back again was never said.
    taking.unbook_stock_take(shop, whole)
    taking.book_stock_take(shop, shelf)

    assert builders.grams_on(shop, spool) == 900


def test_a_booking_from_before_that_is_taken_back_makes_a_count_outdated(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    weighed(shop, spool, 950)
    take = begin(shop)
    found(shop, take, spool, 900)
    stock.take_back(shop, stock.ledger(shop, spool.id)[0].id)

    with pytest.raises(RuleError, match="#1"):
        taking.book_stock_take(shop, take)

    taking.forget_count(shop, take, spool.id)
    assert shelves.shelf(shop, take).outdated == frozenset()


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
