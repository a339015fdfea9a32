"""Small data sets made by hand, and the folder of the real ones, which is not in the repository."""

import os
from pathlib import Path
from typing import Any

import orjson

REAL_DATA_VARIABLE = "PRINTSHOP_REAL_FILAMENTS"
_COLUMNS = [
    "brand",
    "brand_id",
    "material",
    "filament",
    "filament_id",
    "color",
    "hex",
    "traits",
    "density",
    "diameter",
    "weight_g",
    "empty_spool_g",
    "refill",
    "min_nozzle",
    "max_nozzle",
    "min_bed",
    "max_bed",
    "max_dry",
    "bambu_filament_id",
    "bambu_profile",
    "article",
    "gtin",
    "discontinued",
    "store_links",
    "ral",
    "size_uuid",
    "variant_uuid",
]
_USUAL = {
    "brand": "Bambu Lab",
    "material": "PLA",
    "filament": "PLA Basic",
    "color": "Orange",
    "hex": "#FF6A13",
    "density": "1.24",
    "diameter": "1.75",
    "weight_g": "1000",
    "size_uuid": "size-1",
    "bambu_filament_id": "GFA00",
    "article": "10300",
    "gtin": "6975337031307",
}


def real_folder() -> Path | None:
    """Find the folder of the real data sets."""
    given = os.environ.get(REAL_DATA_VARIABLE)
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "data" / "filaments"
    return folder if (folder / "ofd").is_dir() else None


def flat_table(*rows: dict[str, str], separator: str = ",") -> list[tuple[str, bytes]]:
    """Write a flat table of the Open Filament Database, each row with what is usual."""
    lines = [_COLUMNS, *([(_USUAL | row).get(name, "") for name in _COLUMNS] for row in rows)]
    text = "\n".join(separator.join(line) for line in lines) + "\n"
    return [("table.csv", text.encode())]


def makers_file(manufacturer: str = "Prusament", **filament: Any) -> list[tuple[str, bytes]]:  # noqa: ANN401 - of any type, on purpose
    """Write a maker's file of SpoolmanDB with one filament."""
    usual = {
        "name": "Silk {color_name}",
        "material": "PLA",
        "density": 1.24,
        "weights": [{"weight": 1000.0, "spool_weight": 186, "spool_type": "cardboard"}],
        "diameters": [1.75],
        "colors": [{"name": "Red", "hex": "c01010"}],
    }
    content = {"manufacturer": manufacturer, "filaments": [usual | filament]}
    return [("maker.json", orjson.dumps(content))]
