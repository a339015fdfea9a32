"""How far the worker is with an incoming file, noted where pages look."""

import time
from typing import Any, Final
from uuid import UUID

from printshop.domain.incoming import IncomingFile, IncomingStage, IncomingStatus
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop

# Within a stage; a page looks no oftener.
_PAUSE_S: Final = 0.25
# (progress in % when it begins, what a page says of it)
_STAGES: Final = {
    IncomingStage.VERIFY: (5, "Checking what arrived"),
    IncomingStage.READ: (30, "Reading the file"),
    IncomingStage.SPLIT: (45, "Telling the grams apart"),
    IncomingStage.PICTURES: (80, "Drawing the pictures"),
    IncomingStage.SAVE: (95, "Putting it down"),
}
_VERIFY_SHARE_PCT: Final = 25


class NoLongerWantedError(Exception):
    """It was left out, or came to its end, while it was worked on; never leaves processing."""


class Progress:
    """Notes progress, and finds out on the way whether the file is still to be processed."""

    def __init__(self, shop: Shop, incoming_id: UUID) -> None:
        """Bind to an incoming file."""
        self._shop = shop
        self._incoming_id = incoming_id
        self._noted_at_s = 0.0

    def enter(self, stage: IncomingStage, **changes: Any) -> IncomingFile:  # noqa: ANN401 - columns, each of its own type
        """Note that a stage begins, with what the one before it found.

        Raises:
            NoLongerWantedError: the file is not to be processed any more.

        """
        progress_pct, message = _STAGES[stage]
        with self._shop.unit_of_work() as uow:
            wanted(uow, self._incoming_id)
            incoming = uow.incoming.change(
                self._incoming_id,
                stage=stage,
                progress_pct=progress_pct,
                message=message,
                error="",
                **changes,
            )
            uow.commit()
        self._noted_at_s = time.monotonic()
        return incoming

    def checked(self, share: float) -> None:
        """Note which share of the bytes is checked, now and then.

        Raises:
            NoLongerWantedError: the file is not to be processed any more.

        """
        if time.monotonic() - self._noted_at_s < _PAUSE_S:
            return
        begin_pct, _ = _STAGES[IncomingStage.VERIFY]
        with self._shop.unit_of_work() as uow:
            wanted(uow, self._incoming_id)
            uow.incoming.change(
                self._incoming_id, progress_pct=begin_pct + int(share * _VERIFY_SHARE_PCT)
            )
            uow.commit()
        self._noted_at_s = time.monotonic()


def wanted(uow: UnitOfWork, incoming_id: UUID) -> IncomingFile:
    """Lock an incoming file that is to be processed.

    Raises:
        NoLongerWantedError: it is not, or not any more.
        NotFoundError: it is gone.

    """
    incoming = uow.incoming.get(incoming_id, lock=True)
    if incoming.status is not IncomingStatus.PROCESSING:
        raise NoLongerWantedError
    return incoming
