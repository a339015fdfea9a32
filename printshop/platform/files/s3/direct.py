"""Sending a file from the browser to the bucket: in one piece, or in parts that may be cut off.

The browser gets addresses that are signed for one object, one part and one length. Until the
bytes were read and their digest compared, they lie under `incoming/` and nothing else sees
them. The addresses still work after that, so the copy asks for the very object that was read.
"""

import secrets
from typing import BinaryIO, Final

from botocore.exceptions import ClientError

from printshop.errors import StorageError, UploadChangedError, UploadGoneError
from printshop.platform.files.direct import DirectPart, DirectTransfer
from printshop.platform.files.disk import digest_of
from printshop.platform.files.s3.faults import code_of
from printshop.platform.files.s3.objects import PART_BYTES, SINGLE_PUT_BYTES, Objects, ObjectState
from printshop.platform.files.store import StoredFile, key_of

# As long as the slowest part may take; a page that resumes later asks for new ones.
_URL_EXPIRES_S: Final = 3600
_MOST_PARTS: Final = 10_000


class S3DirectUploads:
    """Uploads past the app into one shop's part of the bucket."""

    def __init__(self, objects: Objects) -> None:
        """Use the objects below the shop's prefix."""
        self._objects = objects

    def begin(self, name: str, *, size_bytes: int) -> DirectTransfer:
        """Get ready for a file; up to 64 MB it goes in one piece.

        Raises:
            StorageError: the storage does not answer, or the file is larger than it takes.

        """
        if size_bytes > PART_BYTES * _MOST_PARTS:
            raise StorageError(f"{name} is larger than the storage takes.")
        key = f"incoming/{secrets.token_hex(16)}"
        is_whole = size_bytes <= SINGLE_PUT_BYTES
        return DirectTransfer(
            key=key,
            upload_id=None if is_whole else self._objects.begin_parts(key),
            size_bytes=size_bytes,
            part_bytes=SINGLE_PUT_BYTES if is_whole else PART_BYTES,
        )

    def parts(self, transfer: DirectTransfer) -> tuple[DirectPart, ...]:
        """What is still to be sent, each part with an address that works for an hour.

        Raises:
            UploadGoneError: the upload was given up.
            StorageError: the storage does not answer.

        """
        sent = self._sent(transfer)
        if sent is None:
            if self._arrived(transfer) is not None:
                return ()
            sent = {}
            if transfer.upload_id is not None:
                raise UploadGoneError
        return tuple(
            DirectPart(
                number=number,
                offset=(number - 1) * transfer.part_bytes,
                size_bytes=transfer.size_of(number),
                url=self._signed(transfer, number),
            )
            for number in range(1, transfer.n_parts + 1)
            if number not in sent
        )

    def finish(self, transfer: DirectTransfer) -> None:
        """Put the parts together; doing so again changes nothing.

        Raises:
            StorageError: parts are missing, or the size is another.

        """
        sent = self._sent(transfer)
        if sent is not None and transfer.upload_id is not None:
            n_missing = transfer.n_parts - len(sent)
            if n_missing:
                raise StorageError(
                    f"{n_missing} of the {transfer.n_parts} parts of the file have not arrived.",
                    hint="Let the upload go on; only these are sent again.",
                )
            self._put_together(transfer, sent)
        if self._arrived(transfer) is None:
            raise StorageError("The file has not arrived.", hint="Upload it again.")

    def open(self, transfer: DirectTransfer) -> BinaryIO:
        """Open a file that arrived whole, seekable; the caller closes it.

        Raises:
            StorageError: it did not arrive, or it cannot be read.

        """
        return self._objects.open(self._whole(transfer))

    def take(self, transfer: DirectTransfer, *, sha256: str) -> StoredFile:
        """Read what arrived, and copy it to its key if it is what was announced.

        Raises:
            UploadChangedError: the bytes have another digest; they are still there.
            StorageError: it did not arrive, or the storage does not answer.

        """
        stored = StoredFile(key=key_of(sha256), sha256=sha256, size_bytes=transfer.size_bytes)
        arrived = self._arrived(transfer)
        if arrived is None:
            there = self._objects.state(stored.key)
            if there is not None and there.size_bytes == transfer.size_bytes:
                return stored
            raise StorageError("The file has not arrived.", hint="Upload it again.")
        with self._objects.open(arrived) as file:
            digest, _ = digest_of(file)
        if digest != sha256:
            raise UploadChangedError
        if self._objects.state(stored.key) is None:
            self._objects.copy(arrived.key, stored.key, etag=arrived.etag)
        self._objects.remove(arrived.key)
        return stored

    def abort(self, transfer: DirectTransfer) -> None:
        """Throw away what arrived; it is no fault if there is nothing.

        Raises:
            StorageError: the storage does not answer.

        """
        if transfer.upload_id is not None:
            self._objects.abort_parts(transfer.key, transfer.upload_id)
        self._objects.remove(transfer.key)

    def _arrived(self, transfer: DirectTransfer) -> ObjectState | None:
        """The incoming object; None if it is not there, or not with this size."""
        state = self._objects.state(transfer.key)
        return state if state is not None and state.size_bytes == transfer.size_bytes else None

    def _whole(self, transfer: DirectTransfer) -> ObjectState:
        arrived = self._arrived(transfer)
        if arrived is None:
            raise StorageError("The file has not arrived.", hint="Upload it again.")
        return arrived

    def _sent(self, transfer: DirectTransfer) -> dict[int, str] | None:
        """ETags of the parts that arrived whole, by number; None where no parts are awaited."""
        if transfer.upload_id is None:
            return None
        bucket = self._objects.bucket
        with bucket.faults("could not be looked up"):
            pages = bucket.client.get_paginator("list_parts").paginate(
                **self._objects.where(transfer.key), UploadId=transfer.upload_id
            )
            try:
                return {
                    part["PartNumber"]: part["ETag"]
                    for page in pages
                    for part in page.get("Parts", ())
                    if 1 <= part["PartNumber"] <= transfer.n_parts
                    and part["Size"] == transfer.size_of(part["PartNumber"])
                }
            except ClientError as error:
                if code_of(error) in {"NoSuchUpload", "404"}:
                    return None
                raise

    def _put_together(self, transfer: DirectTransfer, sent: dict[int, str]) -> None:
        parts = [{"PartNumber": number, "ETag": sent[number]} for number in sorted(sent)]
        bucket = self._objects.bucket
        with bucket.faults("could not be stored"):
            try:
                bucket.client.complete_multipart_upload(
                    **self._objects.where(transfer.key),
                    UploadId=transfer.upload_id,
                    MultipartUpload={"Parts": parts},
                )
            except ClientError as error:
                # Somebody else finished it at this very moment; whether it is there is asked next.
                if code_of(error) != "NoSuchUpload":
                    raise

    def _signed(self, transfer: DirectTransfer, number: int) -> str:
        params: dict[str, object] = {
            **self._objects.where(transfer.key),
            "ContentLength": transfer.size_of(number),
        }
        operation = "put_object"
        if transfer.upload_id is not None:
            operation = "upload_part"
            params |= {"UploadId": transfer.upload_id, "PartNumber": number}
        bucket = self._objects.bucket
        with bucket.faults("could not be stored"):
            return bucket.client.generate_presigned_url(
                operation, Params=params, ExpiresIn=_URL_EXPIRES_S
            )
