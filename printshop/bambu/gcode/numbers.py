"""Decimal numbers of gcode as floats, thousands at a time.

Eight bytes of text are one machine word, and a handful of operations on whole
arrays of words replaces a loop over characters. The result equals `float(text)`
for every number of at most eight characters; longer ones go through `float`.
Source of the digit sum: Wojciech Muła, "SIMD-ized parsing of numbers".
"""

import re
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Words: TypeAlias = npt.NDArray[np.uint64]
Bools: TypeAlias = npt.NDArray[np.bool_]

WORD_BYTES = 8
_AT_ONCE = 1 << 16  # More than a block of moves has; text made of letters only has more.
_BLANK = 32
_LOW_BITS = np.uint64(0x0101010101010101)
_HIGH_BITS = np.uint64(0x8080808080808080)
_PAST_BLANK = np.uint64(0x2121212121212121)
_DOTS = np.uint64(0x2E2E2E2E2E2E2E2E)
_DIGITS = np.uint64(0x0F0F0F0F0F0F0F0F)
_PAIRS = np.uint64(0x00FF00FF00FF00FF)
_FOURS = np.uint64(0x0000FFFF0000FFFF)
_BY_10, _BY_100, _BY_10000 = np.uint64(2561), np.uint64(6553601), np.uint64(42949672960001)
# Byte 7-k holds 8-k: the digits after a point at byte k, of eight.
_PLACES = np.uint64(0x0807060504030201)
_MINUS, _PLUS = b"-+"
_1, _7, _8, _16, _32, _56 = (np.uint64(count) for count in (1, 7, 8, 16, 32, 56))
_POWERS = 10.0 ** np.arange(WORD_BYTES + 1)
_NUMBER = re.compile(rb"[+-]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})")


def words_of(padded: bytes) -> Words:
    """View a text as the overlapping words that begin at each of its bytes, the last eight less."""
    count = max(len(padded) - WORD_BYTES, 0)
    return np.ndarray((count,), "<u8", padded, strides=(1,))


def numbers_at(padded: bytes, words: Words, starts: Ints) -> Floats:
    """Read the numbers that begin at some bytes of a text and end with a blank or a line.

    Args:
        padded: the text, with at least 16 bytes after the last start.
        words: `words_of(padded)`.
        starts: where the numbers begin.

    Returns:
        A float for each; 0 for what is no number.
    """
    if len(starts) > _AT_ONCE:
        pieces = (starts[at : at + _AT_ONCE] for at in range(0, len(starts), _AT_ONCE))
        return np.concatenate([numbers_at(padded, words, piece) for piece in pieces])
    first = np.frombuffer(padded, np.uint8).take(starts)
    starts = starts + ((first == _MINUS) | (first == _PLUS))
    word = words[starts]
    # The lowest high bit marks the first byte up to a blank, where bytes are ASCII.
    end = word - _PAST_BLANK
    end &= _HIGH_BITS
    long = np.flatnonzero(end == 0)
    long = long[_bytes_at(padded, starts.take(long) + WORD_BYTES) > _BLANK]
    _keep_lowest(end)
    end >>= _7
    word &= end - _1
    point = word ^ _DOTS
    point -= _LOW_BITS
    point &= _HIGH_BITS
    point >>= _7
    point |= end
    _keep_lowest(point)
    # What stands before the point stays, what stands behind it moves over it.
    digits = word >> _8
    word ^= digits
    word &= point - _1
    digits ^= word
    _sum_digits(digits)
    point *= _PLACES
    point >>= _56
    values = digits.view(np.int64) / _POWERS.take(point.view(np.int64))
    minus = np.flatnonzero(first == _MINUS)
    values[minus] = -values.take(minus)
    for position in long.tolist():
        number = number_at(padded, int(starts[position]))
        values[position] = -number if first[position] == _MINUS else number
    return values


def _sum_digits(digits: Words) -> None:
    """Turn eight digits, as text with the first one lowest, into their number in place."""
    digits &= _DIGITS
    digits *= _BY_10
    digits >>= _8
    digits &= _PAIRS
    digits *= _BY_100
    digits >>= _16
    digits &= _FOURS
    digits *= _BY_10000
    digits >>= _32


def _bytes_at(text: bytes, places: Ints) -> npt.NDArray[np.uint8]:
    return np.frombuffer(text, np.uint8).take(places)


def number_at(text: bytes, start: int) -> float:
    """Read one number of any length, by and by; 0 for what is no number."""
    match = _NUMBER.match(text, start)
    return float(match[0]) if match else 0.0


def _keep_lowest(bits: Words) -> None:
    """Keep the lowest bit that is set."""
    bits &= np.negative(bits)
