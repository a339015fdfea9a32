"""How far an axis goes with each word that names it: absolute, relative, reset by G92."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from printshop.bambu.gcode_numbers import Bools, Floats, Ints


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

    def over(self, count: int) -> npt.NDArray[np.int64]:
        """Give its value on each of the lines of a block, and go on to the next block."""
        before, self._before = self._before, self.value
        if not self._lines:
            return np.full(count, before, np.int64)
        edges = np.array([0, *self._lines, count])
        spread = np.repeat(np.array([before, *self._values], np.int64), np.diff(edges))
        self._lines, self._values = [], []
        return spread


class Axis:
    """One of X, Y, Z and E."""

    def __init__(self) -> None:
        """Begin at 0, as the slicers do."""
        self.position = 0.0
        self._resets: list[tuple[int, float]] = []

    def reset(self, line: int, value: float) -> None:
        """Call the present position by another number (G92)."""
        self._resets.append((line, value))

    def deltas(self, lines: Ints, values: Floats, *, is_relative: Bools) -> Floats:
        """Give how far each word of a block moves the axis, mm, and forget the resets.

        Args:
            lines: of the words, rising.
            values: of the words.
            is_relative: for each line of the block whether words are distances.
        """
        resets, self._resets = self._resets, []
        if not len(lines) and not resets:
            return values
        relative = is_relative.take(lines)
        if relative.all() and len(lines):
            return self._distances(lines, values, resets)
        if not resets and not relative.any():
            deltas = np.empty(len(values))
            np.subtract(values[1:], values[:-1], out=deltas[1:])
            deltas[0] = values[0] - self.position
            self.position = float(values[-1])
            return deltas
        return self._mixed(lines, values, relative, resets)

    def _mixed(
        self, lines: Ints, values: Floats, relative: Bools, resets: Sequence[tuple[int, float]]
    ) -> Floats:
        """Follow the position through distances, places and resets."""
        at = np.searchsorted(lines, np.array([line for line, _ in resets], np.intp))
        said = np.insert(values, at, [value for _, value in resets])
        is_distance = np.insert(relative, at, values=False)
        # Between two places the position is that of the first, and the distances since.
        since = np.cumsum(np.where(is_distance, said, 0.0))
        places = np.flatnonzero(~is_distance)
        bases = np.concatenate([[self.position], said.take(places) - since.take(places)])
        edges = np.concatenate([[0], places, [len(said)]])
        positions = since + np.repeat(bases, np.diff(edges))
        deltas = np.where(is_distance, said, np.diff(positions, prepend=self.position))
        self.position = float(positions[-1])
        return np.delete(deltas, at + np.arange(len(at)))

    def _distances(
        self, lines: Ints, values: Floats, resets: Sequence[tuple[int, float]]
    ) -> Floats:
        since = 0
        if resets:
            line, self.position = resets[-1]
            since = int(np.searchsorted(lines, line))
        self.position += float(values[since:].sum())
        return values
