"""What was sold, came back, was given away or counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from printshop.domain.catalog import NewModel
from printshop.domain.sales import NewProductMove, NewSale, ProductReason, ShelfCount
from printshop.errors import AlreadyBookedError, InvalidInputError, NotFoundError, RuleError
from printshop.services import catalog, sales
from printshop.services.shop import Shop

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def vase(shop: Shop) -> UUID:
    """Give a model of the shop."""
    return catalog.create_model(shop, NewModel(name="Vase")).id


def a_sale(model_id: UUID, units: int = 2, **said: object) -> NewSale:
    """Some pieces, sold today."""
    values = {"model_id": model_id, "units": units, "sold_on": TODAY, "request_id": uuid4()}
    return NewSale.model_validate(values | said)


def a_move(model_id: UUID, reason: ProductReason, units: int = 1) -> NewProductMove:
    """Some pieces that moved today."""
    return NewProductMove.model_validate(
        {
            "model_id": model_id,
            "units": units,
            "reason": reason,
            "moved_on": TODAY,
            "request_id": uuid4(),
        }
    )


def on_shelf(shop: Shop, model_id: UUID) -> int:
    """What ought to lie on the shelf."""
    return sales.shelf(shop, model_id, as_of=NOW).units


def count(model_id: UUID, units: int) -> ShelfCount:
    """So many were counted today."""
    return ShelfCount(model_id=model_id, units=units, counted_on=TODAY, request_id=uuid4())


def test_a_sale_takes_pieces_from_the_shelf_and_says_what_came_in(shop: Shop, vase: UUID) -> None:
    movement = sales.note_sale(shop, a_sale(vase, unit_price=Decimal("9.50")))

    assert (movement.units, movement.unit_price) == (-2, Decimal("9.50"))
    assert on_shelf(shop, vase) == -2


def test_without_a_price_the_model_s_own_is_meant_and_unknown_stays_unknown(
    shop: Shop, vase: UUID
) -> None:
    assert sales.note_sale(shop, a_sale(vase)).unit_price is None

    with shop.unit_of_work() as uow:
        uow.connection.exec_driver_sql("UPDATE models SET unit_price = 12.00")
        uow.commit()

    assert sales.note_sale(shop, a_sale(vase)).unit_price == Decimal(12)
    assert sales.note_sale(shop, a_sale(vase, unit_price=Decimal(0))).unit_price == 0


def test_a_request_that_comes_again_is_booked_once(shop: Shop, vase: UUID) -> None:
    sale = a_sale(vase)

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda one: sales.note_sale(shop, one), [sale, sale])

    assert first == second
    assert on_shelf(shop, vase) == -2
    with pytest.raises(AlreadyBookedError, match="with other values: 2 sold"):
        sales.note_sale(shop, sale.model_copy(update={"units": 3}))


def test_taken_back_twice_is_taken_back_once(shop: Shop, vase: UUID) -> None:
    movement = sales.note_sale(shop, a_sale(vase, sold_on=date(2026, 2, 1)))

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda one: sales.take_back(shop, one), [movement.id] * 2)

    assert first == second
    assert (first.units, first.moved_on, first.reason) == (2, date(2026, 2, 1), "undone")
    assert on_shelf(shop, vase) == 0
    with pytest.raises(RuleError, match="already takes another one back"):
        sales.take_back(shop, first.id)


def test_the_last_movements_are_shown_with_those_that_were_taken_back(
    shop: Shop, vase: UUID
) -> None:
    kept, taken = (sales.note_sale(shop, a_sale(vase, units)) for units in (1, 2))
    sales.take_back(shop, taken.id)

    shelf = sales.shelf(shop, vase, as_of=NOW)

    assert [one.id for one in shelf.movements] == [taken.id, kept.id]
    assert shelf.taken_back == {taken.id}


@pytest.mark.parametrize(
    ("reason", "units"),
    [(ProductReason.RETURNED, 3), (ProductReason.GIVEN, -3), (ProductReason.SCRAPPED, -3)],
)
def test_pieces_come_back_or_leave_without_a_sale(
    shop: Shop, vase: UUID, reason: ProductReason, units: int
) -> None:
    move = a_move(vase, reason, 3)

    assert sales.note_move(shop, move).units == units
    assert sales.note_move(shop, move).units == units
    assert on_shelf(shop, vase) == units


def test_a_count_books_the_difference_and_nothing_where_there_is_none(
    shop: Shop, vase: UUID
) -> None:
    sales.note_sale(shop, a_sale(vase))

    booked = sales.note_count(shop, count(vase, 5), as_of=NOW)

    assert booked is not None
    assert booked.units == 7
    assert on_shelf(shop, vase) == 5
    assert sales.note_count(shop, count(vase, 5), as_of=NOW) is None


def test_two_who_count_at_once_book_the_difference_once(shop: Shop, vase: UUID) -> None:
    counts = [count(vase, 5), count(vase, 5)]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: sales.note_count(shop, one, as_of=NOW), counts))

    assert on_shelf(shop, vase) == 5


def test_a_day_to_come_is_refused(shop: Shop, vase: UUID) -> None:
    tomorrow = TODAY + timedelta(days=1)

    with pytest.raises(InvalidInputError, match="2026-03-03 is yet to come"):
        sales.note_sale(shop, a_sale(vase, sold_on=tomorrow), as_of=NOW)


def test_nobody_sells_what_is_none_of_the_shop_s(shop: Shop, other_shop: Shop, vase: UUID) -> None:
    for book in (
        lambda: sales.note_sale(other_shop, a_sale(vase)),
        lambda: sales.note_move(other_shop, a_move(vase, ProductReason.GIVEN)),
        lambda: sales.note_count(other_shop, count(vase, 1), as_of=NOW),
        lambda: sales.shelf(other_shop, vase, as_of=NOW),
        lambda: sales.take_back(other_shop, sales.note_sale(shop, a_sale(vase)).id),
    ):
        with pytest.raises(NotFoundError):
            book()


@pytest.mark.parametrize("units", [0, -1, 10_001])
def test_a_sale_of_nothing_is_none(units: int) -> None:
    with pytest.raises(ValidationError):
        a_sale(uuid4(), units)
