"""Taking a step back: where the job goes, and when it cannot."""

from uuid import uuid4

import pytest

from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
    PrintJob,
)
from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.errors import RuleError
from printshop.services import printers, printing, stock
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_a_print_whose_printer_is_out_of_use_by_now_waits_again(shop: Shop) -> None:
    job, spool = _a_print(shop)
    assert job.printer_id is not None
    builders.complete(shop, job)
    printers.set_printer_active(shop, job.printer_id, is_active=False)

    undone = printing.undo(shop, job.id, expected=JobStatus.COMPLETED).job

    assert (undone.status, undone.printer_id) == (JobStatus.QUEUED, None)
    assert builders.grams_on(shop, spool) == 500


@pytest.mark.parametrize("gone", ["in another printer", "put away", "too empty"])
def test_a_print_whose_spool_does_not_serve_any_more_waits_again(shop: Shop, gone: str) -> None:
    job, spool = _a_print(shop)
    printing.cancel(shop, job.id, as_of=MONDAY_NOON)
    if gone == "in another printer":
        builders.a_print_of_its_own(shop, builders.a_variant(shop, {spool.filament_id: "10"}))
    elif gone == "put away":
        stock.archive_spool(shop, spool.id)
    else:
        change = QuantityChange(
            request_id=uuid4(),
            spool_id=spool.id,
            operation=QuantityOperation.SUBTRACT,
            quantity_g=460,
        )
        stock.update_quantity(shop, change)

    undone = printing.undo(shop, job.id, expected=JobStatus.CANCELLED).job

    assert (undone.status, undone.printer_id) == (JobStatus.QUEUED, None)


def test_a_failed_job_has_one_retry_at_a_time_whatever_is_undone(shop: Shop) -> None:
    job, _ = _a_print(shop)
    failure = FailJob(job_id=job.id, reason=FailureReason.CLOG, completion_percentage=0)
    printing.fail(shop, failure, as_of=MONDAY_NOON)
    first = printing.requeue(shop, job.id, uuid4()).job
    printing.cancel(shop, first.id, as_of=MONDAY_NOON)
    printing.requeue(shop, job.id, uuid4())

    with pytest.raises(RuleError) as caught:
        printing.undo(shop, first.id, expected=JobStatus.CANCELLED)

    assert caught.value.sentence == "Job 1 is queued again as Job 3. Cancel Job 3 first."
    assert builders.status_of(shop, first) is JobStatus.CANCELLED


def test_a_request_that_comes_again_after_its_step_was_undone_is_told_so(shop: Shop) -> None:
    job, spool = _a_print(shop)
    step = CompleteJob(job_id=job.id, request_id=uuid4())
    printing.complete(shop, step, as_of=MONDAY_NOON)
    printing.undo(shop, job.id, expected=JobStatus.COMPLETED)

    with pytest.raises(RuleError) as caught:
        printing.complete(shop, step, as_of=MONDAY_NOON)

    assert caught.value.message == (
        "Job 1: this step was taken back since, and is not taken again."
    )
    assert builders.status_of(shop, job) is JobStatus.PRINTING
    assert builders.grams_on(shop, spool) == 500


def _a_print(shop: Shop) -> tuple[PrintJob, Spool]:
    """A job of 50 g that prints from the one spool of 500 g."""
    red = builders.a_filament(shop)
    spool = builders.a_spool(shop, red, "500")
    return builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "50"})), spool
