from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

from printshop.domain.filament import Filament, Material
from printshop.domain.spools import FilamentStock, QuantityOperation, Spool
from printshop.ui.inventory import facts as inventory_facts

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def a_filament(*, cost: str = "0") -> Filament:
    return Filament(
        id=uuid4(),
        brand="Bambu Lab",
        material=Material.PLA,
        color_name="Black",
        color_hex="#000000",
        cost_per_gram_base=Decimal(cost),
        demand_count=0,
        created_at=NOW,
        updated_at=NOW,
    )


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


def test_the_cost_of_a_gram_is_weighed_by_what_is_left_of_each_price() -> None:
    spools = (
        a_spool("300", cost="0.0200"),
        a_spool("100", cost="0.0400"),
        # Without a known price, and empty: neither says what a gram on hand cost.
        a_spool("500"),
        a_spool("0", cost="0.9000"),
    )

    row = FilamentStock(filament=a_filament(cost="0.0300"), spools=spools)

    assert inventory_facts.cost_per_gram(row) == Decimal("0.0250")


def test_without_priced_spools_the_filaments_own_price_counts() -> None:
    row = FilamentStock(filament=a_filament(cost="0.0300"), spools=(a_spool("500"),))

    assert inventory_facts.cost_per_gram(row) == Decimal("0.0300")


def test_a_price_nobody_knows_is_unknown_and_not_zero() -> None:
    cost = inventory_facts.cost_per_gram(FilamentStock(filament=a_filament()))

    assert cost is None
    assert inventory_facts.per_gram(cost, "EUR") == "unknown"


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
