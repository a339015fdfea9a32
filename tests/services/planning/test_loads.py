"""Which reel goes into which slot before a job starts."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from printshop.domain.filament import Filament, Material, NewFilament
from printshop.domain.printers import NewPrinter, Printer
from printshop.services.planning import loads
from printshop.services.planning.view import LoadedReel, PlannedTake, PrinterState
from tests.builders import MONDAY_NOON

A, B, C, D = (uuid4() for _ in range(4))


@pytest.mark.parametrize(
    ("slots", "sits", "takes", "expected"),
    [
        pytest.param(4, {2: A}, [A], [(2, True)], id="a reel stays where it sits"),
        pytest.param(4, {1: A}, [B], [(2, False)], id="an empty slot takes another"),
        pytest.param(2, {1: A, 2: B}, [B, C], [(2, True), (1, False)], id="room is made"),
        pytest.param(0, {}, [A], [(0, False)], id="without an AMS there is the holder"),
        pytest.param(0, {0: A}, [A, B], [(0, True), (None, False)], id="the second waits"),
        pytest.param(1, {1: A}, [A, B], [(1, True), (None, False)], id="nothing needed goes"),
        pytest.param(2, {0: A}, [A, B], [(0, True), (1, False)], id="the holder counts too"),
        pytest.param(
            4,
            {},
            [A, B, C, D],
            [(1, False), (2, False), (3, False), (4, False)],
            id="in the order in which they give",
        ),
    ],
)
def test_each_reel_of_a_job_has_its_slot(
    slots: int, sits: dict[int, UUID], takes: list[UUID], expected: list[tuple[int | None, bool]]
) -> None:
    state = PrinterState(
        printer=_printer(slots),
        current_job=None,
        free_at=None,
        loaded=tuple(_reel(slot, spool_id) for slot, spool_id in sits.items()),
    )

    found = loads([_take(spool_id) for spool_id in takes], state)

    assert [(load.slot, load.is_there) for load in found] == expected
    assert [load.take.spool_id for load in found] == takes


def _printer(slots: int) -> Printer:
    new = NewPrinter(name="Bert", ams_slots=slots)
    return Printer(**dict(new), id=uuid4(), is_active=True, created_at=MONDAY_NOON)


def _filament() -> Filament:
    new = NewFilament(
        color_name="Black",
        brand="Bambu Lab",
        material=Material.PLA,
        slicer_name="PLA Basic",
        color_hex="#101010",
    )
    return Filament.model_construct(**dict(new), id=uuid4())


def _reel(slot: int, spool_id: UUID) -> LoadedReel:
    return LoadedReel(
        slot=slot,
        spool_id=spool_id,
        spool_number=1,
        filament=_filament(),
        on_hand_g=Decimal(500),
    )


def _take(spool_id: UUID) -> PlannedTake:
    return PlannedTake(
        filament=_filament(), spool_id=spool_id, spool_number=1, planned_g=Decimal(10)
    )
