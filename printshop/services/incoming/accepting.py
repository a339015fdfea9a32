"""Many files are accepted at once: in an order that suits them, and each on its own."""

from collections.abc import Sequence
from uuid import UUID

from printshop.domain.incoming import FormValues
from printshop.services.drafts import SavedUpload
from printshop.services.incoming import inbox, kinship
from printshop.services.incoming.grouping import Kin, Proposal
from printshop.services.incoming.saving import accept
from printshop.services.shop import Shop


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
        IllegalTransitionError: it was left out, or failed and waits to be tried again.
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


def as_proposed(said: FormValues, proposal: Proposal) -> FormValues:
    """What was said, with the proposal where saving could not find it by itself."""
    if kinship.is_decided(said) or proposal.kin is not Kin.PROJECT:
        return said
    return said.model_copy(update={"project_of": proposal.project_of})
