"""Files of this machine on their way into the shop: a file, a folder, a zip archive of files."""

import errno
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final
from uuid import UUID

from printshop.bambu.archive.bundle import Bundle, BundledFile, BundleLimits
from printshop.domain.incoming import IncomingFile, IncomingSource, IncomingStatus
from printshop.errors import (
    FileTooLargeError,
    NotAThreeMFError,
    PrintshopError,
    StorageError,
    UnreadableFileError,
)
from printshop.platform.files import digest_of
from printshop.platform.steady_file import open_steady
from printshop.platform.watching import files_below
from printshop.services import uploads
from printshop.services.drafts import SavedUpload
from printshop.services.incoming import kinds
from printshop.services.incoming.arrival import take_in
from printshop.services.shop import Shop

_BUNDLE: Final = ".zip"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """What is the same for all files that are gathered together.

    most_bytes: of one file. is_followed: a folder is watched, so files come up again and
    again without anybody asking for them; what a person left out stays out then.
    """

    shop: Shop
    source: IncomingSource
    batch_id: UUID
    most_bytes: int
    is_followed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What became of a file: taken in, in the catalog already, or refused.

    label: how the person finds it again. is_new: its bytes had not waited in the shop yet.
    """

    label: str
    incoming: IncomingFile | None = None
    there: SavedUpload | None = None
    error: PrintshopError | None = None
    is_new: bool = True


def is_wanted(name: str) -> bool:
    """Whether a file of a folder is looked at, by its name."""
    return name.lower().endswith((kinds.WANTED, _BUNDLE))


def gather(gathering: Gathering, path: Path) -> Iterator[Gathered]:
    """Take in a file, the .3mf files of a folder, or those of a zip archive, one by one.

    Nothing is raised for a file: what is wrong with one stops none of the others.
    """
    if not path.is_dir():
        yield from gather_file(gathering, path, label=str(path))
        return
    found = files_below(path, is_wanted)
    is_empty = True
    for file in found:
        for gathered in gather_file(gathering, file, label=str(file), is_asked=False):
            is_empty = False
            yield gathered
    if is_empty:
        yield Gathered(label=str(path), error=NotAThreeMFError(f"{path} holds no .3mf files."))


def gather_file(
    gathering: Gathering, path: Path, *, label: str, is_asked: bool = True
) -> Iterator[Gathered]:
    """Take in a file, or the .3mf files of a zip archive.

    Args:
        gathering: where to.
        path: of the file.
        label: what sentences call it.
        is_asked: whether a person named it; else an archive without .3mf files is passed over.

    """
    try:
        with open_steady(path, label) as stream:
            if path.suffix.lower() != _BUNDLE:
                kinds.check_name(path.name)
            else:
                bundle = _bundle(stream, label, gathering.most_bytes, is_asked=is_asked)
                if bundle is None:
                    return
                if not bundle.is_3mf:
                    yield from _gather_bundle(gathering, bundle, label)
                    return
            yield _gather_stream(gathering, stream, label, path.name)
    except PrintshopError as error:
        yield Gathered(label=label, error=error)


def _bundle(stream: BinaryIO, label: str, most_bytes: int, *, is_asked: bool) -> Bundle | None:
    """The archive; None for one that lies in a folder and has nothing to do with the shop."""
    try:
        bundle = Bundle(stream, name=label, limits=BundleLimits(file_bytes=most_bytes))
    except PrintshopError:
        if is_asked:
            raise
        return None
    if bundle.files or bundle.is_3mf:
        return bundle
    if not is_asked:
        return None
    raise NotAThreeMFError(
        f"{label} holds no .3mf files.",
        hint="Archives in it are not opened: unpack them first." if bundle.n_nested else "",
    )


def _gather_bundle(gathering: Gathering, bundle: Bundle, label: str) -> Iterator[Gathered]:
    for file in bundle.files:
        of_file = f"{label}: {file.path}"
        try:
            with tempfile.TemporaryFile() as unpacked:
                _unpack(bundle, file, unpacked, of_file)
                yield _gather_stream(gathering, unpacked, of_file, file.path)
        except PrintshopError as error:
            yield Gathered(label=of_file, error=error)


def _unpack(bundle: Bundle, file: BundledFile, sink: BinaryIO, label: str) -> None:
    try:
        bundle.unpack(file, sink)
    except OSError as error:
        is_full = error.errno in _FULL
        raise StorageError(
            f"{label} could not be unpacked: "
            f"{'the disk is full' if is_full else error.strerror or error}.",
            hint="Make room in the folder for temporary files (TMPDIR), then try again.",
        ) from error


def _gather_stream(gathering: Gathering, stream: BinaryIO, label: str, name: str) -> Gathered:
    """Take in what is not there yet.

    Raises:
        FileChangedError, UnreadableFileError: it could not be read whole.
        FileTooLargeError: it is larger than what is taken.
        InvalidInputError: too many files wait.
        StorageError, DatabaseUnavailableError: it could not be kept.

    """
    size_bytes = stream.seek(0, 2)
    if size_bytes > gathering.most_bytes:
        raise FileTooLargeError(
            f"{label} has {size_bytes / 1e6:,.0f} MB, more than the "
            f"{gathering.most_bytes / 1e6:,.0f} MB that are taken.",
            hint="PRINTSHOP_MAX_UPLOAD_MB says how many.",
        )
    if not size_bytes:
        raise UnreadableFileError(
            label, "it is empty (0 bytes)", hint="Save it again from the slicer."
        )
    stream.seek(0)
    digest, _ = digest_of(stream)
    with gathering.shop.unit_of_work() as uow:
        known = uow.incoming.ever_of_content(digest)
        is_damaged = uow.files.damaged(digest) is not None
    # Bytes that were found damaged are wanted once more, though the version is there.
    there = None if is_damaged else uploads.with_content(gathering.shop, digest)
    if there is not None:
        return Gathered(label=label, there=there)
    if gathering.is_followed and known and known[0].status is IncomingStatus.DISMISSED:
        return Gathered(label=label, incoming=known[0], is_new=False)
    stream.seek(0)
    incoming = take_in(
        gathering.shop,
        name=name,
        content=stream,
        source=gathering.source,
        batch_id=gathering.batch_id,
    )
    return Gathered(
        label=label, incoming=incoming, is_new=all(one.id != incoming.id for one in known)
    )
