"""One walk through a plate's gcode: what each filament is extruded for, and when.

The rules are those of the slicers' own analyser (docs/3mf.md, "The split of the
grams"). The gcode comes in pieces of any size and is never held as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from printshop.bambu.gcode.axes import Axis, PerLine, on_lines
from printshop.bambu.gcode.clock import MINUTE_S, Clock, Spent, arc_lengths, held, move_seconds
from printshop.bambu.gcode.effort import Effort
from printshop.bambu.gcode.events import REAL_FLUSH, Events, State
from printshop.bambu.gcode.lines import Lines, read_lines
from printshop.bambu.gcode.marks import Marks, Role, find_marks
from printshop.bambu.gcode.numbers import Bools, Floats, Ints
from printshop.bambu.limits import KIB, MIB

BLOCK_BYTES = 320 * KIB
_LONGEST_LINE = MIB
_MOST_TOOLS = 255
_ROOM_BYTES = 8 * MIB
_ROLES, _WAYS_TO_SPEND = len(Role), len(Spent)
_TRAVEL, _FLUSH, _PREPARE = int(Spent.TRAVEL), int(Spent.FLUSH), int(Spent.PREPARE)
_SPENT_ON = np.array([Spent.MODEL, Spent.MODEL, Spent.MODEL, Spent.SUPPORT, Spent.TOWER], np.int64)
_DEFAULT_SPEED_MM_S, _DEFAULT_ACCELERATION = 50.0, 10_000.0


@dataclass(frozen=True, kw_only=True, slots=True)
class GcodeWalk:
    """What the gcode of one plate does.

    `lengths_mm` are the millimetres of filament by 1-based filament and role,
    flush not among them. `changes` lists the filaments in order of use, each with
    the millimetres flushed while it was in; `layers` counts layer changes.
    `config` holds the settings of the CONFIG_BLOCK as written. `seconds` follow
    the members of `Spent`. `names_tools` and `names_features` (other than custom gcode)
    say whether there are marks to go by, `problem` why the walk was given up.
    """

    lengths_mm: Mapping[tuple[int, Role], float] = field(default_factory=dict)
    changes: tuple[tuple[int, float], ...] = ()
    layers: int = 0
    config: Mapping[str, str] = field(default_factory=dict)
    seconds: tuple[float, ...] = ()
    names_tools: bool = False
    names_features: bool = False
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
            return GcodeWalk(problem=f"a line of the gcode is longer than {_LONGEST_LINE:,} bytes")
        if problem := walker.walk(block):
            return GcodeWalk(problem=problem)
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
        self._effort, self._clock = Effort(), Clock()
        self._role = int(Role.MODEL)
        self._names_features = False
        self._is_wiping = False
        self._speed_mm_s = _DEFAULT_SPEED_MM_S
        self._acceleration = _DEFAULT_ACCELERATION
        self._lengths_mm = np.zeros(_MOST_TOOLS * _ROLES)

    def result(self) -> GcodeWalk:
        lengths = self._lengths_mm.reshape(_MOST_TOOLS, _ROLES)
        return GcodeWalk(
            lengths_mm={
                (int(tool) + 1, Role(role)): float(lengths[tool, role])
                for tool, role in zip(*np.nonzero(lengths), strict=True)
            },
            changes=tuple((tool + 1, length) for tool, length in self.events.changes_used()),
            layers=self.events.layers,
            config=self.events.config.settings(),
            seconds=self._clock.seconds(),
            names_tools=self.events.names_tools,
            names_features=self._names_features,
        )

    def walk(self, block: bytes) -> str | None:
        """Go on by a block; a sentence says why there is no going on."""
        lines = read_lines(block)
        marks = find_marks(lines)
        if problem := self._effort.add(lines, marks):
            return problem
        state = self.events.read(lines, marks.events)
        roles = self._roles(marks, lines.count)
        moves = _Moves(lines, self.events.axes, state)
        is_fed = moves.fed_mm > 0
        is_free = self._is_free(marks, lines.count)
        if is_free is not None:
            is_fed &= is_free
        self._lengths_mm += np.bincount(
            state.tools * _ROLES + roles,
            weights=np.where(is_fed & moves.is_sideways, moves.fed_mm, 0.0),
            minlength=len(self._lengths_mm),
        )
        self._keep_flushes(state, moves, is_fed)
        is_travel = moves.is_travel & (moves.fed_mm <= 0)
        if is_free is not None:
            is_travel &= is_free
        spent = _SPENT_ON.take(roles)
        np.copyto(spent, _TRAVEL, where=is_travel)
        np.copyto(spent, _FLUSH, where=np.asarray(state.is_changing, np.bool_))
        np.copyto(spent, _PREPARE, where=np.asarray(state.is_preparing, np.bool_))
        seconds = self._seconds(lines, marks, moves)
        for line, wait_s in state.waits_s:
            seconds[line] += wait_s
        self._keep_time(seconds, spent, state.cuts)
        return self.events.problem

    def _roles(self, marks: Marks, count: int) -> Ints:
        roles = held(marks.roles, marks.role_lines, count=count, before=self._role)
        self._role = int(roles[-1])
        self._names_features |= bool((marks.roles != Role.CUSTOM).any())
        return roles

    def _is_free(self, marks: Marks, count: int) -> Bools | None:
        """Say for each line whether it is outside of wipes; None where all lines are."""
        if not (len(marks.wipes) or self._is_wiping):
            return None
        wiping = held(marks.wipes, marks.wipe_lines, count=count, before=self._is_wiping)
        self._is_wiping = bool(wiping[-1])
        return ~wiping

    def _keep_flushes(self, state: State, moves: "_Moves", is_fed: Bools) -> None:
        """Book what is fed standing still between the marks of a flush."""
        if isinstance(state.flushing, int) and state.flushing != REAL_FLUSH:
            return
        stands = ~moves.is_travel & is_fed
        stands &= np.asarray(state.flushing) == REAL_FLUSH
        flushes = np.flatnonzero(stands)
        if len(flushes):
            self.events.add_flushes(on_lines(state.changes, flushes), moves.fed_mm.take(flushes))

    def _seconds(self, lines: Lines, marks: Marks, moves: "_Moves") -> Floats:
        speed_lines, speeds = lines.parameter("F")
        speed = held(
            np.maximum(speeds, 1.0) / MINUTE_S,
            speed_lines,
            count=lines.count,
            before=self._speed_mm_s,
        )
        acceleration = held(
            np.maximum(marks.accelerations, 1.0),
            marks.acceleration_lines,
            count=lines.count,
            before=self._acceleration,
        )
        self._speed_mm_s, self._acceleration = float(speed[-1]), float(acceleration[-1])
        return move_seconds(moves.lengths_mm(lines), speed, acceleration)

    def _keep_time(self, seconds: Floats, spent: Ints, cuts: PerLine) -> None:
        """Add the seconds to the clock, cut by cut."""
        sums = np.bincount(
            cuts * _WAYS_TO_SPEND + spent,
            weights=seconds,
            minlength=(len(self.events.steps) + 1) * _WAYS_TO_SPEND,
        ).reshape(-1, _WAYS_TO_SPEND)
        self._clock.doing = Spent(int(spent[-1]))
        for naive_s, minutes_left in zip_longest(sums.tolist(), self.events.steps):
            self._clock.spend(naive_s)
            if minutes_left is not None:
                self._clock.step(minutes_left)


class _Moves:
    """How far the moves of a block go, line by line."""

    def __init__(self, lines: Lines, axes: Mapping[str, Axis], state: State) -> None:
        self.dx = _along(lines, "X", axes["X"], state.is_relative)
        self.dy = _along(lines, "Y", axes["Y"], state.is_relative)
        self.rise_mm = _along(lines, "Z", axes["Z"], state.is_relative)
        self.fed_mm = _along(lines, "E", axes["E"], state.e_is_relative)
        self.is_sideways = (self.dx != 0) | (self.dy != 0)
        # An arc may end where it began: a full circle.
        self.is_sideways |= lines.is_arc
        self.is_travel = self.is_sideways | (self.rise_mm != 0)

    def lengths_mm(self, lines: Lines) -> Floats:
        """Give the way of each line; of the filament where nothing else moves."""
        lengths = self.dx * self.dx
        lengths += self.dy * self.dy
        lengths += self.rise_mm * self.rise_mm
        np.sqrt(lengths, out=lengths)
        arcs = np.flatnonzero(lines.is_arc)
        if len(arcs):
            lengths[arcs] = arc_lengths(
                self.dx.take(arcs),
                self.dy.take(arcs),
                (_scattered(lines, "I").take(arcs), _scattered(lines, "J").take(arcs)),
                is_clockwise=lines.is_clockwise.take(arcs),
            )
        np.copyto(lengths, np.abs(self.fed_mm), where=lengths == 0)
        return lengths


def _along(lines: Lines, letter: str, axis: Axis, is_relative: PerLine) -> Floats:
    at, values = lines.parameter(letter)
    deltas = np.zeros(lines.count)
    deltas[at] = axis.deltas(at, values, is_relative=is_relative)
    return deltas


def _scattered(lines: Lines, letter: str) -> Floats:
    at, values = lines.parameter(letter)
    spread = np.zeros(lines.count)
    spread[at] = values
    return spread
