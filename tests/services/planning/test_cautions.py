"""Warnings of jobs that take one after the other, and of variants that all find the same."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from printshop.domain.feasibility import WarningKind
from printshop.domain.filament import Filament, Material
from printshop.services.planning.cautions import Surroundings, Take, cautions
from tests.analytics.test_stock_listing import ROW

NOW = datetime(2026, 11, 27, tzinfo=UTC)
RED = Filament(
    id=UUID(int=1),
    brand="B",
    material=Material.PLA,
    color_name="Red",
    color_hex="#C8102E",
    demand_count=0,
    created_at=NOW,
    updated_at=NOW,
)
FILAMENT_ID = str(RED.id)
REEL = {
    "spool_id": "s",
    "filament_id": FILAMENT_ID,
    "number": 1,
    "batch_identifier": "",
    "opened_on": date(2026, 11, 20),
    "dried_on": None,
    "expires_on": None,
    "is_weighed": True,
    "cost_e6": 20_000,
}
AROUND = Surroundings(
    reels={"s": REEL},
    stock={FILAMENT_ID: ROW | {"filament_id": FILAMENT_ID, "color_name": "Red"}},
    filaments={FILAMENT_ID: RED},
    as_of=NOW.date(),
)


@pytest.mark.parametrize(("in_turn", "warned"), [(True, {"job 2"}), (False, set())])
def test_jobs_find_what_the_jobs_before_them_left(
    in_turn: bool,  # noqa: FBT001 - a column of the table
    warned: set[str],
) -> None:
    takes = [
        Take(subject_id=f"job {n}", filament_id=FILAMENT_ID, spool_id="s", taken_cg=60_00)
        for n in (1, 2)
    ]

    found = cautions(takes, AROUND, left_cg={"s": 200_00}, in_turn=in_turn)

    assert found.keys() == warned
    assert all([w.kind for w in said] == [WarningKind.LOW_AFTER] for said in found.values())


def test_nothing_taken_is_nothing_to_warn_of() -> None:
    assert cautions([], AROUND, left_cg={"s": 200_00}) == {}
