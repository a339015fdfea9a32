"""The routes that the drop zone sends files to; `printshop.services.incoming.receiving` decides.

| route | what |
|---|---|
| `POST /api/uploads?id=&batch=&name=&size=` | a file is coming; the body is its outline |
| `POST /api/uploads/{id}/hash` | which bytes it has; answers what of them to send |
| `PATCH /api/uploads/{id}` | bytes from `Upload-Offset` on; `HEAD` says that offset |
| `POST /api/uploads/{id}/finish` | all was sent |
| `DELETE /api/uploads/{id}` | it is not to come after all |
| `GET /api/uploads/{id}` | how it stands |

Who asks shows a pass that the page minted. A page of another site cannot have one; a browser
that says so is refused all the same.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, Field, ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from printshop.config import load_settings
from printshop.domain.incoming import MAX_OUTLINE_BYTES
from printshop.errors import InvalidInputError, PrintshopError, UploadBusyError
from printshop.platform.partials import PartialsHome
from printshop.services.incoming import tending
from printshop.services.incoming.receiving import Receiving
from printshop.ui import wiring
from printshop.ui.web import passes, taking
from printshop.ui.web.refusals import refused, unforeseen

PATH: Final = "/api/uploads"
PURPOSE: Final = "upload"
# A page renews its pass long before; one that is closed meanwhile needs no longer than this.
PASS_HOLDS_S: Final = 6 * 3600
_MOST_WORDS_BYTES: Final = 1_000

_Handler = Callable[[Request, Receiving], Awaitable[Response]]


class _Announcement(BaseModel):
    """The query of an announcement."""

    id: UUID
    batch: UUID
    name: Annotated[str, Field(min_length=1, max_length=2_000)]
    size: Annotated[int, Field(ge=0, le=2**53)]


class _Identity(BaseModel):
    """The body that says which bytes a file has."""

    sha256: str
    size: Annotated[int, Field(ge=0, le=2**53)]
    tab: Annotated[str, Field(max_length=64)] = ""


def routes() -> list[Route]:
    """All routes."""
    one = f"{PATH}/{{incoming_id:uuid}}"
    return [
        Route(PATH, _guarded(_announce), methods=["POST"]),
        Route(f"{one}/hash", _guarded(_identify), methods=["POST"]),
        Route(f"{one}/finish", _guarded(_finish), methods=["POST"]),
        Route(one, _guarded(_append), methods=["PATCH"]),
        # Before GET, which Starlette lets answer HEAD too.
        Route(one, _guarded(_offset), methods=["HEAD"]),
        Route(one, _guarded(_status), methods=["GET"]),
        Route(one, _guarded(_cancel), methods=["DELETE"]),
    ]


@lru_cache(maxsize=4)
def partials_home(incoming_dir: Path) -> PartialsHome:
    """What is being sent to this process."""
    return PartialsHome(incoming_dir)


def _guarded(handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
    """Let only people with a pass through, and answer every fault by one sentence."""

    async def answer(request: Request) -> Response:
        try:
            receiving = await asyncio.to_thread(_receiving_for, request)
            if receiving is None:
                return _no_pass()
            return await handler(request, receiving)
        except ValidationError:
            return refused(InvalidInputError("This request lacks something, or says it wrong."))
        except PrintshopError as error:
            return refused(error)
        except ClientDisconnect:
            return refused(UploadBusyError("The connection was cut: ask again."))
        except Exception as error:  # noqa: BLE001 - the last stop; it is said and logged
            return unforeseen(error)

    return answer


def _receiving_for(request: Request) -> Receiving | None:
    """The shop of whoever asks; None without a valid pass."""
    if request.headers.get("sec-fetch-site") == "cross-site":
        return None
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    user_id = passes.user_of(token, purpose=PURPOSE, max_age_s=PASS_HOLDS_S)
    if user_id is None:
        return None
    settings = load_settings()
    return Receiving(
        shop=wiring.premises().of_user(user_id),
        partials=partials_home(settings.incoming_dir).of_user(user_id),
        max_bytes=settings.max_upload_bytes,
    )


def _no_pass() -> JSONResponse:
    words = "This page has been open for too long, or was opened by somebody else: reload it."
    return JSONResponse({"error": words}, status_code=401, headers={"WWW-Authenticate": "Bearer"})


async def _announce(request: Request, receiving: Receiving) -> Response:
    said = _Announcement.model_validate(dict(request.query_params))
    outline = await taking.body_of(request, at_most=MAX_OUTLINE_BYTES)
    incoming = await asyncio.to_thread(
        receiving.announce,
        said.id,
        batch_id=said.batch,
        name=said.name,
        size_bytes=said.size,
        outline=outline,
    )
    headers = {"Location": f"{PATH}/{incoming.id}"}
    return JSONResponse({"id": str(incoming.id)}, status_code=201, headers=headers)


async def _identify(request: Request, receiving: Receiving) -> Response:
    body = await taking.body_of(request, at_most=_MOST_WORDS_BYTES)
    said = _Identity.model_validate_json(body)
    answer = await asyncio.to_thread(
        receiving.identify,
        _id_of(request),
        sha256=said.sha256,
        size_bytes=said.size,
        tab=said.tab,
    )
    words = answer.model_dump(mode="json", exclude={"incoming_id"})
    return _said({"id": str(answer.incoming_id), **words})


async def _append(request: Request, receiving: Receiving) -> Response:
    offset = taking.whole_number(request.headers.get("upload-offset", ""))
    if offset is None:
        raise InvalidInputError("The header Upload-Offset is missing, or is no number of bytes.")
    appending = await asyncio.to_thread(
        receiving.append,
        _id_of(request),
        offset=offset,
        tab=request.headers.get("upload-tab", "")[:64],
    )
    try:
        await taking.stream_into(appending, request)
        offset = appending.offset
    finally:
        await asyncio.to_thread(appending.close)
    return Response(status_code=204, headers={"Upload-Offset": str(offset)})


async def _offset(request: Request, receiving: Receiving) -> Response:
    length, offset = await asyncio.to_thread(receiving.extent, _id_of(request))
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(length)}
    return Response(headers={**headers, "Cache-Control": "no-store"})


async def _finish(request: Request, receiving: Receiving) -> Response:
    await asyncio.to_thread(receiving.finish, _id_of(request))
    return _said({"state": "received"})


async def _status(request: Request, receiving: Receiving) -> Response:
    status = await asyncio.to_thread(tending.status, receiving.shop, _id_of(request))
    return _said(status.as_json())


async def _cancel(request: Request, receiving: Receiving) -> Response:
    await asyncio.to_thread(receiving.cancel, _id_of(request))
    return Response(status_code=204)


def _id_of(request: Request) -> UUID:
    return request.path_params["incoming_id"]


def _said(words: dict[str, object]) -> JSONResponse:
    return JSONResponse(words, headers={"Cache-Control": "no-store"})
