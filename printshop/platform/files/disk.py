"""Writing to the disk so that it is there, and what is said when it is not."""

import contextlib
import errno
import hashlib
import os
from collections.abc import Generator
from pathlib import Path
from typing import BinaryIO, Final

from printshop.errors import NotStoredError, StorageError

CHUNK_BYTES: Final = 1 << 20


def write_new(path: Path, stream: BinaryIO) -> tuple[str, int]:
    """Write a new file, down to the disk; its digest (hex) and size."""
    with path.open("xb") as file:
        written = digest_of(stream, copy_to=file)
        file.flush()
        os.fsync(file.fileno())
    return written


def digest_of(stream: BinaryIO, *, copy_to: BinaryIO | None = None) -> tuple[str, int]:
    """Digest (hex) and size of what is left of a stream, copied on the way."""
    digest = hashlib.sha256()
    size_bytes = 0
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size_bytes += len(chunk)
        if copy_to is not None:
            copy_to.write(chunk)
    return digest.hexdigest(), size_bytes


def flush_folder(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def faults(what: str) -> Generator[None]:
    """Turn the system's faults into one sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise NotStoredError(
            f"The file {what}: it is not in the store.",
            hint="Upload it again, or restore the data folder from a backup.",
        ) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StorageError(
                f"The file {what}: the disk is full.",
                hint="Make room on the disk of the data folder, then try again.",
            ) from error
        raise StorageError(
            f"The file {what}: {error.strerror or error}.",
            hint="Check the data folder: it must exist and be writable.",
        ) from error
