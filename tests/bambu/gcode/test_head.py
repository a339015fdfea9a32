"""The head of a gcode: found where slicers write it, and not looked for beyond."""

from collections.abc import Iterator

from printshop.bambu.gcode.head import GcodeHead, read_gcode_head

_HEADER = b"; HEADER_BLOCK_START\n; total layer number: 42\n; HEADER_BLOCK_END\n"
_AT_MOST = 64 * 1024


def _pieces(data: bytes, *, piece_bytes: int, seen: list[int]) -> Iterator[bytes]:
    for start in range(0, len(data), piece_bytes):
        seen.append(start)
        yield data[start : start + piece_bytes]


def test_a_header_is_put_together_from_as_many_pieces_as_it_has() -> None:
    seen: list[int] = []

    head = read_gcode_head(
        _pieces(_HEADER + b"G28\n" * 1000, piece_bytes=16, seen=seen), at_most=_AT_MOST
    )

    assert head.layers == 42
    assert seen[-1] < len(_HEADER)


def test_lines_that_other_tools_put_before_the_header_do_no_harm() -> None:
    data = b"; post-processed\n" * 500 + _HEADER

    head = read_gcode_head(_pieces(data, piece_bytes=1024, seen=[]), at_most=_AT_MOST)

    assert head.layers == 42


def test_a_gcode_without_a_header_is_not_searched_for_one() -> None:
    seen: list[int] = []

    head = read_gcode_head(
        _pieces(b"G1 X1 E1\n" * 10_000, piece_bytes=1024, seen=seen), at_most=_AT_MOST
    )

    assert head == GcodeHead()
    assert seen[-1] == 15 * 1024
