"""The split of real gcodes against grams that another walk found, by class of deviation."""

import json
import re
from dataclasses import astuple
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from printshop.bambu import Plate, PlateFilament, Producer, ThreeMF, read_3mf

# JSON of another tool's making: its leaves are of any kind.
Truth = dict[str, Any]

_PARTS = ("model", "support", "tower", "flush")


@pytest.fixture(scope="module")
def plates(real_3mf: Path) -> list[tuple[ThreeMF, Plate, Truth]]:
    """Read each plate that has gcode, with what is true of it."""
    loaded = json.loads((real_3mf / "truth.json").read_bytes())
    found: list[tuple[ThreeMF, Plate, Truth]] = []
    for name, fields in loaded.items():
        true = {p["index"]: p for p in fields.get("sliced_plates", ()) if "gcode_breakdown_g" in p}
        if true:
            result = read_3mf(real_3mf / name)
            found += [(result, plate, true[plate.index]) for plate in result.plates]
    return found


def _is_put_together(true: Truth) -> bool:
    """Gcode of other tools has no header, and typed-in weights."""
    return not true.get("generator")


def _books_nozzles_otherwise(producer: Producer, plate: Plate) -> bool:
    """Bambu Studio 1.7 shifts one nozzle volume between filaments."""
    is_old = producer.name == "BambuStudio" and producer.version.startswith("01.07")
    return is_old and len(plate.filaments) > 1


def _leaves_out_purge_lines(producer: Producer) -> bool:
    return re.match(r"Orca-?FlashForge", producer.name, re.IGNORECASE) is not None


def _tolerance_g(grams: float) -> float:
    return 0.02 + 0.002 * grams


def _grams(filament: PlateFilament) -> dict[str, float]:
    return {part: float(getattr(filament, f"{part}_g")) for part in _PARTS}


def test_all_gcodes_of_slicers_are_split_exactly(
    plates: list[tuple[ThreeMF, Plate, Truth]],
) -> None:
    for result, plate, true in plates:
        if _is_put_together(true) or _books_nozzles_otherwise(result.producer, plate):
            continue
        for filament in plate.filaments:
            grams = _grams(filament)
            used_g = float(filament.used_g or 0)
            assert filament.split_source == "gcode", (result.name, filament)
            assert abs(sum(grams.values()) - used_g) <= _tolerance_g(used_g), result.name
            if _leaves_out_purge_lines(result.producer):
                continue
            expected = true["gcode_breakdown_g"][str(filament.index)]
            for part in _PARTS:
                assert abs(grams[part] - expected[part]) <= 0.001, (result.name, part)


def test_splits_that_do_not_fit_are_never_called_exact(
    plates: list[tuple[ThreeMF, Plate, Truth]],
) -> None:
    for result, plate, true in plates:
        for filament in plate.filaments:
            if filament.split_source == "gcode":
                used_g = float(filament.used_g or 0)
                assert abs(sum(_grams(filament).values()) - used_g) <= _tolerance_g(used_g)
            else:
                assert _is_put_together(true) or _books_nozzles_otherwise(result.producer, plate)
                assert plate.split_notes, result.name


def test_brim_is_found_where_it_is_printed(
    plates: list[tuple[ThreeMF, Plate, Truth]],
) -> None:
    brims = [
        filament.brim_g for _, plate, _ in plates for filament in plate.filaments if filament.brim_g
    ]

    assert brims
    assert all(brim > 0 for brim in brims)
    assert all(
        filament.brim_g <= filament.model_g
        for _, plate, _ in plates
        for filament in plate.filaments
        if filament.brim_g is not None and filament.model_g is not None
    )


def test_times_add_up_and_hold_the_preparation_of_the_header(
    plates: list[tuple[ThreeMF, Plate, Truth]],
) -> None:
    for result, plate, true in plates:
        if _is_put_together(true):
            continue
        assert plate.time_split is not None, result.name
        assert sum(astuple(plate.time_split)) == true["prediction_s"]
        if true.get("prepare_time_s") is not None:
            assert plate.time_split.prepare_s == true["prepare_time_s"]


def test_support_takes_time_only_where_there_is_support(
    plates: list[tuple[ThreeMF, Plate, Truth]],
) -> None:
    for result, plate, true in plates:
        if _is_put_together(true) or plate.time_split is None:
            continue
        support_g = sum((f.support_g or Decimal(0) for f in plate.filaments), Decimal(0))
        assert (plate.time_split.support_s > 0) == (support_g > 0), result.name
