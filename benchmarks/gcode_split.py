"""The split of the grams against inflating alone: ratio, MB/s and memory, in one run.

The limit inflates with zlib, as anybody would; the split with what the product inflates with.
Their runs alternate, the quickest of each counts, and seconds are those of the processor: what
else runs on the machine disturbs little.

Usage: python -m benchmarks.gcode_split [FILE…]   (.3mf files with gcode, or folders of them;
without any, on gcodes made here, one of relative and one of absolute extrusion)
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
from typing import Protocol

from isal import isal_zlib

from printshop.bambu.gcode.walk import walk_gcode

LIMIT_RATIO = 6.0
LIMIT_MIB = 64.0
RUNS = 9
CHUNK = 64 * 1024
LONG_BYTES = 500_000_000
_MADE_LAYERS = 200
_MADE_MOVES = 250


class Inflater(Protocol):
    """What zlib and isal unpack with."""

    @property
    def eof(self) -> bool:
        """Whether the end was reached."""
        ...

    @property
    def unconsumed_tail(self) -> bytes:
        """What was not needed to fill the last piece."""
        ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes:
        """Unpack into at most so many bytes."""
        ...


def main() -> None:
    """Measure every gcode of the files named, all together, and the memory of a long one."""
    members = list(_members(Path(name) for name in sys.argv[1:])) or [
        _made(is_absolute=False),
        _made(is_absolute=True),
    ]
    print(f"{'gcode':<48}{'MB':>8}{'inflate ms':>12}{'split ms':>10}{'ratio':>7}{'MB/s':>7}")
    total_mb = total_inflate_s = total_split_s = 0.0
    for name, packed in members:
        megabytes = sum(map(len, _with_zlib(packed))) / 1e6
        inflate_s, split_s = _best_s(
            lambda packed=packed: sum(map(len, _with_zlib(packed))),
            lambda packed=packed: walk_gcode(_with_isal(packed)),
        )
        total_mb += megabytes
        total_inflate_s += inflate_s
        total_split_s += split_s
        _print_row(name, megabytes, inflate_s, split_s)
    _print_row("all together", total_mb, total_inflate_s, total_split_s)
    print(f"limit of the ratio: {LIMIT_RATIO}")
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


def _made(*, is_absolute: bool) -> tuple[str, bytes]:
    """A print of two colours: walls, infill, a tower, and a flush at each change."""
    random = Random(1)  # noqa: S311 - the same gcode in every run
    lines = ["; HEADER_BLOCK_START", "; HEADER_BLOCK_END", "; EXECUTABLE_BLOCK_START"]
    lines.append("M82" if is_absolute else "M83")
    for layer in range(_MADE_LAYERS):
        lines += ["; CHANGE_LAYER", f"T{layer % 2}", "G92 E0"]
        lines += ["; FLUSH_START", "G1 E40 F300", "; FLUSH_END"]
        place = 40.0
        for feature in ("Inner wall", "Outer wall", "Sparse infill", "Prime tower"):
            lines.append(f"; FEATURE: {feature}")
            for _ in range(_MADE_MOVES):
                fed = random.uniform(0.01, 0.4)
                place += fed
                x, y = random.uniform(80, 160), random.uniform(80, 160)
                lines.append(f"G1 X{x:.3f} Y{y:.3f} E{place if is_absolute else fed:.5f}")
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    data = "\n".join(lines).encode()
    kind = "absolute" if is_absolute else "relative"
    return f"made, {_MADE_LAYERS} layers, {kind} extrusion", packer.compress(data) + packer.flush()


def _inflate(packed: bytes, inflater: Inflater) -> Iterator[bytes]:
    """Unpack as files are read: 64 KiB of them at a time, in pieces of at most 64 KiB."""
    for at in range(0, len(packed), CHUNK):
        rest = packed[at : at + CHUNK]
        while rest and not inflater.eof:
            yield inflater.decompress(rest, CHUNK)
            rest = inflater.unconsumed_tail
    while not inflater.eof:
        yield inflater.decompress(inflater.unconsumed_tail, CHUNK)


def _with_zlib(packed: bytes) -> Iterator[bytes]:
    return _inflate(packed, zlib.decompressobj(-zlib.MAX_WBITS))


def _with_isal(packed: bytes) -> Iterator[bytes]:
    return _inflate(packed, isal_zlib.decompressobj(-zlib.MAX_WBITS))


def _best_s(*works: Callable[[], object]) -> list[float]:
    """Run the works in turn and give the quickest run of each."""
    best_s = [float("inf")] * len(works)
    for _ in range(RUNS):
        for at, work in enumerate(works):
            began = time.thread_time()
            work()
            best_s[at] = min(best_s[at], time.thread_time() - began)
    return best_s


def _print_row(name: str, megabytes: float, inflate_s: float, split_s: float) -> None:
    print(
        f"{name:<48}{megabytes:>8.2f}{inflate_s * 1000:>12.2f}{split_s * 1000:>10.2f}"
        f"{split_s / inflate_s:>7.2f}{megabytes / split_s:>7.0f}"
    )


def _measure_memory(packed: bytes) -> None:
    """Walk through the same gcode again and again, up to half a gigabyte."""
    size = sum(map(len, _with_zlib(packed)))
    times = -(-LONG_BYTES // size)
    tracemalloc.start()
    began = time.perf_counter()
    walk_gcode(chunk for piece in repeat(packed, times) for chunk in _with_isal(piece))
    seconds = time.perf_counter() - began
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(
        f"\nmemory above the start, {times * size / 1e6:.0f} MB of gcode: "
        f"{peak_bytes / 2**20:.1f} MiB of {LIMIT_MIB:.0f} allowed ({seconds:.1f} s while traced)"
    )


if __name__ == "__main__":
    main()
