"""Taking in the body of a request: small ones whole, large ones in constant memory."""

import asyncio
from typing import Final

from starlette.requests import ClientDisconnect, Request

from printshop.errors import FileTooLargeError, UploadBusyError
from printshop.services.incoming.sending import Appending

_BLOCK_BYTES: Final = 1 << 20
# A sender that fell asleep keeps its file locked no longer than this.
_SILENT_AT_MOST_S: Final = 30.0
# As many as the largest number of bytes that a file can have.
_MOST_DIGITS: Final = 19


def whole_number(header: str) -> int | None:
    """The number that a header says; None where it says none, or none that a size can have."""
    is_number = header.isascii() and header.isdecimal() and len(header) <= _MOST_DIGITS
    return int(header) if is_number else None


async def body_of(request: Request, *, at_most: int) -> bytes:
    """The whole body.

    Raises:
        FileTooLargeError: it is longer than `at_most` bytes.

    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > at_most:
            raise FileTooLargeError(f"This request is larger than the {at_most:,} bytes it may be.")
    return bytes(body)


async def stream_into(appending: Appending, request: Request) -> None:
    """Add the body to a file, in blocks; what came before a cut is kept.

    Raises:
        DiskFullError: there is no room for it.
        FileTooLargeError: there is more than was announced.
        StorageError: it cannot be written.
        UploadBusyError: nothing came for a long time.

    """
    length = whole_number(request.headers.get("content-length", ""))
    if length is not None:
        appending.check_room(length)
    block = bytearray()
    chunks = request.stream()
    try:
        while True:
            async with asyncio.timeout(_SILENT_AT_MOST_S):
                chunk = await anext(chunks, None)
            if chunk is None:
                break
            block += chunk
            if len(block) >= _BLOCK_BYTES:
                written, block = block, bytearray()
                await asyncio.to_thread(appending.write, written)
    except TimeoutError as error:
        raise UploadBusyError("Nothing came for a while: go on from where it stopped.") from error
    except ClientDisconnect as error:
        raise UploadBusyError("The connection was cut: go on from where it stopped.") from error
    finally:
        if block:
            await asyncio.to_thread(appending.write, block)
