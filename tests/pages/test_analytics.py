from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.print_queue import CompleteJob
from printshop.services import printing
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    said = [*app.markdown, *app.caption, *app.error, *app.title, *app.subheader]
    return "\n".join(element.value for element in said).replace("\\", "").replace("\u00a0", " ")


def figures_of(app: AppTest) -> dict[str, str]:
    return {one.label: one.value.replace("\u00a0", " ").replace("\\", "") for one in app.metric}


def a_finished_print(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000")
    variant = builders.a_variant(shop, {filament.id: "32.5"})
    job = builders.a_printing_job(shop, variant, builders.a_printer(shop))
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=datetime.now(UTC))


def test_an_empty_shop_is_told_what_will_stand_here(open_page: OpenPage) -> None:
    app = open_page("analytics")

    assert not app.exception
    assert "**Nothing to tell yet.**" in text_of(app)


def test_one_print_makes_a_dashboard_without_a_before(shop: Shop, open_page: OpenPage) -> None:
    a_finished_print(shop)

    app = open_page("analytics", charts="used")

    assert not app.exception
    assert not app.error
    assert figures_of(app)["Filament used"] == "32.5 g"
    assert "before" not in text_of(app)
    assert "Filament used, by material" in text_of(app)


def test_a_figure_leads_to_the_prints_behind_it_and_back(shop: Shop, open_page: OpenPage) -> None:
    a_finished_print(shop)
    app = open_page("analytics", period="7d")

    app.button(key="analytics.tile.used").click().run()

    assert "Filament in all: **32.5 g**" in text_of(app)
    assert app.dataframe[0].value["Model"].to_list() == ["Vase"]
    row = app.dataframe[0].value.iloc[0]
    assert (row["Page"], row["How it ended"]) == (f"print_queue?job={row['Job']}", "Ended well")
    assert row["Model's page"].startswith("catalog?model=")
    assert app.query_params["period"] == "7d"

    app.button(key="analytics.rows.back").click().run()

    assert "jobs" not in app.query_params
    assert figures_of(app)


def test_filters_stand_in_the_address_and_can_be_taken_back(
    shop: Shop, open_page: OpenPage
) -> None:
    a_finished_print(shop)
    app = open_page("analytics", material="PETG", printer=str(uuid4()), period="never")

    assert figures_of(app)["Filament used"] == "0 g"
    assert [one.value for one in app.warning] == [
        "The address names a period that there is not. It is left out.",
        "The printer of this address is not in the shop: nothing is counted of it.",
    ]

    app.button(key="analytics.reset").click().run()

    assert figures_of(app)["Filament used"] == "32.5 g"
    assert "material" not in app.query_params


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ({"jobs": "nonsense"}, "names no list"),
        ({"jobs": "color=red"}, "names no list"),
        ({"spools": "a=" + "x" * 9000}, "names no list"),
        ({"jobs": "model=nobody"}, "no model of this address"),
        ({"since": "2999-01-01"}, "still to come"),
        ({"since": "2026-02-02", "until": "2026-01-01"}, "before it begins"),
    ],
)
def test_an_address_that_means_nothing_is_said_in_a_sentence(
    open_page: OpenPage, address: dict[str, str], said: str
) -> None:
    app = open_page("analytics", **address)

    assert not app.exception
    assert said in app.error[0].value


def test_days_that_end_before_they_begin_are_said_beside_them(
    shop: Shop, open_page: OpenPage
) -> None:
    a_finished_print(shop)
    app = open_page("analytics")
    first, last = app.date_input
    today = datetime.now(UTC).date()

    first.set_value(today)
    last.set_value(today.replace(year=today.year - 1, day=1))
    next(one for one in app.button if one.label == "Show these days").click().run()

    assert "The first day is after the last" in app.error[0].value
    assert "since" not in app.query_params
