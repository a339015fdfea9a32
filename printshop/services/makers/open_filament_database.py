"""The Open Filament Database as one flat table: a row for each size of each colour."""

import csv
import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from printshop.domain.filament import ColorPattern, Finish
from printshop.domain.known_filaments import MakersFilament
from printshop.errors import InvalidInputError
from printshop.services.makers import raw
from printshop.services.makers.results import Reading

SOURCE: Final = "Open Filament Database"
_MUST_HAVE: Final = frozenset({"brand", "material", "filament", "color", "hex", "size_uuid"})
_LONGEST_CELL: Final = 10_000
# In the order of `Finish.from_words`: the first that fits counts.
_FINISHES: Final = (
    (Finish.SILK, {"silk"}),
    (Finish.MATTE, {"matte"}),
    (Finish.FIBER, {"contains_carbon_fiber", "contains_glass_fiber", "contains_kevlar"}),
    (Finish.GLOW, {"glow"}),
    (Finish.TRANSLUCENT, {"translucent", "transparent"}),
    (Finish.GLITTER, {"glitter"}),
    (Finish.MARBLE, {"imitates_marble", "imitates_stone"}),
    (Finish.WOOD, {"contains_wood", "imitates_wood"}),
    (
        Finish.METAL,
        {
            "imitates_metal",
            "contains_metal",
            "contains_aluminium",
            "contains_bronze",
            "contains_copper",
        },
    ),
)
_Row = Mapping[str, str]


def is_flat_table(head: str) -> bool:
    """Whether a text begins with the column names of the flat table."""
    first = head.split("\n", maxsplit=1)[0]
    return set(_names(first)) >= _MUST_HAVE


def read_flat_table(text: str, reading: Reading) -> None:
    """Take all rows of the table.

    Raises:
        InvalidInputError: a row cannot be told apart from the next.

    """
    names = _names(text.split("\n", maxsplit=1)[0])
    rows = csv.reader(io.StringIO(text), delimiter=_separator(text))
    next(rows, None)
    try:
        for cells in rows:
            if len(cells) == len(names):
                take(dict(zip(names, cells, strict=True)), reading)
            elif cells:
                where = f"line {rows.line_num:,}"
                reading.leave_out("it has more or fewer cells than there are columns", where)
    except csv.Error as error:
        raise InvalidInputError(
            f"Line {rows.line_num:,} of the table cannot be read.",
            hint="It may be cut off. Download it again.",
        ) from error


def _separator(text: str) -> str:
    head = text.split("\n", maxsplit=1)[0]
    return max(",;\t", key=head.count)


def _names(head: str) -> list[str]:
    separator = _separator(head)
    return [name.strip().strip('"').lower() for name in head[:_LONGEST_CELL].split(separator)]


def take(row: _Row, reading: Reading) -> None:
    """Check a row, and take it or leave it out."""
    findings: list[str] = []
    brand, written = raw.text(row["brand"]), raw.text(row["material"], 40)
    color, key = raw.text(row["color"]), raw.text(row["size_uuid"])
    example = f"{brand} {raw.text(row['filament'])} {color}".strip()
    colors = raw.color_hexes(row["hex"].split("|"), findings)
    diameter = raw.within(row.get("diameter"), "Diameter", findings, least=Decimal("0.5"), most=5)
    if key:
        reading.keys.add(key)
    if not (brand and written and color and key and colors and diameter):
        reading.leave_out("its maker, material, colour, diameter or id is missing", example)
        return
    try:
        reading.take(
            MakersFilament(
                **_said(row, colors, findings),
                source=SOURCE,
                source_key=key,
                brand=brand,
                material=raw.material(written),
                line=raw.line(raw.text(row["filament"]), written),
                color_name=color,
                diameter_mm=diameter,
                findings=tuple(findings[:20]),
            )
        )
    except ValidationError:
        reading.leave_out("a field is outside its limits", example)


def _said(row: _Row, colors: tuple[str, ...], findings: list[str]) -> dict[str, Any]:
    traits = set(row.get("traits", "").split("|"))
    nozzle = raw.celsius_range(row.get("min_nozzle"), row.get("max_nozzle"), "Nozzle", findings)
    bed = raw.celsius_range(row.get("min_bed"), row.get("max_bed"), "Bed", findings)
    is_refill = _is_true(row.get("refill", ""))
    gtin, is_valid = raw.gtin([row.get("gtin")], findings)
    return {
        "color_hex": colors[0],
        "other_color_hexes": colors[1:],
        "color_pattern": raw.pattern(
            ColorPattern.GRADIENT if "gradual_color_change" in traits else None, len(colors)
        ),
        "finish": _finish(row, traits),
        "density_g_cm3": raw.density(row.get("density"), findings),
        "net_g": raw.net_g(row.get("weight_g"), findings),
        "tare_g": raw.tare_g(row.get("empty_spool_g"), findings, is_refill=is_refill),
        "is_refill": is_refill,
        "nozzle_min_c": nozzle[0],
        "nozzle_max_c": nozzle[1],
        "bed_min_c": bed[0],
        "bed_max_c": bed[1],
        "drying_c": raw.celsius(row.get("max_dry"), "Drying", findings),
        "bambu_id": raw.bambu_id(row.get("bambu_filament_id"), findings),
        "maker_code": raw.maker_code([row.get("article")], raw.text(row["brand"]), findings),
        "gtin": gtin,
        "gtin_is_valid": is_valid,
        "purchase_url": _first_shop(row.get("store_links", "")),
        "is_discontinued": _is_true(row.get("discontinued", "")),
    }


def _is_true(cell: str) -> bool:
    return cell.strip().lower() == "true"


def _first_shop(links: str) -> str:
    """The first address of `shop=address|shop=address`."""
    found = (raw.web_address(link.partition("=")[2]) for link in links.split("|"))
    return next((address for address in found if address), "")


def _finish(row: _Row, traits: set[str]) -> Finish:
    said = next((finish for finish, words in _FINISHES if words & traits), None)
    return raw.finish(said, f"{raw.text(row['filament'])} {raw.text(row['color'])}")
