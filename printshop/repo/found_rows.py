"""What is said of things that were found, and which of them pass the filters of a search."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from printshop.domain.search import SearchKind, SearchQuery
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow

# Words of our own are put together here; what is asked for goes in as parameters.
# ruff: noqa: S608
_PICTURE: Final = """(SELECT p.thumbnail_key FROM plates p WHERE p.variant_id = {variant}
    AND p.thumbnail_key IS NOT NULL ORDER BY p.plate_index LIMIT 1)"""
_DESCRIBED: Final[Mapping[SearchKind, str]] = {
    SearchKind.MODEL: f"""
        SELECT m.id, m.id AS model_id, m.name AS title, m.designer, m.category,
               m.archived_at IS NOT NULL AS is_away, n.versions,
               {_PICTURE.format(variant="n.newest")} AS picture_key
          FROM models m LEFT JOIN LATERAL (
              SELECT count(*) AS versions, (array_agg(v.id ORDER BY v.version DESC))[1] AS newest
                FROM model_variants v WHERE v.model_id = m.id
          ) n ON true WHERE m.id = ANY (:ids)""",
    SearchKind.VERSION: f"""
        SELECT v.id, v.model_id, m.name AS title, v.name, v.version, v.print_duration_s, v.status,
               m.archived_at IS NOT NULL OR v.status = 'retired' AS is_away,
               {_PICTURE.format(variant="v.id")} AS picture_key
          FROM model_variants v JOIN models m ON m.id = v.model_id WHERE v.id = ANY (:ids)""",
    SearchKind.FILAMENT: """
        SELECT f.id, concat_ws(' ', f.brand, coalesce(nullif(f.slicer_name, ''),
               f.material_type::text), f.color_name) AS title, f.material_type, f.color_hex,
               f.other_color_hexes, f.archived_at IS NOT NULL AS is_away, s.spools, s.grams
          FROM filaments f LEFT JOIN LATERAL (
              SELECT count(*) AS spools, coalesce(sum(s.quantity_grams), 0) AS grams
                FROM filament_inventory s WHERE s.filament_id = f.id AND s.user_id = f.user_id
                 AND s.archived_at IS NULL AND s.quantity_grams > 0
          ) s ON true WHERE f.id = ANY (:ids)""",
    SearchKind.SPOOL: """
        SELECT s.id, s.number, concat_ws(' ', f.brand, coalesce(nullif(f.slicer_name, ''),
               f.material_type::text), f.color_name) AS title, f.color_hex, f.other_color_hexes,
               s.quantity_grams AS grams, s.location, s.batch_identifier, s.note,
               s.archived_at IS NOT NULL AS is_away
          FROM filament_inventory s JOIN filaments f ON f.id = s.filament_id
         WHERE s.id = ANY (:ids)""",
    SearchKind.JOB: f"""
        SELECT j.id, j.number, v.model_id, m.name AS title, v.version, j.status, j.failure_reason,
               j.failure_note, false AS is_away,
               (coalesce(j.finished_at, j.started_at) AT TIME ZONE
                (SELECT s.time_zone FROM shop_settings s WHERE s.user_id = j.user_id))::date
               AS on_day,
               coalesce((SELECT p.thumbnail_key FROM plates p WHERE p.id = j.plate_id),
                        {_PICTURE.format(variant="j.variant_id")}) AS picture_key
          FROM print_jobs j JOIN model_variants v ON v.id = j.variant_id
          JOIN models m ON m.id = v.model_id WHERE j.id = ANY (:ids)""",
}

# The versions that a filter is asked of: a model's any, a job's own.
_VERSIONS: Final = {
    SearchKind.MODEL: "model_variants v WHERE v.model_id = x.id",
    SearchKind.VERSION: "model_variants v WHERE v.id = x.id",
    SearchKind.JOB: "model_variants v WHERE v.id = x.variant_id",
}
_TABLES: Final = {
    SearchKind.MODEL: "models",
    SearchKind.VERSION: "model_variants",
    SearchKind.FILAMENT: "filaments",
    SearchKind.SPOOL: "filament_inventory",
    SearchKind.JOB: "print_jobs",
}
_NEEDS: Final = """plates p JOIN filament_requirements r ON r.plate_id = p.id
    LEFT JOIN filaments f ON f.id = r.filament_id WHERE p.variant_id = v.id"""
_MATERIAL: Final = f"""EXISTS (SELECT FROM {_NEEDS} AND coalesce(
    f.material_type::text, upper(r.slicer_type)) = :material)"""
_CATEGORY: Final = "(SELECT m.category FROM models m WHERE m.id = v.model_id)::text = :category"
_HAS_GRAMS: Final = """EXISTS (SELECT FROM filament_inventory s WHERE s.filament_id = {filament}
    AND s.archived_at IS NULL AND s.quantity_grams > 0)"""
_SPOOL_MATERIAL: Final = """(SELECT f.material_type FROM filaments f
    WHERE f.id = x.filament_id) = cast(:material AS material_type_enum)"""
_SPOOL_HAS_GRAMS: Final = "x.archived_at IS NULL AND x.quantity_grams > 0"
_ALL_IN_STOCK: Final = f"""EXISTS (SELECT FROM {_NEEDS}) AND NOT EXISTS (SELECT FROM {_NEEDS}
    AND NOT coalesce({_HAS_GRAMS.format(filament="r.filament_id")}, false))"""
_PRINT_TIME: Final = """v.print_duration_s BETWEEN coalesce(cast(:min_print_s AS integer), 0)
    AND coalesce(cast(:max_print_s AS integer), 2147483647)"""


class FoundRows:
    """What was found, by id."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def described(self, kind: SearchKind, ids: Sequence[UUID]) -> dict[UUID, AnyRow]:
        """What a list says of each of these that there is."""
        return {row.id: row for row in self._all(_DESCRIBED[kind], ids=list(ids))}

    def kept(self, kind: SearchKind, ids: Sequence[UUID], query: SearchQuery) -> frozenset[UUID]:
        """Those of these that pass the filters which the index knows nothing of."""
        passes = list(_filters(kind, query))
        if not passes or not ids:
            return frozenset(ids)
        rows = self._all(
            f"SELECT x.id FROM {_TABLES[kind]} x WHERE x.id = ANY (:ids) AND "
            + " AND ".join(f"({one})" for one in passes),
            ids=list(ids),
            material=query.material and query.material.value,
            min_print_s=query.min_print_s,
            max_print_s=query.max_print_s,
            category=query.category and query.category.value,
        )
        return frozenset(row.id for row in rows)

    def spool_numbered(self, number: int) -> UUID | None:
        """The spool of this number."""
        return self._one("SELECT id FROM filament_inventory WHERE number = :number", number)

    def job_numbered(self, number: int) -> UUID | None:
        """The job of this number."""
        return self._one("SELECT id FROM print_jobs WHERE number = :number", number)

    def shades(self) -> tuple[str, ...]:
        """The colours of the shop's filaments."""
        rows = self._all(
            "SELECT DISTINCT color_hex FROM filaments WHERE merged_into_id IS NULL"
            " UNION SELECT unnest(other_color_hexes) FROM filaments"
            " WHERE merged_into_id IS NULL AND other_color_hexes <> '{}'"
        )
        return tuple(row.color_hex for row in rows)

    def of_shades(self, color_hexes: Sequence[str], *, most: int) -> dict[UUID, tuple[str, ...]]:
        """The filaments that have one of these colours, with all of theirs."""
        rows = self._all(
            "SELECT id, ARRAY[color_hex] || other_color_hexes AS hexes FROM filaments"
            " WHERE merged_into_id IS NULL AND archived_at IS NULL AND (color_hex = ANY (:hexes)"
            " OR other_color_hexes <> '{}'"
            " AND other_color_hexes && cast(:hexes AS char(7)[])) LIMIT :most",
            hexes=list(color_hexes),
            most=most,
        )
        return {row.id: tuple(row.hexes) for row in rows}

    def _one(self, sql: str, number: int) -> UUID | None:
        rows = self._all(sql, number=number)
        return rows[0].id if rows else None

    def _all(self, sql: str, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401 - a column's value
        with translated():
            return self._connection.execute(text(sql), values).all()


def _filters(kind: SearchKind, query: SearchQuery) -> list[str]:
    if kind in _VERSIONS:
        return _filters_of_versions(kind, query)
    is_spool = kind is SearchKind.SPOOL
    found = []
    if query.material:
        found.append(
            _SPOOL_MATERIAL
            if is_spool
            else "x.material_type = cast(:material AS material_type_enum)"
        )
    if query.in_stock_only:
        found.append(_SPOOL_HAS_GRAMS if is_spool else _HAS_GRAMS.format(filament="x.id"))
    return found


def _filters_of_versions(kind: SearchKind, query: SearchQuery) -> list[str]:
    asked = [
        *([_MATERIAL] if query.material else []),
        *([_PRINT_TIME] if query.has_print_time else []),
        *([_ALL_IN_STOCK] if query.in_stock_only else []),
        *([_CATEGORY] if query.category and kind is not SearchKind.MODEL else []),
    ]
    # Of one version, all of it.
    found = [f"EXISTS (SELECT FROM {_VERSIONS[kind]} AND {' AND '.join(asked)})"] if asked else []
    if query.category and kind is SearchKind.MODEL:
        found.append("x.category = cast(:category AS category_enum)")
    return found
