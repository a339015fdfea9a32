"""The Open Filament Database as its project keeps it: a folder for each brand, kind and colour.

`data/<brand>/<material>/<filament>/<variant>/` holds variant.json and sizes.json, the folders
above it what is said of brand, material and filament. Each size becomes a row of the flat table.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

import orjson

from printshop.services.makers import raw
from printshop.services.makers.open_filament_database import take
from printshop.services.makers.results import Reading

_MEMBER: Final = re.compile(
    r"(?:^|/)data/((?:[^/]+/){1,4})(brand|material|filament|variant|sizes)\.json"
)
_DEPTHS: Final = {"brand": 1, "material": 2, "filament": 3, "variant": 4, "sizes": 4}
_MOST_SIZES: Final = 200
_Place = tuple[str, ...]
_Said = Mapping[str, Any]


def place_of(path: str) -> tuple[_Place, str] | None:
    """In which folder a file is, and of what it speaks; None for one of no data set."""
    match = _MEMBER.fullmatch(path[path.find("data/") :]) if "data/" in path else None
    if match is None:
        return None
    folders = tuple(match[1].rstrip("/").split("/"))
    return (folders, match[2]) if len(folders) == _DEPTHS[match[2]] else None


def read_folder(files: Mapping[tuple[_Place, str], bytes], reading: Reading) -> None:
    """Take all sizes of all colours.

    Args:
        files: by what `place_of` says of them.
        reading: what they are added to.

    """
    said = {place: _json(data) for place, data in files.items()}
    for (place, kind), sizes in said.items():
        if kind != "sizes":
            continue
        if not isinstance(sizes, list) or len(sizes) > _MOST_SIZES:
            reading.leave_out("its sizes cannot be read", "/".join(place)[:200])
            continue
        above = {
            name: _mapping(said.get((place[:depth], name)))
            for name, depth in _DEPTHS.items()
            if name != "sizes"
        }
        for size in sizes:
            take(dict(_cells(place, above, _mapping(size))), reading)


def _cells(place: _Place, above: Mapping[str, _Said], size: _Said) -> Iterator[tuple[str, str]]:
    """The cells of the flat table that say something."""
    filament, variant = above["filament"], above["variant"]
    slicer = _mapping(_mapping(filament.get("slicer_settings")).get("bambustudio"))
    links = size.get("purchase_links")
    refill, gone = size.get("spool_refill"), (variant.get("discontinued"), size.get("discontinued"))
    for name, value in (
        ("brand", above["brand"].get("name") or place[0]),
        ("material", above["material"].get("material") or place[1]),
        ("filament", filament.get("name") or place[2]),
        ("color", variant.get("name") or variant.get("color_name")),
        ("traits", "|".join(name for name, has in _mapping(variant.get("traits")).items() if has)),
        ("density", filament.get("density")),
        ("diameter", size.get("diameter")),
        ("weight_g", size.get("filament_weight")),
        ("empty_spool_g", size.get("empty_spool_weight")),
        ("refill", "true" if refill is True else ""),
        ("min_nozzle", filament.get("min_print_temperature")),
        ("max_nozzle", filament.get("max_print_temperature")),
        ("min_bed", filament.get("min_bed_temperature")),
        ("max_bed", filament.get("max_bed_temperature")),
        ("max_dry", filament.get("max_dry_temperature")),
        ("bambu_filament_id", slicer.get("id")),
        ("article", size.get("article_number")),
        ("gtin", size.get("gtin")),
        ("discontinued", "true" if True in gone else ""),
        ("size_uuid", size.get("uuid")),
    ):
        yield name, raw.text(value, 500)
    yield "hex", "|".join(raw.text(color) for color in _listed(variant.get("color_hex")))
    yield (
        "store_links",
        "|".join(f"shop={raw.text(_mapping(link).get('url'), 600)}" for link in _listed(links)),
    )


def _json(data: bytes) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError:
        return None


def _mapping(value: object) -> _Said:
    return value if isinstance(value, dict) else {}


def _listed(value: object) -> list[Any]:
    return value[:20] if isinstance(value, list) else [value] if value else []
