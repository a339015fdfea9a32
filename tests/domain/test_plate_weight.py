from decimal import Decimal

import pytest

from printshop.domain.catalog import NewPlate, NewRequirement
from printshop.domain.plate_weight import adds_up, filaments_g, total_g


def a_plate(weight_g: str | None, *used_g: str | None) -> NewPlate:
    needs = tuple(
        NewRequirement(filament_index=index, model_g=None if value is None else Decimal(value))
        for index, value in enumerate(used_g, start=1)
    )
    return NewPlate(
        index=1, weight_g=None if weight_g is None else Decimal(weight_g), requirements=needs
    )


def test_a_plate_weighs_what_the_file_says_else_what_its_filaments_do() -> None:
    assert total_g(a_plate("8.5", "9.6")) == Decimal("8.5")
    assert total_g(a_plate(None, "9.6", "0.4")) == 10
    assert total_g(a_plate(None, "9.6", None)) is None
    assert filaments_g(a_plate("8.5")) is None


@pytest.mark.parametrize(
    ("weight_g", "used_g", "expected"),
    [
        ("10", ("10.04",), True),  # 0.02 g + 0.2 %
        ("10", ("6", "4.05"), False),
        ("10", ("6", None), True),  # nobody can tell
        (None, ("6",), True),
    ],
)
def test_filaments_fit_their_plate_within_a_small_tolerance(
    weight_g: str | None,
    used_g: tuple[str | None, ...],
    expected: bool,  # noqa: FBT001 - a case of the table
) -> None:
    assert adds_up(a_plate(weight_g, *used_g)) is expected
