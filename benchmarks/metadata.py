"""The metadata of .3mf files against inflating the same parts alone: ratio, in one run.

Usage: python -m benchmarks.metadata [FILE…]   (.3mf files, or folders of them; without
any, on files written here)

The limit opens each file with `zipfile` and inflates what a reader of metadata has to
see (slice_info, project_settings, model_settings, the first 64 kB of the model and of
each gcode), and takes nothing apart. The second part reads the metadata of a
.gcode.3mf that holds half a gigabyte of gcode, and of one of five megabytes.
"""

import io
import re
import sys
import tempfile
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

from printshop.bambu import FilamentSpec, FileSpec, PlateSpec, read_3mf, write_sliced_3mf
from printshop.errors import ThreeMFError

LIMIT_RATIO = 1.5
LIMIT_LONG_MS = 100.0
LIMIT_LONG_MB = 30.0
LONG_BYTES = 500_000_000
SHORT_BYTES = 5_000_000
RUNS = 15
_HEAD_BYTES = 64 * 1024
_WHOLE = re.compile(r"Metadata/(slice_info|project_settings|model_settings)\.config")
_HEADS = re.compile(r"3D/3dmodel\.model|Metadata/plate_\d+\.gcode")
_WORST = 8
_MADE_FILES = 12
_MADE_SETTINGS = 550
_BLOCK_BYTES = 2_000_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One file's best times in milliseconds, and whether it is the family's and readable."""

    name: str
    limit_ms: float
    read_ms: float
    is_family: bool
    is_refused: bool

    @property
    def ratio(self) -> float:
        """How many times the limit the reading takes."""
        return self.read_ms / self.limit_ms if self.limit_ms else float("inf")


def main() -> None:
    """Print both parts."""
    with tempfile.TemporaryDirectory(prefix="printshop-bench-") as name:
        folder = Path(name)
        given = [file for word in sys.argv[1:] for file in _files(Path(word))]
        files = [_measured(path) for path in given or _made(folder)]
        family = [file for file in files if file.is_family]
        print(f"{'metadata':<48}{'limit ms':>10}{'read ms':>10}{'ratio':>8}")
        for file in sorted(family, key=lambda file: -file.ratio)[:_WORST]:
            _print_row([file], file.name)
        _print_row(family, f"{len(family)} of Bambu's family")
        if len(files) > len(family):
            _print_row(files, f"all {len(files)}, {sum(f.is_refused for f in files)} refused")
        print(f"limit of the ratio: {LIMIT_RATIO}\n")
        _measure_long(folder)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.iterdir() if file.suffix.lower() == ".3mf")


def _measured(path: Path) -> Measured:
    is_refused = is_family = False
    try:
        is_family = read_3mf(path, split=False, pictures=False).kind != "generic"
    except ThreeMFError:
        is_refused = True
    limit_s, read_s = _best_s(lambda: _inflated(path), lambda: _read(path))
    return Measured(
        name=path.name,
        limit_ms=limit_s * 1000,
        read_ms=read_s * 1000,
        is_family=is_family,
        is_refused=is_refused,
    )


def _inflated(path: Path) -> None:
    """Unpack what has to be seen and look at nothing: what any reader on zipfile must spend."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if _WHOLE.fullmatch(name):
                    archive.read(name)
                elif _HEADS.fullmatch(name):
                    with archive.open(name) as part:
                        part.read(_HEAD_BYTES)
    except (zipfile.BadZipFile, zlib.error, OSError):
        return


def _read(path: Path) -> None:
    try:
        read_3mf(path, split=False, pictures=False)
    except ThreeMFError:
        return


def _best_s(*works: Callable[[], None]) -> list[float]:
    """Give the best time of each, taken in turns: other work on the machine hits all alike."""
    seconds = [float("inf")] * len(works)
    for _ in range(RUNS):
        for position, work in enumerate(works):
            began = time.perf_counter()
            work()
            seconds[position] = min(seconds[position], time.perf_counter() - began)
    return seconds


def _print_row(files: Iterable[Measured], name: str) -> None:
    files = tuple(files)
    limit_ms = sum(file.limit_ms for file in files)
    read_ms = sum(file.read_ms for file in files)
    print(f"{name[-47:]:<48}{limit_ms:>10.2f}{read_ms:>10.2f}{read_ms / limit_ms:>8.2f}")


def _made(folder: Path) -> list[Path]:
    """Write sliced files of one to six filaments, with as many settings as a slicer writes."""
    paths = []
    for number in range(_MADE_FILES):
        path = folder / f"made, {number % 6 + 1} filaments, {number // 6 + 1} plates.gcode.3mf"
        path.write_bytes(
            write_sliced_3mf(_spec(n_filaments=number % 6 + 1, n_plates=number // 6 + 1))
        )
        paths.append(path)
    return paths


def _spec(*, n_filaments: int, n_plates: int) -> FileSpec:
    random = Random(n_filaments)  # noqa: S311 - the same file in every run
    settings: dict[str, str | tuple[str, ...]] = {
        f"setting_of_the_process_{number}": (
            f"{random.random():.3f}"
            if number % 2
            else tuple(f"{random.random():.3f}" for _ in range(n_filaments))
        )
        for number in range(_MADE_SETTINGS)
    }
    settings |= {
        "printer_model": "Bambu Lab P1S",
        "layer_height": "0.2",
        "curr_bed_type": "Textured PEI Plate",
        "filament_colour": ("#00AE42",) * n_filaments,
        "filament_settings_id": ("Bambu PLA Basic @BBL X1C",) * n_filaments,
        "filament_density": ("1.26",) * n_filaments,
        "nozzle_temperature": ("220",) * n_filaments,
        "textured_plate_temp": ("55",) * n_filaments,
    }
    filaments = tuple(
        FilamentSpec(
            index=index,
            bambu_id="GFA00",
            type="PLA",
            color_hex="#00AE42",
            used_g=Decimal("10.00"),
            used_m=Decimal("3.30"),
        )
        for index in range(1, n_filaments + 1)
    )
    plates = tuple(
        PlateSpec(
            index=index,
            print_time_s=3_600,
            preparation_time_s=400,
            weight_g=Decimal(10) * n_filaments,
            layers=100,
            objects=("left", "right"),
            filaments=filaments,
        )
        for index in range(1, n_plates + 1)
    )
    return FileSpec(title="A made star", settings=settings, plates=plates)


def _measure_long(folder: Path) -> None:
    """Read the metadata beside a long gcode and a short one; memory is that of Python."""
    print(f"{'metadata beside a long gcode':<48}{'ms':>10}{'MB':>10}")
    for size in (SHORT_BYTES, LONG_BYTES):
        path = folder / f"long {size}.gcode.3mf"
        _write_long(path, size)
        began = time.perf_counter()
        _read(path)
        first_ms = (time.perf_counter() - began) * 1000
        (best_s,) = _best_s(lambda path=path: _read(path))
        tracemalloc.start()
        _read(path)
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        name = f"{size / 1e6:.0f} MB of gcode (the first time {first_ms:.1f} ms)"
        print(f"{name:<48}{best_s * 1000:>10.2f}{peak_bytes / 1e6:>10.2f}")
    print(f"allowed: {LIMIT_LONG_MS:.0f} ms, {LIMIT_LONG_MB:.0f} MB")


def _write_long(path: Path, size: int) -> None:
    """Put a gcode of that size into a written file, its body one block again and again."""
    random = Random(2)  # noqa: S311 - the same gcode in every run
    moves = []
    while len(moves) * 32 < _BLOCK_BYTES:
        x, y, e = random.uniform(80, 160), random.uniform(80, 160), random.uniform(0.01, 0.4)
        moves.append(f"G1 X{x:.3f} Y{y:.3f} E{e:.5f}\n")
    block = "".join(moves).encode()
    with (
        zipfile.ZipFile(io.BytesIO(write_sliced_3mf(_spec(n_filaments=2, n_plates=1)))) as written,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in written.namelist():
            if not _HEADS.fullmatch(name) or name.endswith(".model"):
                archive.writestr(name, written.read(name))
                continue
            with archive.open(name, "w") as part:
                left = size - part.write(written.read(name))
                while left > 0:
                    left -= part.write(block)


if __name__ == "__main__":
    main()
