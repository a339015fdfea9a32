"""What buying a filament anew takes."""

from typing import Final

import polars as pl

from printshop.frames import BUYING, SHIPPING
from printshop.repo.frames.copying import FramesByCopy

# From the newest spool back to the first that counts: few are looked at, however many there were.
_LAST: Final = """
    SELECT s.initial_grams, s.landed_cost_per_gram, s.purchase_id, s.supplier
      FROM filament_inventory s
     WHERE s.filament_id = f.id AND {which}
       AND NOT EXISTS (
           SELECT FROM inventory_movements came
             JOIN inventory_movements back ON back.reverses_id = came.id
            WHERE came.spool_id = s.id AND came.reason = 'received'
       )
     ORDER BY s.purchase_date DESC NULLS LAST, s.number DESC
     LIMIT 1
"""
_BUYING: Final = f"""
    SELECT f.id, f.pack_size, f.lead_time_days,
           coalesce(nullif(f.supplier, ''), nullif(last.supplier, ''), ''), f.purchase_url,
           (f.net_g * 100)::bigint, (last.initial_grams * 100)::bigint,
           coalesce((priced.landed_cost_per_gram * 1000000)::bigint, 0),
           coalesce((greatest(priced.landed_cost_per_gram - bill.shipping_per_g, 0)
               * 1000000)::bigint, 0)
      FROM filaments f
      LEFT JOIN LATERAL ({_LAST.format(which="true")}) last ON true
      LEFT JOIN LATERAL ({_LAST.format(which="s.price IS NOT NULL")}) priced ON true
      LEFT JOIN LATERAL (
          SELECT p.shipping / sum(s.initial_grams) AS shipping_per_g
            FROM purchases p
            JOIN filament_inventory s ON s.user_id = p.user_id AND s.purchase_id = p.id
           WHERE p.id = priced.purchase_id
           GROUP BY p.user_id, p.id
      ) bill ON true
     WHERE f.merged_into_id IS NULL
     ORDER BY f.id
"""  # noqa: S608 - put together from constants
_SHIPPING: Final = """
    SELECT DISTINCT ON (supplier) supplier, (shipping * 100)::bigint
      FROM purchases
     WHERE supplier <> ''
     ORDER BY supplier, purchased_on DESC NULLS LAST, created_at DESC
"""


class ShoppingFrames(FramesByCopy):
    """What buying a filament anew takes."""

    def buying(self) -> pl.DataFrame:
        """BUYING of the whole shop."""
        return self.copied(_BUYING, BUYING, "buying")

    def shipping(self) -> pl.DataFrame:
        """SHIPPING of the whole shop."""
        return self.copied(_SHIPPING, SHIPPING, "shipping")
