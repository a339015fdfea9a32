"""How far an axis goes with each word that names it: absolute, relative, reset by G92."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from printshop.bambu.gcode.numbers import Bools, Floats, Ints

# One value for each line of a block, or one for all of them: most blocks change little.
PerLine: TypeAlias = Ints | int
_NEVER = 1 << 62


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
        deltas = np.empty(len(values))
        np.subtract(values[1:], values[:-1], out=deltas[1:])
        deltas[0] = values[0] - self.position
        if resets or not isinstance(relative, int):
            self._correct(deltas, lines, values, relative=relative, resets=resets)
        else:
            self.position = float(values[-1])
        return deltas

    def _correct(
        self,
        deltas: Floats,
        lines: Ints,
        values: Floats,
        *,
        relative: PerLine,
        resets: Sequence[tuple[int, float]],
    ) -> None:
        """Put right the words that are no places, and those after such a word or a reset."""
        is_distance = np.full(len(values), relative, np.bool_)
        is_odd = is_distance.copy()
        is_odd[1:] |= is_distance[:-1]
        after_resets = np.searchsorted(lines, np.array([line for line, _ in resets], np.intp))
        is_odd[after_resets[after_resets < len(values)]] = True
        # Each run of them begins at the place before it; the last word gives the position.
        is_needed = is_odd.copy()
        is_needed[:-1] |= is_odd[1:]
        is_needed[-1] = True
        needed = np.flatnonzero(is_needed)
        corrected = self._follow(
            lines.take(needed), values.take(needed), is_distance.take(needed), resets
        )
        odd = is_odd.take(needed)
        deltas[needed[odd]] = corrected[odd]

    def _follow(
        self, lines: Ints, values: Floats, is_distance: Bools, resets: Sequence[tuple[int, float]]
    ) -> Floats:
        """Follow the position from word to word through distances, places and resets."""
        deltas: list[float] = []
        position = self.position
        left = iter([*resets, (_NEVER, 0.0)])
        reset_line, reset_to = next(left)
        words = zip(lines.tolist(), values.tolist(), is_distance.tolist(), strict=True)
        for line, value, is_way in words:
            while reset_line < line:
                position = reset_to
                reset_line, reset_to = next(left)
            deltas.append(value if is_way else value - position)
            position = position + value if is_way else value
        self.position = resets[-1][1] if reset_line < _NEVER else position
        return np.array(deltas)

    def _distances(
        self, lines: Ints, values: Floats, resets: Sequence[tuple[int, float]]
    ) -> Floats:
        since = 0
        if resets:
            line, self.position = resets[-1]
            since = int(np.searchsorted(lines, line))
        self.position += float(values[since:].sum())
        return values
