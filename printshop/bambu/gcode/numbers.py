"""Decimal numbers of gcode as floats, thousands at a time.

Eight bytes of text are one machine word, and a handful of operations on whole
arrays of words replaces a loop over characters. The result equals `float(text)`
for every number of at most 16 characters behind its sign: its digits are an
integer below 10^16, exact or rounded once, over a power of ten that is exact.
Of longer numbers the first 16 characters count.
Source of the digit sum: Wojciech Muła, "SIMD-ized parsing of numbers".
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.intp]
Words: TypeAlias = npt.NDArray[np.uint64]
Bools: TypeAlias = npt.NDArray[np.bool_]

WORD_BYTES = 8
_AT_ONCE = 1 << 16  # More than a block of moves has; text made of letters only has more.
_LOW_BITS = np.uint64(0x0101010101010101)
_HIGH_BITS = np.uint64(0x8080808080808080)
_PAST_BLANK = np.uint64(0x2121212121212121)
# Added to a byte of ASCII, this reaches the high bit from the colon behind the digits on.
_FROM_COLON = np.uint64(0x4646464646464646)
_DOTS = np.uint64(0x2E2E2E2E2E2E2E2E)
_DIGITS = np.uint64(0x0F0F0F0F0F0F0F0F)
_PAIRS = np.uint64(0x00FF00FF00FF00FF)
_FOURS = np.uint64(0x0000FFFF0000FFFF)
_BY_10, _BY_100, _BY_10000 = np.uint64(2561), np.uint64(6553601), np.uint64(42949672960001)
_TEN, _HUNDRED_MILLION = np.uint64(10), np.uint64(10**WORD_BYTES)
# Byte 7-k holds 8-k: the digits after a point at byte k, of eight.
_PLACES = np.uint64(0x0807060504030201)
_MINUS, _PLUS = b"-+"
_1, _7, _8, _16, _32, _56 = (np.uint64(count) for count in (1, 7, 8, 16, 32, 56))
_POWERS = 10.0 ** np.arange(2 * WORD_BYTES + 1)


def words_of(padded: bytes) -> Words:
    """View a text as the overlapping words that begin at each of its bytes, the last eight less."""
    count = max(len(padded) - WORD_BYTES, 0)
    return np.ndarray((count,), "<u8", padded, strides=(1,))


def numbers_at(padded: bytes, words: Words, starts: Ints) -> Floats:
    """Read the numbers that begin at some bytes of a text.

    They end with a blank, a line, a comment or a letter.

    Args:
        padded: the text, with at least 32 bytes after the last start.
        words: `words_of(padded)`.
        starts: where the numbers begin.

    Returns:
        A float for each; 0 where there is no number.
    """
    if len(starts) > _AT_ONCE:
        pieces = (starts[at : at + _AT_ONCE] for at in range(0, len(starts), _AT_ONCE))
        return np.concatenate([numbers_at(padded, words, piece) for piece in pieces])
    first = np.frombuffer(padded, np.uint8).take(starts)
    starts = starts + ((first == _MINUS) | (first == _PLUS))
    digits, places, is_longer = _read_words(words[starts])
    long = np.flatnonzero(is_longer)
    if len(long):
        _lengthen(digits, places, long, words[starts.take(long) + WORD_BYTES])
    values = digits.view(np.int64) / _POWERS.take(places.view(np.int64))
    minus = np.flatnonzero(first == _MINUS)
    values[minus] = -values.take(minus)
    return values


def _read_words(word: Words) -> tuple[Words, Words, Bools]:
    """Read up to eight characters of each number, and use the words up.

    Returns:
        The digits as an integer of eight, how many of those stand behind the
        point, and whether the number goes on.
    """
    # The lowest high bit marks the first byte that belongs to no number, where bytes are ASCII.
    end = word - _PAST_BLANK
    end |= word + _FROM_COLON
    end &= _HIGH_BITS
    is_longer = end == 0
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
    return digits, point, is_longer


def _lengthen(digits: Words, places: Words, long: Ints, rest: Words) -> None:
    """Add up to eight characters to the numbers that go on behind their first eight."""
    more, more_places, _ = _read_words(rest)
    before = places.take(long)
    has_point = before > 0
    # Behind a point the digits have moved by one, and a last one is free.
    more *= np.where(has_point, _TEN, _1)
    digits[long] = digits.take(long) * _HUNDRED_MILLION + more
    places[long] = np.where(has_point, before + _8, more_places)


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


def _keep_lowest(bits: Words) -> None:
    """Keep the lowest bit that is set."""
    bits &= np.negative(bits)
