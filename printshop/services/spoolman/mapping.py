"""What Spoolman calls a filament and a spool, as the shop calls them."""

import re
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from printshop.domain.filament import MAX_COLORS, ColorPattern, Finish, Material, NewFilament
from printshop.domain.gtin import is_gtin
from printshop.domain.purchases import NewPurchase, PurchaseLine
from printshop.domain.units import MAX_GRAMS, rounded, to_cost_per_gram, to_grams, to_money
from printshop.services.colors import name_of
from printshop.services.exchange.color_words import hex_within
from printshop.services.exchange.faults import RowFaultError, checked
from printshop.services.exchange.new_spools import NO_FILAMENT
from printshop.services.spoolman.records import FilamentRecord, SpoolRecord

# What a reel most often comes with, where neither it nor its filament says.
ASSUMED_G: Final = Decimal(1000)
_RECEIPTS: Final = UUID("b0a1f5e5-7a39-5d0e-9f4c-0f2b1d9c8e77")
_NO_COLOR: Final = "#8C8C8C"
_HEX: Final = re.compile(r"#?([0-9A-Fa-f]{6})(?:[0-9A-Fa-f]{2})?")
_NAMES: Final = {
    "brand": "vendor.name",
    "slicer_name": "material",
    "color_name": "name",
    "density_g_cm3": "density",
    "diameter_mm": "diameter",
    "net_g": "weight",
    "tare_g": "spool_weight",
    "maker_code": "article_number",
    "nozzle_min_c": "settings_extruder_temp",
    "bed_min_c": "settings_bed_temp",
    "cost_per_gram_base": "price",
    "batch_identifier": "lot_nr",
    "opened_on": "first_used",
}
_OF_A_SPOOL: Final = _NAMES | {"net_g": "initial_weight"}
_PATTERNS: Final = {
    "coaxial": ColorPattern.COEXTRUDED,
    "longitudinal": ColorPattern.GRADIENT,
}
_YEARS: Final = range(1970, 2101)
_LONGEST_TEXT: Final = 100
_LONGEST_NOTE: Final = 500


def receipt_of(record: SpoolRecord, address: str) -> UUID:
    """The purchase that a spool of Spoolman is received by, once for all times.

    By its id and the moment in which it was registered there, and not by the address: the same
    Spoolman has another one after a move, or in another browser.
    """
    registered = record.registered.isoformat() if record.registered else address
    return uuid5(_RECEIPTS, f"{registered} {record.id}")


def filament_from(record: FilamentRecord) -> tuple[NewFilament, str]:
    """The filament, and what there is to know of how it was read.

    Raises:
        RowFaultError: something in it cannot be.

    """
    colors, note = _colors(record)
    words = (record.material or "").strip()
    material = Material.from_slicer(words or "OTHER")
    gtin = re.sub(r"[\s-]", "", record.article_number or "")
    values: dict[str, object] = {
        "brand": record.vendor.name if record.vendor else "Unknown",
        "material": material,
        "slicer_name": "" if words.upper() == material else words[:_LONGEST_TEXT],
        "color_name": (record.name or "").strip()[:_LONGEST_TEXT] or name_of(colors[0]),
        "color_hex": colors[0],
        "other_color_hexes": colors[1:],
        "color_pattern": _pattern(record, colors),
        "finish": Finish.from_words(f"{record.name or ''} {words}"),
        "tare_g": _grams(_tare(record)),
        "net_g": _positive(record.weight),
        "maker_code": "" if is_gtin(gtin) else (record.article_number or "")[:_LONGEST_TEXT],
        "gtin": gtin if is_gtin(gtin) else "",
        "nozzle_min_c": record.settings_extruder_temp,
        "nozzle_max_c": record.settings_extruder_temp,
        "bed_min_c": record.settings_bed_temp,
        "bed_max_c": record.settings_bed_temp,
    }
    if record.density:
        values["density_g_cm3"] = rounded(record.density, Decimal("0.001"))
    if record.diameter:
        values["diameter_mm"] = rounded(record.diameter, Decimal("0.01"))
    if record.price and record.weight:
        cost = Decimal(str(record.price)) / Decimal(str(record.weight))
        values["cost_per_gram_base"] = to_cost_per_gram(cost)
    if record.vendor is None:
        note = "; ".join(filter(None, (note, "Spoolman names no vendor")))
    return checked(NewFilament, _NAMES, values), note


def purchase_from(record: SpoolRecord, address: str, zone: ZoneInfo) -> NewPurchase:
    """The receipt of a spool, full as it was.

    Raises:
        RowFaultError: something in it cannot be.

    """
    full_g = full_of(record)
    line = {
        "filament_id": NO_FILAMENT,
        "net_g": ASSUMED_G if full_g is None else full_g,
        "price": None if record.price is None else to_money(record.price),
        "is_weighed": full_g is not None,
        "batch_identifier": (record.lot_nr or "")[:_LONGEST_TEXT],
        "location": (record.location or "")[:_LONGEST_TEXT],
        "tare_g": _grams(record.spool_weight or _tare(record.filament)),
        "opened_on": _day(record, zone),
    }
    # Checked by itself first: a fault then names the field, and not the purchase.
    checked(PurchaseLine, _OF_A_SPOOL, line)
    receipt = {
        "id": receipt_of(record, address),
        "reference": f"Spoolman, spool {record.id}",
        "lines": (line,),
    }
    return checked(NewPurchase, _OF_A_SPOOL, receipt)


def full_of(record: SpoolRecord) -> Decimal | None:
    """What a spool came with, grams; None where Spoolman does not know."""
    return _positive(record.initial_weight) or _positive(record.filament.weight)


def left_of(record: SpoolRecord) -> Decimal:
    """What is on a spool as far as Spoolman knows, grams, never below nothing.

    Raises:
        RowFaultError: its weights cannot be.

    """
    used_g = _grams(record.used_weight)
    if used_g is None or used_g < 0:
        raise RowFaultError(f"used_weight is {record.used_weight}. Correct it in Spoolman.")
    full_g = full_of(record)
    if full_g is not None and record.remaining_weight is not None:
        left_g = max(Decimal(0), to_grams(record.remaining_weight))
        if left_g > MAX_GRAMS:
            said = record.remaining_weight
            raise RowFaultError(f"remaining_weight is {said}. Correct it in Spoolman.")
        return left_g
    return max(Decimal(0), (ASSUMED_G if full_g is None else full_g) - used_g)


def note_of(record: SpoolRecord) -> str:
    """What is written beside a spool."""
    comment = (record.comment or "").strip()
    return comment if len(comment) <= _LONGEST_NOTE else f"{comment[: _LONGEST_NOTE - 1]}…"


def _colors(record: FilamentRecord) -> tuple[tuple[str, ...], str]:
    several = (record.multi_color_hexes or "").split(",")
    given = [found for one in several if (found := _HEX.fullmatch(one.strip()))]
    given = given or [found for one in [record.color_hex or ""] if (found := _HEX.fullmatch(one))]
    if given:
        return tuple(f"#{found[1].upper()}" for found in given)[:MAX_COLORS], ""
    named = hex_within(record.name or "")
    if named is not None:
        return (named,), f"no colour in Spoolman: {name_of(named).lower()}, by its name"
    return (_NO_COLOR,), "no colour in Spoolman: grey until you say it"


def _pattern(record: FilamentRecord, colors: tuple[str, ...]) -> ColorPattern:
    if len(colors) == 1:
        return ColorPattern.SINGLE
    return _PATTERNS.get(record.multi_color_direction or "", ColorPattern.COEXTRUDED)


def _tare(record: FilamentRecord) -> float | None:
    if record.spool_weight is not None:
        return record.spool_weight
    return record.vendor.empty_spool_weight if record.vendor else None


def _day(record: SpoolRecord, zone: ZoneInfo) -> date | None:
    if record.first_used is None:
        return None
    if record.first_used.year not in _YEARS:
        # Beyond them a time zone is more than the calendar has.
        raise RowFaultError(f"first_used is {record.first_used}. Correct it in Spoolman.")
    return record.first_used.astimezone(zone).date()


def _grams(value: float | None) -> Decimal | None:
    return None if value is None else to_grams(value)


def _positive(value: float | None) -> Decimal | None:
    return to_grams(value) if value else None
