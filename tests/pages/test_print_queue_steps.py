"""What a person does on the print queue, each step once and with a way back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import Variant
from printshop.domain.print_queue import CompleteJob, JobStatus, PrintJob, StartJob
from printshop.domain.printers import Printer
from printshop.services import printing
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def test_starting_a_job_offers_its_undo(shop: Shop, open_page: OpenPage) -> None:
    job, _ = _one_waiting(shop)
    app = open_page("print_queue")

    app.button(key=f"print_queue.{job.id}.start").click().run()

    assert _status(shop, job) is JobStatus.PRINTING
    assert "**Job 1** is printing" in _said(app)

    app.button(key="notices.undo_button").click().run()

    assert _status(shop, job) is JobStatus.QUEUED
    assert [toast.value for toast in app.toast] == ["**Job 1** waits in the queue again"]


def test_a_second_click_on_start_does_nothing_and_says_so(shop: Shop, open_page: OpenPage) -> None:
    job, printer = _one_waiting(shop)
    app = open_page("print_queue")
    step = StartJob(job_id=job.id, printer_id=printer.id, note="It prints all the same.")
    printing.start(shop, step, as_of=datetime.now(UTC))

    app.button(key=f"print_queue.{job.id}.start").click().run()

    assert [toast.value for toast in app.toast] == [
        "**Job 1** is printing already. Nothing was done twice."
    ]
    assert not app.error


def test_a_job_that_another_browser_cancelled_is_not_started(
    shop: Shop, open_page: OpenPage
) -> None:
    job, _ = _one_waiting(shop)
    app = open_page("print_queue")
    printing.cancel(shop, job.id, as_of=datetime.now(UTC))

    app.button(key=f"print_queue.{job.id}.start").click().run()

    assert _status(shop, job) is JobStatus.CANCELLED
    assert [error.value for error in app.error] == [
        (
            "Job 1 is cancelled and cannot be started\\. "
            "Reload the page\\: somebody may have changed it a moment ago\\."
        )
    ]


@pytest.mark.parametrize(
    ("number", "button", "expected"),
    [(2, "up", [2, 1, 3]), (1, "down", [2, 1, 3]), (3, "up", [1, 3, 2])],
)
def test_a_job_moves_one_place(
    shop: Shop, open_page: OpenPage, number: int, button: str, expected: list[int]
) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    jobs = [builders.a_queued_job(shop, variant) for _ in range(3)]
    app = open_page("print_queue")

    app.button(key=f"print_queue.{jobs[number - 1].id}.{button}").click().run()

    assert not app.error
    assert _waiting(shop) == expected


def test_a_job_that_started_meanwhile_is_not_moved(shop: Shop, open_page: OpenPage) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    first, second = (builders.a_queued_job(shop, variant) for _ in range(2))
    app = open_page("print_queue")
    printing.cancel(shop, first.id, as_of=datetime.now(UTC))

    app.button(key=f"print_queue.{first.id}.down").click().run()

    assert [error.value for error in app.error] == [
        (
            "Job 1 is cancelled and cannot be moved\\. "
            "Reload the page\\: somebody may have changed it a moment ago\\."
        )
    ]
    assert _waiting(shop) == [second.number]


def test_finished_jobs_say_what_was_booked_from_which_spool_and_can_be_undone(
    shop: Shop, open_page: OpenPage
) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament, "100")
    variant = builders.a_variant(shop, {filament.id: "12.34"})
    job = _start(shop, variant, builders.a_printer(shop), minutes_ago=5)
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=datetime.now(UTC))

    app = open_page("print_queue", finished_jobs="true")

    assert "**Job 1 · Vase** :green-badge[:material/check_circle: Completed]" in _said(app)
    assert "Bambu Lab PLA Basic Black **12.34 g** · spool \\#1" in _said(app)

    app.button(key=f"print_queue.{job.id}.undo").click().run()

    assert _status(shop, job) is JobStatus.PRINTING
    with shop.unit_of_work() as uow:
        assert uow.spools.get(spool.id).quantity_g == Decimal(100)
    assert [toast.value for toast in app.toast] == [
        "**Job 1** prints again · 12.34\u00a0g are back on the spools"
    ]


def _said(app: AppTest) -> str:
    return "\n".join(element.value for element in app.markdown).replace("\u00a0", " ")


def _one_waiting(shop: Shop) -> tuple[PrintJob, Printer]:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    printer = builders.a_printer(shop, "Bert")
    return builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "10"})), printer


def _start(shop: Shop, variant: Variant, printer: Printer, *, minutes_ago: int) -> PrintJob:
    job = builders.a_queued_job(shop, variant)
    step = StartJob(job_id=job.id, printer_id=printer.id, note="It prints all the same.")
    as_of = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    return printing.start(shop, step, as_of=as_of).job


def _status(shop: Shop, job: PrintJob) -> JobStatus:
    with shop.unit_of_work() as uow:
        return uow.jobs.get(job.id).status


def _waiting(shop: Shop) -> list[int]:
    with shop.unit_of_work() as uow:
        return [job.number for job in uow.jobs.open()]
