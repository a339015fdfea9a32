"""What a shop did and bought, as the owner's dashboard counts it.

Facts are kept in memory for years, so they name what they speak of by numbers: a `_key` is 64
bits of the UUID's hash, the same each time. The frames of what is named have both.
"""

from typing import Final

import polars as pl

from printshop.frames.contract import UTC_TIME

# One row per month in which jobs finished, key month (its first day, by UTC), sorted. mark is
# another one as soon as one of its jobs is changed, added or gone.
FACT_MONTHS: Final = pl.Schema({"month": pl.Date, "jobs": pl.Int64, "mark": pl.String})

# One row per finished job, key number, sorted by finished_at and number. printer_key is null
# where the job has no printer. status: "completed" | "failed" | "cancelled"; reason is empty
# where nobody said one. print_s is how long it printed, null where nobody said so. good and
# rejected count pieces, null where nobody counted.
JOB_FACTS: Final = pl.Schema(
    {
        "number": pl.Int32,
        "plate_key": pl.Int64,
        "printer_key": pl.Int64,
        "status": pl.Enum(["completed", "failed", "cancelled", "printing"]),
        "reason": pl.String,
        "started_at": UTC_TIME,
        "finished_at": UTC_TIME,
        "print_s": pl.Int32,
        "done_pct": pl.Int16,
        "good": pl.Int32,
        "rejected": pl.Int32,
    }
)

# One row per line of what finished jobs took, sorted by number and need_key. The three keys are
# null where the position in the file, the filament or the spool is gone, or there was none.
USE_FACTS: Final = pl.Schema(
    {
        "number": pl.Int32,
        "need_key": pl.Int64,
        "filament_key": pl.Int64,
        "spool_key": pl.Int64,
        "used_cg": pl.Int64,
    }
)

# One row per plate, key plate_key. print_s is the slicer's, null where nobody said it.
PLATE_FACTS: Final = pl.Schema(
    {
        "plate_key": pl.Int64,
        "plate_index": pl.Int32,
        "variant_key": pl.Int64,
        "variant_id": pl.String,
        "version": pl.Int32,
        "model_key": pl.Int64,
        "model_id": pl.String,
        "model_name": pl.String,
        "category": pl.String,
        "print_s": pl.Int64,
        "units": pl.Int32,
    }
)

# One row per position of a plate's filaments, key need_key. waste_cg is support and prime tower,
# support_cg the part of it that is support; both null where they are not told apart, as flush_cg.
NEED_FACTS: Final = pl.Schema(
    {
        "need_key": pl.Int64,
        "plate_key": pl.Int64,
        "filament_key": pl.Int64,
        "model_cg": pl.Int64,
        "waste_cg": pl.Int64,
        "support_cg": pl.Int64,
        "flush_cg": pl.Int64,
    }
)

# One row per filament, those too that were put away, key filament_key. heir_key is the filament
# that it was merged into, null where it was not. average_e6 is its moving average, base_e6 its
# own price, millionths per gram, 0 unknown.
FILAMENT_FACTS: Final = pl.Schema(
    {
        "filament_key": pl.Int64,
        "heir_key": pl.Int64,
        "filament_id": pl.String,
        "brand": pl.String,
        "material": pl.String,
        "name": pl.String,
        "average_e6": pl.Int64,
        "base_e6": pl.Int64,
    }
)

# One row per spool, those too that were put away, key spool_key, by number. received_on is the day
# on the bill, or that on which it was noted where no bill says one, null where its purchase was
# taken back; purchased_on is the day on the bill alone. on_hand_cg is 0 of a spool that was put
# away. Costs are millionths per gram, 0 unknown: landed_e6 as bought, cost_e6 of what is on it now.
SPOOL_FACTS: Final = pl.Schema(
    {
        "spool_key": pl.Int64,
        "spool_id": pl.String,
        "number": pl.Int32,
        "filament_key": pl.Int64,
        "received_on": pl.Date,
        "purchased_on": pl.Date,
        "supplier": pl.String,
        "location": pl.String,
        "initial_cg": pl.Int64,
        "on_hand_cg": pl.Int64,
        "landed_e6": pl.Int64,
        "cost_e6": pl.Int64,
    }
)

# One row per model that was not put away, key model_id: its newest version in use, what a unit of
# it costs (kept true by the worker) and what it is sold for, hundredths of the shop's currency.
# Null is unknown.
MARGIN_FACTS: Final = pl.Schema(
    {
        "model_id": pl.String,
        "variant_id": pl.String,
        "model_name": pl.String,
        "version": pl.Int32,
        "category": pl.String,
        "unit_cost_e2": pl.Int64,
        "unit_price_e2": pl.Int64,
    }
)

# One row per printer, those too that are out of use, key printer_key, sorted by name. there_since
# is when it was added, or began its first print of all where that was before.
PRINTER_FACTS: Final = pl.Schema(
    {
        "printer_key": pl.Int64,
        "printer_id": pl.String,
        "name": pl.String,
        "is_active": pl.Boolean,
        "there_since": UTC_TIME,
    }
)
