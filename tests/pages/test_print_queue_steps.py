"""What a person does on the print queue, each step once and with a way back."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from streamlit.testing.v1 import AppTest

from printshop.domain.catalog import Variant
from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
    PrintJob,
    StartJob,
)
from printshop.domain.printers import Printer
from printshop.services import printing
from printshop.services.shop import Shop
from tests import builders

OpenPage = Callable[..., AppTest]


def test_starting_a_job_offers_its_undo(shop: Shop, open_page: OpenPage) -> None:
    job, printer = _one_waiting(shop)
    app = open_page("print_queue")

    app.button(key=f"print_queue.{printer.id}.start").click().run()

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

    app.button(key=f"print_queue.{printer.id}.start").click().run()

    assert [toast.value for toast in app.toast] == [
        "**Job 1** is printing already. Nothing was done twice."
    ]
    assert not app.error


def test_a_job_that_another_browser_cancelled_is_not_started(
    shop: Shop, open_page: OpenPage
) -> None:
    job, printer = _one_waiting(shop)
    app = open_page("print_queue")
    printing.cancel(shop, job.id, as_of=datetime.now(UTC))

    app.button(key=f"print_queue.{printer.id}.start").click().run()

    assert _status(shop, job) is JobStatus.CANCELLED
    assert [error.value for error in app.error] == [
        (
            "Job 1 is cancelled and cannot be started\\. "
            "Reload the page\\: somebody may have changed it a moment ago\\."
        )
    ]


def test_what_stands_against_a_start_is_said_in_its_dialog(shop: Shop, open_page: OpenPage) -> None:
    job, printer = _one_waiting(shop)
    app = open_page("print_queue")
    other = builders.a_queued_job(shop, builders.a_variant(shop, {}))
    step = StartJob(job_id=other.id, printer_id=printer.id)
    printing.start(shop, step, as_of=datetime.now(UTC))

    app.button(key=f"print_queue.{printer.id}.start").click().run()

    assert _status(shop, job) is JobStatus.QUEUED
    assert "**No printer is free.** Finish a print first, or add a printer." in _said(app)


def test_a_failed_job_can_be_printed_again_and_stands_first(
    shop: Shop, open_page: OpenPage
) -> None:
    job, printer = _one_waiting(shop)
    builders.a_queued_job(shop, builders.a_variant(shop, {}))
    printing.start(shop, StartJob(job_id=job.id, printer_id=printer.id), as_of=datetime.now(UTC))
    failed = FailJob(job_id=job.id, reason=FailureReason.CLOG, completion_percentage=10)
    printing.fail(shop, failed, as_of=datetime.now(UTC))
    app = open_page("print_queue", finished_jobs="true")

    app.button(key=f"print_queue.{job.id}.again").click().run()

    assert _waiting(shop) == [3, 2]
    assert "**Job 3** prints Job 1 again, and stands first in the queue" in _said(app)

    app.button(key="notices.undo_button").click().run()

    assert _waiting(shop) == [2]

    app.button(key="print_queue.retry.take").click().run()

    assert _waiting(shop) == [4, 2]


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
