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
    NOTED_LINES,
    PRINTER_RATES,
    VERSION_NAMES,
    conform,
)
from printshop.repo.frames.history import MOST_LEARNT_FROM
from printshop.repo.frames.reading import FrameReader

_WHICH: Final = "%(ids)s::uuid[] IS NULL OR {column} = ANY(%(ids)s::uuid[])"
_VERSIONS: Final = """
    SELECT v.id, v.model_id, (v.status <> 'retired' AND m.archived_at IS NULL)::text,
           (m.unit_price * 1000000)::bigint, (m.packaging_cost * 1000000)::bigint,
           m.finishing_min, v.version, (v.status = 'retired')::text
      FROM model_variants v
      JOIN models m ON m.id = v.model_id
     WHERE {which}
     ORDER BY v.id
"""
_PLATE_COUNTS: Final = "SELECT variant_id, count(*) FROM plates WHERE {which} GROUP BY variant_id"
# Of all versions of the models of those that are asked about.
_OF_MODELS: Final = (
    "model_id IN (SELECT model_id FROM model_variants WHERE id = ANY(%(ids)s::uuid[]))"
)
_OF_PLATES: Final = (
    "variant_id IN (SELECT id FROM model_variants WHERE model_id IN"
    " (SELECT model_id FROM model_variants WHERE id = ANY(%(ids)s::uuid[])))"
)
_READ: Final = pl.Schema(
    {
        **dict(list(COSTED_VERSIONS.items())[:-2]),
        "version": pl.Int32,
        "is_retired": pl.Boolean,
    }
)
_COUNTED: Final = pl.Schema({"variant_id": pl.String, "plate_count": pl.Int32})
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
# Version by version along the primary key: a history of years is not read for its last line.
_NOTED: Final = """
    SELECT v.id, noted.noted_on, (noted.unit_cost * 1000000)::bigint
      FROM model_variants v,
           LATERAL (
               SELECT c.noted_on, c.unit_cost
                 FROM variant_costs c
                WHERE c.variant_id = v.id AND {which}
                ORDER BY c.noted_on {direction}
                LIMIT 1
           ) noted
     ORDER BY v.id
"""
_LINES: Final = """
    SELECT c.variant_id, c.noted_on, c.lines
      FROM unnest(%(ids)s::uuid[], %(days)s::date[]) AS asked (variant_id, noted_on)
      JOIN variant_costs c USING (variant_id, noted_on)
"""


class CostingFrames(FrameReader):
    """What costs are worked out from, of these versions; of all of the shop without them."""

    def costed_versions(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """COSTED_VERSIONS."""
        is_all, ids = variant_ids is None, _ids(variant_ids)
        sql = _VERSIONS.format(which="true" if is_all else f"v.{_OF_MODELS}")
        versions = self.read(sql, _READ, "versions", ids)
        sql = _PLATE_COUNTS.format(which="true" if is_all else _OF_PLATES)
        counts = self.read(sql, _COUNTED, "plates of versions", ids)
        found = _with_priced_plates(versions, counts)
        if variant_ids is not None:
            found = found.filter(pl.col("variant_id").is_in([str(of) for of in variant_ids]))
        return found.pipe(conform, COSTED_VERSIONS, "versions")

    def costed_plates(self, variant_ids: Sequence[UUID] | None = None) -> pl.DataFrame:
        """COSTED_PLATES."""
        sql = _PLATES.format(which=_WHICH.format(column="p.variant_id"))
        return self.read(sql, COSTED_PLATES, "plates", _ids(variant_ids))

    def costed_grams(
        self, plates: pl.DataFrame, variant_ids: Sequence[UUID] | None = None
    ) -> pl.DataFrame:
        """COSTED_GRAMS of the plates of COSTED_PLATES, of the same versions."""
        of_plates = "plate_id IN (SELECT id FROM plates WHERE variant_id = ANY(%(ids)s::uuid[]))"
        sql = _GRAMS.format(which="true" if variant_ids is None else of_plates)
        grams = self.read(sql, _PLATE_GRAMS, "grams of plates", _ids(variant_ids))
        materials = self.read(_MATERIALS, _OF_FILAMENT, "materials")
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
        return self.read(_PRINTERS, PRINTER_RATES, "printer rates")

    def lost_runs(self) -> pl.DataFrame:
        """LOST_RUNS of the latest failed jobs."""
        return self.read(_LOST, LOST_RUNS, "lost runs", {"most": MOST_LEARNT_FROM})

    def kept_costs(self) -> pl.DataFrame:
        """KEPT_COSTS of the whole shop."""
        return self.read(_KEPT, KEPT_COSTS, "kept costs")

    def version_names(self) -> pl.DataFrame:
        """VERSION_NAMES of the whole shop."""
        return self.read(_NAMES, VERSION_NAMES, "version names")

    def last_noted_costs(self, *, until: date = date.max) -> pl.DataFrame:
        """NOTED_COSTS as they were last noted, up to a day, that one too."""
        sql = _NOTED.format(which="c.noted_on <= %(until)s", direction="DESC")
        return self.read(sql, NOTED_COSTS, "noted costs", {"until": until})

    def first_noted_costs(self, *, after: date) -> pl.DataFrame:
        """NOTED_COSTS as they were first noted after a day."""
        sql = _NOTED.format(which="c.noted_on > %(after)s", direction="")
        return self.read(sql, NOTED_COSTS, "noted costs", {"after": after})

    def noted_lines(self, notes: pl.DataFrame) -> pl.DataFrame:
        """NOTED_LINES of these notes, by variant_id and noted_on."""
        asked = {"ids": notes["variant_id"].to_list(), "days": notes["noted_on"].to_list()}
        return self.read(_LINES, NOTED_LINES, "lines of noted costs", asked)


def _ids(variant_ids: Sequence[UUID] | None) -> dict[str, object]:
    return {"ids": None if variant_ids is None else list(variant_ids)}


def _with_priced_plates(versions: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """Add how many plates a version has, and how many the unit has that its price is for.

    That is a unit of the model's newest version; where that was retired, the price is for one of
    the newest that is left as well.
    """
    known = versions.join(counts, on="variant_id", how="left", maintain_order="left").with_columns(
        pl.col("plate_count").fill_null(0)
    )
    newest = (
        known.sort("is_retired", "version", descending=[False, True])
        .unique("model_id", keep="first", maintain_order=True)
        .select("model_id", pl.col("plate_count").alias("priced_plates"))
    )
    is_newest = pl.col("version") == pl.col("version").max().over("model_id")
    return (
        known.join(newest, on="model_id", how="left", maintain_order="left")
        .with_columns(
            pl.when(is_newest).then("plate_count").otherwise("priced_plates").alias("priced_plates")
        )
        .select(COSTED_VERSIONS.names())
    )
