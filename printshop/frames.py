"""The contracts between `repo` and `analytics`: which columns a frame has.

Each contract is a `polars.Schema` with its grain, key, null policy and order
said above it. `repo.frames` makes frames that match them, `analytics` takes
and returns frames that match them; both check with `conform`.

Grams are whole centigrams (`_cg`, 1 g = 100 cg) in frames: with floats the
number of printable copies depends on the order of additions, with integers it
does not. Identifiers are UUIDs as text.
"""

from typing import Final

import polars as pl

from printshop.errors import FrameContractError

UTC_TIME: Final = pl.Datetime("us", "UTC")

# One row per (plate_id, filament_index): what one run of a plate takes from one
# position of the file's filament list. Sorted by variant_id, plate_index,
# filament_index. filament_id is null while no filament of the shop is matched;
# needed_cg is null while nobody has said the grams (unsliced project).
REQUIREMENTS: Final = pl.Schema(
    {
        "variant_id": pl.String,
        "plate_id": pl.String,
        "plate_index": pl.Int32,
        "filament_index": pl.Int32,
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
    }
)

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

# One row per job that is queued or printing, in the order in which they are to
# be printed (printing ones first), key job_id. position counts from 0.
# duration_s is null for a plate whose time nobody has said. started_at is null
# while queued; printer_id is null while no printer was chosen.
QUEUE: Final = pl.Schema(
    {
        "job_id": pl.String,
        "plate_id": pl.String,
        "variant_id": pl.String,
        "status": pl.String,
        "position": pl.Int32,
        "printer_id": pl.String,
        "duration_s": pl.Int64,
        "started_at": UTC_TIME,
    }
)

# One row per active printer, key printer_id, sorted by name.
PRINTERS: Final = pl.Schema({"printer_id": pl.String, "name": pl.String})

# One row per subject (a plate, a variant or a job) and filament_id: the result of
# feasibility. filament_id is null where the requirement has no filament yet.
# available_cg is what is left for this subject after reservations; weighed and
# assumed spools apart; short_cg is never negative. spools_needed is the smallest
# number of weighed spools that together hold needed_cg, null when short.
# state: "ready" | "ready_swap" | "unverified" | "short" | "unmatched" | "unknown".
FEASIBILITY_BY_FILAMENT: Final = pl.Schema(
    {
        "subject_id": pl.String,
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
        "available_cg": pl.Int64,
        "assumed_cg": pl.Int64,
        "short_cg": pl.Int64,
        "spools_needed": pl.Int32,
        "state": pl.String,
    }
)

# One row per subject, key subject_id: the worst state of its filaments.
FEASIBILITY: Final = pl.Schema({"subject_id": pl.String, "state": pl.String})

# One row per job of QUEUE, same order. Times are aware UTC; null where they
# cannot be said, and `reason` then says why in words for the person.
SCHEDULE: Final = pl.Schema(
    {
        "job_id": pl.String,
        "printer_id": pl.String,
        "starts_at": UTC_TIME,
        "ends_at": UTC_TIME,
        "reason": pl.String,
    }
)


def conform(frame: pl.DataFrame, contract: pl.Schema, name: str) -> pl.DataFrame:
    """Return `frame` if it has exactly the contract's columns, in its order.

    Raises:
        FrameContractError: a column is missing, extra or of another type.

    """
    try:
        return frame.match_to_schema(contract).select(contract.names())
    except (pl.exceptions.SchemaError, pl.exceptions.ColumnNotFoundError) as error:
        message = f"The frame {name} breaks its contract: {error}"
        raise FrameContractError(message) from error
