"""One walk through a plate's gcode: what each filament is extruded for, and when.

The rules are those of the slicers' own analyser (docs/3mf.md, "The split of the
grams"). The gcode comes in pieces of any size and is never held as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from printshop.bambu.gcode_axes import Axis
from printshop.bambu.gcode_clock import Clock, Spent, arc_lengths, held, move_seconds
from printshop.bambu.gcode_events import REAL_FLUSH, Events, State
from printshop.bambu.gcode_lines import Lines, read_lines
from printshop.bambu.gcode_marks import Marks, Role, find_marks
from printshop.bambu.gcode_numbers import Bools, Floats, Ints
from printshop.bambu.limits import KIB, MIB

BLOCK_BYTES = 320 * KIB
_LONGEST_LINE = MIB
_MOST_TOOLS = 255
_ROOM_BYTES = 8 * MIB
_SPENT_ON = np.array([Spent.MODEL, Spent.MODEL, Spent.MODEL, Spent.SUPPORT, Spent.TOWER], np.int64)
_DEFAULT_SPEED_MM_MIN = 3000.0
_DEFAULT_ACCELERATION = 10_000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class GcodeWalk:
    """What the gcode of one plate does.

    `lengths_mm` are the millimetres of filament by 1-based filament and role,
    flush not among them. `changes` lists the filaments in order of use, each with
    the millimetres flushed while it was in; `layers` counts layer changes.
    `config` holds the settings of the CONFIG_BLOCK as written. `seconds` follow
    the members of `Spent`. `problem` says why the walk was given up.
    """

    lengths_mm: Mapping[tuple[int, Role], float] = field(default_factory=dict)
    changes: tuple[tuple[int, float], ...] = ()
    layers: int = 0
    config: Mapping[str, str] = field(default_factory=dict)
    seconds: tuple[float, ...] = ()
    names_tools: bool = False
    problem: str | None = None


def walk_gcode(
    chunks: Iterable[bytes], *, change_s: float = 0.0, block_bytes: int = BLOCK_BYTES
) -> GcodeWalk:
    """Walk through the gcode of a plate once.

    Args:
        chunks: its bytes in order, in pieces of any size.
        change_s: how long the printer takes to change a filament.
        block_bytes: how much is worked on at a time.
    """
    # An untouched piece this large, given back at once, teaches the C library to keep freed
    # memory: else each block takes fresh pages from the system, which costs up to a third.
    np.empty(_ROOM_BYTES, np.uint8)
    walker = _Walker(change_s=change_s)
    for block in _blocks(chunks, size=block_bytes):
        if not block:
            message = f"a line of the gcode is longer than {_LONGEST_LINE:,} bytes"
            return GcodeWalk(problem=message)
        walker.walk(block)
        if walker.events.problem:
            return GcodeWalk(problem=walker.events.problem)
    return walker.result()


def _blocks(chunks: Iterable[bytes], *, size: int) -> Iterator[bytes]:
    """Give the text as blocks of whole lines; an empty one where a line is too long."""
    waiting: list[bytes] = []
    waiting_bytes = 0
    for chunk in chunks:
        for at in range(0, len(chunk), size):
            waiting.append(chunk[at : at + size])
            waiting_bytes += len(waiting[-1])
            if waiting_bytes < size:
                continue
            block = b"".join(waiting)
            end = block.rfind(b"\n") + 1
            if end:
                yield block[:end]
            elif waiting_bytes > _LONGEST_LINE:
                yield b""
            waiting = [block[end:]]
            waiting_bytes = len(waiting[0])
    if rest := b"".join(waiting):
        yield rest


class _Walker:
    """Carries the state of the print from block to block."""

    def __init__(self, *, change_s: float) -> None:
        self.events = Events(change_s=change_s)
        self._clock = Clock()
        self._role = int(Role.MODEL)
        self._is_wiping = 0
        self._speed_mm_min = _DEFAULT_SPEED_MM_MIN
        self._acceleration = _DEFAULT_ACCELERATION
        self._lengths_mm = np.zeros(_MOST_TOOLS * len(Role))

    def result(self) -> GcodeWalk:
        lengths = self._lengths_mm.reshape(_MOST_TOOLS, len(Role))
        return GcodeWalk(
            lengths_mm={
                (int(tool) + 1, Role(role)): float(lengths[tool, role])
                for tool, role in zip(*np.nonzero(lengths), strict=True)
            },
            changes=tuple((tool + 1, length) for tool, length in self.events.changes_used()),
            layers=self.events.layers,
            config=self.events.config.settings(),
            seconds=tuple(self._clock.seconds().tolist()),
            names_tools=self.events.names_tools,
        )

    def walk(self, block: bytes) -> None:
        lines = read_lines(block)
        marks = find_marks(lines)
        state = self.events.read(lines, marks.events)
        roles = self._roles(marks, lines.count)
        wiping = self._wiping(marks, lines.count)
        moves = _Moves(lines, self.events.axes, state)
        e_lines, fed_mm = moves.e_lines, moves.fed_mm
        is_free = wiping == 0
        counts = (fed_mm > 0) & is_free.take(e_lines)
        is_printing = moves.is_sideways.take(e_lines)
        self._lengths_mm += np.bincount(
            (state.tools * len(Role) + roles).take(e_lines),
            weights=np.where(counts & is_printing, fed_mm, 0.0),
            minlength=len(self._lengths_mm),
        )
        if state.flushing.any():
            stands = ~is_printing & (moves.rise_mm.take(e_lines) == 0)
            flushes = np.flatnonzero(counts & stands & (state.flushing.take(e_lines) == REAL_FLUSH))
            self.events.add_flushes(state.changes.take(e_lines.take(flushes)), fed_mm.take(flushes))
        is_travel = moves.is_travel & is_free
        is_travel[e_lines] &= fed_mm <= 0
        spent = _SPENT_ON.take(roles)
        np.copyto(spent, Spent.TRAVEL, where=is_travel)
        np.copyto(spent, Spent.FLUSH, where=state.is_changing)
        np.copyto(spent, Spent.PREPARE, where=state.is_preparing)
        seconds = self._seconds(lines, marks, moves) + state.waits_s
        self._keep_time(seconds, spent, state.cuts)

    def _roles(self, marks: Marks, count: int) -> Ints:
        roles = held(marks.roles, marks.role_lines, count=count, before=self._role)
        self._role = int(roles[-1])
        return roles

    def _wiping(self, marks: Marks, count: int) -> Ints:
        wiping = held(marks.wipes, marks.wipe_lines, count=count, before=self._is_wiping)
        self._is_wiping = int(wiping[-1])
        return wiping

    def _seconds(self, lines: Lines, marks: Marks, moves: "_Moves") -> Floats:
        speed_lines, speeds = lines.parameter("F")
        speed = held(speeds, speed_lines, count=lines.count, before=self._speed_mm_min)
        acceleration = held(
            np.maximum(marks.accelerations, 1.0),
            marks.acceleration_lines,
            count=lines.count,
            before=self._acceleration,
        )
        self._speed_mm_min, self._acceleration = float(speed[-1]), float(acceleration[-1])
        return move_seconds(moves.lengths_mm(lines), speed, acceleration)

    def _keep_time(self, seconds: Floats, spent: Ints, cuts: Ints) -> None:
        """Add the seconds to the clock, cut by cut."""
        sums = np.bincount(
            cuts * len(Spent) + spent,
            weights=seconds,
            minlength=(len(self.events.steps) + 1) * len(Spent),
        ).reshape(-1, len(Spent))
        self._clock.doing = Spent(int(spent[-1]))
        for cut, naive_s in enumerate(sums):
            self._clock.naive_s += naive_s
            if cut < len(self.events.steps):
                self._clock.step(self.events.steps[cut])


class _Moves:
    """How far the moves of a block go."""

    def __init__(self, lines: Lines, axes: Mapping[str, Axis], state: State) -> None:
        self.dx, x_lines = _along(lines, "X", axes["X"], state.is_relative)
        self.dy, y_lines = _along(lines, "Y", axes["Y"], state.is_relative)
        self.rise_mm, _ = _along(lines, "Z", axes["Z"], state.is_relative)
        self.e_lines, e_values = lines.parameter("E")
        self.fed_mm = axes["E"].deltas(self.e_lines, e_values, is_relative=state.e_is_relative)
        self.is_sideways = (self.dx != 0) | (self.dy != 0)
        self.is_sideways[x_lines] |= lines.is_arc.take(x_lines)
        self.is_sideways[y_lines] |= lines.is_arc.take(y_lines)
        self.is_travel = self.is_sideways | (self.rise_mm != 0)

    def lengths_mm(self, lines: Lines) -> Floats:
        """Give the way of each line; of the filament where nothing else moves."""
        planar = self.dx * self.dx + self.dy * self.dy
        lengths = np.sqrt(planar + self.rise_mm * self.rise_mm)
        arcs = np.flatnonzero(lines.is_arc)
        if len(arcs):
            lengths[arcs] = arc_lengths(
                self.dx.take(arcs),
                self.dy.take(arcs),
                (_scattered(lines, "I").take(arcs), _scattered(lines, "J").take(arcs)),
                is_clockwise=lines.is_clockwise.take(arcs),
            )
        stands = np.flatnonzero(lengths.take(self.e_lines) == 0)
        lengths[self.e_lines.take(stands)] = np.abs(self.fed_mm.take(stands))
        return lengths


def _along(lines: Lines, letter: str, axis: Axis, is_relative: Bools) -> tuple[Floats, Ints]:
    at, values = lines.parameter(letter)
    deltas = np.zeros(lines.count)
    deltas[at] = axis.deltas(at, values, is_relative=is_relative)
    return deltas, at


def _scattered(lines: Lines, letter: str) -> Floats:
    at, values = lines.parameter(letter)
    spread = np.zeros(lines.count)
    spread[at] = values
    return spread
