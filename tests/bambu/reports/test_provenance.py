"""Where values come from: member and key, computed, or estimated."""

import io
from dataclasses import replace

import pytest

from printshop.bambu import (
    FileSpec,
    Plate,
    Producer,
    ThreeMF,
    as_json,
    read_3mf,
    source_of,
    sources,
    write_project_3mf,
    write_sliced_3mf,
)
from tests.three_mf_fixtures import fixture_3mf, fixture_names

_NOT_FROM_THE_FILE = {"findings", "file", "schema"}


@pytest.fixture(scope="module")
def star(two_plates: FileSpec) -> ThreeMF:
    """Read a written file of two sliced plates."""
    return read_3mf(io.BytesIO(write_sliced_3mf(two_plates)), name="star.3mf")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("title", "3D/3dmodel.model: Title"),
        ("producer", "Metadata/plate_N.gcode: first lines of the header"),
        ("brim.width_mm", "Metadata/project_settings.config: brim_width"),
        (
            "plates[2].print_time_s",
            "Metadata/slice_info.config: plate[2].prediction, the slicer's estimate",
        ),
        ("plates[2].layers", "Metadata/plate_2.gcode: header, total layer number"),
        (
            "plates[2].filament_changes",
            "Metadata/filament_sequence.json: plate_2.sequence, its length less 1",
        ),
        ("plates[2].bed_type", "Metadata/plate_2.json: bed_type"),
        ("plates[2].thumbnail", "drawn from Metadata/plate_2.png"),
        (
            "plates[2].time_split_s",
            "estimated from the moves of Metadata/plate_2.gcode and its countdown (M73)",
        ),
        (
            "plates[2].filaments[5].used_g",
            "Metadata/slice_info.config: plate[2].filament[5].used_g",
        ),
        ("plates[2].filaments[5].vendor", "Metadata/project_settings.config: filament_vendor[5]"),
        (
            "plates[2].filaments[1].bed_temperature_c",
            "Metadata/project_settings.config: textured_plate_temp[1], by the plate's bed",
        ),
        (
            "filaments[1].bed_temperature_c",
            "Metadata/project_settings.config: cool_plate_temp[1], by the plate's bed",
        ),
        (
            "plates[2].filaments[1].flush_g",
            "computed from Metadata/plate_2.gcode, checked against used_g",
        ),
        ("plates[2].index", "Metadata/slice_info.config: plate[2].index"),
        ("plates[2].filaments[5].index", "Metadata/slice_info.config: plate[2].filament.id"),
        (
            "filaments[5].index",
            "Metadata/project_settings.config: position in filament_colour and its like",
        ),
        (
            "plates[2].filaments[5].split_source",
            "computed here: how far the split of the grams fits used_g",
        ),
        ("plates[2].first_layer_time_s", None),
        ("designers", None),
    ],
)
def test_a_value_knows_its_member_and_key(star: ThreeMF, path: str, sentence: str | None) -> None:
    assert source_of(sources(star), path) == sentence


def test_numbers_of_a_plate_that_slice_info_lacks_come_from_the_gcode(star: ThreeMF) -> None:
    plate = replace(star.plates[0], parts={**star.plates[0].parts, "numbers": "gcode_head"})

    found = sources(replace(star, plates=(plate,)))

    assert source_of(found, "plates[1].print_time_s") == (
        "Metadata/plate_1.gcode: header, total estimated time"
    )
    assert source_of(found, "plates[1].filaments[2].used_g") == (
        "Metadata/plate_1.gcode: header, total filament weight"
    )
    assert source_of(found, "plates[1].index") == "the name of Metadata/plate_1.gcode"


def test_an_estimate_says_so() -> None:
    result = read_3mf(fixture_3mf("numbers_without_gcode"), name="numbers.3mf")

    plate = result.plates[0]
    filament = next(use for use in plate.filaments if use.split_source == "estimate")

    path = f"plates[{plate.index}].filaments[{filament.index}].model_g"
    assert source_of(sources(result), path) == (
        "estimated from the order of filaments and the flush volumes, without gcode"
    )


def test_an_unsliced_plate_takes_its_values_from_the_project(two_plates: FileSpec) -> None:
    result = read_3mf(io.BytesIO(write_project_3mf(two_plates)), name="star.3mf")

    found = sources(result)

    assert source_of(found, "plates[2].name") == (
        "Metadata/model_settings.config: plate[2].plater_name"
    )
    assert source_of(found, "plates[2].filaments[5].type") == (
        "Metadata/project_settings.config: filament_type[5]"
    )
    assert source_of(found, "plates[2].filaments[5].used_g") is None
    assert source_of(found, "plates[2].index") == (
        "Metadata/model_settings.config: plate[2].plater_id"
    )
    assert source_of(found, "plates[2].filaments[5].index") == (
        "Metadata/model_settings.config: plate[2]: extruder of its objects and their parts"
    )


def test_the_notes_of_a_split_and_a_count_of_no_settings_have_a_source_too() -> None:
    plate = Plate(index=1, split_notes=("There is no gcode.",))
    producer = Producer(name="CAD")

    found = sources(ThreeMF(name="a.3mf", kind="generic", producer=producer, plates=(plate,)))

    assert source_of(found, "plates[1].split_notes") == (
        "computed here: why grams are not told apart, or only estimated"
    )
    assert source_of(found, "settings_count") == (
        "computed from Metadata/project_settings.config: count of its keys, 0 without this part"
    )


def test_plates_share_their_sentences_and_only_exceptions_stand_alone(star: ThreeMF) -> None:
    first, second = star.plates
    parts = {**second.parts, "layers": "gcode", "filament_changes": "slice_info"}
    odd = replace(star, plates=(first, replace(second, parts=parts)))

    alone = {path: text for path, text in sources(odd).items() if "[2]" in path}

    assert alone == {
        "plates[2].layers": "computed from Metadata/plate_N.gcode: count of CHANGE_LAYER",
        "plates[2].filament_changes": "none, because the plate has one filament",
    }


@pytest.mark.parametrize("name", fixture_names())
def test_every_value_of_a_report_has_a_source(name: str) -> None:
    report = as_json(read_3mf(fixture_3mf(name), name=name))

    assert {
        path for path in _paths(report, "") if source_of(_sources(report), path) is None
    } == set()


def _sources(report: object) -> dict[str, str]:
    assert isinstance(report, dict)
    return report["sources"]


def _paths(value: object, path: str) -> set[str]:
    """Collect the paths of all values, numbers of plates and filaments in place of positions."""
    if not isinstance(value, dict):
        return {path}
    if path in {"producer", "changed_settings"} or path.endswith("time_split_s"):
        return {path}
    found: set[str] = set()
    for key, item in value.items():
        below = f"{path}.{key}" if path else key
        if key in _NOT_FROM_THE_FILE or key == "sources" or item in (None, [], {}):
            continue
        if key in {"plates", "filaments"}:
            for entry in item:
                found |= _paths(entry, f"{below}[{entry['index']}]")
        elif key != "changed_settings" or any(item.values()):
            found |= _paths(item, below)
    return found
