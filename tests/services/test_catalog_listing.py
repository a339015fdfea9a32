"""Which models the catalog lists, by grams, hours and money."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from printshop.domain.catalog import NewModel, NewVariant
from printshop.domain.catalog_query import Between, CatalogOrder, CatalogQuery, MoneyState
from printshop.domain.costing import ModelPricing
from printshop.domain.users import ShopSettings
from printshop.services import accounts, catalog, costs
from printshop.services.shop import Shop
from tests import builders

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def listed(shop: Shop, **query: object) -> list[str]:
    found = catalog.list_models(shop, CatalogQuery.model_validate(query))
    assert found.total == len(found.models)
    return [card.model.name for card in found.models]


def below(most: int) -> Between:
    return Between(most=Decimal(most))


@pytest.fixture
def filled(shop: Shop) -> Shop:
    """Give a shop of four models: two priced, one of unknown cost, one without a file."""
    filament, unpriced = builders.a_filament(shop), builders.a_filament(shop, color_hex="#FF0000")
    builders.a_spool(shop, filament, "1000", total_price=Decimal(20))
    made = {
        "Ring": (builders.new_variant({filament.id: "40"}, {filament.id: "8"}, minutes=30), "20"),
        "Vase": (builders.new_variant({filament.id: "300"}, minutes=600), "9"),
        "Box": (builders.new_variant({unpriced.id: "50"}, minutes=120), None),
    }
    for name, (version, price) in made.items():
        _add(shop, name, version, price)
    catalog.create_model(shop, NewModel(name="Idea"))
    costs.refresh(shop, NOW)
    return shop


def test_under_fifty_grams_counts_all_plates_and_leaves_out_what_is_unknown(filled: Shop) -> None:
    assert listed(filled, grams=below(50), order=CatalogOrder.NAME) == ["Box", "Ring"]
    assert listed(filled, grams=below(49)) == ["Ring"]
    assert listed(filled, grams=Between(least=Decimal(51))) == ["Vase"]


def test_hours_and_cost_narrow_alike(filled: Shop) -> None:
    assert listed(filled, hours=below(1)) == ["Ring"]
    assert listed(filled, hours=Between(least=Decimal(2), most=Decimal(9))) == ["Box"]
    # A ring is 0.96 of filament and ten minutes of work on each of two plates, and some power.
    assert listed(filled, cost=below(8)) == ["Ring"]


def test_what_is_to_be_done_about_money_can_be_listed(filled: Shop) -> None:
    assert listed(filled, money=MoneyState.COST_UNKNOWN) == ["Box"]
    assert listed(filled, money=MoneyState.NO_PRICE, order=CatalogOrder.NAME) == ["Box", "Idea"]
    assert listed(filled, money=MoneyState.UNDER_TARGET) == ["Vase"]


def test_models_are_sorted_by_cost_and_margin_with_the_unknown_last(filled: Shop) -> None:
    assert listed(filled, order=CatalogOrder.CHEAPEST)[:2] == ["Ring", "Vase"]
    assert listed(filled, order=CatalogOrder.LEAST_MARGIN)[:2] == ["Vase", "Ring"]
    assert listed(filled, order=CatalogOrder.MOST_MARGIN)[:2] == ["Ring", "Vase"]
    assert listed(filled) == ["Idea", "Box", "Vase", "Ring"]


def test_what_the_list_sorts_by_is_what_the_cards_show(filled: Shop) -> None:
    cards = catalog.list_models(filled, CatalogQuery(order=CatalogOrder.CHEAPEST)).models
    shown = costs.of_variants(filled, [card.variant_id for card in cards if card.variant_id])

    totals = [shown[card.variant_id].unit.total for card in cards if card.variant_id]

    known = [total for total in totals if total is not None]
    assert known == sorted(known)


# Minutes of work at 15.00 an hour, nothing else: 13.21 min are 3.3025, which is 3.30 to the cent.
EDGES = {
    "reaches it to the cent": ("13.21", "6.60"),
    "half a cent, to the even one below": ("13.22", "6.60"),
    "half a cent, to the even one above": ("13.26", "6.63"),
    "just so": ("13.20", "6.60"),
    "a cent short": ("13.20", "6.59"),
    "at a loss": ("13.20", "1.00"),
    "for nothing": ("13.20", "0.00"),
}


@pytest.mark.parametrize("fees", [(0, 0), ("6.5", "0.45")])
def test_a_list_by_margin_holds_what_the_cards_mark_and_the_frame_of_all_says(
    shop: Shop, fees: tuple[str, str]
) -> None:
    filament = builders.a_filament(shop)
    own = {name: Decimal(0) for name in ("electricity_per_kwh", "machine_per_hour", "setup_min")}
    terms = {"fee_pct": Decimal(fees[0]), "fee_fixed": Decimal(fees[1])}
    accounts.update_settings(shop, ShopSettings.model_validate(own | terms))
    for name, (minutes, price) in EDGES.items():
        _add(shop, name, builders.new_variant({filament.id: "0"}), price, minutes)
    costs.refresh(shop, NOW)

    found = set(listed(shop, money=MoneyState.UNDER_TARGET))

    cards = catalog.list_models(shop, CatalogQuery()).models
    said = costs.of_variants(shop, [card.variant_id for card in cards if card.variant_id])
    prices = {card.model.name: said[card.variant_id].price for card in cards if card.variant_id}
    with shop.snapshot() as uow:
        frame = {row["model_id"]: row["margin_pct"] for row in costs.unit_costs(uow).to_dicts()}
    marked, in_frame = set(), set()
    for card in cards:
        price, margin = prices[card.model.name], frame[str(card.model.id)]
        if price.margin_pct is not None and price.margin_pct < price.target_margin_pct:
            marked.add(card.model.name)
        if margin is not None and margin < price.target_margin_pct:
            in_frame.add(card.model.name)
    assert found == marked == in_frame
    if terms["fee_pct"] == 0:
        assert found == {"half a cent, to the even one above", "a cent short", "at a loss"}


def _add(
    shop: Shop, name: str, version: NewVariant, price: str | None, minutes: str | None = None
) -> None:
    model = catalog.create_model(shop, NewModel(name=name))
    catalog.create_variant(shop, model.id, version)
    if price:
        work = None if minutes is None else Decimal(minutes)
        pricing = ModelPricing(unit_price=Decimal(price), finishing_min=work)
        costs.set_pricing(shop, model.id, pricing)
