"""The page of one filament: how it stands, what files mean by it, merging, putting away."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import UUID

from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant, Variant
from printshop.domain.filament import Filament
from printshop.domain.incoming import FilamentWords
from printshop.services import catalog, stock
from printshop.services.incoming import saying
from printshop.services.shop import Shop
from printshop.ui.inventory import merging
from tests import builders

OpenPage = Callable[..., AppTest]
WORDS = FilamentWords(slicer_type="PLA", slicer_name="House PLA", color_hex="#101010")


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def open_filament(open_page: OpenPage, filament: Filament, section: str = "") -> AppTest:
    app = open_page("inventory", filament=str(filament.id))
    if section:
        app.session_state[f"inventory.{section}.{filament.id}.section"] = True
        app.run()
    return app


def a_named_variant(shop: Shop, filament: Filament) -> Variant:
    model = catalog.create_model(shop, NewModel(name="Vase"))
    need = NewRequirement(
        filament_index=1, filament_id=filament.id, model_g=Decimal(10), **WORDS.model_dump()
    )
    plate = NewPlate(index=1, print_time_s=60, requirements=(need,))
    return catalog.create_variant(shop, model.id, NewVariant(name="Standard", plates=(plate,)))


def taken(shop: Shop, variant: Variant) -> list[UUID | None]:
    with shop.unit_of_work() as uow:
        plates = uow.variants.get(variant.id).plates
    return [need.filament_id for plate in plates for need in plate.requirements]


def test_the_page_says_which_rule_fires_and_how_far_the_others_are(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop, low_stock_spools=1, low_stock_g=Decimal(100))
    builders.a_spool(shop, filament, "1000", total_price=Decimal(20))
    builders.a_spool(shop, filament, "40", total_price=Decimal(2), opened_on="2026-03-02")

    app = open_filament(open_page, filament)

    assert not app.exception
    text = text_of(app)
    assert ":orange-badge[:material/trending_down: Low]" in text
    assert "Low at 100 g or less: 1,040 g on hand over 2 spools, 940 g to go." in text
    assert "**Low at 1 unopened spool or fewer: 1 unopened spool, reached.**" in text
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Value, as bought"] == values["Value, on average"] == "$22.00"
    assert app.dataframe[0].value["status"].to_list() == ["Sealed", "Open"]


def test_what_the_queue_takes_is_said_of_the_filament_and_of_each_spool(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "310"}))

    app = open_filament(open_page, filament)

    values = {m.label: m.value.replace("\u00a0", " ") for m in app.metric}
    assert (values["Promised to the queue"], values["Free"]) == ("310 g", "690 g")
    assert app.dataframe[0].value["promised"].to_list() == [310]


def test_the_chosen_spool_opens_its_page(shop: Shop, open_page: OpenPage) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)

    app = click(open_filament(open_page, filament), "Open it")

    assert app.query_params["spool"] == str(spool.id)
    assert "filament" not in app.query_params
    assert app.title[0].value == r"Spool \#1"


def test_what_files_mean_is_changed_with_its_effect_in_sight_and_comes_back(
    shop: Shop, open_page: OpenPage
) -> None:
    black = builders.a_filament(shop)
    white = builders.a_filament(shop, color_hex="#FFFFFF", color_name="White")
    saying.choose_filament(shop, WORDS, black.id)
    variant = a_named_variant(shop, black)
    app = open_filament(open_page, black, "meanings")
    assert "1 plate of 1 version in use names it so, 0 queued jobs among them." in text_of(app)
    assert "chosen by hand" in text_of(app)

    (meaning,) = [box for box in app.selectbox if box.label == "Means"]
    meaning.set_value(white.id).run()
    (also,) = [box for box in app.checkbox if "Also on" in box.label]
    also.check()
    click(app, "Change it")

    assert taken(shop, variant) == [white.id]
    offered = str(app.session_state["notices.undo"].text).replace("\u00a0", " ")
    assert "means **Bambu Lab PLA Basic White** from now on, also on 1 plate." in offered
    click(app, "Undo")
    assert taken(shop, variant) == [black.id]


def test_what_was_learnt_is_forgotten(shop: Shop, open_page: OpenPage) -> None:
    black = builders.a_filament(shop)
    saying.choose_filament(shop, WORDS, black.id)

    app = click(open_filament(open_page, black, "meanings"), "Forget it")

    assert "No file names it yet." in text_of(app)


def test_a_filament_that_is_put_away_is_offered_nowhere_and_taken_out_again(
    shop: Shop, open_page: OpenPage
) -> None:
    black = builders.a_filament(shop)
    builders.a_spool(shop, black, total_price=Decimal(20))
    app = click(open_filament(open_page, black), "Put it away")
    said = str(app.session_state["notices.undo"].text).replace("\u00a0", " ")
    assert said.endswith("Its 1.00 kg, worth $20.00, leave the totals of the stock.")
    stock_page = open_page("inventory")
    assert "1.00 kg lies in filaments that were put away" in text_of(stock_page)
    assert "No filament fits these filters" in text_of(stock_page)
    click(stock_page, "Show them")
    assert "No filament fits these filters" not in text_of(stock_page)
    assert stock.list_filaments(shop) == ()
    assert "Put away" in text_of(app)

    click(app, "Take it out again")

    assert len(stock.list_filaments(shop)) == 1


def test_a_match_with_a_filament_that_is_put_away_survives_a_save(
    shop: Shop, open_page: OpenPage
) -> None:
    black = builders.a_filament(shop)
    white = builders.a_filament(shop, color_hex="#FFFFFF")
    variant = a_named_variant(shop, black)
    stock.archive_filament(shop, black.id)
    app = open_page("catalog", model=str(variant.model_id))
    app.session_state[f"catalog.match.{variant.id}"] = True
    app.run()

    choice = app.selectbox(f"catalog.match_form.{variant.id}.0")
    assert any("put away" in option for option in choice.options)
    click(app, "Save the match")

    assert taken(shop, variant) == [black.id]
    assert white.id not in taken(shop, variant)


def test_a_filament_that_was_merged_away_leads_to_its_heir(shop: Shop, open_page: OpenPage) -> None:
    gone = builders.a_filament(shop)
    heir = builders.a_filament(shop, color_hex="#111111", color_name="Jet")
    stock.merge_filaments(shop, keep_id=heir.id, gone_id=gone.id)

    app = click(open_filament(open_page, gone), "Open Bambu Lab PLA Basic Jet")

    assert app.query_params["filament"] == str(heir.id)


def test_a_merge_shows_what_moves_and_is_taken_back(shop: Shop) -> None:
    kept = builders.a_filament(shop)
    gone = builders.a_filament(shop, color_hex="#111111", color_name="Jet")
    spool = builders.a_spool(shop, gone)
    saying.choose_filament(shop, WORDS, gone.id)

    def script(draw: "Callable[[], None]") -> None:
        draw()

    body = partial(merging.draw_body, shop, kept)
    app = AppTest.from_function(script, args=(body,), default_timeout=30).run()

    app.selectbox(f"inventory.merge.{kept.id}.other").set_value(gone.id).run()
    assert "1 spool with their ledgers" in text_of(app)
    assert "1 learnt name of files" in text_of(app)
    assert app.warning[0].value == "They differ in colour. Are they really the same to buy?"
    click(app, "Merge them")

    assert stock.spool_by_id(shop, spool.id).filament_id == kept.id
    app.session_state["notices.undo"].undo()
    assert stock.spool_by_id(shop, spool.id).filament_id == gone.id


def test_two_people_who_edit_a_filament_lose_nothing(shop: Shop, open_page: OpenPage) -> None:
    black = builders.a_filament(shop)
    app = open_filament(open_page, black, "edit")
    theirs = black.said.model_copy(update={"color_name": "Night", "bambu_id": "GFA00"})
    stock.update_filament(shop, black.id, theirs)

    app.text_input(f"inventory.edit.{black.id}.0.color_name").set_value("Jet")
    click(app, "Save")
    assert "Colour name is Night now, it was Black" in app.error[0].value.replace("\\", "")
    click(app, "Save")

    now = stock.filament_by_id(shop, black.id).filament
    assert (now.color_name, now.bambu_id) == ("Jet", "GFA00")
