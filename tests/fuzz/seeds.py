"""What the mutations start from: our own files, and real ones where there are any."""

import io
import zipfile
from dataclasses import dataclass

from tests.fuzz.archive import DEFLATED, STORED, Member
from tests.three_mf_fixtures import fixture_3mf, fixture_names, real_folder

_LARGEST_BYTES = 2_000_000
_LOCAL_HEADER_BYTES = 30
# Small files give more cases a second; the large ones still come, but seldom.
_BASE_BYTES = 20_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Seed:
    """An unharmed file and how often it is taken; no `members` where it is no archive."""

    name: str
    data: bytes
    members: tuple[Member, ...]
    weight: float


def load_seeds() -> tuple[Seed, ...]:
    """Load all seeds, always in the same order for the same files."""
    seeds = [_seed(f"{name} (own)", fixture_3mf(name).getvalue()) for name in fixture_names()]
    folder = real_folder()
    if folder is not None:
        seeds += [
            _seed(path.name, path.read_bytes())
            for path in sorted(folder.iterdir())
            if path.suffix.lower() == ".3mf" and 0 < path.stat().st_size <= _LARGEST_BYTES
        ]
    return tuple(seeds)


def _seed(name: str, data: bytes) -> Seed:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError):
        infos = []
    members = tuple(m for info in infos if (m := _member(info, data)) is not None)
    return Seed(name=name, data=data, members=members, weight=_weight(members, len(data)))


def _weight(members: tuple[Member, ...], file_bytes: int) -> float:
    """Take small files more often, and those that hold more that can break."""
    gcode_bytes = sum(m.plain_bytes for m in members if m.name.endswith(b".gcode"))
    is_from_slicer = any(b"project_settings" in m.name for m in members)
    interest = 8 if gcode_bytes else 4 if is_from_slicer else 1
    return interest / (_BASE_BYTES + file_bytes + gcode_bytes)


def _member(info: zipfile.ZipInfo, data: bytes) -> Member | None:
    if info.compress_type not in {STORED, DEFLATED}:
        return None
    header = data[info.header_offset : info.header_offset + _LOCAL_HEADER_BYTES]
    extra_bytes = int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    at = info.header_offset + _LOCAL_HEADER_BYTES + extra_bytes
    return Member(
        name=info.filename.encode(),
        packed=data[at : at + info.compress_size],
        plain_bytes=info.file_size,
        crc=info.CRC,
        method=info.compress_type,
        flags=0x800,
    )
