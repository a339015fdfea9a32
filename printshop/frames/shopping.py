"""What buying a filament anew takes: what a roll holds, what it cost last, who sells it."""

from typing import Final

import polars as pl

# One row per filament that was not merged away, key filament_id, sorted. lead_time_days is null
# where it is the shop's own. supplier is the filament's own, else that of its last purchase,
# empty where neither says one. full_cg is what a full spool holds by the filament, last_full_cg
# what the last one held that was bought; null unknown. last_cost_e6 is what a gram of its last
# purchase with a price really cost, in millionths, last_goods_e6 the same without that
# purchase's shipping, last_price_e6 what it stood at on that bill, before shipping, tax and
# discount; 0 unknown. What was taken back again was not bought.
BUYING: Final = pl.Schema(
    {
        "filament_id": pl.String,
        "pack_size": pl.Int32,
        "lead_time_days": pl.Int32,
        "supplier": pl.String,
        "purchase_url": pl.String,
        "full_cg": pl.Int64,
        "last_full_cg": pl.Int64,
        "last_cost_e6": pl.Int64,
        "last_goods_e6": pl.Int64,
        "last_price_e6": pl.Int64,
    }
)

# One row per supplier that something was bought from, key supplier, sorted: the shipping on the
# last of its bills, in hundredths.
SHIPPING: Final = pl.Schema({"supplier": pl.String, "shipping_cents": pl.Int64})
