"""The use case: what is asked, what is found, what a list says of it."""

import time
from collections.abc import Sequence
from uuid import UUID

from printshop.domain.print_queue import PrintJob
from printshop.domain.search import (
    MANY,
    FoundBy,
    SearchGroup,
    SearchHit,
    SearchKind,
    SearchQuery,
    SearchResults,
)
from printshop.errors import NotFoundError
from printshop.repo import UnitOfWork
from printshop.services.search import slips
from printshop.services.search.finding import Finds, Found, find
from printshop.services.search.slicer_settings import maybe_values
from printshop.services.search.wording import hit_of
from printshop.services.shop import Shop


def search(shop: Shop, query: SearchQuery) -> SearchResults:
    """Find what bears all that was typed, the best of each kind first.

    Words may be typed in part or with slips; where nothing bears them as they are, the likeliest
    other reading is taken, and said. Numbers, colours, codes and settings of a file are known
    as such. Nothing typed is an operator.

    Args:
        shop: whose.
        query: what is asked.

    Returns:
        What was found, by kind, kinds without any left out; nothing for an empty text.

    """
    began = time.perf_counter()
    with shop.snapshot() as uow:
        words, values = uow.search.read(query.text, maybe_values(query.text))
        finds, corrections = find(uow, query, words, values), ()
        if not finds:
            finds, words, corrections = _otherwise(uow, query, words, finds)
        groups = _groups(uow, query, finds)
    took_ms = (time.perf_counter() - began) * 1000
    return SearchResults(groups=groups, words=words, corrections=corrections, took_ms=took_ms)


def _otherwise(
    uow: UnitOfWork, query: SearchQuery, words: tuple[str, ...], nothing: Finds
) -> tuple[Finds, tuple[str, ...], slips.Corrections]:
    """The first other reading of the words that finds anything; else what they are."""
    for other, corrections in slips.meant(uow, words):
        finds = find(uow, query.model_copy(update={"text": " ".join(other)}), other)
        if finds:
            return finds, other, corrections
    return nothing, words, ()


def _groups(uow: UnitOfWork, query: SearchQuery, finds: Finds) -> tuple[SearchGroup, ...]:
    shown = {
        kind: list(finds.of[kind].values())[: query.most]
        for kind in query.asked_kinds
        if finds.of.get(kind)
    }
    rows = uow.found_rows.described(
        {kind: [one.id for one in found] for kind, found in shown.items()}
    )
    said = _said_settings(uow, shown.get(SearchKind.VERSION, ()), finds)
    groups = (
        SearchGroup(
            kind=kind,
            hits=tuple(
                hit_of(kind, rows[kind][one.id], one, said.get(one.id, ""))
                for one in found
                if one.id in rows[kind]
            ),
            total=min(finds.totals[kind], MANY),
            is_more=kind in finds.uncounted or finds.totals[kind] >= MANY,
        )
        for kind, found in shown.items()
    )
    # What a file says is meant last: a code is its filament's before it is a setting.
    return tuple(
        sorted(
            (group for group in groups if group.hits),
            key=lambda group: group.hits[0].found_by is FoundBy.SETTING,
        )
    )


def _said_settings(uow: UnitOfWork, found: Sequence[Found], finds: Finds) -> dict[UUID, str]:
    of_setting = [one.id for one in found if one.by is FoundBy.SETTING]
    if finds.setting is None or not of_setting:
        return {}
    return uow.search.settings_of(of_setting, finds.setting.terms)


def job_by_number(shop: Shop, number: int) -> tuple[PrintJob, SearchHit]:
    """A job and what a list says of it, for the page that a hit leads to.

    Raises:
        NotFoundError: there is no such job.

    """
    with shop.snapshot() as uow:
        job_id = uow.found_rows.job_numbered(number)
        if job_id is None:
            raise NotFoundError("job", f"#{number}")
        job = uow.jobs.get(job_id)
        row = uow.found_rows.described({SearchKind.JOB: [job_id]})[SearchKind.JOB][job_id]
    return job, hit_of(SearchKind.JOB, row, Found(id=job_id, by=FoundBy.NUMBER), "")
