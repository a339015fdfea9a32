"""A file that a browser sends: announced, told by its hash, sent in slices, finished.

Every step may be asked for again, after a cut at any point, and then goes on or says the same.
The bytes lie in `Partials` until they are whole and are what was announced; nothing of a file
that is not whole ever gets into the store.
"""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from printshop.domain.incoming import (
    IncomingFile,
    IncomingSource,
    IncomingStage,
    IncomingStatus,
    NewIncoming,
)
from printshop.domain.text import file_name
from printshop.errors import (
    FileTooLargeError,
    IllegalTransitionError,
    InvalidInputError,
    UploadOffsetError,
)
from printshop.platform.partials import Partials
from printshop.repo import UnitOfWork
from printshop.services.incoming import arrival, direct, twins
from printshop.services.incoming.finishing import finish
from printshop.services.incoming.sending import Answer, Appending, is_there, open_file
from printshop.services.shop import Shop

_SHA256_LETTERS: Final = 64
_HEX: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """What one shop receives. `max_bytes`: of one file."""

    shop: Shop
    partials: Partials
    max_bytes: int

    def announce(
        self, incoming_id: UUID, *, batch_id: UUID, name: str, size_bytes: int, outline: bytes
    ) -> IncomingFile:
        """Note that a file is coming; the same id again is the same file, read anew.

        Args:
            incoming_id: chosen by the sender.
            batch_id: what was dropped together.
            name: of the file.
            size_bytes: of the whole file.
            outline: the file without its bulk; empty where the sender could not make one.

        Raises:
            DuplicateError: another shop's file has this id.
            FileTooLargeError: it is larger than the shop takes.
            IllegalTransitionError: it was left out.
            InvalidInputError: too many files wait.

        """
        self._check_size(name, size_bytes)
        new = NewIncoming(
            batch_id=batch_id,
            source=IncomingSource.BROWSER,
            name=file_name(name),
            size_bytes=size_bytes,
        )
        with self.shop.unit_of_work() as uow:
            if not uow.incoming.by_ids([incoming_id]):
                made = arrival.announce(uow, new, outline=outline or None, incoming_id=incoming_id)
            else:
                made = self._announced_again(uow, incoming_id, new, outline or None)
            uow.commit()
        return made

    def identify(self, incoming_id: UUID, *, sha256: str, size_bytes: int, tab: str) -> Answer:
        """Say which bytes the file has; the answer says what of them to send.

        Where another incoming file was begun with the same bytes, it goes on and this one is
        left out: the answer names the one that counts.

        Args:
            incoming_id: the file.
            sha256: of its bytes, hex.
            size_bytes: of the whole file.
            tab: who asks; another one that sends the same bytes now is not disturbed.

        Raises:
            FileTooLargeError: it is larger than the shop takes.
            IllegalTransitionError: it was left out.
            InvalidInputError: this is no hash.
            NotFoundError: there is no such incoming file.
            StorageError: the store does not answer.

        """
        if len(sha256) != _SHA256_LETTERS or not _HEX.issuperset(sha256):
            raise InvalidInputError("This is not the SHA-256 of a file.")
        with self.partials.turn, self.shop.unit_of_work() as uow:
            before = incoming = twins.opened(uow, incoming_id, sha256=sha256)
            incoming_id = incoming.id
            self._check_size(incoming.name, size_bytes)
            is_other = not is_there(before) and before.sha256 not in {None, sha256}
            if is_other:
                # What has come of the bytes before is worth nothing.
                self.partials.discard(incoming_id)
                incoming = uow.incoming.change(incoming_id, transfer=None)
            answer, incoming = twins.of_these_bytes(
                uow, incoming, partials=self.partials, sha256=sha256, tab=tab
            )
            if answer is None:
                incoming = _begun(uow, incoming, sha256, size_bytes)
            uow.commit()
        if is_other:
            direct.abort(self.shop, before)
        if answer is None:
            return direct.answer(self.shop, incoming) or self._answer(incoming)
        if answer.state in {"known", "received"}:
            self.partials.discard(incoming_id)
        return answer

    def append(self, incoming_id: UUID, *, offset: int, tab: str) -> Appending:
        """Begin to take in bytes of a file; it must be closed.

        Raises:
            IllegalTransitionError: it was left out.
            NotFoundError: there is no such incoming file.
            StorageError: the data folder cannot be written to.
            UploadBusyError: somebody else sends it now.
            UploadOffsetError: it goes on from another byte.

        """
        with self.shop.unit_of_work() as uow:
            incoming = open_file(uow, incoming_id)
        if is_there(incoming):
            raise UploadOffsetError(offset=incoming.size_bytes)
        partial = self.partials.open(incoming_id, writer=tab)
        if partial.size != offset:
            partial.close()
            raise UploadOffsetError(offset=self.partials.size(incoming_id))
        return Appending(self.shop, incoming, partial)

    def extent(self, incoming_id: UUID) -> tuple[int, int]:
        """How many bytes a file has, and how many of them have come.

        Raises:
            NotFoundError: there is no such incoming file.

        """
        with self.shop.snapshot() as uow:
            incoming = uow.incoming.get(incoming_id)
        if is_there(incoming):
            return incoming.size_bytes, incoming.size_bytes
        return incoming.size_bytes, self.partials.size(incoming_id)

    def finish(self, incoming_id: UUID) -> IncomingFile:
        """Store a file that has come whole, and let the worker read it.

        Raises:
            IllegalTransitionError: it was left out.
            NotFoundError: there is no such incoming file.
            StorageError: the store does not take it; what has come is kept.
            UploadBusyError: somebody else sends it now.
            UploadChangedError: the bytes are not those that were announced; they are gone.
            UploadOffsetError: bytes are missing.

        """
        with self.shop.unit_of_work() as uow:
            incoming = open_file(uow, incoming_id)
        return finish(self.shop, self.partials, incoming)

    def cancel(self, incoming_id: UUID) -> None:
        """Leave out a file that has not arrived, and throw away what came of it.

        Raises:
            IllegalTransitionError: it has arrived.
            NotFoundError: there is no such incoming file.

        """
        with self.shop.unit_of_work() as uow:
            incoming = uow.incoming.get(incoming_id, lock=True)
            if is_there(incoming):
                raise IllegalTransitionError(
                    job=incoming.name, status="in your shop", wanted="cancelled"
                )
            uow.incoming.change(
                incoming_id, status=IncomingStatus.DISMISSED, outline=None, transfer=None
            )
            uow.commit()
        direct.abort(self.shop, incoming)
        self.partials.discard(incoming_id)

    def _check_size(self, name: str, size_bytes: int) -> None:
        if size_bytes < 0:
            raise InvalidInputError("A file has no negative size.")
        if size_bytes > self.max_bytes:
            raise FileTooLargeError(
                f"{file_name(name)} has {size_bytes / 1e6:,.0f} MB, more than the "
                f"{self.max_bytes / 1e6:,.0f} MB that your shop takes.",
                hint="Export its plates one by one.",
            )

    def _announced_again(
        self, uow: UnitOfWork, incoming_id: UUID, new: NewIncoming, outline: bytes | None
    ) -> IncomingFile:
        incoming = open_file(uow, incoming_id)
        if is_there(incoming):
            return incoming
        outline, summary = arrival.summed_up(outline, new.name)
        return uow.incoming.change(
            incoming_id,
            name=new.name,
            size_bytes=new.size_bytes,
            outline=outline,
            summary=summary,
            status=IncomingStatus.RECEIVING,
            outline_is_checked=False,
            error="",
        )

    def _answer(self, incoming: IncomingFile) -> Answer:
        offset = self.partials.size(incoming.id)
        if offset > incoming.size_bytes:
            self.partials.discard(incoming.id)
            offset = 0
        return Answer(state="send", incoming_id=incoming.id, offset=offset)


def _begun(uow: UnitOfWork, incoming: IncomingFile, sha256: str, size_bytes: int) -> IncomingFile:
    return uow.incoming.change(
        incoming.id,
        sha256=sha256,
        size_bytes=size_bytes,
        status=IncomingStatus.RECEIVING,
        stage=IncomingStage.RECEIVE,
        error="",
    )
