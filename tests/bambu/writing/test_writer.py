"""What is written reads back to equal values."""

import hashlib
import io
import zipfile
from decimal import Decimal

from printshop.bambu import FileSpec, read_3mf, write_project_3mf


def test_a_written_file_reads_back_to_equal_values(
    two_plates: FileSpec, two_plates_bytes: bytes
) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes), name="star.3mf")

    assert (result.kind, result.title, result.designer) == ("sliced", "Fidget", "Ana & Bo")
    assert (result.license, result.description) == ("BY-NC", "Prints & spins.")
    assert (result.printer_model, result.process_preset) == (
        "Bambu Lab P1S",
        "0.20mm Standard @BBL X1C",
    )
    assert (result.layer_height_mm, result.initial_layer_height_mm) == (0.2, 0.25)
    assert (result.brim.type, result.brim.width_mm, result.brim.gap_mm) == ("outer_only", 5.0, 0.1)
    assert (result.supports_enabled, result.prime_tower_enabled) == (True, False)
    # Three of the head; one secret is counted but not kept.
    assert result.settings_count == len(two_plates.settings) + 3
    assert "printhost_apikey" not in result.settings
    assert result.findings == ()


def test_written_plates_read_back_in_the_order_of_their_numbers(
    two_plates: FileSpec, two_plates_bytes: bytes
) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes))

    for plate, spec in zip(result.plates, reversed(two_plates.plates), strict=True):
        assert (plate.index, plate.name or "", plate.objects) == (
            spec.index,
            spec.name,
            spec.objects,
        )
        assert (plate.print_time_s, plate.preparation_time_s) == (
            spec.print_time_s,
            spec.preparation_time_s,
        )
        assert (plate.weight_g, plate.layers) == (spec.weight_g, spec.layers)
        assert plate.support_used == spec.support_used
        assert (plate.thumbnail is None) == (spec.thumbnail_png is None)
        assert [
            (f.index, f.bambu_id, f.type, f.color_hex, f.used_g, f.used_m) for f in plate.filaments
        ] == [
            (f.index, f.bambu_id, f.type, f.color_hex, f.used_g, f.used_m) for f in spec.filaments
        ]
    assert [plate.filament_changes for plate in result.plates] == [0, 2]


def test_a_plate_s_own_bed_decides_on_its_bed_temperature(two_plates_bytes: bytes) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes))

    assert (result.bed_type, result.plates[1].bed_type) == ("Cool Plate", "Textured PEI Plate")
    assert [f.bed_temperature_c for f in result.plates[1].filaments] == [55, 95]
    assert [f.bed_temperature_c for f in result.filaments] == [35, 0, 0, 30, 0]


def test_a_price_or_density_of_zero_is_unknown(two_plates_bytes: bytes) -> None:
    result = read_3mf(io.BytesIO(two_plates_bytes))

    assert [f.cost_per_kg for f in result.filaments] == [
        Decimal("24.99"),
        None,
        Decimal("24.99"),
        Decimal("41.5"),
        None,
    ]
    assert result.filaments[4].density_g_cm3 is None
    assert [f.name for f in result.filaments] == [
        "Bambu PLA Basic",
        "Generic PETG",
        "Bambu ABS",
        "Generic TPU",
        "Polymaker ASA",
    ]


def test_the_checksum_part_fits_the_gcode(two_plates_bytes: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(two_plates_bytes)) as archive:
        gcode = archive.read("Metadata/plate_2.gcode")
        digest = archive.read("Metadata/plate_2.gcode.md5")

    assert digest.decode() == hashlib.md5(gcode, usedforsecurity=False).hexdigest().upper()


def test_the_written_moves_extrude_the_grams_of_the_specification(two_plates_bytes: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(two_plates_bytes)) as archive:
        lines = archive.read("Metadata/plate_1.gcode").decode().splitlines()

    moves = [line.partition(" E")[2] for line in lines if line.startswith("G1 X")]
    length = sum(float(pushed) for pushed in moves if pushed)

    assert abs(length * 2.405_281_9 * 1.27 / 1000 - 0.92) < 0.001


def test_a_project_that_is_not_sliced_has_plates_and_filaments_but_no_numbers(
    two_plates: FileSpec,
) -> None:
    result = read_3mf(io.BytesIO(write_project_3mf(two_plates)), name="star.3mf")

    assert (result.kind, result.title, result.findings) == ("project", "Fidget", ())
    assert [plate.name for plate in result.plates] == [None, "Wings"]
    assert [[f.index for f in plate.filaments] for plate in result.plates] == [[2], [1, 5]]
    assert [(plate.print_time_s, plate.weight_g) for plate in result.plates] == [(None, None)] * 2
    assert all(f.used_g is None for plate in result.plates for f in plate.filaments)
    assert result.plates[1].thumbnail is not None
