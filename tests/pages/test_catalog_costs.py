"""What the catalog says of costs and prices."""

from collections.abc import Callable
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import NewModel, Variant
from printshop.domain.costing import ModelPricing
from printshop.services import catalog, costs
from printshop.services.shop import Shop
from printshop.ui.print_now import words
from tests import builders

OpenPage = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    elements = [*app.markdown, *app.warning, *app.caption]
    return "\n".join(element.value for element in elements).replace("\u00a0", " ")


def metrics_of(app: AppTest) -> dict[str, str]:
    return {one.label: one.value for one in app.metric}


def a_priced_variant(shop: Shop) -> Variant:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000", total_price=Decimal("20.00"))
    return builders.a_variant(shop, {filament.id: "50"}, minutes=60)


def test_a_model_says_what_a_piece_costs_and_every_line_of_it(
    shop: Shop, open_page: OpenPage
) -> None:
    variant = a_priced_variant(shop)
    cost = costs.of_variants(shop, [variant.id])[variant.id].unit
    app = open_page("catalog", model=str(variant.model_id))

    assert not app.exception
    assert cost.total is not None
    assert metrics_of(app)["A piece costs"] == f"${cost.total:.2f}"
    assert metrics_of(app)["Price"] == "not said"

    app.session_state[f"catalog.cost_lines.{variant.id}"] = True
    app.run()
    said = text_of(app)
    assert "| **Model** ·" in said
    assert "| $1.00 |" in said
    assert f"| **Together** | **${cost.total:.2f}** |" in said
    assert "own\\, \\$0\\.02 per g" in said
    assert "at what was paid for the spools" in said


def test_a_price_under_the_wanted_margin_is_marked_in_words(
    shop: Shop, open_page: OpenPage
) -> None:
    variant = a_priced_variant(shop)
    costs.set_pricing(shop, variant.model_id, ModelPricing(unit_price=Decimal("5.00")))

    app = open_page("catalog", model=str(variant.model_id))

    assert "under the wanted 50 %" in text_of(app)
    costs.set_pricing(shop, variant.model_id, ModelPricing(unit_price=Decimal(0)))
    given = app.run()
    assert "Given away: a price of 0 has no margin." in text_of(given)
    assert metrics_of(given)["Margin"] == "none"
    costs.set_pricing(shop, variant.model_id, ModelPricing(unit_price=Decimal("5.00")))
    assert ":orange[:material/trending_down:] margin" in text_of(open_page("catalog"))


def test_a_unit_of_several_plates_is_no_piece_and_not_judged_by_the_price_of_one(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, total_price=Decimal(20))
    three = builders.a_variant(shop, *[{filament.id: "50"}] * 3)
    one = catalog.create_variant(shop, three.model_id, builders.new_variant({filament.id: "50"}))
    costs.set_pricing(shop, one.model_id, ModelPricing(unit_price=Decimal(9)))
    app = open_page("catalog", model=str(one.model_id))
    assert "a piece costs **$" in text_of(app)
    assert "reaches the wanted 50 %" in text_of(app)
    assert metrics_of(app)["Expected a week"]

    app.query_params["version"] = str(three.id)
    said = text_of(app.run())

    assert "a unit (1 of each of 3 plates) costs **$" in said
    assert "The price is for a piece of the newest version" in said
    assert "loss" not in said
    assert (metrics_of(app)["Price"], metrics_of(app)["Margin"]) == ("$9.00", "unknown")
    assert "A unit costs" in metrics_of(app)
    row = words.piece(costs.of_variants(shop, [three.id])[three.id], "USD")
    assert row.endswith("a unit (1 of each of 3 plates)")
    with shop.snapshot() as uow:
        priced = costs.unit_costs(uow).select("variant_id", "unit_price").iter_rows()
    assert dict(priced) == {str(one.id): 9.0, str(three.id): None}


def test_a_filament_without_a_price_leaves_the_cost_unknown_and_says_what_to_do(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    variant = builders.a_variant(shop, {filament.id: "50"})

    app = open_page("catalog", model=str(variant.model_id))

    assert metrics_of(app)["A piece costs"] == "unknown"
    assert "what a piece costs: **unknown so far**" in text_of(app)
    assert "add a price to its spool or to the filament" in text_of(app)
    assert "cost unknown" in text_of(open_page("catalog"))


def test_a_price_is_saved_and_can_be_taken_back(shop: Shop, open_page: OpenPage) -> None:
    variant = a_priced_variant(shop)
    key = f"catalog.pricing.{variant.model_id}"
    app = open_page("catalog", model=str(variant.model_id))
    app.session_state[f"{key}.section"] = True
    app.run()

    app.number_input(key=f"{key}.unit_price").set_value(-1)
    submit(app, "Save")
    assert [error.value for error in app.error] == ["Price of a piece must be at least 0\\."]
    assert app.number_input(key=f"{key}.unit_price").value == -1

    app.number_input(key=f"{key}.unit_price").set_value(12.5)
    submit(app, "Save")
    assert metrics_of(app)["Price"] == "$12.50"

    app.button(key="notices.undo_button").click().run()
    assert catalog.model_by_id(shop, variant.model_id).model.unit_price is None


def submit(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()


def test_a_view_of_the_catalog_stands_in_the_address(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    for name, grams in {"Ring": "40", "Vase": "300"}.items():
        model = catalog.create_model(shop, NewModel(name=name))
        catalog.create_variant(shop, model.id, builders.new_variant({filament.id: grams}))

    app = open_page("catalog", most_grams="50", order="name", money="cost_unknown")

    assert titles_on_cards(app) == ["**Ring**"]
    assert app.selectbox(key="catalog.order").value == "name"
    app.button(key="catalog.clear").click().run()
    assert titles_on_cards(app) == ["**Vase**", "**Ring**"]
    app.selectbox(key="catalog.order").set_value("name").run()
    assert titles_on_cards(app) == ["**Ring**", "**Vase**"]
    assert app.query_params["order"] == "name"


def test_an_address_that_says_nonsense_shows_all(shop: Shop, open_page: OpenPage) -> None:
    catalog.create_model(shop, NewModel(name="Vase"))

    app = open_page("catalog", most_grams="-x", order="sideways", money="lots", least_cost="9")

    assert not app.exception
    assert app.selectbox(key="catalog.order").value == "newest"


def titles_on_cards(app: AppTest) -> list[str]:
    return [b.label for b in app.button if str(b.key).startswith("catalog.open.")]
