"""The read side: SQL → Polars frames that match the contracts of `printshop.frames`.

Frames come by COPY on the unit of work's own connection, so that they see the
same transaction and the same row-level security as everything else in it.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import polars as pl
from sqlalchemy import Connection

from printshop.frames import (
    LEDGER,
    LOADED,
    MEASURED,
    PRINTABLE,
    PRINTERS,
    QUEUE,
    REORDER,
    REQUIREMENTS,
    SHELF,
    SPOOLS,
    STOCK,
    TIMED,
    conform,
)
from printshop.repo.faults import translated
from printshop.repo.printable import OF_PRINTABLE
from printshop.repo.rows import driver_of

# Every look at the queue reads what finished jobs teach. Older ones say little of today's
# printers, and a shop of many years need not read them each time.
MOST_LEARNT_FROM: Final = 500

_REQUIREMENTS: Final = """
    SELECT p.variant_id, r.plate_id, p.plate_index, r.filament_index, r.filament_id,
           ((r.usage_model_g + coalesce(r.usage_waste_g, 0) + coalesce(r.usage_purge_g, 0))
            * 100)::bigint, f.material_type, v.printer_model
      FROM filament_requirements r
      JOIN plates p ON p.id = r.plate_id
      JOIN model_variants v ON v.id = p.variant_id
      LEFT JOIN filaments f ON f.id = r.filament_id
     WHERE {which}
     ORDER BY p.variant_id, p.plate_index, r.filament_index
"""
_OF_VARIANTS: Final = "p.variant_id = ANY(%(ids)s)"
_OF_OPEN_JOBS: Final = (
    "p.id IN (SELECT plate_id FROM print_jobs WHERE status IN ('queued', 'printing'))"
)
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
_QUEUE: Final = """
    SELECT j.id, j.plate_id, j.variant_id, j.status,
           row_number() OVER (
               ORDER BY j.status <> 'printing', j.priority DESC, j.queue_position, j.number
           ) - 1 AS position,
           j.printer_id, nullif(p.print_time_s, 0),
           (extract(epoch FROM j.started_at) * 1000000)::bigint,
           j.number, j.priority, (extract(epoch FROM j.due_at) * 1000000)::bigint,
           j.progress_pct, (extract(epoch FROM j.progress_at) * 1000000)::bigint,
           v.printer_model, (v.nozzle_diameter_mm * 1000)::integer, v.bed_type,
           coalesce(n.materials, ''), coalesce(n.filament_count, 0)
      FROM print_jobs j
      JOIN plates p ON p.id = j.plate_id
      JOIN model_variants v ON v.id = j.variant_id
      LEFT JOIN (
          SELECT r.plate_id, string_agg(DISTINCT f.material_type::text, '|') AS materials,
                 count(DISTINCT r.filament_index) AS filament_count
            FROM filament_requirements r
            LEFT JOIN filaments f ON f.id = r.filament_id
           WHERE r.plate_id IN (
                     SELECT plate_id FROM print_jobs WHERE status IN ('queued', 'printing')
                 )
           GROUP BY r.plate_id
      ) n ON n.plate_id = j.plate_id
     WHERE j.status IN ('queued', 'printing')
     ORDER BY position
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
_PRINTERS: Final = """
    SELECT id, name, model, (nozzle_diameter_mm * 1000)::integer, ams_slots, extruder_count,
           takes_any_model::text, array_to_string(accepts_models, '|'),
           array_to_string(materials, '|'), array_to_string(bed_types, '|'), turnaround_min * 60
      FROM printers
     WHERE is_active
     ORDER BY name
"""
_LOADED: Final = """
    SELECT l.printer_id, l.slot, l.spool_id, s.filament_id
      FROM printer_slots l
      JOIN filament_inventory s ON s.id = l.spool_id
     WHERE s.archived_at IS NULL AND s.quantity_grams > 0
     ORDER BY l.printer_id, l.slot
"""
_MEASURED: Final = """
    SELECT j.id, u.filament_id, coalesce(p.model, ''), f.material_type,
           ((SELECT count(DISTINCT filament_index) FROM filament_requirements r
              WHERE r.plate_id = j.plate_id) > 1)::text,
           (sum(u.estimated_g) * 100)::bigint, (sum(u.actual_g) * 100)::bigint,
           (extract(epoch FROM j.finished_at) * 1000000)::bigint
      FROM (
          SELECT id, plate_id, printer_id, finished_at FROM print_jobs
           WHERE status = 'completed'
             AND id IN (SELECT job_id FROM job_filament_usage WHERE is_measured)
           ORDER BY finished_at DESC, id LIMIT %(most)s
      ) j
      JOIN job_filament_usage u ON u.job_id = j.id
      JOIN filaments f ON f.id = u.filament_id
      LEFT JOIN printers p ON p.id = j.printer_id
     GROUP BY j.id, u.filament_id, p.model, f.material_type, j.finished_at, j.plate_id
    HAVING bool_and(u.is_measured) AND sum(u.estimated_g) > 0
     ORDER BY j.finished_at DESC, j.id, u.filament_id
"""
_TIMED: Final = """
    SELECT j.id, j.printer_id, coalesce(p.model, ''), (p.nozzle_diameter_mm * 1000)::integer,
           coalesce((
               SELECT f.material_type
                 FROM job_filament_usage u JOIN filaments f ON f.id = u.filament_id
                WHERE u.job_id = j.id
                GROUP BY f.material_type ORDER BY sum(u.actual_g) DESC, f.material_type LIMIT 1
           )::text, ''),
           plates.print_time_s, j.print_s, (extract(epoch FROM j.finished_at) * 1000000)::bigint
      FROM print_jobs j
      JOIN plates ON plates.id = j.plate_id
      LEFT JOIN printers p ON p.id = j.printer_id
     WHERE j.status = 'completed' AND j.print_s > 0 AND plates.print_time_s > 0
     ORDER BY j.finished_at DESC, j.id LIMIT %(most)s
"""


class Frames:
    """What analytics reads, of the current user's shop."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def requirements(self, variant_ids: Sequence[UUID]) -> pl.DataFrame:
        """REQUIREMENTS of these variants and of everything that is queued or printing."""
        sql = _REQUIREMENTS.format(which=f"({_OF_VARIANTS}) OR ({_OF_OPEN_JOBS})")
        return self._copy(sql, REQUIREMENTS, "requirements", {"ids": list(variant_ids)})

    def printable(self, *, demand_since: datetime) -> pl.DataFrame:
        """PRINTABLE of the whole shop; what was completed before `demand_since` is no demand."""
        return self._copy(OF_PRINTABLE, PRINTABLE, "printable", {"since": demand_since})

    def spools(self) -> pl.DataFrame:
        """SPOOLS of the whole shop."""
        return self._copy(_SPOOLS, SPOOLS, "spools")

    def stock(self, *, with_archived: bool = False) -> pl.DataFrame:
        """STOCK of the whole shop, filaments that were put away only `with_archived`."""
        sql = _STOCK.format(which=_OF_SHOP)
        return self._copy(sql, STOCK, "stock", {"with_archived": with_archived})

    def stock_of(self, filament_id: UUID) -> pl.DataFrame:
        """STOCK of one filament, wherever it was put."""
        sql = _STOCK.format(which=_OF_FILAMENT)
        return self._copy(sql, STOCK, "stock", {"filament_id": filament_id})

    def ledger(self, spool_id: UUID) -> pl.DataFrame:
        """LEDGER of a spool."""
        return self._copy(_LEDGER, LEDGER, "ledger", {"spool_id": spool_id})

    def shelf(self, filament_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """SHELF of these filaments; of the whole shop without them."""
        ids = None if filament_ids is None else list(filament_ids)
        return self._copy(_SHELF, SHELF, "shelf", {"ids": ids})

    def reorder(self, filament_ids: Sequence[UUID]) -> pl.DataFrame:
        """REORDER of these filaments."""
        return self._copy(_REORDER, REORDER, "reorder", {"ids": list(filament_ids)})

    def queue(self) -> pl.DataFrame:
        """QUEUE of the whole shop."""
        return self._copy(_QUEUE, QUEUE, "queue")

    def printers(self) -> pl.DataFrame:
        """PRINTERS that are active."""
        return self._copy(_PRINTERS, PRINTERS, "printers")

    def loaded(self) -> pl.DataFrame:
        """LOADED of all printers."""
        return self._copy(_LOADED, LOADED, "loaded")

    def measured(self) -> pl.DataFrame:
        """MEASURED of the latest finished jobs that were measured."""
        return self._copy(_MEASURED, MEASURED, "measured", {"most": MOST_LEARNT_FROM})

    def timed(self) -> pl.DataFrame:
        """TIMED of the latest finished jobs that were timed."""
        return self._copy(_TIMED, TIMED, "timed", {"most": MOST_LEARNT_FROM})

    def _copy(
        self, sql: str, contract: pl.Schema, name: str, parameters: dict[str, object] | None = None
    ) -> pl.DataFrame:
        statement = f"COPY ({sql}) TO STDOUT (FORMAT csv, NULL '\\N')"
        cursor = driver_of(self._connection).cursor()
        with translated(), cursor, cursor.copy(statement.encode(), parameters) as copy:
            data = b"".join(bytes(block) for block in copy)
        return conform(_parse(data, contract), contract, name)


def _parse(data: bytes, contract: pl.Schema) -> pl.DataFrame:
    if not data:
        # read_csv refuses an empty file; an empty shop is an empty frame.
        return pl.DataFrame(schema=contract)
    # Types that PostgreSQL's CSV spells differently from Polars' come as text first.
    spelled = {
        name: pl.String if dtype == pl.Boolean or isinstance(dtype, pl.Datetime) else dtype
        for name, dtype in contract.items()
    }
    frame = pl.read_csv(
        io.BytesIO(data),
        has_header=False,
        schema=spelled,
        null_values=["\\N"],
        empty_string_is_null=False,
    )
    return frame.with_columns(
        [pl.col(name) == "true" for name, dtype in contract.items() if dtype == pl.Boolean]
        + [
            # The column is epoch microseconds in SQL: exact, and free of time zones.
            pl.col(name).cast(pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
            for name, dtype in contract.items()
            if isinstance(dtype, pl.Datetime)
        ]
    )
