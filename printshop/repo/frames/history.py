"""What finished prints teach."""

from typing import Final

import polars as pl

from printshop.frames import MEASURED, TIMED
from printshop.repo.frames.reading import FrameReader

# Every look at the queue reads what finished jobs teach. Older ones say little of today's
# printers, and a shop of many years need not read them each time.
MOST_LEARNT_FROM: Final = 500

# OFFSET 0 keeps each job looked up by its id: few prints are weighed, and reading all jobs to
# find them is what took most of the time.
_MEASURED: Final = """
    SELECT j.id, u.filament_id, coalesce(p.model, ''), f.material_type,
           ((SELECT count(DISTINCT filament_index) FROM filament_requirements r
              WHERE r.plate_id = j.plate_id) > 1)::text,
           (sum(u.estimated_g) * 100)::bigint, (sum(u.actual_g) * 100)::bigint,
           (extract(epoch FROM j.finished_at) * 1000000)::bigint
      FROM (
          SELECT j.id, j.plate_id, j.printer_id, j.finished_at
            FROM (SELECT DISTINCT job_id FROM job_filament_usage WHERE is_measured) weighed,
                 LATERAL (SELECT * FROM print_jobs j WHERE j.id = weighed.job_id OFFSET 0) j
           WHERE j.status = 'completed'
           ORDER BY j.finished_at DESC, j.id LIMIT %(most)s
      ) j
      JOIN job_filament_usage u ON u.job_id = j.id
      JOIN filaments f ON f.id = u.filament_id
      LEFT JOIN printers p ON p.id = j.printer_id
     GROUP BY j.id, u.filament_id, p.model, f.material_type, j.finished_at, j.plate_id
    HAVING bool_and(u.is_measured) AND sum(u.estimated_g) > 0
     ORDER BY j.finished_at DESC, j.id, u.filament_id
"""
_TIMED: Final = """
    WITH timed AS MATERIALIZED (
        SELECT j.id, j.printer_id, p.print_time_s, j.print_s, j.finished_at
          FROM print_jobs j
          JOIN plates p ON p.id = j.plate_id
         WHERE j.status = 'completed' AND j.print_s > 0 AND p.print_time_s > 0
         ORDER BY j.finished_at DESC, j.id LIMIT %(most)s
    ), most_used AS (
        SELECT DISTINCT ON (u.job_id) u.job_id, f.material_type
          FROM job_filament_usage u
          JOIN filaments f ON f.id = u.filament_id
         WHERE u.job_id IN (SELECT id FROM timed)
         GROUP BY u.job_id, f.material_type
         ORDER BY u.job_id, sum(u.actual_g) DESC, f.material_type
    )
    SELECT j.id, j.printer_id, coalesce(p.model, ''), (p.nozzle_diameter_mm * 1000)::integer,
           coalesce(m.material_type::text, ''), j.print_time_s, j.print_s,
           (extract(epoch FROM j.finished_at) * 1000000)::bigint
      FROM timed j
      LEFT JOIN most_used m ON m.job_id = j.id
      LEFT JOIN printers p ON p.id = j.printer_id
     ORDER BY j.finished_at DESC, j.id
"""


class HistoryFrames(FrameReader):
    """What finished prints teach."""

    def measured(self) -> pl.DataFrame:
        """MEASURED of the latest finished jobs that were measured."""
        return self.read(_MEASURED, MEASURED, "measured", {"most": MOST_LEARNT_FROM})

    def timed(self) -> pl.DataFrame:
        """TIMED of the latest finished jobs that were timed."""
        return self.read(_TIMED, TIMED, "timed", {"most": MOST_LEARNT_FROM})
