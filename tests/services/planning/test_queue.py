"""The queue as pages show it: what waits for what, when it is done, what was booked."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from printshop.analytics import schedule
from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant, Variant
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.filament import Filament
from printshop.domain.print_queue import (
    CompleteJob,
    FailJob,
    FailureReason,
    JobStatus,
    NewJobs,
    StartJob,
)
from printshop.domain.users import ShopSettings
from printshop.services import catalog, planning, printers, printing
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_an_empty_shop_has_an_empty_queue(shop: Shop) -> None:
    queue = planning.list_queue(shop, as_of=MONDAY_NOON)

    assert (queue.jobs, queue.printers, queue.next_free_at) == ((), (), None)
    assert (queue.totals.jobs, queue.totals.print_time_s, queue.totals.needed_g) == (0, 0, 0)


def test_each_job_is_judged_against_what_the_jobs_before_it_leave(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "35")
    _queue(shop, builders.a_variant(shop, {filament.id: "10"}), runs=4)

    jobs = planning.list_queue(shop, as_of=MONDAY_NOON).jobs

    states = [row.feasibility.state for row in jobs]
    short_g = [sum(need.short_g for need in row.feasibility.filaments) for row in jobs]
    # 35 g without the 10 that stay on the reel: two whole runs, then 5 g, then none.
    assert states == [FeasibilityState.READY] * 2 + [FeasibilityState.SHORT] * 2
    assert short_g == [0, 0, 5, 10]


def test_a_cancelled_job_reserves_nothing_any_more(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "20")
    first, _ = _queue(shop, builders.a_variant(shop, {filament.id: "10"}), runs=2)

    printing.cancel(shop, first, as_of=MONDAY_NOON)

    [row] = planning.list_queue(shop, as_of=MONDAY_NOON).jobs
    assert row.feasibility.state is FeasibilityState.READY


def test_a_spool_that_was_never_weighed_promises_nothing(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "1000", is_weighed=False)
    _queue(shop, builders.a_variant(shop, {filament.id: "10"}))

    [row] = planning.list_queue(shop, as_of=MONDAY_NOON).jobs

    assert row.feasibility.state is FeasibilityState.UNVERIFIED
    assert not row.feasibility.feasible


def test_jobs_are_planned_on_the_printer_that_is_free_first(shop: Shop) -> None:
    _open_round_the_clock(shop)
    one, two = builders.a_printer(shop, "One"), builders.a_printer(shop, "Two")
    filament = builders.a_filament(shop)
    for _ in (one, two):
        builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "1"}, minutes=60)
    _queue(shop, variant, runs=3)

    queue = planning.list_queue(shop, as_of=MONDAY_NOON)

    # 15 minutes to clear the bed between two prints.
    plan = [(row.printer.id, row.starts_at, row.ends_at) for row in queue.jobs if row.printer]
    assert plan == [
        (one.id, MONDAY_NOON, _after(minutes=60)),
        (two.id, MONDAY_NOON, _after(minutes=60)),
        (one.id, _after(minutes=75), _after(minutes=135)),
    ]
    assert [state.free_at for state in queue.printers] == [_after(minutes=150), _after(minutes=75)]
    assert queue.next_free_at == _after(minutes=75)


def test_a_printing_job_stands_first_and_holds_its_printer(shop: Shop) -> None:
    _open_round_the_clock(shop)
    printer = builders.a_printer(shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "1"}, minutes=60)
    first, second = _queue(shop, variant, runs=2)
    step = StartJob(job_id=second, printer_id=printer.id, note="It prints all the same.")
    printing.start(shop, step, as_of=_after(minutes=-30))

    queue = planning.list_queue(shop, as_of=MONDAY_NOON)

    assert [row.job.id for row in queue.jobs] == [second, first]
    assert [row.starts_at for row in queue.jobs] == [_after(minutes=-30), _after(minutes=45)]
    [state] = queue.printers
    assert state.current_job is not None
    assert state.current_job.id == second


def test_a_printer_out_of_use_is_not_planned(shop: Shop) -> None:
    printer = builders.a_printer(shop)
    _queue(shop, builders.a_variant(shop, {builders.a_filament(shop).id: "1"}))
    printers.set_printer_active(shop, printer.id, is_active=False)

    queue = planning.list_queue(shop, as_of=MONDAY_NOON)

    assert queue.printers == ()
    assert [(row.starts_at, row.schedule_reason) for row in queue.jobs] == [
        (None, schedule.NO_PRINTER)
    ]


def test_what_is_unknown_is_in_no_sum_but_counted(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    _queue(shop, builders.a_variant(shop, {filament.id: "12.5"}, minutes=30))
    _queue(shop, _unsliced(shop, filament))

    totals = planning.list_queue(shop, as_of=MONDAY_NOON).totals

    assert (totals.jobs, totals.print_time_s, totals.needed_g) == (2, 1800, Decimal("12.50"))
    assert (totals.unknown_time_jobs, totals.unknown_grams_jobs) == (1, 1)


def test_finished_jobs_say_what_was_booked_latest_first(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spool = builders.a_spool(shop, filament)
    variant = builders.a_variant(shop, {filament.id: "10"})
    printer = builders.a_printer(shop)
    good, bad, dropped = _queue(shop, variant, runs=3)
    printing.start(shop, StartJob(job_id=good, printer_id=printer.id), as_of=MONDAY_NOON)
    printing.complete(shop, CompleteJob(job_id=good), as_of=_after(minutes=60))
    printing.start(shop, StartJob(job_id=bad, printer_id=printer.id), as_of=_after(minutes=70))
    failure = FailJob(job_id=bad, reason=FailureReason.CLOG, completion_percentage=50)
    printing.fail(shop, failure, as_of=_after(minutes=90))
    printing.cancel(shop, dropped, as_of=_after(minutes=95))

    finished = planning.list_finished(shop)

    assert [row.job.status for row in finished] == [
        JobStatus.CANCELLED,
        JobStatus.FAILED,
        JobStatus.COMPLETED,
    ]
    booked = [[(line.spool_id, line.actual_g) for line in row.usage] for row in finished]
    assert booked == [[], [(spool.id, Decimal(5))], [(spool.id, Decimal(10))]]
    assert planning.list_queue(shop, as_of=MONDAY_NOON).jobs == ()


def test_the_list_of_finished_jobs_is_as_long_as_asked(shop: Shop) -> None:
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    for minutes, job_id in enumerate(_queue(shop, variant, runs=5)):
        printing.cancel(shop, job_id, as_of=_after(minutes=minutes))

    assert [row.job.number for row in planning.list_finished(shop, limit=2)] == [5, 4]


def test_another_shop_sees_nothing_of_it(shop: Shop, other_shop: Shop) -> None:
    [job_id] = _queue(shop, builders.a_variant(shop, {builders.a_filament(shop).id: "1"}))

    assert planning.list_queue(other_shop, as_of=MONDAY_NOON).jobs == ()

    printing.cancel(shop, job_id, as_of=MONDAY_NOON)

    assert planning.list_finished(other_shop) == ()


def _after(*, minutes: int) -> datetime:
    return MONDAY_NOON.astimezone(UTC) + timedelta(minutes=minutes)


def _open_round_the_clock(shop: Shop) -> None:
    settings = ShopSettings(opens_at=time(0), closes_at=time(23, 59, 59))
    with shop.unit_of_work() as uow:
        uow.users.update_settings(settings)
        uow.commit()


def _queue(shop: Shop, variant: Variant, *, runs: int = 1) -> list:
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, quantity=runs)
    return [job.id for job in printing.add_to_queue(shop, new)]


def _unsliced(shop: Shop, filament: Filament) -> Variant:
    need = NewRequirement(filament_index=1, filament_id=filament.id)
    model = catalog.create_model(shop, NewModel(name="Bowl"))
    new = NewVariant(name="Project", plates=(NewPlate(index=1, requirements=(need,)),))
    return catalog.create_variant(shop, model.id, new)
