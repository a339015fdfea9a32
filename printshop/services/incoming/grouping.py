"""How files that wait belong together, and to what the shop has already. Pure.

Four things are told: the very same file twice, the next version of a model of the shop, one
model in several files, and the project that a sliced file was sliced from.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from printshop.repo.versions import KnownVersion
from printshop.services.drafts import Existing, ModelSuggestion

_SLICED: Final = frozenset({"sliced", "numbers_only"})
_EXTENSIONS: Final = re.compile(r"(\.gcode)?\.3mf$", re.IGNORECASE)


class Kin(StrEnum):
    """What a file that waits is to others."""

    NEW_MODEL = "new model"
    SAME_MODEL = "same model"
    NEW_VERSION = "new version"
    DUPLICATE = "duplicate"
    PROJECT = "project"


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What grouping looks at of a file that waits, oldest first in a sequence.

    title: the name of the model it proposes, as edited. saved_kin: a version of the shop
    that was saved a while ago from a file of the same model. batch_mates: versions that were
    saved from the same batch; two folders of one drop may well hold files of one name.
    """

    id: UUID
    name: str
    sha256: str | None
    kind: str
    title: str
    design_model_id: str = ""
    saved_kin: UUID | None = None
    batch_mates: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a file becomes if nobody says otherwise.

    first: the waiting file that it is a double of, or makes the model that this is the next
    version of, or that was sliced from this project. existing: where these bytes are already.
    newer_of: the model of the shop. project_of: the id of the incoming or saved file that it
    is kept beside, and beside: what to call that.
    """

    kin: Kin
    first: UUID | None = None
    existing: Existing | None = None
    newer_of: ModelSuggestion | None = None
    project_of: UUID | None = None
    beside: str = ""


_ALONE: Final = Proposal(kin=Kin.NEW_MODEL)


@dataclass(slots=True)
class _Found:
    """What was seen of the files before."""

    by_content: dict[str, UUID] = field(default_factory=dict)
    by_sign: dict[tuple[str, str], UUID] = field(default_factory=dict)


def grouped(members: Sequence[Member], known: Iterable[KnownVersion]) -> dict[UUID, Proposal]:
    """What each file is to the others and to the shop.

    Args:
        members: the files that wait, oldest first.
        known: versions of the shop that any of them may have to do with, as
            `printshop.repo.versions` gives them.

    Returns:
        A proposal for each member, by id.

    """
    shop, found = _Shop(known), _Found()
    projects = _projects(members)
    told: dict[UUID, Proposal] = {}
    for member in members:
        told[member.id] = (
            _double(member, shop, found)
            or projects.get(member.id)
            or shop.newer(member)
            or _same_model(member, found)
            or _ALONE
        )
        _note(member, told[member.id], found)
    return told


def stem(file_name: str) -> str:
    """A file's name without what the slicers append."""
    return " ".join(_EXTENSIONS.sub("", file_name).replace("_", " ").split())


def _double(member: Member, shop: "_Shop", found: _Found) -> Proposal | None:
    if not member.sha256:
        return None
    existing = shop.by_content.get(member.sha256)
    if existing is not None:
        return Proposal(kin=Kin.DUPLICATE, existing=existing)
    first = found.by_content.setdefault(member.sha256, member.id)
    return None if first == member.id else Proposal(kin=Kin.DUPLICATE, first=first)


def _same_model(member: Member, found: _Found) -> Proposal | None:
    first = next((found.by_sign[sign] for sign in _signs(member) if sign in found.by_sign), None)
    return Proposal(kin=Kin.SAME_MODEL, first=first) if first else None


def _note(member: Member, told: Proposal, found: _Found) -> None:
    """Let those that come later find this one, unless it makes no version of its own."""
    if told.kin in {Kin.DUPLICATE, Kin.PROJECT}:
        return
    for sign in _signs(member):
        found.by_sign.setdefault(sign, told.first or member.id)


def _projects(members: Sequence[Member]) -> dict[UUID, Proposal]:
    """Projects that wait beside what was sliced from them; each sliced file has one.

    It is the sliced file of the same name, else of the same design, else of the same title.
    """
    sliced: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        if member.kind in _SLICED:
            for sign in _all_signs(member):
                sliced.setdefault(sign, []).append(member)
    taken: set[UUID] = set()
    told: dict[UUID, Proposal] = {}
    for member in members:
        if member.kind != "project":
            continue
        found = (of for sign in _all_signs(member) for of in sliced.get(sign, ()))
        partner = next((of for of in found if of.id not in taken), None)
        if partner is not None:
            taken.add(partner.id)
            told[member.id] = Proposal(
                kin=Kin.PROJECT, first=partner.id, project_of=partner.id, beside=partner.name
            )
    return told


def _all_signs(member: Member) -> tuple[tuple[str, str], ...]:
    return (("stem", stem(member.name).lower()), *_signs(member))


def _signs(member: Member) -> tuple[tuple[str, str], ...]:
    """By what files of one model know each other, the surest first."""
    signs = (("design", member.design_model_id), ("title", member.title))
    return tuple((kind, value.strip().lower()) for kind, value in signs if value.strip())


class _Shop:
    """The versions of the shop, by what files point to."""

    def __init__(self, known: Iterable[KnownVersion]) -> None:
        """Sort them: the first of each model is its newest version."""
        self.by_content: dict[str, Existing] = {}
        self._newest: dict[UUID, KnownVersion] = {}
        self._by_title: dict[str, UUID] = {}
        self._by_variant: dict[UUID, UUID] = {}
        self._by_file_name: dict[str, list[KnownVersion]] = {}
        for version in known:
            self._newest.setdefault(version.model_id, version)
            if not version.is_archived:
                self._by_title.setdefault(version.model_name.lower(), version.model_id)
            if version.variant_id is None:
                continue
            self._by_variant[version.variant_id] = version.model_id
            for digest in filter(None, (version.sha256, version.project_sha256)):
                self.by_content[digest] = _existing(version, version.variant_id)
            if version.file_name:
                self._by_file_name.setdefault(version.file_name, []).append(version)

    def newer(self, member: Member) -> Proposal | None:
        """The proposal for a file whose model the shop has."""
        reason = "a file of the same name"
        model_id = self._of_file_name(member)
        if model_id is None:
            reason = "a model of the same name"
            model_id = self._by_title.get(member.title.lower())
        if model_id is None and member.saved_kin is not None:
            reason = "a file of the same design"
            model_id = self._by_variant.get(member.saved_kin)
        if model_id is None:
            return None
        newest = self._newest[model_id]
        suggestion = ModelSuggestion(
            model_id=model_id,
            name=newest.model_name,
            next_version=(newest.version or 0) + 1,
            reason=reason,
        )
        if member.kind == "project" and _lacks_project(newest):
            return Proposal(
                kin=Kin.PROJECT,
                newer_of=suggestion,
                project_of=newest.source_file_id,
                beside=f"{newest.model_name}, version {newest.version}",
            )
        return Proposal(kin=Kin.NEW_VERSION, newer_of=suggestion)

    def _of_file_name(self, member: Member) -> UUID | None:
        """The model whose newest file has this name, apart from files of the same batch."""
        found = [
            version
            for version in self._by_file_name.get(member.name, ())
            if version.variant_id not in member.batch_mates
        ]
        return max(found, key=_made_at).model_id if found else None


def _lacks_project(version: KnownVersion) -> bool:
    return (
        version.is_sliced and version.source_file_id is not None and version.project_file_id is None
    )


def _existing(version: KnownVersion, variant_id: UUID) -> Existing:
    return Existing(
        model_id=version.model_id,
        variant_id=variant_id,
        label=f"{version.model_name}, version {version.version}",
    )


def _made_at(version: KnownVersion) -> float:
    return version.created_at.timestamp() if version.created_at else 0.0
