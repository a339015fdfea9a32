"""From dropped files to the catalog, through the page and into a real database."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

from streamlit.testing.v1 import AppTest

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, write_project_3mf, write_sliced_3mf
from printshop.domain.catalog import Category, Variant
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.incoming import FormValues
from printshop.services import catalog, stock
from printshop.services.incoming import inbox, saving
from printshop.services.shop import Shop
from tests import builders
from tests.three_mf_fixtures import fixture_3mf

OpenPage = Callable[..., AppTest]
NO_BREAK = "\u00a0"


def a_file(title: str = "Vase", *, used_g: str = "12.34", color: str = "#101010") -> FileSpec:
    need = FilamentSpec(
        index=1,
        bambu_id="GFA00",
        type="PLA",
        color_hex=color,
        used_g=Decimal(used_g),
        used_m=Decimal("4.1"),
    )
    plate = PlateSpec(
        index=1,
        print_time_s=6300,
        preparation_time_s=300,
        weight_g=Decimal(used_g),
        filaments=(need,),
        objects=("Vase",),
    )
    settings = {
        "filament_settings_id": ("Bambu PLA Basic @BBL X1C",),
        "filament_vendor": ("Bambu Lab",),
        "filament_type": ("PLA",),
        "filament_colour": (color,),
        "filament_cost": ("24.99",),
        "printer_model": "Bambu Lab X1 Carbon",
    }
    return FileSpec(plates=(plate,), settings=settings, title=title)


def sliced(title: str = "Vase", *, used_g: str = "12.34", color: str = "#101010") -> bytes:
    return write_sliced_3mf(a_file(title, used_g=used_g, color=color))


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, data, "model/3mf") for name, data in files])
    return app.run()


def click(app: AppTest, label: str) -> AppTest:
    return next(b for b in app.button if b.label == label).click().run()


def field(app: AppTest, kind: str, name: str) -> str:
    """The key of the only widget of this kind whose key ends in this name."""
    found = [str(w.key) for w in app.get(kind) if str(w.key).endswith(name)]
    assert len(found) == 1, found
    return found[0]


def text_of(app: AppTest) -> list[str]:
    return [str(element.value).replace(NO_BREAK, " ") for element in app.markdown]


def titles(app: AppTest) -> list[str]:
    """The files that wait; what is folded away inside a form has plain labels."""
    labels = (expander.label.replace(NO_BREAK, " ") for expander in app.expander)
    return [label for label in labels if label.startswith("**")]


def model_names(shop: Shop) -> list[str]:
    return [card.model.name for card in catalog.list_models(shop, CatalogQuery()).models]


def newest_variant(shop: Shop, name: str) -> Variant:
    cards = catalog.list_models(shop, CatalogQuery(search=name)).models
    return catalog.model_by_id(shop, cards[0].model.id).variants[0]


def test_a_dropped_file_fills_a_form_with_what_it_says(open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))

    assert not app.exception
    assert titles(app) == [r"**vase\.gcode\.3mf** · 1 plate · 1 h 45 min · 12.34 g"]
    assert app.text_input(field(app, "text_input", ".name")).value == "Vase"
    match = app.selectbox(field(app, "selectbox", ".match"))
    assert match.value == "create"
    assert match.options == ["Create this filament: Bambu Lab PLA Basic Black", "Leave open"]


def test_saving_makes_model_version_plates_and_the_filament_it_lacked(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))

    app.text_input(field(app, "text_input", ".name")).set_value("Spiral vase")
    app.selectbox(field(app, "selectbox", ".category")).set_value(Category.FUNCTIONAL)
    app.text_input(field(app, "text_input", ".tags")).set_value("gift, , gift, spring")
    app.text_input(field(app, "text_input", ".brand")).set_value("Prusament")
    app.number_input(field(app, "number_input", ".price")).set_value(30.0)
    click(app.run(), "Save to the catalog")

    assert not app.exception
    assert not app.error
    assert not app.expander
    variant = newest_variant(shop, "Spiral vase")
    model = catalog.model_by_id(shop, variant.model_id).model
    (need,) = variant.plates[0].requirements
    (row,) = stock.list_filaments(shop)
    assert (model.category, model.tags) == (Category.FUNCTIONAL, ("gift", "spring"))
    assert (variant.plates[0].print_time_s, need.used_g) == (6300, Decimal("12.34"))
    assert need.filament_id == row.filament.id
    assert row.filament.label == "Prusament PLA Basic Black"
    assert row.filament.cost_per_gram_base == Decimal("0.0300")
    said = [text for text in text_of(app) if "is saved" in text]
    expected = r":material/check_circle: vase\.gcode\.3mf is saved: **Spiral vase**, "
    assert said == [f"{expected}Bambu Lab X1 Carbon v1."]


def test_a_filament_of_the_shop_that_leaves_no_doubt_is_chosen(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop, bambu_id="GFA00")
    builders.a_spool(shop, filament, "1240")

    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))

    match = app.selectbox(field(app, "selectbox", ".match"))
    assert match.value == str(filament.id)
    assert match.options[0].replace(NO_BREAK, " ") == (
        "Bambu Lab PLA Basic Black · 1,240 g on hand, same Bambu id, same maker, same colour"
    )


def test_a_similar_filament_leaves_the_choice_to_the_person(
    shop: Shop, open_page: OpenPage
) -> None:
    builders.a_filament(shop, brand="Other maker", color_hex="#121212")

    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))

    assert app.selectbox(field(app, "selectbox", ".match")).value == "open"
    click(app, "Save to the catalog")
    (need,) = newest_variant(shop, "Vase").plates[0].requirements
    assert need.filament_id is None


def test_a_choice_survives_a_change_of_the_stock_it_tells(shop: Shop, open_page: OpenPage) -> None:
    builders.a_filament(shop, bambu_id="GFA00")
    other = builders.a_filament(shop, brand="Other maker")
    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))
    match = field(app, "selectbox", ".match")
    app.selectbox(match).set_value(str(other.id)).run()

    builders.a_spool(shop, other)
    click(app.run(), "Save to the catalog")

    (need,) = newest_variant(shop, "Vase").plates[0].requirements
    assert need.filament_id == other.id


def waiting(shop: Shop) -> list[UUID]:
    return [item.id for item in inbox.waiting(shop).items]


def test_bad_files_say_why_and_the_good_one_of_the_same_drop_still_works(
    shop: Shop, open_page: OpenPage
) -> None:
    good = sliced()

    app = drop(
        open_page("upload"),
        ("page.3mf", b"<html><body>Sign in</body></html>"),
        ("empty.3mf", b""),
        ("cut.3mf", good[: len(good) // 2]),
        ("VASE.3MF", good),
    )

    assert [error.value for error in app.error] == [
        r"page\.3mf is a web page and not a \.3mf file\: download the file itself\.",
        r"empty\.3mf is empty \(0 bytes\)\: save or download it again\.",
        r"cut\.3mf is cut off\, its end is missing\: copy or download it again\.",
    ]
    assert titles(app) == [r"**VASE\.3MF** · 1 plate · 1 h 45 min · 12.34 g"]
    assert model_names(shop) == []
    click(app, "Save to the catalog")
    assert model_names(shop) == ["Vase"]


def test_two_files_of_the_same_name_are_both_taken_and_told_apart(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(
        open_page("upload"), ("a.3mf", sliced("Vase")), ("a.3mf", sliced("Bowl", used_g="20"))
    )

    assert titles(app) == [
        r"**a\.3mf** · 1 plate · 1 h 45 min · 12.34 g",
        r"**a\.3mf \(2\)** · 1 plate · 1 h 45 min · 20 g",
    ]
    click(app, "Accept all")
    assert not app.expander
    assert sorted(model_names(shop)) == ["Bowl", "Vase"]


def test_of_two_new_models_of_one_name_the_second_becomes_the_next_version(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(
        open_page("upload"), ("a.3mf", sliced("Vase")), ("b.3mf", sliced("Vase", used_g="20"))
    )

    click(app, "Accept all")

    assert not app.error
    assert model_names(shop) == ["Vase"]
    assert newest_variant(shop, "Vase").version == 2


def test_the_same_bytes_twice_in_a_drop_are_one_file(open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("a.3mf", sliced()), ("copy.3mf", sliced()))

    assert [error.value for error in app.error] == [
        r"copy\.3mf: This is the very same file as a\.3mf below."
    ]
    assert len(titles(app)) == 1


def test_bytes_that_are_in_the_shop_say_where_they_are(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.3mf", sliced()))
    click(app, "Save to the catalog")

    drop(app, ("again.3mf", sliced()))

    assert not app.expander
    assert (
        r":material/check_circle: again\.3mf is already in your shop: **Vase\, version 1**."
        in text_of(app)
    )
    assert len(model_names(shop)) == 1


def test_a_changed_file_is_proposed_as_the_next_version(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.3mf", sliced()))
    click(app, "Save to the catalog")

    drop(app, ("vase.3mf", sliced(used_g="11.5")))

    radio = app.radio(field(app, "radio", ".save_as"))
    assert radio.options == ["New version of **Vase** (version 2)", "A new model"]
    assert radio.value == "version"
    click(app, "Save to the catalog")
    assert model_names(shop) == ["Vase"]
    assert newest_variant(shop, "Vase").version == 2


def test_a_changed_file_can_be_a_new_model_all_the_same(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.3mf", sliced()))
    click(app, "Save to the catalog")
    drop(app, ("vase.3mf", sliced(used_g="11.5")))

    app.radio(field(app, "radio", ".save_as")).set_value("model").run()
    app.text_input(field(app, "text_input", ".name")).set_value("Slim vase").run()
    click(app, "Save to the catalog")

    assert sorted(model_names(shop)) == ["Slim vase", "Vase"]


def test_saving_one_file_makes_the_next_of_the_drop_its_new_version(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("a.3mf", sliced()), ("b.3mf", sliced(used_g="11.5")))

    click(app, "Save to the catalog")

    assert app.radio(field(app, "radio", ".save_as")).value == "version"
    # The filament that the first file created is the sure match of the second.
    assert app.selectbox(field(app, "selectbox", ".match")).value == str(
        stock.list_filaments(shop)[0].filament.id
    )


def test_an_unsliced_project_asks_for_grams_and_minutes(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.3mf", write_project_3mf(a_file())))

    app.number_input(field(app, "number_input", ".minutes")).set_value(90)
    app.number_input(field(app, "number_input", ".grams.1")).set_value(40.5)
    click(app.run(), "Save to the catalog")

    plate = newest_variant(shop, "Vase").plates[0]
    assert (plate.print_time_s, plate.requirements[0].used_g) == (5400, Decimal("40.50"))


def test_an_unsliced_project_may_leave_its_numbers_open(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.3mf", write_project_3mf(a_file())))

    click(app, "Save to the catalog")

    plate = newest_variant(shop, "Vase").plates[0]
    assert (plate.print_time_s, plate.requirements[0].used_g) == (None, None)


def test_an_error_stands_beside_the_form_and_nothing_typed_is_lost(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("vase.3mf", sliced()))
    app.text_input(field(app, "text_input", ".name")).set_value(" ")
    app.text_input(field(app, "text_input", ".designer")).set_value("Ada")

    click(app.run(), "Save to the catalog")

    assert [error.value for error in app.error] == [r"Name must not be empty\."]
    assert app.text_input(field(app, "text_input", ".designer")).value == "Ada"
    assert model_names(shop) == []
    app.text_input(field(app, "text_input", ".name")).set_value("Vase")
    click(app.run(), "Save to the catalog")
    assert not app.error
    assert model_names(shop) == ["Vase"]


def test_what_was_typed_in_a_closed_section_is_saved_with_the_others(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("a.3mf", sliced()), ("b.3mf", sliced("Bowl")))
    app.text_input(field(app, "text_input", ".name")).set_value("Spiral vase").run()
    (first, _) = waiting(shop)

    app.session_state[f"upload.{first}.section"] = False
    app.run()
    assert not any(str(of.key).startswith(f"upload.{first}.") for of in app.text_input)
    click(app, "Accept all")

    assert sorted(model_names(shop)) == ["Bowl", "Spiral vase"]


def test_a_file_that_cannot_be_saved_does_not_hold_up_the_others(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("a.3mf", sliced()), ("b.3mf", sliced("Bowl")))
    app.text_input(field(app, "text_input", ".name")).set_value("").run()

    click(app, "Accept all")

    assert model_names(shop) == ["Bowl"]
    assert [error.value for error in app.error] == [r"Name must not be empty\."]
    assert titles(app) == [r"**a\.3mf** · 1 plate · 1 h 45 min · 12.34 g"]


def test_a_second_click_on_save_saves_nothing_more(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))
    (incoming_id,) = waiting(shop)
    click(app, "Save to the catalog")

    again = saving.accept(shop, incoming_id, FormValues())

    assert again is not None
    assert again.already_there
    assert model_names(shop) == ["Vase"]
    assert newest_variant(shop, "Vase").version == 1


def test_what_was_typed_leaves_the_browser_when_a_file_is_saved_or_left_out(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("a.3mf", sliced()), ("b.3mf", sliced("Bowl")))
    first, second = waiting(shop)

    click(app, "Leave it out")

    assert waiting(shop) == [second]
    assert f"upload.{first}." not in repr(app.session_state)


def test_a_file_that_was_left_out_comes_back_with_what_was_typed(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(open_page("upload"), ("a.3mf", sliced()))
    app.text_input(field(app, "text_input", ".designer")).set_value("Ada").run()
    click(app, "Leave it out")
    assert waiting(shop) == []

    click(app, "Undo")

    assert len(waiting(shop)) == 1
    assert app.text_input(field(app, "text_input", ".designer")).value == "Ada"


def test_what_is_typed_outlives_the_browser(shop: Shop, open_page: OpenPage) -> None:
    app = drop(open_page("upload"), ("vase.3mf", write_project_3mf(a_file())))
    app.text_input(field(app, "text_input", ".name")).set_value("Spiral vase").run()
    app.text_input(field(app, "text_input", ".variant_name")).set_value("Draft").run()
    app.number_input(field(app, "number_input", ".minutes")).set_value(90).run()
    app.number_input(field(app, "number_input", ".grams.1")).set_value(40.5).run()
    app.number_input(field(app, "number_input", ".units")).set_value(4).run()
    app.text_input(field(app, "text_input", ".brand")).set_value("Prusament").run()

    another = open_page("upload")

    assert another.text_input(field(another, "text_input", ".name")).value == "Spiral vase"
    assert another.number_input(field(another, "number_input", ".minutes")).value == 90
    assert another.text_input(field(another, "text_input", ".brand")).value == "Prusament"
    click(another, "Save to the catalog")
    plate = newest_variant(shop, "Spiral vase").plates[0]
    assert (plate.print_time_s, plate.units) == (5400, 4)
    assert plate.requirements[0].used_g == Decimal("40.50")
    assert newest_variant(shop, "Spiral vase").name == "Draft"
    assert stock.list_filaments(shop)[0].filament.brand == "Prusament"


def test_what_another_browser_typed_stays_beside_what_this_one_types(
    shop: Shop, open_page: OpenPage
) -> None:
    mine = drop(open_page("upload"), ("vase.3mf", sliced()))
    other = open_page("upload")
    other.text_input(field(other, "text_input", ".name")).set_value("Spiral vase").run()

    mine.text_input(field(mine, "text_input", ".designer")).set_value("Ada").run()

    assert mine.text_input(field(mine, "text_input", ".name")).value == "Spiral vase"
    click(mine, "Save to the catalog")
    variant = newest_variant(shop, "Spiral vase")
    assert catalog.model_by_id(shop, variant.model_id).model.designer == "Ada"


def test_a_hostile_name_stands_as_text(open_page: OpenPage) -> None:
    name = "![x](https://example.org/a.png) <b>a</b>.3mf"

    app = drop(open_page("upload"), (name, sliced("![x](https://example.org/b.png)")))
    click(app, "Save to the catalog")

    drawn = " ".join(text_of(app))
    assert "![x](" not in drawn
    assert "<b>" not in drawn


def test_a_real_file_of_four_colours_is_saved_with_all_its_grams(
    shop: Shop, open_page: OpenPage, real_3mf: Path
) -> None:
    name = "maziggy__bambuddy__7fc28d76__X1E_4_Color_AMS_Test.gcode.3mf"
    app = drop(open_page("upload"), (name, (real_3mf / name).read_bytes()))

    click(app, "Save to the catalog")

    plate = newest_variant(shop, "X1E").plates[0]
    used_g = [need.used_g for need in plate.requirements]
    assert used_g == [Decimal("5.28"), Decimal("2.26"), Decimal("6.08"), Decimal("3.88")]
    assert len(stock.list_filaments(shop)) == 4


def test_a_file_of_another_type_is_refused_by_a_sentence_that_says_what_to_do(
    open_page: OpenPage,
) -> None:
    app = drop(open_page("upload"), ("a.stl", b"solid a\nendsolid"))

    assert not app.expander
    assert [error.value.replace("\\", "") for error in app.error] == [
        "a.stl is not a .3mf file (no zip archive): save it as .3mf or export the sliced plate."
    ]


def test_a_file_that_names_no_filament_has_none_invented(
    open_page: OpenPage, real_3mf: Path
) -> None:
    data = (real_3mf / "3MFConsortium__3mf-samples__box.3mf").read_bytes()

    app = drop(open_page("upload"), ("box.3mf", data))

    match = app.selectbox(field(app, "selectbox", ".match"))
    assert "The file names no filament; choose one." in text_of(app)
    assert match.options == ["Leave open"]
    assert not any("unknown" in text for text in text_of(app))


def test_prices_of_the_file_are_said_to_be_such_until_they_are_edited(open_page: OpenPage) -> None:
    sentence = (
        ":material/info: Prices per kg are taken from the file, where they stand without a "
        "currency: check them."
    )
    app = drop(open_page("upload"), ("vase.gcode.3mf", sliced()))
    before = text_of(app)

    app.number_input(field(app, "number_input", ".price")).set_value(30.0).run()

    assert sentence in before
    assert sentence not in text_of(app)


def test_filaments_that_do_not_fit_their_plate_are_said_beside_its_weight(
    open_page: OpenPage,
) -> None:
    spec = a_file(used_g="12.34")
    plate = replace(spec.plates[0], weight_g=Decimal("8.5"))
    app = drop(
        open_page("upload"), ("vase.gcode.3mf", write_sliced_3mf(replace(spec, plates=(plate,))))
    )

    beside = "8.5 g (filaments add up to 12.34 g)"
    assert titles(app) == [rf"**vase\.gcode\.3mf** · 1 plate · 1 h 45 min · {beside}"]
    assert any(text.startswith("**Plate 1**") and beside in text for text in text_of(app))


def test_the_pictures_of_a_design_are_shown_on_the_form_and_in_the_catalog(
    shop: Shop, open_page: OpenPage
) -> None:
    data = fixture_3mf("makerworld_project").getvalue()
    app = drop(open_page("upload"), ("fox.3mf", data))
    on_the_form = pictures_of(app)
    click(app, "Save to the catalog")
    (card,) = catalog.list_models(shop, CatalogQuery()).models

    page = open_page("catalog", model=str(card.model.id))

    assert on_the_form[0].startswith("Picture 1 of ")
    assert pictures_of(page) == on_the_form


def pictures_of(app: AppTest) -> list[str]:
    told = [image.alt for found in app.get("image") for image in found.proto.imgs]
    return [alt for alt in told if alt.endswith("of the design")]
