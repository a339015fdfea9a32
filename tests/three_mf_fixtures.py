"""Our own .3mf files, kept as folders of readable members and zipped when a test wants them.

Each folder under `tests/data/3mf` says in its README what it is for. A file
named ORDER there lists the members that come first in the archive; the others
follow by name. What re-zipping tools do to such files is done here too.
"""

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

FOLDER = Path(__file__).parent / "data" / "3mf"
REAL_FILES_VARIABLE = "PRINTSHOP_REAL_FILES"
_NOT_MEMBERS = frozenset({"README", "ORDER"})
_STORED = (".png", ".webp")
_DATE = (2026, 5, 4, 10, 20, 30)
_MODEL = "3D/3dmodel.model"


def real_folder() -> Path | None:
    """Find the folder of real .3mf files, which is not part of the repository."""
    given = os.environ.get(REAL_FILES_VARIABLE)
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "data" / "3mf"
    return folder if (folder / "truth.json").is_file() else None


def fixture_names() -> tuple[str, ...]:
    """Name all our own files."""
    return tuple(sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir()))


def members_of(name: str) -> dict[str, bytes]:
    """Read the members of one of our files, in the order of the archive."""
    folder = FOLDER / name
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).as_posix() not in _NOT_MEMBERS
    }
    order = folder / "ORDER"
    first = order.read_text("utf-8").splitlines() if order.is_file() else []
    return {path: found[path] for path in dict.fromkeys((*first, *found))}


def fixture_3mf(name: str) -> io.BytesIO:
    """Zip one of our files as the slicers do."""
    return zipped(members_of(name))


def zipped(members: Mapping[str, bytes]) -> io.BytesIO:
    """Zip members in their order: text deflated, pictures stored, sizes after the data."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for path, data in members.items():
            info = zipfile.ZipInfo(path, date_time=_DATE)
            is_stored = path.endswith(_STORED)
            info.compress_type = zipfile.ZIP_STORED if is_stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return io.BytesIO(pipe.written)


def rezipped_by_finder(members: Mapping[str, bytes], *, folder: str) -> dict[str, bytes]:
    """Put everything one folder deeper, each with the twin that Finder adds."""
    deeper: dict[str, bytes] = {}
    for path, data in members.items():
        parent, _, last = f"{folder}/{path}".rpartition("/")
        deeper[f"{parent}/{last}"] = data
        deeper[f"__MACOSX/{parent}/._{last}"] = b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X"
    return deeper


def with_model_at(members: Mapping[str, bytes], path: str) -> dict[str, bytes]:
    """Move the model part; the package's relations say where to."""
    moved = {path if name == _MODEL else name: data for name, data in members.items()}
    relations = members["_rels/.rels"].replace(_MODEL.encode(), path.encode())
    return moved | {"_rels/.rels": relations}


class _Pipe(io.RawIOBase):
    """A sink without positions, so that sizes follow the data as in the slicers' archives."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # ty: ignore[incompatible-method-override]
        self.written += data
        return len(data)
