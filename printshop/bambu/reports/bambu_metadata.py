"""A result in the words of the specification's BambuMetadata, as JSON.

Grams as the shop books them, and minutes. Three of its words are wider than ours:
`usageWaste` is support and prime tower, `usagePurge` is flush, and `purgeTime` is the time of
flush, filament changes and prime tower. What nobody can know is null, never 0: where the
grams of a filament are not told apart, `usageModel` holds them all.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from printshop.bambu.reports.report import Json
from printshop.bambu.results import Plate, PlateFilament, ThreeMF, TimeSplit
from printshop.bambu.split.booked import booked_g, booked_parts

_SECONDS = 60
_DIGITS = 2


def as_bambu_metadata(result: ThreeMF) -> dict[str, Json]:
    """Give the document that is stored with a variant.

    Returns:
        `filaments` and `printTime` are sums over all plates; `plates` holds the same for
        each plate alone, so that nothing books the whole file on one plate.
        `rawMetadata` are all settings. `amsSlot` and `color` (a name) are null: files know
        neither. `index` is the filament's position in the project.
    """
    plates = result.plates
    return {
        "filaments": _filaments([use for plate in plates for use in plate.filaments]),
        "nozzleSize": result.nozzle_diameters_mm[0] if result.nozzle_diameters_mm else None,
        "layerHeight": result.layer_height_mm,
        "brimWidth": result.brim.width_mm,
        "brimType": result.brim.type,
        "brimOffset": result.brim.gap_mm,
        "printTime": _print_time(plates),
        "plates": [
            {
                "index": plate.index,
                "name": plate.name,
                "filaments": _filaments(plate.filaments),
                "printTime": _print_time([plate]),
            }
            for plate in plates
        ],
        "rawMetadata": {
            key: value if isinstance(value, str) else list(value)
            for key, value in result.settings.items()
        },
    }


def _filaments(uses: Iterable[PlateFilament]) -> list[Json]:
    """Sum up the uses of each filament."""
    by_index: dict[int, list[PlateFilament]] = {}
    for use in uses:
        by_index.setdefault(use.index, []).append(use)
    return [_filament(by_index[index]) for index in sorted(by_index)]


def _filament(uses: Sequence[PlateFilament]) -> dict[str, Json]:
    first = uses[0]
    parts = [booked_parts(use) for use in uses]
    known = [part for part in parts if part is not None and part.is_whole]
    is_split = len(known) == len(uses)
    model = _sum(part.model_g for part in known) if is_split else _sum(map(booked_g, uses))
    return {
        "index": first.index,
        "type": first.type,
        "brand": first.vendor,
        "color": None,
        "colorHex": first.color_hex,
        "amsSlot": None,
        "usageModel": _number(model),
        "usageWaste": _number(_sum(part.waste_g for part in known)) if is_split else None,
        "usagePurge": _number(_sum(part.purge_g for part in known)) if is_split else None,
    }


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """Add up; one unknown amount makes the sum unknown."""
    known = list(amounts)
    return None if None in known else sum((grams for grams in known if grams), Decimal(0))


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _print_time(plates: Sequence[Plate]) -> dict[str, Json]:
    """Add up the minutes; of the parts none is known where one plate's are not.

    The parts add up to the total: what is neither support nor purge is `modelTime`, the
    preparation and the ways without printing too.
    """
    totals = [plate.print_time_s for plate in plates]
    splits = [plate.time_split for plate in plates]
    known = [split for split in splits if split is not None]
    is_split = bool(plates) and len(known) == len(splits)
    return {
        "totalMinutes": _minutes(totals) if plates else None,
        "modelTime": _minutes(map(_model_s, known)) if is_split else None,
        "supportTime": _minutes(split.support_s for split in known) if is_split else None,
        "purgeTime": _minutes(split.tower_s + split.flush_s for split in known)
        if is_split
        else None,
    }


def _model_s(split: TimeSplit) -> int:
    return split.prepare_s + split.model_s + split.travel_s


def _minutes(seconds: Iterable[int | None]) -> float | None:
    known = list(seconds)
    if None in known:
        return None
    return round(sum(part for part in known if part) / _SECONDS, _DIGITS)
