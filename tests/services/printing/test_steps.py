"""Cancelling, undoing, starting, queueing and reordering: what each step leaves behind."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.filament import Filament
from printshop.domain.print_queue import (
    CompleteJob,
    JobStatus,
    NewJobs,
    PrintJob,
    StartJob,
)
from printshop.domain.spools import MovementReason, Spool
from printshop.errors import (
    IllegalTransitionError,
    NotFoundError,
    RuleError,
)
from printshop.services import printers, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


@pytest.mark.parametrize("is_printing", [True, False])
def test_cancelling_books_nothing_and_is_no_failure(shop: Shop, *, is_printing: bool) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    variant = builders.a_variant(shop, {red.id: "10"})
    job = (
        builders.a_print_of_its_own(shop, variant)
        if is_printing
        else builders.a_queued_job(shop, variant)
    )

    outcome = printing.cancel(shop, job.id, as_of=MONDAY_NOON)

    assert (outcome.job.status, outcome.job.failure_reason) == (JobStatus.CANCELLED, None)
    assert outcome.inventory_updates == ()
    assert builders.grams_on(shop, spool) == Decimal(1000)


def test_undo_gives_the_grams_back_and_the_ledger_keeps_both_lines(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "12.34"}))
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    outcome = printing.undo(shop, job.id, expected=JobStatus.COMPLETED)

    assert outcome.job.status is JobStatus.PRINTING
    assert (outcome.job.finished_at, outcome.job.units_good) == (None, None)
    assert builders.grams_on(shop, spool) == Decimal(1000)
    assert builders.usage_of(shop, job) == ()
    assert _ledger(shop, spool) == [
        (MovementReason.RECEIVED, Decimal(1000), Decimal(1000)),
        (MovementReason.USED, Decimal("-12.34"), Decimal("987.66")),
        (MovementReason.UNDONE, Decimal("12.34"), Decimal(1000)),
    ]


def test_an_undone_job_can_be_completed_and_undone_again(shop: Shop) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red, "20")
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "15"}))

    for _ in range(3):
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)
        printing.undo(shop, job.id, expected=JobStatus.COMPLETED)

    assert builders.grams_on(shop, spool) == Decimal(20)


def test_undo_puts_a_started_job_back_and_a_cancelled_one_where_it_was(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_filament(shop).id: "1"})
    waiting, printed = (
        builders.a_queued_job(shop, variant),
        builders.a_print_of_its_own(shop, variant),
    )
    printing.cancel(shop, waiting.id, as_of=MONDAY_NOON)
    printing.cancel(shop, printed.id, as_of=MONDAY_NOON)

    waits = printing.undo(shop, waiting.id, expected=JobStatus.CANCELLED).job
    prints = printing.undo(shop, printed.id, expected=JobStatus.CANCELLED).job
    waits_again = printing.undo(shop, printed.id, expected=JobStatus.PRINTING).job

    assert (waits.status, prints.status) == (JobStatus.QUEUED, JobStatus.PRINTING)
    assert (waits_again.status, waits_again.printer_id) == (JobStatus.QUEUED, None)


def test_undo_puts_a_job_back_into_the_queue_when_its_printer_prints_another(
    shop: Shop,
) -> None:
    red = _filament(shop)
    spool = builders.a_spool(shop, red)
    variant = builders.a_variant(shop, {red.id: "10"})
    first, second = builders.a_queued_job(shop, variant), builders.a_queued_job(shop, variant)
    printer = builders.a_printer(shop, "P1S")
    _start(shop, first, printer.id)
    printing.complete(shop, CompleteJob(job_id=first.id), as_of=MONDAY_NOON)
    _start(shop, second, printer.id)

    undone = printing.undo(shop, first.id, expected=JobStatus.COMPLETED).job

    assert (undone.status, undone.printer_id) == (JobStatus.QUEUED, None)
    assert builders.grams_on(shop, spool) == Decimal(1000)


def test_a_second_completion_is_told_where_the_job_stands(shop: Shop) -> None:
    red = _filament(shop)
    builders.a_spool(shop, red)
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {red.id: "10"}))
    printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    with pytest.raises(IllegalTransitionError) as caught:
        printing.complete(shop, CompleteJob(job_id=job.id), as_of=MONDAY_NOON)

    assert caught.value.message == "Job 1 is completed already."


def test_a_busy_printer_and_one_out_of_use_start_nothing(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_filament(shop).id: "1"})
    job, other = builders.a_queued_job(shop, variant), builders.a_queued_job(shop, variant)
    busy, idle = builders.a_printer(shop, "Busy"), builders.a_printer(shop, "Idle")
    _start(shop, job, busy.id)
    printers.set_printer_active(shop, idle.id, is_active=False)

    with pytest.raises(RuleError) as of_busy:
        _start(shop, other, busy.id)
    with pytest.raises(RuleError) as of_idle:
        _start(shop, other, idle.id)

    assert of_busy.value.message == "Busy still prints Job 1."
    assert of_idle.value.message == "Idle is out of use."


def test_a_printer_of_another_shop_is_not_taken_out_of_use(shop: Shop, other_shop: Shop) -> None:
    printer = builders.a_printer(shop)

    with pytest.raises(NotFoundError):
        printers.set_printer_active(other_shop, printer.id, is_active=False)

    assert printers.list_printers(shop)[0].is_active


def test_the_jobs_of_another_shop_are_out_of_reach(shop: Shop, other_shop: Shop) -> None:
    job = builders.a_queued_job(shop, builders.a_variant(shop, {_filament(shop).id: "1"}))

    with pytest.raises(NotFoundError):
        printing.cancel(other_shop, job.id, as_of=MONDAY_NOON)

    assert builders.status_of(shop, job) is JobStatus.QUEUED


def test_a_batch_sent_twice_is_queued_once_run_by_run(shop: Shop) -> None:
    red = _filament(shop)
    variant = builders.a_variant(shop, {red.id: "1"}, {red.id: "2"})
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=2)

    first, again = printing.add_to_queue(shop, new), printing.add_to_queue(shop, new)

    one, two = (plate.id for plate in variant.plates)
    assert [job.plate_id for job in first] == [one, two, one, two]
    assert again == first


def test_a_plate_of_another_variant_is_not_queued(shop: Shop) -> None:
    red = _filament(shop)
    variant, other = (builders.a_variant(shop, {red.id: "1"}) for _ in range(2))
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, plate_ids=(other.plates[0].id,))

    with pytest.raises(NotFoundError):
        printing.add_to_queue(shop, new)


def test_an_order_given_by_hand_stands_before_priorities(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_filament(shop).id: "1"})
    low, high = (
        printing.add_to_queue(
            shop, NewJobs(batch_id=uuid4(), variant_id=variant.id, priority=priority)
        )[0]
        for priority in (-10, 10)
    )

    ordered = printing.reorder(shop, [low.id])

    assert [job.id for job in ordered] == [low.id, high.id]


def test_a_job_that_prints_cannot_be_reordered(shop: Shop) -> None:
    job = builders.a_print_of_its_own(shop, builders.a_variant(shop, {_filament(shop).id: "1"}))

    with pytest.raises(IllegalTransitionError) as caught:
        printing.reorder(shop, [job.id])

    assert caught.value.message == "Job 1 is printing and cannot be moved."


def _filament(shop: Shop, color_hex: str = "#101010") -> Filament:
    return builders.a_filament(shop, color_hex=color_hex, color_name=color_hex)


def _start(shop: Shop, job: PrintJob, printer_id: UUID) -> PrintJob:
    step = StartJob(job_id=job.id, printer_id=printer_id, note="It prints all the same.")
    return printing.start(shop, step, as_of=MONDAY_NOON).job


def _ledger(shop: Shop, spool: Spool) -> list[tuple[MovementReason, Decimal, Decimal]]:
    with shop.unit_of_work() as uow:
        lines = uow.ledger.of_spool(spool.id)
    return [(line.reason, line.amount_g, line.balance_g) for line in reversed(lines)]
