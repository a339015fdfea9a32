"""The button that gives a file back, with the routes beside the pages and without."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from printshop.repo.tables import files
from printshop.services import uploads
from printshop.services.shop import Shop
from printshop.ui import wiring
from tests import builders

OpenPage = Callable[..., AppTest]
DATA = builders.a_sliced_file("Vase")


@pytest.fixture
def with_routes() -> Iterator[None]:
    """As `printshop web` serves the pages."""
    wiring.note_routes()
    yield
    wiring._HAS_ROUTES.clear()  # noqa: SLF001 - other tests are served without


def opened_model(shop: Shop, open_page: OpenPage) -> AppTest:
    draft = uploads.read(shop, "vase.gcode.3mf", DATA)
    saved = uploads.save(shop, draft, DATA, model=draft.model, variant=draft.variant)
    return open_page("catalog", model=str(saved.model_id))


@pytest.mark.usefixtures("with_routes")
def test_the_catalog_links_to_the_original_file(shop: Shop, open_page: OpenPage) -> None:
    app = opened_model(shop, open_page)

    (link,) = [found.proto for found in app.get("link_button") if "original" in found.proto.label]
    with shop.unit_of_work() as uow:
        (file,) = uow.files.all()
    assert not app.exception
    assert urlsplit(link.url).path == f"/api/files/{file.id}"
    assert urlsplit(link.url).query.startswith("pass=")


def test_the_project_kept_beside_a_version_is_given_back_too(
    shop: Shop, open_page: OpenPage
) -> None:
    with shop.unit_of_work() as uow:
        project = uow.files.add(sha256="a" * 64, size_bytes=1, name="v.3mf", storage_key="aa/a")
        uow.commit()
    draft = uploads.read(shop, "vase.gcode.3mf", DATA)
    saved = uploads.save(shop, draft, DATA, model=draft.model, variant=draft.variant)
    with shop.unit_of_work() as uow:
        uow.variants.keep_project(saved.variant_id, project.id)
        uow.commit()

    app = open_page("catalog", model=str(saved.model_id))

    assert not app.exception
    labels = [b.proto.label for b in app.get("download_button")]
    assert labels == ["Download the original file", "Download its project"]


def test_without_the_route_a_small_file_passes_through_the_page(
    shop: Shop, open_page: OpenPage
) -> None:
    app = opened_model(shop, open_page)

    assert not app.exception
    assert [b.proto.label for b in app.get("download_button")].count(
        "Download the original file"
    ) == 1


def test_without_the_route_a_large_file_is_refused_in_words(
    shop: Shop, open_page: OpenPage
) -> None:
    opened_model(shop, open_page)
    with shop.unit_of_work() as uow:
        uow.connection.execute(update(files).values(size_bytes=120_000_000))
        uow.commit()

    app = opened_model(shop, open_page)

    assert [of.value for of in app.caption if "original" in of.value] == [
        (
            "The original file has 120 MB. Started with `streamlit run`, Printshop gives back files"
            " of up to 50 MB; start it with `printshop run` for larger ones."
        )
    ]
