"""The dialogs of the print queue: their bodies as a page, since AppTest opens no dialog twice."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant
from printshop.domain.filament import Filament
from printshop.domain.print_queue import FailureReason, JobStatus
from printshop.domain.spools import Spool
from printshop.services import catalog, planning
from printshop.services.planning.view import QueuedJob
from printshop.services.shop import Shop
from printshop.ui.places import Place
from printshop.ui.queue import finishing
from tests import builders
from tests.builders import MONDAY_NOON

Body = Callable[..., None]


def test_what_stands_in_the_fields_is_booked_and_can_be_undone(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="12.34")
    app = _run(_body(finishing.complete), shop, row)

    _grams_field(app, row, spool).set_value(20.5)
    app.number_input(key=f"print_queue.complete.{row.job.id}.units").set_value(3)
    _press(app, "Book it")

    assert not app.error
    assert _grams(shop, spool) == Decimal("79.50")
    assert _job(shop, row).units_good == 3
    assert app.session_state["notices.undo"].text.replace("\u00a0", " ") == (
        "**Job 1** is completed · 20.5 g Bambu Lab PLA Basic Black booked (79.5 g left)"
    )


def test_a_double_click_books_once_and_says_so(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="10")
    app = _run(_body(finishing.complete), shop, row)

    _press(app, "Book it")
    _press(app, "Book it")

    assert not app.error
    assert _grams(shop, spool) == Decimal(90)
    assert [notice.text for notice in app.session_state["notices"]] == [
        "**Job 1** is completed already. Nothing was done twice."
    ]


def test_missing_filament_is_said_where_the_grams_can_be_changed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A link to a page needs the router, which a dialog on its own is without.
    monkeypatch.setattr(Place, "link", lambda place, label: st.markdown(f"{label} {place.path}"))
    _, spool, row = _printing(shop, stock_g="9", used_g="10")
    app = _run(_body(finishing.complete), shop, row)

    _press(app, "Book it")

    assert [error.value.replace("\\", "") for error in app.error] == [
        (
            "Spool #1 (Bambu Lab PLA Basic Black): 10 g are to be booked, but only 9 g are "
            "on hand. "
            "Weigh the spools or add the spool you used, then book again."
        )
    ]
    assert app.markdown[-1].value == "Open the inventory pages/shop/inventory.py"
    assert _job(shop, row).status is JobStatus.PRINTING
    assert _grams(shop, spool) == Decimal(9)

    _grams_field(app, row, spool).set_value(8.0)
    _press(app, "Book it")

    assert not app.error
    assert _grams(shop, spool) == Decimal(1)


def test_grams_that_nobody_said_are_asked_for(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g=None)
    app = _run(_body(finishing.complete), shop, row)

    _press(app, "Book it")

    assert [error.value.replace("\\", "") for error in app.error] == [
        "Say how many grams of Bambu Lab PLA Basic Black it took. 0 if it took none."
    ]

    _grams_field(app, row, spool).set_value(4.0)
    _press(app, "Book it")

    assert _grams(shop, spool) == Decimal(96)


def test_a_failure_without_a_cause_is_not_booked(shop: Shop) -> None:
    _, _, row = _printing(shop, stock_g="100", used_g="10")
    app = _run(_body(finishing.fail), shop, row, 0.4)

    _press(app, "Book the failure")

    assert [error.value for error in app.error] == ["Choose what went wrong\\."]
    assert _job(shop, row).status is JobStatus.PRINTING


def test_a_failure_books_the_share_that_the_clock_or_the_person_says(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="10")
    app = _run(_body(finishing.fail), shop, row, 0.4)
    key = f"print_queue.fail.{row.job.id}"
    assert app.slider(key=f"{key}.progress").value == 40

    app.slider(key=f"{key}.progress").set_value(25)
    app.selectbox(key=f"{key}.reason").set_value(FailureReason.CLOG)
    app.text_area(key=f"{key}.note").set_value("old nozzle")
    _press(app, "Book the failure")

    assert not app.error
    assert _grams(shop, spool) == Decimal("97.50")
    job = _job(shop, row)
    assert (job.failure_reason, job.failure_note) == (FailureReason.CLOG, "old nozzle")
    assert job.completion_percentage == 25


def test_a_failure_books_the_grams_of_the_scrap(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="10")
    app = _run(_body(finishing.fail), shop, row, 0.4)
    key = f"print_queue.fail.{row.job.id}"

    app.button_group(key=f"{key}.measure").set_value("By spool and grams").run()
    field = app.number_input(key=f"{key}.{spool.id}.g")
    assert field.value == pytest.approx(4)
    field.set_value(3.21)
    app.selectbox(key=f"{key}.reason").set_value(FailureReason.OTHER)
    _press(app, "Book the failure")

    assert not app.error
    assert _grams(shop, spool) == Decimal("96.79")


def _body(dialog: Any) -> Body:  # noqa: ANN401 - st.dialog says nothing of what it wraps
    return dialog.__wrapped__


def _run(body: Body, *args: object) -> AppTest:
    def script(drawn: "Body") -> None:
        drawn()

    app = AppTest.from_function(script, args=(partial(body, *args),), default_timeout=30)
    return app.run()


def _press(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception


def _grams_field(app: AppTest, row: QueuedJob, spool: Spool) -> Any:  # noqa: ANN401
    return app.number_input(key=f"print_queue.complete.{row.job.id}.{spool.id}.g")


def _printing(shop: Shop, *, stock_g: str, used_g: str | None) -> tuple[Filament, Spool, QueuedJob]:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament, stock_g)
    model = catalog.create_model(shop, NewModel(name="Vase"))
    need = NewRequirement(
        filament_index=1,
        filament_id=filament.id,
        model_g=None if used_g is None else Decimal(used_g),
    )
    plate = NewPlate(index=1, print_time_s=3600, requirements=(need,))
    new = NewVariant(name="Standard", plates=(plate,))
    variant = catalog.create_variant(shop, model.id, new)
    builders.a_printing_job(shop, variant, builders.a_printer(shop))
    return filament, spool, planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0]


def _grams(shop: Shop, spool: Spool) -> Decimal:
    with shop.unit_of_work() as uow:
        return uow.spools.get(spool.id).quantity_g


def _job(shop: Shop, row: QueuedJob) -> Any:  # noqa: ANN401
    with shop.unit_of_work() as uow:
        return uow.jobs.get(row.job.id)
