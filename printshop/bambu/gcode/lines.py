"""A block of gcode as arrays: where its lines begin, and the parameters of its moves.

Only capital letters, semicolons and line ends are looked at, all found in one
pass over the bytes; what stands between them is read where it is needed.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from printshop.bambu.gcode.numbers import (
    Bools,
    Floats,
    Ints,
    Words,
    numbers_at,
    words_of,
)

PADDING = b"\n" + b"\0" * 32
_LINE_END, _BLANK, _COMMENT = 10, 32, ord(";")
_A, _LETTERS = 65, 26
# The letters of words are E, F, I, J, S, X, Y and Z; of commands G and M.
_D, _G, _M = b"DGM"
_FIRST = np.uint64(0xFF)
# G0, G1, G2 and G3 as the low bytes of a word; a third byte from point to 9 makes others, G28.
_SECOND, _ZERO, _THREE = np.uint64(0xFF00), np.uint64(0x3000), np.uint64(0x0300)
_THIRD, _POINT, _TO_NINE = np.uint64(0xFF0000), np.uint64(0x2E0000), np.uint64(0x0B0000)
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

    def line_at(self, start: int, *, most_bytes: int) -> bytes:
        """Give the beginning of the line that begins at a byte, without blanks behind it."""
        return self.text[start : start + most_bytes].partition(b"\n")[0].rstrip()

    def parameter(self, letter: str) -> tuple[Ints, Floats]:
        """Give the lines that have a parameter, and its values."""
        chosen = np.flatnonzero(self.letters == ord(letter))
        return self.lines.take(chosen), self.values.take(chosen)


def read_lines(block: bytes) -> Lines:
    """Take a block of whole lines to pieces."""
    text = block + PADDING
    buffer = np.frombuffer(text, np.uint8)
    is_token = (buffer - _A) < _LETTERS
    is_token |= buffer == _LINE_END
    is_token |= buffer == _COMMENT
    places = np.flatnonzero(is_token)
    kinds = buffer.take(places)
    ends = np.flatnonzero(kinds == _LINE_END)
    firsts = np.concatenate([[0], ends[:-1] + 1])
    starts = np.concatenate([[0], places.take(ends[:-1]) + 1])
    all_words = words_of(text)
    words = all_words[starts]
    is_empty = firsts == ends
    indented = np.flatnonzero(((words & _FIRST) <= _BLANK) & ~is_empty)
    starts[indented] = places.take(firsts.take(indented))
    words[indented] = all_words[starts.take(indented)]
    second = words & _SECOND
    is_move = ((words & _FIRST) == _G) & ((second - _ZERO) <= _THREE)
    is_move &= ((words & _THIRD) - _POINT) > _TO_NINE
    has_words = is_move | ((words & _LOW_FIVE) == _ACCELERATION)
    # The number of its line for each token, less than 0 where its letters are no words.
    line_of = np.where(has_words, np.arange(len(ends), dtype=np.int32), np.int32(-1)).repeat(
        ends - firsts + 1
    )
    is_word = line_of >= 0
    comments = _first_of_each(np.flatnonzero((kinds == _COMMENT) & is_word), line_of)
    is_word &= kinds > _D
    is_word &= kinds != _G
    is_word &= kinds != _M
    if len(comments):
        _drop_comments(is_word, comments=comments, comment_ends=ends.take(line_of.take(comments)))
    tokens = np.flatnonzero(is_word)
    return Lines(
        text=text,
        all_words=all_words,
        starts=starts,
        words=words,
        is_empty=is_empty,
        is_move=is_move,
        is_arc=is_move & (second >= _ZERO + _ARC),
        is_clockwise=is_move & (second == _ZERO + _ARC),
        letters=kinds.take(tokens),
        lines=line_of.take(tokens).astype(np.intp),
        values=numbers_at(text, all_words, places.take(tokens) + 1),
    )


def _first_of_each(semicolons: Ints, line_of: npt.NDArray[np.int32]) -> Ints:
    """Leave out the semicolons within comments."""
    lines = line_of.take(semicolons)
    is_first = np.ones(len(lines), np.bool_)
    np.not_equal(lines[1:], lines[:-1], out=is_first[1:])
    return semicolons[is_first]


def _drop_comments(is_word: Bools, *, comments: Ints, comment_ends: Ints) -> None:
    """Unmark the letters from the first semicolon of a line to its end."""
    counts = comment_ends - comments
    ranks = np.arange(int(counts.sum())) - (np.cumsum(counts) - counts).repeat(counts)
    is_word[comments.repeat(counts) + ranks] = False
