"""What becomes of files that were begun to be sent and never came to their end."""

from datetime import datetime

from printshop.domain.incoming import IncomingStatus
from printshop.platform.partials import Partials
from printshop.services.shop import Shop


def sweep_partials(shop: Shop, partials: Partials, *, before: datetime) -> int:
    """Throw away what came of files of which nothing more came since `before` (aware).

    What a person said of such a file stays: it waits as failed, and goes on from the start
    when it is chosen again.

    Returns:
        How many were thrown away.

    Raises:
        StorageError: the data folder cannot be written to.

    """
    n_swept = 0
    for incoming_id in partials.unused_since(before.timestamp()):
        if partials.is_busy(incoming_id, writer=""):
            continue
        with shop.unit_of_work() as uow:
            for incoming in uow.incoming.by_ids([incoming_id]):
                if incoming.status is IncomingStatus.RECEIVING:
                    why = f"The rest of {incoming.name} never came: choose it again."
                    uow.incoming.change(incoming.id, status=IncomingStatus.FAILED, error=why)
            uow.commit()
        partials.discard(incoming_id)
        n_swept += 1
    return n_swept
