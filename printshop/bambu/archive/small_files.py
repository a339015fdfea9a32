"""The small files of a zip archive that holds no .3mf: a data set as it is downloaded."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

from printshop.bambu.archive.central_directory import overlapping, read_entries
from printshop.bambu.archive.inflate import Unpacker
from printshop.bambu.limits import MIB, Limits
from printshop.errors import FileTooLargeError

# The Open Filament Database is 40,000 small files.
_LIMITS = Limits(members=150_000, directory=32 * MIB)


def small_files(
    stream: BinaryIO, *, name: str, is_wanted: Callable[[str], bool], at_most_bytes: int
) -> Iterator[tuple[str, bytes]]:
    """The wanted files of an archive: the path of each, and its bytes.

    Args:
        stream: of the archive; it is moved.
        name: what messages call the archive.
        is_wanted: told by the path.
        at_most_bytes: of all wanted files together, unpacked.

    Raises:
        FileTooLargeError: they are larger.
        ThreeMFError: it is no archive, damaged, encrypted, or holds too many files.

    """
    entries = read_entries(stream, name=name, limits=_LIMITS)
    shared, unpacker, left_bytes = overlapping(entries), Unpacker(stream, name=name), at_most_bytes
    for position, entry in enumerate(entries):
        if not is_wanted(entry.name):
            continue
        if position in shared:
            raise unpacker.damaged(entry, "shares its bytes with another part")
        left_bytes -= entry.plain_bytes
        if left_bytes < 0:
            raise FileTooLargeError(
                f"{name} unpacks to more than {at_most_bytes / 1e6:,.0f} MB.",
                hint="Choose only the files of the data set.",
            )
        yield entry.name.replace("\\", "/"), unpacker.whole(entry)
