"""A basket of versions: tried behind the queue without booking, queued once, taken back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from printshop.domain.catalog import Variant
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.printable import Basket, BasketLine
from printshop.errors import InvalidInputError, NotFoundError
from printshop.services import planning
from printshop.services.print_now import basket as baskets
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_a_basket_says_how_many_copies_the_queue_leaves_room_for(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "110")
    queued = builders.a_variant(shop, {filament.id: "30"})
    builders.a_queued_job(shop, queued)
    variant = builders.a_variant(shop, {filament.id: "20"})

    tried = baskets.try_basket(shop, _basket((variant, 4)), as_of=MONDAY_NOON)

    (line,), (need,) = tried.lines, tried.needs
    # 10 g stay on the reel. 70 g are left for four of 20 g: three, and the fourth is 10 g short.
    assert (line.ready_copies, line.state) == (3, FeasibilityState.SHORT)
    assert (need.needed_g, need.usable_g, need.short_g) == (Decimal(80), Decimal(70), Decimal(10))
    assert [(take.spool_number, take.taken_g) for take in need.takes] == [(1, Decimal(70))]
    assert (tried.copies, tried.ready_copies, tried.print_s) == (4, 3, 4 * 3600)
    assert len(_waiting(shop)) == 1


def test_lines_of_a_basket_never_count_on_the_same_grams(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "100")
    variants = [builders.a_variant(shop, {filament.id: "60"}) for _ in range(2)]

    tried = baskets.try_basket(
        shop, _basket(*((variant, 1) for variant in variants)), as_of=MONDAY_NOON
    )

    assert [line.ready_copies for line in tried.lines] == [1, 0]


def test_a_basket_says_when_it_is_done_behind_the_queue(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    builders.a_printer(shop)
    variant = builders.a_variant(shop, {filament.id: "1"}, minutes=60)
    builders.a_queued_job(shop, variant)

    tried = baskets.try_basket(shop, _basket((variant, 2)), as_of=MONDAY_NOON)

    # A quarter of an hour clears the bed between two prints.
    assert tried.done_at == MONDAY_NOON + timedelta(hours=3, minutes=30)


def test_a_copy_is_ready_only_with_all_its_plates(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "50")
    variant = builders.a_variant(shop, {filament.id: "20"}, {filament.id: "20"})

    tried = baskets.try_basket(shop, _basket((variant, 2)), as_of=MONDAY_NOON)

    assert tried.lines[0].ready_copies == 1


def test_a_version_that_is_gone_is_counted_and_left_out(shop: Shop) -> None:
    tried = baskets.try_basket(
        shop, Basket(lines=(BasketLine(variant_id=uuid4()),)), as_of=MONDAY_NOON
    )

    assert (tried.lines, tried.missing) == ((), 1)


def test_a_basket_of_too_many_prints_is_refused_with_words(shop: Shop) -> None:
    variants = [builders.a_variant(shop, {builders.a_filament(shop).id: "1"}) for _ in range(1)] * 3

    with pytest.raises(InvalidInputError, match="at most 500 can be tried"):
        baskets.try_basket(
            shop, _basket(*((variant, 200) for variant in variants)), as_of=MONDAY_NOON
        )


def test_the_same_request_queues_a_basket_once(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    lines = [
        BasketLine(variant_id=builders.a_variant(shop, {filament.id: "1"}).id, copies=copies)
        for copies in (2, 1)
    ]
    request_id = uuid4()

    first = baskets.queue_all(shop, lines, request_id=request_id)
    again = baskets.queue_all(shop, lines, request_id=request_id)

    assert [job.number for job in first] == [job.number for job in again] == [1, 2, 3]
    assert len({job.batch_id for job in first}) == 2
    assert len(_waiting(shop)) == 3


def test_a_basket_with_a_version_that_is_gone_queues_nothing(shop: Shop) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    lines = [BasketLine(variant_id=variant.id), BasketLine(variant_id=uuid4())]

    with pytest.raises(NotFoundError):
        baskets.queue_all(shop, lines, request_id=uuid4())

    assert _waiting(shop) == []


def test_taking_a_basket_back_takes_out_what_still_waits(shop: Shop) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    lines = [BasketLine(variant_id=variant.id, copies=2), BasketLine(variant_id=variant.id)]
    jobs = baskets.queue_all(shop, lines, request_id=uuid4())

    taken = baskets.take_back(shop, sorted({job.batch_id for job in jobs}), as_of=MONDAY_NOON)

    assert len(taken) == 3
    assert _waiting(shop) == []


def _basket(*said: tuple[Variant, int]) -> Basket:
    lines = tuple(BasketLine(variant_id=variant.id, copies=copies) for variant, copies in said)
    return Basket(lines=lines)


def _waiting(shop: Shop) -> list[int]:
    return [row.job.number for row in planning.list_queue(shop, as_of=MONDAY_NOON).jobs]
