"""Errors of the shop as answers of a route: a status for programs, a sentence for people."""

import logging
import secrets
from typing import Final

from starlette.responses import JSONResponse

from printshop.errors import (
    DatabaseUnavailableError,
    DiskFullError,
    DuplicateError,
    FileTooLargeError,
    IllegalTransitionError,
    NotFoundError,
    PrintshopError,
    StorageError,
    UploadBusyError,
    UploadChangedError,
    UploadOffsetError,
)

_LOG = logging.getLogger(__name__)
# The first that fits counts: the narrower class stands before the wider one.
_STATUSES: Final = (
    (NotFoundError, 404),
    (UploadOffsetError, 409),
    (DuplicateError, 409),
    (IllegalTransitionError, 410),
    (FileTooLargeError, 413),
    (UploadChangedError, 422),
    (UploadBusyError, 423),
    (DiskFullError, 507),
    (StorageError, 503),
    (DatabaseUnavailableError, 503),
)
_ELSE: Final = 422
_OUR_FAULTS: Final = 500


def unforeseen(error: Exception) -> JSONResponse:
    """The last stop: a sentence for whoever asked, and everything else for the log."""
    number = secrets.token_hex(4)
    _LOG.error("unexpected error %s", number, exc_info=error)
    words = f"Something went wrong that Printshop did not foresee; the log has it under {number}."
    return JSONResponse({"error": words}, status_code=_OUR_FAULTS)


def refused(error: PrintshopError) -> JSONResponse:
    """The answer to a request that could not be met."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), _ELSE)
    if status >= _OUR_FAULTS:
        _LOG.warning("%s", error)
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, UploadOffsetError):
        headers["Upload-Offset"] = str(error.offset)
    return JSONResponse({"error": error.sentence}, status_code=status, headers=headers)
