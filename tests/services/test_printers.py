"""Printers: what they can do, what sits in them, and how one goes."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.filament import Material
from printshop.domain.printers import LoadedSpool, NewPrinter, Printer
from printshop.domain.spools import QuantityChange, QuantityOperation, Spool
from printshop.errors import DuplicateError, RuleError
from printshop.services import planning, printers, stock
from printshop.services.loadout import list_loadout
from printshop.services.shop import Shop
from tests import builders
from tests.builders import MONDAY_NOON

_ABLE = NewPrinter(
    name="Bert",
    model="Bambu Lab H2D",
    nozzle_diameter_mm=Decimal("0.6"),
    ams_slots=8,
    extruder_count=2,
    takes_any_model=False,
    accepts_models=("Bambu Lab X1 Carbon",),
    materials=(Material.PLA, Material.PETG),
    bed_types=("Textured PEI Plate",),
    turnaround_min=5,
)


def test_what_a_printer_can_do_is_changed_as_a_whole(shop: Shop) -> None:
    printer = builders.a_printer(shop)

    changed = printers.update_printer(shop, printer.id, _ABLE)

    assert printers.list_printers(shop) == (changed,)
    assert {name: getattr(changed, name) for name in NewPrinter.model_fields} == dict(_ABLE)


def test_two_printers_cannot_have_one_name(shop: Shop) -> None:
    builders.a_printer(shop, "Bert")
    other = builders.a_printer(shop, "Ida")

    with pytest.raises(DuplicateError):
        printers.update_printer(shop, other.id, _ABLE)


def test_a_spool_sits_in_one_place_and_a_slot_holds_one(shop: Shop) -> None:
    printer, other = builders.a_printer(shop, "One"), builders.a_printer(shop, "Two")
    first, second = _spools(shop, "500", "300")

    _load(shop, printer, 1, first)
    _load(shop, other, 2, first)
    _load(shop, other, 2, second)

    assert _places(shop) == {(other.id, 2): second.id}


def test_a_reel_stays_in_the_printer_that_prints_from_it(shop: Shop) -> None:
    printer, other = builders.a_printer(shop, "One"), builders.a_printer(shop, "Two")
    reel, next_reel = _spools(shop, "500", "300")
    _load(shop, printer, 1, reel)
    variant = builders.a_variant(shop, {reel.filament_id: "10"})
    running = builders.a_printing_job(shop, variant, printer)

    with pytest.raises(RuleError) as caught:
        _load(shop, other, 2, reel)
    # Its own printer is another thing: reels are changed in the middle of a print.
    _load(shop, printer, 2, reel)
    _load(shop, printer, 1, next_reel)

    assert caught.value.message == f"Spool #1 is printing {running.label} on One."
    assert _places(shop) == {(printer.id, 1): next_reel.id, (printer.id, 2): reel.id}


def test_a_spool_that_is_put_away_or_used_up_sits_in_no_printer_any_more(shop: Shop) -> None:
    printer = builders.a_printer(shop)
    away, all_away, used_up, stays = _spools(shop, "500", "400", "300", "200")
    for slot, spool in enumerate((away, all_away, used_up, stays), start=1):
        _load(shop, printer, slot, spool)

    stock.archive_spool(shop, away.id)
    stock.put_spools(shop, [all_away.id], is_archived=True)
    change = QuantityChange(
        request_id=uuid4(),
        spool_id=used_up.id,
        operation=QuantityOperation.SUBTRACT,
        quantity_g=Decimal(300),
    )
    stock.update_quantity(shop, change)

    assert _places(shop) == {(printer.id, 4): stays.id}


def test_the_queue_says_what_sits_in_each_printer(shop: Shop) -> None:
    printer = builders.a_printer(shop)
    [spool] = _spools(shop, "500")
    _load(shop, printer, 0, spool)

    [state] = planning.list_queue(shop, as_of=MONDAY_NOON).printers

    [reel] = state.loaded
    assert (reel.slot, reel.spool_number, reel.on_hand_g) == (0, spool.number, Decimal(500))


def test_a_slot_that_a_printer_does_not_have_takes_nothing(shop: Shop) -> None:
    printer = builders.a_printer(shop, "Bert")
    [spool] = _spools(shop, "500")

    with pytest.raises(RuleError, match=r"Bert has 4 AMS slots, so there is no slot 5\."):
        _load(shop, printer, 5, spool)


def test_a_spool_that_was_put_away_cannot_be_loaded(shop: Shop) -> None:
    printer = builders.a_printer(shop)
    [spool] = _spools(shop, "500")
    stock.archive_spool(shop, spool.id)

    with pytest.raises(RuleError, match=rf"Spool {spool.label} is put away\."):
        _load(shop, printer, 1, spool)


def test_slots_go_only_when_nothing_sits_in_them(shop: Shop) -> None:
    printer = builders.a_printer(shop)
    [spool] = _spools(shop, "500")
    _load(shop, printer, 3, spool)
    fewer = NewPrinter(name="P1S", ams_slots=2)

    with pytest.raises(RuleError, match=rf"Slot 3 still holds spool {spool.label}\."):
        printers.update_printer(shop, printer.id, fewer)

    printers.unload_slot(shop, printer.id, 3)
    assert printers.update_printer(shop, printer.id, fewer).ams_slots == 2


def test_a_printer_that_prints_stays_in_use_until_its_job_is_finished(shop: Shop) -> None:
    printer = builders.a_printer(shop, "Bert")
    variant = builders.a_variant(shop, {builders.a_filament(shop).id: "1"})
    builders.a_printing_job(shop, variant, printer)

    for step in (_retire, printers.remove_printer):
        with pytest.raises(RuleError, match=r"Bert prints Job 1\."):
            step(shop, printer.id)

    assert printers.list_printers(shop)[0].is_active


def test_jobs_that_wait_for_a_printer_that_goes_become_free_for_any(shop: Shop) -> None:
    printer, other = builders.a_printer(shop, "Bert"), builders.a_printer(shop, "Ida")
    filament = builders.a_filament(shop)
    builders.a_spool(shop, filament)
    job = builders.a_queued_job(shop, builders.a_variant(shop, {filament.id: "1"}))
    with shop.unit_of_work() as uow:
        uow.jobs.change(job.id, printer_id=printer.id)
        uow.commit()

    change = _retire(shop, printer.id)

    [row] = planning.list_queue(shop, as_of=MONDAY_NOON).jobs
    assert change.freed_jobs == ("Job 1",)
    assert row.printer == other


def test_only_a_printer_that_never_printed_is_gone(shop: Shop) -> None:
    new, old = builders.a_printer(shop, "New"), builders.a_printer(shop, "Old")
    [spool] = _spools(shop, "500")
    _load(shop, new, 1, spool)
    job = builders.a_printing_job(shop, builders.a_variant(shop, {spool.filament_id: "1"}), old)
    builders.complete(shop, job)

    assert printers.remove_printer(shop, new.id).is_removed
    assert not printers.remove_printer(shop, old.id).is_removed

    assert [(known.name, known.is_active) for known in printers.list_printers(shop)] == [
        ("Old", False)
    ]
    assert _places(shop) == {}


def _spools(shop: Shop, *grams: str) -> list[Spool]:
    filament = builders.a_filament(shop)
    return [builders.a_spool(shop, filament, amount) for amount in grams]


def _load(shop: Shop, printer: Printer, slot: int, spool: Spool) -> None:
    loaded = LoadedSpool(printer_id=printer.id, slot=slot, spool_id=spool.id)
    printers.load_spool(shop, loaded)


def _places(shop: Shop) -> dict[tuple[UUID, int], UUID]:
    return dict(list_loadout(shop).loaded)


def _retire(shop: Shop, printer_id: UUID) -> printers.PrinterChange:
    return printers.set_printer_active(shop, printer_id, is_active=False)
