"""What a file says becomes a proposal that the catalog takes, however odd the file."""

from decimal import Decimal

import pytest

from printshop.bambu import Plate, PlateFilament, Producer, ThreeMF
from printshop.domain.catalog import (
    MAX_FILAMENTS_PER_PLATE,
    MAX_PLATES,
    GramSource,
    NewRequirement,
)
from printshop.services import matching
from printshop.services.colors import distance
from printshop.services.proposals import left_out, propose_variant


def a_file(*plates: Plate, layer_height_mm: float | None = 0.2) -> ThreeMF:
    return ThreeMF(
        name="odd.3mf",
        kind="sliced",
        producer=Producer(name="BambuStudio"),
        layer_height_mm=layer_height_mm,
        plates=plates,
    )


def test_plates_and_filaments_keep_the_numbers_of_the_file() -> None:
    filament = PlateFilament(index=70, used_g=Decimal("1.5"))

    variant = propose_variant(a_file(Plate(index=20_000, filaments=(filament,))), "odd.3mf")

    assert variant.plates[0].index == 20_000
    assert variant.plates[0].requirements[0].filament_index == 70


def test_a_time_of_more_than_sixty_days_is_unknown() -> None:
    plate = Plate(index=1, print_time_s=60 * 86_400, preparation_time_s=60 * 86_400 + 1)

    proposed = propose_variant(a_file(plate), "odd.3mf").plates[0]

    assert (proposed.print_time_s, proposed.preparation_time_s) == (60 * 86_400, None)


@pytest.mark.parametrize(
    ("said_mm", "expected_mm"), [(0.08, Decimal("0.08")), (0.0, None), (200.0, None), (None, None)]
)
def test_a_layer_height_that_cannot_be_is_unknown(
    said_mm: float | None, expected_mm: Decimal | None
) -> None:
    file = a_file(Plate(index=1), layer_height_mm=said_mm)

    assert propose_variant(file, "odd.3mf").layer_height_mm == expected_mm


@pytest.mark.parametrize(
    ("said", "expected"),
    [("1.2649", Decimal("1.265")), ("0.0001", None), ("19.9999", None), ("20", None)],
)
def test_a_density_that_cannot_be_is_unknown(said: str, expected: Decimal | None) -> None:
    file = a_file(Plate(index=1, filaments=(PlateFilament(index=1, density_g_cm3=Decimal(said)),)))

    created = matching.new_filaments(file, propose_variant(file, "odd.3mf"))

    assert created[1, 1].density_g_cm3 == expected


def test_what_is_more_than_the_catalog_takes_is_said() -> None:
    filaments = tuple(PlateFilament(index=n) for n in range(1, MAX_FILAMENTS_PER_PLATE + 2))
    plates = tuple(Plate(index=n) for n in range(2, MAX_PLATES + 2))
    file = a_file(Plate(index=1, filaments=filaments), *plates)

    found = left_out(file)

    assert len(propose_variant(file, "odd.3mf").plates) == MAX_PLATES
    assert [(finding.where, finding.message) for finding in found] == [
        ("plates", "The file has 101 plates: the first 100 are taken."),
        ("plate[1]", "The plate takes 65 filaments: the first 64 are taken."),
    ]


def test_settings_without_end_are_cut_and_it_is_said() -> None:
    content = ThreeMF(
        name="a.3mf",
        kind="project",
        producer=Producer(name="x"),
        settings={f"key_{n}": "1" for n in range(5_001)},
    )

    variant = propose_variant(content, "a.3mf")

    assert len(variant.bambu_metadata["rawMetadata"]) == 5_000
    assert [found.message for found in left_out(content)] == [
        "The file has 5001 settings: the first 5000 are kept."
    ]


def a_need(**grams: object) -> NewRequirement:
    """What a filament of these grams is proposed as."""
    said = {name: Decimal(str(g)) if name.endswith("_g") else g for name, g in grams.items()}
    filament = PlateFilament(index=1, **said)  # ty: ignore[invalid-argument-type]
    file = a_file(Plate(index=1, filaments=(filament,)))
    return propose_variant(file, "odd.3mf").plates[0].requirements[0]


def test_exact_grams_are_told_apart_and_booked_as_the_slicer_says() -> None:
    need = a_need(
        used_g="10.01", model_g="6.5", support_g=1, tower_g="0.5", flush_g=2, split_source="gcode"
    )

    assert (need.model_g, need.waste_g, need.purge_g) == (
        Decimal("6.51"),
        Decimal("1.50"),
        Decimal("2.00"),
    )
    assert (need.support_g, need.tower_g) == (Decimal("1.00"), Decimal("0.50"))
    assert (need.source, need.split_known) == (GramSource.GCODE, True)


def test_flush_that_alone_is_estimated_leaves_the_rest_together() -> None:
    need = a_need(used_g=10, flush_g="2.5", split_source="estimate")

    assert (need.model_g, need.waste_g, need.purge_g) == (Decimal("7.50"), None, Decimal("2.50"))
    assert (need.source, need.split_known) == (GramSource.ESTIMATE, False)


def test_grams_that_only_the_gcode_knows_are_an_estimate() -> None:
    need = a_need(model_g=3, support_g=0, tower_g=0, flush_g="0.5", split_source="estimate")

    assert (need.used_g, need.purge_g) == (Decimal("3.50"), Decimal("0.50"))
    assert need.source is GramSource.ESTIMATE


def test_grams_that_nobody_knows_are_asked_for() -> None:
    assert (a_need().used_g, a_need().source) == (None, GramSource.MANUAL)


def test_what_is_stored_of_a_file_is_the_specifications_metadata_and_the_report() -> None:
    stored = propose_variant(a_file(Plate(index=1)), "odd.3mf").bambu_metadata

    assert {"filaments", "printTime", "plates", "rawMetadata", "report"} <= stored.keys()
    assert stored["report"]["schema"] == 1


def test_a_clear_filament_is_called_clear_and_is_not_taken_for_black() -> None:
    use = PlateFilament(
        index=1, type="PETG", vendor="Bambu Lab", color_hex="#000000", is_clear=True
    )
    file = a_file(Plate(index=1, filaments=(use,)))
    variant = propose_variant(file, "clear.3mf")

    new = matching.new_filaments(file, variant)[1, 1]

    assert new.color_name == "Clear"
    assert distance(new.color_hex, "#000000") > 50
    assert variant.plates[0].requirements[0].color_hex == new.color_hex


def test_a_program_that_nobody_knows_has_no_name() -> None:
    file = ThreeMF(name="box.3mf", kind="generic", producer=Producer(name="unknown"))

    variant = propose_variant(file, "box.3mf")

    assert variant.producer_name == ""
    assert not variant.plates[0].requirements[0].is_named
