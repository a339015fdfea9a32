"""A block of gcode as arrays: where its lines begin, and the parameters of its moves.

Only capital letters, semicolons and line ends are looked at, all found in one
pass over the bytes; what stands between them is read where it is needed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from printshop.bambu.gcode_numbers import (
    Bools,
    Floats,
    Ints,
    Words,
    number_at,
    numbers_at,
    words_of,
)

PADDING = b"\n" + b"\0" * 32
_LINE_END, _BLANK, _COMMENT = 10, 32, ord(";")
_A, _LETTERS = 65, 26
# "G0 ", "G1 ", "G2 " and "G3 " as the low bytes of a word: G, a digit, a blank.
_MOVE_FRAME, _MOVE = np.uint64(0xFF00FF), np.uint64(0x200047)
_SECOND, _ZERO, _THREE = np.uint64(0xFF00), np.uint64(0x3000), np.uint64(0x0300)
_ARC = np.uint64(0x0200)
_LOW_FIVE = np.uint64(0xFF_FFFF_FFFF)
_ACCELERATION = np.uint64(int.from_bytes(b"M204 ", "little"))


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Lines:
    """The lines of a block.

    `starts` are the first bytes of the lines behind their blanks, `words` the
    eight bytes there; `all_words` has a word for each byte. `is_empty` marks lines
    without command or comment, `is_move` G0 to G3, `is_arc` G2 and G3,
    `is_clockwise` G2. Each entry of `letters`, `lines` and `values` is one
    parameter of a move or of an M204, in order.
    """

    text: bytes
    all_words: Words
    starts: Ints
    words: Words
    is_empty: Bools
    is_move: Bools
    is_arc: Bools
    is_clockwise: Bools
    letters: npt.NDArray[np.uint8]
    lines: Ints
    values: Floats

    @property
    def count(self) -> int:
        """How many lines there are, empty ones too."""
        return len(self.starts)

    def line_at(self, start: int) -> bytes:
        """Give the text of the line that begins at a byte, without the blanks behind it."""
        return self.text[start : self.text.index(b"\n", start)].rstrip()

    def parameter(self, letter: str) -> tuple[Ints, Floats]:
        """Give the lines that have a parameter, and its values."""
        chosen = np.flatnonzero(self.letters == ord(letter))
        return self.lines.take(chosen), self.values.take(chosen)


def read_lines(block: bytes) -> Lines:
    """Take a block of whole lines to pieces."""
    text = block + PADDING
    buffer = np.frombuffer(text, np.uint8)
    is_token = ((buffer - _A) < _LETTERS) | (buffer == _LINE_END) | (buffer == _COMMENT)
    places = np.flatnonzero(is_token)
    kinds = buffer.take(places)
    ends = np.flatnonzero(kinds == _LINE_END)
    firsts = np.concatenate([[0], ends[:-1] + 1])
    starts = np.concatenate([[0], places.take(ends[:-1]) + 1])
    indented = np.flatnonzero((buffer.take(starts) <= _BLANK) & (firsts < ends))
    starts[indented] = places.take(firsts.take(indented))
    all_words = words_of(text)
    words = all_words[starts]
    second = words & _SECOND
    is_move = ((words & _MOVE_FRAME) == _MOVE) & ((second - _ZERO) <= _THREE)
    tokens_per_line = ends - firsts + 1
    line_of = np.repeat(np.arange(len(ends)), tokens_per_line)
    sets_acceleration = (words & _LOW_FIVE) == _ACCELERATION
    is_parameter = np.repeat(is_move | sets_acceleration, tokens_per_line)
    is_parameter[ends] = False
    is_parameter[firsts] = False
    has_comments = _drop_comments(is_parameter, kinds=kinds, places=places, line_of=line_of)
    parameters = np.flatnonzero(is_parameter)
    number_starts = places.take(parameters) + 1
    values = numbers_at(text, all_words, number_starts)
    if has_comments:
        _read_touching(values, parameters, kinds=kinds, places=places, text=text)
    return Lines(
        text=text,
        all_words=all_words,
        starts=starts,
        words=words,
        is_empty=firsts == ends,
        is_move=is_move,
        is_arc=is_move & (second >= _ZERO + _ARC),
        is_clockwise=is_move & (second == _ZERO + _ARC),
        letters=kinds.take(parameters),
        lines=line_of.take(parameters),
        values=values,
    )


def _drop_comments(
    is_parameter: Bools, *, kinds: npt.NDArray[np.uint8], places: Ints, line_of: Ints
) -> bool:
    """Unmark the letters behind the semicolon of a move; say whether there is any."""
    semicolons = np.flatnonzero((kinds == _COMMENT) & is_parameter)
    if not len(semicolons):
        return False
    comment_from = np.full(int(line_of[-1]) + 1, np.iinfo(np.intp).max)
    # Written from the last to the first, so that the first semicolon of a line counts.
    backwards = semicolons[::-1]
    comment_from[line_of.take(backwards)] = places.take(backwards)
    is_parameter &= places < comment_from.take(line_of)
    return True


def _read_touching(
    values: Floats,
    parameters: Ints,
    *,
    kinds: npt.NDArray[np.uint8],
    places: Ints,
    text: bytes,
) -> None:
    """Read again the numbers that a comment follows without a blank, "F200;"."""
    after = parameters + 1
    before_next = np.frombuffer(text, np.uint8).take(places.take(after) - 1)
    touching = np.flatnonzero((kinds.take(after) == _COMMENT) & (before_next > _BLANK))
    for position in touching.tolist():
        values[position] = number_at(text, int(places[parameters[position]]) + 1)
