"""What the finder says of makers' filaments. Pure: no Streamlit."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from printshop.domain.known_filaments import KnownFilament
from printshop.services.makers import FieldChange, TakenIn
from printshop.ui.formats import count, day, grams, joined, number

_PATTERNS: Final = {"coextruded": "side by side", "gradient": "one after the other"}
FIELDS: Final = {
    "brand": "Brand",
    "material": "Material",
    "slicer_name": "Kind",
    "color_name": "Colour name",
    "color_hex": "Colour",
    "other_color_hexes": "Further colours",
    "color_pattern": "Pattern of the colours",
    "finish": "Finish",
    "density_g_cm3": "Density, g/cm³",
    "diameter_mm": "Diameter, mm",
    "net_g": "Full spool, g",
    "tare_g": "Empty reel, g",
    "nozzle_min_c": "Nozzle from, °C",
    "nozzle_max_c": "Nozzle to, °C",
    "bed_min_c": "Bed from, °C",
    "bed_max_c": "Bed to, °C",
    "drying_c": "Drying up to, °C",
    "bambu_id": "Bambu id",
    "gtin": "Barcode",
    "maker_code": "Maker's code",
    "purchase_url": "Where to buy it",
}


def size(known: KnownFilament) -> str:
    """A spool of it: `1,000 g · 1.75 mm`, and whether it is a refill."""
    return joined(
        grams(known.net_g) if known.net_g else "",
        f"{number(known.diameter_mm)} mm",
        "refill" if known.is_refill else "",
    )


def said(known: KnownFilament) -> list[tuple[str, str]]:
    """All that the maker says, field by field; what it does not say is left out."""
    pattern = _PATTERNS.get(known.color_pattern)
    pairs = [
        ("Brand", known.brand),
        ("Material", known.material.value),
        ("Kind", known.line),
        ("Colour", joined(known.color_name, *known.color_hexes)),
        ("Several colours", pattern or ""),
        ("Finish", known.finish.value),
        ("Diameter", f"{number(known.diameter_mm)} mm"),
        ("Full spool", grams(known.net_g) if known.net_g else ""),
        ("Empty reel", _tare(known)),
        ("Density", f"{number(known.density_g_cm3)} g/cm³" if known.density_g_cm3 else ""),
        ("Nozzle", _range(known.nozzle_min_c, known.nozzle_max_c)),
        ("Bed", _range(known.bed_min_c, known.bed_max_c)),
        ("Drying", f"up to {known.drying_c} °C" if known.drying_c else ""),
        ("Bambu id", known.bambu_id),
        ("Maker's code", known.maker_code),
        ("Barcode", barcode(known)),
    ]
    return [(name, value) for name, value in pairs if value]


def barcode(known: KnownFilament) -> str:
    """The number under the barcode, and whether it can be right."""
    wrong = "" if known.gtin_is_valid or not known.gtin else " (wrong check digit)"
    return f"{known.gtin}{wrong}"


def source(known: KnownFilament, zone: ZoneInfo, *, as_of: datetime) -> str:
    """Which data set says so, and when it was taken in."""
    taken = day(known.taken_in_at.astimezone(zone).date(), as_of=as_of.astimezone(zone).date())
    gone = "the newest data set no longer has it" if known.gone_at else ""
    return joined(f"Says {known.source}", f"taken in {taken}", gone)


def outcome(result: TakenIn) -> str:
    """What taking in a data set changed, in a sentence."""
    if result.is_nothing_new:
        return f"Nothing has changed: all {count(result.n_unchanged, 'filament')} were there."
    return joined(
        f"{result.n_new:,} new",
        f"{result.n_changed:,} changed",
        f"{result.n_unchanged:,} unchanged",
        f"{result.n_gone:,} gone",
    )


def change(changed: FieldChange) -> tuple[str, str, str]:
    """A field that a maker says something new about: its name, your value, the maker's."""
    return FIELDS[changed.name], value(changed.yours), value(changed.now)


def value(of_field: object) -> str:
    """The value of a field as people read it."""
    if of_field is None or of_field in ("", ()):
        return "nothing"
    if isinstance(of_field, Decimal):
        return number(of_field)
    if isinstance(of_field, tuple):
        return ", ".join(str(part) for part in of_field)
    return str(of_field)


def _tare(known: KnownFilament) -> str:
    if known.is_refill:
        return "none, a refill"
    return "" if known.tare_g is None else grams(known.tare_g)


def _range(low: int | None, high: int | None) -> str:
    known = sorted({degrees for degrees in (low, high) if degrees is not None})
    return f"{' to '.join(map(str, known))} °C" if known else ""
