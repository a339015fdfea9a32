"""All files that wait, together: what each becomes, and what became of those before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from printshop.domain.incoming import IncomingFile, IncomingStatus
from printshop.repo.incoming import IncomingStep
from printshop.services.incoming import kinship
from printshop.services.incoming.grouping import Proposal
from printshop.services.incoming.summary import Summary
from printshop.services.shop import Shop

UNDER_WAY: Final = frozenset({IncomingStatus.RECEIVING, IncomingStatus.PROCESSING})
_MAX_OUTCOMES: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A file that waits. name: told apart from others of the same name.

    summary: None while nothing is known of what is in it.
    """

    incoming: IncomingFile
    name: str
    summary: Summary | None
    proposal: Proposal

    @property
    def id(self) -> UUID:
        """Of the incoming file."""
        return self.incoming.id

    @property
    def has_form(self) -> bool:
        """Whether enough is known of it to say what it becomes."""
        return self.summary is not None and self.incoming.status is not IncomingStatus.FAILED

    @property
    def is_under_way(self) -> bool:
        """Whether it is being sent or processed."""
        return self.incoming.status in UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """Everything that waits, oldest first."""

    items: tuple[Item, ...]

    def by_id(self) -> dict[UUID, Item]:
        """The items by their ids."""
        return {item.id: item for item in self.items}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A file that is in the shop now. label: of the version; is_project: kept beside it."""

    incoming_id: UUID
    name: str
    model_id: UUID
    model_name: str
    label: str
    version: int
    was_there: bool
    is_project: bool
    saved_at: datetime


def waiting(shop: Shop) -> Inbox:
    """Every file that is neither saved nor left out, with what it is proposed to become.

    No outline is read: what a list shows is kept in the files' summaries.
    """
    with shop.snapshot() as uow:
        files = uow.incoming.open()
        told = kinship.proposals(uow, files)
    names = _told_apart([of.name for of in files])
    return Inbox(
        items=tuple(
            Item(
                incoming=of,
                name=name,
                summary=kinship.summary_of(of),
                proposal=told[of.id],
            )
            for of, name in zip(files, names, strict=True)
        )
    )


def steps(shop: Shop) -> tuple[IncomingStep, ...]:
    """How far each file is that waits: little enough to be asked for every second."""
    with shop.snapshot() as uow:
        return uow.incoming.steps()


def outcomes(shop: Shop, *, since: datetime) -> tuple[Outcome, ...]:
    """What was saved since then, newest first."""
    with shop.snapshot() as uow:
        files = [of for of in uow.incoming.saved_lately(since=since) if of.variant_id]
        files = files[:_MAX_OUTCOMES]
        known = uow.versions.like(variant_ids={of.variant_id for of in files if of.variant_id})
    by_variant = {version.variant_id: version for version in known}
    return tuple(
        Outcome(
            incoming_id=of.id,
            name=of.name,
            model_id=version.model_id,
            model_name=version.model_name,
            label=version.label,
            version=version.version or 0,
            was_there=bool(of.message),
            is_project=version.source_file_id != of.file_id,
            saved_at=of.updated_at,
        )
        for of in files
        if (version := by_variant.get(of.variant_id)) is not None
    )


def _told_apart(names: Sequence[str]) -> list[str]:
    """The names, with a number where another file of this name waits before."""
    shown: list[str] = []
    taken: set[str] = set()
    for name in names:
        number, told = 1, name
        while told in taken:
            number += 1
            told = f"{name} ({number})"
        taken.add(told)
        shown.append(told)
    return shown
