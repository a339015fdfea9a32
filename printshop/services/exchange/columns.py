"""The columns of a table of filaments or spools, and what else people call them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What stands in the cells of a column."""

    ID = "id"
    TEXT = "text"
    GRAMS = "grams"
    MONEY = "money"
    DECIMAL = "decimal"
    INTEGER = "integer"
    DATE = "date"
    COLOR = "color"
    COLORS = "colors"
    YES_NO = "yes or no"
    MATERIAL = "material"
    FINISH = "finish"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in tables, its field in the domain, and other names in headers."""

    name: str
    field: str
    kind: Kind
    also: tuple[str, ...] = ()


class TableKind(StrEnum):
    """What the rows of a table are."""

    SPOOLS = "spools"
    FILAMENTS = "filaments"


_OF_A_FILAMENT: Final = (
    Column("filament_id", "filament_id", Kind.ID),
    Column("brand", "brand", Kind.TEXT, ("marke", "vendor", "manufacturer", "maker", "hersteller")),
    Column("material", "material", Kind.MATERIAL, ("type", "typ")),
    Column("kind", "slicer_name", Kind.TEXT, ("slicer name", "product", "produkt", "art", "sorte")),
    Column("color_name", "color_name", Kind.TEXT, ("color", "colour", "colour name", "farbe")),
    Column(
        "color_hex", "color_hex", Kind.COLOR, ("hex", "colour hex", "color code", "farbcode", "rgb")
    ),
    Column("other_colors", "other_color_hexes", Kind.COLORS, ("other colours", "weitere farben")),
    Column("diameter_mm", "diameter_mm", Kind.DECIMAL, ("diameter", "durchmesser")),
)
_TARE: Final = Column(
    "tare_g", "tare_g", Kind.GRAMS, ("tare", "empty spool", "spool weight", "leergewicht", "tara")
)
_SUPPLIER: Final = Column(
    "supplier", "supplier", Kind.TEXT, ("lieferant", "shop", "händler", "bought from")
)
SPOOLS: Final = (
    Column("number", "number", Kind.INTEGER, ("spool", "spule", "nr", "no", "spool number")),
    Column("spool_id", "spool_id", Kind.ID),
    *_OF_A_FILAMENT,
    Column(
        "quantity_g",
        "quantity_g",
        Kind.GRAMS,
        ("grams", "gramm", "remaining", "weight", "gewicht", "rest", "restgewicht", "on hand"),
    ),
    Column(
        "initial_g",
        "initial_g",
        Kind.GRAMS,
        ("initial", "net", "net weight", "full", "nettogewicht", "anfangsgewicht"),
    ),
    _TARE,
    Column("location", "location", Kind.TEXT, ("place", "shelf", "lagerort", "ort", "regal")),
    Column("batch", "batch_identifier", Kind.TEXT, ("lot", "charge", "lot nr", "batch identifier")),
    _SUPPLIER,
    Column("count", "count", Kind.INTEGER, ("quantity", "qty", "anzahl", "menge", "stück")),
    Column("price", "price", Kind.MONEY, ("preis", "unit price", "einzelpreis", "stückpreis")),
    Column(
        "purchased_on",
        "purchased_on",
        Kind.DATE,
        ("purchased", "bought", "bought on", "purchase date", "date", "kaufdatum", "datum"),
    ),
    Column("opened_on", "opened_on", Kind.DATE, ("opened", "geöffnet", "geöffnet am")),
    Column("dried_on", "dried_on", Kind.DATE, ("dried", "getrocknet", "getrocknet am")),
    Column("expires_on", "expires_on", Kind.DATE, ("expires", "expiry", "haltbar bis", "ablauf")),
    Column("weighed", "is_weighed", Kind.YES_NO, ("is weighed", "gewogen")),
    Column("archived", "is_archived", Kind.YES_NO, ("is archived", "archiviert")),
    Column("note", "note", Kind.TEXT, ("notes", "comment", "notiz", "bemerkung", "kommentar")),
)
FILAMENTS: Final = (
    *_OF_A_FILAMENT,
    Column("color_pattern", "color_pattern", Kind.PATTERN),
    Column("finish", "finish", Kind.FINISH, ("surface", "oberfläche")),
    Column("density_g_cm3", "density_g_cm3", Kind.DECIMAL, ("density", "dichte")),
    Column("net_g", "net_g", Kind.GRAMS, ("net", "net weight", "weight", "gewicht", "grams")),
    _TARE,
    Column("nozzle_min_c", "nozzle_min_c", Kind.INTEGER),
    Column("nozzle_max_c", "nozzle_max_c", Kind.INTEGER),
    Column("bed_min_c", "bed_min_c", Kind.INTEGER),
    Column("bed_max_c", "bed_max_c", Kind.INTEGER),
    Column("drying_c", "drying_c", Kind.INTEGER),
    Column("drying_h", "drying_h", Kind.INTEGER),
    Column("bambu_id", "bambu_id", Kind.TEXT),
    Column("gtin", "gtin", Kind.TEXT, ("ean", "upc", "barcode", "strichcode")),
    Column("maker_code", "maker_code", Kind.TEXT, ("sku", "article number", "artikelnummer")),
    Column("purchase_url", "purchase_url", Kind.TEXT, ("url", "link")),
    _SUPPLIER,
    Column("cost_per_gram_base", "cost_per_gram_base", Kind.DECIMAL, ("cost per gram",)),
    Column("low_stock_g", "low_stock_g", Kind.GRAMS),
    Column("low_stock_spools", "low_stock_spools", Kind.INTEGER),
    Column("lead_time_days", "lead_time_days", Kind.INTEGER),
    Column("pack_size", "pack_size", Kind.INTEGER),
)
# Names that only a table of spools has; `weight` and `grams` stand in both.
_ONLY_OF_SPOOLS: Final = frozenset(
    {"number", "spool_id", "quantity_g", "initial_g", "location", "batch", "count", "price"}
    | {"purchased_on", "opened_on", "dried_on", "expires_on", "weighed", "archived"}
)
_ONLY_OF_FILAMENTS: Final = frozenset(
    column.name for column in FILAMENTS if column not in SPOOLS and column.name != "net_g"
)
# Written for people and other programs, and never read: it follows from the rest.
DERIVED: Final = frozenset({"cost_per_gram", "error"})
_IN_BRACKETS: Final = re.compile(r"[(\[].*?[)\]]")
_BETWEEN_WORDS: Final = re.compile(r"[\s_.:/-]+")
_UNIT: Final = re.compile(r" (g|mm|grams|gramm|eur|usd|euro|€|\$)$")


def _names(columns: Iterable[Column]) -> Mapping[str, Column]:
    names = {other: column for column in columns for other in column.also}
    return names | {_plain(column.name): column for column in columns}


def _plain(header: str) -> str:
    return _BETWEEN_WORDS.sub(" ", _IN_BRACKETS.sub(" ", header).strip().lower()).strip()


_BY_NAME: Final = {TableKind.SPOOLS: _names(SPOOLS), TableKind.FILAMENTS: _names(FILAMENTS)}


def found(header: str, kind: TableKind) -> Column | None:
    """The column that a header names, if any does."""
    name = _plain(header)
    known = _BY_NAME[kind]
    return known.get(name) or known.get(_UNIT.sub("", name))


def known_in(header: Sequence[str]) -> int:
    """How many names of a header are known."""
    return sum(1 for name in header if any(found(name, kind) for kind in TableKind))


def kind_of(header: Sequence[str]) -> TableKind:
    """Whether a table with these columns is one of spools or of filaments."""
    spools = {c.name for name in header if (c := found(name, TableKind.SPOOLS))}
    filaments = {c.name for name in header if (c := found(name, TableKind.FILAMENTS))}
    n_of_spools, n_of_filaments = len(spools & _ONLY_OF_SPOOLS), len(filaments & _ONLY_OF_FILAMENTS)
    if {"number", "spool_id"} & spools or n_of_spools > n_of_filaments:
        return TableKind.SPOOLS
    return TableKind.FILAMENTS
