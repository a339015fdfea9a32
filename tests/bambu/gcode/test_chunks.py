"""The walk finds the same however the gcode is cut, in little memory, whatever the bytes."""

import tracemalloc
from collections.abc import Iterator
from itertools import cycle

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from printshop.bambu.gcode.lines import PADDING
from printshop.bambu.gcode.numbers import numbers_at, words_of
from printshop.bambu.gcode.walk import BLOCK_BYTES, GcodeWalk, walk_gcode

_SETTINGS = settings(max_examples=100, deadline=10_000)
_NUMBERS = st.decimals(-300, 300, places=3).map(str) | st.sampled_from(
    ["0", "+1", "-.8", ".03", "12.34567", "-12.34567", "100", "5.", "1234567", "123456.78901"]
)
_WORDS = st.lists(
    st.tuples(st.sampled_from("XYZEF"), _NUMBERS), min_size=1, max_size=4, unique_by=lambda w: w[0]
)
_MOVES = st.builds(
    lambda indent, command, gap, words, tail: (
        indent + command + gap + " ".join(letter + number for letter, number in words) + tail
    ),
    st.sampled_from(["", "", "", "   "]),
    st.sampled_from(["G1", "G0"]),
    st.sampled_from([" ", "  "]),
    _WORDS,
    st.sampled_from(["", "", " ", "\r", " ; E5 X1", ";E5"]),
)
_OTHERS = st.sampled_from(
    [
        *("M82", "M83", "G90", "G91", "G92 E0", "G92 X1 E2", "T0", "T1", "T2", "T1000", "    T1"),
        *("; FEATURE: Support", "; FEATURE: Outer wall", ";TYPE:Brim", "; FEATURE: Prime tower"),
        *("; WIPE_START", "; WIPE_END", "; FLUSH_START", "; FLUSH_END", "", "M204 S500", "M73 P1"),
        *("; VFLUSH_START", ";VG1 E3.5 F300", "; VFLUSH_END", "; CHANGE_LAYER", "; LINE_WIDTH: 1"),
    ]
)
_GCODES = st.lists(_MOVES | _MOVES | _OTHERS, max_size=60).map("\n".join)


def _rounded(walk: GcodeWalk) -> tuple[dict[tuple[int, int], float], list[tuple[float, float]]]:
    lengths = {
        (tool, int(role)): round(length, 3) for (tool, role), length in walk.lengths_mm.items()
    }
    return lengths, [(tool, round(length, 3)) for tool, length in walk.changes]


@_SETTINGS
@given(
    gcode=_GCODES.map(str.encode),
    chunk_bytes=st.sampled_from([1, 2, 7, 63, 1000]),
    block_bytes=st.sampled_from([64, 300, BLOCK_BYTES]),
)
def test_it_does_not_matter_how_the_gcode_is_cut(
    gcode: bytes, chunk_bytes: int, block_bytes: int
) -> None:
    pieces = [gcode[at : at + chunk_bytes] for at in range(0, len(gcode), chunk_bytes)]

    walk = walk_gcode(pieces, block_bytes=block_bytes)

    whole = walk_gcode([gcode])
    assert _rounded(walk) == _rounded(whole)
    assert walk.layers == whole.layers
    assert [round(value, 6) for value in walk.seconds] == [
        round(value, 6) for value in whole.seconds
    ]


@_SETTINGS
@given(data=st.binary(max_size=3000), block_bytes=st.sampled_from([64, 300, BLOCK_BYTES]))
def test_any_bytes_are_walked_through(data: bytes, block_bytes: int) -> None:
    assert walk_gcode([data], block_bytes=block_bytes).problem is None


def _read(numbers: list[str], *, ends: str = " ") -> list[float]:
    """Read numbers that stand in a row, each behind an end of the last one."""
    text = "".join(number + end for number, end in zip(numbers, cycle(ends), strict=False))
    padded = text.encode() + PADDING
    starts = np.cumsum([0, *(len(number) + 1 for number in numbers[:-1])], dtype=np.intp)
    return numbers_at(padded, words_of(padded), starts).tolist()


_DIGITS = st.text("0123456789", max_size=16)
_PLAIN_NUMBERS = st.builds(
    lambda sign, whole, point, rest: sign + (whole + point + rest)[:16],
    st.sampled_from(["", "-", "+"]),
    _DIGITS,
    st.sampled_from([".", ".", ""]),
    _DIGITS,
).filter(lambda number: any(map(str.isdigit, number)))


@_SETTINGS
@given(
    numbers=st.lists(_NUMBERS | _PLAIN_NUMBERS, min_size=1),
    ends=st.text(" \t\n\r;XE", min_size=1),
)
def test_numbers_of_up_to_16_characters_are_exactly_those_that_python_reads(
    numbers: list[str], ends: str
) -> None:
    assert _read(numbers, ends=ends) == [float(number) for number in numbers]


@_SETTINGS
@given(
    numbers=st.lists(st.builds("{}.{}".format, st.integers(-(10**8), 10**8), _DIGITS), min_size=1)
)
def test_of_longer_numbers_the_first_16_characters_count(numbers: list[str]) -> None:
    long = [number + "1234567890" for number in numbers]

    assert _read(long) == [float(number[:17] if "-" in number else number[:16]) for number in long]


def _generated(layers: int) -> Iterator[bytes]:
    """Give a gcode of 100 kB a layer, never held as a whole."""
    yield b"M83\nT0\n; MACHINE_START_GCODE_END\n"
    for layer in range(layers):
        moves = b"".join(b"G1 X%d.125 Y%d.5 E.03125\n" % (at % 200, at % 177) for at in range(4000))
        yield b"; CHANGE_LAYER\nM73 P1 R%d\n; FEATURE: Support\n" % (layers - layer) + moves


def test_a_gcode_of_thirty_megabytes_needs_no_more_memory_than_a_block() -> None:
    walk_gcode(_generated(2))
    tracemalloc.start()
    walk = walk_gcode(_generated(300))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert walk.layers == 300
    assert walk.lengths_mm == {(1, 3): 1_200_000 * 0.03125}
    assert peak_bytes < 32 * 2**20


def test_gcode_of_nothing_but_line_ends_or_letters_stays_within_64_mib() -> None:
    for filling in (b"\n", b"X", b"X1", b"G1 X\n", b"T\n", b"; WIPE_S\n", b";", b"E1;", b"G92\n"):
        data = b"G1 E1" + filling * (2**19 // len(filling))
        tracemalloc.start()
        walk_gcode([data])
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert peak_bytes < 64 * 2**20, filling
