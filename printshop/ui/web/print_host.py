"""The door for slicers: they upload to Printshop as they would to an OctoPrint.

Spoken is what OrcaSlicer, Bambu Studio and PrusaSlicer ask of a print host of that kind: the
version (their Test button, and before each upload), and one file as a form. Source:
OctoPrint's REST API, and the slicers' src/slic3r/Utils/OctoPrint.cpp. The key is looked at
before a byte of a file is read, and a file goes to the disk as it comes.
"""

import asyncio
import errno
import importlib.metadata
from collections.abc import AsyncGenerator, Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import BinaryIO, Final
from uuid import UUID, uuid4

from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from printshop.domain.incoming import IncomingFile, IncomingSource
from printshop.domain.text import file_name
from printshop.errors import (
    ConfigError,
    DatabaseUnavailableError,
    FileTooLargeError,
    InvalidInputError,
    NotAThreeMFError,
    NotFoundError,
    PrintshopError,
    StorageError,
    ThreeMFError,
    WrongKeyError,
)
from printshop.services import access_tokens
from printshop.services.incoming import kinds, tending
from printshop.services.incoming.arrival import take_in
from printshop.services.shop import Shop
from printshop.ui import wiring
from printshop.ui.web.refusals import unforeseen
from printshop.ui.web.taking import whole_number

# The slicers want the text to begin with OctoPrint; this is the one whose answers these are.
_SPOKEN: Final = "1.5.0"
_MB: Final = 1_000_000
# Boundaries and the other fields of the form.
_FORM_BYTES: Final = 64 * 1024
_FIELD_BYTES: Final = 16 * 1024
_FIELDS: Final = 16
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_STATUSES: Final[tuple[tuple[type[PrintshopError], HTTPStatus], ...]] = (
    (WrongKeyError, HTTPStatus.FORBIDDEN),
    (FileTooLargeError, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (ThreeMFError, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (NotFoundError, HTTPStatus.NOT_FOUND),
    (StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
    (DatabaseUnavailableError, HTTPStatus.SERVICE_UNAVAILABLE),
    (ConfigError, HTTPStatus.SERVICE_UNAVAILABLE),
    (InvalidInputError, HTTPStatus.CONFLICT),
)
_Answer = Callable[[Request], Awaitable[JSONResponse]]


def routes(*, most_bytes: int) -> list[Route]:
    """The routes, to stand before any other below `/api/files`.

    Args:
        most_bytes: of the largest file that is taken.

    """
    upload = partial(_upload, most_bytes=most_bytes)
    return [
        Route("/api/version", _guarded(_version), methods=["GET"]),
        Route("/api/files/local", _guarded(upload), methods=["POST"]),
        Route("/api/files/local/{incoming_id:uuid}", _guarded(_state), methods=["GET"]),
    ]


def _guarded(answer: Callable[[Request, Shop], Awaitable[JSONResponse]]) -> _Answer:
    """Ask for the key first, and say every error as one sentence."""

    async def guarded(request: Request) -> JSONResponse:
        try:
            shop = await asyncio.to_thread(_shop_of, _key(request))
            return await answer(request, shop)
        except ClientDisconnect:
            return _refused(HTTPStatus.BAD_REQUEST, "The upload was cut off; nothing was kept.")
        except Exception as error:  # noqa: BLE001 - the last stop; every error is said or logged
            return answer_to(error)

    return guarded


def _key(request: Request) -> str:
    kind, _, bearer = request.headers.get("authorization", "").partition(" ")
    is_bearer = kind.lower() == "bearer"
    return request.headers.get("x-api-key") or (bearer.strip() if is_bearer else "")


def _shop_of(key: str) -> Shop:
    return access_tokens.shop_of(wiring.premises(), key)


async def _version(_request: Request, _shop: Shop) -> JSONResponse:
    ours = importlib.metadata.version("printshop")
    return JSONResponse(
        {"api": "0.1", "server": _SPOKEN, "text": f"OctoPrint {_SPOKEN} (Printshop {ours})"}
    )


async def _upload(request: Request, shop: Shop, *, most_bytes: int) -> JSONResponse:
    form = await _form(request, most_bytes)
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            return _refused(
                HTTPStatus.BAD_REQUEST, "There is no file in this upload. Send it as “file”."
            )
        name = file_name(file.filename or "")
        kinds.check_name(name)
        if not file.size:
            return _refused(HTTPStatus.BAD_REQUEST, f"{name} is empty (0 bytes). Slice it again.")
        _check_size(file.size, most_bytes)
        incoming = await asyncio.to_thread(_take_in, shop, name, file.file)
    finally:
        await form.close()
    is_print_wanted = str(form.get("print", "")).lower() == "true"
    return _taken(request, incoming, is_print_wanted=is_print_wanted)


def _take_in(shop: Shop, name: str, content: BinaryIO) -> IncomingFile:
    kinds.check_archive(content, name)
    return take_in(shop, name=name, content=content, source=IncomingSource.SLICER, batch_id=uuid4())


async def _form(request: Request, most_bytes: int) -> FormData:
    """Read the form; the file goes to a temporary file as it comes.

    Raises:
        FileTooLargeError: it is announced or turns out to be too large.
        NotAThreeMFError: it is no form.
        StorageError: there is no room for it.

    """
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise NotAThreeMFError(
            "This is not an upload as slicers make it.", hint="Send the file as a form."
        )
    announced = whole_number(request.headers.get("content-length", ""))
    if announced is not None:
        _check_size(announced - _FORM_BYTES, most_bytes)
    stream = _capped(request.stream(), most_bytes)
    parser = MultiPartParser(
        request.headers, stream, max_files=1, max_fields=_FIELDS, max_part_size=_FIELD_BYTES
    )
    try:
        return await parser.parse()
    except OSError as error:
        why = "the disk is full" if error.errno in _FULL else str(error.strerror or error)
        raise StorageError(
            f"The file could not be received: {why}.",
            hint="Make room in the folder for temporary files (TMPDIR), then upload again.",
        ) from error


async def _capped(stream: AsyncGenerator[bytes], most_bytes: int) -> AsyncGenerator[bytes]:
    n_bytes = 0
    async for chunk in stream:
        n_bytes += len(chunk)
        _check_size(n_bytes - _FORM_BYTES, most_bytes)
        yield chunk


def _check_size(n_bytes: int, most_bytes: int) -> None:
    if n_bytes > most_bytes:
        raise FileTooLargeError(
            f"The file is larger than the {most_bytes // _MB:,} MB that this shop takes.",
            hint="PRINTSHOP_MAX_UPLOAD_MB says how many.",
        )


def _taken(request: Request, incoming: IncomingFile, *, is_print_wanted: bool) -> JSONResponse:
    """Answer as OctoPrint does; its own words for what Printshop does not do."""
    resource = f"{request.base_url}api/files/local/{incoming.id}"
    message = "The file is in Printshop's inbox."
    if is_print_wanted:
        message += " Printshop does not start printers: start the print at the printer."
    local = {
        "name": incoming.name,
        "display": incoming.name,
        "path": incoming.name,
        "origin": "local",
        "refs": {"resource": resource},
    }
    return JSONResponse(
        {
            "files": {"local": local},
            "done": True,
            "effectiveSelect": False,
            "effectivePrint": False,
            "message": message,
        },
        status_code=HTTPStatus.CREATED,
        headers={"Location": resource},
    )


async def _state(request: Request, shop: Shop) -> JSONResponse:
    incoming_id: UUID = request.path_params["incoming_id"]
    status = await asyncio.to_thread(tending.status, shop, incoming_id)
    return JSONResponse(status.as_json(), headers={"Cache-Control": "no-store"})


def answer_to(error: Exception) -> JSONResponse:
    """Say an error as one sentence, with the status that programs understand."""
    if isinstance(error, MultiPartException):
        return _refused(
            HTTPStatus.BAD_REQUEST, "The upload is broken; nothing was kept. Upload it again."
        )
    if isinstance(error, PrintshopError):
        return _refused(_status(error), error.sentence)
    return unforeseen(error)


def _status(error: PrintshopError) -> HTTPStatus:
    cause = error.__cause__
    if isinstance(error, StorageError) and isinstance(cause, OSError) and cause.errno in _FULL:
        return HTTPStatus.INSUFFICIENT_STORAGE
    known = (status for kind, status in _STATUSES if isinstance(error, kind))
    return next(known, HTTPStatus.BAD_REQUEST)


def _refused(status: HTTPStatus, sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=status)
