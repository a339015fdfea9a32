"""How often a version succeeds, on the page of its model."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import Variant, VariantStatus
from printshop.services import catalog, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import past_runs

OpenPage = Callable[..., AppTest]


@pytest.fixture
def vase(shop: Shop) -> Variant:
    """Give a version of one plate and one filament."""
    return builders.a_variant(shop, {builders.a_filament(shop).id: "10"})


def text_of(app: AppTest) -> str:
    """All that the page says, tables too."""
    said = [*app.markdown, *app.caption, *app.get("html")]
    texts = [getattr(element, "value", "") or element.proto.body for element in said]
    return "\n".join(texts).replace("\u00a0", " ")


def test_a_version_without_a_print_says_what_is_expected_of_it(
    vase: Variant, open_page: OpenPage
) -> None:
    app = open_page("catalog", model=str(vase.model_id))

    assert not app.exception
    assert "**Not printed yet.** Expect **90 %**, most likely between 72 and 99 %" in text_of(app)


def test_a_version_that_prints_well_is_offered_as_proven_and_that_can_be_undone(
    shop: Shop, vase: Variant, open_page: OpenPage
) -> None:
    past_runs(shop, vase, good=3)
    app = open_page("catalog", model=str(vase.model_id))
    assert "**3 of 3** prints ended well." in text_of(app)

    app.button(key=f"catalog.success.{vase.id}.prove").click().run()
    proven = catalog.model_by_id(shop, vase.model_id).variants[0].status
    offers = [b.key for b in app.button if str(b.key).endswith(".prove")]
    app.button(key="notices.undo_button").click().run()

    assert (proven, offers) == (VariantStatus.PROVEN, [])
    assert catalog.model_by_id(shop, vase.model_id).variants[0].status is VariantStatus.UNTESTED


def test_the_details_say_on_what_it_printed_why_it_failed_and_whether_it_helped(
    shop: Shop, vase: Variant, open_page: OpenPage
) -> None:
    printer = builders.a_printer(shop, "<b>Anna</b>")
    past_runs(shop, vase, good=8, failed=2)
    needs = {vase.plates[0].requirements[0].filament_id or vase.id: "10"}
    new = catalog.create_variant(shop, vase.model_id, builders.new_variant(needs))
    past_runs(shop, new, good=2, failed=1, printer=printer)
    printing.cancel(shop, builders.a_queued_job(shop, new).id, as_of=builders.MONDAY_NOON)
    app = open_page("catalog", model=str(vase.model_id))

    app.session_state[f"catalog.success.{new.id}"] = True
    said = text_of(app.run())

    assert not app.exception
    assert "&lt;b&gt;Anna&lt;/b&gt;" in said
    assert "1 print failed and took **0 g** of filament." in said
    assert "Clogged nozzle" in said
    assert "**Too few prints to say.** Version 2: 2 of 3 good, version 1: 8 of 10:" in said
    assert "Both versions have the same settings." in said
    assert "Job 1011" in said
    assert "not on a printer" in said
    assert "printer that is gone" not in said
