"""SpoolmanDB and its community edition: a maker's file, or all makers compiled into one.

A maker's file lists weights, diameters and colours of each filament; what is sold is each
combination of them. The compiled file holds the combinations. Both lead to the same keys.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from printshop.domain.filament import ColorPattern, Finish
from printshop.domain.known_filaments import MakersFilament
from printshop.services.makers import raw
from printshop.services.makers.results import Reading

SOURCE: Final = "SpoolmanDB"
_MOST_SIZES: Final = 60
_MOST_COLORS: Final = 5_000
_COLOR: Final = "{color_name}"
_REEL_SIGNS: Final = {"plastic": "p", "cardboard": "c", "metal": "m"}
_DIRECTIONS: Final = {
    "coaxial": ColorPattern.COEXTRUDED,
    "longitudinal": ColorPattern.GRADIENT,
}
_Row = Mapping[str, Any]


def is_makers_file(content: object) -> bool:
    """Whether this is the file of one maker."""
    return isinstance(content, dict) and {"manufacturer", "filaments"} <= content.keys()


def is_compiled(content: object) -> bool:
    """Whether this is the file of all makers."""
    rows = content[:5] if isinstance(content, list) else []
    return bool(rows) and all(
        isinstance(row, dict) and {"id", "manufacturer", "name"} <= row.keys() for row in rows
    )


def read_makers_file(content: _Row, reading: Reading) -> None:
    """Take all combinations of weight, diameter and colour of one maker."""
    brand = raw.text(content["manufacturer"])
    filaments = content["filaments"]
    if not brand or not isinstance(filaments, list):
        reading.leave_out("it names no maker or no filaments", raw.shown(brand))
        return
    for filament in filaments:
        if isinstance(filament, dict):
            for row in _combinations(brand, filament, reading):
                _take(row, reading)
        else:
            reading.leave_out("it is no filament", f"{brand}: {raw.shown(filament)}")


def read_compiled(content: Sequence[object], reading: Reading) -> None:
    """Take all rows of a compiled file."""
    for row in content:
        if isinstance(row, dict):
            # What the colour is called is not told apart from the name here.
            _take({**row, "color": row.get("name"), "kind": ""}, reading)
        else:
            reading.leave_out("it is no filament", raw.shown(row))


def _combinations(brand: str, filament: _Row, reading: Reading) -> Iterator[dict[str, Any]]:
    name = raw.text(filament.get("name"), 200)
    weights, diameters, colors = (
        _listed(filament.get(key)) for key in ("weights", "diameters", "colors")
    )
    if not (weights and diameters and colors):
        reading.leave_out("its weights, diameters or colours are missing", f"{brand} {name}")
        return
    if len(weights) * len(diameters) > _MOST_SIZES or len(colors) > _MOST_COLORS:
        reading.leave_out("it has more sizes or colours than anybody sells", f"{brand} {name}")
        return
    for weight in weights:
        for diameter in diameters:
            for color in colors:
                if isinstance(weight, dict) and isinstance(color, dict):
                    yield _combination(brand, filament, weight, diameter, color)
                else:
                    reading.leave_out("its weight or colour is none", f"{brand} {name}")


def _combination(
    brand: str, filament: _Row, weight: _Row, diameter: object, color: _Row
) -> dict[str, Any]:
    """One row, as the compiled file has it; what a colour says counts before its filament."""
    name, color_name = raw.text(filament.get("name"), 200), raw.text(color.get("name"))
    said = {key: value for key, value in color.items() if value is not None}
    return {
        **filament,
        **said,
        "manufacturer": brand,
        "name": name.replace(_COLOR, color_name),
        "color": color_name,
        "kind": _kind(name),
        "weight": weight.get("weight"),
        "spool_weight": weight.get("spool_weight"),
        "spool_type": weight.get("spool_type"),
        "spool_refill": weight.get("spool_refill", filament.get("spool_refill")),
        "diameter": diameter,
        "color_hex": color.get("hex"),
        "color_hexes": color.get("hexes"),
        "id": "",
    }


def _kind(name: str) -> str:
    """The kind without the colour, and without the signs that stood between them."""
    return " ".join(name.replace(_COLOR, " ").split()).strip(" -|,:/")


def _key(row: _Row, brand: str, material: str) -> str:
    """The id that the data set's own compiler makes."""
    name = raw.text(row.get("name"), 200).encode("ascii", "ignore").decode()
    weight, diameter = raw.number(row.get("weight")), raw.number(row.get("diameter"))
    reel = row.get("spool_type")
    sign = _REEL_SIGNS.get(reel, "n") if isinstance(reel, str) else "n"
    size = f"{weight or 0:.0f}_{diameter or 0:.2f}".replace(".", "")
    return f"{brand}_{material}_{name}_{size}_{sign}".lower().replace(" ", "")[:300]


def _take(row: _Row, reading: Reading) -> None:
    """Check a row, and take it or leave it out."""
    findings: list[str] = []
    brand, written = raw.text(row.get("manufacturer")), raw.text(row.get("material"), 40)
    example = f"{brand} {raw.text(row.get('name'))}".strip()
    key = raw.text(row.get("id"), 300) or _key(row, brand, written)
    reading.keys.add(key)
    hexes = row.get("color_hexes")
    colors = raw.color_hexes(
        hexes if isinstance(hexes, list) and hexes else [row.get("color_hex")], findings
    )
    diameter = raw.within(row.get("diameter"), "Diameter", findings, least=Decimal("0.5"), most=5)
    if not (brand and written and raw.text(row.get("color")) and colors and diameter):
        reading.leave_out("its maker, material, name, colour or diameter is missing", example)
        return
    try:
        reading.take(
            MakersFilament(
                **_said(row, colors, findings),
                source=SOURCE,
                source_key=key,
                brand=brand,
                material=raw.material(written),
                line=raw.line(raw.text(row.get("kind")), written),
                diameter_mm=diameter,
                findings=tuple(findings[:20]),
            )
        )
    except ValidationError:
        reading.leave_out("a field is outside its limits", example)


def _said(row: _Row, colors: tuple[str, ...], findings: list[str]) -> dict[str, Any]:
    nozzle = _temperatures(row, "extruder_temp", "Nozzle", findings)
    bed = _temperatures(row, "bed_temp", "Bed", findings)
    brand, is_refill = raw.text(row.get("manufacturer")), row.get("spool_refill") is True
    gtin, is_valid = raw.gtin(_listed(row.get("eans")), findings)
    direction = row.get("multi_color_direction")
    return {
        "color_name": raw.text(row.get("color")),
        "color_hex": colors[0],
        "other_color_hexes": colors[1:],
        "color_pattern": raw.pattern(
            _DIRECTIONS.get(direction) if isinstance(direction, str) else None, len(colors)
        ),
        "finish": _finish(row),
        "density_g_cm3": raw.density(row.get("density"), findings),
        "net_g": raw.net_g(row.get("weight"), findings),
        "tare_g": raw.tare_g(row.get("spool_weight"), findings, is_refill=is_refill),
        "is_refill": is_refill,
        "nozzle_min_c": nozzle[0],
        "nozzle_max_c": nozzle[1],
        "bed_min_c": bed[0],
        "bed_max_c": bed[1],
        "maker_code": raw.maker_code(_listed(row.get("codes")), brand, findings),
        "gtin": gtin,
        "gtin_is_valid": is_valid,
    }


def _temperatures(
    row: _Row, name: str, what: str, findings: list[str]
) -> tuple[int | None, int | None]:
    given = row.get(f"{name}_range")
    if isinstance(given, list) and len(given) == 2:  # noqa: PLR2004 - lowest and highest
        return raw.celsius_range(given[0], given[1], what, findings)
    only = raw.celsius(row.get(name), what, findings)
    return only, only


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _finish(row: _Row) -> Finish:
    fill, surface = row.get("fill"), row.get("pattern")
    words = f"{raw.text(row.get('name'))} {raw.text(row.get('material'))}"
    for said, finish in (
        (row.get("finish") == "matte", Finish.MATTE),
        (isinstance(fill, str) and "fiber" in fill, Finish.FIBER),
        (row.get("glow") is True, Finish.GLOW),
        (row.get("translucent") is True, Finish.TRANSLUCENT),
        (surface == "sparkle", Finish.GLITTER),
        (surface == "marble", Finish.MARBLE),
        (fill == "wood", Finish.WOOD),
    ):
        if said:
            return finish
    return raw.finish(None, words)
