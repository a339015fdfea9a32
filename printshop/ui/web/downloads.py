"""The route that gives a file back as it was dropped: streamed, or from the object storage."""

import asyncio
import logging
from contextlib import ExitStack
from typing import Final
from uuid import UUID

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response

from printshop.errors import NotFoundError, NotStoredError, PrintshopError
from printshop.services import downloads
from printshop.services.shop import Shop
from printshop.ui import wiring
from printshop.ui.web import passes

PATH: Final = "/api/files/{file_id:uuid}"
_LOG = logging.getLogger(__name__)
# As long as a page may stand open before somebody presses its button.
_PASS_HOLDS_S: Final = 12 * 3600
_PRIVATE: Final = {"Cache-Control": "private, no-store"}


def address(user_id: UUID, file_id: UUID) -> str:
    """The address of a file for this person, to be linked to.

    Raises:
        ConfigError: the secret cannot be kept in the data folder.

    """
    token = passes.mint(user_id, purpose=_purpose(file_id))
    return f"{PATH.replace('{file_id:uuid}', str(file_id))}?pass={token}"


async def answer(request: Request) -> Response:
    """Send the file, or one sentence why not."""
    file_id: UUID = request.path_params["file_id"]
    try:
        return await asyncio.to_thread(_answer, file_id, request.query_params.get("pass", ""))
    except NotFoundError as error:
        return _sentence(error, 404)
    except PrintshopError as error:
        _LOG.warning("%s", error)
        return _sentence(error, 404 if isinstance(error, NotStoredError) else 503)


def _answer(file_id: UUID, token: str) -> Response:
    user_id = passes.user_of(token, purpose=_purpose(file_id), max_age_s=_PASS_HOLDS_S)
    if user_id is None:
        return PlainTextResponse(
            "This link does not work any more. Open the model in the catalog and press the"
            " button there again.",
            status_code=403,
            headers=_PRIVATE,
        )
    shop = wiring.premises().of_user(user_id)
    original = downloads.original(shop, file_id)
    if original.url is not None:
        return RedirectResponse(original.url, status_code=303, headers=_PRIVATE)
    return _streamed(shop, original)


def _streamed(shop: Shop, original: downloads.Original) -> FileResponse:
    # The path holds until the last byte is sent, hence the task after it.
    held = ExitStack()
    path = held.enter_context(shop.store.local_path(original.storage_key))
    return FileResponse(
        path,
        filename=original.name,
        media_type="model/3mf",
        headers=_PRIVATE,
        background=BackgroundTask(held.close),
    )


def _purpose(file_id: UUID) -> str:
    return f"download:{file_id}"


def _sentence(error: PrintshopError, status: int) -> PlainTextResponse:
    return PlainTextResponse(error.sentence, status_code=status, headers=_PRIVATE)
