"""The dialogs of the print queue: their bodies as a page, since AppTest opens no dialog twice."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant
from printshop.domain.filament import Filament
from printshop.domain.print_queue import FailureReason, JobStatus, StartJob
from printshop.domain.spools import Spool
from printshop.services import catalog, planning, printing
from printshop.services.planning.view import PrinterState, QueuedJob
from printshop.services.shop import Shop
from printshop.ui.places import Place
from printshop.ui.queue import bench_steps, bench_sure, finishing
from printshop.ui.queue.asked import Ask
from tests import builders
from tests.builders import MONDAY_NOON

Body = Callable[..., None]


def test_what_stands_in_the_fields_is_booked_and_can_be_undone(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="12.34")
    app = _run(_body(finishing.complete), shop, row)

    _grams_field(app, row, spool).set_value(20.5)
    app.number_input(key=f"print_queue.complete.{row.job.id}.units").set_value(3)
    _press(app, "Book it")

    assert [warning.value.replace("\\", "") for warning in app.warning] == [
        (
            "Job 1: 3 pieces, good and rejected, are more than the 1 that its plate makes. "
            "Look at the number again. Nothing is booked until you say that it is right."
        )
    ]
    assert _grams(shop, spool) == Decimal(100)

    _press(app, "It is right, book it")

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


def test_grams_of_nothing_are_asked_about_and_then_booked_as_nothing(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="10")
    app = _run(_body(finishing.complete), shop, row)

    _grams_field(app, row, spool).set_value(0.0)
    _press(app, "Book it")
    assert "0 g are far from the 10 g" in app.warning[0].value.replace("\\", "")
    _press(app, "It is right, book it")

    assert _job(shop, row).status is JobStatus.COMPLETED
    assert _grams(shop, spool) == Decimal(100)


def test_of_two_filaments_one_that_gave_nothing_is_not_booked_by_the_file(shop: Shop) -> None:
    one = builders.a_filament(shop)
    other = builders.a_filament(shop, color_hex="#C12E1F", color_name="Red")
    first, second = builders.a_spool(shop, one, "100"), builders.a_spool(shop, other, "100")
    variant = builders.a_variant(shop, {one.id: "10", other.id: "20"})
    builders.a_printing_job(shop, variant, builders.a_printer(shop))
    row = planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0]
    app = _run(_body(finishing.complete), shop, row)

    _grams_field(app, row, second).set_value(0.0)
    _press(app, "Book it")
    _press(app, "It is right, book it")

    assert (_grams(shop, first), _grams(shop, second)) == (Decimal(90), Decimal(100))


def test_a_print_that_was_started_without_a_spool_can_be_completed(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    variant = builders.a_variant(shop, {filament.id: "10"})
    builders.a_printing_job(shop, variant, builders.a_printer(shop))
    row = planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0]
    app = _run(_body(finishing.complete), shop, row)

    _press(app, "Book it")
    assert app.warning[0].value.startswith("No spool is chosen for Bambu Lab PLA Basic Black")
    _press(app, "It is right, book it")

    assert _job(shop, row).status is JobStatus.COMPLETED


def test_half_a_piece_is_refused_in_words(shop: Shop) -> None:
    _, _, row = _printing(shop, stock_g="100", used_g="10")
    app = _run(_body(finishing.complete), shop, row)

    app.number_input(key=f"print_queue.complete.{row.job.id}.units").set_value(0.5)
    _press(app, "Book it")

    assert [error.value.replace("\\", "") for error in app.error] == [
        "Good pieces must be a whole number."
    ]


def test_a_job_that_was_cancelled_meanwhile_says_so_before_all_else(shop: Shop) -> None:
    _, _, row = _printing(shop, stock_g="100", used_g=None)
    app = _run(_body(finishing.complete), shop, row)
    printing.cancel(shop, row.job.id, as_of=MONDAY_NOON)

    _press(app, "Book it")

    assert [error.value for error in app.error] == [
        "Job 1 was cancelled elsewhere meanwhile. Nothing was booked here."
    ]


def test_the_bench_asks_before_it_clears_a_print_that_cannot_be_done_yet(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="100", used_g="10", as_of=datetime.now(UTC))
    queue = planning.list_queue(shop, as_of=datetime.now(UTC))

    app = _tap(shop, row, queue.printers[0])

    about = app.session_state["print_queue.asked"]
    assert about.ask is Ask.CLEAR
    assert about.problem.replace("\\", "").startswith(
        "Job 1 was started 0 minutes ago, and takes 60 minutes."
    )
    assert _grams(shop, spool) == Decimal(100)

    sure = _run(bench_sure.draw_body, shop, row, queue, about)
    _press(sure, "It is done, book it")

    assert _job(shop, row).status is JobStatus.COMPLETED
    assert _grams(shop, spool) == Decimal(90)


def test_what_the_bench_cannot_book_as_planned_opens_the_dialog_once(shop: Shop) -> None:
    _, spool, row = _printing(shop, stock_g="9", used_g="10")
    queue = planning.list_queue(shop, as_of=MONDAY_NOON)

    app = _tap(shop, row, queue.printers[0])

    assert app.session_state["print_queue.asked"].ask is Ask.COMPLETE
    assert not app.session_state["notices"]
    assert _grams(shop, spool) == Decimal(9)


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


def _tap(shop: Shop, row: QueuedJob, state: PrinterState) -> AppTest:
    """Tap the large button of a card."""

    def drawn() -> None:
        st.button("Tap", on_click=bench_steps.clear, args=(shop, row, state, None))
        st.session_state.setdefault("notices", [])

    app = _run(drawn)
    _press(app, "Tap")
    return app


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


def _printing(
    shop: Shop, *, stock_g: str, used_g: str | None, as_of: datetime = MONDAY_NOON
) -> tuple[Filament, Spool, QueuedJob]:
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
    job, printer = builders.a_queued_job(shop, variant), builders.a_printer(shop)
    step = StartJob(job_id=job.id, printer_id=printer.id, note="It prints all the same.")
    printing.start(shop, step, as_of=as_of)
    return filament, spool, planning.list_queue(shop, as_of=MONDAY_NOON).jobs[0]


def _grams(shop: Shop, spool: Spool) -> Decimal:
    with shop.unit_of_work() as uow:
        return uow.spools.get(spool.id).quantity_g


def _job(shop: Shop, row: QueuedJob) -> Any:  # noqa: ANN401
    with shop.unit_of_work() as uow:
        return uow.jobs.get(row.job.id)
