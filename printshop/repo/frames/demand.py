"""What was used of filaments and sold of products."""

from datetime import date
from typing import Final
from uuid import UUID

import polars as pl

from printshop.frames import DAILY_USE, PRODUCED, PRODUCT_WEEKS
from printshop.repo.frames.reading import FrameReader

# What prints took stands with the jobs, by the spool's filament: after a merge that is the one
# which stayed. The ledger adds what a scale found gone of a reel that had been weighed before, and,
# of filaments that no job ever used, what was subtracted by hand: of others that may be anything,
# such as reels given away. A line that takes another back counts on the day of that one.
_DAILY_USE: Final = """
    WITH ended AS MATERIALIZED (
        SELECT id, (finished_at AT TIME ZONE %(zone)s)::date AS used_on
          FROM print_jobs
         WHERE finished_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
    )
    SELECT filament_id, used_on, (sum(used_g) * 100)::bigint
      FROM (
          SELECT coalesce(s.filament_id, u.filament_id) AS filament_id, j.used_on,
                 u.actual_g AS used_g
            FROM ended j
            JOIN job_filament_usage u ON u.job_id = j.id
            LEFT JOIN filament_inventory s ON s.id = u.spool_id
           WHERE true {of_use}
          UNION ALL
          SELECT s.filament_id,
                 (coalesce(taken_back.booked_at, m.booked_at) AT TIME ZONE %(zone)s)::date,
                 -m.amount_grams
            FROM inventory_movements m
            JOIN filament_inventory s ON s.id = m.spool_id
            LEFT JOIN inventory_movements taken_back ON taken_back.id = m.reverses_id
           WHERE m.job_id IS NULL AND m.reason <> 'used' AND m.reason <> 'received'
             AND m.booked_at >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
             AND coalesce(taken_back.booked_at, m.booked_at)
                 >= %(since)s::date::timestamp AT TIME ZONE %(zone)s
             AND (coalesce(taken_back.reason, m.reason) = 'subtracted'
                  AND NOT EXISTS (
                      SELECT 1 FROM job_filament_usage u
                       WHERE u.user_id = s.user_id AND u.filament_id = s.filament_id
                  )
                  OR coalesce(taken_back.reason, m.reason) IN ('set', 'counted')
                  AND coalesce(taken_back.was_weighed, m.was_weighed))
          UNION ALL
          SELECT filament_id, %(since)s::date, 0
            FROM filament_inventory WHERE opened_on < %(since)s::date
      ) uses
     WHERE filament_id IS NOT NULL {of}
     GROUP BY filament_id, used_on
"""
_OF_FILAMENT: Final = "AND filament_id = %(filament_id)s"
# More than these rows, by indexes; `_OF_FILAMENT` has the last word.
_USE_OF_FILAMENT: Final = """
    AND (u.filament_id = %(filament_id)s OR u.spool_id = ANY(ARRAY(
        SELECT id FROM filament_inventory WHERE filament_id = %(filament_id)s
    )))
"""

# Weeks of seven days that end today; what is older than the span falls into the one before it.
_WEEKS_AGO: Final = "least(greatest((%(as_of)s::date - {day}) / 7, 0), %(weeks)s)"
# What is older than the span is most of a shop's history: no day is worked out of it.
_WEEK_OF_PRINT: Final = f"""
    CASE WHEN j.finished_at < (%(as_of)s::date - %(weeks)s * 7 + 1)::timestamp AT TIME ZONE %(zone)s
         THEN %(weeks)s
         ELSE {_WEEKS_AGO.format(day="(j.finished_at AT TIME ZONE %(zone)s)::date")} END
"""
_PRODUCED: Final = """
    SELECT v.model_id, v.id, p.id, coalesce(j.weeks_ago, %(weeks)s), coalesce(j.good, 0)
      FROM model_variants v
      JOIN plates p ON p.variant_id = v.id
      LEFT JOIN (
          SELECT j.plate_id, {weeks_ago} AS weeks_ago,
                 sum(coalesce(j.units_good, p.units))::bigint AS good
            FROM print_jobs j
            JOIN plates p ON p.id = j.plate_id
           WHERE j.status = 'completed'
             AND j.finished_at < (%(as_of)s::date + 1)::timestamp AT TIME ZONE %(zone)s
           GROUP BY 1, 2
      ) j ON j.plate_id = p.id
     WHERE {which}
     ORDER BY v.model_id, v.id, p.id, 4
"""
_EVER_COMPLETED: Final = """
    v.id IN (SELECT variant_id FROM run_outcomes GROUP BY variant_id HAVING sum(completed) > 0)
"""
_PRODUCT_WEEKS: Final = """
    SELECT m.model_id, {weeks_ago},
           -coalesce(sum(m.units) FILTER (
               WHERE coalesce(taken_back.reason, m.reason) IN ('sold', 'returned')
           ), 0)::bigint,
           sum(m.units)::bigint
      FROM product_movements m
      LEFT JOIN product_movements taken_back ON taken_back.id = m.reverses_id
     WHERE m.moved_on <= %(as_of)s::date {of}
     GROUP BY 1, 2
     ORDER BY 1, 2
"""
_MODELS: Final = "SELECT id FROM models WHERE archived_at IS NULL ORDER BY id"
_MODEL_IDS: Final = pl.Schema({"model_id": pl.String})


class DemandFrames(FrameReader):
    """What was used of filaments and sold of products."""

    def daily_use(self, *, since: date, zone: str, filament_id: UUID | None = None) -> pl.DataFrame:
        """DAILY_USE of the whole shop, or of one filament.

        Args:
            since: the first day that is read.
            zone: of the shop, IANA name: its days are counted.
            filament_id: of which alone.

        """
        sql = _DAILY_USE.format(
            of=_OF_FILAMENT if filament_id else "",
            of_use=_USE_OF_FILAMENT if filament_id else "",
        )
        asked = {"since": since, "zone": zone, "filament_id": filament_id}
        # Sorted here: the database would do so on its disk.
        return self.read(sql, DAILY_USE, "daily use", asked).sort("filament_id", "used_on")

    def produced(
        self, *, as_of: date, weeks: int, zone: str, model_id: UUID | None = None
    ) -> pl.DataFrame:
        """PRODUCED of the whole shop, or of one model.

        Args:
            as_of: today in the shop's time zone.
            weeks: how many are told apart.
            zone: of the shop, IANA name.
            model_id: of which alone.

        """
        which = _EVER_COMPLETED + ("AND v.model_id = %(model_id)s" if model_id else "")
        asked = {"as_of": as_of, "weeks": weeks, "zone": zone, "model_id": model_id}
        return self.read(
            _PRODUCED.format(weeks_ago=_WEEK_OF_PRINT, which=which), PRODUCED, "produced", asked
        )

    def product_weeks(
        self, *, as_of: date, weeks: int, model_id: UUID | None = None
    ) -> pl.DataFrame:
        """PRODUCT_WEEKS of the whole shop, or of one model; arguments as of `produced`."""
        sql = _PRODUCT_WEEKS.format(
            weeks_ago=_WEEKS_AGO.format(day="m.moved_on"),
            of="AND m.model_id = %(model_id)s" if model_id else "",
        )
        asked = {"as_of": as_of, "weeks": weeks, "model_id": model_id}
        return self.read(sql, PRODUCT_WEEKS, "product weeks", asked)

    def model_ids(self) -> pl.DataFrame:
        """model_id of every model that was not put away, sorted."""
        return self.read(_MODELS, _MODEL_IDS, "models")
