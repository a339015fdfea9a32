"""What is said of things that were found, and which of them pass the filters of a search."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from psycopg.rows import namedtuple_row
from sqlalchemy import Connection, text

from printshop.domain.search import SearchKind, SearchQuery
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow, driver_of
from printshop.repo.search import FILTERS, LETTERS, filters_of

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
          ) n ON true WHERE m.id = ANY (%(ids)s)""",
    SearchKind.VERSION: f"""
        SELECT v.id, v.model_id, m.name AS title, v.name, v.version, v.print_duration_s, v.status,
               m.archived_at IS NOT NULL OR v.status = 'retired' AS is_away,
               {_PICTURE.format(variant="v.id")} AS picture_key
          FROM model_variants v JOIN models m ON m.id = v.model_id WHERE v.id = ANY (%(ids)s)""",
    SearchKind.FILAMENT: """
        SELECT f.id, concat_ws(' ', f.brand, coalesce(nullif(f.slicer_name, ''),
               f.material_type::text), f.color_name) AS title, f.material_type, f.color_hex,
               f.other_color_hexes, f.archived_at IS NOT NULL AS is_away, s.spools, s.grams
          FROM filaments f LEFT JOIN LATERAL (
              SELECT count(*) AS spools, coalesce(sum(s.quantity_grams), 0) AS grams
                FROM filament_inventory s WHERE s.filament_id = f.id AND s.user_id = f.user_id
                 AND s.archived_at IS NULL AND s.quantity_grams > 0
          ) s ON true WHERE f.id = ANY (%(ids)s)""",
    SearchKind.SPOOL: """
        SELECT s.id, s.number, concat_ws(' ', f.brand, coalesce(nullif(f.slicer_name, ''),
               f.material_type::text), f.color_name) AS title, f.color_hex, f.other_color_hexes,
               s.quantity_grams AS grams, s.location, s.batch_identifier, s.note,
               s.archived_at IS NOT NULL AS is_away
          FROM filament_inventory s JOIN filaments f ON f.id = s.filament_id
         WHERE s.id = ANY (%(ids)s)""",
    SearchKind.JOB: f"""
        SELECT j.id, j.number, v.model_id, m.name AS title, v.version, j.status, j.failure_reason,
               j.failure_note, false AS is_away,
               (coalesce(j.finished_at, j.started_at) AT TIME ZONE
                (SELECT s.time_zone FROM shop_settings s WHERE s.user_id = j.user_id))::date
               AS on_day,
               coalesce((SELECT p.thumbnail_key FROM plates p WHERE p.id = j.plate_id),
                        {_PICTURE.format(variant="j.variant_id")}) AS picture_key
          FROM print_jobs j JOIN model_variants v ON v.id = j.variant_id
          JOIN models m ON m.id = v.model_id WHERE j.id = ANY (%(ids)s)""",
}


class FoundRows:
    """What was found, by id."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def described(
        self, asked: Mapping[SearchKind, Sequence[UUID]]
    ) -> dict[SearchKind, dict[UUID, Any]]:
        """What a list says of each of these that there is, by kind; asked for at one go."""
        driver = driver_of(self._connection)
        with translated(), driver.pipeline():
            cursors = {
                kind: driver.cursor(row_factory=namedtuple_row).execute(
                    _DESCRIBED[kind].encode(), {"ids": list(ids)}
                )
                for kind, ids in asked.items()
            }
            found: dict[SearchKind, dict[UUID, Any]] = {}
            for kind, cursor in cursors.items():
                rows: list[Any] = cursor.fetchall()
                found[kind] = {row.id: row for row in rows}
        return found

    def kept(self, kind: SearchKind, ids: Sequence[UUID], query: SearchQuery) -> frozenset[UUID]:
        """Those of these that pass the filters of a search."""
        if not ids or not query.is_filtered:
            return frozenset(ids)
        rows = self._all(
            f"SELECT search_passing(:kind, :ids, {FILTERS}) AS id",
            kind=LETTERS[kind],
            ids=list(ids),
            **filters_of(query),
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
        # In one text: a shop may have thousands.
        rows = self._all(
            "SELECT string_agg(color_hex, '') FROM (SELECT DISTINCT color_hex FROM filaments"
            " WHERE merged_into_id IS NULL UNION SELECT unnest(other_color_hexes) FROM filaments"
            " WHERE merged_into_id IS NULL AND other_color_hexes <> '{}') shades"
        )
        joined = rows[0][0] or ""
        return tuple(f"#{digits}" for digits in joined.split("#")[1:])

    def of_shades(self, color_hexes: Sequence[str], *, most: int) -> dict[UUID, tuple[str, ...]]:
        """The filaments that have one of these colours, with all of theirs."""
        rows = self._all(
            "SELECT id, ARRAY[color_hex] || other_color_hexes AS hexes FROM filaments"
            " WHERE merged_into_id IS NULL AND archived_at IS NULL AND color_hex = ANY (:hexes)"
            " UNION SELECT id, ARRAY[color_hex] || other_color_hexes FROM filaments"
            " WHERE merged_into_id IS NULL AND archived_at IS NULL AND other_color_hexes <> '{}'"
            " AND other_color_hexes && cast(:hexes AS char(7)[]) LIMIT :most",
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
