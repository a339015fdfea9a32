"""The reports: JSON of the documented shape, key by key, and text for the terminal."""

import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from printshop.bambu import Brim, FileSpec, ThreeMF, as_json, as_text, read_3mf, write_sliced_3mf
from printshop.bambu.reports.report import Json

_FILE = {
    *("schema", "file", "kind", "producer", "title", "designer", "license", "copyright"),
    *("created_on", "description", "origin", "design_model_id", "design_profile_id"),
    *("profile_title", "profile_description", "profile_author", "pictures", "printer_model"),
    *("printer_settings_id", "process_preset", "nozzle_diameters_mm", "nozzle_types"),
    *("nozzle_volume_types", "layer_height_mm", "initial_layer_height_mm", "bed_type", "brim"),
    *("supports_enabled", "support_type", "prime_tower_enabled", "settings_count"),
    "settings_hidden",
    *("changed_settings", "filaments", "plates", "unsliced_plates", "findings", "sources"),
}
_PLATE = {
    *("index", "name", "objects", "print_time_s", "preparation_time_s", "first_layer_time_s"),
    *("weight_g", "layers", "filament_changes", "height_mm", "thumbnail", "printer_model_id"),
    *("is_sequential", "is_outside_bed", "support_used", "bed_type", "filaments"),
    *("time_split_s", "split_notes", "warnings"),
}
_FILAMENT = {
    *("index", "type", "name", "settings_id", "vendor", "bambu_id", "color_hex", "colors_hex"),
    "is_clear",
    *("extruder", "is_support_material", "used_for_support", "used_g", "used_m", "model_g"),
    *("support_g", "tower_g", "flush_g", "brim_g", "split_source", "density_g_cm3"),
    *("nozzle_temperature_c", "bed_temperature_c", "first_layer_nozzle_temperature_c"),
    *("first_layer_bed_temperature_c", "cost_per_kg"),
}


@pytest.fixture(scope="module")
def star(two_plates: FileSpec) -> ThreeMF:
    """Read a written file of two sliced plates."""
    return read_3mf(io.BytesIO(write_sliced_3mf(two_plates)), name="star.3mf")


def _object(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict)
    return value


def _objects(value: Json) -> list[dict[str, Json]]:
    assert isinstance(value, list)
    return [_object(item) for item in value]


def _whole(value: Json) -> int:
    assert isinstance(value, int)
    return value


def test_the_json_report_has_the_documented_keys_and_no_others(star: ThreeMF) -> None:
    report = as_json(star)

    assert set(report) == _FILE
    assert set(_object(report["producer"])) == {"name", "version"}
    assert set(_object(report["brim"])) == {"type", "width_mm", "gap_mm"}
    assert set(_object(report["changed_settings"])) == {"process", "filaments", "printer"}
    plates = _objects(report["plates"])
    assert [set(plate) for plate in plates] == [_PLATE] * 2
    spent = {"prepare", "model", "support", "tower", "flush", "travel"}
    assert [set(_object(plate["time_split_s"])) for plate in plates] == [spent] * 2
    uses = [use for plate in plates for use in _objects(plate["filaments"])]
    configured = _objects(report["filaments"])
    assert [set(use) for use in (*uses, *configured)] == [_FILAMENT] * (3 + 5)


def test_a_finding_says_where_and_what(two_plates: FileSpec) -> None:
    extra = {"Metadata/plate_1.json": b"{", "../up": b""}
    plates = tuple(replace(plate, objects=()) for plate in two_plates.plates[:1])
    spec = replace(two_plates, plates=plates, extra=extra)

    report = as_json(read_3mf(io.BytesIO(write_sliced_3mf(spec)), name="star.3mf"))

    assert report["findings"] == [
        {"where": "../up", "message": "A name that leaves the archive: ignored."}
    ]


def test_the_values_of_the_report_are_plain_json_and_survive_it(star: ThreeMF) -> None:
    report = as_json(star)

    assert json.loads(json.dumps(report, allow_nan=False)) == report


def test_a_plate_s_report_holds_its_numbers(star: ThreeMF) -> None:
    report = as_json(star)

    assert report["schema"] == 1
    assert report["producer"] == {"name": "BambuStudio", "version": "02.05.00.66"}
    assert report["brim"] == {"type": "outer_only", "width_mm": 5.0, "gap_mm": 0.1}
    plate = _objects(report["plates"])[0]
    assert plate["filaments"] == [
        {
            "index": 2,
            "type": "PETG",
            "name": "Generic PETG",
            "settings_id": "Generic PETG",
            "vendor": "Generic",
            "bambu_id": "GFG99",
            "color_hex": "#00FF00",
            "colors_hex": ["#00FF00"],
            "is_clear": False,
            "extruder": None,
            "is_support_material": None,
            "used_for_support": None,
            "used_g": 0.92,
            "used_m": 0.3,
            "model_g": 0.92,
            "support_g": 0.0,
            "tower_g": 0.0,
            "flush_g": 0.0,
            "brim_g": 0.0,
            "split_source": "gcode",
            "density_g_cm3": 1.27,
            "nozzle_temperature_c": 250,
            "bed_temperature_c": 70,
            "first_layer_nozzle_temperature_c": None,
            "first_layer_bed_temperature_c": None,
            "cost_per_kg": None,
        }
    ]
    assert (plate["print_time_s"], plate["weight_g"], plate["height_mm"]) == (61, 0.92, 0.2)
    spent = _object(plate["time_split_s"])
    assert spent == {**spent, "prepare": 0, "support": 0, "tower": 0, "flush": 0}
    assert spent["model"] == 61 - _whole(spent["travel"])
    assert (plate["split_notes"], plate["warnings"], report["findings"]) == ([], [], [])


def test_without_a_walk_the_time_split_is_null_and_the_source_is_none(two_plates: FileSpec) -> None:
    stream = io.BytesIO(write_sliced_3mf(two_plates))

    report = as_json(read_3mf(stream, name="star.3mf", split=False))

    plate = _objects(report["plates"])[0]
    assert plate["time_split_s"] is None
    assert [use["split_source"] for use in _objects(plate["filaments"])] == ["none"]


def test_the_text_report_shows_plates_filaments_grams_and_times(two_plates: FileSpec) -> None:
    densities = {"filament_density": ("1.26", "1.27", "1.05", "1.22", "1.07")}
    spec = replace(two_plates, settings={**two_plates.settings, **densities})

    text = as_text(read_3mf(io.BytesIO(write_sliced_3mf(spec)), name="star.3mf"))

    assert text.startswith("star.3mf: sliced, with gcode\n  Made with    BambuStudio 02.05.00.66\n")
    assert (
        "Plate 2 “Wings”: 26 h 03 min, of it 7 min 13 s preparation, 12.36 g, waste 5.10 g (41%), "
        "77 layers,\n  2 filament changes\n"
        "  objects: left, right\n"
        "    1  #FF0000 Bambu PLA Basic             Bambu Lab        10.00 g  220/55 °C\n"
        "               3.30 m, 1.26 g/cm³, 24.99 per kg, GFA00\n"
        "               model 6.00, tower 1.50, flush 2.50 g, waste 40%\n"
        "    5  #000000 Polymaker ASA               Polymaker         2.36 g  260/95 °C\n"
        "               0.92 m, 1.07 g/cm³, GFB98\n"
        "               model 1.26, support 1.10 g, waste 47%\n"
    ) in text


def _with_filament(result: ThreeMF, **changes: object) -> ThreeMF:
    plate = result.plates[0]
    filament = replace(plate.filaments[0], **changes)
    return replace(result, plates=(replace(plate, filaments=(filament,)),))


def test_the_text_report_divides_the_grams_as_the_shop_books_them(star: ThreeMF) -> None:
    told = _with_filament(
        star,
        used_g=Decimal("10.004"),
        model_g=Decimal("5.994"),
        support_g=Decimal("1.006"),
        tower_g=Decimal("2.006"),
        flush_g=Decimal("0.994"),
    )

    # Support and tower are rounded together, 3.012 to 3.01; the model is the rest of 10.00.
    assert (
        "               model 6.00, support 1.01, tower 2.00, flush 0.99 g, waste 40%\n"
    ) in as_text(told)


@pytest.mark.parametrize("used_g", ["999999999", "0"])
def test_grams_that_no_shop_books_do_not_stop_the_report(star: ThreeMF, used_g: str) -> None:
    told = _with_filament(star, used_g=Decimal(used_g))

    assert f"{used_g} g  250/70 °C\n" in as_text(told)


def test_first_layer_heat_and_a_clear_filament_are_told(star: ThreeMF) -> None:
    told = _with_filament(
        star,
        is_clear=True,
        first_layer_nozzle_temperature_c=255,
        first_layer_bed_temperature_c=75,
    )

    assert (
        "    2  clear   Generic PETG                Generic           0.92 g  250/70 °C\n"
        "               0.30 m, 1.27 g/cm³, GFG99, first layer 255/75 °C\n"
    ) in as_text(told)


def test_objects_of_one_name_are_counted(star: ThreeMF) -> None:
    plate = replace(star.plates[0], objects=("Gear", "", "Gear", "Pin"))

    text = as_text(replace(star, plates=(plate,)))

    assert "  objects: 2 x Gear, nameless, Pin\n" in text


@pytest.mark.parametrize(
    ("brim", "line"),
    [
        (
            Brim(type="auto_brim", width_mm=5.0, gap_mm=0.1),
            "auto_brim (its width is decided while slicing), gap 0.1 mm",
        ),
        (Brim(type="outer_only", width_mm=5.0, gap_mm=0.0), "outer_only, 5 mm wide, gap 0 mm"),
        (Brim(type="inner_only"), "inner_only"),
        (Brim(type="no_brim", width_mm=5.0, gap_mm=0.1), "no_brim"),
    ],
)
def test_a_brim_says_its_width_where_the_file_can_know_it(
    star: ThreeMF, brim: Brim, line: str
) -> None:
    assert f"  Brim         {line}\n" in as_text(replace(star, brim=brim))


def test_the_text_report_begins_the_description_and_names_the_origin(star: ThreeMF) -> None:
    told = replace(star, description="Spins.\n\n" + "x" * 300, origin="MakerWorld")

    text = as_text(told)

    assert "  Origin       MakerWorld\n" in text
    shown = text.partition("  Description  ")[2].partition("\n  P")[0]
    assert "".join(shown.split()) == "Spins." + "x" * 192 + "…"


def test_the_text_report_fits_a_hundred_columns(two_plates: FileSpec) -> None:
    long = "A very long name of something " * 20
    changed = {
        "filament_settings_id": (long,) * 5,
        "filament_vendor": (long,) * 5,
        "printer_model": long,
        "different_settings_to_system": (";".join(two_plates.settings),) * 7,
    }
    plates = tuple(replace(plate, name=long) for plate in two_plates.plates)
    spec = replace(
        two_plates, title=long, plates=plates, settings={**two_plates.settings, **changed}
    )

    text = as_text(read_3mf(io.BytesIO(write_sliced_3mf(spec)), name=long), with_sources=True)

    lines = text.splitlines()
    assert max(map(len, lines[1:])) <= 100
    assert "  plates[].layers: Metadata/plate_N.gcode: header, total layer number" in lines
