"""Frozen results made fast are the same as those made slowly."""

from dataclasses import FrozenInstanceError

import pytest

from printshop.bambu.quick_making import quick
from printshop.bambu.results import PlateFilament


def test_a_value_made_quickly_is_of_the_class_and_equal() -> None:
    made = quick(PlateFilament)(index=2, type="PLA", colors_hex=("#00AE42",))

    assert type(made) is PlateFilament
    assert made == PlateFilament(index=2, type="PLA", colors_hex=("#00AE42",))


def test_a_value_made_quickly_cannot_be_changed() -> None:
    made = quick(PlateFilament)(index=2)

    with pytest.raises(FrozenInstanceError):
        made.index = 3  # ty: ignore[invalid-assignment]


def test_two_values_made_quickly_share_no_mapping() -> None:
    make = quick(PlateFilament)

    assert make(index=1).parts is not make(index=1).parts


def test_a_forgotten_field_is_missed() -> None:
    with pytest.raises(TypeError, match="index"):
        quick(PlateFilament)()  # ty: ignore[missing-argument]
