"""What prints cost and how they ended, what is on order."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import polars as pl

from printshop.frames import (
    FAILURES,
    ON_ORDER,
    OUTCOMES,
    OUTCOMES_BY_FILAMENT,
    OUTCOMES_BY_MATERIAL,
    VERSION_LINES,
)
from printshop.repo.frames.reading import FrameReader

_GOOD: Final = "sum(good_of_run(j.status, j.units_good, j.units_rejected))::float8"
# As they are counted when a run ends: no look reads the jobs of years.
_OUTCOMES: Final = """
    SELECT o.variant_id, v.model_id, o.printer_id, o.completed, o.failed, o.good
      FROM (
          SELECT variant_id, printer_id, sum(completed) AS completed, sum(failed) AS failed,
                 sum(good)::float8 AS good
            FROM run_outcomes
           WHERE %(ids)s::uuid[] IS NULL OR variant_id = ANY(%(ids)s::uuid[])
           GROUP BY variant_id, printer_id
          HAVING sum(completed) + sum(failed) > 0
      ) o
      JOIN model_variants v ON v.id = o.variant_id
     ORDER BY o.variant_id, o.printer_id
"""
_OUTCOMES_BY_FILAMENT: Final = """
    SELECT u.filament_id, f.material_type,
           count(*) FILTER (WHERE j.status = 'completed'),
           count(*) FILTER (WHERE j.status = 'failed'), {good}
      FROM (SELECT DISTINCT job_id, filament_id FROM job_filament_usage) u
      JOIN print_jobs j ON j.id = u.job_id
      JOIN filaments f ON f.id = u.filament_id
     WHERE j.status IN ('completed', 'failed')
       AND (%(ids)s::uuid[] IS NULL OR j.variant_id = ANY(%(ids)s::uuid[]))
     GROUP BY u.filament_id, f.material_type
     ORDER BY u.filament_id
"""
_OUTCOMES_BY_MATERIAL: Final = """
    SELECT u.material_type,
           count(*) FILTER (WHERE j.status = 'completed'),
           count(*) FILTER (WHERE j.status = 'failed'), {good}
      FROM (
          SELECT DISTINCT used.job_id, f.material_type
            FROM job_filament_usage used
            JOIN filaments f ON f.id = used.filament_id
      ) u
      JOIN print_jobs j ON j.id = u.job_id
     WHERE j.status IN ('completed', 'failed')
       AND (%(ids)s::uuid[] IS NULL OR j.variant_id = ANY(%(ids)s::uuid[]))
     GROUP BY u.material_type
     ORDER BY u.material_type
"""
_FAILURES: Final = """
    SELECT j.variant_id, j.failure_reason, count(*), coalesce(sum(u.lost_cg), 0)::bigint
      FROM print_jobs j
      LEFT JOIN LATERAL (
          SELECT sum(actual_g) * 100 AS lost_cg FROM job_filament_usage WHERE job_id = j.id
      ) u ON true
     WHERE j.status = 'failed'
       AND (%(ids)s::uuid[] IS NULL OR j.variant_id = ANY(%(ids)s::uuid[]))
     GROUP BY j.variant_id, j.failure_reason
     ORDER BY j.variant_id, j.failure_reason
"""
_VERSION_LINES: Final = """
    SELECT id, model_id, previous_variant_id FROM model_variants ORDER BY id
"""
# UNION leaves out what was found before, so versions in a ring come to an end too.
_LINES_OF: Final = """
    WITH RECURSIVE line (id, model_id, previous_variant_id) AS (
        SELECT id, model_id, previous_variant_id FROM model_variants WHERE id = ANY(%(ids)s)
         UNION
        SELECT v.id, v.model_id, v.previous_variant_id
          FROM line JOIN model_variants v ON v.id = line.previous_variant_id
    )
    SELECT id, model_id, previous_variant_id FROM line ORDER BY id
"""
_ON_ORDER: Final = """
    SELECT filament_id, (sum((rolls - received_rolls) * roll_g) * 100)::bigint,
           sum(rolls - received_rolls)::bigint, min(expected_on)
      FROM shopping_list_items
     WHERE status = 'ordered' AND rolls > received_rolls
     GROUP BY filament_id
     ORDER BY filament_id
"""


class MoneyFrames(FrameReader):
    """What prints cost and how they ended, what is on order."""

    def outcomes(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """OUTCOMES of these variants; of the whole shop without them."""
        ids = None if variant_ids is None else list(variant_ids)
        return self.read(_OUTCOMES, OUTCOMES, "outcomes", {"ids": ids})

    def outcomes_by_filament(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """OUTCOMES_BY_FILAMENT of these variants; of the whole shop without them."""
        ids = None if variant_ids is None else list(variant_ids)
        sql = _OUTCOMES_BY_FILAMENT.format(good=_GOOD)
        return self.read(sql, OUTCOMES_BY_FILAMENT, "outcomes by filament", {"ids": ids})

    def outcomes_by_material(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """OUTCOMES_BY_MATERIAL of these variants; of the whole shop without them."""
        ids = None if variant_ids is None else list(variant_ids)
        sql = _OUTCOMES_BY_MATERIAL.format(good=_GOOD)
        return self.read(sql, OUTCOMES_BY_MATERIAL, "outcomes by material", {"ids": ids})

    def failures(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """FAILURES of these variants; of the whole shop without them."""
        ids = None if variant_ids is None else list(variant_ids)
        return self.read(_FAILURES, FAILURES, "failures", {"ids": ids})

    def version_lines(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """VERSION_LINES of these variants and all they follow; of the whole shop without them."""
        if variant_ids is None:
            return self.read(_VERSION_LINES, VERSION_LINES, "version lines")
        of = {"ids": list(variant_ids)}
        return self.read(_LINES_OF, VERSION_LINES, "version lines", of)

    def on_order(self) -> pl.DataFrame:
        """ON_ORDER of the whole shop."""
        return self.read(_ON_ORDER, ON_ORDER, "on order")
