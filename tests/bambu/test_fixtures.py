"""What is read from our own expanded files: tests/data/3mf says what each is for."""

import io
import zipfile
from decimal import Decimal

import pytest

from printshop.bambu import Brim, PlateFilament, Producer, ThreeMF, as_json, as_text, read_3mf
from tests.three_mf_fixtures import (
    fixture_3mf,
    fixture_names,
    members_of,
    rezipped_by_finder,
    with_model_at,
    zipped,
)


def _read(name: str) -> ThreeMF:
    return read_3mf(fixture_3mf(name), name=f"{name}.3mf")


def _parts(filaments: tuple[PlateFilament, ...]) -> dict[int, tuple[str, ...]]:
    """Give model, of it brim, support, tower and flush of each filament, as text."""
    return {
        f.index: tuple(str(g) for g in (f.model_g, f.brim_g, f.support_g, f.tower_g, f.flush_g))
        for f in filaments
    }


def _sources(filaments: tuple[PlateFilament, ...]) -> set[str]:
    return {filament.split_source for filament in filaments}


def test_the_slicers_write_sizes_after_the_data_and_so_do_our_archives() -> None:
    with zipfile.ZipFile(fixture_3mf("two_plates_out_of_order")) as archive:
        assert {info.flag_bits & 0x8 for info in archive.infolist()} == {0x8}
        gcodes = [name for name in archive.namelist() if name.endswith(".gcode")]

    assert gcodes == ["Metadata/plate_2.gcode", "Metadata/plate_1.gcode"]


@pytest.mark.parametrize("name", fixture_names())
def test_no_account_and_no_secret_of_a_file_is_shown(name: str) -> None:
    result = _read(name)

    shown = f"{as_json(result)}{as_text(result)}{dict(result.settings)}"
    for secret in ("1234567890", "987654321", "not-a-real-key", "192.0.2.7"):
        assert secret not in shown


def test_two_plates_are_read_by_their_numbers_whatever_their_order() -> None:
    result = _read("two_plates_out_of_order")

    assert (result.kind, result.producer) == (
        "sliced",
        Producer(name="BambuStudio", version="02.05.00.66"),
    )
    box, lid = result.plates
    assert (box.index, box.name, box.objects) == (1, "Box", ("盒子",))
    assert (lid.index, lid.name, lid.objects) == (2, "Lid & hinge", ("Lid", "Hinge & pin"))
    assert (box.print_time_s, box.preparation_time_s, box.first_layer_time_s) == (
        1122,
        365,
        143.850006,
    )
    assert (lid.print_time_s, lid.preparation_time_s) == (1587, 372)
    assert (box.weight_g, lid.weight_g) == (Decimal("1.28"), Decimal("3.08"))
    assert (box.layers, lid.layers) == (3, 3)
    assert (box.filament_changes, lid.filament_changes) == (1, 5)
    assert (box.support_used, lid.support_used) == (False, True)
    assert lid.warnings == ("bed_temperature_too_high_than_filament", "nozzle_hrc")
    assert result.findings == ()


def test_grams_of_two_plates_are_told_apart_filament_by_filament() -> None:
    box, lid = _read("two_plates_out_of_order").plates

    assert _sources((*box.filaments, *lid.filaments)) == {"gcode"}
    assert _parts(box.filaments) == {
        2: ("0.227", "0.000", "0.000", "0.215", "0.141"),
        4: ("0.556", "0.000", "0.000", "0.000", "0.136"),
    }
    assert _parts(lid.filaments) == {
        1: ("0.970", "0.305", "0.000", "0.346", "0.333"),
        3: ("0.177", "0.000", "0.000", "0.303", "0.379"),
        5: ("0.000", "0.000", "0.229", "0.130", "0.210"),
    }
    assert [f.used_g for f in lid.filaments] == [Decimal("1.65"), Decimal("0.86"), Decimal("0.57")]


def test_what_is_left_over_of_a_third_plate_counts_for_nothing() -> None:
    result = _read("two_plates_out_of_order")

    assert result.unsliced_plates == (3,)
    assert {plate.bed_type for plate in result.plates} == {"Textured PEI Plate"}
    assert [f.bed_temperature_c for f in result.plates[1].filaments] == [55, 60, 55]


def test_filaments_are_described_by_their_place_in_the_project() -> None:
    result = _read("two_plates_out_of_order")

    assert len(result.filaments) == 5
    clear = result.plates[0].filaments[1]
    assert (clear.index, clear.type, clear.name, clear.vendor, clear.bambu_id) == (
        *(4, "PETG", "Generic PETG", "Generic", "GFG99"),
    )
    assert (clear.color_hex, clear.density_g_cm3) == ("#FFFFFF", Decimal("1.27"))
    # Its price is 0, which means that nobody entered one.
    assert clear.cost_per_kg is None
    assert (clear.nozzle_temperature_c, clear.bed_temperature_c) == (255, 75)
    assert result.brim == Brim(type="outer_only", width_mm=3.0, gap_mm=0.1)


def test_flush_that_the_printer_does_itself_belongs_to_what_its_nozzle_held() -> None:
    (plate,) = _read("two_nozzles_virtual_flush").plates

    assert _sources(plate.filaments) == {"gcode"}
    assert _parts(plate.filaments) == {
        # Alone in its nozzle, so nothing is ever flushed.
        1: ("0.398", "0.000", "0.000", "0.000", "0.000"),
        2: ("0.483", "0.000", "0.000", "0.000", "0.669"),
        3: ("0.463", "0.000", "0.000", "0.000", "0.867"),
    }
    assert (plate.filament_changes, plate.weight_g) == (9, Decimal("2.88"))


def test_temperatures_are_those_of_the_nozzle_that_a_filament_passes() -> None:
    result = _read("two_nozzles_virtual_flush")

    (plate,) = result.plates
    # 1: standard, left. 2: high flow, right. 3 has no entry for high flow.
    assert [f.nozzle_temperature_c for f in plate.filaments] == [270, 280, 230]
    assert [f.bed_temperature_c for f in plate.filaments] == [0, 0, 45]
    assert plate.bed_type == "Supertack Plate"
    assert result.nozzle_diameters_mm == (0.4, 0.4)
    assert (result.printer_model, result.brim.type) == ("Bambu Lab H2D", "auto_brim")


def test_absolute_extrusion_of_another_maker_s_printer_is_told_apart() -> None:
    result = _read("orca_absolute_extrusion")

    (plate,) = result.plates
    assert result.producer == Producer(name="OrcaSlicer", version="2.4.0")
    assert _sources(plate.filaments) == {"gcode"}
    assert _parts(plate.filaments) == {
        1: ("2.746", "0.000", "0.000", "0.380", "0.000"),
        # 2.85 mm thick.
        2: ("1.903", "0.000", "0.000", "0.976", "0.000"),
    }
    assert (plate.print_time_s, plate.preparation_time_s, plate.layers) == (754, None, 4)
    assert plate.filament_changes == 2


def test_a_padded_list_of_nozzles_is_not_taken_for_more_nozzles() -> None:
    result = _read("orca_absolute_extrusion")

    assert result.nozzle_diameters_mm == (0.6,)
    assert result.printer_model == "Voron 2.4 350"
    assert result.settings_count == len(result.settings) + 3


def test_a_project_from_makerworld_keeps_its_words_and_loses_its_markup() -> None:
    result = _read("makerworld_project")

    assert (result.kind, result.title, result.designer) == (
        *("project", 'Drawer for "screws"', "Ana & Bo"),
    )
    assert (result.license, result.origin) == ("BY-NC-SA", "remix")
    assert result.profile_title == "0.2mm layer, 2 walls, 15% infill"
    assert result.description == (
        "Drawer & frame\nPrints without a raft, 0.2 mm.\nGlue is not needed.\n\n2 drawers\n1 frame"
    )


def test_an_unsliced_project_has_plates_objects_and_settings_but_no_grams() -> None:
    result = _read("makerworld_project")

    drawers, frame = result.plates
    assert (drawers.index, drawers.name, drawers.objects) == (1, "Drawers", ("Drawer", "Drawer"))
    assert (frame.index, frame.name, frame.objects) == (2, None, ("Frame",))
    # The enforced support names filament 3, but is no part that is printed.
    assert [f.index for f in drawers.filaments] == [1, 2]
    assert {f.used_g for f in drawers.filaments} == {None}
    assert {drawers.print_time_s, drawers.weight_g, drawers.time_split, drawers.layers} == {None}
    assert (drawers.bed_type, frame.bed_type) == ("Cool Plate", "Textured PEI Plate")
    assert (drawers.thumbnail is None, frame.thumbnail is None) == (False, False)
    assert result.brim == Brim(type="brim_ears", width_mm=8.0, gap_mm=0.15)
    assert result.supports_enabled
    assert result.findings == ()


def test_flush_without_gcode_is_estimated_from_the_order_of_filaments() -> None:
    badge, pins, arch = _read("numbers_without_gcode").plates

    # 2 * 92 + (310 * 1.1 - 41.76 - 92) mm³ of 1.26 g/cm³, and
    # 2 * (240 * 1.1 - 41.76 - 92) + 92 mm³ of 1.32 g/cm³.
    assert [f.flush_g for f in badge.filaments] == [Decimal("0.493"), Decimal("0.465")]
    assert [f.model_g for f in badge.filaments] == [Decimal("9.507"), Decimal("3.785")]
    assert [f.model_g for f in pins.filaments] == [Decimal("7.62")]
    assert _sources((*badge.filaments, *pins.filaments)) == {"estimate"}
    assert _sources(arch.filaments) == {"none"}
    assert arch.split_notes == (
        "There is no gcode, and the grams hold support: no split of the grams.",
    )
    assert [plate.filament_changes for plate in (badge, pins, arch)] == [3, 0, 0]


def test_scalars_of_an_old_version_are_read_as_lists_of_one() -> None:
    result = _read("studio_1_7_scalars")

    (plate,) = result.plates
    assert result.producer == Producer(name="BambuStudio", version="01.07.04.52")
    assert (plate.layers, plate.filament_changes, plate.preparation_time_s) == (3, 2, 398)
    assert [f.nozzle_temperature_c for f in plate.filaments] == [220, 220]
    assert [f.bambu_id for f in plate.filaments] == [None, None]


def test_an_old_version_s_shift_between_filaments_is_called_an_estimate() -> None:
    (plate,) = _read("studio_1_7_scalars").plates

    assert _sources(plate.filaments) == {"estimate"}
    assert _parts(plate.filaments) == {
        # By the gcode 0.249 and 0.242 are flushed: one nozzle volume, 0.13 g, is shifted.
        1: ("0.824", "0.000", "0.000", "0.173", "0.113"),
        2: ("0.408", "0.000", "0.000", "0.170", "0.372"),
    }


@pytest.mark.parametrize("name", fixture_names())
def test_a_file_zipped_anew_by_finder_reads_as_before(name: str) -> None:
    again = zipped(rezipped_by_finder(members_of(name), folder="Box with a lid"))

    assert read_3mf(again, name=f"{name}.3mf") == _read(name)


@pytest.mark.parametrize("name", fixture_names())
def test_a_log_before_the_archive_changes_nothing(name: str) -> None:
    log = b"[2026-05-04 10:20:30] slicing finished\nPK but no archive yet\n" * 9
    data = io.BytesIO(log + fixture_3mf(name).getvalue())

    assert read_3mf(data, name=f"{name}.3mf") == _read(name)


def test_a_model_elsewhere_is_found_by_the_package_s_relations() -> None:
    moved = with_model_at(members_of("makerworld_project"), "3D/Drawer 1.model")

    result = read_3mf(zipped(moved), name="makerworld_project.3mf")

    assert result == _read("makerworld_project")
