"""What waits to be printed, and on what."""

from typing import Final

import polars as pl

from printshop.frames import LOADED, PRINTERS, QUEUE
from printshop.repo.frames.reading import FrameReader

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


class QueueFrames(FrameReader):
    """What waits to be printed, and on what."""

    def queue(self) -> pl.DataFrame:
        """QUEUE of the whole shop."""
        return self.read(_QUEUE, QUEUE, "queue")

    def printers(self) -> pl.DataFrame:
        """PRINTERS that are active."""
        return self.read(_PRINTERS, PRINTERS, "printers")

    def loaded(self) -> pl.DataFrame:
        """LOADED of all printers."""
        return self.read(_LOADED, LOADED, "loaded")
