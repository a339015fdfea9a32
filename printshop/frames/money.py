"""What prints cost and how they ended, what is on order."""

from typing import Final

import polars as pl

# One row per (variant_id, printer_id) that ended runs of it well or badly, sorted by them.
# printer_id is null where the printer is gone. completed and failed count runs; good is the
# completed ones less what was rejected of them, in runs. Cancelled ones are in none of them.
OUTCOMES: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "model_id": pl.String,
        "printer_id": pl.String,
        "completed": pl.Int64,
        "failed": pl.Int64,
        "good": pl.Float64,
    }
)

# One row per material that ended runs used, key material, sorted: as OUTCOMES. A run of two
# filaments of one material is one run of it.
OUTCOMES_BY_MATERIAL: Final = pl.Schema(
    {"material": pl.String, "completed": pl.Int64, "failed": pl.Int64, "good": pl.Float64}
)

# One row per filament that ended runs used, key filament_id, sorted: as OUTCOMES.
OUTCOMES_BY_FILAMENT: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "material": pl.String,
        "completed": pl.Int64,
        "failed": pl.Int64,
        "good": pl.Float64,
    }
)

# One row per version of the shop, retired ones too, key variant_id, sorted. previous_variant_id
# is the version that it follows, null of the first.
VERSION_LINES: Final = pl.Schema(
    {"variant_id": pl.String, "model_id": pl.String, "previous_variant_id": pl.String}
)

# One row per (variant_id, reason) of failed runs, sorted by them. reason is a FailureReason, null
# where nobody said it; lost_cg is what was booked for them.
FAILURES: Final = pl.Schema(
    {"variant_id": pl.String, "reason": pl.String, "failed": pl.Int64, "lost_cg": pl.Int64}
)

# One row per subject (a version, a model, a material, a printer, a filament), key subject_id, in
# the order that was asked. good and tried count runs, as in OUTCOMES. mean, low and high (each
# exceeded one time in twenty) are of the Beta posterior; the wilson_* pair is the 95 % interval
# that knows nothing of the shop, null where nothing was tried. cost_factor is E[1/p], how many
# runs a good one takes. Never null else; mean, low and high are never 0 or 1.
RATES: Final = pl.Schema(
    {
        "subject_id": pl.String,
        "good": pl.Float64,
        "tried": pl.Int64,
        "mean": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "wilson_low": pl.Float64,
        "wilson_high": pl.Float64,
        "cost_factor": pl.Float64,
    }
)

# One row per version that is not retired, of a model that was not put away, key variant_id. All
# amounts are in the shop's currency, not rounded. unit_cost is null where something of it is
# unknown, unit_price where nobody said it or it is for another unit; margin_pct is of the price
# after fees and of the cost to the cent, as `price_of` has it, null where one of the two is.
UNIT_COSTS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "model_id": pl.String,
        "unit_cost": pl.Float64,
        "unit_price": pl.Float64,
        "margin_pct": pl.Float64,
    }
)

# One row per filament of which something was ordered and has not come, key filament_id, sorted.
# next_on is when the first of it is expected, null where nobody said.
ON_ORDER: Final = pl.Schema(
    {"filament_id": pl.String, "on_order_cg": pl.Int64, "rolls": pl.Int64, "next_on": pl.Date}
)
