from decimal import Decimal
from io import BytesIO

from printshop.bambu import (
    FilamentSpec,
    FileSpec,
    PlateSpec,
    as_json,
    read_3mf,
    write_sliced_3mf,
)
from printshop.ui.file_details import sources
from printshop.ui.file_details.facts import Report


def a_report() -> Report:
    need = FilamentSpec(
        index=1,
        bambu_id="GFA00",
        type="PLA",
        color_hex="#101010",
        used_g=Decimal("12.34"),
        used_m=Decimal("4.1"),
    )
    plate = PlateSpec(
        index=2,
        print_time_s=6300,
        preparation_time_s=300,
        weight_g=Decimal("12.34"),
        filaments=(need,),
        objects=("Vase",),
    )
    settings = {"filament_density": ("1.24",), "filament_cost": ("24.99",), "layer_height": "0.2"}
    data = write_sliced_3mf(FileSpec(plates=(plate,), settings=settings, title="Vase"))
    return as_json(read_3mf(BytesIO(data), name="vase.3mf", split=False))


def plate_of(report: Report) -> Report:
    return report["plates"][0]


def test_the_key_numbers_of_a_plate_say_where_they_come_from() -> None:
    report = a_report()

    said = sources.of_plate(report, plate_of(report))

    assert said is not None
    lines = said.replace("\\", "").replace("\u2060", "").splitlines()
    assert lines[0] == (
        "- Print time: Metadata/slice_info.config: plate[2].prediction, the slicer's estimate"
    )
    assert "- Weight: Metadata/slice_info.config: plate[2].weight" in lines
    assert "- Grams of a filament: Metadata/slice_info.config: plate[2].filament[…].used_g" in lines


def test_a_report_without_sources_says_none() -> None:
    assert sources.of_plate({}, {"index": 1}) is None
    assert sources.groups({"kind": "sliced", "plates": [{"index": 1, "layers": 3}]}) == {}


def test_every_row_has_a_value_with_its_unit_and_a_source() -> None:
    rows = {
        (group, what): (value.replace("\u00a0", " "), of)
        for group, found in sources.groups(a_report()).items()
        for what, value, of in found
    }

    assert rows["Plate 2", "Print time"] == (
        "1 h 45 min",
        "Metadata/slice_info.config: plate[2].prediction, the slicer's estimate",
    )
    of_filament = "Plate 2, filament 1: PLA"
    assert rows[of_filament, "Density"] == (
        "1.24 g/cm³",
        "Metadata/project_settings.config: filament_density[1]",
    )
    assert rows[of_filament, "Grams"][0] == "12.34 g"
    assert rows[of_filament, "Length"][0] == "4.1 m"
    assert rows["File", "Kind"] == ("sliced, with gcode", "the parts that are in the file")
    assert rows["File", "Layer height"] == (
        "0.2 mm",
        "Metadata/project_settings.config: layer_height",
    )


def test_values_stand_in_the_order_of_the_page_whatever_order_the_database_gives() -> None:
    report = a_report()
    report = {**report, "brim": {"gap_mm": 0.1, "type": "outer_only", "width_mm": 5.0}}
    shuffled = dict(sorted({**report, "plates": [dict(sorted(plate_of(report).items()))]}.items()))

    found = sources.groups(shuffled)

    assert list(found) == ["File", "Plate 2", "Plate 2, filament 1: PLA"]
    of_file = [what for what, _, _ in found["File"]]
    assert of_file[:3] == ["Kind", "Producer", "Title"]
    assert [what for what, _, _ in found["Plate 2"]][:2] == ["Print time", "Preparation"]


def test_of_several_plates_the_values_of_the_chosen_one_are_listed() -> None:
    report = a_report()
    two = {**report, "plates": [plate_of(report), {**plate_of(report), "index": 7}]}

    assert "Plate 7" in sources.groups(two, 1)
    assert "Plate 2" not in sources.groups(two, 1)


def test_a_value_that_nobody_knows_has_no_row() -> None:
    report = {**a_report(), "producer": {"name": "unknown", "version": ""}}

    assert "Producer" not in [what for what, _, _ in sources.groups(report)["File"]]
