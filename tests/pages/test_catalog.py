from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

import psycopg
from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import (
    Category,
    GramSource,
    NewModel,
    NewPlate,
    NewRequirement,
    NewVariant,
    VariantStatus,
)
from printshop.domain.print_queue import JobStatus
from printshop.platform.postgres import LocalPostgres
from printshop.services import catalog, planning
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.warning]).replace(
        "\u00a0", " "
    )


def titles_on_cards(app: AppTest) -> list[str]:
    return [b.label for b in app.button if str(b.key).startswith("catalog.open.")]


def test_an_empty_catalog_says_what_to_do_next(open_page: OpenPage) -> None:
    app = open_page("catalog")

    assert not app.exception
    assert "**No models yet.**" in text_of(app)


def test_a_card_says_whether_it_can_be_printed_how_long_and_how_much(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "100")
    builders.a_variant(shop, {filament.id: "32.5"}, minutes=105)

    app = open_page("catalog")

    assert titles_on_cards(app) == ["**Vase**"]
    assert ":green-badge[:material/check_circle: Ready]" in text_of(app)
    assert "1 h 45 min · 32.5 g" in text_of(app)


def test_a_card_says_by_how_many_grams_it_is_short(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "30")
    builders.a_variant(shop, {filament.id: "32.5"})

    app = open_page("catalog")

    assert ":red-badge[:material/remove_circle: Short by 12.5 g]" in text_of(app)


def test_search_and_category_narrow_the_list(shop: Shop, open_page: OpenPage) -> None:
    catalog.create_model(shop, NewModel(name="Fox keychain", category=Category.KEYCHAIN))
    catalog.create_model(shop, NewModel(name="Hex planter", category=Category.DECORATION))
    app = open_page("catalog")

    searched = titles_on_cards(app.text_input(key="model_search").set_value("fox").run())
    app.text_input(key="model_search").set_value("").run()
    narrowed = titles_on_cards(app.pills(key="category").set_value(Category.DECORATION).run())

    assert searched == ["**Fox keychain**"]
    assert narrowed == ["**Hex planter**"]


def test_a_search_that_fits_nothing_says_so(shop: Shop, open_page: OpenPage) -> None:
    catalog.create_model(shop, NewModel(name="Vase"))

    app = open_page("catalog", model_search="zeppelin")

    assert "**Nothing fits this search.**" in text_of(app)


def test_more_than_24_models_are_paged(shop: Shop, open_page: OpenPage) -> None:
    for number in range(26):
        catalog.create_model(shop, NewModel(name=f"Model {number}"))

    assert len(titles_on_cards(open_page("catalog"))) == 24
    assert len(titles_on_cards(open_page("catalog", models_page="2"))) == 2


def test_a_page_behind_the_last_shows_the_first(shop: Shop, open_page: OpenPage) -> None:
    catalog.create_model(shop, NewModel(name="Vase"))

    assert titles_on_cards(open_page("catalog", models_page="9")) == ["**Vase**"]
    assert titles_on_cards(open_page("catalog", models_page="x")) == ["**Vase**"]


def test_a_hostile_name_stays_text(shop: Shop, open_page: OpenPage) -> None:
    catalog.create_model(shop, NewModel(name="![x](http://evil.example)"))

    assert titles_on_cards(open_page("catalog")) == [
        "**\\!\\[x\\]\\(http\\:\u2060\\/\\/evil\\.example\\)**"
    ]


def test_a_card_opens_its_model(shop: Shop, open_page: OpenPage) -> None:
    model = catalog.create_model(shop, NewModel(name="Vase"))
    app = open_page("catalog")

    app.button(key=f"catalog.open.{model.id}").click().run()

    assert app.title[0].value == "Vase"
    assert app.query_params["model"] == str(model.id)


def test_an_address_of_no_model_is_answered_in_one_sentence(open_page: OpenPage) -> None:
    app = open_page("catalog", model="nonsense")

    assert [error.value for error in app.error] == [
        "There is no model nonsense in this shop\\. It may have been removed\\. Reload the page\\."
    ]


def test_the_model_of_another_shop_is_not_there(other_shop: Shop, open_page: OpenPage) -> None:
    model = catalog.create_model(other_shop, NewModel(name="Secret"))

    app = open_page("catalog", model=str(model.id))

    assert not app.title
    assert app.error[0].value.startswith("There is no model")


def test_the_detail_says_which_filament_is_short_by_how_much(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "30")
    variant = builders.a_variant(shop, {filament.id: "32.5"})

    app = open_page("catalog", model=str(variant.model_id))

    assert (
        "30 g on hand, 10 g of it cannot be fed to the end and stay on the reels, "
        "**short by 12.5 g**." in text_of(app)
    )
    assert "Bambu Lab PLA Basic Black · needs 32.5 g · 30 g on hand" in text_of(app)


def test_plates_are_queued_and_taken_out_again(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    variant = builders.a_variant(shop, {filament.id: "10"}, {filament.id: "20"})
    app = open_page("catalog", model=str(variant.model_id))
    key = f"catalog.queue.{variant.id}"

    app.number_input(key=f"{key}.quantity").set_value(2)
    app.segmented_control(key=f"{key}.priority").set_value("High")
    press(app, "Add to the queue")
    queued = jobs_of(shop)
    said = text_of(app)
    app.button(key="notices.undo_button").click().run()

    assert [(job.priority, job.status) for job in queued] == [(10, JobStatus.QUEUED)] * 4
    assert "4 jobs of **Vase** added to the queue." in said
    assert jobs_of(shop) == []


def test_a_double_click_queues_once(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("catalog", model=str(variant.model_id))

    press(app, "Add to the queue")
    press(app, "Add to the queue")

    assert len(jobs_of(shop)) == 1


def test_no_plate_chosen_queues_nothing(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    variant = builders.a_variant(shop, {filament.id: "10"}, {filament.id: "20"})
    app = open_page("catalog", model=str(variant.model_id))

    app.pills(key=f"catalog.queue.{variant.id}.plates").set_value([])
    press(app, "Add to the queue")

    assert [error.value for error in app.error] == [
        "No plate is chosen. Choose at least one plate to print."
    ]
    assert jobs_of(shop) == []


def test_a_model_and_its_version_are_edited(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("catalog", model=str(variant.model_id))
    app.session_state[f"catalog.edit.{variant.model_id}"] = True
    app.run()
    key = f"catalog.edit.{variant.id}"

    app.text_input(key=f"{key}.name").set_value("Tall vase")
    app.text_input(key=f"{key}.tags").set_value("gift, , market, gift")
    app.segmented_control(key=f"{key}.status").set_value(VariantStatus.PROVEN)
    press(app, "Save")

    found = catalog.model_by_id(shop, variant.model_id)
    assert (found.model.name, found.model.tags) == ("Tall vase", ("gift", "market"))
    assert found.variants[0].status is VariantStatus.PROVEN
    assert app.title[0].value == "Tall vase"


def test_an_edit_that_breaks_a_limit_saves_nothing(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("catalog", model=str(variant.model_id))
    app.session_state[f"catalog.edit.{variant.model_id}"] = True
    app.run()
    key = f"catalog.edit.{variant.id}"

    app.text_input(key=f"{key}.name").set_value("Tall vase")
    app.text_input(key=f"{key}.variant_name").set_value(" ")
    press(app, "Save")

    assert [error.value for error in app.error] == ["Name of this version must not be empty\\."]
    assert catalog.model_by_id(shop, variant.model_id).model.name == "Vase"


def test_an_unsliced_plate_asks_for_its_grams_and_minutes(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "100")
    model = catalog.create_model(shop, NewModel(name="Vase"))
    need = NewRequirement(filament_index=1, filament_id=filament.id, source=GramSource.MANUAL)
    variant = catalog.create_variant(
        shop, model.id, NewVariant(name="Plain", plates=(NewPlate(index=1, requirements=(need,)),))
    )
    plate = variant.plates[0]
    app = open_page("catalog", model=str(model.id))
    before = text_of(app)

    key = f"catalog.plate_form.{plate.id}"
    app.number_input(key=f"{key}.minutes").set_value(0)
    press(app, "Save")
    assert "cannot be printed in 0 minutes" in app.error[0].value
    assert catalog.model_by_id(shop, model.id).variants[0].plates[0].print_time_s is None

    app.number_input(key=f"{key}.minutes").set_value(95)
    app.number_input(key=f"{key}.grams.{plate.requirements[0].id}").set_value(12.5)
    press(app, "Save")

    stored = catalog.model_by_id(shop, model.id).variants[0].plates[0]
    assert "The file is not sliced" in before
    assert stored.print_time_s == 95 * 60
    assert stored.requirements[0].used_g == Decimal("12.50")
    assert ":green-badge[:material/check_circle: Ready]" in text_of(app)


def test_a_filament_of_the_file_is_matched_to_one_of_the_shop_on_all_plates_at_once(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    model = catalog.create_model(shop, NewModel(name="Vase"))
    need = NewRequirement(filament_index=1, model_g=Decimal(5), slicer_type="PLA")
    plates = tuple(NewPlate(index=index, print_time_s=60, requirements=(need,)) for index in (1, 2))
    variant = catalog.create_variant(shop, model.id, NewVariant(name="Plain", plates=plates))
    app = open_page("catalog", model=str(model.id))

    app.selectbox(key=f"catalog.match_form.{variant.id}.0").set_value(filament.id)
    press(app, "Save the match")

    plates = catalog.model_by_id(shop, model.id).variants[0].plates
    assert [plate.requirements[0].filament_id for plate in plates] == [filament.id] * 2


def test_a_filament_that_plates_match_differently_stays_so_until_somebody_chooses(
    shop: Shop, open_page: OpenPage
) -> None:
    one, other = (builders.a_filament(shop, color_hex=color) for color in ("#101010", "#FFFFFF"))
    model = catalog.create_model(shop, NewModel(name="Vase"))
    plates = tuple(
        NewPlate(
            index=index,
            print_time_s=60,
            requirements=(
                NewRequirement(
                    filament_index=1, model_g=Decimal(5), slicer_type="PLA", filament_id=of
                ),
            ),
        )
        for index, of in ((1, one.id), (2, other.id))
    )
    variant = catalog.create_variant(shop, model.id, NewVariant(name="Plain", plates=plates))
    app = open_page("catalog", model=str(model.id))
    app.session_state[f"catalog.match.{variant.id}"] = True

    press(app.run(), "Save the match")

    stored = catalog.model_by_id(shop, model.id).variants[0].plates
    assert [plate.requirements[0].filament_id for plate in stored] == [one.id, other.id]


def test_temperatures_that_differ_are_said_by_filament(shop: Shop, open_page: OpenPage) -> None:
    uses = [
        {"index": index, "nozzle_temperature_c": heat_c, "bed_temperature_c": 60}
        for index, heat_c in ((2, 250), (1, 220))
    ]
    report = {"kind": "project", "plates": [{"index": 1, "filaments": uses}]}
    model = catalog.create_model(shop, NewModel(name="Vase"))
    new = NewVariant(
        name="Plain",
        producer_name="Gladius",
        plates=(NewPlate(index=1),),
        bambu_metadata={"report": report},
    )
    catalog.create_variant(shop, model.id, new)

    said = text_of(open_page("catalog", model=str(model.id)))

    assert r"Nozzle: **220 °C \/ 250 °C by filament**" in said
    assert "Bed: **60 °C**" in said
    assert "Made with: **Gladius**" in said


def test_remarks_and_settings_of_the_file_are_shown(shop: Shop, open_page: OpenPage) -> None:
    model = catalog.create_model(shop, NewModel(name="Vase"))
    stored = {
        "report": {"findings": [{"where": "Metadata/x", "message": "The weight is odd."}]},
        "rawMetadata": {"layer_height": "0.2", "wall_loops": "3"},
    }
    new = NewVariant(name="Plain", plates=(NewPlate(index=1),), bambu_metadata=stored)
    variant = catalog.create_variant(shop, model.id, new)
    app = open_page("catalog", model=str(model.id))
    place = f"catalog.file.{variant.id}"
    for name in ("file", "settings"):
        app.session_state[f"{place}.{name}"] = True
    app.session_state[f"{place}.settings_search"] = "layer"

    app.run()

    assert "- The weight is odd\\. (Metadata\\/x)" in text_of(app)
    (table,) = (e.proto.body for e in app.get("html") if "text-table" in e.proto.body[:40])
    assert "layer_height" in table
    assert "wall_loops" not in table


def test_nothing_is_shown_of_a_version_that_does_not_exist(shop: Shop, open_page: OpenPage) -> None:
    catalog.create_model(shop, NewModel(name="Vase"))

    app = open_page("catalog", model=str(uuid4()))

    assert app.error[0].value.startswith("There is no model")


def press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click()
    app.run()
    assert not app.exception


def jobs_of(shop: Shop) -> list:
    return [row.job for row in planning.list_queue(shop, as_of=builders.MONDAY_NOON).jobs]


def on_the_shelf(app: AppTest) -> str:
    return next(one.value for one in app.metric if one.label == "On the shelf")


def test_the_page_of_a_model_that_was_put_away_expects_nothing_of_it(
    shop: Shop, open_page: OpenPage, database: LocalPostgres
) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    with psycopg.connect(database.superuser_url) as connection:
        away = "UPDATE models SET archived_at = now() WHERE id = %s"
        connection.execute(away, [variant.model_id])

    app = open_page("catalog", model=str(variant.model_id))

    assert not app.exception
    assert not app.error
    assert "It was put away: nothing is expected of it." in text_of(app)


def test_a_sale_is_noted_and_taken_back(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("catalog", model=str(variant.model_id))
    key = f"catalog.sale.{variant.model_id}"
    assert "Nothing was noted yet." in text_of(app)

    app.number_input(key=f"{key}.units").set_value(3)
    app.number_input(key=f"{key}.price").set_value(9.5)
    pressed(app, "Sold").run()

    assert not app.exception
    assert "Sold 3 · $9\\.50 each" in text_of(app).replace("\\$", "$")
    assert "3 sold in 1 week with any to sell" in text_of(app)
    assert on_the_shelf(app) == "-3"
    assert app.number_input(key=f"{key}.units").value == 1

    pressed(app, "Take back").run()

    assert "taken back" in text_of(app)
    assert on_the_shelf(app) == "0"


def test_a_count_of_the_shelf_is_booked_and_a_price_beyond_all_limits_is_not(
    shop: Shop, open_page: OpenPage
) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "10"})
    app = open_page("catalog", model=str(variant.model_id))
    app.session_state[f"catalog.moved.{variant.model_id}"] = True
    app.run()
    key = f"catalog.move.{variant.model_id}"

    app.segmented_control(key=f"{key}.reason").set_value("counted")
    app.number_input(key=f"{key}.units").set_value(4)
    pressed(app, "Book it").run()

    assert on_the_shelf(app) == "4"

    app.number_input(key=f"catalog.sale.{variant.model_id}.price").set_value(-1)
    pressed(app, "Sold").run()

    assert "Price of each must be between 0 and" in app.error[0].value
    assert on_the_shelf(app) == "4"


def pressed(app: AppTest, label: str) -> AppTest:
    """Press the first button of this label."""
    next(button for button in app.button if button.label == label).click()
    return app
