"""What costs are worked out from, and what comes of it.

Amounts are whole millionths of the shop's currency (`_e6`): sums of them do not depend on the
order of additions, so that a total is the same wherever it is formed.
"""

from typing import Final

import polars as pl

# One row per version, key variant_id, sorted. is_offered: it is not retired and its model was not
# put away. Price, packaging and minutes are its model's own, null where nobody said them. The
# price is for a unit of `priced_plates` plates: those of the newest version.
COSTED_VERSIONS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "model_id": pl.String,
        "is_offered": pl.Boolean,
        "unit_price_e6": pl.Int64,
        "packaging_e6": pl.Int64,
        "finishing_min": pl.Float64,
        "plate_count": pl.Int32,
        "priced_plates": pl.Int32,
    }
)

# One row per plate, key plate_id, sorted by variant_id and plate_index. print_s is null where
# nobody has said it, or it is said to be none; units are the pieces of one run.
COSTED_PLATES: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "print_s": pl.Int64,
        "units": pl.Int32,
        "sliced_for": pl.String,
    }
)

# As REQUIREMENTS, with its grams told apart: waste_cg is support and tower, purge_cg the flush,
# each null where it is not told apart and stands with the model. file_cost_e6 is what the file
# says a gram costs, null where it is not asked.
COSTED_GRAMS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "filament_index": pl.Int32,
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
        "material": pl.String,
        "sliced_for": pl.String,
        "waste_cg": pl.Int64,
        "purge_cg": pl.Int64,
        "file_cost_e6": pl.Int64,
    }
)

# One row per active printer, key printer_id, sorted by name: what an hour of it costs.
# accepts_models is joined by "|"; per_hour_e6 is null where it is the shop's own.
PRINTER_RATES: Final = pl.Schema(
    {
        "printer_id": pl.String,
        "name": pl.String,
        "model": pl.String,
        "takes_any_model": pl.Boolean,
        "accepts_models": pl.String,
        "watts": pl.Int32,
        "per_hour_e6": pl.Int64,
    }
)

# One row per failed job that had anything booked, latest first: what it took of a whole run.
LOST_RUNS: Final = pl.Schema({"estimated_cg": pl.Int64, "actual_cg": pl.Int64})

# One row per spool that gives grams to a need, in the order in which they are taken; what no
# spool gives has a row without a number. `need` says which need by its row. cost_e6 is what a
# gram is priced at, null where nobody has said it; origin says whose price that is: "own",
# "average" or "base" of the filament, "file", or "unknown".
TAKES: Final = pl.Schema(
    {
        "need": pl.UInt32,
        "number": pl.Int32,
        "cg": pl.Int64,
        "cost_e6": pl.Int64,
        "origin": pl.String,
    }
)

# One row per (plate_id, kind, filament_id, filament_index), by plate, then in the order of the
# kinds. run_e6 is of one run of the plate, and for "failures", "finishing" and "packaging", which
# are no part of a run, what they add to it; piece_e6 of one of its pieces. Both are null where
# something of it is unknown. average_e6 is as run_e6, its grams at the filament's moving average.
# cg is null where no grams are meant, or they are unknown. need is the row of the plate's need of
# that filament, null where none is meant; filament_index is null but for a filament that is none
# of the shop's. is_whole: the grams of the model are told apart from the others.
COST_LINES: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "kind": pl.String,
        "filament_id": pl.String,
        "filament_index": pl.Int32,
        "need": pl.UInt32,
        "cg": pl.Int64,
        "run_e6": pl.Int64,
        "piece_e6": pl.Int64,
        "average_e6": pl.Int64,
        "is_whole": pl.Boolean,
    }
)

# One row per version that has plates, key variant_id, sorted: all plates printed once, and one
# piece of each. run_e6 and unit_e6 are null where something of it is unknown; known_* are what
# is known of it in any case.
COST_TOTALS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "run_e6": pl.Int64,
        "unit_e6": pl.Int64,
        "known_run_e6": pl.Int64,
        "known_unit_e6": pl.Int64,
    }
)

# One row per version whose cost of a unit moved by half a hundredth or more, largest move first.
# before and now are in the shop's currency; now is null where something of it is unknown by
# now. filament_id is the filament that moved it most, null where none did; its price changed
# by filament_change_pct, null where it was unknown. reason says it in words.
DRIFTS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "model_id": pl.String,
        "model_name": pl.String,
        "version": pl.Int32,
        "before": pl.Float64,
        "now": pl.Float64,
        "filament_id": pl.String,
        "filament_change_pct": pl.Float64,
        "reason": pl.String,
    }
)

# One row per version whose cost of a unit was ever noted, key variant_id, sorted: when that was
# last so (or first, as it is asked for). unit_e6 is null where something of it was unknown.
NOTED_COSTS: Final = pl.Schema({"variant_id": pl.String, "noted_on": pl.Date, "unit_e6": pl.Int64})

# One row per note of a cost that was asked for, key (variant_id, noted_on): what a unit was made
# of, as JSON.
NOTED_LINES: Final = pl.Schema({"variant_id": pl.String, "noted_on": pl.Date, "lines": pl.String})

# One row per version, key variant_id, sorted: what is kept beside it. Hundredths of the currency
# and of a per cent, null where unknown.
KEPT_COSTS: Final = pl.Schema(
    {"variant_id": pl.String, "unit_e2": pl.Int64, "success_e2": pl.Int64}
)

# One row per version that is not retired, of a model that was not put away, key variant_id,
# sorted: what people call it.
VERSION_NAMES: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "model_id": pl.String,
        "model_name": pl.String,
        "version": pl.Int32,
    }
)
