"""What a file says, on the upload form and in the catalog: grams apart, sources, settings."""

import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_project_3mf, write_sliced_3mf
from printshop.domain.catalog import Variant
from printshop.domain.catalog_query import CatalogQuery
from printshop.services import catalog, splits, uploads
from printshop.services.incoming import inbox
from printshop.services.incoming.processing import process, read_here
from printshop.services.shop import Shop
from printshop.ui.upload import sending
from tests import builders
from tests.services.incoming import given

OpenPage = Callable[..., AppTest]
NO_BREAK = "\u00a0"
BARS = [
    "Filament 1: Bambu PLA Basic, 20 g: model 15 g, support 2.5 g, tower 1 g, flush 1.5 g",
    "Filament 2: Bambu PLA Basic, 5 g: model 3.5 g, tower 1 g, flush 0.5 g",
]
WASTE = "Waste **26 %** · 6.5 g · $0.16"
SOON = "Model, support, tower and flush are being told apart."


def a_need(index: int, color_hex: str, *grams: str) -> FilamentSpec:
    used_g, support_g, tower_g, flush_g = map(Decimal, grams)
    return FilamentSpec(
        index=index,
        bambu_id="GFA00",
        type="PLA",
        color_hex=color_hex,
        used_g=used_g,
        used_m=used_g / 3,
        support_g=support_g,
        tower_g=tower_g,
        flush_g=flush_g,
    )


def a_file(**settings: str | tuple[str, ...]) -> FileSpec:
    plate = PlateSpec(
        index=1,
        print_time_s=6300,
        preparation_time_s=300,
        weight_g=Decimal(25),
        filaments=(
            a_need(1, "#101010", "20", "2.5", "1", "1.5"),
            a_need(2, "#FFFFFF", "5", "0", "1", "0.5"),
        ),
        filament_sequence=(1, 2, 1, 2),
        support_used=True,
        objects=("Fox",),
    )
    of_two = {
        "filament_settings_id": "Bambu PLA Basic @BBL X1C",
        "filament_vendor": "Bambu Lab",
        "filament_type": "PLA",
        "filament_density": "1.24",
        "filament_diameter": "1.75",
        "filament_cost": "24.99",
    }
    known = {name: (value, value) for name, value in of_two.items()}
    return FileSpec(
        plates=(plate,),
        settings={**known, "layer_height": "0.2", "wall_loops": "3", **settings},
        title="Fox",
        designer="Ada",
    )


def drop(app: AppTest, data: bytes, name: str = "fox.gcode.3mf") -> AppTest:
    app.file_uploader[0].set_value([(name, data, "model/3mf")])
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    return app


def text_of(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace(NO_BREAK, " ")


def html_of(app: AppTest) -> str:
    return "".join(element.proto.body for element in app.get("html")).replace(NO_BREAK, " ")


def rows_of(app: AppTest) -> list[list[str]]:
    """The cells of the tables of texts, row by row."""
    rows = re.findall(r'<tr role="row">(.*?)</tr>', html_of(app), re.DOTALL)
    return [[unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t", row)] for row in rows]


def bars_of(app: AppTest) -> list[str]:
    return [unescape(said) for said in re.findall(r'aria-label="(Filament [^"]*)"', html_of(app))]


def newest(shop: Shop) -> Variant:
    cards = catalog.list_models(shop, CatalogQuery()).models
    return catalog.model_by_id(shop, cards[0].model.id).variants[0]


def test_the_form_tells_the_grams_apart_and_says_what_the_waste_costs(open_page: OpenPage) -> None:
    app = drop(open_page("upload"), write_sliced_3mf(a_file()))

    assert not app.exception
    assert bars_of(app) == BARS
    assert WASTE in text_of(app)


def test_a_typed_price_is_the_shops_own(open_page: OpenPage) -> None:
    app = drop(open_page("upload"), write_sliced_3mf(a_file()))
    key = next(str(f.key) for f in app.number_input if str(f.key).endswith(".price"))

    app.number_input(key=key).set_value(50.0).run()
    of_both = text_of(app)
    app.number_input(key=key).set_value(None).run()

    assert "Waste **26 %** · 6.5 g · $0.29" in of_both
    # An emptied price is not known in the shop, so the file's counts again.
    assert WASTE in text_of(app)


def test_the_tooltip_of_a_plate_says_where_its_numbers_come_from(open_page: OpenPage) -> None:
    app = drop(open_page("upload"), write_sliced_3mf(a_file()))

    facts = next(text for text in app.markdown if text.value.startswith("**Plate 1"))

    assert "of it 5 min preparation" in facts.value.replace(NO_BREAK, " ")
    assert "plate\\[1\\]\\.prediction\\, the slicer\\'s estimate" in facts.proto.help
    assert "Their parts: computed from" in facts.proto.help


def test_a_file_that_is_being_read_says_that_it_is_told_apart(
    shop: Shop, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where a worker processes files: the page itself does not.
    monkeypatch.setattr(sending, "process_here", lambda *_: None)
    incoming = given.taken_in(shop, "fox.3mf", write_sliced_3mf(a_file(wall_loops="4")))

    app = open_page("upload")
    before = (bars_of(app)[1], SOON in html_of(app), "Waste" in text_of(app))
    process(shop, incoming.id, read_here)
    app.run()

    assert before == ("Filament 2: Bambu PLA Basic, 5 g: not told apart 5 g", True, False)
    assert bars_of(app) == BARS
    assert SOON not in html_of(app)


def test_a_version_whose_grams_are_not_told_apart_yet_says_so_until_they_are(
    shop: Shop, open_page: OpenPage
) -> None:
    data = write_sliced_3mf(a_file(wall_loops="4"))
    draft = uploads.read(shop, "fox.3mf", data)
    uploads.save(shop, draft, data, model=draft.model, variant=draft.variant)
    variant = newest(shop)

    page = open_page("catalog", model=str(variant.model_id))
    assert SOON in html_of(page)
    assert variant.source_file_id is not None
    splits.split_file(shop, variant.source_file_id)
    page.run()

    assert bars_of(page) == BARS
    assert SOON not in html_of(page)


def test_the_catalog_shows_the_split_with_the_price_of_the_matched_filament(
    shop: Shop, open_page: OpenPage
) -> None:
    for color in ("#101010", "#FFFFFF"):
        builders.a_filament(
            shop, color_hex=color, bambu_id="GFA00", cost_per_gram_base=Decimal("0.02")
        )
    app = drop(open_page("upload"), write_sliced_3mf(a_file()))
    press(app, "Save to the catalog")

    page = open_page("catalog", model=str(newest(shop).model_id))

    assert bars_of(page) == BARS
    assert "Waste **26 %** · 6.5 g · $0.13" in text_of(page)


def test_an_unsliced_file_has_no_bars_and_no_waste(open_page: OpenPage) -> None:
    app = drop(open_page("upload"), write_project_3mf(a_file()))

    assert bars_of(app) == []
    assert "Waste" not in text_of(app)


def test_hostile_names_in_a_file_stay_text(shop: Shop, open_page: OpenPage) -> None:
    evil = '<img src="https://example.org/a.png"> ![x](https://example.org/b.png) @BBL'
    spec = a_file(filament_settings_id=(evil, evil), printer_model=evil, print_settings_id=evil)
    app = drop(open_page("upload"), write_sliced_3mf(spec))
    (item,) = inbox.waiting(shop).items

    app.session_state[f"upload.{item.id}.file"] = True
    app.run()

    assert "<img" not in html_of(app)
    assert not re.search(r"(?<!\\)(<img|!\[x\])", text_of(app))


def test_both_pages_show_the_file_its_sources_and_its_settings(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), write_sliced_3mf(a_file()))
    (item,) = inbox.waiting(shop).items
    on_the_form = everything_of(app, f"upload.{item.id}")
    press(app, "Save to the catalog")
    variant = newest(shop)

    page = open_page("catalog", model=str(variant.model_id))
    in_the_catalog = everything_of(page, f"catalog.file.{variant.id}")

    assert on_the_form == in_the_catalog
    design, of_print, plate, times, first, second = on_the_form
    assert "Designer: **Ada**" in design
    assert "Layer height: **0\\.2 mm**" in of_print
    assert "of it preparation: **5 min**" in plate
    assert times.startswith("**Where the time goes\\, estimated**  \nPreparation: **5 min**")
    assert "Price per kg: **24\\.99 in the slicer\\'s currency**" in first
    assert "**2\\: Bambu PLA Basic**" in second


def everything_of(app: AppTest, place: str) -> list[str]:
    """What the file's section says, after a look at the two tables below it."""
    for name in ("file", "sources", "settings"):
        app.session_state[f"{place}.{name}"] = True
    app.session_state[f"{place}.settings_search"] = "layer"
    app.run()
    assert not app.exception
    assert rows_of(app)[1:3] == [
        ["File"],
        ["Kind", "sliced, with gcode", "the parts that are in the file"],
    ]
    assert rows_of(app)[-2:] == [["Setting", "Value"], ["layer_height", "0.2"]]
    assert "**1 found** · 11 settings." in text_of(app)
    of_section = ("**The design**", "**The print**", "**Where the time", "Vendor: ", "Print time, ")
    texts = [element.value.replace(NO_BREAK, " ") for element in app.markdown]
    return [text for text in texts if any(map(text.count, of_section))]


def two_versions(shop: Shop, app: AppTest, **settings: str) -> Variant:
    drop(app, write_sliced_3mf(a_file()))
    press(app, "Save to the catalog")
    data = write_sliced_3mf(a_file(**settings)) + b"\n" * (not settings)
    press(drop(app, data), "Save to the catalog")
    return newest(shop)


def compared(page: AppTest, variant: Variant) -> AppTest:
    page.session_state[f"catalog.file.{variant.id}.compare.open"] = True
    return page.run()


def test_two_versions_are_compared_setting_by_setting(shop: Shop, open_page: OpenPage) -> None:
    newer = two_versions(shop, open_page("upload"), wall_loops="5", seam_position="back")

    page = compared(open_page("catalog", model=str(newer.model_id)), newer)

    assert not page.exception
    assert rows_of(page) == [
        ["Setting", "This version (v2)", "Version 1"],
        ["seam_position", "back", "(not there)"],
        ["wall_loops", "5", "3"],
    ]
    assert "2 settings differ." in text_of(page)
    assert "Search the differences" in [field.label for field in page.text_input]


def test_versions_of_the_same_settings_say_so(shop: Shop, open_page: OpenPage) -> None:
    newer = two_versions(shop, open_page("upload"))

    page = compared(open_page("catalog", model=str(newer.model_id)), newer)

    assert "Both versions have the same settings." in text_of(page)
