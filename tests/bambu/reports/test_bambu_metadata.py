"""Our terms in the words of the specification's BambuMetadata."""

import io
import json
from dataclasses import replace
from decimal import Decimal

import pytest

from printshop.bambu import (
    FileSpec,
    Plate,
    PlateFilament,
    Producer,
    ThreeMF,
    TimeSplit,
    as_bambu_metadata,
    read_3mf,
    write_project_3mf,
    write_sliced_3mf,
)
from printshop.bambu.reports.report import Json


def _filament(
    index: int,
    used: str,
    *,
    model: str | None = None,
    support: str = "0",
    tower: str = "0",
    flush: str = "0",
) -> PlateFilament:
    """Make a filament whose grams are told apart where those of the model are given."""
    known = model is not None
    return PlateFilament(
        index=index,
        type="PLA",
        vendor="Bambu Lab",
        color_hex="#FF0000",
        used_g=Decimal(used),
        model_g=Decimal(model) if model else None,
        support_g=Decimal(support) if known else None,
        tower_g=Decimal(tower) if known else None,
        flush_g=Decimal(flush) if known else None,
        split_source="gcode" if known else "none",
    )


def _usage(entry: Json) -> tuple[Json, ...]:
    assert isinstance(entry, dict)
    return tuple(entry[key] for key in ("index", "usageModel", "usageWaste", "usagePurge"))


def _usages(entries: Json) -> list[tuple[Json, ...]]:
    assert isinstance(entries, list)
    return [_usage(entry) for entry in entries]


def _file(*plates: Plate) -> ThreeMF:
    return ThreeMF(
        name="star.3mf", kind="sliced", producer=Producer(name="BambuStudio"), plates=plates
    )


def test_waste_is_support_and_tower_and_purge_is_flush() -> None:
    use = _filament(1, "10", model="6", support="1.5", tower="0.5", flush="2")

    document = as_bambu_metadata(_file(Plate(index=1, filaments=(use,))))

    assert document["filaments"] == [
        {
            "index": 1,
            "type": "PLA",
            "brand": "Bambu Lab",
            "color": None,
            "colorHex": "#FF0000",
            "amsSlot": None,
            "usageModel": 6.0,
            "usageWaste": 2.0,
            "usagePurge": 2.0,
        }
    ]


def test_parts_that_were_estimated_add_up_to_the_grams_that_are_booked() -> None:
    use = replace(
        _filament(1, "10", model="6.333", support="0", tower="0.504", flush="3.111"),
        split_source="estimate",
    )

    document = as_bambu_metadata(_file(Plate(index=1, filaments=(use,))))

    assert _usages(document["filaments"]) == [(1, 6.39, 0.5, 3.11)]


def test_grams_that_are_not_told_apart_stand_in_the_model_and_the_rest_is_unknown() -> None:
    document = as_bambu_metadata(_file(Plate(index=1, filaments=(_filament(1, "10"),))))

    assert _usages(document["filaments"]) == [(1, 10.0, None, None)]


def test_each_plate_stands_alone_and_the_file_is_their_sum() -> None:
    first = Plate(
        index=1,
        name="Wings",
        filaments=(
            _filament(1, "10", model="6", support="1.5", tower="0.5", flush="2"),
            _filament(5, "1", model="1"),
        ),
    )
    second = Plate(
        index=3,
        filaments=(_filament(1, "4", model="3", tower="1"),),
    )

    document = as_bambu_metadata(_file(first, second))

    assert _usages(document["filaments"]) == [(1, 9.0, 3.0, 2.0), (5, 1.0, 0.0, 0.0)]
    plates = document["plates"]
    assert isinstance(plates, list)
    assert [plate["index"] for plate in plates if isinstance(plate, dict)] == [1, 3]
    assert [_usages(plate["filaments"]) for plate in plates if isinstance(plate, dict)] == [
        [(1, 6.0, 2.0, 2.0), (5, 1.0, 0.0, 0.0)],
        [(1, 3.0, 1.0, 0.0)],
    ]


def test_one_plate_that_is_not_told_apart_leaves_the_sum_whole_but_not_apart() -> None:
    known = _filament(1, "10", model="6", support="1.5", tower="0.5", flush="2")
    plates = (
        Plate(index=1, filaments=(known,)),
        Plate(index=2, filaments=(_filament(1, "4"),)),
    )

    document = as_bambu_metadata(_file(*plates))

    assert _usages(document["filaments"]) == [(1, 14.0, None, None)]


def test_the_minutes_of_a_print_add_up_and_the_tower_counts_with_the_purge() -> None:
    split = TimeSplit(prepare_s=60, model_s=600, support_s=120, tower_s=30, flush_s=90, travel_s=60)
    plate = Plate(index=1, print_time_s=960, time_split=split)

    document = as_bambu_metadata(_file(plate, replace(plate, index=2)))

    assert document["printTime"] == {
        "totalMinutes": 32.0,
        "modelTime": 24.0,
        "supportTime": 4.0,
        "purgeTime": 4.0,
    }


def test_without_gcode_only_the_total_time_is_known() -> None:
    document = as_bambu_metadata(_file(Plate(index=1, print_time_s=90)))

    assert document["printTime"] == {
        "totalMinutes": 1.5,
        "modelTime": None,
        "supportTime": None,
        "purgeTime": None,
    }


def test_a_project_that_is_not_sliced_has_filaments_but_neither_grams_nor_minutes(
    two_plates: FileSpec,
) -> None:
    result = read_3mf(io.BytesIO(write_project_3mf(two_plates)), name="star.3mf")

    document = as_bambu_metadata(result)

    assert _usages(document["filaments"]) == [(n, None, None, None) for n in (1, 2, 5)]
    assert document["printTime"] == dict.fromkeys(
        ("totalMinutes", "modelTime", "supportTime", "purgeTime")
    )


def test_the_document_has_the_keys_of_the_specification_and_all_settings(
    two_plates: FileSpec,
) -> None:
    result = read_3mf(io.BytesIO(write_sliced_3mf(two_plates)), name="star.3mf")

    document = as_bambu_metadata(result)

    assert set(document) == {
        *("filaments", "nozzleSize", "layerHeight", "brimWidth", "brimType", "brimOffset"),
        *("printTime", "plates", "rawMetadata"),
    }
    assert (document["nozzleSize"], document["layerHeight"]) == (0.4, 0.2)
    assert (document["brimType"], document["brimWidth"]) == ("outer_only", 5.0)
    assert document["brimOffset"] == 0.1
    raw = document["rawMetadata"]
    assert isinstance(raw, dict)
    assert raw["filament_vendor"] == ["Bambu Lab", "Generic", "Bambu Lab", "Generic", "Polymaker"]
    assert set(raw) == set(result.settings)
    assert json.loads(json.dumps(document, allow_nan=False)) == document


def test_the_sums_are_the_grams_and_seconds_of_the_plates(two_plates: FileSpec) -> None:
    result = read_3mf(io.BytesIO(write_sliced_3mf(two_plates)), name="star.3mf")

    document = as_bambu_metadata(result)

    time = document["printTime"]
    assert isinstance(time, dict)
    assert time["totalMinutes"] == pytest.approx((93_784 + 61) / 60, abs=0.01)
    assert sum(_total(entry) for entry in _usages(document["filaments"])) == pytest.approx(
        13.28, abs=0.01
    )


def _total(usage: tuple[Json, ...]) -> float:
    return sum(value for value in usage[1:] if isinstance(value, float))
