"""What is on the spools."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import polars as pl

from printshop.frames import LEDGER, REORDER, SHELF, SPOOLS, STOCK
from printshop.repo.frames.reading import FrameReader

_SPOOLS: Final = """
    SELECT id, filament_id, (quantity_grams * 100)::bigint, is_weighed::text, expiry_date
      FROM filament_inventory
     WHERE archived_at IS NULL AND quantity_grams > 0
     ORDER BY filament_id, id
"""
_LEDGER: Final = """
    SELECT id, (extract(epoch FROM booked_at) * 1000000)::bigint, (balance_grams * 100)::bigint
      FROM inventory_movements
     WHERE spool_id = %(spool_id)s
     ORDER BY id
"""
_STOCK: Final = """
    SELECT f.id, f.brand, f.material_type, f.slicer_name, f.color_name, f.color_hex,
           array_to_string(f.other_color_hexes, '|'), f.color_pattern, f.finish, f.bambu_id,
           f.gtin, f.maker_code, f.supplier, (f.archived_at IS NOT NULL)::text,
           (extract(epoch FROM f.created_at) * 1000000)::bigint, f.demand_count,
           (f.low_stock_grams * 100)::bigint, f.low_stock_spools,
           coalesce(s.on_hand_cg, 0), coalesce(s.unweighed_cg, 0), coalesce(s.spool_count, 0),
           coalesce(s.sealed_count, 0), coalesce(s.unweighed_count, 0),
           coalesce(s.total_count, 0), coalesce(s.value_e8, 0), coalesce(s.unpriced_cg, 0),
           (f.average_cost_per_gram * 1000000)::bigint, (f.cost_per_gram_base * 1000000)::bigint,
           s.next_expiry, coalesce(s.locations, '')
      FROM filaments f
      LEFT JOIN (
          SELECT filament_id,
                 (sum(quantity_grams) FILTER (WHERE holds) * 100)::bigint AS on_hand_cg,
                 (sum(quantity_grams) FILTER (WHERE holds AND NOT is_weighed) * 100)::bigint
                     AS unweighed_cg,
                 count(*) FILTER (WHERE holds) AS spool_count,
                 count(*) FILTER (WHERE holds AND opened_on IS NULL) AS sealed_count,
                 count(*) FILTER (WHERE holds AND NOT is_weighed) AS unweighed_count,
                 count(*) AS total_count,
                 (sum(quantity_grams * actual_cost_per_gram) FILTER (WHERE holds)
                     * 100000000)::bigint AS value_e8,
                 (sum(quantity_grams) FILTER (WHERE holds AND actual_cost_per_gram = 0)
                     * 100)::bigint AS unpriced_cg,
                 min(expiry_date) FILTER (WHERE holds) AS next_expiry,
                 string_agg(DISTINCT location, E'\n') FILTER (WHERE holds AND location <> '')
                     AS locations
            FROM (
                SELECT *, archived_at IS NULL AND quantity_grams > 0 AS holds
                  FROM filament_inventory
            ) spools
           GROUP BY filament_id
      ) s ON s.filament_id = f.id
     WHERE {which}
     ORDER BY f.brand, f.material_type, f.slicer_name, f.color_name, f.id
"""
_OF_SHOP: Final = "f.merged_into_id IS NULL AND (f.archived_at IS NULL OR %(with_archived)s)"
_OF_FILAMENT: Final = "f.id = %(filament_id)s"
_SHELF: Final = """
    SELECT id, filament_id, number, location, batch_identifier, supplier, note, purchase_date,
           opened_on, dried_on, expiry_date, (tare_g * 100)::bigint,
           (quantity_grams * 100)::bigint, is_weighed::text,
           (actual_cost_per_gram * 1000000)::bigint
      FROM filament_inventory
     WHERE archived_at IS NULL AND (%(ids)s::uuid[] IS NULL OR filament_id = ANY(%(ids)s::uuid[]))
     ORDER BY location = '', location, number
"""
_REORDER: Final = """
    SELECT id, (low_stock_grams * 100)::bigint, low_stock_spools, lead_time_days, pack_size,
           supplier, purchase_url
      FROM filaments
     WHERE merged_into_id IS NULL AND id = ANY(%(ids)s::uuid[])
     ORDER BY id
"""


class StockFrames(FrameReader):
    """What is on the spools."""

    def spools(self) -> pl.DataFrame:
        """SPOOLS of the whole shop."""
        return self.read(_SPOOLS, SPOOLS, "spools")

    def stock(self, *, with_archived: bool = False) -> pl.DataFrame:
        """STOCK of the whole shop, filaments that were put away only `with_archived`."""
        sql = _STOCK.format(which=_OF_SHOP)
        return self.read(sql, STOCK, "stock", {"with_archived": with_archived})

    def stock_of(self, filament_id: UUID) -> pl.DataFrame:
        """STOCK of one filament, wherever it was put."""
        sql = _STOCK.format(which=_OF_FILAMENT)
        return self.read(sql, STOCK, "stock", {"filament_id": filament_id})

    def ledger(self, spool_id: UUID) -> pl.DataFrame:
        """LEDGER of a spool."""
        return self.read(_LEDGER, LEDGER, "ledger", {"spool_id": spool_id})

    def shelf(self, filament_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """SHELF of these filaments; of the whole shop without them."""
        ids = None if filament_ids is None else list(filament_ids)
        return self.read(_SHELF, SHELF, "shelf", {"ids": ids})

    def reorder(self, filament_ids: Sequence[UUID]) -> pl.DataFrame:
        """REORDER of these filaments."""
        return self.read(_REORDER, REORDER, "reorder", {"ids": list(filament_ids)})
