"""A zip archive that holds .3mf files: what a download or a friend's folder comes as.

Only its members ending in .3mf count, and each is unpacked alone, piece by piece, to where
the caller says: names of members are never used as paths. Archives within the archive are
not opened.
"""

from dataclasses import dataclass
from typing import BinaryIO, Final

from printshop.bambu.archive.central_directory import Entry, overlapping, read_entries
from printshop.bambu.archive.inflate import Unpacker, shown
from printshop.bambu.limits import DEFAULT_LIMITS, MIB
from printshop.errors import FileTooLargeError

_WANTED: Final = ".3mf"
_NESTED: Final = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")
# A .3mf is such an archive itself; Finder's re-zips put it one folder deeper.
_OF_A_3MF: Final = ("3d/3dmodel.model", "_rels/.rels")


@dataclass(frozen=True, kw_only=True, slots=True)
class BundleLimits:
    """The caps of one bundle.

    `file_bytes` are of one file, unpacked. .3mf files are packed already and hardly shrink
    again, so all together unpack to at most `growth` times the bundle and `room_bytes` more.
    """

    file_bytes: int = 2000 * MIB
    files: int = 2_000
    growth: int = 10
    room_bytes: int = 1024 * MIB


@dataclass(frozen=True, kw_only=True, slots=True)
class BundledFile:
    """One .3mf file of a bundle.

    `path` is what the archive calls it, for sentences only; `size_bytes` what it says of it.
    """

    path: str
    size_bytes: int
    entry: Entry
    is_overlapping: bool


class Bundle:
    """The .3mf files of a zip archive, in its order. Moves the stream."""

    def __init__(self, stream: BinaryIO, *, name: str, limits: BundleLimits | None = None) -> None:
        """Read the list of members; nothing is unpacked yet.

        Raises:
            ThreeMFError: it is no archive, damaged, or holds too many files.

        """
        self._name = name
        self._limits = limits or BundleLimits()
        self._unpacker = Unpacker(stream, name=name)
        entries = read_entries(stream, name=name, limits=DEFAULT_LIMITS)
        self.is_3mf = any(_is_of_a_3mf(entry.name) for entry in entries)
        self.n_nested = sum(_is_nested(entry.name) for entry in entries)
        shared = overlapping(entries)
        self.files = tuple(
            BundledFile(
                path=entry.name.replace("\\", "/"),
                size_bytes=entry.plain_bytes,
                entry=entry,
                is_overlapping=position in shared,
            )
            for position, entry in enumerate(entries)
            if _is_wanted(entry.name)
        )
        if len(self.files) > self._limits.files:
            raise FileTooLargeError(
                f"{name} holds {len(self.files):,} .3mf files, more than the "
                f"{self._limits.files:,} that are taken at once: unpack it and send them in parts."
            )
        self._left_bytes = stream.seek(0, 2) * self._limits.growth + self._limits.room_bytes

    def unpack(self, file: BundledFile, sink: BinaryIO) -> None:
        """Write the bytes of one file, which are compared with their checksum.

        Args:
            file: one of `files`.
            sink: where to; holds a part of the file if this raises.

        Raises:
            FileTooLargeError: it is too large, or all that was unpacked together is.
            ThreeMFError: it is damaged, encrypted, or packed in an unusual way.

        """
        where = f"{self._name}: {shown(file.path)}"
        if file.is_overlapping:
            raise self._unpacker.damaged(file.entry, "shares its bytes with another part")
        if file.size_bytes > self._limits.file_bytes:
            raise FileTooLargeError(
                f"{where} has {file.size_bytes / 1e6:,.0f} MB, more than the "
                f"{self._limits.file_bytes / 1e6:,.0f} MB that are taken."
            )
        if file.size_bytes > self._left_bytes:
            raise FileTooLargeError(
                f"{where} is not unpacked: the archive would grow to more than "
                f"{self._limits.growth} times its size, as no honest one does."
            )
        self._left_bytes -= file.size_bytes
        sink.writelines(self._unpacker.pieces(file.entry))


def _steps(name: str) -> list[str]:
    return name.replace("\\", "/").lower().lstrip("/").split("/")


def _is_wanted(name: str) -> bool:
    """Whether it is a .3mf file and not the twin that Finder adds to it."""
    *folders, last = _steps(name)
    return last.endswith(_WANTED) and not last.startswith(".") and "__macosx" not in folders


def _is_nested(name: str) -> bool:
    *folders, last = _steps(name)
    return last.endswith(_NESTED) and "__macosx" not in folders


def _is_of_a_3mf(name: str) -> bool:
    steps = _steps(name)
    return "/".join(steps) in _OF_A_3MF or "/".join(steps[1:]) in _OF_A_3MF
