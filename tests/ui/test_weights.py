from decimal import Decimal

from printshop.domain.catalog import NewPlate, NewRequirement
from printshop.ui.weights import weight


def a_plate(index: int, weight_g: str | None, used_g: str | None) -> NewPlate:
    need = NewRequirement(filament_index=1, model_g=Decimal(used_g) if used_g else None)
    return NewPlate(
        index=index, weight_g=Decimal(weight_g) if weight_g else None, requirements=(need,)
    )


def said(*plates: NewPlate) -> str:
    return weight(plates).replace("\u00a0", " ")


def test_plates_weigh_what_they_say_and_filaments_that_do_not_fit_are_named_beside_it() -> None:
    assert said(a_plate(1, "8.5", "8.5"), a_plate(2, None, "4")) == "12.5 g"
    assert said(a_plate(1, "8.5", "9.6"), a_plate(2, "4", "4")) == (
        "12.5 g (filaments add up to 13.6 g)"
    )


def test_one_unknown_plate_makes_the_weight_unknown() -> None:
    assert said(a_plate(1, "8.5", "8.5"), a_plate(2, None, None)) == "unknown"
    assert said(a_plate(1, "8.5", None)) == "8.5 g"
