"""What is sold of each product of a real shop."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from printshop.domain.catalog import NewModel, NewPlate, NewVariant
from printshop.domain.print_queue import CompleteJob
from printshop.domain.sales import NewSale
from printshop.errors import NotFoundError
from printshop.frames import PRODUCT_DEMAND
from printshop.services import catalog, demand, printing, sales
from printshop.services.shop import Shop
from tests import builders

NOW = datetime(2026, 3, 30, 12, tzinfo=UTC)


def a_vase(shop: Shop, *units: int) -> tuple[UUID, list[UUID]]:
    """Add a model whose plates yield so many pieces each; the model and a plate each."""
    model = catalog.create_model(shop, NewModel(name="Vase"))
    plates = tuple(NewPlate(index=n, units=each) for n, each in enumerate(units, start=1))
    variant = catalog.create_variant(shop, model.id, NewVariant(name="V", plates=plates))
    return model.id, [plate.id for plate in variant.plates]


def printed(shop: Shop, model_id: UUID, plate: int = 0, **said: int) -> None:
    """Print a plate of the newest version four weeks ago."""
    variant = catalog.model_by_id(shop, model_id).variants[0]
    job = builders.a_print_of_its_own(
        shop, variant.model_copy(update={"plates": variant.plates[plate:]})
    )
    done = CompleteJob.model_validate({"job_id": job.id, "is_confirmed": True, **said})
    printing.complete(shop, done, as_of=NOW - timedelta(weeks=4))


def sold(shop: Shop, model_id: UUID, units: int, *, days_ago: int = 1) -> int:
    """Note a sale."""
    sale = NewSale(
        model_id=model_id,
        units=units,
        unit_price=Decimal(9),
        sold_on=NOW.date() - timedelta(days=days_ago),
        request_id=uuid4(),
    )
    return sales.note_sale(shop, sale).id


def asked(shop: Shop, model_id: UUID) -> dict[str, Any]:
    """The demand of one model."""
    return demand.product(shop, model_id, NOW)


def test_an_empty_shop_sells_nothing(shop: Shop) -> None:
    assert demand.products(shop, NOW).equals(PRODUCT_DEMAND.to_frame())
    with pytest.raises(NotFoundError):
        demand.product(shop, uuid4(), NOW)


def test_sales_are_counted_in_the_weeks_with_any_on_the_shelf(shop: Shop) -> None:
    vase, _ = a_vase(shop, 4)
    printed(shop, vase)
    sold(shop, vase, 3)

    row = asked(shop, vase)

    assert (row["units"], row["weeks"], row["shelf_units"], row["basis"]) == (3, 5, 1, "sales")
    assert row["mean_per_week"] == pytest.approx((1.5 + 3) / (3.75 + 5))


def test_a_sale_that_was_taken_back_was_none(shop: Shop) -> None:
    vase, _ = a_vase(shop, 4)
    printed(shop, vase)
    sales.take_back(shop, sold(shop, vase, 3))

    row = asked(shop, vase)

    assert (row["units"], row["shelf_units"], row["basis"]) == (4, 4, "prints")


def test_rejected_pieces_are_not_on_the_shelf_and_uncounted_ones_are(shop: Shop) -> None:
    vase, _ = a_vase(shop, 4)
    printed(shop, vase, units_good=1, units_rejected=3)
    printed(shop, vase)

    assert asked(shop, vase)["shelf_units"] == 5


def test_a_piece_needs_one_of_each_plate(shop: Shop) -> None:
    box, _ = a_vase(shop, 4, 2)
    printed(shop, box, plate=0)
    assert asked(shop, box)["shelf_units"] == 0

    printed(shop, box, plate=1)
    assert asked(shop, box)["shelf_units"] == 2


def test_a_model_that_never_was_printed_is_the_mean_product(shop: Shop) -> None:
    vase, _ = a_vase(shop, 4)

    assert asked(shop, vase)["basis"] == "others"
