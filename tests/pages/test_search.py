from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import NewModel
from printshop.services import catalog
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    said = [*app.markdown, *app.caption, *app.header, *app.warning]
    return "\n".join(element.value for element in said)


def links(app: AppTest) -> list[str]:
    return [link.proto.page for link in app.get("page_link")]


def test_before_anything_is_typed_the_page_teaches_what_can_be(open_page: OpenPage) -> None:
    app = open_page("search")

    assert not app.exception
    assert "Everything of the shop, in one box" in text_of(app)


def test_what_was_found_stands_by_kind_with_counts_and_the_way_there(
    open_page: OpenPage, shop: Shop
) -> None:
    filament = builders.a_filament(shop, color_name="Vase blue")
    builders.a_spool(shop, filament)
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "10.00"}))

    app = open_page("search", q="vase")

    assert not app.exception
    said = text_of(app)
    for words in ("5 results in", "Models :gray[1]", "Versions :gray[1]", "Filaments :gray[1]",
                  "Spools :gray[1]", "Jobs :gray[1]"):  # fmt: skip
        assert words in said
    labels = [link.proto.label for link in app.get("page_link")]
    assert any("**Vase**" in label for label in labels)


def test_a_very_long_name_leaves_room_for_other_hits(open_page: OpenPage, shop: Shop) -> None:
    catalog.create_model(shop, NewModel(name="Vase " + "very " * 38 + "long"))

    (label,) = [link.proto.label for link in open_page("search", q="vase").get("page_link")]

    assert "very…" in label
    assert label.count("very") == 15


def test_a_version_leads_to_itself_on_the_page_of_its_model(
    open_page: OpenPage, shop: Shop
) -> None:
    filament = builders.a_filament(shop, color_name="Night blue")
    builders.a_spool(shop, filament)
    old = builders.a_variant(shop, {filament.id: "10.00"})
    catalog.create_variant(shop, old.model_id, builders.new_variant({filament.id: "20.00"}))
    catalog.create_model(shop, NewModel(name="Vase " + "of a long name " * 10))

    app = open_page("search", q="vase")
    label = next(one.proto.label for one in app.get("page_link") if "long" in one.proto.label)
    of_old = [link for link in app.get("page_link") if f"version={old.id}" in f"{link.proto}"]
    page = open_page("catalog", model=str(old.model_id), version=str(old.id))

    assert (len(of_old), len(label.split("  \n")[0]) < 110) == (1, True)
    assert page.segmented_control(key="address.version").value == str(old.id)


def test_a_slip_is_said_and_a_name_is_no_markdown(open_page: OpenPage, shop: Shop) -> None:
    catalog.create_model(shop, NewModel(name="Dragon [x](http://evil)"))

    app = open_page("search", q="drgaon")

    assert "Did you mean **dragon**?" in text_of(app)
    assert "](http" not in str([link.proto.label for link in app.get("page_link")])


def test_filters_of_the_address_are_taken_off_by_a_click(open_page: OpenPage, shop: Shop) -> None:
    catalog.create_model(shop, NewModel(name="Vase"))

    app = open_page("search", q="vase", kind="Jobs")
    assert "Nothing with these filters bears “vase”" in text_of(app)
    app.button(key="search_clear").click().run()

    assert "Models :gray[1]" in text_of(app)


def test_a_job_in_the_address_of_the_queue_opens_its_dialog_or_says_there_is_none(
    open_page: OpenPage, shop: Shop
) -> None:
    filament = builders.a_filament(shop)
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "10.00"}))

    waiting = open_page("print_queue", job="1")
    assert not waiting.exception
    assert "job" not in waiting.query_params

    for odd in ("77", "x"):
        app = open_page("print_queue", job=odd)
        assert not app.exception
        assert [*app.error, *app.warning], odd
