"""The split of the grams against inflating alone: ratio, MB/s and memory, in one run.

Usage: python -m benchmarks.gcode_split [FILE…]   (.3mf files with gcode, or folders of them;
without any, on a gcode made here)
"""

import sys
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import repeat
from pathlib import Path
from random import Random

from printshop.bambu.gcode_walk import walk_gcode

LIMIT_RATIO = 6.0
LIMIT_MIB = 64.0
RUNS = 5
CHUNK = 64 * 1024
LONG_BYTES = 500_000_000
_MADE_LAYERS = 200
_MADE_MOVES = 250


def main() -> None:
    """Measure every gcode of the files named, all together, and the memory of a long one."""
    members = list(_members(Path(name) for name in sys.argv[1:])) or [_made()]
    print(f"{'gcode':<48}{'MB':>8}{'inflate ms':>12}{'split ms':>10}{'ratio':>7}{'MB/s':>7}")
    total_mb = total_inflate_s = total_once_s = total_split_s = 0.0
    for name, packed in members:
        megabytes = sum(map(len, _inflate(packed))) / 1e6
        inflate_s = _best_s(lambda packed=packed: sum(map(len, _inflate(packed))))
        split_s = _best_s(lambda packed=packed: walk_gcode(_inflate(packed)))
        total_once_s += _best_s(lambda packed=packed: zlib.decompress(packed, -zlib.MAX_WBITS))
        total_mb += megabytes
        total_inflate_s += inflate_s
        total_split_s += split_s
        _print_row(name, megabytes, inflate_s, split_s)
    _print_row("all together", total_mb, total_inflate_s, total_split_s)
    once_ratio = total_split_s / total_once_s
    print(
        f"limit of the ratio: {LIMIT_RATIO}; against inflating each in one call: {once_ratio:.2f}"
    )
    _measure_memory(max((packed for _, packed in members), key=len))


def _members(paths: Iterator[Path]) -> Iterator[tuple[str, bytes]]:
    """Give the name and the deflated bytes of each gcode, so that only inflating is timed."""
    for path in paths:
        for file in sorted(path.glob("*.3mf")) if path.is_dir() else [path]:
            if not zipfile.is_zipfile(file):
                continue
            with zipfile.ZipFile(file) as archive:
                for name in archive.namelist():
                    if name.startswith("Metadata/plate_") and name.endswith(".gcode"):
                        packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
                        data = archive.read(name)
                        yield (
                            f"{file.name[:36]} {name[9:-6]}",
                            packer.compress(data) + packer.flush(),
                        )


def _made() -> tuple[str, bytes]:
    """A print of two colours: walls, infill, a tower, and a flush at each change."""
    random = Random(1)  # noqa: S311 - the same gcode in every run
    lines = ["; HEADER_BLOCK_START", "; HEADER_BLOCK_END", "; EXECUTABLE_BLOCK_START", "M83"]
    for layer in range(_MADE_LAYERS):
        lines += ["; CHANGE_LAYER", f"T{layer % 2}", "; FLUSH_START", "G1 E40 F300", "; FLUSH_END"]
        for feature in ("Inner wall", "Outer wall", "Sparse infill", "Prime tower"):
            lines.append(f"; FEATURE: {feature}")
            lines += [
                f"G1 X{random.uniform(80, 160):.3f} Y{random.uniform(80, 160):.3f}"
                f" E{random.uniform(0.01, 0.4):.5f}"
                for _ in range(_MADE_MOVES)
            ]
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = "\n".join(lines).encode()
    return f"made, {_MADE_LAYERS} layers", packer.compress(data) + packer.flush()


def _inflate(packed: bytes) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    data = packed
    while data:
        yield inflater.decompress(data, CHUNK)
        data = inflater.unconsumed_tail


def _best_s(work: Callable[[], object]) -> float:
    seconds: list[float] = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)


def _print_row(name: str, megabytes: float, inflate_s: float, split_s: float) -> None:
    print(
        f"{name:<48}{megabytes:>8.2f}{inflate_s * 1000:>12.2f}{split_s * 1000:>10.2f}"
        f"{split_s / inflate_s:>7.2f}{megabytes / split_s:>7.0f}"
    )


def _measure_memory(packed: bytes) -> None:
    """Walk through the same gcode again and again, up to half a gigabyte."""
    size = sum(map(len, _inflate(packed)))
    times = -(-LONG_BYTES // size)
    tracemalloc.start()
    began = time.perf_counter()
    walk_gcode(chunk for piece in repeat(packed, times) for chunk in _inflate(piece))
    seconds = time.perf_counter() - began
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"\nmemory above the start, {times * size / 1e6:.0f} MB of gcode: "
        f"{peak_bytes / 2**20:.1f} MiB of {LIMIT_MIB:.0f} allowed ({seconds:.1f} s while traced)"
    )


if __name__ == "__main__":
    main()
