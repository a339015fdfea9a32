"""The plain files of what was sent, however they are packed, within limits."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from printshop.bambu.archive.small_files import small_files
from printshop.errors import InvalidInputError, ThreeMFError

MAX_BYTES: Final = 60_000_000
_MAX_FILES: Final = 150_000
# Pictures and programs beside the data are passed over, and take time all the same.
_MAX_PASSED_BYTES: Final = 600_000_000
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
# Where "ustar" stands in a tar archive.
_TAR_MARK_AT, _TAR_HEAD = 257, 512
# Of a tar archive, a long name or more that is said of one file; tarfile reads it whole.
_LONGEST_HEADER: Final = 64 * 1024
_MOST_COMMON_HEADERS: Final = 100
_PIECE: Final = 1024 * 1024
_WANTED: Final = (".json", ".csv")
_FAULTS: Final = (
    tarfile.TarError,
    OSError,
    EOFError,
    ValueError,
    RecursionError,
    zlib.error,
)


def unpacked(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """The plain files; of an archive those that may be of a data set."""
    left_bytes, n_files = MAX_BYTES, 0
    for name, data in files:
        for inner, plain in _members(name, data):
            left_bytes, n_files = left_bytes - len(plain), n_files + 1
            if left_bytes < 0 or n_files > _MAX_FILES:
                raise _too_large()
            yield inner, plain


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    is_packed = data.startswith(_GZIP)
    head = _head_of_gzip(name, data) if is_packed else data[:_TAR_HEAD]
    if head[_TAR_MARK_AT : _TAR_MARK_AT + 5] == b"ustar":
        yield from _of_tar(name, data)
    elif data.startswith(_ZIP):
        try:
            yield from small_files(
                io.BytesIO(data), name=name, is_wanted=_is_wanted, at_most_bytes=MAX_BYTES
            )
        except ThreeMFError as error:
            raise InvalidInputError(error.message, hint=error.hint) from error
    else:
        yield name, _without_gzip(name, data) if is_packed else data


def _head_of_gzip(name: str, data: bytes) -> bytes:
    return _without_gzip(name, data, at_most_bytes=_TAR_HEAD)


def _without_gzip(name: str, data: bytes, *, at_most_bytes: int | None = None) -> bytes:
    """What is packed, or only its head."""
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            plain = packed.read(at_most_bytes or MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(name) from error
    if len(plain) > MAX_BYTES:
        raise _too_large()
    return plain


def _of_tar(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    packed = io.BytesIO(data)
    plain = gzip.GzipFile(fileobj=packed) if data.startswith(_GZIP) else packed
    try:
        with plain, tarfile.open(fileobj=(stream := _Forward(plain)), mode="r:") as archive:
            n_members = 0
            while (member := archive.next()) is not None:
                # It would keep all that it saw.
                vars(archive)["members"].clear()
                n_members += 1
                if n_members > _MAX_FILES or len(archive.pax_headers) > _MOST_COMMON_HEADERS:
                    raise _too_large()
                if not (member.isreg() and _is_wanted(member.name)) or member.issparse():
                    continue
                if member.size > MAX_BYTES:
                    raise _too_large()
                stream.seek(member.offset_data)
                yield member.name, stream.whole(member.size)
    except MemoryError as error:
        raise _too_large() from error
    except _FAULTS as error:
        raise _damaged(name) from error


class _Forward(io.RawIOBase):
    """A stream that only goes forward, counts what it gives, and gives little at once.

    What an archive says of its sizes is not believed: tarfile reads a long name of 3 GB whole.
    """

    def __init__(self, plain: gzip.GzipFile | io.BytesIO) -> None:
        self._plain = plain
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """At most what a header takes."""
        if not 0 <= size <= _LONGEST_HEADER:
            raise _too_large()
        return self.whole(size)

    def whole(self, size: int) -> bytes:
        """So many bytes, or as many as there still are."""
        data = self._plain.read(size)
        self._at += len(data)
        if self._at > _MAX_PASSED_BYTES:
            raise _too_large()
        return data

    def tell(self) -> int:
        """How much was given."""
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        """Pass over what lies between."""
        if whence or offset < self._at:
            raise ValueError("not forward")
        while self._at < offset and self.whole(min(_PIECE, offset - self._at)):
            pass
        return self._at


def _is_wanted(path: str) -> bool:
    *folders, last = path.replace("\\", "/").lower().split("/")
    return last.endswith(_WANTED) and not last.startswith(".") and "__macosx" not in folders


def _damaged(name: str) -> InvalidInputError:
    return InvalidInputError(f"{name} is damaged.", hint="Download it again.")


def _too_large() -> InvalidInputError:
    return InvalidInputError(
        f"This is more than the {MAX_BYTES // 1_000_000} MB that are read, unpacked.",
        hint="Choose only the files of the data set.",
    )
