"""Another currency: all amounts follow it once, and the shop's sums stay what they are worth."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import text

from printshop.domain.costing import ModelPricing
from printshop.domain.printers import NewPrinter
from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.shopping import NewShoppingItem
from printshop.domain.users import ShopSettings
from printshop.errors import PrintshopError, RuleError
from printshop.services import accounts, costs, currency, printers, stock
from printshop.services.shop import Shop
from tests.builders import MONDAY_NOON, a_filament, a_spool, a_variant

TWO = Decimal(2)


def test_amounts_that_were_typed_before_the_currency_changed_are_not_taken_for_others(
    shop: Shop,
) -> None:
    filament = a_filament(shop)
    variant = a_variant(shop, {filament.id: "100"})
    bill = NewPurchase(
        id=uuid4(), lines=(PurchaseLine(filament_id=filament.id, net_g=1000, price=Decimal(20)),)
    )
    currency.change(shop, "EUR", TWO)

    with pytest.raises(RuleError, match=r"typed in USD, and the shop's currency is EUR by now"):
        stock.receive(shop, bill, currency="USD")
    with pytest.raises(RuleError, match="typed in USD"):
        costs.set_pricing(
            shop, variant.model_id, ModelPricing(unit_price=Decimal(9)), currency="USD"
        )

    with shop.unit_of_work() as uow:
        assert uow.spools.of_purchase(bill.id) == ()
        assert uow.models.get(variant.model_id).unit_price is None
    assert len(stock.receive(shop, bill, currency="EUR")) == 1


def test_every_amount_is_converted_once_and_all_together(shop: Shop) -> None:
    filament = a_filament(shop, cost_per_gram_base="0.025")
    spool = a_spool(
        shop, filament, total_price=Decimal("20.00"), shipping=Decimal("4.00"), tax=Decimal(1)
    )
    printer = printers.create_printer(
        shop, NewPrinter(name="Bellows", cost_per_hour=Decimal("0.4"))
    )
    variant = a_variant(shop, {filament.id: "100"})
    costs.set_pricing(shop, variant.model_id, ModelPricing(unit_price=Decimal("9.99")))
    with shop.unit_of_work() as uow:
        wanted = NewShoppingItem(filament_id=filament.id, roll_g=Decimal(1000), price=Decimal(18))
        uow.shopping_items.add(wanted)
        uow.commit()
    costs.refresh(shop, MONDAY_NOON)
    before = costs.of_variants(shop, [variant.id])[variant.id]

    done = currency.change(shop, "eur", TWO)

    assert (done.before, done.after, done.is_done) == ("USD", "EUR", True)
    settings = shop.settings()
    assert (settings.currency, settings.labour_per_hour) == ("EUR", Decimal(30))
    assert settings.electricity_per_kwh == Decimal("0.6")
    with shop.unit_of_work() as uow:
        converted = uow.spools.get(spool.id)
        assert (converted.price, converted.landed_cost_per_gram) == (40, Decimal("0.05"))
        assert uow.filaments.get(filament.id).cost_per_gram_base == Decimal("0.05")
        assert uow.printers.get(printer.id).cost_per_hour == Decimal("0.8")
        assert uow.models.get(variant.model_id).unit_price == Decimal("19.98")
        cost = uow.variants.get(variant.id).cost_to_produce_usd
    after = costs.of_variants(shop, [variant.id])[variant.id]
    assert before.unit.total is not None
    assert after.unit.total is not None
    assert after.unit.total == before.unit.total * 2
    # A margin is of the cost to the cent, which is twice as fine now.
    assert before.price.margin_pct is not None
    assert after.price.margin_pct == pytest.approx(before.price.margin_pct, abs=Decimal("0.1"))
    # Twice what was rounded, until the worker comes by.
    assert cost is not None
    assert abs(cost - after.unit.total) <= Decimal("0.01")
    with shop.unit_of_work() as uow:
        noted = uow.frames.last_noted_costs()
    assert noted["unit_e6"].item() == after.unit.total * 10**6


def test_the_past_is_converted_too(shop: Shop, other_shop: Shop) -> None:
    filament = a_filament(shop)
    spool = a_spool(shop, filament, total_price=Decimal("20.00"), shipping=Decimal("4.00"))
    a_variant(shop, {filament.id: "100"})
    costs.refresh(shop, MONDAY_NOON)

    currency.change(shop, "EUR", TWO)
    costs.refresh(shop, MONDAY_NOON + timedelta(days=1))

    with shop.snapshot() as uow:
        assert costs.drifts(uow, MONDAY_NOON.date()).is_empty()
        # A later bill works from the ledger.
        ledger = uow.connection.scalars(text("SELECT cost_per_gram FROM inventory_movements"))
        assert list(ledger) == [Decimal("0.048")]
    assert stock.bill(shop, spool.purchase_id).purchase.shipping == 8
    assert other_shop.settings() == ShopSettings()


def test_only_the_sign_was_wrong(shop: Shop) -> None:
    spool = a_spool(shop, a_filament(shop), total_price=Decimal("20.00"))

    currency.change(shop, "EUR", Decimal(1))

    assert shop.settings() == ShopSettings(currency="EUR")
    with shop.unit_of_work() as uow:
        assert uow.spools.get(spool.id) == spool


def test_a_second_click_converts_nothing_twice(shop: Shop) -> None:
    currency.change(shop, "EUR", TWO)

    again = currency.change(shop, "EUR", TWO)

    assert not again.is_done
    assert shop.settings().labour_per_hour == 30


def test_what_costs_little_does_not_become_unknown(shop: Shop) -> None:
    spool = a_spool(shop, a_filament(shop), total_price=Decimal("20.00"))

    currency.change(shop, "XAU", Decimal("0.000001"))

    with shop.unit_of_work() as uow:
        assert uow.spools.get(spool.id).actual_cost_per_gram == Decimal("0.000001")


@pytest.mark.parametrize(
    ("to", "rate", "sentence"),
    [
        ("Euro", TWO, "Euro is no currency. Three letters, such as EUR or USD."),
        (
            "EUR",
            Decimal(0),
            "0 is no rate. Say how many of the new currency one of the old is, such as 0.92.",
        ),
        (
            "EUR",
            Decimal("NaN"),
            "NaN is no rate. Say how many of the new currency one of the old is, such as 0.92.",
        ),
        (
            "EUR",
            Decimal(1_000_000),
            (
                "At 1000000 EUR for one USD an amount is more than can be kept."
                " Nothing was changed. Check the rate."
            ),
        ),
    ],
)
def test_what_cannot_be_converted_is_refused_and_nothing_changes(
    shop: Shop, to: str, rate: Decimal, sentence: str
) -> None:
    a_spool(shop, a_filament(shop), total_price=Decimal("20.00"))

    with pytest.raises(PrintshopError) as caught:
        currency.change(shop, to, rate)

    assert caught.value.sentence == sentence
    assert shop.settings() == ShopSettings()


def test_settings_that_were_opened_before_the_change_are_refused(shop: Shop) -> None:
    seen = shop.settings()
    currency.change(shop, "EUR", TWO)

    with pytest.raises(PrintshopError):
        accounts.update_settings(shop, seen)

    assert shop.settings().labour_per_hour == 30


def test_amounts_are_counted_before_they_are_converted(shop: Shop) -> None:
    """Three rates of the settings; and a spool, its bill and its line of the ledger."""
    rates = currency.amounts(shop)

    a_spool(shop, a_filament(shop), total_price=Decimal("20.00"), shipping=Decimal(4))

    assert (rates, currency.amounts(shop)) == (3, 6)
