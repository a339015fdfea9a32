"""What costs are worked out from."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

import polars as pl

from printshop.frames import (
    COSTED_GRAMS,
    COSTED_PLATES,
    COSTED_VERSIONS,
    KEPT_COSTS,
    LOST_RUNS,
    NOTED_COSTS,
    PRINTER_RATES,
    VERSION_NAMES,
    conform,
)
from printshop.repo.frames.copying import FramesByCopy
from printshop.repo.frames.history import MOST_LEARNT_FROM

_WHICH: Final = "%(ids)s::uuid[] IS NULL OR {column} = ANY(%(ids)s::uuid[])"
# A model's price is for a unit of its newest version; where that was retired, for one of the
# newest that is left, too.
_VERSIONS: Final = """
    SELECT v.id, v.model_id, (v.status <> 'retired' AND m.archived_at IS NULL)::text,
           (m.unit_price * 1000000)::bigint, (m.packaging_cost * 1000000)::bigint, m.finishing_min,
           v.plate_count, CASE WHEN v.is_newest THEN v.plate_count ELSE v.priced_plates END
      FROM (
          SELECT of_models.*, version = max(version) OVER (PARTITION BY model_id) AS is_newest,
                 first_value(plate_count) OVER (
                     PARTITION BY model_id ORDER BY status = 'retired', version DESC
                 ) AS priced_plates
            FROM (
                SELECT id, model_id, status, version,
                       (SELECT count(*) FROM plates p WHERE p.variant_id = n.id) AS plate_count
                  FROM model_variants n
                 WHERE {of_models}
            ) of_models
      ) v
      JOIN models m ON m.id = v.model_id
     WHERE {which}
     ORDER BY v.id
"""
_OF_MODELS: Final = (
    "model_id IN (SELECT model_id FROM model_variants WHERE id = ANY(%(ids)s::uuid[]))"
)
_PLATES: Final = """
    SELECT p.variant_id, p.id, p.plate_index, nullif(p.print_time_s, 0), p.units, v.printer_model
      FROM plates p
      JOIN model_variants v ON v.id = p.variant_id
     WHERE {which}
     ORDER BY p.variant_id, p.plate_index
"""
# What a plate and a filament say of all their rows is put beside them here, which takes a
# fraction of the time.
_GRAMS: Final = """
    SELECT r.plate_id, r.filament_index, r.filament_id,
           ((r.usage_model_g + coalesce(r.usage_waste_g, 0) + coalesce(r.usage_purge_g, 0))
            * 100)::bigint, (r.usage_waste_g * 100)::bigint, (r.usage_purge_g * 100)::bigint
      FROM filament_requirements r
     WHERE {which}
"""
_MATERIALS: Final = "SELECT id, material_type FROM filaments"
_PRINTERS: Final = """
    SELECT id, name, model, takes_any_model::text, array_to_string(accepts_models, '|'), watts,
           (cost_per_hour * 1000000)::bigint
      FROM printers
     WHERE is_active
     ORDER BY name
"""
_LOST: Final = """
    SELECT (sum(u.estimated_g) * 100)::bigint, (sum(u.actual_g) * 100)::bigint
      FROM (
          SELECT id, finished_at FROM print_jobs
           WHERE status = 'failed' ORDER BY finished_at DESC, id LIMIT %(most)s
      ) j
      JOIN job_filament_usage u ON u.job_id = j.id
     GROUP BY j.id, j.finished_at
    HAVING sum(u.estimated_g) > 0
     ORDER BY j.finished_at DESC, j.id
"""
_KEPT: Final = """
    SELECT id, (cost_to_produce_usd * 100)::bigint, (success_rate_pct * 100)::bigint
      FROM model_variants
     ORDER BY id
"""
_NAMES: Final = """
    SELECT v.id, v.model_id, m.name, v.version
      FROM model_variants v
      JOIN models m ON m.id = v.model_id
     WHERE v.status <> 'retired' AND m.archived_at IS NULL
     ORDER BY v.id
"""
_PLATE_GRAMS: Final = pl.Schema(
    {
        "plate_id": pl.String,
        "filament_index": pl.Int32,
        "filament_id": pl.String,
        "needed_cg": pl.Int64,
        "waste_cg": pl.Int64,
        "purge_cg": pl.Int64,
    }
)
_OF_FILAMENT: Final = pl.Schema({"filament_id": pl.String, "material": pl.String})
_NOTED: Final = """
    SELECT DISTINCT ON (variant_id) variant_id, noted_on, (unit_cost * 1000000)::bigint, lines
      FROM variant_costs
     WHERE {which}
     ORDER BY variant_id, noted_on {direction}
"""


class CostingFrames(FramesByCopy):
    """What costs are worked out from, of these versions; of all of the shop without them."""

    def costed_versions(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """COSTED_VERSIONS."""
        sql = _VERSIONS.format(
            which=_WHICH.format(column="v.id"),
            of_models="true" if variant_ids is None else _OF_MODELS,
        )
        return self.copied(sql, COSTED_VERSIONS, "versions", _ids(variant_ids))

    def costed_plates(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """COSTED_PLATES."""
        sql = _PLATES.format(which=_WHICH.format(column="p.variant_id"))
        return self.copied(sql, COSTED_PLATES, "plates", _ids(variant_ids))

    def costed_grams(
        self, plates: pl.DataFrame, variant_ids: Sequence[UUID] | None = None
    ) -> pl.DataFrame:
        """COSTED_GRAMS of the plates of COSTED_PLATES, of the same versions."""
        of_plates = "plate_id IN (SELECT id FROM plates WHERE variant_id = ANY(%(ids)s::uuid[]))"
        sql = _GRAMS.format(which="true" if variant_ids is None else of_plates)
        grams = self.copied(sql, _PLATE_GRAMS, "grams of plates", _ids(variant_ids))
        materials = self.copied(_MATERIALS, _OF_FILAMENT, "materials")
        return (
            grams.lazy()
            # By the place of the plate: numbers are sorted in a fraction of the time of texts.
            .join(plates.lazy().with_row_index("place"), on="plate_id")
            .join(materials.lazy(), on="filament_id", how="left")
            .sort("place", "filament_index")
            .with_columns(pl.lit(None, pl.Int64).alias("file_cost_e6"))
            .select(COSTED_GRAMS.names())
            .collect()
            .pipe(conform, COSTED_GRAMS, "grams")
        )

    def printer_rates(self) -> pl.DataFrame:
        """PRINTER_RATES of the whole shop."""
        return self.copied(_PRINTERS, PRINTER_RATES, "printer rates")

    def lost_runs(self) -> pl.DataFrame:
        """LOST_RUNS of the latest failed jobs."""
        return self.copied(_LOST, LOST_RUNS, "lost runs", {"most": MOST_LEARNT_FROM})

    def kept_costs(self) -> pl.DataFrame:
        """KEPT_COSTS of the whole shop."""
        return self.copied(_KEPT, KEPT_COSTS, "kept costs")

    def version_names(self) -> pl.DataFrame:
        """VERSION_NAMES of the whole shop."""
        return self.copied(_NAMES, VERSION_NAMES, "version names")

    def last_noted_costs(self, *, until: date | None = None) -> pl.DataFrame:
        """NOTED_COSTS as they were last noted, up to a day, that one too."""
        which = "%(until)s::date IS NULL OR noted_on <= %(until)s::date"
        sql = _NOTED.format(which=which, direction="DESC")
        return self.copied(sql, NOTED_COSTS, "noted costs", {"until": until})

    def first_noted_costs(self, *, after: date) -> pl.DataFrame:
        """NOTED_COSTS as they were first noted after a day."""
        sql = _NOTED.format(which="noted_on > %(after)s::date", direction="")
        return self.copied(sql, NOTED_COSTS, "noted costs", {"after": after})


def _ids(variant_ids: Sequence[UUID] | None) -> dict[str, object]:
    return {"ids": None if variant_ids is None else list(variant_ids)}
