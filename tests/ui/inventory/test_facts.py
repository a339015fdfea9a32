from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from printshop.domain.spools import QuantityOperation, Spool
from printshop.ui.inventory import facts as inventory_facts

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def a_spool(grams: str, *, cost: str = "0", is_weighed: bool = True) -> Spool:
    return Spool(
        id=uuid4(),
        filament_id=uuid4(),
        purchase_id=uuid4(),
        number=7,
        batch_identifier="L1",
        initial_g=Decimal(1000),
        quantity_g=Decimal(grams),
        actual_cost_per_gram=Decimal(cost),
        is_weighed=is_weighed,
        location="Shelf B",
        supplier="",
        purchased_on=None,
        expires_on=None,
        created_at=NOW,
        updated_at=NOW,
    )


def test_a_price_nobody_knows_is_unknown_and_not_zero() -> None:
    assert inventory_facts.per_gram(None, "EUR") == "unknown"


def test_what_would_be_left_is_told_for_each_operation() -> None:
    spool = a_spool("400")

    left_g = [inventory_facts.after(spool, how, Decimal(500)) for how in QuantityOperation]

    assert left_g == [Decimal(500), Decimal(900), Decimal(-100)]


def test_a_spool_with_more_than_it_came_with_is_full() -> None:
    assert inventory_facts.left_pct(a_spool("1200")) == 100.0
    assert inventory_facts.left_pct(a_spool("250")) == 25.0


def test_a_weight_of_a_kilogram_and_more_is_told_in_kilograms() -> None:
    assert inventory_facts.in_kilograms(Decimal("999.5")) == "999.5\u00a0g"
    assert inventory_facts.in_kilograms(Decimal(1000)) == "1.00 kg"
    assert inventory_facts.in_kilograms(Decimal(1_250_400)) == "1,250 kg"
