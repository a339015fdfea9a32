"""The stores of all shops in one bucket, and whether the bucket does what a shop needs."""

import secrets
from collections.abc import Iterator
from uuid import UUID

from printshop.config import Settings
from printshop.errors import StorageError
from printshop.platform.files.s3.access import Bucket
from printshop.platform.files.s3.objects import Objects
from printshop.platform.files.s3.store import S3FileStore
from printshop.platform.files.shops import user_of_folder
from printshop.platform.files.store import FileStore


class S3Stores:
    """All shops in one bucket, each below a prefix of its own."""

    def __init__(self, settings: Settings) -> None:
        """Take settings with an object storage; nothing is asked of it yet."""
        self._bucket = Bucket(settings)

    @property
    def origin(self) -> str:
        """Scheme, host and port that a browser sends files to."""
        return self._bucket.endpoint_url

    def of_user(self, user_id: UUID) -> S3FileStore:
        """The store of one shop."""
        return S3FileStore(Objects(self._bucket, f"{self._bucket.prefix}{user_id}/"))

    def of_all_users(self) -> Iterator[tuple[UUID, FileStore]]:
        """The store of every shop that has files.

        Raises:
            StorageError: the bucket cannot be listed.

        """
        with self._bucket.faults("could not be listed"):
            pages = self._bucket.client.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket.name, Prefix=self._bucket.prefix, Delimiter="/"
            )
            for page in pages:
                for found in page.get("CommonPrefixes", ()):
                    name = found["Prefix"].removeprefix(self._bucket.prefix).rstrip("/")
                    user_id = user_of_folder(name)
                    if user_id is not None:
                        yield user_id, self.of_user(user_id)

    def check(self) -> str:
        """Store, read, list and remove a small object.

        Raises:
            StorageError: something of it does not work.

        """
        probe = f"probe/{secrets.token_hex(8)}"
        objects = Objects(self._bucket, self._bucket.prefix)
        with self._bucket.faults("of a trial could not be stored"):
            client = self._bucket.client
            client.put_object(**objects.where(probe), Body=probe.encode())
        with self._bucket.faults("of a trial could not be read"):
            read = client.get_object(**objects.where(probe))["Body"].read()
        is_listed = any(found.key == probe for found in objects.all("probe/"))
        objects.remove(probe)
        if read != probe.encode() or not is_listed:
            raise StorageError(
                "The storage did not give back what was stored in it a moment ago.",
                hint="Try again; if it stays, ask whoever runs the storage.",
            )
        return f"Files are kept in the bucket {self._bucket.name} at {self._bucket.endpoint_url}."

    def close(self) -> None:
        """Give all connections back; the next use opens new ones."""
        self._bucket.close()
