"""What buying a filament anew takes."""

from typing import Final

import polars as pl

from printshop.frames import BUYING, SHIPPING
from printshop.repo.frames.reading import FrameReader

# Few lines of the ledger take another one back: they are looked for once, not for each spool.
# What was received came under the number of its purchase.
_TAKEN_BACK: Final = """
    WITH taken_back AS MATERIALIZED (
        SELECT came.spool_id, came.group_id AS purchase_id
          FROM inventory_movements back
          JOIN inventory_movements came ON came.id = back.reverses_id
         WHERE back.reverses_id IS NOT NULL AND came.reason = 'received'
    )
"""
_BUYING: Final = """
    {taken_back}, bought AS MATERIALIZED (
        SELECT filament_id, initial_grams, landed_cost_per_gram, purchase_id, supplier, price,
               purchase_date, number
          FROM filament_inventory
         WHERE id NOT IN (SELECT spool_id FROM taken_back)
    ), last AS (
        SELECT DISTINCT ON (filament_id) *
          FROM bought
         ORDER BY filament_id, purchase_date DESC NULLS LAST, number DESC
    ), priced AS (
        SELECT DISTINCT ON (filament_id) *
          FROM bought
         WHERE price IS NOT NULL
         ORDER BY filament_id, purchase_date DESC NULLS LAST, number DESC
    ), shipped AS (
        SELECT p.id, p.shipping / sum(s.initial_grams) AS shipping_per_g
          FROM purchases p
          JOIN filament_inventory s ON s.user_id = p.user_id AND s.purchase_id = p.id
         WHERE p.shipping > 0
         GROUP BY p.user_id, p.id
    )
    SELECT f.id, f.pack_size, f.lead_time_days,
           coalesce(nullif(f.supplier, ''), nullif(last.supplier, ''), ''), f.purchase_url,
           (f.net_g * 100)::bigint, (last.initial_grams * 100)::bigint,
           coalesce((priced.landed_cost_per_gram * 1000000)::bigint, 0),
           coalesce((greatest(priced.landed_cost_per_gram - coalesce(shipped.shipping_per_g, 0), 0)
               * 1000000)::bigint, 0),
           coalesce((priced.price / priced.initial_grams * 1000000)::bigint, 0)
      FROM filaments f
      LEFT JOIN last ON last.filament_id = f.id
      LEFT JOIN priced ON priced.filament_id = f.id
      LEFT JOIN shipped ON shipped.id = priced.purchase_id
     WHERE f.merged_into_id IS NULL
     ORDER BY f.id
"""
_SHIPPING: Final = """
    {taken_back}
    SELECT DISTINCT ON (supplier) supplier, (shipping * 100)::bigint
      FROM purchases
     WHERE supplier <> ''
       AND NOT EXISTS (SELECT FROM taken_back WHERE taken_back.purchase_id = purchases.id)
     ORDER BY supplier, purchased_on DESC NULLS LAST, created_at DESC
"""


class ShoppingFrames(FrameReader):
    """What buying a filament anew takes."""

    def buying(self) -> pl.DataFrame:
        """BUYING of the whole shop."""
        return self.read(_BUYING.format(taken_back=_TAKEN_BACK), BUYING, "buying")

    def shipping(self) -> pl.DataFrame:
        """SHIPPING of the whole shop."""
        return self.read(_SHIPPING.format(taken_back=_TAKEN_BACK), SHIPPING, "shipping")
