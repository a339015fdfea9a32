"""Reading an object in ranges, as a seekable file.

A zip's directory stands at its end and its members anywhere: who reads only these must not
load the whole file. So blocks are fetched as they are needed, a few are kept, and who reads
on and on gets larger ones, so that a long read is not made of a thousand requests.
"""

import io
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK_BYTES: Final = 1 << 20
_LARGEST_BLOCKS: Final = 8  # of BLOCK_BYTES, in one request
_KEPT_BLOCKS: Final = 16

# (first byte, number of bytes) → the bytes.
Fetch = Callable[[int, int], bytes]


class RangedReader(io.RawIOBase):
    """A file of `size_bytes` whose bytes are fetched in ranges."""

    def __init__(self, fetch: Fetch, size_bytes: int) -> None:
        """Nothing is fetched yet."""
        super().__init__()
        self._fetch = fetch
        self._size_bytes = size_bytes
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._next_block = -1
        self._ahead = 1

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place; nothing is fetched by that.

        Raises:
            ValueError: it lies before the beginning.

        """
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size_bytes}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read what one block has, up to the size of the buffer.

        Raises:
            StorageError: it cannot be fetched.

        """
        view = memoryview(buffer).cast("B")
        if self._at >= self._size_bytes or not view:
            return 0
        number, offset = divmod(self._at, BLOCK_BYTES)
        piece = self._block(number)[offset : offset + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            self._ahead = min(2 * self._ahead, _LARGEST_BLOCKS) if number == self._next_block else 1
            self._load(number)
        self._blocks.move_to_end(number)
        return self._blocks[number]

    def _load(self, number: int) -> None:
        start = number * BLOCK_BYTES
        data = self._fetch(start, min(self._ahead * BLOCK_BYTES, self._size_bytes - start))
        for at in range(0, len(data), BLOCK_BYTES):
            self._blocks[number + at // BLOCK_BYTES] = data[at : at + BLOCK_BYTES]
        self._next_block = number + self._ahead
        while len(self._blocks) > _KEPT_BLOCKS:
            self._blocks.popitem(last=False)
