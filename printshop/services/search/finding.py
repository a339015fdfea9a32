"""What is found of each kind, and by what: number, words, colour, setting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from printshop.domain.search import MANY, FoundBy, SearchKind, SearchQuery, number_in
from printshop.repo import UnitOfWork
from printshop.services.search.shades import near_filaments
from printshop.services.search.slicer_settings import AskedSetting, asked_setting

# The rank of the index from which on a name is no more than held among others.
_LAST_OF_NAME: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One thing that was found."""

    id: UUID
    by: FoundBy
    why: str = ""


@dataclass(slots=True)
class Finds:
    """All that was found, each once and by kind, the best first, and how many there are."""

    of: dict[SearchKind, dict[UUID, Found]] = field(default_factory=dict)
    totals: dict[SearchKind, int] = field(default_factory=dict)
    setting: AskedSetting | None = None

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return any(self.of.values())

    def add(self, kind: SearchKind, found: Iterable[Found], total: int = 0) -> None:
        """Put these after what there is; `total` counts them and those that are not given."""
        known = self.of.setdefault(kind, {})
        new = [one for one in found if one.id not in known]
        known.update((one.id, one) for one in new)
        self.totals[kind] = max(self.totals.get(kind, 0) + len(new), total)


def find(uow: UnitOfWork, query: SearchQuery, words: Sequence[str]) -> Finds:
    """Look for what a text says in all the ways in which it can be meant.

    Args:
        uow: of the shop.
        query: what is asked.
        words: of its text, as the index has them, or what they were meant to be.

    """
    finds = Finds()
    kinds = query.asked_kinds
    _add_numbered(uow, finds, kinds, query.text)
    _add_worded(uow, finds, query, words)
    if SearchKind.FILAMENT in kinds:
        # `#123456` is job 123456 where there is one, and c10777 a maker's code.
        has_any = any(finds.of.get(one) for one in (SearchKind.FILAMENT, SearchKind.JOB))
        near = near_filaments(uow, query, words, is_code_found=has_any)
        found = (Found(id=one, by=FoundBy.COLOR, why=why) for one, why in near)
        finds.add(SearchKind.FILAMENT, found)
    if SearchKind.VERSION in kinds:
        _add_set(uow, finds, query)
    _keep(uow, finds, query)
    return finds


def _add_numbered(uow: UnitOfWork, finds: Finds, kinds: Sequence[SearchKind], text: str) -> None:
    asked = number_in(text)
    if asked is None:
        return
    of_kind = {
        SearchKind.SPOOL: uow.found_rows.spool_numbered,
        SearchKind.JOB: uow.found_rows.job_numbered,
    }
    for kind in asked[0] & set(kinds):
        subject_id = of_kind[kind](asked[1])
        if subject_id is not None:
            finds.add(kind, [Found(id=subject_id, by=FoundBy.NUMBER)])


def _add_worded(uow: UnitOfWork, finds: Finds, query: SearchQuery, words: Sequence[str]) -> None:
    if not words:
        return
    most = MANY if _is_sifted(query) else query.most
    of_material = {SearchKind.FILAMENT, SearchKind.SPOOL}
    marks: dict[str, list[SearchKind]] = {}
    for kind in query.asked_kinds:
        marks.setdefault(_mark(kind, query, of_material), []).append(kind)
    for mark, kinds in marks.items():
        found = uow.search.hits(kinds, words, mark=mark, most=most)
        for kind, (hits, total) in found.items():
            numbered = len(finds.of.get(kind, {}))
            by = (
                Found(
                    id=hit.subject_id,
                    by=FoundBy.NAME if hit.rank <= _LAST_OF_NAME else FoundBy.WORDS,
                )
                for hit in hits
            )
            finds.add(kind, by, min(total + numbered, MANY) if total > len(hits) else 0)


def _mark(kind: SearchKind, query: SearchQuery, of_material: set[SearchKind]) -> str:
    if kind in of_material:
        return query.material.value if query.material else ""
    return query.category.value if query.category else ""


def _is_sifted(query: SearchQuery) -> bool:
    return bool(query.material or query.in_stock_only or query.has_print_time)


def _add_set(uow: UnitOfWork, finds: Finds, query: SearchQuery) -> None:
    setting = asked_setting(uow, query.text)
    if setting is None:
        return
    found = uow.search.hits(
        [SearchKind.VERSION],
        setting.other_words,
        mark=query.category.value if query.category else "",
        settings=setting.terms,
        most=MANY if _is_sifted(query) else query.most,
    ).get(SearchKind.VERSION)
    if found is not None:
        hits, total = found
        finds.setting = setting
        before = len(finds.of.get(SearchKind.VERSION, {}))
        of_setting = (Found(id=hit.subject_id, by=FoundBy.SETTING) for hit in hits)
        finds.add(
            SearchKind.VERSION, of_setting, min(MANY, total + before) if total > len(hits) else 0
        )


def _keep(uow: UnitOfWork, finds: Finds, query: SearchQuery) -> None:
    """Leave out what does not pass the filters that the index knows nothing of."""
    if not (_is_sifted(query) or query.category):
        return
    for kind, found in finds.of.items():
        kept = uow.found_rows.kept(kind, list(found), query)
        was_counted = len(found) == finds.totals[kind]
        finds.of[kind] = {one.id: one for one in found.values() if one.id in kept}
        if was_counted or _is_sifted(query):
            finds.totals[kind] = len(finds.of[kind])
