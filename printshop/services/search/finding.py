"""What is found of each kind, and by what: number, words, colour, setting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from printshop.domain.search import MANY, FoundBy, SearchKind, SearchQuery, number_in
from printshop.repo import UnitOfWork
from printshop.repo.search import IndexHits
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
    """All that was found, each once and by kind, the best first, and how many there are.

    uncounted: of these there are more than the total.
    """

    of: dict[SearchKind, dict[UUID, Found]] = field(default_factory=dict)
    totals: dict[SearchKind, int] = field(default_factory=dict)
    uncounted: set[SearchKind] = field(default_factory=set)
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


def find(
    uow: UnitOfWork, query: SearchQuery, words: Sequence[str], values: frozenset[str] | None = None
) -> Finds:
    """Look for what a text says in all the ways in which it can be meant.

    Args:
        uow: of the shop.
        query: what is asked.
        words: of its text, as the index has them, or what they were meant to be.
        values: those of its words that are values of settings; asked for without.

    """
    finds = Finds()
    kinds = query.asked_kinds
    _add_numbered(uow, finds, query)
    _add_worded(uow, finds, query, words)
    if SearchKind.FILAMENT in kinds:
        # `#123456` is job 123456 where there is one, and c10777 a maker's code.
        has_any = any(finds.of.get(one) for one in (SearchKind.FILAMENT, SearchKind.JOB))
        near = dict(near_filaments(uow, query, words, is_code_found=has_any))
        kept = uow.found_rows.kept(SearchKind.FILAMENT, list(near), query)
        found = (
            Found(id=one, by=FoundBy.COLOR, why=why) for one, why in near.items() if one in kept
        )
        finds.add(SearchKind.FILAMENT, found)
    if SearchKind.VERSION in kinds:
        _add_set(uow, finds, query, values)
    return finds


def _add_numbered(uow: UnitOfWork, finds: Finds, query: SearchQuery) -> None:
    asked = number_in(query.text)
    if asked is None:
        return
    of_kind = {
        SearchKind.SPOOL: uow.found_rows.spool_numbered,
        SearchKind.JOB: uow.found_rows.job_numbered,
    }
    for kind in asked[0] & set(query.asked_kinds):
        subject_id = of_kind[kind](asked[1])
        if subject_id is not None and uow.found_rows.kept(kind, [subject_id], query):
            finds.add(kind, [Found(id=subject_id, by=FoundBy.NUMBER)])


def _add_worded(uow: UnitOfWork, finds: Finds, query: SearchQuery, words: Sequence[str]) -> None:
    if not words:
        return
    found = uow.search.hits(query.asked_kinds, words, query, most=query.most)
    for kind, borne in found.items():
        by = (
            Found(id=one, by=FoundBy.NAME if rank <= _LAST_OF_NAME else FoundBy.WORDS)
            for one, rank in borne.hits
        )
        _add_hits(finds, kind, borne, by)


def _add_hits(finds: Finds, kind: SearchKind, borne: IndexHits, found: Iterable[Found]) -> None:
    before = len(finds.of.get(kind, {}))
    is_cut = borne.total > len(borne.hits)
    finds.add(kind, found, min(borne.total + before, MANY) if is_cut else 0)
    if borne.is_more:
        finds.uncounted.add(kind)


def _add_set(
    uow: UnitOfWork, finds: Finds, query: SearchQuery, values: frozenset[str] | None
) -> None:
    setting = asked_setting(uow, query.text, values)
    if setting is None:
        return
    borne = uow.search.hits(
        [SearchKind.VERSION],
        setting.other_words,
        query,
        settings=setting.terms,
        most=query.most,
    ).get(SearchKind.VERSION)
    if borne is not None:
        finds.setting = setting
        of_setting = (Found(id=one, by=FoundBy.SETTING) for one, _ in borne.hits)
        _add_hits(finds, SearchKind.VERSION, borne, of_setting)
