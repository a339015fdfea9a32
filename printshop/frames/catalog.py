"""What can be printed, and what plates take."""

from typing import Final

import polars as pl

# One row per (plate_id, filament_index): what one run of a plate takes from one
# position of the file's filament list. Sorted by variant_id, plate_index,
# filament_index. filament_id is null while no filament of the shop is matched;
# needed_cg is null while nobody has said the grams (unsliced project). material is the
# family of the filament, null while none is matched; sliced_for the printer model of the file,
# empty where it does not say.
REQUIREMENTS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "filament_index": pl.Int32,
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
        "material": pl.String,
        "sliced_for": pl.String,
    }
)

# One row per version that is not retired, of a model that was not put away, key variant_id, by
# model name, newest version first. is_newest: no later version of its model is in use. words
# holds what a search looks at. print_s sums its plates, null where one is unknown. demand counts
# its prints of late: the most that one of its plates was completed, or is to be printed.
# sliced_for, nozzle_um and bed_type are what its file says of the printer, as in QUEUE.
PRINTABLE: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "model_id": pl.String,
        "model_name": pl.String,
        "version": pl.Int32,
        "is_newest": pl.Boolean,
        "category": pl.String,
        "words": pl.String,
        "print_s": pl.Int64,
        "plate_count": pl.Int32,
        "demand": pl.Int32,
        "sliced_for": pl.String,
        "nozzle_um": pl.Int32,
        "bed_type": pl.String,
    }
)
