"""What can be printed, and what plates take."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import polars as pl

from printshop.frames import PRINTABLE, REQUIREMENTS
from printshop.repo.frames.reading import FrameReader
from printshop.repo.printable import OF_PRINTABLE

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


class CatalogFrames(FrameReader):
    """What can be printed, and what plates take."""

    def requirements(self, variant_ids: Sequence[UUID]) -> pl.DataFrame:
        """REQUIREMENTS of these variants and of everything that is queued or printing."""
        sql = _REQUIREMENTS.format(which=f"({_OF_VARIANTS}) OR ({_OF_OPEN_JOBS})")
        return self.read(sql, REQUIREMENTS, "requirements", {"ids": list(variant_ids)})

    def printable(self, *, demand_since: datetime) -> pl.DataFrame:
        """PRINTABLE of the whole shop; what was completed before `demand_since` is no demand."""
        return self.read(OF_PRINTABLE, PRINTABLE, "printable", {"since": demand_since})
