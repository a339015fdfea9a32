"""Many files that wait, as a person sees and handles them."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from streamlit.testing.v1 import AppTest

from printshop.bambu import write_project_3mf, write_sliced_3mf
from printshop.domain.catalog import Category
from printshop.domain.catalog_query import CatalogQuery
from printshop.domain.incoming import FormValues, IncomingStage, IncomingStatus, ModelValues
from printshop.services import catalog, stock
from printshop.services.incoming import inbox, saying
from printshop.services.incoming.summary import Summary
from printshop.services.shop import Shop
from printshop.ui.formats import escape_markdown
from printshop.ui.upload import sending
from tests import builders
from tests.pages.test_upload import a_file, click, drop, field, model_names, sliced, text_of
from tests.services.incoming import given

OpenPage = Callable[..., AppTest]


def some(shop: Shop, *titles: str) -> list[UUID]:
    """Files that wait; more than five of them are listed."""
    batch = uuid4()
    return [
        given.waiting(shop, f"{title}.3mf", sliced(title, used_g=f"{20 + n}"), batch_id=batch).id
        for n, title in enumerate(titles)
    ]


SIX = ("Ant", "Bee", "Cat", "Dog", "Elk", "Fox")


def rows_of(app: AppTest) -> list[str]:
    return [text for text in text_of(app) if text.startswith("**") and "→" in text]


def press(app: AppTest, key: str) -> AppTest:
    return next(b for b in app.button if b.key == key).click().run()


def test_more_than_five_files_are_a_list_that_says_what_each_becomes(
    shop: Shop, open_page: OpenPage
) -> None:
    some(shop, *SIX, "Ant")

    app = open_page("upload")

    lines = [row.split("  \n") for row in rows_of(app)]
    assert len(lines) == 7
    assert lines[0][:2] == [r"**Ant\.3mf**", "→ new model **Ant**"]
    assert lines[0][2].startswith("1 plate · 1 h 45 min · 20 g · ![")
    assert lines[6][:2] == [r"**Ant\.3mf \(2\)**", r"→ same model as **Ant\.3mf**"]
    assert not app.text_input(key="upload.several.designer").value
    assert not [of for of in app.text_input if str(of.key).endswith(".variant_name")]


def test_the_form_of_one_file_opens_in_its_row(shop: Shop, open_page: OpenPage) -> None:
    ids = some(shop, *SIX)
    app = open_page("upload")

    press(app, f"upload.{ids[2]}.open")
    app.text_input(field(app, "text_input", ".name")).set_value("Lion").run()
    click(app, "Save to the catalog")

    assert not app.exception
    assert model_names(shop) == ["Lion"]
    assert len(inbox.waiting(shop).items) == 5


def test_twenty_four_files_are_shown_at_once(shop: Shop, open_page: OpenPage) -> None:
    some(shop, *(f"Thing {number}" for number in range(26)))

    app = open_page("upload")

    assert len(rows_of(app)) == 24


def test_chosen_files_are_changed_together(shop: Shop, open_page: OpenPage) -> None:
    ids = some(shop, *SIX)
    app = open_page("upload")

    for incoming_id in ids[:2]:
        app.checkbox(key=f"upload.chosen.{incoming_id}").check()
    app.run()
    app.selectbox(key="upload.several.category").set_value(Category.FUNCTIONAL)
    app.text_input(key="upload.several.more_tags").set_value("gift, spring")
    press(app, "upload.several.submit")

    assert not app.exception
    said = [item.incoming.form_values.model for item in inbox.waiting(shop).items]
    changed = ModelValues(category=Category.FUNCTIONAL, tags=("gift", "spring"))
    assert said == [changed, changed, *[ModelValues()] * 4]


def test_a_change_of_all_shows_in_a_form_that_is_open(shop: Shop, open_page: OpenPage) -> None:
    ids = some(shop, *SIX)
    app = open_page("upload")
    press(app, f"upload.{ids[0]}.open")

    app.text_input(key="upload.several.designer").set_value("Ada")
    press(app, "upload.several.submit")

    assert app.text_input(key=f"upload.{ids[0]}.designer").value == "Ada"


def test_a_designer_that_is_too_long_is_said_beside_the_fields(
    shop: Shop, open_page: OpenPage
) -> None:
    some(shop, *SIX)
    app = open_page("upload")

    app.text_input(key="upload.several.more_tags").set_value(",".join(map(str, range(51))))
    press(app, "upload.several.submit")

    assert [error.value for error in app.error] == [r"Tags to add\: at most 50 are possible\."]


def test_only_the_chosen_files_are_accepted(shop: Shop, open_page: OpenPage) -> None:
    ids = some(shop, *SIX)
    app = open_page("upload")
    for incoming_id in ids[1:3]:
        app.checkbox(key=f"upload.chosen.{incoming_id}").check()
    app.run()

    press(app, "upload.accept")

    assert sorted(model_names(shop)) == ["Bee", "Cat"]
    assert len(inbox.waiting(shop).items) == 4


def test_several_files_are_left_out_at_once_and_taken_back(shop: Shop, open_page: OpenPage) -> None:
    some(shop, *SIX)
    given.waiting(shop, "broken.3mf", b"no archive")
    app = open_page("upload")
    assert not [b for b in app.button if b.label == "Leave out 2 files"]

    failed_only = press(app, "upload.leave_out_several")
    assert [item.name for item in inbox.waiting(shop).items] == [f"{name}.3mf" for name in SIX]
    for box in failed_only.checkbox[:2]:
        box.check()
    app = failed_only.run()
    app = press(app, "upload.leave_out_several")
    left = [item.name for item in inbox.waiting(shop).items]
    press(app, "notices.undo_button")

    assert left == ["Cat.3mf", "Dog.3mf", "Elk.3mf", "Fox.3mf"]
    assert len(inbox.waiting(shop).items) == 6


def test_what_cannot_be_saved_says_why_in_its_row_and_the_others_go_on(
    shop: Shop, open_page: OpenPage
) -> None:
    ids = some(shop, *SIX)
    gone = uuid4()
    saying.say(shop, ids[1], lambda _: FormValues(project_of=gone))
    app = open_page("upload")

    press(app, "upload.accept")

    assert [error.value for error in app.error] == [
        (
            r"The file that was sliced from Bee\.3mf is gone\, or was left out\. "
            r"Say what else this file becomes\, or leave it out\."
        )
    ]
    assert sorted(model_names(shop)) == ["Ant", "Cat", "Dog", "Elk", "Fox"]


def test_sixty_real_files_are_dropped_and_accepted_at_once(
    shop: Shop, open_page: OpenPage, real_3mf: Path
) -> None:
    small = [path for path in sorted(real_3mf.glob("*.3mf")) if path.stat().st_size < 2_000_000]
    app = open_page("upload")

    drop(app, *((path.name, path.read_bytes()) for path in small[:60]))
    items = inbox.waiting(shop).items
    press(app, "upload.accept")

    assert not app.exception
    # What the reader refuses stays, with its sentence; everything else is in the catalog.
    failed = [item for item in items if item.incoming.status is IncomingStatus.FAILED]
    assert len(items) > 50
    assert [item.id for item in inbox.waiting(shop).items] == [item.id for item in failed]
    saved = catalog.list_models(shop, CatalogQuery(limit=100)).models
    n_versions = sum(len(card.versions) for card in saved)
    assert n_versions == len(items) - len(failed)


def test_a_filament_of_many_files_is_asked_about_once(shop: Shop, open_page: OpenPage) -> None:
    mine = builders.a_filament(shop, brand="Other maker", color_hex="#FF0000")
    some(shop, *SIX)
    app = open_page("upload")
    app.session_state["upload.batch_filaments"] = True
    app.run()

    box = next(box for box in app.selectbox if str(box.key).startswith("upload.batch."))
    assert box.value == "create"
    assert any("**135 g** · 6 files" in text for text in text_of(app))
    box.set_value(str(mine.id)).run()
    press(app, "upload.accept")

    assert not app.exception
    assert [row.filament.id for row in stock.list_filaments(shop)] == [mine.id]


def test_a_hostile_name_of_a_filament_is_no_markup_beside_its_choice(
    shop: Shop, open_page: OpenPage
) -> None:
    hostile = "![x](https://example.org/a.png) *PLA*"
    for title in SIX:
        spec = a_file(title)
        settings = {**spec.settings, "filament_settings_id": (hostile,)}
        given.waiting(shop, f"{title}.3mf", write_sliced_3mf(replace(spec, settings=settings)))
    app = open_page("upload")
    app.session_state["upload.batch_filaments"] = True
    app.run()

    box = next(box for box in app.selectbox if str(box.key).startswith("upload.batch."))

    assert box.label == f"{escape_markdown(hostile)} in your shop"
    assert "![x](" not in " ".join([box.label, *text_of(app)])


def test_a_new_filament_of_many_files_is_created_with_its_price(
    shop: Shop, open_page: OpenPage
) -> None:
    some(shop, *SIX)
    app = open_page("upload")
    app.session_state["upload.batch_filaments"] = True
    app.run()

    price = next(p for p in app.number_input if str(p.key).startswith("upload.batch."))
    price.set_value(30.0)
    click(app.run(), "Create it now")

    assert not app.exception
    (row,) = stock.list_filaments(shop)
    assert row.filament.cost_per_gram_base == Decimal("0.0300")
    box = next(box for box in app.selectbox if str(box.key).startswith("upload.batch."))
    assert box.value == str(row.filament.id)


def test_a_file_that_failed_is_tried_again_with_what_was_typed(
    shop: Shop, open_page: OpenPage
) -> None:
    incoming = given.waiting(shop, "vase.3mf", sliced())
    said = FormValues(model=ModelValues(designer="Ada"))
    saying.say(shop, incoming.id, lambda _: said)
    with shop.unit_of_work() as uow:
        sentence = "Reading it took too long."
        uow.incoming.change(incoming.id, status=IncomingStatus.FAILED, error=sentence)
        uow.commit()
    app = open_page("upload")
    assert [error.value for error in app.error] == [r"vase\.3mf: Reading it took too long\."]

    click(app, "Try again")

    assert not app.error
    assert app.text_input(field(app, "text_input", ".designer")).value == "Ada"


def test_where_browser_and_server_differ_is_said_in_the_form(
    shop: Shop, open_page: OpenPage
) -> None:
    incoming = given.waiting(shop, "vase.3mf", sliced())
    sentence = "The title of the stored file is Vase; the browser had read Bowl."
    found = Summary.model_validate(incoming.summary)
    found = found.model_copy(update={"differences": (sentence,)})
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, summary=found.as_json())
        uow.commit()

    app = open_page("upload")

    assert [warning.value.replace("\\", "") for warning in app.warning] == [sentence]


def test_a_project_is_proposed_to_be_kept_beside_its_sliced_file(
    shop: Shop, open_page: OpenPage
) -> None:
    app = drop(
        open_page("upload"),
        ("vase.3mf", write_project_3mf(a_file())),
        ("vase.gcode.3mf", sliced()),
    )

    radio = app.radio(field(app, "radio", ".save_as"))
    assert radio.value == "project"
    assert radio.options == [
        r"The project of **vase\.gcode\.3mf**, kept beside it",
        "A new model",
    ]
    click(app, "Accept all")

    assert not app.exception
    assert model_names(shop) == ["Vase"]
    assert any(r"vase\.3mf is kept as the project of **Vase**" in text for text in text_of(app))


def test_a_file_that_is_accepted_before_it_was_read_is_saved_by_the_worker(
    shop: Shop, open_page: OpenPage
) -> None:
    incoming = given.taken_in(shop, "vase.3mf", sliced())
    saying.say(shop, incoming.id, lambda said: said)
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, status=IncomingStatus.RECEIVING)
        uow.commit()
    app = open_page("upload")
    app.text_input(field(app, "text_input", ".name")).set_value("Spiral vase").run()

    click(app, "Save to the catalog")

    assert any("It is saved as soon as it has arrived" in text for text in text_of(app))
    assert model_names(shop) == []
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, status=IncomingStatus.PROCESSING)
        uow.commit()
    app.run()
    assert model_names(shop) == ["Spiral vase"]


def test_files_on_the_way_say_how_far_they_are(
    shop: Shop, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where a worker processes them: the page itself does not.
    monkeypatch.setattr(sending, "process_here", lambda *_: None)
    incoming = given.taken_in(shop, "vase.3mf", sliced())
    with shop.unit_of_work() as uow:
        uow.incoming.change(incoming.id, stage=IncomingStage.SPLIT, progress_pct=60)
        uow.commit()

    app = open_page("upload")

    assert r"**vase\.3mf** · its grams are being told apart, 60 %" in text_of(app)
    assert any("are being told apart" in text for text in text_of(app))
    assert app.text_input(field(app, "text_input", ".name")).value == "Vase"
