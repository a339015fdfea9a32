"""Two sliced plates of three, out of order, of five filaments: each plate stands alone."""

import io
from decimal import Decimal

import pytest

from printshop.bambu import ThreeMF, as_bambu_metadata, as_json, as_text, read_3mf
from printshop.bambu.reports.report import Json
from tests.three_mf_fixtures import fixture_3mf, members_of, zipped

_NAME = "two_plates_out_of_order"
_USAGES = ("usageModel", "usageWaste", "usagePurge")


@pytest.fixture(scope="module")
def box() -> ThreeMF:
    """Read the file."""
    return read_3mf(fixture_3mf(_NAME), name="box.gcode.3mf")


def _list(value: Json) -> list[dict[str, Json]]:
    assert isinstance(value, list)
    return [entry for entry in value if isinstance(entry, dict)]


def _float(value: Json) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _grams(entries: Json) -> dict[Json, float]:
    """Add up what a document says of each filament."""
    return {
        entry["index"]: sum(_float(entry[usage]) for usage in _USAGES) for entry in _list(entries)
    }


def test_no_plate_has_the_grams_or_the_time_of_the_whole_file(box: ThreeMF) -> None:
    assert [plate.weight_g for plate in box.plates] == [Decimal("1.28"), Decimal("3.08")]
    for plate in box.plates:
        used = sum((use.used_g or Decimal(0) for use in plate.filaments), Decimal(0))
        assert plate.weight_g is not None
        assert abs(used - plate.weight_g) <= Decimal("0.02")
    assert [plate.print_time_s for plate in box.plates] == [1122, 1587]
    assert [[use.index for use in plate.filaments] for plate in box.plates] == [[2, 4], [1, 3, 5]]


def test_each_plate_of_the_document_stands_alone(box: ThreeMF) -> None:
    plates = _list(as_bambu_metadata(box)["plates"])

    assert [plate["index"] for plate in plates] == [1, 2]
    assert [_grams(plate["filaments"]) for plate in plates] == [
        pytest.approx({2: 0.58, 4: 0.69}, abs=0.01),
        pytest.approx({1: 1.65, 3: 0.86, 5: 0.57}, abs=0.01),
    ]
    times = [plate["printTime"] for plate in plates]
    assert [time["totalMinutes"] for time in times if isinstance(time, dict)] == [18.7, 26.45]


def test_the_document_s_sums_are_those_of_its_plates(box: ThreeMF) -> None:
    document = as_bambu_metadata(box)

    plates = _list(document["plates"])
    for usage in _USAGES:
        total = sum(_float(entry[usage]) for entry in _list(document["filaments"]))
        parts = [_float(e[usage]) for plate in plates for e in _list(plate["filaments"])]
        assert total == pytest.approx(sum(parts))
    for part in ("totalMinutes", "modelTime", "supportTime", "purgeTime"):
        parts = [_float(t[part]) for plate in plates if isinstance(t := plate["printTime"], dict)]
        time = document["printTime"]
        assert isinstance(time, dict)
        assert time[part] == pytest.approx(sum(parts), abs=0.02)


def test_support_and_tower_are_waste_and_flush_is_purge_in_the_document(box: ThreeMF) -> None:
    document = as_bambu_metadata(box)

    support = next(entry for entry in _list(document["filaments"]) if entry["index"] == 5)
    assert [support[usage] for usage in _USAGES] == [0.0, 0.36, 0.21]


def test_the_order_of_the_archive_makes_no_difference(box: ThreeMF) -> None:
    members = members_of(_NAME)
    turned = dict(reversed(members.items()))
    by_name = dict(sorted(members.items()))

    for order in (turned, by_name):
        assert read_3mf(io.BytesIO(zipped(order).getvalue()), name=box.name) == box


def test_reports_name_each_plate_by_its_number(box: ThreeMF) -> None:
    report, text = as_json(box), as_text(box)

    assert [(plate["index"], plate["weight_g"]) for plate in _list(report["plates"])] == [
        (1, 1.28),
        (2, 3.08),
    ]
    assert report["unsliced_plates"] == [3]
    assert text.index("Plate 1 “Box”: ") < text.index("Plate 2 “Lid & hinge”: ")
    assert "Plates of the project without numbers: 3\n" in text


def test_a_plate_without_its_gcode_leaves_the_other_one_told_apart() -> None:
    members = {path: data for path, data in members_of(_NAME).items() if "plate_1.g" not in path}

    result = read_3mf(zipped(members), name="box.gcode.3mf")

    first, second = result.plates
    assert {use.split_source for use in first.filaments} <= {"none", "estimate"}
    assert {use.split_source for use in second.filaments} == {"gcode"}
    assert (first.weight_g, second.weight_g) == (Decimal("1.28"), Decimal("3.08"))
    grams = _float(_list(as_bambu_metadata(result)["filaments"])[1]["usageModel"])
    assert grams <= 0.58
