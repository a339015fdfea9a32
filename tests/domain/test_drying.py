"""When a spool is to be dried again."""

from datetime import date

import pytest

from printshop.domain.drying import days_in_the_open, is_drying_due
from printshop.domain.filament import Material

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("material", "days", "is_due"),
    [
        (Material.PA, 7, False),
        (Material.PA, 8, True),
        (Material.PETG, 30, False),
        (Material.PETG, 31, True),
        (Material.PLA, 90, False),
        (Material.PLA, 91, True),
        (Material.PP, 5_000, False),  # takes up next to nothing
        (Material.PA, None, False),  # nobody has said a day
    ],
)
def test_each_material_has_its_own_days(
    material: Material,
    days: int | None,
    is_due: bool,  # noqa: FBT001 - a column of the table
) -> None:
    assert is_drying_due(material, days) is is_due


@pytest.mark.parametrize(
    ("opened_on", "dried_on", "days"),
    [
        (None, None, None),
        (date(2026, 11, 17), None, 10),
        (date(2026, 1, 1), date(2026, 11, 25), 2),
        (date(2026, 11, 26), date(2026, 11, 1), 1),  # dried, kept sealed, opened yesterday
    ],
)
def test_the_later_of_opening_and_drying_counts(
    opened_on: date | None, dried_on: date | None, days: int | None
) -> None:
    assert days_in_the_open(opened_on=opened_on, dried_on=dried_on, as_of=TODAY) == days
