"""What becomes of incoming files besides being saved: tried again, left out, looked after."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from printshop.domain.incoming import FormValues, IncomingFile, IncomingStage, IncomingStatus
from printshop.domain.units import Frozen
from printshop.errors import IllegalTransitionError, PrintshopError
from printshop.repo import UnitOfWork
from printshop.services.incoming import arrival, processing
from printshop.services.shop import Premises, Shop

# So long a file that was saved or left out is still listed.
KEPT: Final = timedelta(days=14)
_QUIET_S: Final = 10.0

Phase = Literal["pending", "processing", "completed", "failed"]
_PHASES: Final[dict[IncomingStatus, Phase]] = {
    IncomingStatus.RECEIVING: "pending",
    IncomingStatus.PROCESSING: "processing",
    IncomingStatus.REVIEW: "completed",
    IncomingStatus.SAVED: "completed",
    IncomingStatus.FAILED: "failed",
    IncomingStatus.DISMISSED: "failed",
}


class ProcessResult(Frozen):
    """What a file became; None while a person has not saved it."""

    model_id: UUID | None = None
    variant_id: UUID | None = None


class ProcessStatus(Frozen):
    """How far a file is: `files.processStatus` of the specification.

    progress: in %, 100 once there is nothing left to do for us. A file that waits for a
    person to look at it is completed, with an empty result.
    """

    job_id: UUID
    status: Phase
    progress: int
    message: str = ""
    error: str = ""
    result: ProcessResult | None = None

    def as_json(self) -> dict[str, Any]:
        """By the names of the specification; what is empty is left out."""
        found: dict[str, Any] = {
            "jobId": str(self.job_id),
            "status": self.status,
            "progress": self.progress,
        }
        found |= {"message": self.message} if self.message else {}
        found |= {"error": self.error} if self.error else {}
        if self.result is not None:
            ids = {"modelId": self.result.model_id, "variantId": self.result.variant_id}
            found["result"] = {name: str(value) for name, value in ids.items() if value}
        return found


def status(shop: Shop, incoming_id: UUID) -> ProcessStatus:
    """How far a file is.

    Raises:
        NotFoundError: there is no such incoming file.

    """
    with shop.snapshot() as uow:
        incoming = uow.incoming.get(incoming_id)
        variant = uow.variants.get(incoming.variant_id) if incoming.variant_id else None
    is_left_out = incoming.status is IncomingStatus.DISMISSED
    return ProcessStatus(
        job_id=incoming.id,
        status=_PHASES[incoming.status],
        progress=incoming.progress_pct,
        message=incoming.message,
        error=incoming.error or ("It was left out." if is_left_out else ""),
        result=ProcessResult(
            model_id=variant.model_id if variant else None,
            variant_id=variant.id if variant else None,
        )
        if _PHASES[incoming.status] == "completed"
        else None,
    )


def retry(shop: Shop, incoming_id: UUID, *, preserve_metadata: bool = True) -> IncomingFile:
    """Try a failed file once more; one that did not fail stays as it is.

    Args:
        shop: whose.
        incoming_id: the file.
        preserve_metadata: keep what was typed, and that it is to be saved so.

    Returns:
        The file: to be processed, or to be sent again where its bytes are not there.

    Raises:
        IllegalTransitionError: it was left out.
        NotFoundError: there is no such incoming file.

    """
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        if incoming.status is IncomingStatus.DISMISSED:
            raise IllegalTransitionError(job=incoming.name, status="left out", wanted="tried again")
        if incoming.status is IncomingStatus.FAILED:
            if not preserve_metadata:
                uow.incoming.change(incoming_id, form_values=FormValues(), accepted_at=None)
            incoming = _resume(uow, incoming)
            uow.commit()
    return incoming


def dismiss(shop: Shop, incoming_id: UUID) -> IncomingFile:
    """Leave a file out: it is not processed and not listed any more; twice is as once.

    Raises:
        IllegalTransitionError: it is in the catalog already.
        NotFoundError: there is no such incoming file.

    """
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        if incoming.status is IncomingStatus.SAVED:
            raise IllegalTransitionError(job=incoming.name, status="saved", wanted="left out")
        if incoming.status is not IncomingStatus.DISMISSED:
            incoming = uow.incoming.change(incoming_id, status=IncomingStatus.DISMISSED)
            uow.commit()
    return incoming


def undismiss(shop: Shop, incoming_id: UUID) -> IncomingFile:
    """Take a file that was left out back in; any other stays as it is.

    Raises:
        NotFoundError: there is no such incoming file; it may have been left out too long ago.

    """
    with shop.unit_of_work() as uow:
        incoming = uow.incoming.get(incoming_id, lock=True)
        if incoming.status is IncomingStatus.DISMISSED:
            incoming = _take_back(uow, incoming)
            uow.commit()
    return incoming


def forget_ended(premises: Premises) -> int:
    """Forget what was saved or left out two weeks ago, and files that are nobody's by now.

    Returns:
        How many incoming files and files were forgotten, of all shops.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    n_forgotten = 0
    before = datetime.now(UTC) - KEPT
    for user_id in premises.shop_ids():
        with premises.of_user(user_id).unit_of_work() as uow:
            n_forgotten += uow.incoming.remove_ended(before=before) + uow.files.remove_unused()
            uow.commit()
    return n_forgotten


def rescue_abandoned(premises: Premises, *, quiet_s: float = _QUIET_S) -> int:
    """Bring files to an end whose task was given up; called now and then by the worker.

    One whose last try said what it waits for fails with that; any other is queued again,
    and is cut off for good by `processing.process` when that was done too often.

    Returns:
        How many there were.

    Raises:
        DatabaseUnavailableError: the database does not answer.

    """
    abandoned = premises.abandoned_incoming(quiet_s=quiet_s)
    for user_id, incoming_id in abandoned:
        shop = premises.of_user(user_id)
        with shop.unit_of_work() as uow:
            incoming = uow.incoming.get(incoming_id)
            if not incoming.error:
                arrival.queue(uow, incoming_id)
            uow.commit()
        if incoming.error:
            processing.fail(shop, incoming_id, PrintshopError(incoming.error))
    return len(abandoned)


def _resume(uow: UnitOfWork, incoming: IncomingFile) -> IncomingFile:
    """Go on where a file stands: with processing it where its bytes are, else with receiving."""
    if incoming.has_arrived or (
        incoming.transfer is not None and incoming.stage is not IncomingStage.RECEIVE
    ):
        return arrival.process_again(uow, incoming.id)
    return uow.incoming.change(
        incoming.id,
        status=IncomingStatus.RECEIVING,
        stage=IncomingStage.RECEIVE,
        progress_pct=0,
        # Other bytes may come now than those that were read.
        outline_is_checked=False,
        message="",
        error="",
    )


def _take_back(uow: UnitOfWork, incoming: IncomingFile) -> IncomingFile:
    if incoming.error:
        return uow.incoming.change(incoming.id, status=IncomingStatus.FAILED)
    if incoming.stage is IncomingStage.RECEIVE:
        return uow.incoming.change(incoming.id, status=IncomingStatus.RECEIVING)
    if incoming.stage is IncomingStage.SAVE and incoming.accepted_at is None:
        return uow.incoming.change(
            incoming.id, status=IncomingStatus.REVIEW, progress_pct=100, message=""
        )
    return _resume(uow, incoming)
