"""What filaments and products are asked for: what was used and sold, and what is expected."""

from typing import Final

import polars as pl

# One row per (filament_id, used_on) on which something of it was used, sorted by both: what
# prints took, well or badly ended, and what a scale found gone; what was thrown or given away is no
# use. Days are the shop's. A correction upwards may leave a day below zero. Only so many days
# back are read: of a filament that was used before them, a row of 0 stands on the first of them.
DAILY_USE: Final = pl.Schema({"filament_id": pl.String, "used_on": pl.Date, "used_cg": pl.Int64})

# One row per demand for a filament that is known already, sorted by filament_id and day.
# due_on is the day on which it is taken, null where nobody can say: it counts as today. source
# says where it is known from, such as "queue"; further sources are further rows.
KNOWN_NEEDS: Final = pl.Schema(
    {"filament_id": pl.String, "needed_cg": pl.Int64, "due_on": pl.Date, "source": pl.String}
)

# One row per filament that was not merged away, key filament_id, sorted.
#
# rate_cg_per_day and sigma_cg (of a day) are null where it was never used: nothing is forecast.
# days_seen counts the days since its first use, 0 without any, days_used those with use; pattern is
# "smooth", "intermittent", "erratic" or "lumpy", null where too little was used to say.
# known_cg is what the queue and other known demand take of it. Over any span of days the demand is
# the larger of what is known and what is forecast.
# safety_cg and reorder_point_cg are null without a rate. The reorder point stands beside
# available_cg: on_hand_cg less the tails of the spools, plus on_order_cg, less known_cg; so it is
# what is expected during the lead time beyond what is known, and the safety stock. is_due says
# that available_cg is at or under it, or below zero.
# cover_days is for how long what can be printed from the spools suffices, 0 where it does not now,
# and runs_out_on the day; null where nothing is asked of it, or it lasts for years. source says in
# words where all of it comes from.
FILAMENT_DEMAND: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "rate_cg_per_day": pl.Float64,
        "sigma_cg": pl.Int64,
        "days_seen": pl.Int32,
        "days_used": pl.Int32,
        "pattern": pl.String,
        "known_cg": pl.Int64,
        "lead_time_days": pl.Int32,
        "safety_cg": pl.Int64,
        "reorder_point_cg": pl.Int64,
        "on_hand_cg": pl.Int64,
        "on_order_cg": pl.Int64,
        "available_cg": pl.Int64,
        "is_due": pl.Boolean,
        "cover_days": pl.Float64,
        "runs_out_on": pl.Date,
        "source": pl.String,
    }
)

# One row per plate of a version that was ever completed and week in which it was, sorted by
# model_id, variant_id, plate_id, latest week first. weeks_ago counts weeks of seven days back from
# today, 0 being the one that ends today; everything older than the weeks that are looked at stands
# in the first week before them. good counts pieces. A plate that was never completed while others
# of its version were has a row of 0.
PRODUCED: Final = pl.Schema(
    {
        "model_id": pl.String,
        "variant_id": pl.String,
        "plate_id": pl.String,
        "weeks_ago": pl.Int32,
        "good": pl.Int64,
    }
)

# One row per model and week in which finished pieces of it moved, sorted, weeks as in PRODUCED.
# sold is what was sold less what came back; moved is what all movements of the week put on the
# shelf, below zero where they took from it.
PRODUCT_WEEKS: Final = pl.Schema(
    {"model_id": pl.String, "weeks_ago": pl.Int32, "sold": pl.Int64, "moved": pl.Int64}
)

# One row per model that was not put away, key model_id, sorted.
#
# mean_per_week is what is expected to be sold in a week, between low and high nine times in ten;
# next_mean and next_high the same of the coming four weeks, next_high not exceeded nine times in
# ten. weeks counts those in which there was anything to sell, units what was sold in them.
# recent_per_week follows the latest weeks faster; trend is "rising", "falling" or "steady", null
# where too few weeks were seen. shelf_units is what ought to lie on the shelf. basis is "sales",
# "prints" where no sale was ever noted and finished pieces stand in for sales, or "others" where
# there is neither; source says it in words.
PRODUCT_DEMAND: Final = pl.Schema(
    {
        "model_id": pl.String,
        "mean_per_week": pl.Float64,
        "low": pl.Float64,
        "high": pl.Float64,
        "next_mean": pl.Float64,
        "next_high": pl.Int64,
        "weeks": pl.Int32,
        "units": pl.Int64,
        "recent_per_week": pl.Float64,
        "trend": pl.String,
        "pattern": pl.String,
        "shelf_units": pl.Int64,
        "basis": pl.String,
        "source": pl.String,
    }
)
