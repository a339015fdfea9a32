"""How far an axis goes with each word that names it: absolute, relative, reset by G92."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from printshop.bambu.gcode.numbers import Floats, Ints

# One value for each line of a block, or one for all of them: most blocks change little.
PerLine: TypeAlias = Ints | int


class Track:
    """A state that few lines of a block change: the tool, relative mode, flushing."""

    def __init__(self, value: int) -> None:
        """Begin with a value."""
        self.value = value
        self._before = value
        self._lines: list[int] = []
        self._values: list[int] = []

    def set(self, line: int, value: int) -> None:
        """Change it from a line of the block on."""
        self._lines.append(line)
        self._values.append(value)
        self.value = value

    def over(self, count: int) -> PerLine:
        """Give its value on each of the lines of a block, and go on to the next block."""
        before, self._before = self._before, self.value
        if not self._lines:
            return before
        edges = np.array([0, *self._lines, count])
        spread = np.array([before, *self._values]).repeat(edges[1:] - edges[:-1])
        self._lines, self._values = [], []
        return spread


def on_lines(values: PerLine, lines: Ints) -> PerLine:
    """Give the values on some of the lines."""
    return values if isinstance(values, int) else values.take(lines)


class Axis:
    """One of X, Y, Z and E."""

    def __init__(self) -> None:
        """Begin at 0, as the slicers do."""
        self.position = 0.0
        self._resets: list[tuple[int, float]] = []

    def reset(self, line: int, value: float) -> None:
        """Call the present position by another number (G92)."""
        self._resets.append((line, value))

    def deltas(self, lines: Ints, values: Floats, *, is_relative: PerLine) -> Floats:
        """Give how far each word of a block moves the axis, mm, and forget the resets.

        Args:
            lines: of the words, rising.
            values: of the words.
            is_relative: for each line of the block whether words are distances.
        """
        resets, self._resets = self._resets, []
        if not len(lines):
            if resets:
                self.position = resets[-1][1]
            return values
        relative = on_lines(is_relative, lines)
        if not isinstance(relative, int):
            if not relative.any():
                relative = 0
            elif relative.all():
                relative = 1
        if isinstance(relative, int) and relative:
            return self._distances(lines, values, resets)
        if resets or not isinstance(relative, int):
            return self._turns(lines, values, is_distance=relative, resets=resets)
        deltas = np.empty(len(values))
        np.subtract(values[1:], values[:-1], out=deltas[1:])
        deltas[0] = values[0] - self.position
        self.position = float(values[-1])
        return deltas

    def _turns(
        self,
        lines: Ints,
        values: Floats,
        *,
        is_distance: PerLine,
        resets: Sequence[tuple[int, float]],
    ) -> Floats:
        """Follow the position where places, distances and resets take turns."""
        # The position at the start and the resets are said among the words, as places are.
        said = np.searchsorted(lines, np.array([-1, *(line for line, _ in resets)], np.intp))
        said_values = [self.position, *(value for _, value in resets)]
        is_word = np.insert(np.ones(len(values), np.bool_), said, values=False)
        is_place = np.insert(np.full(len(values), is_distance) == 0, said, values=True)
        deltas = np.insert(values, said, said_values)
        places = np.flatnonzero(is_place)
        # Each place and the distances behind it add up to where the next place begins.
        ends = np.add.reduceat(deltas, places)
        deltas[places[1:]] -= ends[:-1]
        self.position = float(ends[-1])
        return deltas[is_word]

    def _distances(
        self, lines: Ints, values: Floats, resets: Sequence[tuple[int, float]]
    ) -> Floats:
        since = 0
        if resets:
            line, self.position = resets[-1]
            since = int(np.searchsorted(lines, line))
        self.position += float(values[since:].sum())
        return values
