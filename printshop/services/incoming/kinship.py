"""What files on their way in have to do with each other and with the shop, looked up."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from printshop.domain.incoming import FormValues, IncomingFile
from printshop.repo import UnitOfWork
from printshop.repo.versions import KnownVersion
from printshop.services.drafts import ModelSuggestion
from printshop.services.incoming import grouping
from printshop.services.incoming.grouping import Kin, Member, Proposal
from printshop.services.incoming.summary import Summary


def proposals(uow: UnitOfWork, files: Sequence[IncomingFile]) -> dict[UUID, Proposal]:
    """What each of these files becomes, by id: as a person said, else as it looks.

    Args:
        uow: a transaction, or a snapshot.
        files: that wait, oldest first.

    """
    members = _members(uow, files)
    known = uow.versions.like(
        contents={member.sha256 for member in members if member.sha256},
        file_names={member.name for member in members},
        titles={member.title for member in members},
        variant_ids={member.saved_kin for member in members if member.saved_kin},
        model_ids={of.form_values.model_id for of in files if of.form_values.model_id},
    )
    told = grouping.grouped(members, known)
    return {of.id: _as_said(told[of.id], of.form_values, files, known) for of in files}


def settled(uow: UnitOfWork, incoming: IncomingFile) -> Proposal:
    """What a file becomes that is about to be saved: no other of its model is, until the end.

    Args:
        uow: the transaction in which it is saved.
        incoming: the file.

    """
    found = summary_of(incoming)
    titles = {incoming.form_values.model.name, found.title if found else None}
    design = found.design_model_id if found else ""
    signs = {f"title:{title.strip().lower()}" for title in titles if title}
    uow.incoming.wait_for_kin(signs | ({f"design:{design}"} if design else set()))
    return proposals(uow, [incoming])[incoming.id]


def summary_of(incoming: IncomingFile) -> Summary | None:
    """What is known of what is in a file; None while nothing is."""
    return Summary.model_validate(incoming.summary) if incoming.summary else None


def _members(uow: UnitOfWork, files: Sequence[IncomingFile]) -> list[Member]:
    summaries = {of.id: summary_of(of) for of in files}
    designs = {found.design_model_id for found in summaries.values() if found}
    saved = uow.incoming.saved_kin(
        batch_ids={of.batch_id for of in files}, design_model_ids=designs - {""}
    )
    by_title = {(of.batch_id, of.title.lower()): of.variant_id for of in saved if of.title}
    by_design = {of.design_model_id: of.variant_id for of in saved if of.design_model_id}
    mates: dict[UUID, set[UUID]] = {}
    for kin in saved:
        mates.setdefault(kin.batch_id, set()).add(kin.variant_id)
    members = []
    for of in files:
        found = summaries[of.id]
        title = found.title if found else grouping.stem(of.name)
        design = found.design_model_id if found else ""
        members.append(
            Member(
                id=of.id,
                name=of.name,
                sha256=of.sha256,
                kind=found.kind if found else "",
                title=of.form_values.model.name or title,
                design_model_id=design,
                batch_mates=frozenset(mates.get(of.batch_id, ())),
                saved_kin=by_design.get(design) or by_title.get((of.batch_id, title.lower())),
            )
        )
    return members


def is_decided(said: FormValues) -> bool:
    """Whether a person said what a file becomes."""
    return said.is_new_model or said.model_id is not None or said.project_of is not None


def _as_said(
    natural: Proposal,
    said: FormValues,
    files: Sequence[IncomingFile],
    known: Sequence[KnownVersion],
) -> Proposal:
    """The proposal with what a person decided; the other ways out stay in it, to be offered."""
    if said.is_new_model:
        return replace(natural, kin=Kin.NEW_MODEL)
    if said.project_of is not None:
        if said.project_of == natural.project_of:
            return replace(natural, kin=Kin.PROJECT)
        partner = next((of for of in files if of.id == said.project_of), None)
        beside = partner.name if partner else "its sliced file"
        return replace(natural, kin=Kin.PROJECT, project_of=said.project_of, beside=beside)
    chosen = next((of for of in known if of.model_id == said.model_id), None)
    if chosen is None:
        return natural
    suggestion = ModelSuggestion(
        model_id=chosen.model_id,
        name=chosen.model_name,
        next_version=(chosen.version or 0) + 1,
        reason=natural.newer_of.reason if natural.newer_of else "the model that you chose",
    )
    return replace(natural, kin=Kin.NEW_VERSION, newer_of=suggestion)
