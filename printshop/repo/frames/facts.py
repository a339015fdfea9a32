"""What a shop did and bought, as the owner's dashboard counts it."""

from datetime import datetime
from typing import Final

import polars as pl

from printshop.frames import (
    FACT_MONTHS,
    FILAMENT_FACTS,
    JOB_FACTS,
    MARGIN_FACTS,
    NEED_FACTS,
    PLATE_FACTS,
    PRINTER_FACTS,
    SPOOL_FACTS,
    USE_FACTS,
)
from printshop.repo.frames.reading import FrameReader

# A sum and not the latest: whoever began first may commit last. By days first: to tell the month
# of each job takes as long as all the rest.
_MONTHS: Final = """
    SELECT date_trunc('month', day AT TIME ZONE 'UTC')::date AS month, sum(jobs),
           sum(changed)::text
      FROM (
          SELECT date_bin('1 day', finished_at, timestamptz '2000-01-01 00:00+00') AS day,
                 count(*) AS jobs, sum(updated_at - timestamptz '2000-01-01') AS changed
            FROM print_jobs
           WHERE finished_at >= %(since)s AND finished_at < %(until)s
           GROUP BY day
      ) finished
     GROUP BY month ORDER BY month
"""
_JOB: Final = """
    SELECT j.number, uuid_hash_extended(j.plate_id, 0) AS plate_key,
           uuid_hash_extended(j.printer_id, 0) AS printer_key,
           j.status, coalesce(j.failure_reason::text, '') AS reason,
           (extract(epoch FROM j.started_at) * 1000000)::bigint AS started_at,
           (extract(epoch FROM j.finished_at) * 1000000)::bigint AS finished_at,
           j.print_s, j.completion_percentage AS done_pct, j.units_good AS good,
           j.units_rejected AS rejected
      FROM print_jobs j
"""
_JOBS: Final = f"""{_JOB}
     WHERE j.finished_at >= %(since)s AND j.finished_at < %(until)s
     ORDER BY j.finished_at, j.number
"""
_RUNNING: Final = f"""{_JOB}
     WHERE j.status = 'printing'
     ORDER BY j.number
"""
_USES: Final = """
    SELECT j.number, uuid_hash_extended(u.requirement_id, 0) AS need_key,
           uuid_hash_extended(u.filament_id, 0) AS filament_key,
           uuid_hash_extended(u.spool_id, 0) AS spool_key,
           (u.actual_g * 100)::bigint AS used_cg
      FROM print_jobs j JOIN job_filament_usage u ON u.user_id = j.user_id AND u.job_id = j.id
     WHERE j.finished_at >= %(since)s AND j.finished_at < %(until)s
"""
_PLATES: Final = """
    SELECT uuid_hash_extended(p.id, 0), p.plate_index, uuid_hash_extended(v.id, 0), v.id,
           v.version, uuid_hash_extended(m.id, 0), m.id, m.name, m.category, p.print_time_s,
           p.units
      FROM plates p
      JOIN model_variants v ON v.id = p.variant_id
      JOIN models m ON m.id = v.model_id
"""
_NEEDS: Final = """
    SELECT uuid_hash_extended(id, 0) AS need_key, uuid_hash_extended(plate_id, 0) AS plate_key,
           uuid_hash_extended(filament_id, 0) AS filament_key,
           (usage_model_g * 100)::bigint AS model_cg,
           CASE WHEN split_known THEN (usage_waste_g * 100)::bigint END AS waste_cg,
           CASE WHEN split_known THEN (usage_support_g * 100)::bigint END AS support_cg,
           CASE WHEN split_known THEN (usage_purge_g * 100)::bigint END AS flush_cg
      FROM filament_requirements
"""
_FILAMENTS: Final = """
    SELECT uuid_hash_extended(id, 0), uuid_hash_extended(merged_into_id, 0), id, brand,
           material_type,
           concat_ws(' ', brand, coalesce(nullif(slicer_name, ''), material_type::text),
                     color_name),
           (average_cost_per_gram * 1000000)::bigint, (cost_per_gram_base * 1000000)::bigint
      FROM filaments
"""
# Few lines of the ledger take another one back: they are looked for once, not for each spool.
_SPOOLS: Final = """
    WITH taken_back AS MATERIALIZED (
        SELECT came.spool_id
          FROM inventory_movements back
          JOIN inventory_movements came ON came.id = back.reverses_id
         WHERE back.reverses_id IS NOT NULL AND came.reason = 'received'
    )
    SELECT uuid_hash_extended(s.id, 0), s.id, s.number, uuid_hash_extended(s.filament_id, 0),
           CASE WHEN s.id NOT IN (SELECT spool_id FROM taken_back)
                THEN coalesce(s.purchase_date, (s.created_at AT TIME ZONE %(zone)s)::date) END,
           s.purchase_date, s.supplier, s.location, (s.initial_grams * 100)::bigint,
           CASE WHEN s.archived_at IS NULL THEN (s.quantity_grams * 100)::bigint ELSE 0 END,
           (s.landed_cost_per_gram * 1000000)::bigint, (s.actual_cost_per_gram * 1000000)::bigint
      FROM filament_inventory s
     ORDER BY s.number
"""
_MARGINS: Final = """
    SELECT DISTINCT ON (m.id) m.id, v.id, m.name, v.version, m.category,
           (v.cost_to_produce_usd * 100)::bigint, (m.unit_price * 100)::bigint
      FROM models m JOIN model_variants v ON v.model_id = m.id
     WHERE m.archived_at IS NULL AND v.status <> 'retired'
     ORDER BY m.id, v.version DESC
"""
_PRINTERS: Final = """
    SELECT uuid_hash_extended(p.id, 0), p.id, p.name, p.is_active::text,
           (extract(epoch FROM least(p.created_at, (
               SELECT min(j.started_at) FROM print_jobs j
                WHERE j.user_id = p.user_id AND j.printer_id = p.id
           ))) * 1000000)::bigint
      FROM printers p
     ORDER BY p.name
"""


class FactFrames(FrameReader):
    """What a shop did and bought."""

    def fact_months(self, since: datetime, until: datetime) -> pl.DataFrame:
        """FACT_MONTHS of what finished from `since` on and before `until`."""
        return self.read(_MONTHS, FACT_MONTHS, "months", {"since": since, "until": until})

    def job_facts(self, since: datetime, until: datetime) -> pl.DataFrame:
        """JOB_FACTS of what finished from `since` on and before `until`."""
        between = {"since": since, "until": until}
        return self.packed(_JOBS, JOB_FACTS, "finished jobs", between)

    def running_facts(self) -> pl.DataFrame:
        """JOB_FACTS of what prints now: finished_at is null."""
        return self.packed(_RUNNING, JOB_FACTS, "running jobs")

    def use_facts(self, since: datetime, until: datetime) -> pl.DataFrame:
        """USE_FACTS of what finished from `since` on and before `until`."""
        return self.packed(_USES, USE_FACTS, "uses", {"since": since, "until": until})

    def plate_facts(self) -> pl.DataFrame:
        """PLATE_FACTS of the whole shop."""
        return self.read(_PLATES, PLATE_FACTS, "plates")

    def need_facts(self) -> pl.DataFrame:
        """NEED_FACTS of the whole shop."""
        return self.packed(_NEEDS, NEED_FACTS, "needs")

    def filament_facts(self) -> pl.DataFrame:
        """FILAMENT_FACTS of the whole shop."""
        return self.read(_FILAMENTS, FILAMENT_FACTS, "filaments")

    def spool_facts(self, zone: str) -> pl.DataFrame:
        """SPOOL_FACTS of the whole shop, its days those of a time zone."""
        return self.read(_SPOOLS, SPOOL_FACTS, "spools", {"zone": zone})

    def margin_facts(self) -> pl.DataFrame:
        """MARGIN_FACTS of the whole shop."""
        return self.read(_MARGINS, MARGIN_FACTS, "margins")

    def printer_facts(self) -> pl.DataFrame:
        """PRINTER_FACTS of the whole shop."""
        return self.read(_PRINTERS, PRINTER_FACTS, "printers")
