"""The spools that a row of the queue names are those that starting its job takes."""

from decimal import Decimal
from uuid import UUID

import pytest

from printshop.analytics.spool_proposal import from_printer
from printshop.domain.print_queue import PrintJob, StartJob
from printshop.domain.printers import LoadedSpool, Printer
from printshop.domain.spools import Spool
from printshop.services import planning, printing
from printshop.services.planning.view import QueuedJob
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


@pytest.mark.parametrize(
    ("loaded", "needed_cg", "expected"),
    [
        pytest.param([("a", 900), ("b", 100)], 50, ["b"], id="the smallest that suffices"),
        pytest.param([("a", 40), ("b", 30)], 70, ["a", "b"], id="all, where they do together"),
        pytest.param([("a", 40), ("b", 0)], 30, ["a"], id="none that is promised away"),
        pytest.param([("a", 40), ("b", 20)], 70, [], id="none where they are short"),
    ],
)
def test_spools_in_a_printer_are_taken_where_they_suffice(
    loaded: list[tuple[str, int]], needed_cg: int, expected: list[str]
) -> None:
    assert from_printer(loaded, needed_cg) == expected


def test_row_dialog_and_start_name_the_spool_in_the_printer(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "100")
    loaded, printer = builders.a_spool(shop, filament, "900"), builders.a_printer(shop)
    _load(shop, printer, loaded)
    job = builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "50"}))

    [row] = planning.list_queue(shop, as_of=MONDAY_NOON).jobs

    assert _named(row) == [(loaded.id, Decimal(50))]
    assert _proposed(shop, job, printer) == [loaded.id]
    assert _started(shop, job, printer) == _named(row)


def test_a_spool_in_the_printer_that_jobs_before_need_is_left_to_them(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    loaded, printer = builders.a_spool(shop, filament, "100"), builders.a_printer(shop)
    other = builders.a_spool(shop, filament, "500")
    _load(shop, printer, loaded)
    builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "80"}))
    second = builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "60"}))

    rows = planning.list_queue(shop, as_of=MONDAY_NOON).jobs

    assert [_named(row) for row in rows] == [
        [(loaded.id, Decimal(80))],
        [(other.id, Decimal(60))],
    ]
    assert _proposed(shop, second, printer) == [other.id]
    assert _started(shop, second, printer) == _named(rows[1])


def test_a_substitute_of_the_plan_is_chosen_in_the_dialog(shop: Shop) -> None:
    wanted = builders.a_filament(shop)
    near = builders.a_filament(shop, color_hex="#111111", color_name="Nearly black")
    builders.a_spool(shop, wanted, "30")
    instead, printer = builders.a_spool(shop, near, "500"), builders.a_printer(shop)
    job = builders.a_queued_job(shop, builders.a_variant(shop, {wanted.id: "50"}))

    [row] = planning.list_queue(shop, as_of=MONDAY_NOON).jobs

    assert [spool_id for spool_id, _ in _named(row)] == [instead.id]
    assert _proposed(shop, job, printer) == [instead.id]


def _load(shop: Shop, printer: Printer, spool: Spool) -> None:
    with shop.unit_of_work() as uow:
        uow.printer_slots.put(LoadedSpool(printer_id=printer.id, slot=1, spool_id=spool.id))
        uow.commit()


def _named(row: QueuedJob) -> list[tuple[UUID, Decimal]]:
    return [(take.spool_id, take.planned_g) for take in row.planned]


def _proposed(shop: Shop, job: PrintJob, printer: Printer) -> list[UUID]:
    [choice] = printing.spools_to_choose(shop, job.id, printer.id)
    return [option.spool.id for option in choice.spools if option.is_proposed]


def _started(shop: Shop, job: PrintJob, printer: Printer) -> list[tuple[UUID, Decimal]]:
    step = StartJob(job_id=job.id, printer_id=printer.id)
    printing.start(shop, step, as_of=MONDAY_NOON)
    with shop.unit_of_work() as uow:
        spools = uow.job_spools.of_jobs([job.id])[job.id]
    return [(spool.spool_id, spool.planned_g) for spool in spools]
