"""What passes between a sender and the shop: what is to be sent, and the bytes themselves."""

from typing import Literal, Self
from uuid import UUID

from printshop.domain.incoming import IncomingFile, IncomingStatus
from printshop.domain.units import Frozen
from printshop.errors import FileTooLargeError, IllegalTransitionError
from printshop.platform.partials import Partial
from printshop.repo import UnitOfWork
from printshop.services.shop import Shop


class Part(Frozen):
    """A part to be sent straight to the store: `size` bytes from `offset` on, PUT to `url`."""

    number: int
    offset: int
    size: int
    url: str


class Answer(Frozen):
    """What of a file is to be sent.

    known: nothing, the shop has it. received: nothing, it has arrived. send: from `offset` on.
    busy: somebody else sends it now, ask again. direct: `parts` to the store. `incoming_id`
    names the file from now on.
    """

    state: Literal["known", "received", "send", "busy", "direct"]
    incoming_id: UUID
    offset: int = 0
    parts: tuple[Part, ...] = ()


class Appending:
    """Bytes of an incoming file that come now; nobody else adds to it until it is closed."""

    def __init__(self, shop: Shop, incoming: IncomingFile, partial: Partial) -> None:
        """Take an open partial."""
        self._shop = shop
        self._incoming = incoming
        self._partial = partial

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    @property
    def offset(self) -> int:
        """How many bytes have come."""
        return self._partial.size

    def check_room(self, n_bytes: int) -> None:
        """Refuse more bytes than were announced.

        Raises:
            FileTooLargeError: there would be more.

        """
        if self.offset + n_bytes > self._incoming.size_bytes:
            raise FileTooLargeError(
                f"{self._incoming.name} is larger than the {self._incoming.size_bytes:,} bytes "
                "that were announced: choose it again."
            )

    def write(self, block: bytes | bytearray) -> None:
        """Add bytes; on a fault what fitted stays.

        Raises:
            DiskFullError: there is no room for them.
            FileTooLargeError: there are more than were announced.
            StorageError: they cannot be written.

        """
        self.check_room(len(block))
        self._partial.write(block)

    def close(self) -> None:
        """Let others go on, and note how far it is for whoever looks at the list."""
        offset, whole = self.offset, self._incoming.size_bytes
        self._partial.close()
        if offset < whole:
            with self._shop.unit_of_work() as uow:
                uow.incoming.change(self._incoming.id, progress_pct=offset * 100 // whole)
                uow.commit()


def is_there(incoming: IncomingFile) -> bool:
    """Whether all its bytes have come: they are stored, or the worker is to take them."""
    return incoming.has_arrived or incoming.status is IncomingStatus.PROCESSING


def open_file(uow: UnitOfWork, incoming_id: UUID) -> IncomingFile:
    """An incoming file that was not left out, locked until the transaction ends.

    Raises:
        IllegalTransitionError: it was left out.
        NotFoundError: there is no such incoming file.

    """
    incoming = uow.incoming.get(incoming_id, lock=True)
    if incoming.status is IncomingStatus.DISMISSED:
        raise IllegalTransitionError(job=incoming.name, status="left out", wanted="sent")
    return incoming
