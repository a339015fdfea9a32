"""What is said when the object storage does not do as asked: a sentence, and what to do."""

from types import TracebackType
from typing import Final, Self

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    ProxyConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.exceptions import HTTPError

from printshop.errors import NotStoredError, StorageError

_MISSING: Final = ("NoSuchKey", "NotFound", "404")
# The storage's words for it → why, and what to do about it.
_REASONS: Final[tuple[tuple[tuple[str, ...], str, str], ...]] = (
    (
        _MISSING,
        "it is not in the store",
        "Upload it again, or restore it from a backup.",
    ),
    (
        ("InvalidAccessKeyId", "SignatureDoesNotMatch", "Unauthorized", "InvalidToken", "401"),
        "the storage at {where} refuses the access key",
        "Check PRINTSHOP_S3_ACCESS_KEY_ID and PRINTSHOP_S3_SECRET_ACCESS_KEY.",
    ),
    (
        # An answer to HEAD has no body that could say which of the two it is.
        ("AccessDenied", "AllAccessDisabled", "AccountProblem", "403"),
        "the storage does not allow it in the bucket {bucket}",
        "Check the access key, and give it the right to read, write and list the bucket.",
    ),
    (
        ("NoSuchBucket",),
        "the storage has no bucket {bucket}",
        "Make the bucket, or correct PRINTSHOP_S3_BUCKET.",
    ),
    (
        ("RequestTimeTooSkewed",),
        "this machine's clock is wrong",
        "Set the clock; the storage compares it with its own.",
    ),
    (
        ("SlowDown", "TooManyRequests", "ServiceUnavailable", "InternalError", "500", "503", "429"),
        "the storage is busy",
        "Try again in a moment.",
    ),
    (
        ("BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"),
        "it was changed on the way to the storage",
        "Try again.",
    ),
    (("PreconditionFailed",), "it was changed meanwhile", "Try again."),
)


def code_of(error: ClientError) -> str:
    """The storage's own word for what is wrong; of an answer without a body its number."""
    return str(error.response.get("Error", {}).get("Code", ""))


def is_missing(error: ClientError) -> bool:
    """Whether there is no such object."""
    return code_of(error) in _MISSING


class faults:  # noqa: N801 - reads as the verb it is: `with faults("could not be stored", …)`
    """Turn the faults of the storage and its client within a block into one sentence.

    The client's own messages are never repeated: they hold addresses, and those signatures.
    """

    def __init__(self, what: str, *, where: str, bucket: str) -> None:
        """Take what could not be done, and the storage's address and bucket."""
        self._what = what
        self._where = where
        self._bucket = bucket

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Raise the sentence for a fault that is known; all else passes.

        Raises:
            StorageError: what the storage or the way to it did.

        """
        is_gone = isinstance(error, ClientError) and is_missing(error)
        if isinstance(error, ClientError):
            why, hint = self._refused(code_of(error))
        elif isinstance(error, (BotoCoreError, HTTPError)):
            why, hint = self._unreachable(error)
        else:
            return
        kind_of_fault = NotStoredError if is_gone else StorageError
        raise kind_of_fault(f"The file {self._what}: {why}.", hint=hint) from error

    def _refused(self, code: str) -> tuple[str, str]:
        for codes, why, hint in _REASONS:
            if code in codes:
                return why.format(where=self._where, bucket=self._bucket), hint
        why = f"the storage refused it ({code or 'without a reason'})"
        return why, "Look with `printshop doctor` whether the storage works."

    def _unreachable(self, error: Exception) -> tuple[str, str]:
        if isinstance(error, SSLError):
            return (
                f"the certificate of the storage at {self._where} is not trusted",
                "Check PRINTSHOP_S3_ENDPOINT_URL; it must be the storage's own name.",
            )
        if isinstance(error, (ConnectTimeoutError, EndpointConnectionError, ProxyConnectionError)):
            return (
                f"the storage at {self._where} cannot be reached",
                "Check PRINTSHOP_S3_ENDPOINT_URL and the network, then try again.",
            )
        if isinstance(error, (ReadTimeoutError, ConnectionClosedError, HTTPClientError, HTTPError)):
            return (
                f"the connection to the storage at {self._where} broke",
                "Check the network, then try again.",
            )
        return (
            f"the storage at {self._where} cannot be used with these settings",
            "Check the PRINTSHOP_S3_ settings.",
        )
