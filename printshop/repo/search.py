"""The search's index, read through the functions that keep to the shop by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from printshop.domain.search import SearchKind, SearchQuery
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow

# As the index has them.
LETTERS: Final = {
    SearchKind.MODEL: "m",
    SearchKind.VERSION: "v",
    SearchKind.FILAMENT: "f",
    SearchKind.SPOOL: "s",
    SearchKind.JOB: "j",
}
_KINDS: Final = {letter: kind for kind, letter in LETTERS.items()}
# The filters of a search, as the functions of the index take them.
FILTERS: Final = ":category, :material, :in_stock, :min_print_s, :max_print_s"
_HITS: Final = f"SELECT * FROM search_hits(:kinds, :words, :settings, :most, {FILTERS})"  # noqa: S608 - no word of it is asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHits:
    """What bears the words, of one kind.

    hits: id and rank; 1 is this very name, 2 a name that begins so, 3 and 4 less. total: how many
    there are, or, where there are more, were counted.
    """

    hits: tuple[tuple[UUID, int], ...]
    total: int
    is_more: bool


def filters_of(query: SearchQuery) -> dict[str, Any]:
    """The values of `FILTERS`."""
    return {
        "category": query.category.value if query.category else "",
        "material": query.material.value if query.material else "",
        "in_stock": query.in_stock_only,
        "min_print_s": query.min_print_s,
        "max_print_s": query.max_print_s,
    }


class Search:
    """What bears which words, and which words there are."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def read(
        self, typed: str, maybe_values: Sequence[str]
    ) -> tuple[tuple[str, ...], frozenset[str]]:
        """The words of a text, as the index has them, and which are values of settings."""
        row = self._all(
            "SELECT search_words(:typed), ARRAY(SELECT search_known('v', :values, false))",
            typed=typed,
            values=list(maybe_values),
        )[0]
        return tuple(row[0]), frozenset(row[1])

    def hits(
        self,
        kinds: Iterable[SearchKind],
        words: Sequence[str],
        query: SearchQuery,
        *,
        settings: Sequence[str] = (),
        most: int,
    ) -> dict[SearchKind, IndexHits]:
        """What bears all of these words, by kind: the best, and how many in all.

        Args:
            kinds: of these kinds.
            words: each whole, or the beginning of a longer one.
            query: whose filters it must pass.
            settings: `name=value`, of which a version's file must say one.
            most: so many of each kind.

        """
        rows = self._all(
            _HITS,
            kinds="".join(LETTERS[kind] for kind in kinds),
            words=list(words),
            settings=list(settings),
            most=most,
            **filters_of(query),
        )
        of_kinds: dict[SearchKind, list[AnyRow]] = {}
        for row in rows:
            of_kinds.setdefault(_KINDS[row.kind], []).append(row)
        return {
            kind: IndexHits(
                hits=tuple((row.subject_id, row.rank) for row in of_kind),
                total=of_kind[0].total,
                is_more=of_kind[0].is_more,
            )
            for kind, of_kind in of_kinds.items()
        }

    def known_words(self, words: Sequence[str]) -> frozenset[str]:
        """Which of these are words of the shop, or begin one."""
        return frozenset(self._rows("SELECT search_known('w', :words, true)", words=list(words)))

    def words_like(self, word: str, *, most: int) -> tuple[tuple[str, float], ...]:
        """The words of the shop that look most like this one, and how much, up to 1."""
        rows = self._all(
            "SELECT term, similarity FROM search_near('w', :word, :most)", word=word, most=most
        )
        return tuple((row.term, row.similarity) for row in rows)

    def setting_names(self, words: Sequence[str]) -> tuple[str, ...]:
        """The names of settings that hold all of these words."""
        return tuple(self._rows("SELECT search_setting_names(:words)", words=list(words)))

    def settings_of(
        self, variant_ids: Sequence[UUID], names_and_values: Sequence[str]
    ) -> dict[UUID, str]:
        """Which of these the file of each version says, as `name=value`; one of them each."""
        rows = self._all(
            """
            SELECT DISTINCT ON (v.id) v.id, lower(s.key) || '=' || search_value(e.value) AS pair
              FROM model_variants v, jsonb_each(v.bambu_metadata -> 'rawMetadata') s,
                   jsonb_array_elements_text(CASE WHEN jsonb_typeof(s.value) = 'array'
                       THEN s.value ELSE jsonb_build_array(s.value) END) e
             WHERE v.id = ANY (:ids)
               AND (lower(s.key) || '=' || search_value(e.value) = ANY (:pairs)
                    OR '=' || search_value(e.value) = ANY (:pairs))
             ORDER BY v.id, s.key
            """,
            ids=list(variant_ids),
            pairs=list(names_and_values),
        )
        return {row.id: row.pair for row in rows}

    def _rows(self, sql: str, **values: Any) -> list[str]:  # noqa: ANN401 - a column's value
        return [row[0] for row in self._all(sql, **values)]

    def _all(self, sql: str, **values: Any) -> Sequence[AnyRow]:  # noqa: ANN401 - a column's value
        with translated():
            return self._connection.execute(text(sql), values).all()
