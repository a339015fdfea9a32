"""By the printers: a bed is cleared, and the next job starts."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from printshop.domain.print_queue import JobStatus, PrintJob
from printshop.domain.printers import Printer
from printshop.domain.spools import Spool
from printshop.errors import IllegalTransitionError, RuleError
from printshop.services import clearing, printing
from printshop.services.clearing import Cleared
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_WHEN_DONE = MONDAY_NOON + timedelta(hours=1)


def test_one_tap_completes_the_print_and_starts_the_next(shop: Shop) -> None:
    printer, printing_one, next_one, spool = _two_jobs(shop, stock_g="500")

    done = _clear(shop, printer, printing_one, next_one)

    assert done.completed.job.status is JobStatus.COMPLETED
    assert done.completed.job.units_good == 1
    assert done.started is not None
    assert (done.started.id, done.started.printer_id) == (next_one.id, printer.id)
    assert builders.grams_on(shop, spool) == 400


def test_both_steps_are_taken_back_one_by_one(shop: Shop) -> None:
    printer, printing_one, next_one, spool = _two_jobs(shop, stock_g="500")
    _clear(shop, printer, printing_one, next_one)

    printing.undo(shop, next_one.id, expected=JobStatus.PRINTING)
    printing.undo(shop, printing_one.id, expected=JobStatus.COMPLETED)

    assert builders.status_of(shop, next_one) is JobStatus.QUEUED
    assert builders.status_of(shop, printing_one) is JobStatus.PRINTING
    assert builders.grams_on(shop, spool) == 500


def test_a_next_job_that_is_short_says_so_and_the_print_stays_completed(shop: Shop) -> None:
    printer, printing_one, next_one, _ = _two_jobs(shop, stock_g="150")

    done = _clear(shop, printer, printing_one, next_one)

    assert done.completed.job.status is JobStatus.COMPLETED
    assert done.started is None
    assert done.blocked.startswith("Job 2 was not started. Bambu Lab PLA Basic Black is short by ")
    assert builders.status_of(shop, next_one) is JobStatus.QUEUED


def test_the_job_that_was_seen_as_the_next_is_started_or_none(shop: Shop) -> None:
    printer, printing_one, next_one, _ = _two_jobs(shop, stock_g="500")
    printing.cancel(shop, next_one.id, as_of=MONDAY_NOON)

    done = _clear(shop, printer, printing_one, next_one)

    assert done.started is None
    assert done.blocked == (
        "The job that was to be next does not wait any more. Look at what is next now."
    )


def test_where_nothing_was_next_a_job_that_nobody_saw_is_not_started(shop: Shop) -> None:
    printer, printing_one, came_meanwhile, _ = _two_jobs(shop, stock_g="500")

    done = _clear(shop, printer, printing_one, None)

    assert (done.started, done.blocked) == (None, "")
    assert builders.status_of(shop, came_meanwhile) is JobStatus.QUEUED


def test_a_bed_is_cleared_of_what_prints_on_it(shop: Shop) -> None:
    _, printing_one, next_one, spool = _two_jobs(shop, stock_g="500")

    with pytest.raises(RuleError) as caught:
        _clear(shop, builders.a_printer(shop, "Other"), printing_one, next_one)

    assert caught.value.message == "Job 1 is not on Other."
    assert builders.status_of(shop, printing_one) is JobStatus.PRINTING
    assert builders.grams_on(shop, spool) == 500


def test_what_was_blocked_is_not_started_by_the_same_request_when_stock_came(shop: Shop) -> None:
    printer, printing_one, next_one, spool = _two_jobs(shop, stock_g="150")
    request_id = uuid4()
    _clear(shop, printer, printing_one, next_one, request_id)
    with shop.unit_of_work() as uow:
        filament = uow.filaments.get(spool.filament_id)
    builders.a_spool(shop, filament, "900")

    again = _clear(shop, printer, printing_one, next_one, request_id)

    assert again.completed.job.status is JobStatus.COMPLETED
    assert again.started is None
    assert again.blocked == (
        "Job 2 was not started. Look at it in the queue, and start it from there."
    )
    assert builders.status_of(shop, next_one) is JobStatus.QUEUED


def test_whoever_clears_a_bed_second_books_nothing_and_starts_nothing(shop: Shop) -> None:
    printer, printing_one, next_one, spool = _two_jobs(shop, stock_g="500")
    builders.complete(shop, printing_one)

    with pytest.raises(IllegalTransitionError):
        _clear(shop, printer, printing_one, next_one)

    assert builders.grams_on(shop, spool) == 400
    assert builders.status_of(shop, next_one) is JobStatus.QUEUED


def test_the_same_tap_twice_books_once_and_starts_one(shop: Shop) -> None:
    printer, printing_one, next_one, spool = _two_jobs(shop, stock_g="500")
    builders.a_queued_job(shop, builders.a_variant(shop, {spool.filament_id: "100"}))
    request_id = uuid4()

    one, other = (_clear(shop, printer, printing_one, next_one, request_id) for _ in range(2))

    assert one.started is not None
    assert other.started is not None
    assert one.started.id == other.started.id == next_one.id
    assert builders.grams_on(shop, spool) == 400


def _two_jobs(shop: Shop, *, stock_g: str) -> tuple[Printer, PrintJob, PrintJob, Spool]:
    """A printer with a job of 100 g on it, and another one that waits."""
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament, stock_g)
    variant = builders.a_variant(shop, {filament.id: "100"})
    printer = builders.a_printer(shop)
    printing_one = builders.a_printing_job(shop, variant, printer)
    return printer, printing_one, builders.a_queued_job(shop, variant), spool


def _clear(
    shop: Shop,
    printer: Printer,
    job: PrintJob,
    following: PrintJob | None,
    request_id: UUID | None = None,
) -> Cleared:
    return clearing.clear_and_next(
        shop,
        printer_id=printer.id,
        job_id=job.id,
        next_job_id=following.id if following else None,
        request_id=request_id or uuid4(),
        as_of=_WHEN_DONE,
    )
