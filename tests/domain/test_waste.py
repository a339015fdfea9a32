from decimal import Decimal

from printshop.domain import waste
from printshop.domain.catalog import GramSource, NewRequirement
from printshop.domain.waste import Waste


def a_need(
    index: int,
    model_g: str,
    waste_g: str = "0",
    purge_g: str = "0",
    source: GramSource = GramSource.GCODE,
) -> NewRequirement:
    return NewRequirement(
        filament_index=index,
        model_g=Decimal(model_g),
        waste_g=Decimal(waste_g),
        purge_g=Decimal(purge_g),
        support_g=Decimal(0),
        split_known=True,
        source=source,
    )


def test_waste_is_support_tower_and_flush_of_all_filaments() -> None:
    needs = (a_need(1, "6", "1.5", "0.5"), a_need(2, "11", "1", "0"))

    found = waste.of_plate(needs)

    assert found == Waste(waste_g=Decimal("3.0"), share_pct=Decimal("15.0"))


def test_the_share_is_rounded_to_a_tenth_of_a_per_cent() -> None:
    assert waste.of_plate([a_need(1, "2", "1")]).share_pct == Decimal("33.3")


def test_one_filament_that_is_not_told_apart_leaves_the_waste_unknown() -> None:
    unsplit = NewRequirement(filament_index=2, model_g=Decimal(5))

    assert waste.of_plate([a_need(1, "6", "1"), unsplit]) == Waste()


def test_a_plate_without_grams_has_no_waste_to_speak_of() -> None:
    assert waste.of_plate([]) == Waste()
    assert waste.of_plate([a_need(1, "0")]) == Waste()


def test_one_estimated_filament_makes_the_waste_an_estimate() -> None:
    needs = [a_need(1, "6"), a_need(2, "6", "1", source=GramSource.ESTIMATE)]

    assert waste.of_plate(needs).is_estimate
