"""An incoming file becomes a version of a model: at once where it was processed, else later."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from printshop.domain.incoming import (
    FilamentWords,
    FormValues,
    IncomingFile,
    IncomingStage,
    IncomingStatus,
)
from printshop.errors import DuplicateError, IllegalTransitionError, RuleError
from printshop.repo import UnitOfWork
from printshop.services import matching, uploads
from printshop.services.drafts import Answer, SavedUpload
from printshop.services.incoming import kinship, projects
from printshop.services.incoming.answers import answer_of, of_today
from printshop.services.incoming.drafts import draft_of
from printshop.services.shop import Shop

_TRIES: Final = 8
_SAVEABLE: Final = frozenset(
    {IncomingStatus.PROCESSING, IncomingStatus.REVIEW, IncomingStatus.SAVED}
)


def accept(shop: Shop, incoming_id: UUID, said: FormValues) -> SavedUpload | None:
    """A person says that a file is to be saved, and as what.

    What was said is kept first, so that it outlives whatever comes. A file that was processed
    is saved at once; any other is saved by the worker as soon as it is. One that failed is so
    once it was tried again.

    Args:
        shop: whose.
        incoming_id: the file.
        said: by the person.

    Returns:
        What was saved, or is there already; None where it will be saved later.

    Raises:
        IllegalTransitionError: it was left out.
        NotFoundError: there is no such file, or the model or a chosen filament is gone.
        RepoError, StorageError, ThreeMFError: it could not be saved; what was said is kept.

    """
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        if incoming.status is IncomingStatus.DISMISSED:
            raise IllegalTransitionError(job=incoming.name, status="left out", wanted="saved")
        if incoming.status is not IncomingStatus.SAVED:
            accepted_at = incoming.accepted_at or datetime.now(UTC)
            uow.incoming.change(incoming_id, form_values=said, accepted_at=accepted_at)
            uow.commit()
    if incoming.status in {IncomingStatus.REVIEW, IncomingStatus.SAVED}:
        return save_accepted(shop, incoming_id)
    return None


def save_accepted(shop: Shop, incoming_id: UUID) -> SavedUpload | None:
    """Save a processed file as a person said; once, whoever asks and how often.

    Returns:
        What was saved, or is there already; None for a project whose sliced file is not saved
        yet: it is kept with that.

    Raises:
        DuplicateError: others create the same filaments again and again.
        IllegalTransitionError: it is neither processed nor saved.
        InvalidInputError: it is to be kept beside a file that is gone.
        NotFoundError: the model or a chosen filament is gone.
        RepoError, StorageError, ThreeMFError: it could not be saved.

    """
    with shop.unit_of_work() as uow:
        incoming = projects.locked(uow, incoming_id)
        there = _saved_before(uow, incoming)
        if there is not None:
            return there
        if incoming.form_values.project_of is not None:
            _check(incoming)
            kept = projects.keep(uow, incoming)
            if kept is not None:
                conclude(uow, incoming, kept)
            uow.commit()
            return kept
    for _ in range(_TRIES - 1):
        # Whoever created one of the filaments at this very moment has created it by now.
        with suppress(DuplicateError):
            return _save(shop, incoming_id)
    return _save(shop, incoming_id)


def _save(shop: Shop, incoming_id: UUID) -> SavedUpload:
    draft = draft_of(shop, incoming_id, with_pictures=False)
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        there = _saved_before(uow, incoming)
        if there is not None:
            return there
        file_id = _check(incoming)
        # Of two files of one model that are saved at once, the second finds the first's.
        newer_of = kinship.settled(uow, incoming).newer_of
        said = of_today(incoming.form_values, uow.filaments.stand_ins())
        answer = answer_of(replace(draft, newer_of=newer_of), said)
        saved = uploads.record(
            uow,
            file_id,
            answer,
            thumbnail_keys=incoming.thumbnail_keys,
            picture_keys=incoming.picture_keys,
        )
        if not saved.already_there:
            uow.filament_choices.learn(_chosen(answer, said))
        conclude(uow, incoming, saved)
        uow.commit()
    return saved


def _saved_before(uow: UnitOfWork, incoming: IncomingFile) -> SavedUpload | None:
    """What a file became already: a project may have been kept with its sliced file just now.

    A project is the source of no version, so only its own row tells.
    """
    if incoming.status is not IncomingStatus.SAVED or incoming.variant_id is None:
        return None
    return uploads.found_there(uow.variants.get(incoming.variant_id))


def _check(incoming: IncomingFile) -> UUID:
    """The stored file of what may be saved.

    Raises:
        IllegalTransitionError: it is neither processed nor saved.

    """
    if incoming.file_id is None or incoming.status not in _SAVEABLE:
        raise IllegalTransitionError(
            job=incoming.name, status=incoming.status.value, wanted="saved"
        )
    return incoming.file_id


def _keep_projects(uow: UnitOfWork, sliced: IncomingFile) -> None:
    """Keep the projects that were waiting for this file; one that cannot be waits on."""
    for project in uow.incoming.projects_for(sliced.id):
        with suppress(RuleError):
            kept = projects.keep(uow, project)
            if kept is not None:
                conclude(uow, project, kept)


def conclude(uow: UnitOfWork, incoming: IncomingFile, saved: SavedUpload) -> None:
    """Note in an open transaction that an incoming file is in the catalog."""
    uow.incoming.change(
        incoming.id,
        variant_id=saved.variant_id,
        status=IncomingStatus.SAVED,
        stage=IncomingStage.SAVE,
        progress_pct=100,
        message="already in your shop" if saved.already_there else "",
        error="",
        outline=None,
    )
    _keep_projects(uow, incoming)


def _chosen(answer: Answer, said: FormValues) -> Mapping[FilamentWords, UUID]:
    """What a person chose of the shop's filaments, by the words of the file."""
    by_hand = {choice.words for choice in said.filaments if choice.filament_id is not None}
    needs = (need for plate in answer.variant.plates for need in plate.requirements)
    return {
        matching.words_of(need): need.filament_id
        for need in needs
        if need.filament_id is not None and matching.words_of(need) in by_hand
    }
