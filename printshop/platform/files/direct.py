"""Sending a file straight from the browser to the store, by addresses that the app signs."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol, Self

from printshop.errors import StorageError

if TYPE_CHECKING:
    from printshop.platform.files.store import StoredFile

_INCOMING: Final = re.compile(r"incoming/[0-9a-f]{32}")
_UPLOAD_ID: Final = re.compile(r"[\x21-\x7e]{1,1024}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectTransfer:
    """A file on its way into the store.

    Attributes:
        key: of the incoming object, within the shop's own part of the store.
        upload_id: of the multipart upload; None where the file is sent in one piece.
        size_bytes: of the whole file.
        part_bytes: of each part but the last.

    """

    key: str
    upload_id: str | None
    size_bytes: int
    part_bytes: int

    @property
    def n_parts(self) -> int:
        """Into how many parts the file is cut."""
        return max(1, -(-self.size_bytes // self.part_bytes))

    def size_of(self, number: int) -> int:
        """Bytes of a part; the first one is number 1."""
        return min(self.part_bytes, self.size_bytes - (number - 1) * self.part_bytes)

    def as_json(self) -> dict[str, Any]:  # Any: texts, numbers and None
        """The transfer as JSON has it, to be kept until the upload goes on."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:  # Any: checked below
        """The transfer that `as_json` made.

        Raises:
            StorageError: it is something else.

        """
        try:
            transfer = cls(**told)
            is_sound = (
                _INCOMING.fullmatch(transfer.key) is not None
                and (transfer.upload_id is None or _UPLOAD_ID.fullmatch(transfer.upload_id))
                and type(transfer.size_bytes) is int
                and type(transfer.part_bytes) is int
                and transfer.size_bytes >= 0
                and transfer.part_bytes > 0
            )
        except (ValueError, TypeError) as error:
            raise _not_a_transfer() from error
        if not is_sound:
            raise _not_a_transfer()
        return transfer


def _not_a_transfer() -> StorageError:
    return StorageError(
        "What was kept of this upload cannot be read.", hint="Begin the upload again."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectPart:
    """A part that is still to be sent: `size_bytes` of the file from `offset` on, PUT to `url`."""

    number: int
    offset: int
    size_bytes: int
    url: str


class DirectUploads(Protocol):
    """What a store can do that takes files from a browser."""

    def begin(self, name: str, *, size_bytes: int) -> DirectTransfer:
        """Get ready for a file.

        Args:
            name: the file's name, for the sentences of errors.
            size_bytes: how large it is.

        Raises:
            StorageError: the store does not answer or does not allow it.

        """
        ...

    def parts(self, transfer: DirectTransfer) -> tuple[DirectPart, ...]:
        """What is still to be sent, in order; after a cut only what did not arrive.

        Raises:
            UploadGoneError: the store does not know the upload any more.
            StorageError: the store does not answer.

        """
        ...

    def finish(self, transfer: DirectTransfer) -> None:
        """Put the parts together; doing so again changes nothing.

        Raises:
            StorageError: parts are missing, or the size is another.

        """
        ...

    def open(self, transfer: DirectTransfer) -> BinaryIO:
        """Open a file that arrived whole, seekable; the caller closes it.

        Raises:
            StorageError: it did not arrive, or it cannot be read.

        """
        ...

    def take(self, transfer: DirectTransfer, *, sha256: str) -> "StoredFile":
        """Read what arrived, and store it for good if it is what was announced.

        Doing so again, even after a crash in the middle, gives the same answer.

        Raises:
            UploadChangedError: the bytes have another digest.
            StorageError: it did not arrive, or the store does not answer.

        """
        ...

    def abort(self, transfer: DirectTransfer) -> None:
        """Throw away what arrived; it is no fault if there is nothing.

        Raises:
            StorageError: the store does not answer.

        """
        ...
