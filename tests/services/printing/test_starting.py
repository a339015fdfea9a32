"""Starting a job: from which spools, what stands against it, and what a reason lets through."""

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.catalog import NewModel, NewPlate, NewVariant
from printshop.domain.filament import Filament, Material
from printshop.domain.print_queue import (
    CompleteJob,
    JobOutcome,
    JobStatus,
    PrintJob,
    SpoolChoice,
    StartJob,
)
from printshop.domain.printers import LoadedSpool, NewPrinter, Printer
from printshop.domain.spools import Spool
from printshop.errors import InvalidInputError, NotFoundError, RuleError, StartDoubtError
from printshop.services import catalog, printers, printing, stock
from printshop.services.printing import bench, steps
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_a_job_remembers_the_spools_it_was_started_with_and_their_grams(shop: Shop) -> None:
    red, job_id = _red_job(shop, "150")
    first, second = (builders.a_spool(shop, red, grams) for grams in ("100", "200"))

    _start(shop, job_id, builders.a_printer(shop), first, second)

    # 10 g of each spool are a tail that nobody counts on.
    assert _planned(shop, job_id) == [(first.id, Decimal(90)), (second.id, Decimal(60))]


def test_what_is_short_is_said_in_a_sentence_and_a_reason_lets_it_go_on(shop: Shop) -> None:
    red, job_id = _red_job(shop, "143")
    spool = builders.a_spool(shop, red, "106")
    printer = builders.a_printer(shop)

    with pytest.raises(StartDoubtError) as caught:
        _start(shop, job_id, printer, spool)
    assert _job_status(shop, job_id) is JobStatus.QUEUED
    outcome = _start(shop, job_id, printer, spool, note="The scale is wrong.")

    sentence = "Bambu Lab PLA Basic Black needs 143 g, spool #1 has 96 g to give: 47 g short."
    assert caught.value.message == sentence
    assert outcome.warnings == (sentence,)
    assert outcome.job.start_note == "The scale is wrong."
    assert _planned(shop, job_id) == [(spool.id, Decimal(96))]


def test_what_a_running_job_takes_is_not_there_for_the_next(shop: Shop) -> None:
    red = builders.a_filament(shop)
    spool = builders.a_spool(shop, red, "100")
    variant = builders.a_variant(shop, {red.id: "60"})
    builders.a_print_of_its_own(shop, variant)
    second = builders.a_queued_job(shop, variant)

    with pytest.raises(StartDoubtError) as caught:
        _start(shop, second.id, builders.a_printer(shop), spool)

    assert "spool #1 has 30 g to give: 30 g short" in caught.value.message


def test_a_reel_that_a_printer_prints_from_is_not_proposed_and_doubted_where_it_is_chosen(
    shop: Shop,
) -> None:
    red, spool, running = _reel_in_print(shop)
    job = builders.a_queued_job(shop, builders.a_variant(shop, {red.id: "60"}))
    printer = builders.a_printer(shop, "P2")
    [wanted] = printing.spools_to_choose(shop, job.id, printer.id)

    with pytest.raises(StartDoubtError) as of_chosen:
        _start(shop, job.id, printer, spool)
    with pytest.raises(StartDoubtError) as of_none:
        _start(shop, job.id, printer)

    assert [option.is_proposed for option in wanted.spools] == [False]
    said = f"Spool #1 is printing {running.label} on P1."
    assert of_chosen.value.against == (said,)
    assert of_none.value.against == (
        said,
        "Bambu Lab PLA Basic Black needs 60 g, and no spool has any to give.",
    )


def test_a_start_takes_no_reel_out_of_a_printer_that_prints_from_it(shop: Shop) -> None:
    red, spool, running = _reel_in_print(shop)
    job = builders.a_queued_job(shop, builders.a_variant(shop, {red.id: "60"}))

    with pytest.raises(RuleError) as caught:
        _start(shop, job.id, builders.a_printer(shop, "P2"), spool, slot=1, note="Anyway.")

    assert caught.value.message == f"Spool #1 is printing {running.label} on P1."
    assert _job_status(shop, job.id) is JobStatus.QUEUED
    with shop.unit_of_work() as uow:
        assert [(s.printer_id, s.spool_id) for s in uow.printer_slots.all()] == [
            (running.printer_id, spool.id)
        ]


def test_the_queue_is_planned_before_a_start_locks_anything(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    red, job_id = _red_job(shop, "50")
    for _ in range(2):
        builders.a_spool(shop, red)
    order: list[str] = []

    def noted(name: str, done: Callable[..., object]) -> Callable[..., object]:
        return lambda *args: (order.append(name), done(*args))[1]

    monkeypatch.setattr(bench, "plan_of_queue", noted("planned", bench.plan_of_queue))
    monkeypatch.setattr(steps, "locked", noted("locked", steps.locked))

    _start(shop, job_id, builders.a_printer(shop))

    assert order == ["planned", "locked"]


def test_cancelling_a_running_job_sets_its_grams_free(shop: Shop) -> None:
    red = builders.a_filament(shop)
    spool = builders.a_spool(shop, red, "100")
    variant = builders.a_variant(shop, {red.id: "60"})
    running = builders.a_print_of_its_own(shop, variant)
    second = builders.a_queued_job(shop, variant)

    printing.cancel(shop, running.id, as_of=MONDAY_NOON)

    outcome = _start(shop, second.id, builders.a_printer(shop), spool)
    assert outcome.job.status is JobStatus.PRINTING


def test_where_nobody_chooses_the_smallest_sufficient_spool_in_the_printer_is_taken(
    shop: Shop,
) -> None:
    red, job_id = _red_job(shop, "50")
    builders.a_spool(shop, red, "70")
    large, small = (builders.a_spool(shop, red, grams) for grams in ("900", "100"))
    printer = builders.a_printer(shop)
    with shop.unit_of_work() as uow:
        for slot, spool in enumerate((large, small), start=1):
            uow.printer_slots.put(LoadedSpool(printer_id=printer.id, slot=slot, spool_id=spool.id))
        uow.commit()

    printing.start(shop, StartJob(job_id=job_id, printer_id=printer.id), as_of=MONDAY_NOON)

    assert _planned(shop, job_id) == [(small.id, Decimal(50))]


def test_a_spool_of_another_filament_of_the_same_material_stands_in_and_is_booked(
    shop: Shop,
) -> None:
    red, job_id = _red_job(shop, "50")
    other = builders.a_filament(shop, color_hex="#C12E1F", color_name="Red")
    spool = builders.a_spool(shop, other, "500")
    [wanted] = printing.spools_to_choose(shop, job_id, builders.a_printer(shop, "Other").id)

    _start(shop, job_id, builders.a_printer(shop), spool, filament_id=red.id)
    outcome = printing.complete(shop, _done(job_id), as_of=MONDAY_NOON)

    assert [(o.spool.id, o.usable_g, o.is_proposed) for o in wanted.spools] == [
        (spool.id, Decimal(490), False)
    ]
    assert builders.grams_on(shop, spool) == 450
    assert [update.filament_id for update in outcome.inventory_updates] == [other.id]
    [line] = builders.usage_of(shop, outcome.job)
    assert (line.filament_id, line.spool_id) == (other.id, spool.id)


def test_a_spool_of_another_material_and_one_that_was_put_away_are_refused(shop: Shop) -> None:
    red, job_id = _red_job(shop, "50")
    petg = builders.a_filament(shop, material=Material.PETG, slicer_name="PETG HF")
    of_petg, gone = builders.a_spool(shop, petg), builders.a_spool(shop, red)
    stock.archive_spool(shop, gone.id)
    printer = builders.a_printer(shop)

    with pytest.raises(RuleError) as of_material:
        _start(shop, job_id, printer, of_petg, filament_id=red.id, note="Anyway.")
    with pytest.raises(RuleError) as of_gone:
        _start(shop, job_id, printer, gone, note="Anyway.")

    assert of_material.value.message == ("Spool #1 is PETG, and Bambu Lab PLA Basic Black is PLA.")
    assert of_gone.value.message == "Spool #2 was put away."


def test_spools_of_no_filament_of_the_job_and_unknown_ones_are_refused(shop: Shop) -> None:
    red, job_id = _red_job(shop, "50")
    blue = builders.a_filament(shop, color_hex="#0000FF", color_name="Blue")
    printer = builders.a_printer(shop)

    with pytest.raises(InvalidInputError):
        _start(shop, job_id, printer, builders.a_spool(shop, blue))
    choice = SpoolChoice(filament_id=red.id, spool_id=uuid4())
    step = StartJob(job_id=job_id, printer_id=printer.id, spools=(choice,))
    with pytest.raises(NotFoundError):
        printing.start(shop, step, as_of=MONDAY_NOON)


def test_a_chosen_spool_is_put_into_its_slot_and_leaves_where_it_sat(shop: Shop) -> None:
    red, job_id = _red_job(shop, "50")
    spool = builders.a_spool(shop, red)
    before, printer = builders.a_printer(shop, "Before"), builders.a_printer(shop)
    with shop.unit_of_work() as uow:
        uow.printer_slots.put(LoadedSpool(printer_id=before.id, slot=1, spool_id=spool.id))
        uow.commit()

    with pytest.raises(RuleError) as caught:
        _start(shop, job_id, printer, spool, slot=5)
    _start(shop, job_id, printer, spool, slot=4)

    assert caught.value.message == "P1S has no slot 5."
    with shop.unit_of_work() as uow:
        assert uow.printer_slots.all() == (
            LoadedSpool(printer_id=printer.id, slot=4, spool_id=spool.id),
        )


def test_the_same_request_starts_once_and_is_answered_as_the_first_time(shop: Shop) -> None:
    red, job_id = _red_job(shop, "50")
    builders.a_spool(shop, red)
    step = StartJob(job_id=job_id, printer_id=builders.a_printer(shop).id, request_id=uuid4())

    first, again = (printing.start(shop, step, as_of=MONDAY_NOON) for _ in range(2))

    assert first.job == again.job
    with shop.unit_of_work() as uow:
        [noted] = uow.job_steps.of_job(job_id)
    assert (noted.from_status, noted.to_status) == (JobStatus.QUEUED, JobStatus.PRINTING)


def test_a_printer_that_cannot_print_a_file_says_why_and_a_reason_lets_it_go_on(
    shop: Shop,
) -> None:
    plate = NewPlate(index=1, print_time_s=3600)
    sliced = NewVariant(
        name="Fine",
        plates=(plate,),
        printer_model="Bambu Lab P1S",
        nozzle_diameter_mm=Decimal("0.4"),
    )
    model = catalog.create_model(shop, NewModel(name="Vase"))
    job = builders.a_queued_job(shop, catalog.create_variant(shop, model.id, sliced))
    new = NewPrinter(
        name="Anvil", model="A1", nozzle_diameter_mm=Decimal("0.6"), takes_any_model=False
    )
    anvil = printers.create_printer(shop, new)

    with pytest.raises(StartDoubtError) as caught:
        _start(shop, job.id, anvil)
    outcome = _start(shop, job.id, anvil, note="I tried it.")

    assert outcome.job.status is JobStatus.PRINTING
    assert caught.value.against == outcome.warnings
    assert caught.value.message.startswith("Anvil ")


def _done(job_id: UUID) -> CompleteJob:
    return CompleteJob(job_id=job_id)


def _reel_in_print(shop: Shop) -> tuple[Filament, Spool, PrintJob]:
    """The one spool of a filament, in slot 1 of a printer that prints from it."""
    red, job_id = _red_job(shop, "60")
    spool = builders.a_spool(shop, red)
    running = _start(shop, job_id, builders.a_printer(shop, "P1"), spool, slot=1).job
    return red, spool, running


def _job_status(shop: Shop, job_id: UUID) -> JobStatus:
    with shop.unit_of_work() as uow:
        return uow.jobs.get(job_id).status


def _red_job(shop: Shop, grams: str) -> tuple[Filament, UUID]:
    red = builders.a_filament(shop)
    return red, builders.a_queued_job(shop, builders.a_variant(shop, {red.id: grams})).id


def _start(
    shop: Shop,
    job_id: UUID,
    printer: Printer,
    *spools: Spool,
    filament_id: UUID | None = None,
    slot: int | None = None,
    note: str = "",
) -> JobOutcome:
    chosen = tuple(
        SpoolChoice(filament_id=filament_id or spool.filament_id, spool_id=spool.id, slot=slot)
        for spool in spools
    )
    step = StartJob(job_id=job_id, printer_id=printer.id, spools=chosen, note=note)
    return printing.start(shop, step, as_of=MONDAY_NOON)


def _planned(shop: Shop, job_id: UUID) -> list[tuple[UUID, Decimal]]:
    with shop.unit_of_work() as uow:
        spools = uow.job_spools.of_jobs([job_id]).get(job_id, ())
    return [(spool.spool_id, spool.planned_g) for spool in spools]
