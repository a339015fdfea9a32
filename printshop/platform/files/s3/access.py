"""The client of the object storage, configured so that R2 takes what it sends.

R2 refuses bodies with a trailer (`aws-chunked`), which boto3 sends over https unless told
otherwise, and has no POST forms, no tags and no ACLs.
"""

import threading
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from printshop.config import Settings
from printshop.errors import StorageError
from printshop.platform.files.s3.faults import faults

# Clients are made from a shared session; making one is not safe in two threads at once.
_MAKING: Final = threading.Lock()
_CONFIG: Final = Config(
    signature_version="s3v4",
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    # A page waits for the answer: three tries of five seconds at most for a dead server.
    connect_timeout=5,
    read_timeout=30,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
    tcp_keepalive=True,
    s3={"addressing_style": "path", "payload_signing_enabled": True},
)

# boto3 makes its classes while it runs: there is no type to name.
Client = Any


class Bucket:
    """A bucket and the login to it; the client is made on first use."""

    def __init__(self, settings: Settings) -> None:
        """Take an object storage that is set up."""
        self.name = settings.s3_bucket or ""
        self.endpoint_url = settings.s3_endpoint_url or ""
        self.prefix = settings.s3_prefix
        self._settings = settings
        self._client: Client | None = None

    def __repr__(self) -> str:
        """Name it, never its keys."""
        return f"Bucket({self.name!r} at {self.endpoint_url!r})"

    @property
    def client(self) -> Client:
        """The client; it may be used by several threads.

        Raises:
            StorageError: it cannot be made of these settings.

        """
        with _MAKING:
            if self._client is None:
                self._client = self._made()
        return self._client

    def close(self) -> None:
        """Give the client's connections back; the next use makes a new one."""
        with _MAKING:
            if self._client is not None:
                self._client.close()
                self._client = None

    def faults(self, what: str) -> faults:
        """Turn the storage's faults within a block into one sentence."""
        return faults(what, where=self.endpoint_url, bucket=self.name)

    def _made(self) -> Client:
        try:
            return boto3.session.Session(
                aws_access_key_id=self._settings.s3_access_key_id,
                aws_secret_access_key=self._settings.s3_secret_access_key,
                region_name=self._settings.s3_region,
            ).client("s3", endpoint_url=self.endpoint_url, config=_CONFIG)
        except (BotoCoreError, ValueError) as error:
            raise StorageError(
                f"The storage at {self.endpoint_url} cannot be used with these settings.",
                hint="Check the PRINTSHOP_S3_ settings, and AWS_ variables of the environment.",
            ) from error
