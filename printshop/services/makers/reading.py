"""Which data set given files hold, told by what is in them and never by their names."""

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

import orjson

from printshop.bambu.archive.small_files import small_files
from printshop.errors import InvalidInputError, ThreeMFError
from printshop.services.makers import open_filament_database as ofd
from printshop.services.makers import open_filament_folder, raw, spoolman_db
from printshop.services.makers.results import Reading

MAX_BYTES: Final = 60_000_000
_MAX_FILES: Final = 150_000
# Pictures and programs beside the data are passed over, and take time all the same.
_MAX_PASSED_BYTES: Final = 600_000_000
_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
# Where "ustar" stands in a tar archive.
_TAR_MARK_AT, _TAR_HEAD = 257, 512
_HEAD: Final = 20_000
_WANTED: Final = (".json", ".csv")
_EXPECTED: Final = (
    "SpoolmanDB's .json files, the flat .csv table of the Open Filament Database, or the folder "
    "of either as .zip or .tar.gz."
)


def read(files: Sequence[tuple[str, bytes]]) -> Reading:
    """The filaments of one data set.

    Args:
        files: what people call each, and its bytes: one or several .json, a .csv, and any of
            them packed (.gz, .tar.gz, .zip).

    Raises:
        InvalidInputError: they hold none of the data sets, more than one, or too much.

    """
    readings: dict[str, Reading] = {}
    strangers: list[str] = []
    folder: dict[tuple[tuple[str, ...], str], bytes] = {}
    for path, data in _unpacked(files):
        name = raw.shown(path.rsplit("/", 1)[-1])
        place = open_filament_folder.place_of(path)
        if place is not None:
            folder[place] = data
            continue
        # Beside the data lie settings of programs, some as JSON with comments.
        is_inside = "/" in path
        source = _source_of(data, name, is_strict=not is_inside)
        if source is None:
            strangers.append(name)
            continue
        reading = readings.setdefault(source, Reading(source=source, is_whole=False))
        _read_into(reading, data)
    if folder:
        reading = readings.setdefault(ofd.SOURCE, Reading(source=ofd.SOURCE, is_whole=False))
        open_filament_folder.read_folder(folder, reading)
    if len(readings) > 1:
        raise InvalidInputError(
            "These files are of two data sets.", hint="Take in one after the other."
        )
    if not readings:
        name = strangers[0] if strangers else "What was sent"
        raise InvalidInputError(
            f"{name} holds no data set that Printshop knows.", hint=f"It takes {_EXPECTED}"
        )
    (reading,) = readings.values()
    if not reading.filaments:
        why = next(iter(reading.left_out), "it is empty")
        raise InvalidInputError(f"No filament of {reading.source} could be taken: {why}.")
    return reading


def _source_of(data: bytes, name: str, *, is_strict: bool) -> str | None:
    if data.lstrip()[:1] in {b"{", b"["}:
        content = _json(data, name, is_strict=is_strict)
        is_known = spoolman_db.is_makers_file(content) or spoolman_db.is_compiled(content)
        return spoolman_db.SOURCE if is_known else None
    return ofd.SOURCE if ofd.is_flat_table(_text(data[:_HEAD])) else None


def _read_into(reading: Reading, data: bytes) -> None:
    if reading.source == ofd.SOURCE:
        ofd.read_flat_table(_text(data), reading)
        reading.is_whole = True
        return
    content = orjson.loads(data)
    if isinstance(content, list):
        spoolman_db.read_compiled(content, reading)
        reading.is_whole = True
    else:
        spoolman_db.read_makers_file(content, reading)


def _json(data: bytes, name: str, *, is_strict: bool) -> object:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        if not is_strict:
            return None
        raise InvalidInputError(
            f"{name} begins as JSON and cannot be read to its end.",
            hint="It may be cut off. Download it again.",
        ) from error


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Excel on Windows saves like this; every byte means something there.
        return data.decode("cp1252", "replace")


def _unpacked(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
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
    passed_bytes = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r|*") as archive:
            for n_members, member in enumerate(archive):
                passed_bytes += member.size
                if n_members > _MAX_FILES or passed_bytes > _MAX_PASSED_BYTES:
                    raise _too_large()
                if not (member.isreg() and _is_wanted(member.name)):
                    continue
                if member.size > MAX_BYTES:
                    raise _too_large()
                stream = archive.extractfile(member)
                if stream is not None:
                    yield member.name, stream.read()
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error) as error:
        raise _damaged(name) from error


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
