"""The search's index, read through the functions that keep to the shop by themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, text

from printshop.domain.search import SearchKind
from printshop.repo.faults import translated
from printshop.repo.rows import AnyRow

# As the index has them.
_LETTERS: Final = {
    SearchKind.MODEL: "m",
    SearchKind.VERSION: "v",
    SearchKind.FILAMENT: "f",
    SearchKind.SPOOL: "s",
    SearchKind.JOB: "j",
}
_KINDS: Final = {letter: kind for kind, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexHit:
    """What bears the words. rank: 1 this very name, 2 a name that begins so, 3 and 4 less."""

    kind: SearchKind
    subject_id: UUID
    rank: int


class Search:
    """What bears which words, and which words there are."""

    def __init__(self, connection: Connection) -> None:
        """Bind to a transaction."""
        self._connection = connection

    def words(self, typed: str) -> tuple[str, ...]:
        """The words of a text, as the index has them."""
        return tuple(self._rows("SELECT unnest(search_words(:typed))", typed=typed))

    def hits(
        self,
        kinds: Iterable[SearchKind],
        words: Sequence[str],
        *,
        mark: str = "",
        settings: Sequence[str] = (),
        most: int,
    ) -> dict[SearchKind, tuple[tuple[IndexHit, ...], int]]:
        """What bears all of these words, by kind: the best, and how many in all.

        Args:
            kinds: of these kinds.
            words: each whole, or the beginning of a longer one.
            mark: a category or a material that it must have.
            settings: `name=value`, of which a version's file must say one.
            most: so many of each kind.

        """
        rows = self._all(
            "SELECT kind, subject_id, rank, total FROM search_hits(:kinds, :words, :mark,"
            " :settings, :most)",
            kinds="".join(_LETTERS[kind] for kind in kinds),
            words=list(words),
            mark=f"={mark}" if mark else "",
            settings=list(settings),
            most=most,
        )
        found: dict[SearchKind, list[IndexHit]] = {}
        totals: dict[SearchKind, int] = {}
        for row in rows:
            kind = _KINDS[row.kind]
            hit = IndexHit(kind=kind, subject_id=row.subject_id, rank=row.rank)
            found.setdefault(kind, []).append(hit)
            totals[kind] = row.total
        return {kind: (tuple(of_kind), totals[kind]) for kind, of_kind in found.items()}

    def known_words(self, words: Sequence[str]) -> frozenset[str]:
        """Which of these are words of the shop, or begin one."""
        return frozenset(self._rows("SELECT search_known('w', :words, true)", words=list(words)))

    def known_values(self, values: Sequence[str]) -> frozenset[str]:
        """Which of these words are values of settings."""
        return frozenset(
            self._rows("SELECT search_known('v', :values, false)", values=list(values))
        )

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
