"""A request that is sent again, sent with other values, or sent while others are at work."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.catalog import PlateUpdate
from printshop.domain.purchases import NewPurchase, PurchaseExtras, PurchaseLine
from printshop.domain.spools import (
    QuantityChange,
    QuantityOperation,
    Respooling,
    Scrapping,
    Spool,
    SpoolDetails,
    WeighIn,
)
from printshop.domain.stock_taking import Count
from printshop.errors import AlreadyBookedError, InvalidInputError, PrintshopError, RuleError
from printshop.services import catalog, stock
from printshop.services.shop import Shop
from printshop.services.stock import taking
from tests import builders

_ROUNDS = 6


def two_spools(shop: Shop) -> tuple[Spool, Spool]:
    filament = builders.a_filament(shop)
    return builders.a_spool(shop, filament), builders.a_spool(shop, filament)


def lines_of(shop: Shop, *spools: Spool) -> int:
    return sum(len(stock.ledger(shop, spool.id)) for spool in spools)


def test_a_request_that_comes_again_with_other_values_is_refused_and_not_swallowed(
    shop: Shop,
) -> None:
    first, second = two_spools(shop)

    def adding(request: UUID, spool: Spool, grams: int) -> object:
        return stock.update_quantity(
            shop,
            QuantityChange(
                request_id=request,
                spool_id=spool.id,
                operation=QuantityOperation.ADD,
                quantity_g=Decimal(grams),
            ),
        )

    def weighing(request: UUID, spool: Spool, grams: int) -> object:
        weighed = WeighIn(
            request_id=request, spool_id=spool.id, gross_g=100 + Decimal(grams), tare_g=Decimal(1)
        )
        return stock.weigh_in(shop, weighed)

    def scrapping(request: UUID, spool: Spool, grams: int) -> object:
        thrown = Scrapping(request_id=request, spool_id=spool.id, quantity_g=Decimal(grams))
        return stock.scrap(shop, thrown)

    def winding(request: UUID, spool: Spool, grams: int) -> object:
        other = second if spool is first else first
        move = Respooling(
            request_id=request,
            from_spool_id=spool.id,
            to_spool_id=other.id,
            quantity_g=Decimal(grams),
        )
        return stock.respool(shop, move)

    for book in (adding, weighing, scrapping, winding):
        request = uuid4()
        book(request, first, 5)
        before = lines_of(shop, first, second)
        book(request, first, 5)
        with pytest.raises(AlreadyBookedError, match="booked already, with other values"):
            book(request, first, 6)
        with pytest.raises(AlreadyBookedError):
            book(request, second, 5)
        assert lines_of(shop, first, second) == before, book.__name__


def test_a_purchase_that_comes_again_with_other_values_is_refused(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    line = PurchaseLine(filament_id=filament.id, net_g=Decimal(1000), price=Decimal(20))
    bill = NewPurchase(id=uuid4(), lines=(line,))
    stock.receive(shop, bill)

    with pytest.raises(AlreadyBookedError, match="a purchase of 1 spools, #1 first"):
        stock.receive(shop, bill.model_copy(update={"lines": (line, line)}))
    with pytest.raises(AlreadyBookedError):
        stock.receive(shop, bill.model_copy(update={"shipping": Decimal(5)}))

    assert len(stock.receive(shop, bill)) == 1


def test_one_request_for_two_spools_at_once_is_booked_on_one_of_them(shop: Shop) -> None:
    spools = two_spools(shop)
    for booked in range(1, _ROUNDS + 1):
        request = uuid4()

        results = at_once(
            *[
                lambda s=spool, r=request: stock.scrap(
                    shop, Scrapping(request_id=r, spool_id=s.id, quantity_g=Decimal(1))
                )
                for spool in spools
            ]
        )

        refused = [result for result in results if isinstance(result, PrintshopError)]
        assert [type(error) for error in refused] == [AlreadyBookedError]
        assert lines_of(shop, *spools) == 2 + booked


def test_a_weighing_that_comes_again_does_not_put_an_older_tare_back(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))
    weighed = WeighIn(
        request_id=uuid4(), spool_id=spool.id, gross_g=Decimal(700), tare_g=Decimal(200)
    )
    stock.weigh_in(shop, weighed)
    stock.update_spool(shop, spool.id, SpoolDetails(tare_g=Decimal(215)))

    again = stock.weigh_in(shop, weighed)

    assert (again.quantity_g, again.tare_g) == (Decimal(500), Decimal(215))


def test_taking_the_only_weighing_back_makes_a_spool_unweighed_again(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    assumed = builders.a_spool(shop, filament, is_weighed=False)
    known = builders.a_spool(shop, filament)
    for spool in (assumed, known):
        for grams in (800, 700):
            stock.update_quantity(
                shop,
                QuantityChange(
                    request_id=uuid4(),
                    spool_id=spool.id,
                    operation=QuantityOperation.SET,
                    quantity_g=Decimal(grams),
                ),
            )

    second, first = stock.ledger(shop, assumed.id)[:2]
    stock.take_back(shop, first.id)
    after_one = stock.spool_by_id(shop, assumed.id)
    stock.take_back(shop, second.id)
    after_both = stock.spool_by_id(shop, assumed.id)
    stock.take_back(shop, stock.ledger(shop, known.id)[0].id)

    assert after_one.is_weighed
    assert after_one.weighed_at == second.booked_at
    assert not after_both.is_weighed
    assert after_both.weighed_at is None
    assert after_both.quantity_g == Decimal(1000)
    assert stock.spool_by_id(shop, known.id).is_weighed


def test_a_stock_take_that_is_taken_back_leaves_what_was_assumed_assumed(shop: Shop) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), is_weighed=False)
    count = taking.start_stock_take(shop, uuid4())
    taking.count_spool(shop, count.id, Count(spool_id=spool.id, net_g=Decimal(900)))
    taking.book_stock_take(shop, count.id)

    stock.take_back(shop, stock.ledger(shop, spool.id)[0].id)

    assert not stock.spool_by_id(shop, spool.id).is_weighed
    assert builders.grams_on(shop, spool) == Decimal(1000)


def test_nothing_is_received_for_a_filament_that_was_merged_away(shop: Shop) -> None:
    keep, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    stock.merge_filaments(shop, keep_id=keep.id, gone_id=gone.id)

    with pytest.raises(RuleError, match="was merged with"):
        builders.a_spool(shop, gone)


def test_a_purchase_that_comes_again_after_a_merge_is_still_the_same(shop: Shop) -> None:
    keep, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    line = PurchaseLine(filament_id=gone.id, net_g=Decimal(1000))
    bill = NewPurchase(id=uuid4(), lines=(line,))
    (spool,) = stock.receive(shop, bill)
    stock.merge_filaments(shop, keep_id=keep.id, gone_id=gone.id)

    assert [one.id for one in stock.receive(shop, bill)] == [spool.id]


def test_putting_a_merged_filament_away_keeps_its_heir(shop: Shop) -> None:
    keep, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    merge = stock.merge_filaments(shop, keep_id=keep.id, gone_id=gone.id)

    stock.archive_filament(shop, gone.id)

    assert stock.unmerge(shop, merge).id == gone.id


@pytest.mark.parametrize("price", ["-1", "1000000.01"])
def test_a_price_that_cannot_be_is_refused_in_words(shop: Shop, price: str) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop))

    with pytest.raises(InvalidInputError, match="cannot be the price of a spool"):
        stock.correct_price(shop, spool.purchase_id, {spool.id: Decimal(price)}, PurchaseExtras())


def test_a_corrected_price_that_cannot_be_for_so_few_grams_is_refused_in_words(
    shop: Shop,
) -> None:
    spool = builders.a_spool(shop, builders.a_filament(shop), "1")

    with pytest.raises(InvalidInputError, match="per gram, which cannot be"):
        stock.correct_price(shop, spool.purchase_id, {spool.id: Decimal(20000)}, PurchaseExtras())


def test_merging_at_once_with_prices_undoing_and_matching_breaks_nobody_off(shop: Shop) -> None:
    keep, gone = builders.a_filament(shop), builders.a_filament(shop, color_hex="#111111")
    for filament in (keep, gone):
        builders.a_spool(shop, filament, total_price=Decimal(10))
    variant = builders.a_variant(shop, {gone.id: "10", keep.id: "1"})
    plate = variant.plates[0]
    first, second = plate.requirements
    update = PlateUpdate(matches={first.id: gone.id, second.id: keep.id})
    for _ in range(_ROUNDS):
        bought = builders.a_spool(shop, gone, total_price=Decimal(20))
        other = builders.a_spool(shop, gone)
        received = stock.ledger(shop, other.id)[0]

        results = at_once(
            lambda: stock.merge_filaments(shop, keep_id=keep.id, gone_id=gone.id),
            lambda b=bought: stock.correct_price(
                shop, b.purchase_id, {b.id: Decimal(30)}, PurchaseExtras()
            ),
            lambda r=received: stock.take_back(shop, r.id),
            lambda: catalog.update_plate(shop, plate.id, update),
        )

        assert [error for error in results if isinstance(error, PrintshopError)] == []
        averages = [
            stock.filament_by_id(shop, f.id).filament.average_cost_per_gram for f in (keep, gone)
        ]
        # All priced spools are of the kept one: none is left behind, none counted twice.
        assert averages[1] == 0
        assert Decimal("0.01") < averages[0] <= Decimal("0.03")
        stock.unmerge(shop, next(r for r in results if isinstance(r, stock.Merge)))


def at_once(*actions: Callable[[], object]) -> list[object]:
    """Do all of it at once; what each gave or raised, in the order given."""

    def run(action: Callable[[], object]) -> object:
        try:
            return action()
        except PrintshopError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))
