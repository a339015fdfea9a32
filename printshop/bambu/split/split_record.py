"""The split of a file's grams and times as JSON, to be put back without walking the gcode.

A record belongs to the bytes it was computed from, and to the rules it was computed by.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from printshop.bambu.reports.report import Json
from printshop.bambu.results import Plate, PlateFilament, ThreeMF, TimeSplit
from printshop.errors import Finding

SPLIT_RULES: Final = 2
"""The rules by which grams and times are told apart; a higher number computes them anew."""

_GRAMS: Final = ("model_g", "support_g", "tower_g", "flush_g", "brim_g")
_COUNTED: Final = ("layers", "filament_changes")
_FROM_GCODE: Final = "gcode"
_SOURCES: Final = ("gcode", "estimate", "none")


def split_as_json(result: ThreeMF) -> dict[str, Json]:
    """Give what `read_3mf(…, split=True)` adds to a result; grams are strings, exact."""
    return {
        "rules": SPLIT_RULES,
        "plates": [_plate_json(plate) for plate in result.plates],
        "findings": [
            {"where": finding.where, "message": finding.message}
            for finding in result.findings
            if _is_of_split(finding, result)
        ],
    }


def with_split(result: ThreeMF, record: object) -> ThreeMF | None:
    """Give a result that was read without its split the split of a record.

    Args:
        result: of the very bytes that the record was made from.
        record: what `split_as_json` gave; a database or a person had it meanwhile.

    Returns:
        None where it is no record, belongs to other rules or to other plates.

    """
    try:
        return _with_split(result, record)
    except (TypeError, KeyError, ValueError, InvalidOperation):
        return None


def _with_split(result: ThreeMF, record: Any) -> ThreeMF | None:  # noqa: ANN401 - JSON from outside
    plates = {plate["index"]: plate for plate in record["plates"]}
    if record["rules"] != SPLIT_RULES or plates.keys() != {p.index for p in result.plates}:
        return None
    findings = (
        Finding(where=str(found["where"]), message=str(found["message"]))
        for found in record["findings"]
    )
    return replace(
        result,
        plates=tuple(_plate(plate, plates[plate.index]) for plate in result.plates),
        findings=tuple(dict.fromkeys((*result.findings, *findings))),
    )


def _is_of_split(finding: Finding, result: ThreeMF) -> bool:
    return any(
        finding.where == (plate.gcode_member or "") and finding.message in plate.split_notes
        for plate in result.plates
    )


def _plate_json(plate: Plate) -> dict[str, Json]:
    return {
        "index": plate.index,
        **{name: getattr(plate, name) for name in _COUNTED},
        "from_gcode": [name for name in _COUNTED if plate.parts.get(name) == _FROM_GCODE],
        "time_split": asdict(plate.time_split) if plate.time_split else None,
        "notes": list(plate.split_notes),
        "filaments": [_filament_json(filament) for filament in plate.filaments],
    }


def _filament_json(filament: PlateFilament) -> dict[str, Json]:
    grams = {name: getattr(filament, name) for name in _GRAMS}
    return {
        "index": filament.index,
        "source": filament.split_source,
        **{name: None if value is None else str(value) for name, value in grams.items()},
    }


def _plate(plate: Plate, record: Mapping[str, Any]) -> Plate:
    filaments = {filament["index"]: filament for filament in record["filaments"]}
    times = record["time_split"]
    parts = dict.fromkeys((name for name in _COUNTED if name in record["from_gcode"]), _FROM_GCODE)
    return replace(
        plate,
        **{name: _whole(record[name]) for name in _COUNTED},
        parts={**plate.parts, **parts},
        time_split=TimeSplit(**{name: int(value) for name, value in times.items()})
        if times
        else None,
        split_notes=tuple(str(note) for note in record["notes"]),
        filaments=tuple(
            _filament(filament, filaments[filament.index]) for filament in plate.filaments
        ),
    )


def _filament(filament: PlateFilament, record: Mapping[str, Any]) -> PlateFilament:
    if record["source"] not in _SOURCES:
        raise ValueError(record["source"])
    return replace(
        filament,
        split_source=record["source"],
        **{name: _decimal(record[name]) for name in _GRAMS},
    )


def _whole(value: object) -> int | None:
    return None if value is None else int(str(value))


def _decimal(value: object) -> Decimal | None:
    if value is None:
        return None
    grams = Decimal(str(value))
    if not grams.is_finite() or grams < 0:
        raise ValueError(value)
    return grams
