"""Many files are accepted at once: in an order that suits them, and each on its own."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from printshop.domain.incoming import FormValues, IncomingStatus
from printshop.services.drafts import SavedUpload
from printshop.services.incoming import arrival, inbox, kinship
from printshop.services.incoming.grouping import Kin, Proposal
from printshop.services.incoming.saving import accept
from printshop.services.shop import Shop

_ACCEPTABLE: Final = frozenset(
    {IncomingStatus.RECEIVING, IncomingStatus.PROCESSING, IncomingStatus.REVIEW}
)


def in_order(items: Sequence[inbox.Item]) -> tuple[UUID, ...]:
    """The order in which files are accepted: as they came, projects after what was sliced."""
    projects = [item.id for item in items if item.proposal.kin is Kin.PROJECT]
    others = [item.id for item in items if item.id not in projects]
    return (*others, *projects)


def accept_as_proposed(shop: Shop, incoming_id: UUID) -> SavedUpload | None:
    """Accept a file as a person said, and where nobody said anything, as it is proposed.

    The proposal is made anew: the files that were saved a moment ago are models by now.

    Returns:
        As `accept`.

    Raises:
        IllegalTransitionError: it was left out.
        NotFoundError: there is no such file that waits, or the model or a filament is gone.
        InvalidInputError, RepoError, StorageError, ThreeMFError: it could not be saved.

    """
    with shop.snapshot() as uow:
        incoming = uow.incoming.get(incoming_id)
        found = kinship.summary_of(incoming)
        told = None
        # Of which sliced file it is the project shows beside the others; saving tells the rest.
        if found is not None and found.kind == "project" and incoming.is_open:
            told = kinship.proposals(uow, uow.incoming.open())[incoming_id]
    said = incoming.form_values
    return accept(shop, incoming_id, as_proposed(said, told) if told else said)


def accept_later(shop: Shop, incoming_ids: Sequence[UUID]) -> int:
    """Have the worker save files as they are proposed, whatever becomes of the browser.

    One transaction: all of them are accepted, or none is. A file that cannot be saved comes
    back to the inbox and says why.

    Args:
        shop: whose.
        incoming_ids: in the order in which they are to be saved; those that failed, are saved
            or left out by now are passed over.

    Returns:
        How many were accepted.

    Raises:
        DatabaseUnavailableError: the database does not answer; nothing was accepted.

    """
    n_accepted = 0
    with shop.unit_of_work() as uow:
        proposals = kinship.proposals(uow, uow.incoming.open())
        for incoming_id in incoming_ids:
            incoming = uow.incoming.get(incoming_id, lock=True)
            if incoming.status not in _ACCEPTABLE or incoming_id not in proposals:
                continue
            said = as_proposed(incoming.form_values, proposals[incoming_id])
            uow.incoming.change(incoming_id, form_values=said, accepted_at=datetime.now(UTC))
            if incoming.status is IncomingStatus.REVIEW:
                arrival.save_next(uow, incoming_id)
            n_accepted += 1
        uow.commit()
    return n_accepted


def as_proposed(said: FormValues, proposal: Proposal) -> FormValues:
    """What was said, with the proposal where saving could not find it by itself."""
    if kinship.is_decided(said) or proposal.kin is not Kin.PROJECT:
        return said
    return said.model_copy(update={"project_of": proposal.project_of})
