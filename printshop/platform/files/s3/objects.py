"""The objects below one prefix of a bucket, in the few requests that S3 and R2 both know."""

import base64
import contextlib
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Final

from botocore.exceptions import ClientError

from printshop.errors import StorageError
from printshop.platform.files.s3.access import Bucket
from printshop.platform.files.s3.faults import code_of, is_missing
from printshop.platform.files.s3.reading import RangedReader

SINGLE_PUT_BYTES: Final = 64 << 20
# R2 wants all parts but the last of one size, at least 5 MiB, and at most 10,000 of them.
PART_BYTES: Final = 16 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectState:
    """An object as the storage lists it; changed_at is aware UTC."""

    key: str
    size_bytes: int
    etag: str
    changed_at: datetime


class Objects:
    """The objects below a prefix; their keys are said without it."""

    def __init__(self, bucket: Bucket, prefix: str) -> None:
        """Use a part of a bucket; `prefix` ends in a slash or is empty."""
        self.bucket = bucket
        self._prefix = prefix

    def where(self, key: str) -> dict[str, str]:
        """How a request names the object."""
        return {"Bucket": self.bucket.name, "Key": self._prefix + key}

    def state(self, key: str) -> ObjectState | None:
        """What the storage knows of an object; None if there is none.

        Raises:
            StorageError: the storage does not answer.

        """
        with self.bucket.faults("could not be looked up"):
            try:
                head = self.bucket.client.head_object(**self.where(key))
            except ClientError as error:
                if is_missing(error):
                    return None
                raise
        return ObjectState(
            key=key,
            size_bytes=head["ContentLength"],
            etag=head["ETag"],
            changed_at=head["LastModified"].astimezone(UTC),
        )

    def all(self, under: str) -> Iterator[ObjectState]:
        """The objects whose keys begin with `under`.

        Raises:
            StorageError: the storage does not answer.

        """
        with self.bucket.faults("could not be listed"):
            pages = self.bucket.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket.name, Prefix=self._prefix + under
            )
            for page in pages:
                for found in page.get("Contents", ()):
                    yield ObjectState(
                        key=found["Key"].removeprefix(self._prefix),
                        size_bytes=found["Size"],
                        etag=found["ETag"],
                        changed_at=found["LastModified"].astimezone(UTC),
                    )

    def open(self, state: ObjectState) -> BinaryIO:
        """Open an object as a seekable file, of the bytes it had when it was looked up."""

        def fetch(start: int, size_bytes: int) -> bytes:
            with self.bucket.faults("could not be read"):
                answer = self.bucket.client.get_object(
                    **self.where(state.key),
                    Range=f"bytes={start}-{start + size_bytes - 1}",
                    IfMatch=state.etag,
                )
                data = answer["Body"].read()
            if len(data) != size_bytes:
                raise StorageError("The file could not be read: its end is missing.")
            return data

        return io.BufferedReader(RangedReader(fetch, state.size_bytes), 1 << 16)

    def send(self, key: str, file: BinaryIO, *, size_bytes: int, sha256: str) -> None:
        """Store an object, in parts where it is large; every part's own digest goes with it.

        Args:
            key: of the object.
            file: its bytes, from where it stands on.
            size_bytes: how many.
            sha256: their digest (hex).

        Raises:
            StorageError: it could not be stored; nothing of it is left.

        """
        with self.bucket.faults("could not be stored"):
            if size_bytes > SINGLE_PUT_BYTES:
                self._send_in_parts(key, file, size_bytes)
                return
            self.bucket.client.put_object(
                **self.where(key),
                Body=file,
                ContentLength=size_bytes,
                ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
            )

    def copy(self, source: str, target: str, *, etag: str) -> None:
        """Copy an object within the storage, if it is still the one with this ETag.

        Raises:
            StorageError: it is another one, or gone, or could not be copied.

        """
        with self.bucket.faults("could not be stored"):
            try:
                self.bucket.client.copy_object(
                    **self.where(target), CopySource=self.where(source), CopySourceIfMatch=etag
                )
            except ClientError as error:
                if code_of(error) != "PreconditionFailed":
                    raise
                raise StorageError(
                    "The file could not be stored: it was changed while it was read.",
                    hint="Upload it again.",
                ) from error

    def remove(self, key: str) -> None:
        """Remove an object, if there is one.

        Raises:
            StorageError: it could not be removed.

        """
        with self.bucket.faults("could not be removed"):
            self.bucket.client.delete_object(**self.where(key))

    def begin_parts(self, key: str) -> str:
        """Begin a multipart upload; its id."""
        with self.bucket.faults("could not be stored"):
            return self.bucket.client.create_multipart_upload(**self.where(key))["UploadId"]

    def abort_parts(self, key: str, upload_id: str) -> None:
        """Throw a multipart upload away, if it is still there."""
        with self.bucket.faults("could not be removed"):
            try:
                self.bucket.client.abort_multipart_upload(**self.where(key), UploadId=upload_id)
            except ClientError as error:
                if not is_missing(error) and code_of(error) != "NoSuchUpload":
                    raise

    def unfinished(self, under: str) -> Iterator[tuple[str, str, datetime]]:
        """(key, upload id, begun at) of multipart uploads that were not finished."""
        with self.bucket.faults("could not be listed"):
            pages = self.bucket.client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket.name, Prefix=self._prefix + under
            )
            for page in pages:
                for found in page.get("Uploads", ()):
                    key = found["Key"].removeprefix(self._prefix)
                    if key.startswith(under):
                        yield key, found["UploadId"], found["Initiated"].astimezone(UTC)

    def _send_in_parts(self, key: str, file: BinaryIO, size_bytes: int) -> None:
        client = self.bucket.client
        upload = {**self.where(key), "UploadId": ""}
        upload["UploadId"] = client.create_multipart_upload(
            **self.where(key), ChecksumAlgorithm="SHA256"
        )["UploadId"]
        try:
            parts = []
            for number in range(1, -(-size_bytes // PART_BYTES) + 1):
                block = file.read(PART_BYTES)
                checksum = base64.b64encode(hashlib.sha256(block).digest()).decode()
                sent = client.upload_part(
                    **upload, PartNumber=number, Body=block, ChecksumSHA256=checksum
                )
                parts.append(
                    {"PartNumber": number, "ETag": sent["ETag"], "ChecksumSHA256": checksum}
                )
            client.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        except BaseException:
            # What is to be said is why it broke; the sweep clears what cannot be cleared now.
            with contextlib.suppress(StorageError):
                self.abort_parts(key, upload["UploadId"])
            raise
