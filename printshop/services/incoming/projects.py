"""An unsliced project is kept beside the version that was sliced from it."""

from uuid import UUID

from printshop.domain.catalog import Variant
from printshop.domain.incoming import IncomingFile, IncomingStage, IncomingStatus
from printshop.errors import InvalidInputError, NotFoundError
from printshop.repo import UnitOfWork
from printshop.services.drafts import SavedUpload


def locked(uow: UnitOfWork, incoming_id: UUID) -> IncomingFile:
    """Lock a file, and before it the one that it is to be kept beside.

    Saving a sliced file locks it and then the projects that wait for it: in the same order.

    Raises:
        NotFoundError: there is no such incoming file.

    """
    wanted = uow.incoming.get(incoming_id).form_values.project_of
    if wanted is not None:
        _incoming(uow, wanted, lock=True)
    return uow.incoming.get(incoming_id, lock=True)


def keep(uow: UnitOfWork, project: IncomingFile) -> SavedUpload | None:
    """Keep a project beside its version, in an open transaction.

    Returns:
        The version; None where its file is not saved yet: the project then waits for it.

    Raises:
        InvalidInputError: that file is gone or left out, or has a project already.

    """
    variant = _version(uow, project)
    if variant is None:
        uow.incoming.change(
            project.id,
            status=IncomingStatus.REVIEW,
            stage=IncomingStage.SAVE,
            progress_pct=100,
            message="It is kept as soon as its sliced file is saved.",
        )
        return None
    if variant.project_file_id not in {None, project.file_id}:
        raise InvalidInputError(
            f"{variant.label} has its project already.",
            hint="Say what else this file becomes, or leave it out.",
        )
    if project.file_id is not None:
        uow.variants.keep_project(variant.id, project.file_id)
    return SavedUpload(
        model_id=variant.model_id,
        variant_id=variant.id,
        label=variant.label,
        already_there=False,
        is_project=True,
    )


def _version(uow: UnitOfWork, project: IncomingFile) -> Variant | None:
    """What the sliced file became; None while it waits."""
    wanted = project.form_values.project_of
    sliced = _incoming(uow, wanted)
    if sliced is not None and sliced.is_open:
        return None
    variant = None
    if sliced is None and wanted is not None:
        variant = uow.variants.of_file(wanted)
    elif sliced is not None and sliced.variant_id is not None:
        variant = uow.variants.by_ids([sliced.variant_id]).get(sliced.variant_id)
    if variant is None:
        raise InvalidInputError(
            f"The file that was sliced from {project.name} is gone, or was left out.",
            hint="Say what else this file becomes, or leave it out.",
        )
    return variant


def _incoming(uow: UnitOfWork, wanted: UUID | None, *, lock: bool = False) -> IncomingFile | None:
    try:
        return uow.incoming.get(wanted, lock=lock) if wanted else None
    except NotFoundError:
        return None
