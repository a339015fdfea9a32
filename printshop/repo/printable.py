"""The question behind PRINTABLE: which versions can be printed, and how often they were of late."""

from typing import Final

OF_PRINTABLE: Final = """
    SELECT v.id, m.id, m.name, v.version,
           (v.version = max(v.version) OVER (PARTITION BY v.model_id))::text,
           m.category,
           concat_ws(' ', m.name, v.name, m.designer, array_to_string(m.tags, ' ')),
           v.print_duration_s, p.plate_count, coalesce(d.demand, 0),
           v.printer_model, (v.nozzle_diameter_mm * 1000)::integer, v.bed_type
      FROM model_variants v
      JOIN models m ON m.id = v.model_id
      JOIN (SELECT variant_id, count(*) AS plate_count FROM plates GROUP BY variant_id) p
        ON p.variant_id = v.id
      LEFT JOIN (
          SELECT variant_id, max(prints) AS demand
            FROM (
                SELECT variant_id, count(*) AS prints
                  FROM print_jobs
                 WHERE status IN ('queued', 'printing')
                    OR (status = 'completed' AND finished_at >= %(since)s)
                 GROUP BY variant_id, plate_id
            ) of_plates
           GROUP BY variant_id
      ) d ON d.variant_id = v.id
     WHERE v.status <> 'retired' AND m.archived_at IS NULL
     ORDER BY lower(m.name), m.id, v.version DESC
"""
