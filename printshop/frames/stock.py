"""What is on the spools."""

from typing import Final

import polars as pl

from printshop.frames.contract import UTC_TIME

# One row per spool that is neither archived nor empty, key spool_id. on_hand_cg
# is the ledger's balance; is_weighed is false where the balance was only assumed.
# expires_on may be null. Sorted by filament_id, spool_id.
SPOOLS: Final = pl.Schema(
    {
        "spool_id": pl.String,
        "filament_id": pl.String,
        "on_hand_cg": pl.Int64,
        "is_weighed": pl.Boolean,
        "expires_on": pl.Date,
    }
)

# One row per filament of the shop that was not merged away, key filament_id, the brand's
# and kind's order. Grams are over its unarchived spools; unweighed_cg is the part of
# on_hand_cg that was only assumed. spool_count counts spools that hold anything,
# sealed_count those of them that were never opened, total_count all there ever were.
# value_e8 is the sum of centigrams times each spool's own cost in millionths: divided by 10^8
# it is money; unpriced_cg is what is on spools without a cost. average_cost_e6 and
# base_cost_e6 are millionths per gram, 0 unknown. next_expiry is the first date among spools
# that hold anything. locations holds their places, joined by line breaks.
STOCK: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "brand": pl.String,
        "material": pl.String,
        "slicer_name": pl.String,
        "color_name": pl.String,
        "color_hex": pl.String,
        "other_color_hexes": pl.String,
        "color_pattern": pl.String,
        "finish": pl.String,
        "bambu_id": pl.String,
        "gtin": pl.String,
        "maker_code": pl.String,
        "supplier": pl.String,
        "is_archived": pl.Boolean,
        "created_at": UTC_TIME,
        "demand_count": pl.Int32,
        "low_stock_cg": pl.Int64,
        "low_stock_spools": pl.Int32,
        "on_hand_cg": pl.Int64,
        "unweighed_cg": pl.Int64,
        "spool_count": pl.Int32,
        "sealed_count": pl.Int32,
        "unweighed_count": pl.Int32,
        "total_count": pl.Int32,
        "value_e8": pl.Int64,
        "unpriced_cg": pl.Int64,
        "average_cost_e6": pl.Int64,
        "base_cost_e6": pl.Int64,
        "next_expiry": pl.Date,
        "locations": pl.String,
    }
)

# One row per line of one spool's ledger, oldest first, key movement_id. balance_cg is what
# was on the spool after it.
LEDGER: Final = pl.Schema({"movement_id": pl.Int64, "booked_at": UTC_TIME, "balance_cg": pl.Int64})

# One row per spool that was not put away, key spool_id, by place (those without one last) and
# number: what a person says of it, and what is on it. tare_cg and the dates may be null.
# cost_e6 is its own cost in millionths per gram, 0 unknown.
SHELF: Final = pl.Schema(
    {
        "spool_id": pl.String,
        "filament_id": pl.String,
        "number": pl.Int32,
        "location": pl.String,
        "batch_identifier": pl.String,
        "supplier": pl.String,
        "note": pl.String,
        "purchased_on": pl.Date,
        "opened_on": pl.Date,
        "dried_on": pl.Date,
        "expires_on": pl.Date,
        "tare_cg": pl.Int64,
        "on_hand_cg": pl.Int64,
        "is_weighed": pl.Boolean,
        "cost_e6": pl.Int64,
    }
)

# One row per filament that was not merged away, key filament_id: when and where it is bought
# anew. lead_time_days is null where it is the shop's own.
REORDER: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "low_stock_cg": pl.Int64,
        "low_stock_spools": pl.Int32,
        "lead_time_days": pl.Int32,
        "pack_size": pl.Int32,
        "supplier": pl.String,
        "purchase_url": pl.String,
    }
)
