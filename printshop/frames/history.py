"""What finished prints teach."""

from typing import Final

import polars as pl

from printshop.frames.contract import UTC_TIME

# One row per (job_id, filament_id) of a completed job whose grams were weighed, latest first:
# what the slicer said and what it took. printer_model is that of the printer it ran on,
# material the filament's family; is_multicolor says whether its plate used several filaments.
MEASURED: Final = pl.Schema(
    {
        "job_id": pl.String,
        "filament_id": pl.String,
        "printer_model": pl.String,
        "material": pl.String,
        "is_multicolor": pl.Boolean,
        "estimated_cg": pl.Int64,
        "actual_cg": pl.Int64,
        "finished_at": UTC_TIME,
    }
)

# One row per completed job of which a person said how long it printed, latest first. material
# is that of the filament it took most of.
TIMED: Final = pl.Schema(
    {
        "job_id": pl.String,
        "printer_id": pl.String,
        "printer_model": pl.String,
        "nozzle_um": pl.Int32,
        "material": pl.String,
        "estimated_s": pl.Int64,
        "actual_s": pl.Int64,
        "finished_at": UTC_TIME,
    }
)
