"""Several browsers at once, on real PostgreSQL: each step happens once, or not at all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import TypeVar
from uuid import UUID, uuid4

from printshop.domain.catalog import Variant
from printshop.domain.filament import Filament
from printshop.domain.print_queue import (
    OPEN,
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
    NewJobs,
    SpoolChoice,
    StartJob,
)
from printshop.domain.printers import LoadedSpool, Printer
from printshop.domain.spools import Spool
from printshop.errors import (
    IllegalTransitionError,
    InsufficientFilamentError,
    PrintshopError,
    RuleError,
    StartDoubtError,
)
from printshop.services import planning, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_T = TypeVar("_T")
_PATIENCE_S = 20.0
# Each race is run this often: a lock that is missing rarely shows the first time.
_ROUNDS = 8


def test_two_browsers_completing_a_job_book_it_once(shop: Shop) -> None:
    red, spool = _stock(shop)
    variant = builders.a_variant(shop, {red.id: "10"})
    for booked in range(1, _ROUNDS + 1):
        step = CompleteJob(job_id=_printing(shop, variant))

        results = _at_once(*[lambda s=step: printing.complete(shop, s, as_of=MONDAY_NOON)] * 2)

        _assert_one_won(results, "completed already")
        assert builders.grams_on(shop, spool) == 1000 - 10 * booked


def test_two_browsers_undoing_a_job_give_its_grams_back_once(shop: Shop) -> None:
    red, spool = _stock(shop)
    variant = builders.a_variant(shop, {red.id: "10"})
    for _ in range(_ROUNDS):
        job_id = _printing(shop, variant)
        printing.complete(shop, CompleteJob(job_id=job_id), as_of=MONDAY_NOON)

        results = _at_once(
            *[lambda j=job_id: printing.undo(shop, j, expected=JobStatus.COMPLETED)] * 2
        )

        _assert_one_won(results, "printing and cannot be undone")
        assert builders.grams_on(shop, spool) == 1000
        printing.cancel(shop, job_id, as_of=MONDAY_NOON)


def test_of_completing_and_failing_a_job_one_happens(shop: Shop) -> None:
    red, spool = _stock(shop)
    variant = builders.a_variant(shop, {red.id: "10"})
    left_g = Decimal(1000)
    for _ in range(_ROUNDS):
        job_id = _printing(shop, variant)
        failure = FailJob(job_id=job_id, reason=FailureReason.CLOG, completion_percentage=50)

        results = _at_once(
            lambda j=job_id: printing.complete(shop, CompleteJob(job_id=j), as_of=MONDAY_NOON),
            lambda f=failure: printing.fail(shop, f, as_of=MONDAY_NOON),
        )

        assert sum(isinstance(result, IllegalTransitionError) for result in results) == 1
        left_g -= 5 if isinstance(results[0], IllegalTransitionError) else 10
        assert builders.grams_on(shop, spool) == left_g


def test_of_two_jobs_started_on_one_printer_one_starts(shop: Shop) -> None:
    for _ in range(_ROUNDS):
        # Of its own stock: what the round before prints from is taken.
        variant = builders.a_variant(shop, {_stock(shop)[0].id: "10"})
        printer = builders.a_printer(shop, uuid4().hex)
        steps = [
            StartJob(job_id=builders.a_queued_job(shop, variant).id, printer_id=printer.id)
            for _ in range(2)
        ]

        results = _at_once(
            *[lambda s=step: printing.start(shop, s, as_of=MONDAY_NOON) for step in steps]
        )

        refused = [result for result in results if isinstance(result, RuleError)]
        assert [f"{printer.name} still prints" in error.message for error in refused] == [True]


def test_one_job_started_on_two_printers_prints_on_one(shop: Shop) -> None:
    for _ in range(_ROUNDS):
        variant = builders.a_variant(shop, {_stock(shop)[0].id: "10"})
        job_id = builders.a_queued_job(shop, variant).id
        steps = [
            StartJob(job_id=job_id, printer_id=builders.a_printer(shop, uuid4().hex).id)
            for _ in range(2)
        ]

        results = _at_once(
            *[lambda s=step: printing.start(shop, s, as_of=MONDAY_NOON) for step in steps]
        )

        _assert_one_won(results, "printing and cannot be started")


def test_of_two_jobs_started_from_one_reel_one_starts(shop: Shop) -> None:
    for _ in range(_ROUNDS // 2):
        red, _spool = _stock(shop)
        variant = builders.a_variant(shop, {red.id: "10"})
        steps = [
            StartJob(
                job_id=builders.a_queued_job(shop, variant).id,
                printer_id=builders.a_printer(shop, uuid4().hex).id,
            )
            for _ in range(2)
        ]

        results = _at_once(
            *[lambda s=step: printing.start(shop, s, as_of=MONDAY_NOON) for step in steps]
        )

        refused = [result for result in results if isinstance(result, StartDoubtError)]
        assert ["is printing Job" in error.message for error in refused] == [True]


def test_queueing_again_and_undoing_the_cancelled_retry_leave_one(shop: Shop) -> None:
    red, _spool = _stock(shop)
    variant = builders.a_variant(shop, {red.id: "1"})
    for _ in range(_ROUNDS // 2):
        failed_id = _printing(shop, variant)
        failure = FailJob(job_id=failed_id, reason=FailureReason.CLOG, completion_percentage=50)
        printing.fail(shop, failure, as_of=MONDAY_NOON)
        retry = printing.requeue(shop, failed_id, uuid4()).job
        printing.cancel(shop, retry.id, as_of=MONDAY_NOON)

        results = _at_once(
            lambda f=failed_id: printing.requeue(shop, f, uuid4()),
            lambda r=retry.id: printing.undo(shop, r, expected=JobStatus.CANCELLED),
        )

        assert [type(error) for error in results if isinstance(error, PrintshopError)] == [
            RuleError
        ]


def test_a_batch_that_two_browsers_send_at_once_is_queued_once(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_stock(shop)[0].id: "10"})
    for batches in range(1, _ROUNDS + 1):
        new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=3)

        first, second = _at_once(*[lambda n=new: printing.add_to_queue(shop, n)] * 2)

        assert first == second
        with shop.unit_of_work() as uow:
            assert len(uow.jobs.open()) == 3 * batches


def test_two_jobs_that_want_the_last_grams_are_not_both_booked(shop: Shop) -> None:
    for _ in range(_ROUNDS):
        red, spool = _stock(shop, "15")
        variant = builders.a_variant(shop, {red.id: "10"})
        steps = [CompleteJob(job_id=_printing(shop, variant)) for _ in range(2)]

        results = _at_once(
            *[lambda s=step: printing.complete(shop, s, as_of=MONDAY_NOON) for step in steps]
        )

        assert sum(isinstance(result, InsufficientFilamentError) for result in results) == 1
        assert builders.grams_on(shop, spool) == 5


def test_jobs_that_share_spools_wait_for_each_other_and_never_deadlock(shop: Shop) -> None:
    red, red_spool = _stock(shop)
    blue, blue_spool = _stock(shop)
    one_way = builders.a_variant(shop, {red.id: "1", blue.id: "1"})
    other_way = builders.a_variant(shop, {blue.id: "1", red.id: "1"})
    for _ in range(_ROUNDS):
        done = _printing(shop, other_way)
        printing.complete(shop, CompleteJob(job_id=done), as_of=MONDAY_NOON)
        steps = [CompleteJob(job_id=_printing(shop, v)) for v in (one_way, other_way)]

        results = _at_once(
            *[lambda s=step: printing.complete(shop, s, as_of=MONDAY_NOON) for step in steps],
            lambda j=done: printing.undo(shop, j, expected=JobStatus.COMPLETED),
        )

        assert [error for error in results if isinstance(error, PrintshopError)] == []
        printing.cancel(shop, done, as_of=MONDAY_NOON)
    expected = 1000 - 2 * _ROUNDS
    assert [builders.grams_on(shop, spool) for spool in (red_spool, blue_spool)] == [
        expected,
        expected,
    ]


def test_undoing_and_completing_jobs_of_the_same_spools_never_deadlock(shop: Shop) -> None:
    red, blue = builders.a_filament(shop, color_hex="#C12E1F"), builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament) for filament in (red, blue)]
    # The plate books the second spool first, so that its undo would take the locks crosswise.
    crosswise = builders.a_variant(shop, {blue.id: "1", red.id: "1"})
    for _ in range(_ROUNDS):
        done, *next_ones = [_printing(shop, crosswise) for _ in range(3)]
        printing.complete(shop, CompleteJob(job_id=done), as_of=MONDAY_NOON)

        results = _at_once(
            lambda j=done: printing.undo(shop, j, expected=JobStatus.COMPLETED),
            *[
                lambda j=job_id: printing.complete(shop, CompleteJob(job_id=j), as_of=MONDAY_NOON)
                for job_id in next_ones
            ],
        )

        assert [error for error in results if isinstance(error, PrintshopError)] == []
        printing.cancel(shop, done, as_of=MONDAY_NOON)
    assert [builders.grams_on(shop, spool) for spool in spools] == [1000 - 2 * _ROUNDS] * 2


def test_two_people_who_reorder_at_once_leave_one_whole_order(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_stock(shop)[0].id: "1"})
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=10)
    ids = [job.id for job in printing.add_to_queue(shop, new)]
    for _ in range(_ROUNDS):
        results = _at_once(
            lambda: printing.reorder(shop, ids),
            lambda: printing.reorder(shop, ids[::-1]),
        )

        assert [error for error in results if isinstance(error, PrintshopError)] == []
        with shop.unit_of_work() as uow:
            assert [job.id for job in uow.jobs.open()] in (ids, ids[::-1])


def test_taking_a_batch_back_and_reordering_at_once_never_deadlock(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_stock(shop)[0].id: "1"})
    for _ in range(_ROUNDS):
        new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=10)
        ids = [job.id for job in printing.add_to_queue(shop, new)]

        results = _at_once(
            *[lambda n=new: printing.cancel_batch(shop, n.batch_id, as_of=MONDAY_NOON)] * 2,
            *[lambda i=ids: printing.reorder(shop, i)] * 2,
        )

        refused = [error for error in results if isinstance(error, PrintshopError)]
        # Whoever reorders after the batch is gone is told so; nobody is broken off.
        assert {type(error) for error in refused} <= {IllegalTransitionError}


def test_starting_completing_reordering_and_reloading_at_once_never_deadlock(shop: Shop) -> None:
    red, red_spool = _stock(shop)
    blue, blue_spool = _stock(shop)
    variant = builders.a_variant(shop, {red.id: "1", blue.id: "1"})
    spools = [red_spool.id, blue_spool.id]
    for _ in range(_ROUNDS // 2):
        left, right = (builders.a_printer(shop, uuid4().hex) for _ in range(2))
        finished = builders.a_printing_job(shop, variant, left)
        builders.complete(shop, finished)
        starting, other = (builders.a_queued_job(shop, variant) for _ in range(2))
        # The spools change printers crosswise, while another start takes from both.
        steps = [
            StartJob(
                job_id=job.id,
                printer_id=printer.id,
                spools=tuple(
                    SpoolChoice(filament_id=f.id, spool_id=spool, slot=slot)
                    for slot, (f, spool) in enumerate(order, start=1)
                ),
            )
            for job, printer, order in (
                (starting, left, list(zip((red, blue), spools, strict=True))),
                (other, right, list(zip((red, blue), spools, strict=True))[::-1]),
            )
        ]

        results = _at_once(
            *[lambda s=step: printing.start(shop, s, as_of=MONDAY_NOON) for step in steps],
            lambda j=finished: printing.undo(shop, j.id, expected=JobStatus.COMPLETED),
            lambda o=(other.id, starting.id): printing.reorder(shop, o),
            lambda p=(left, right): _swap(shop, p, spools),
        )

        # An undo may find its printer taken and a reorder its jobs started; nobody is broken off.
        refused = [error for error in results if isinstance(error, PrintshopError)]
        assert {type(error) for error in refused} <= {IllegalTransitionError, RuleError}
        for job in (finished, starting, other):
            if builders.status_of(shop, job) in OPEN:
                printing.cancel(shop, job.id, as_of=MONDAY_NOON)
        assert builders.grams_on(shop, red_spool) == 1000


def test_a_request_that_is_sent_twice_at_once_is_carried_out_once_and_answered_alike(
    shop: Shop,
) -> None:
    red, spool = _stock(shop)
    variant = builders.a_variant(shop, {red.id: "10"})
    for booked in range(1, _ROUNDS + 1):
        step = CompleteJob(job_id=_printing(shop, variant), request_id=uuid4())

        first, second = _at_once(
            *[lambda s=step: printing.complete(shop, s, as_of=MONDAY_NOON)] * 2
        )

        assert first == second
        assert builders.grams_on(shop, spool) == 1000 - 10 * booked


def test_the_queue_can_be_looked_at_while_its_jobs_end(shop: Shop) -> None:
    variant = builders.a_variant(shop, {_stock(shop)[0].id: "1"})
    for _ in range(_ROUNDS):
        steps = [CompleteJob(job_id=_printing(shop, variant)) for _ in range(2)]

        results = _at_once(
            *[lambda: planning.list_queue(shop, as_of=MONDAY_NOON)] * 2,
            *[lambda s=step: printing.complete(shop, s, as_of=MONDAY_NOON) for step in steps],
        )

        assert [error for error in results if isinstance(error, PrintshopError)] == []


def _at_once(*actions: Callable[[], _T]) -> list[_T | PrintshopError]:
    """Do all of it in the same moment; what each gave or raised, in the order given."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], _T]) -> _T | PrintshopError:
        barrier.wait(_PATIENCE_S)
        try:
            return action()
        except PrintshopError as error:
            return error

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions, timeout=_PATIENCE_S))


def _assert_one_won(results: list, sentence: str) -> None:
    refused = [result for result in results if isinstance(result, PrintshopError)]
    assert [type(error) for error in refused] == [IllegalTransitionError]
    assert sentence in refused[0].message


def _swap(shop: Shop, printers: tuple[Printer, Printer], spool_ids: list[UUID]) -> None:
    with shop.unit_of_work() as uow:
        for printer, spool_id in zip(printers, spool_ids, strict=True):
            uow.printer_slots.put(LoadedSpool(printer_id=printer.id, slot=1, spool_id=spool_id))
        uow.commit()


def _stock(shop: Shop, grams: str = "1000") -> tuple[Filament, Spool]:
    filament = builders.a_filament(shop, color_hex=f"#{uuid4().hex[:6].upper()}")
    return filament, builders.a_spool(shop, filament, grams)


def _printing(shop: Shop, variant: Variant) -> UUID:
    printer = builders.a_printer(shop, uuid4().hex)
    return builders.a_printing_job(shop, variant, printer).id
