"""What the plan says of the queue: reels, printers that cannot, run-outs, times, the night."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from printshop.analytics.schedule import NO_HOURS
from printshop.domain.catalog import NewModel, NewPlate, NewRequirement, NewVariant
from printshop.domain.feasibility import FeasibilityState
from printshop.domain.filament import Filament, Material
from printshop.domain.print_queue import NewJobs, PrintJob, StartJob
from printshop.domain.printers import LoadedSpool, NewPrinter
from printshop.domain.users import ShopSettings
from printshop.services import accounts, catalog, planning, printers, printing
from printshop.services.planning import readiness, shortages
from printshop.services.planning.view import QueueView
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON


def test_each_job_names_the_spools_it_takes(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    rolls = {g: builders.a_spool(shop, filament, g) for g in ("160", "210")}
    for grams in ("100", "150", "100"):
        _queue(shop, filament, grams)

    jobs = _view(shop).jobs

    # Each reel keeps 10 g: 150 and 200 serve all three, each from one reel.
    assert [[(t.spool_number, t.planned_g) for t in row.planned] for row in jobs] == [
        [(rolls["210"].number, Decimal(100))],
        [(rolls["160"].number, Decimal(150))],
        [(rolls["210"].number, Decimal(100))],
    ]


def test_what_a_print_was_started_with_is_shown_and_held(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    small, large = (builders.a_spool(shop, filament, g) for g in ("120", "500"))
    job = _queue(shop, filament, "100")
    _queue(shop, filament, "100")
    printer = builders.a_printer(shop)
    choice = {"filament_id": filament.id, "spool_id": large.id}
    step = StartJob.model_validate({"job_id": job.id, "printer_id": printer.id, "spools": [choice]})
    printing.start(shop, step, as_of=MONDAY_NOON)

    first, second = _view(shop).jobs

    assert [take.spool_number for take in first.planned] == [large.number]
    assert [take.spool_number for take in second.planned] == [small.number]


def test_of_equal_reels_the_one_in_a_printer_is_named(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    spools = [builders.a_spool(shop, filament, "500") for _ in "ab"]
    last = max(spools, key=lambda spool: str(spool.id))
    printer = builders.a_printer(shop)
    printers.load_spool(shop, LoadedSpool(printer_id=printer.id, slot=0, spool_id=last.id))
    _queue(shop, filament, "100")

    [row] = _view(shop).jobs

    assert [take.spool_id for take in row.planned] == [last.id]


def test_only_printers_that_can_print_a_job_refill_it(shop: Shop) -> None:
    printers.create_printer(shop, NewPrinter(name="Nylon", ams_slots=4, materials=(Material.PA,)))
    printers.create_printer(shop, NewPrinter(name="Single", ams_slots=0))
    filament = builders.a_filament(shop)
    for _ in "abcd":
        builders.a_spool(shop, filament, "210")
    variant = builders.a_variant(shop, {filament.id: "300"})
    printing.add_to_queue(shop, NewJobs(batch_id=uuid4(), variant_id=variant.id))

    [row] = _view(shop).jobs
    with shop.snapshot() as uow:
        [of_variant] = readiness.of_variants(uow, [variant.id]).values()

    assert row.feasibility.state is of_variant.state is FeasibilityState.READY_SWAP


def test_a_near_colour_stands_in_only_with_its_name(shop: Shop) -> None:
    asked, other = (builders.a_filament(shop, color_hex=c) for c in ("#101010", "#111111"))
    spool = builders.a_spool(shop, other, "500")
    _queue(shop, asked, "100")

    [row] = _view(shop).jobs

    assert row.feasibility.state is FeasibilityState.READY_SUBSTITUTE
    [take] = row.planned
    assert take.substitute_for is not None
    assert (take.filament.id, take.substitute_for.id, take.spool_id) == (
        other.id,
        asked.id,
        spool.id,
    )


def test_a_run_out_names_the_job_the_moment_and_the_grams(shop: Shop) -> None:
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "210")
    builders.a_printer(shop)
    for grams in ("150", "112", "30"):
        _queue(shop, filament, grams)

    view = _view(shop)

    [out] = view.run_outs
    assert (out.job.number, out.short_g, out.short_in_all_g) == (2, Decimal(62), Decimal(92))
    assert out.at == MONDAY_NOON + timedelta(minutes=75)
    [demand] = view.demand
    assert (demand.needed_g, demand.on_hand_g, demand.short_g) == (
        Decimal(292),
        Decimal(210),
        Decimal(92),
    )
    assert demand.short_jobs == 2
    # 210 g less the 10 that stay on the reel serve all but what is short.
    assert demand.tail_g == demand.on_hand_g - (demand.needed_g - demand.short_g)


def test_what_another_filament_serves_does_not_run_out_and_what_nobody_weighed_is_said(
    shop: Shop,
) -> None:
    asked, other = (builders.a_filament(shop, color_hex=c) for c in ("#101010", "#111111"))
    unweighed = builders.a_filament(shop, color_hex="#FF0000")
    builders.a_spool(shop, other, "500")
    builders.a_spool(shop, unweighed, "500", is_weighed=False)
    _queue(shop, asked, "100")
    _queue(shop, unweighed, "30")

    view = _view(shop)

    assert view.run_outs == ()
    demand = {of.filament.id: of for of in view.demand}
    assert {of.short_g for of in demand.values()} == {Decimal(0)}
    [stands_in] = demand[asked.id].substitutes
    assert (demand[asked.id].replaced_g, stands_in.id) == (Decimal(100), other.id)
    assert demand[other.id].needed_g == Decimal(100)
    assert demand[unweighed.id].unweighed_g == Decimal(30)


def test_a_job_without_filament_keeps_no_other_from_the_printer(shop: Shop) -> None:
    builders.a_printer(shop)
    there, gone = (builders.a_filament(shop, color_hex=c) for c in ("#101010", "#FF0000"))
    builders.a_spool(shop, there)
    builders.a_spool(shop, gone, "38")
    for of, grams in ((gone, "40"), (there, "100")):
        _queue(shop, of, grams, hours=3)

    view = _view(shop)

    short, ready = view.jobs
    assert (short.starts_at, short.ends_at) == (None, None)
    assert short.schedule_reason == (
        f"Short by 12 g of {gone.label}: it is planned once there is filament."
    )
    assert ready.starts_at == MONDAY_NOON
    assert view.done_at == MONDAY_NOON + timedelta(hours=3)
    assert view.next_free_at == MONDAY_NOON + timedelta(hours=3, minutes=15)
    assert [of.job.id for of in view.tonight] == []
    # It would be its turn behind the other.
    assert [out.at for out in view.run_outs] == [MONDAY_NOON + timedelta(hours=3, minutes=15)]


def test_a_job_whose_filament_is_nobodys_is_not_planned(shop: Shop) -> None:
    builders.a_printer(shop)
    need = NewRequirement(filament_index=1, filament_id=None, model_g=Decimal(10))
    plate = NewPlate(index=1, print_time_s=3600, requirements=(need,))
    model = catalog.create_model(shop, NewModel(name="Vase"))
    variant = catalog.create_variant(shop, model.id, NewVariant(name="Own", plates=(plate,)))
    printing.add_to_queue(shop, NewJobs(batch_id=uuid4(), variant_id=variant.id))

    [row] = _view(shop).jobs

    assert (row.starts_at, row.schedule_reason) == (None, shortages.NOT_LINKED)


def test_jobs_of_one_spool_follow_each_other_over_all_printers(shop: Shop) -> None:
    for name in ("One", "Other"):
        builders.a_printer(shop, name)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    for _ in "ab":
        _queue(shop, filament, "100")

    first, second = _view(shop).jobs
    builders.a_spool(shop, filament)
    _, beside = _view(shop).jobs

    assert first.ends_at is not None
    assert second.starts_at == first.ends_at + timedelta(minutes=15)
    assert beside.starts_at == first.starts_at


def test_a_printer_that_cannot_says_why(shop: Shop) -> None:
    able = builders.a_printer(shop, "Able")
    printers.create_printer(shop, NewPrinter(name="Nylon only", materials=(Material.PA,)))
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    _queue(shop, filament, "1")

    [row] = _view(shop).jobs

    assert row.printer == able
    [refusal] = row.refusals
    assert refusal.printer.name == "Nylon only"
    assert refusal.sentence.startswith("Nylon only ")


def test_ends_have_a_worst_and_a_due_date_is_held_against_them(shop: Shop) -> None:
    builders.a_printer(shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    for due_in in (timedelta(minutes=30), timedelta(hours=9)):
        _queue(shop, filament, "1", due_in=due_in)

    view = _view(shop)

    assert [row.is_late for row in view.jobs] == [True, False]
    assert all(
        row.late_ends_at and row.ends_at and row.late_ends_at > row.ends_at for row in view.jobs
    )
    assert view.done_at == view.jobs[-1].ends_at
    assert view.late_done_at is not None
    assert view.done_at is not None
    assert view.late_done_at > view.done_at


def test_without_opening_hours_filament_is_judged_but_no_time_is_said(shop: Shop) -> None:
    accounts.update_settings(shop, ShopSettings(staffed_days=()))
    builders.a_printer(shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament, "500")
    _queue(shop, filament, "100")

    view = _view(shop)

    [row] = view.jobs
    assert row.feasibility.state is FeasibilityState.READY
    assert (row.starts_at, row.ends_at, row.schedule_reason) == (None, None, NO_HOURS)
    assert (view.next_free_at, view.done_at, view.tonight) == (None, None, ())


def test_a_print_of_no_time_has_an_unknown_one(shop: Shop) -> None:
    builders.a_printer(shop)
    _queue(shop, builders.a_filament(shop), "1", hours=0)

    view = _view(shop)

    assert (view.jobs[0].ends_at, view.totals.unknown_time_jobs) == (None, 1)


def test_the_longest_job_that_fits_the_night_is_named(shop: Shop) -> None:
    builders.a_printer(shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    # Open from 8 to 20, and it is noon: the first is printed by 19:00.
    for hours in (7, 20, 11, 3):
        _queue(shop, filament, "1", hours=hours)

    [tonight] = _view(shop).tonight

    assert tonight.job.number == 3
    assert tonight.ends_at.hour <= 8
    assert tonight.instead_of is not None
    assert tonight.instead_of.number == 2

    printing.reorder(shop, tonight.order)
    [tonight] = _view(shop).tonight

    assert (tonight.job.number, tonight.is_planned, tonight.order) == (3, True, ())


def test_no_order_is_offered_for_the_night_that_makes_a_job_late(shop: Shop) -> None:
    builders.a_printer(shop)
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    for hours, due_in in ((7, None), (15, timedelta(hours=23)), (11, None)):
        _queue(shop, filament, "1", hours=hours, due_in=due_in)

    [tonight] = _view(shop).tonight

    assert (tonight.job.number, tonight.order) == (3, ())


def test_an_order_that_saves_filament_changes_is_offered(shop: Shop) -> None:
    printers.create_printer(shop, NewPrinter(name="One reel", ams_slots=1))
    black, red = (builders.a_filament(shop, color_hex=c) for c in ("#101010", "#FF0000"))
    for filament in (black, red):
        builders.a_spool(shop, filament)
    jobs = [_queue(shop, of, "1", hours=1) for of in (black, red, black, red)]

    view = _view(shop)

    assert view.proposal is not None
    assert [jobs.index(next(j for j in jobs if j.id == i)) for i in view.proposal.job_ids] == [
        0,
        2,
        1,
        3,
    ]
    assert view.proposal.saved_loads == 2


def test_an_order_that_saves_no_load_is_not_offered(shop: Shop) -> None:
    printers.create_printer(shop, NewPrinter(name="One reel", ams_slots=1))
    pla, abs_, other = (
        builders.a_filament(shop, material=m, color_hex=c)
        for m, c in (
            (Material.PLA, "#101010"),
            (Material.ABS, "#FF0000"),
            (Material.PLA, "#00FF00"),
        )
    )
    for of in (pla, abs_, other):
        _queue(shop, of, "1", hours=1)

    assert _view(shop).proposal is None


def _queue(
    shop: Shop,
    filament: Filament,
    grams: str,
    *,
    hours: int = 1,
    due_in: timedelta | None = None,
) -> PrintJob:
    variant = builders.a_variant(shop, {filament.id: grams}, minutes=60 * hours)
    due_at = None if due_in is None else MONDAY_NOON + due_in
    new = NewJobs(batch_id=uuid4(), variant_id=variant.id, due_at=due_at)
    return printing.add_to_queue(shop, new)[0]


def _view(shop: Shop) -> QueueView:
    return planning.list_queue(shop, as_of=MONDAY_NOON)
