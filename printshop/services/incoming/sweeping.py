"""What becomes of files that were begun to be sent and never came to their end."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from printshop.domain.incoming import IncomingStatus
from printshop.platform.partials import Partials, PartialsHome
from printshop.repo import UnitOfWork
from printshop.services.shop import Premises, Shop


def sweep_partials(shop: Shop, partials: Partials, *, before: datetime) -> int:
    """Give up files of which nothing more came since `before` (aware), and throw away the rest.

    What a person said of such a file stays: it waits as failed, and goes on from the start
    when it is chosen again.

    Returns:
        How many were given up.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        StorageError: the data folder cannot be written to.

    """
    begun = frozenset(partials.unused_since(before.timestamp()))
    busy = {incoming_id for incoming_id in begun if partials.is_busy(incoming_id, writer="")}
    with shop.unit_of_work() as uow:
        given_up = _give_up(uow, begun - busy, before=before, size_of=partials.size)
        uow.commit()
    for incoming_id in begun - busy:
        partials.discard(incoming_id)
    return len(given_up | (begun - busy))


def sweep_all(premises: Premises, home: PartialsHome, *, grace: timedelta) -> int:
    """Do so for all shops, for what rests longer than `grace`; for the worker's upkeep.

    Returns:
        How many were given up.

    Raises:
        DatabaseUnavailableError: the database does not answer.
        StorageError: the data folder cannot be written to.

    """
    before = datetime.now(UTC) - grace
    return sum(
        sweep_partials(premises.of_user(user_id), home.of_user(user_id), before=before)
        for user_id in premises.shop_ids()
    )


def _give_up(
    uow: UnitOfWork,
    begun: frozenset[UUID],
    *,
    before: datetime,
    size_of: Callable[[UUID], int],
) -> set[UUID]:
    """Note it of those whose bytes rest, and of those of which not one byte came."""
    given_up = set()
    for incoming in uow.incoming.open():
        if incoming.status is not IncomingStatus.RECEIVING:
            continue
        is_silent = incoming.updated_at < before and not size_of(incoming.id)
        if incoming.id in begun or is_silent:
            why = f"The rest of {incoming.name} never came: choose it again."
            uow.incoming.change(incoming.id, status=IncomingStatus.FAILED, error=why)
            given_up.add(incoming.id)
    return given_up
