"""Seconds of a print by what they are spent on, estimated from its gcode.

The slicer stores the total time only. Its countdown (`M73 R…`, minutes left) is
in the gcode, though: between two steps of it the moves share the minutes in
proportion to a simple reckoning of each, so that errors do not add up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from printshop.bambu.gcode.numbers import Bools, Floats, Ints

MINUTE_S = 60.0
_Number = TypeVar("_Number", np.float64, np.int64, np.bool_)


class Spent(IntEnum):
    """What the time goes into; `FLUSH` holds filament changes too."""

    PREPARE = 0
    MODEL = 1
    SUPPORT = 2
    TOWER = 3
    FLUSH = 4
    TRAVEL = 5


@dataclass(kw_only=True, slots=True, eq=False)
class Clock:
    """Adds up seconds; a cut is the time between two steps of the countdown.

    `naive_s` are the reckoned seconds of the open cut, `scaled_s` those of the
    closed ones after the countdown.
    """

    naive_s: list[float] = field(default_factory=lambda: [0.0] * len(Spent))
    scaled_s: list[float] = field(default_factory=lambda: [0.0] * len(Spent))
    minutes_left: float | None = None
    doing: Spent = Spent.PREPARE

    def spend(self, seconds: Sequence[float]) -> None:
        """Add reckoned seconds, one for each member of `Spent`, to the open cut."""
        self.naive_s = [naive + more for naive, more in zip(self.naive_s, seconds, strict=True)]

    def step(self, minutes_left: float) -> None:
        """Close the open cut where the countdown has gone on."""
        if self.minutes_left is None:
            self.minutes_left = minutes_left
        elif minutes_left < self.minutes_left:
            self._close((self.minutes_left - minutes_left) * MINUTE_S)
            self.minutes_left = minutes_left

    def seconds(self) -> tuple[float, ...]:
        """Close the last cut and give the seconds by what they are spent on."""
        if self.minutes_left is None:
            return tuple(self.naive_s)
        self._close(self.minutes_left * MINUTE_S)
        self.minutes_left = 0.0
        return tuple(self.scaled_s)

    def _close(self, lasted_s: float) -> None:
        reckoned_s = sum(self.naive_s)
        if reckoned_s > 0:
            pairs = zip(self.scaled_s, self.naive_s, strict=True)
            self.scaled_s = [so_far + naive / reckoned_s * lasted_s for so_far, naive in pairs]
            self.naive_s = [0.0] * len(Spent)
        else:
            self.scaled_s[self.doing] += lasted_s


def move_seconds(length_mm: Floats, speed_mm_s: Floats, acceleration: Floats) -> Floats:
    """Reckon the time of single moves: length over speed, and half a ramp.

    Args:
        length_mm: way of each move, or of the filament where nothing else moves.
        speed_mm_s: the F in force, more than 0.
        acceleration: mm/s², the M204 in force.
    """
    seconds = length_mm / acceleration
    np.sqrt(seconds, out=seconds)
    np.minimum(seconds, speed_mm_s / acceleration, out=seconds)
    seconds *= 0.5
    seconds += length_mm / speed_mm_s
    return seconds


def arc_lengths(
    dx: Floats, dy: Floats, offsets: tuple[Floats, Floats], *, is_clockwise: Bools
) -> Floats:
    """Give the length of arcs by their chord and the centre's offset from the start (I, J).

    A chord of no length is a full circle.
    """
    i, j = offsets
    # The angle at the centre between the start (-i, -j) and the end (dx - i, dy - j).
    cross = j * dx - i * dy
    dot = i * i + j * j - i * dx - j * dy
    angle = np.arctan2(np.where(is_clockwise, -cross, cross), dot)
    angle[angle <= 0] += 2 * np.pi
    return angle * np.sqrt(i * i + j * j)


def held(
    values: npt.NDArray[_Number], lines: Ints, *, count: int, before: float
) -> npt.NDArray[_Number]:
    """Give for each line the value last said: modal words such as F, or the role."""
    if not len(lines):
        return np.full(count, before, values.dtype)
    edges = np.empty(len(lines) + 2, np.intp)
    edges[0], edges[1:-1], edges[-1] = 0, lines, count
    said = np.empty(len(values) + 1, values.dtype)
    said[0], said[1:] = before, values
    return said.repeat(edges[1:] - edges[:-1])
